// Another browser looks at a small site through `dateline serve`: that pages change in place,
// style sheets are exchanged, and problems come and go does not hang on one kind of browser.
// All the rest is tried in `preview.mjs`.
//
// node .ci/firefox.mjs PROGRAM, with CI_TOOLS (a folder with node_modules) and FIREFOX.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const program = path.resolve(process.argv[2] ?? "target/release/dateline");
const require = createRequire(path.join(process.env.CI_TOOLS ?? ".", "package.json"));
const puppeteer = require("puppeteer-core");
const temporary = mkdtempSync(path.join(tmpdir(), "firefox-"));
const site = path.join(temporary, "site");

/** How long anything may take to happen. Only failures wait so long. */
const PATIENCE = 15_000;

const write = (name, text) => {
  const file = path.join(site, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const article = (title, text) => `---\ntitle: ${title}\ndate: 2026-01-02\n---\n\n${text}\n\n${"A line to scroll by.\n\n".repeat(60)}`;
const sheet = (color) => `h1 { color: ${color}; }\n`;
write("site.toml", `title = "Morning"\nbase_url = "https://morning.example/"\ntheme = "desk"\n`);
write("themes/desk/theme.toml", `name = "Desk"\nextends = "broadsheet"\n`);
write("themes/desk/static/main.css", sheet("rgb(1, 1, 1)"));
write(
  "themes/desk/templates/article.html",
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'self'">
<title>{{ page.title }}</title><link rel="stylesheet" href="{{ asset("main.css") }}"></head>
<body><h1>{{ page.title }}</h1><input id="search"><div id="text">{{ page.content }}</div></body></html>`,
);
write("content/asia/river.md", article("The river", "Water has risen."));
write("content/asia/dam.md", article("The dam", "The dam holds."));

const server = spawn(program, ["serve", "--root", site, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
let browser;
try {
  const origin = await new Promise((done, fail) => {
    server.stdout.on("data", (data) => {
      const found = /https?:\/\/[^\s/]+/.exec(data);
      if (found) done(found[0]);
    });
    server.on("exit", () => fail(new Error("the server has ended")));
  });
  browser = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr" });
  console.log(await browser.version());
  const open = async (address) => {
    const page = await browser.newPage();
    await page.goto(origin + address);
    await page.waitForFunction(() => performance.getEntriesByName("dateline").length > 0, { timeout: PATIENCE });
    await page.evaluate(() => (window.marked = true));
    return page;
  };
  const until = async (page, what, holds, ...given) => {
    const end = performance.now() + PATIENCE;
    while (!(await page.evaluate(holds, ...given))) {
      assert(performance.now() < end, `never: ${what}`);
      await pause(20);
    }
    console.log(`ok: ${what}`);
  };
  const reads = (text) => document.body.textContent.includes(text);
  const panel = () => document.querySelector("dateline-preview")?.shadowRoot.querySelector("section")?.textContent ?? "";

  const dam = await open("/asia/dam/");
  const river = await open("/asia/river/");
  await river.type("#search", "some words");
  // Typing brings the field into sight, a little later.
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await river.evaluate(drawn);
  await river.evaluate(() => scrollTo(0, 400));
  await river.evaluate(drawn);
  const scroll = await river.evaluate(() => scrollY);
  assert(scroll > 300);
  write("content/asia/river.md", article("The river", "Water has fallen."));
  await until(river, "the words change", reads, "Water has fallen.");
  const kept = () => [document.querySelector("#search").value, document.activeElement.id, scrollY];
  assert.deepEqual(await river.evaluate(kept), ["some words", "search", scroll]);
  write("themes/desk/static/main.css", sheet("rgb(2, 2, 2)"));
  await until(river, "the style changes", () => getComputedStyle(document.querySelector("h1")).color === "rgb(2, 2, 2)");
  write("content/asia/river.md", article("The river", "Water has risen.").replace("title:", "titel:"));
  for (const page of [river, dam]) {
    await page.bringToFront();
    await page.waitForFunction(`(${panel})().includes("titel")`, { timeout: PATIENCE });
  }
  console.log("ok: the panel comes");
  write("content/asia/river.md", article("The river", "Water has risen again."));
  for (const page of [dam, river]) {
    await page.bringToFront();
    await page.waitForFunction(`!(${panel})().includes("titel")`, { timeout: PATIENCE });
  }
  console.log("ok: the panel goes");
  await until(river, "the words change again", reads, "Water has risen again.");
  for (const page of [river, dam]) assert(await page.evaluate(() => window.marked), "a page was loaded anew");
} finally {
  await browser?.close();
  server.kill("SIGINT");
  rmSync(temporary, { recursive: true, force: true });
}
