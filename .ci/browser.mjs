// Looks at the built site in a real browser: one page of each kind, on a phone and on a
// desk, light and dark, with and without scripts. Pages must fit a narrow screen, ask nothing
// of other hosts, log no errors, keep still while they load, weigh little and pass the
// accessibility rules of axe-core; the switch between light and dark keeps what was chosen.
//
// node .ci/browser.mjs FOLDER [--any], with CI_TOOLS (a folder with node_modules) and CHROMIUM.
// With `--any` the site may lack some kinds of pages, and be as heavy as it is.

import { createReadStream, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { gzipSync } from "node:zlib";

const folder = path.resolve(process.argv[2] ?? "public");
const any = process.argv.includes("--any");
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

// The policy that the site asks its host to send.
const POLICY = /^\s*Content-Security-Policy:\s*(.+)$/m.exec(readFileSync(path.join(folder, "_headers"), "utf8"))?.[1];
if (!POLICY) throw new Error("`_headers` has no content-security policy");
const STRICT = { "content-security-policy": POLICY };
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
  "style page": /<article class="[^"]*\bstyles\b/,
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
const kinds = ["home", "section", "article", "page", "taxonomy", "term", "archive", "archive-year", "archive-month", "search", "not-found"];
const wrong = kinds.filter((kind) => !any && !chosen.has(kind)).map((kind) => `there is no page of the kind ${kind}`);
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
// Nothing moves while a page loads, and nothing moves by itself where that is not wanted.
for (const width of [360, 768, 1280]) {
  const page = await tab({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shifts += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const name of names) {
    await page.goto(address(name), { waitUntil: "load" });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const [shifts, moving] = await page.evaluate(() => [window.shifts, document.getAnimations().length]);
    if (shifts > 0) wrong.push(`/${name} at ${width}: its layout shifts by ${shifts}`);
    if (moving > 0) wrong.push(`/${name} at ${width}: ${moving} animations in spite of reduced motion`);
    looks += 1;
  }
  await page.context().close();
}

// Colours that the system forces leave every page readable.
const forced = await tab({ viewport: { width: 1280, height: 900 }, forcedColors: "active" });
for (const name of names) {
  await forced.goto(address(name));
  const pixels = await overhang(forced);
  if (pixels > 0) wrong.push(`/${name}: ${pixels} pixels too wide with forced colours`);
  if (!(await forced.locator("h1").first().isVisible())) wrong.push(`/${name}: no visible headline with forced colours`);
  looks += 1;
}
await forced.context().close();

// The switch: without scripts it is not there; with them it keeps what was chosen, in every
// page, from before the first word is painted.
const ground = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const [first, second] = [names.find((name) => name === "index.html") ?? names[0], chosen.get("article") ?? names[0]];
{
  const still = await tab({ javaScriptEnabled: false });
  await still.goto(address(first));
  if (await still.locator(".scheme").isVisible()) wrong.push("the switch of colours shows without scripts");
  await still.context().close();
  const page = await tab({ colorScheme: "light", viewport: { width: 360, height: 740 } });
  await page.addInitScript(() => {
    new MutationObserver((_, watch) => {
      if (!document.body) return;
      window.atBody = document.documentElement.dataset.scheme ?? "";
      watch.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(address(first));
  const light = await ground(page);
  const dark = page.locator('.scheme input[value="dark"]');
  // By keyboard: from the first choice two to the right.
  await page.locator('.scheme input[value=""]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  if (!(await dark.isChecked())) wrong.push("the keyboard does not reach the dark choice");
  const night = await ground(page);
  if (night === light) wrong.push("the dark choice changes nothing");
  await page.goto(address(second));
  if ((await page.evaluate(() => window.atBody)) !== "dark") wrong.push("the choice comes after the first word");
  if ((await ground(page)) !== night) wrong.push("another page does not keep the choice");
  if (!(await page.locator('.scheme input[value="dark"]').isChecked())) wrong.push("another page does not show the choice");
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { rules: { "target-size": { enabled: true } } }));
  for (const { id, help } of violations) wrong.push(`/${second}, dark by choice: ${id}: ${help}`);
  await page.locator('.scheme input[value=""]').check();
  if ((await ground(page)) !== light) wrong.push("the device's colours do not come back");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  if ((await ground(page)) !== light) wrong.push("print is dark");
  looks += 5;
  await page.context().close();
}

// A keyboard finds the way to the text first, and opens the menu.
{
  const page = await tab({ viewport: { width: 360, height: 740 } });
  await page.goto(address(second));
  await page.keyboard.press("Tab");
  if (!(await page.evaluate(() => document.activeElement?.matches(".skip")))) wrong.push("the first stop is not the way to the text");
  await page.keyboard.press("Enter");
  if (!(await page.evaluate(() => document.activeElement?.matches("main")))) wrong.push("the way to the text does not lead there");
  await page.locator(".menu summary").focus();
  await page.keyboard.press("Enter");
  if (!(await page.locator(".menu li a").first().isVisible())) wrong.push("the menu does not open by keyboard");
  looks += 2;
  await page.context().close();
}

// What a page weighs on the wire, compressed, without pictures.
const weight = (file) => gzipSync(readFileSync(path.join(folder, file))).length;
const local = (html, pattern) =>
  [...html.matchAll(pattern)].map(([, url]) => decodeURIComponent(new URL(url, `${origin}/`).pathname).slice(1));
const heaviest = { article: 0, home: 0, script: 0 };
for (const { name, html } of all) {
  const kind = /<html[^>]*class="[^"]*\bkind-([a-z-]+)/.exec(html)?.[1];
  const sheets = local(html, /<link rel="stylesheet" href="([^"]+)"/g).reduce((sum, file) => sum + weight(file), 0);
  const scripts = local(html, /<script[^>]* src="([^"]+)"/g).reduce((sum, file) => sum + weight(file), 0);
  const whole = weight(name) + sheets;
  heaviest.script = Math.max(heaviest.script, scripts);
  if (kind in heaviest) heaviest[kind] = Math.max(heaviest[kind], whole);
}
const budgets = { article: 30 * 1024, home: 60 * 1024, script: 10 * 1024 };
for (const [what, most] of Object.entries(budgets)) {
  console.log(`heaviest ${what}: ${(heaviest[what] / 1024).toFixed(1)} KB of ${most / 1024}`);
  if (heaviest[what] > most && !any) wrong.push(`${what}: ${heaviest[what]} bytes compressed, at most ${most}`);
}
await browser.close();
server.close();

for (const line of wrong) console.log(`error: ${line}`);
console.log(`${all.length} pages, ${looks} looks, ${wrong.length} violations`);
process.exitCode = wrong.length > 0 ? 1 : 0;
