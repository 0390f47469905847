// Looks at the built site in a real browser: one page of each kind, on a phone and on a
// desk, light and dark, without scripts. Pages must fit a narrow screen, ask nothing of
// other hosts, log no errors and pass the accessibility rules of axe-core.
//
// node .ci/browser.mjs FOLDER, with CI_TOOLS (a folder with node_modules) and CHROMIUM.

import { createReadStream, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const folder = path.resolve(process.argv[2] ?? "public");
const require = createRequire(path.join(process.env.CI_TOOLS ?? ".", "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8",
};

// Headers for the pages of a site that runs no scripts at all.
const STRICT = { "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'none'" };
let policy = {};

const server = createServer((request, response) => {
  let file = path.join(folder, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  const info = () => statSync(file, { throwIfNoEntry: false });
  if (!file.startsWith(folder)) file = folder;
  if (info()?.isDirectory()) file = path.join(file, "index.html");
  if (!info()?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream", ...policy });
  createReadStream(file).pipe(response);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const origin = `http://127.0.0.1:${server.address().port}`;

const all = readdirSync(folder, { recursive: true })
  .map((name) => name.split(path.sep).join("/"))
  .filter((name) => name.endsWith(".html"))
  .sort()
  .map((name) => ({ name, html: readFileSync(path.join(folder, name), "utf8") }))
  .filter(({ html }) => !html.includes('http-equiv="refresh"'));

// One page of each kind the theme knows, and one with each thing that is hard to lay out.
const features = {
  "right to left": /<html[^>]* dir="rtl"/,
  "another script": /<html[^>]* lang="(ja|zh|ko|ru|el|hi)/,
  table: /<table/,
  picture: /<figure/,
  footnotes: /class="footnote/,
  "page of a list": /<html(?![^>]*\barticle\b)[^>]*>[^]*rel="prev"/,
};
const chosen = new Map();
for (const page of all) {
  const kind = /<html[^>]*class="[^"]*\bkind-([a-z-]+)/.exec(page.html)?.[1] ?? "other";
  if (!chosen.has(kind)) chosen.set(kind, page.name);
  for (const [feature, pattern] of Object.entries(features)) {
    if (!chosen.has(feature) && pattern.test(page.html)) chosen.set(feature, page.name);
  }
}
const names = [...new Set(chosen.values())];
for (const [what, name] of chosen) console.log(`${what.padEnd(16)} ${name}`);
const kinds = ["home", "section", "article", "page", "taxonomy", "term", "archive", "archive-year", "archive-month", "not-found"];
const wrong = kinds.filter((kind) => !chosen.has(kind)).map((kind) => `there is no page of the kind ${kind}`);
const address = (name) => `${origin}/${name.split("/").map(encodeURIComponent).join("/").replace(/index\.html$/, "")}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
});

/** A tab that notes what a page should not do. */
async function tab(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const at = () => page.url().slice(origin.length);
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(`${origin}/`) || url.startsWith("data:")) return route.continue();
    wrong.push(`${at()}: asks another host: ${url}`);
    return route.abort();
  });
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(`${at()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`${at()}: ${error}`));
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${at()}: ${response.status()} for ${response.url()}`);
  });
  return page;
}

/** How many pixels of the page lie outside its window. */
const overhang = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

let looks = 0;
// Every page fits the narrowest screen, without scripts.
const narrow = await tab({ viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
for (const { name } of all) {
  await narrow.goto(address(name));
  const pixels = await overhang(narrow);
  if (pixels > 0) wrong.push(`/${name}: ${pixels} pixels too wide at 320`);
  looks += 1;
}

// No policy stops anything of a page: structured data are data, not a script that runs.
policy = STRICT;
const strict = await tab({ viewport: { width: 1280, height: 900 } });
for (const name of names) {
  await strict.goto(address(name));
  const graph = strict.locator('script[type="application/ld+json"]');
  if (name !== "404.html" && (await graph.count()) !== 1) wrong.push(`/${name}: no structured data`);
  for (const text of await graph.allTextContents()) JSON.parse(text);
  looks += 1;
}
await strict.context().close();
policy = {};

for (const width of [360, 1280]) {
  for (const colorScheme of ["light", "dark"]) {
    const still = await tab({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled: false });
    // The rules themselves are a script, so they run where scripts are on.
    const judged = await tab({ viewport: { width, height: 900 }, colorScheme });
    for (const name of names) {
      await still.goto(address(name));
      const pixels = await overhang(still);
      if (pixels > 0) wrong.push(`/${name}: ${pixels} pixels too wide at ${width}`);
      if (!(await still.locator("h1").first().isVisible())) wrong.push(`/${name}: no visible headline`);
      await judged.goto(address(name));
      await judged.evaluate(axe);
      const { violations } = await judged.evaluate(() =>
        window.axe.run(document, { rules: { "target-size": { enabled: true } } }),
      );
      for (const { id, help, nodes } of violations) {
        const where = nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join("\n    ");
        wrong.push(`/${name} at ${width}, ${colorScheme}: ${id}: ${help} (${nodes.length})\n    ${where}`);
      }
      looks += 2;
    }
    await still.context().close();
    await judged.context().close();
  }
}
await browser.close();
server.close();

for (const line of wrong) console.log(`error: ${line}`);
console.log(`${all.length} pages, ${looks} looks, ${wrong.length} violations`);
process.exitCode = wrong.length > 0 ? 1 : 0;
