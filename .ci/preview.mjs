// Writes in a small site while real browsers look at it through `dateline serve`: pages change
// under the reader's hands without losing anything, problems show and go.
//
// node .ci/preview.mjs PROGRAM, with CI_TOOLS (a folder with node_modules) and CHROMIUM. With
// SHOTS, a folder, pictures of the panel and the bar are put there. With ONLY, a part of a name, only
// those scenes are played.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";

const program = path.resolve(process.argv[2] ?? "target/release/dateline");
const require = createRequire(path.join(process.env.CI_TOOLS ?? ".", "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const vnu = require.resolve("vnu-jar/build/dist/vnu.jar");
const temporary = mkdtempSync(path.join(tmpdir(), "preview-"));

/** How long anything may take to happen. Only failures wait so long. */
const PATIENCE = Number(process.env.PATIENCE ?? 15_000);

// ---- The site: its theme forbids inline scripts and styles, and has what is easily lost.

const article = (title, text, extra = "") =>
  `---\ntitle: ${title}\ndate: 2026-01-02\n${extra}---\n\n${text}\n\n${"A line to scroll by.\n\n".repeat(60)}`;
const square = (size) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><rect width="100%" height="100%" fill="#888"/></svg>\n`;

/** A silent sound of ten seconds: 8,000 samples a second of one byte. */
const silence = () => {
  const sound = Buffer.alloc(44 + 80_000, 128);
  sound.write("RIFF....WAVEfmt ", "latin1");
  sound.writeUInt32LE(36 + 80_000, 4);
  sound.writeUInt32LE(16, 16);
  sound.writeUInt16LE(1, 20); // as it is, not compressed
  sound.writeUInt16LE(1, 22); // one channel
  sound.writeUInt32LE(8000, 24);
  sound.writeUInt32LE(8000, 28);
  sound.writeUInt16LE(1, 32);
  sound.writeUInt16LE(8, 34);
  sound.write("data", 36, "latin1");
  sound.writeUInt32LE(80_000, 40);
  return sound;
};

const base = `<!doctype html>
<html lang="{{ page.lang }}" dir="{{ page.dir }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ page.title }}</title>
<meta name="description" content="{{ page.title }}">
<link rel="stylesheet" href="{{ asset("css/main.css") }}">
<link rel="icon" href="{{ asset("favicon.svg") }}">
<script src="{{ asset("js/theme.js") }}" defer></script>
</head>
<body>
<header><p id="site">{{ site.title }}</p></header>
<main>
{% block main %}{% endblock %}
</main>
<footer><p>The foot</p></footer>
</body>
</html>
`;

const siteFiles = {
  "site.toml": `title = "Morning"\nbase_url = "https://morning.example/"\nlanguage = "en"\ntime_zone = "UTC"\ntheme = "desk"\n`,
  "themes/desk/theme.toml": `name = "Desk"\nextends = "broadsheet"\n`,
  "themes/desk/templates/base.html": base,
  "themes/desk/templates/home.html": `{% extends "base.html" %}{% block main %}<h1>{{ site.title }}</h1>
{% for a in site.articles %}<p><a href="{{ a.url }}">{{ a.title }}</a></p>{% endfor %}{% endblock %}`,
  "themes/desk/templates/article.html": `{% extends "base.html" %}{% block main %}<h1>{{ page.title }}</h1>
<details id="contents"><summary>Contents</summary><p>What is in it: {{ page.title }}</p></details>
<form><label>Search <input id="search" name="search"></label> <label>Note <textarea id="note">to be kept</textarea></label>
<label><input type="checkbox" id="box"> seen</label></form>
<div id="free" contenteditable="true" role="textbox" aria-label="Free">write here</div>
<audio id="sound" src="{{ asset("sound.wav") }}" loop controls></audio>
<picture><source srcset="{{ asset("img/map.svg") }} 1x" media="(min-width: 1px)"><img id="map" src="{{ asset("img/map.svg") }}" alt="A map"></picture>
<div id="shown"></div>
<div id="text">{{ page.content }}</div>{% endblock %}`,
  "themes/desk/static/css/main.css": `@import "part.css";\nbody { margin: 0; --styled: yes; background-color: rgb(250, 250, 250); }\n#shown { width: 9px; height: 9px; background-image: url("../img/back.svg"); }\n`,
  "themes/desk/static/css/part.css": `h1 { color: rgb(0, 0, 10); }\n`,
  "themes/desk/static/js/theme.js": `document.documentElement.classList.add("scripted");
const made = document.createElement("aside");
made.id = "made";
made.textContent = "made by a script";
document.querySelector("main").prepend(made);
document.documentElement.dataset.script = "first";
`,
  "themes/desk/static/sound.wav": silence(),
  "themes/desk/static/img/map.svg": square(40),
  "themes/desk/static/img/back.svg": square(9),
  "themes/desk/static/favicon.svg": square(16),
  "content/asia/river.md": article("The river", "Water has risen by *two* metres.\n\nThe second paragraph is for selecting."),
  "content/asia/dam.md": article("The dam", "The dam holds."),
  "content/arab/nile.md": article("النيل", "ارتفع الماء.", "lang: ar\n"),
  "content/asia/plan.md": article("The plan", "Not yet.", "draft: true\n"),
};

class Site {
  static made = 0;
  constructor(changes = {}) {
    this.folder = path.join(temporary, `site-${++Site.made}`);
    for (const [name, text] of Object.entries({ ...siteFiles, ...changes })) this.write(name, text);
  }
  write(name, text) {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  read(name) {
    return readFileSync(path.join(this.folder, name), "utf8");
  }
  edit(name, from, to) {
    const text = this.read(name);
    assert(text.includes(from), `${name} has no ${from}`);
    this.write(name, text.replace(from, to));
  }
  remove(name) {
    rmSync(path.join(this.folder, name));
  }
}

// ---- The server and the browser.

const children = new Set();
/** Starts the preview and waits until it says where. */
const serve = async (site, ...flags) => {
  const child = spawn(program, ["serve", "--root", site.folder, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  let said = "";
  const origin = await new Promise((done, fail) => {
    const hear = (data) => {
      said += data;
      const found = /https?:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(said);
      if (found) done(found[0]);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", () => fail(new Error(`the server has ended:\n${said}`)));
    setTimeout(() => fail(new Error(`the server does not say where it is:\n${said}`)), PATIENCE).unref();
  });
  const stop = (signal = "SIGINT") =>
    new Promise((done) => {
      if (child.exitCode !== null || child.signalCode !== null) return done();
      child.on("exit", done);
      child.kill(signal);
    }).finally(() => children.delete(child));
  return { origin, port: new URL(origin).port, stop };
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
});

/** What browsers complained of in the scene. */
let complaints = [];
const open = async (settings = {}) => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, ...settings });
  context.setDefaultTimeout(PATIENCE);
  context.on("console", (message) => {
    // That a page or the server is not there is part of some scenes.
    if (message.type() === "error" && !/Failed to load resource|ERR_CONNECTION/.test(message.text())) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  return context;
};
/** Marks a page that is ready to follow, so that loading it anew would show. */
const mark = async (page) => {
  await page.waitForFunction(() => performance.getEntriesByName("dateline").length > 0, null, { timeout: PATIENCE });
  await page.evaluate(() => (window.marked = true));
};
const isMarked = (page) => page.evaluate(() => window.marked === true);
const sees = (page, text) => page.getByText(text).first().waitFor();
/** Waits until something holds in the page. */
const until = (page, what, argument) => page.waitForFunction(what, argument, { timeout: PATIENCE });
/** Waits until something holds that takes a look from outside. */
const becomes = async (holds, otherwise) => {
  const end = performance.now() + PATIENCE;
  while (!(await holds())) {
    assert(performance.now() < end, otherwise);
    await pause(20);
  }
};
const panel = (page) => page.locator("dateline-preview section");
const strip = (page) => page.locator("dateline-preview aside");

// ---- The scenes.

const scenes = {
  async "what a reader did stays when the text changes"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await mark(page);
    await page.locator("#contents summary").click();
    await page.locator("#note").fill("my note");
    await page.locator("#box").check();
    await page.locator("#free").fill("my own words");
    await page.locator("#search").fill("some words");
    await page.locator("#sound").evaluate((sound) => ((sound.muted = true), sound.play()));
    await page.evaluate(() => {
      scrollTo(0, 600);
      const search = document.querySelector("#search");
      search.focus({ preventScroll: true });
      search.setSelectionRange(2, 5);
      window.held = document.querySelector("#text p");
      window.selected = () => getSelection().toString();
    });
    const scroll = await page.evaluate(() => scrollY);
    site.edit("content/asia/river.md", "two", "three");
    await sees(page, "three");
    site.edit("content/asia/river.md", "title: The river", "title: The wide river");
    await until(page, () => document.title === "The wide river");
    await sees(page, "What is in it: The wide river");
    assert.equal(await page.locator("meta[name=description]").getAttribute("content"), "The wide river");
    const after = await page.evaluate(() => ({
      scroll: scrollY,
      open: document.querySelector("#contents").open,
      note: document.querySelector("#note").value,
      box: document.querySelector("#box").checked,
      free: document.querySelector("#free").textContent,
      search: document.querySelector("#search").value,
      focus: document.activeElement.id,
      selection: [document.activeElement.selectionStart, document.activeElement.selectionEnd],
      held: window.held === document.querySelector("#text p"),
      plays: !document.querySelector("#sound").paused,
      made: document.querySelectorAll("#made").length,
      scripted: document.documentElement.className,
    }));
    assert.deepEqual(after, {
      scroll,
      open: true,
      note: "my note",
      box: true,
      free: "my own words",
      search: "some words",
      focus: "search",
      selection: [2, 5],
      held: true,
      plays: true,
      made: 1,
      scripted: "scripted",
    });
    assert(await isMarked(page), "the page was loaded anew");
  },

  async "a selection and the place in the text stay when paragraphs come and go"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await mark(page);
    await page.evaluate(() => {
      const paragraph = [...document.querySelectorAll("#text p")].find((one) => one.textContent.startsWith("The second"));
      getSelection().setBaseAndExtent(paragraph.firstChild, 4, paragraph.firstChild, 10);
    });
    site.edit("content/asia/river.md", "The second paragraph is", "A new one.\n\nAnd one more.\n\nThe second paragraph was");
    await sees(page, "And one more.");
    assert.equal(await page.evaluate(() => getSelection().toString()), "second");
    site.edit("content/asia/river.md", "Water has risen", "Rain has fallen");
    await sees(page, "Rain has fallen");
    site.edit("content/asia/river.md", "A new one.\n\n", "");
    await until(page, () => !document.body.textContent.includes("A new one."));
    assert.equal(await page.evaluate(() => getSelection().toString()), "second");
    assert(await isMarked(page), "the page was loaded anew");
    // The document is now just what the server sends, but for what the script did.
    const [is, shall] = await page.evaluate(async () => {
      const sent = new DOMParser().parseFromString(await (await fetch(location)).text(), "text/html");
      document.querySelector("#made").remove();
      return [document.querySelector("main").innerHTML, sent.querySelector("main").innerHTML];
    });
    assert.equal(is, shall);
  },

  async "a changed template reaches the page, its order and its attributes"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    await mark(page);
    site.edit("themes/desk/templates/base.html", "<footer>", '<nav id="nav" aria-label="Ways"><a href="/">Home</a></nav><footer>');
    await page.locator("#nav").waitFor();
    site.edit("themes/desk/templates/base.html", '<header><p id="site">', '<header class="wide"><p id="site" title="The site">');
    await page.locator("header.wide #site[title]").waitFor();
    site.write("content/asia/flood.md", article("The flood", "New."));
    await sees(page, "The flood");
    site.remove("content/asia/dam.md");
    await until(page, () => !document.body.textContent.includes("The dam"));
    assert(await isMarked(page), "the page was loaded anew");
  },

  async "style sheets are swapped in place, also imported ones, without a flash"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await mark(page);
    await page.locator("#search").fill("typed");
    await page.evaluate(() => {
      window.bare = 0;
      const look = () => {
        if (getComputedStyle(document.body).getPropertyValue("--styled") !== "yes") window.bare += 1;
        requestAnimationFrame(look);
      };
      look();
    });
    site.edit("themes/desk/static/css/main.css", "rgb(250, 250, 250)", "rgb(1, 2, 3)");
    await until(page, () => getComputedStyle(document.body).backgroundColor === "rgb(1, 2, 3)");
    site.edit("themes/desk/static/css/part.css", "rgb(0, 0, 10)", "rgb(4, 5, 6)");
    await until(page, () => getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)");
    site.edit("themes/desk/static/css/part.css", "rgb(4, 5, 6)", "rgb(7, 8, 9)");
    await until(page, () => getComputedStyle(document.querySelector("h1")).color === "rgb(7, 8, 9)");
    site.edit("themes/desk/static/css/main.css", "rgb(1, 2, 3)", "rgb(9, 9, 9)");
    await until(page, () => getComputedStyle(document.body).backgroundColor === "rgb(9, 9, 9)");
    await until(page, () => document.querySelectorAll("link[rel=stylesheet]").length === 1);
    assert.equal(await page.evaluate(() => window.bare), 0, "for a moment there was no style");
    assert.equal(await page.locator("#search").inputValue(), "typed");
    // Another sheet in its place: the new one is there before the old one goes.
    site.write("themes/desk/static/css/other.css", "body { --styled: yes; background-color: rgb(30, 30, 30); }\n");
    site.edit("themes/desk/templates/base.html", "css/main.css", "css/other.css");
    await until(page, () => getComputedStyle(document.body).backgroundColor === "rgb(30, 30, 30)");
    await until(page, () => document.querySelectorAll("link[rel=stylesheet]").length === 1);
    assert.equal(await page.evaluate(() => window.bare), 0, "for a moment there was no style");
    assert(await isMarked(page), "the page was loaded anew");
  },

  async "pictures are swapped in place, also those of style sheets"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await mark(page);
    await until(page, () => document.querySelector("#map").naturalWidth === 40);
    site.write("themes/desk/static/img/map.svg", square(80));
    await until(page, () => document.querySelector("#map").naturalWidth === 80);
    const painted = () => page.locator("#shown").screenshot();
    const grey = await painted();
    site.write("themes/desk/static/img/back.svg", square(9).replace("#888", "#00f"));
    await becomes(async () => !grey.equals(await painted()), "the background stays as it was");
    assert(await isMarked(page), "the page was loaded anew");
  },

  async "a changed script loads the page anew"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await mark(page);
    site.edit("themes/desk/static/js/theme.js", '"first"', '"second"');
    await until(page, () => document.documentElement.dataset.script === "second");
    site.write("themes/desk/static/js/more.js", 'document.documentElement.dataset.more = "here";\n');
    site.edit("themes/desk/templates/base.html", "</head>", '<script src="{{ asset("js/more.js") }}" defer></script>\n</head>');
    await until(page, () => document.documentElement.dataset.more === "here");
  },

  async "problems show over the last good page, and go when they are mended"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await mark(page);
    await sees(page, "Water has risen");
    site.edit("content/asia/river.md", "date: 2026-01-02", "date: 2026-01-02\nsumary: none");
    await panel(page).waitFor();
    const said = await panel(page).innerText();
    for (const part of ["1 error", "error[unknown-key]", "unknown key `sumary`", "content/asia/river.md:4:1", "sumary: none", "^^^^^^", "did you mean `summary`?"]) {
      assert(said.includes(part), `the panel does not say ${part}:\n${said}`);
    }
    assert.match((await panel(page).getByRole("link").first().getAttribute("href")) ?? "", /river\.md.*\b4\b/);
    assert.equal(await panel(page).getAttribute("role"), "dialog");
    await sees(page, "Water has risen");
    // A second problem elsewhere: both are shown.
    site.edit("content/asia/dam.md", "The dam holds.", "[no](@/asia/no.md)");
    await panel(page).getByText("2 errors").waitFor();
    await page.keyboard.press("Escape");
    await panel(page).waitFor({ state: "detached" });
    // What is closed can be had back, and has the focus then.
    await strip(page).getByRole("button", { name: "2 errors" }).click();
    await panel(page).waitFor();
    await panel(page).getByRole("button", { name: "Close" }).click();
    await panel(page).waitFor({ state: "detached" });
    // Others than those that were closed open it again.
    site.edit("content/asia/dam.md", "[no](@/asia/no.md)", "[no](@/asia/nowhere.md)");
    await panel(page).waitFor();
    site.edit("content/asia/dam.md", "[no](@/asia/nowhere.md)", "The dam holds.");
    site.edit("content/asia/river.md", "\nsumary: none", "");
    await page.locator("dateline-preview").waitFor({ state: "detached" });
    site.edit("content/asia/river.md", "two", "seven");
    await sees(page, "seven");
    assert(await isMarked(page), "the page was loaded anew");
  },

  async "the panel does not take the focus from somebody who types"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await page.locator("#search").focus();
    await page.keyboard.type("abc");
    site.edit("content/asia/dam.md", "date: 2026-01-02", "date: 2026-01-02\nsumary: none");
    await panel(page).waitFor();
    await page.keyboard.type("def b");
    assert.equal(await page.locator("#search").inputValue(), "abcdef b");
    assert.equal(await page.evaluate(() => document.activeElement.id), "search");
    site.edit("content/asia/dam.md", "\nsumary: none", "");
    await panel(page).waitFor({ state: "detached" });
    await page.evaluate(() => document.activeElement.blur());
    site.edit("content/asia/dam.md", "date: 2026-01-02", "date: 2026-01-02\nsumary: none");
    await panel(page).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.localName), "dateline-preview");
    site.edit("content/asia/dam.md", "\nsumary: none", "");
    await panel(page).waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.localName), "body");
  },

  async "a site that is broken from the start is served, with its problems"({ context }) {
    const text = siteFiles["content/asia/river.md"];
    const site = new Site({ "content/asia/river.md": text.replace("date:", "dat:") });
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await panel(page).getByText("unknown key `dat`").first().waitFor();
    site.write("content/asia/river.md", text);
    await sees(page, "Water has risen");
    await panel(page).waitFor({ state: "detached" });
  },

  async "settings that are broken from the start are served, with their problems"({ context }) {
    const site = new Site({ "site.toml": "title = \n" });
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    await panel(page).waitFor();
    assert.match(await panel(page).innerText(), /site\.toml/);
    site.write("site.toml", siteFiles["site.toml"]);
    await sees(page, "The river");
    await panel(page).waitFor({ state: "detached" });
    site.edit("site.toml", '"Morning"', '"Evening"');
    await until(page, () => document.querySelector("#site").textContent === "Evening");
    site.edit("site.toml", 'language = "en"', "language = ");
    await panel(page).waitFor();
    await sees(page, "The river");
    site.edit("site.toml", "language = ", 'language = "en"');
    await panel(page).waitFor({ state: "detached" });
  },

  async "of two pages only the one that changed is touched"({ site, context }) {
    const { origin } = await serve(site);
    const [river, dam] = [await context.newPage(), await context.newPage()];
    await river.goto(`${origin}/asia/river/`);
    await dam.goto(`${origin}/asia/dam/`);
    await dam.evaluate(() => {
      window.touched = 0;
      new MutationObserver((list) => (window.touched += list.length)).observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
    });
    let asked = 0;
    dam.on("request", () => (asked += 1));
    site.edit("content/asia/river.md", "two", "three");
    await sees(river, "three");
    site.edit("content/asia/dam.md", "The dam holds.", "The dam broke.");
    await sees(dam, "The dam broke.");
    // One text was changed, once: so the edit of the other page has touched nothing here.
    assert.equal(await dam.evaluate(() => window.touched), 1);
  },

  async "ten tabs load and follow at once"({ site, context }) {
    const { origin } = await serve(site);
    const tabs = [];
    for (let number = 0; number < 10; number += 1) {
      const page = await context.newPage();
      await page.goto(`${origin}/asia/${number % 2 ? "dam" : "river"}/`);
      tabs.push(page);
    }
    await Promise.all(tabs.map(mark));
    site.edit("content/asia/river.md", "two", "three");
    site.edit("content/asia/dam.md", "holds", "stands");
    await Promise.all(tabs.map((page, number) => sees(page, number % 2 ? "stands" : "three")));
    for (const page of tabs) assert(await isMarked(page), "a page was loaded anew");
  },

  async "tabs of a browser without shared workers follow too"({ site, context }) {
    await context.addInitScript(() => delete window.SharedWorker);
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await mark(page);
    site.edit("content/asia/river.md", "two", "three");
    await sees(page, "three");
    assert(await isMarked(page), "the page was loaded anew");
  },

  async "a page that is gone, and comes again, is followed"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    const text = site.read("content/asia/river.md");
    site.remove("content/asia/river.md");
    await until(page, () => !document.body.textContent.includes("Water has risen"));
    site.write("content/asia/river.md", text);
    await sees(page, "Water has risen");
  },

  async "the browser goes to the article that is edited, but not under somebody's hands"({ site, context }) {
    const { origin } = await serve(site, "--follow");
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    await sees(page, "The river");
    await mark(page);
    site.edit("content/asia/dam.md", "holds", "stands");
    await page.waitForURL(`${origin}/asia/dam/`);
    await sees(page, "stands");
    await page.locator("#search").fill("typing");
    site.edit("content/asia/river.md", "two", "three");
    site.edit("content/asia/dam.md", "stands", "remains");
    await sees(page, "remains");
    assert.equal(page.url(), `${origin}/asia/dam/`);
    await page.evaluate(() => document.activeElement.blur());
    site.edit("content/asia/river.md", "three", "four");
    await page.waitForURL(`${origin}/asia/river/`);
    await sees(page, "four");
  },

  async "nothing changes by itself when that is not wanted"({ site, context }) {
    const { origin } = await serve(site, "--no-reload");
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await page.evaluate(() => (window.marked = true));
    site.edit("content/asia/river.md", "two", "three");
    site.edit("themes/desk/static/css/main.css", "rgb(250, 250, 250)", "rgb(1, 2, 3)");
    // The panel shows that the news has arrived.
    site.edit("content/asia/dam.md", "date: 2026-01-02", "date: 2026-01-02\nsumary: none");
    await panel(page).waitFor();
    assert(await page.getByText("two").isVisible());
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(250, 250, 250)");
    assert(await isMarked(page), "the page was loaded anew");
    site.edit("content/asia/dam.md", "\nsumary: none", "");
    await panel(page).waitFor({ state: "detached" });
    await page.reload();
    await sees(page, "three");
  },

  async "when the server is back, pages are what it has"({ site, context }) {
    const first = await serve(site);
    const [river, dam] = [await context.newPage(), await context.newPage()];
    await river.goto(`${first.origin}/asia/river/`);
    await dam.goto(`${first.origin}/asia/dam/`);
    await mark(river);
    await mark(dam);
    await river.locator("#search").fill("typed");
    await first.stop("SIGKILL");
    site.edit("content/asia/river.md", "two", "three");
    const second = await serve(site, "--port", first.port);
    assert.equal(second.origin, first.origin);
    await sees(river, "three");
    site.edit("content/asia/dam.md", "holds", "stands");
    await sees(dam, "stands");
    assert.equal(await river.locator("#search").inputValue(), "typed");
    assert((await isMarked(river)) && (await isMarked(dam)), "a page was loaded anew");
  },

  async "a page from the browser's history is not an old one"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await page.goto(`${origin}/asia/dam/`);
    site.edit("content/asia/river.md", "two", "three");
    site.edit("content/asia/dam.md", "holds", "stands");
    await sees(page, "stands");
    await page.goBack();
    await sees(page, "three");
  },

  async "the bar says what made the page, and is remembered"({ site, context }) {
    const { origin } = await serve(site, "--drafts");
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await sees(page, "Water has risen");
    assert.equal(await strip(page).count(), 0);
    await page.locator("#search").fill("");
    await page.keyboard.type("b");
    assert.equal(await page.locator("#search").inputValue(), "b");
    assert.equal(await strip(page).count(), 0);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("b");
    await strip(page).waitFor();
    const said = await strip(page).innerText();
    for (const part of ["article.html", "content/asia/river.md", "live"]) {
      assert(said.toLowerCase().includes(part), `the bar does not say ${part}: ${said}`);
    }
    await page.goto(`${origin}/asia/plan/`);
    await strip(page).getByText("content/asia/plan.md").waitFor();
    await page.keyboard.press("b");
    await strip(page).getByText("content/asia/plan.md").waitFor({ state: "detached" });
    // The mark of a draft stays.
    await strip(page).getByText("draft").waitFor();
    await page.reload();
    await strip(page).getByText("draft").waitFor();
    assert.equal(await strip(page).getByText("content/asia/plan.md").count(), 0);
  },

  async "links to drafts are marked, and drafts can be hidden"({ site, context }) {
    const { origin } = await serve(site, "--drafts");
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    const marked = () => page.evaluate(() => [...(CSS.highlights.get("dateline-unpublished") ?? [])].map(String));
    await becomes(async () => (await marked()).join() === "The plan", "the link to the draft is not marked");
    assert.equal(await strip(page).count(), 0);
    site.edit("content/asia/plan.md", "title: The plan", "title: The great plan");
    await becomes(async () => (await marked()).join() === "The great plan", "the mark is lost");
    await page.keyboard.press("b");
    await strip(page).getByText("1 link to what is not published").waitFor();
    await strip(page).getByRole("button", { name: "Hide drafts" }).click();
    await until(page, () => !document.body.textContent.includes("The great plan"));
    await becomes(async () => (await marked()).length === 0, "a mark is left");
    await strip(page).getByRole("button", { name: "Show drafts" }).click();
    await sees(page, "The great plan");
  },

  async "the bar can be there from the start"({ site, context }) {
    const { origin } = await serve(site, "--bar");
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await strip(page).getByText("content/asia/river.md").waitFor();
    site.edit("content/asia/river.md", "two", "three");
    await sees(page, "three");
    await strip(page).getByText(/river/).first().waitFor();
  },

  async "panel and bar leave the page as it is, and can be used by everybody"({ site }) {
    site.edit("content/asia/dam.md", "date: 2026-01-02", "date: 2026-01-02\nsumary: none");
    const { origin } = await serve(site, "--bar");
    const layout = () =>
      [...document.body.querySelectorAll("*"), document.documentElement, document.body].map((node) => {
        const { x, y, width, height } = node.getBoundingClientRect();
        return `${node.localName} ${x} ${y} ${width} ${height}`;
      });
    for (const colorScheme of ["light", "dark"]) {
      for (const [name, width] of [["asia/river", 1000], ["arab/nile", 1000], ["asia/river", 360]]) {
        const context = await open({ colorScheme, viewport: { width, height: 700 }, bypassCSP: true });
        const page = await context.newPage();
        await page.route("**/__dateline/client.js", (route) => route.abort());
        await page.goto(`${origin}/${name}/`);
        await until(page, () => document.querySelector("#made"));
        const without = await page.evaluate(layout);
        await page.unroute("**/__dateline/client.js");
        await page.goto(`${origin}/${name}/`);
        await panel(page).waitFor();
        await strip(page).getByText("article.html").waitFor();
        assert.deepEqual(await page.evaluate(layout), without);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run("dateline-preview"));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`), []);
        if (process.env.SHOTS) {
          const file = `${name.replace("/", "-")}-${width}-${colorScheme}.png`;
          await page.screenshot({ path: path.join(process.env.SHOTS, file) });
        }
        if (colorScheme === "light" && width === 1000) {
          const inside = await page.evaluate(() => document.querySelector("dateline-preview").shadowRoot.innerHTML);
          const file = path.join(temporary, "inside.html");
          // A style sheet belongs into the head; in a shadow tree there is none.
          const body = inside.replace(/<link[^>]*>/, "");
          writeFileSync(file, `<!doctype html>\n<html lang="en"><head><title>Inside</title></head><body><h1>Page</h1>${body}</body></html>\n`);
          const checked = spawnSync("java", ["-jar", vnu, "--stdout", file], { encoding: "utf8" });
          assert.equal(checked.stdout + checked.stderr, "");
        }
        await context.close();
      }
    }
  },

  async "a site below a path, and names in any script, are followed"({ context }) {
    const site = new Site({
      "site.toml": siteFiles["site.toml"].replace("morning.example/", "morning.example/news/"),
      "content/städte/überfluss.md": article("Überfluss", "Nichts fehlt.", "slug: überfluß\n"),
      "content/städte/نيل/سد.md": article("السد", "السد قائم.", "lang: ar\n"),
    });
    const { origin } = await serve(site, "--follow", "--drafts");
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    await sees(page, "Überfluss");
    await page.getByRole("link", { name: "Überfluss" }).click();
    await sees(page, "Nichts fehlt.");
    await mark(page);
    site.edit("content/städte/überfluss.md", "Nichts", "Etwas");
    await sees(page, "Etwas fehlt.");
    site.edit("themes/desk/static/css/part.css", "rgb(0, 0, 10)", "rgb(4, 5, 6)");
    await until(page, () => getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)");
    site.write("themes/desk/static/img/map.svg", square(80));
    await until(page, () => document.querySelector("#map").naturalWidth === 80);
    assert(await isMarked(page), "the page was loaded anew");
    site.edit("content/städte/نيل/سد.md", "قائم", "عال");
    await sees(page, "السد عال.");
    await mark(page);
    site.edit("content/städte/نيل/سد.md", "عال", "قوي");
    await sees(page, "السد قوي.");
    assert(await isMarked(page), "the page was loaded anew");
  },

  async "a page that has moved is gone to, and one that is gone is not shown"({ context }) {
    const site = new Site({ "themes/desk/theme.toml": `name = "Desk"\n` });
    for (const name of ["section", "page", "taxonomy", "term", "archive", "archive-year", "archive-month"]) {
      site.write(`themes/desk/templates/${name}.html`, `{% extends "base.html" %}{% block main %}<h1>{{ page.title }}</h1>{% endblock %}`);
    }
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await mark(page);
    site.edit("content/asia/river.md", "date: 2026-01-02", "date: 2026-01-02\nslug: stream\naliases: [/asia/river/]");
    await page.waitForURL(`${origin}/asia/stream/`);
    await sees(page, "Water has risen");
    await mark(page);
    // This theme has no page for what is not there.
    const text = site.read("content/asia/river.md");
    site.remove("content/asia/river.md");
    await until(page, () => !document.body.textContent.includes("Water has risen"));
    site.write("content/asia/river.md", text);
    await sees(page, "Water has risen");
  },

  async "what is hidden by a theme's error is shown when it is mended"({ site, context }) {
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await mark(page);
    site.edit("themes/desk/templates/article.html", "{{ page.content }}", "{{ page.contents }}");
    await panel(page).getByText("contents").first().waitFor();
    await sees(page, "Water has risen");
    // A page that was not looked at before has no last form to be shown.
    const other = await context.newPage();
    await other.goto(`${origin}/asia/dam/`);
    await panel(other).waitFor();
    site.edit("themes/desk/templates/article.html", "{{ page.contents }}", "{% if %}");
    await panel(page).getByText("article.html").first().waitFor();
    site.edit("themes/desk/templates/article.html", "{% if %}", "<p>Mended.</p>{{ page.content }}");
    await sees(page, "Mended.");
    await sees(other, "Mended.");
    await panel(page).waitFor({ state: "detached" });
    await panel(other).waitFor({ state: "detached" });
    assert(await isMarked(page), "the page was loaded anew");
  },

  async "only the tab that was looked at last is taken along"({ site, context }) {
    const { origin } = await serve(site, "--follow");
    const [first, second] = [await context.newPage(), await context.newPage()];
    await first.goto(`${origin}/`);
    await second.goto(`${origin}/arab/nile/`);
    await sees(first, "The river");
    await second.bringToFront();
    await mark(second);
    site.edit("content/asia/dam.md", "holds", "stands");
    await second.waitForURL(`${origin}/asia/dam/`);
    assert.equal(first.url(), `${origin}/`);
  },

  async "hundreds of problems are told in short"({ site, context }) {
    for (let number = 0; number < 300; number += 1) site.write(`content/asia/bad-${number}.md`, "---\ntitle: Bad\n---\n");
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await panel(page).getByText("300 errors").waitFor();
    await panel(page).getByText("… and 100 more").waitFor();
    await page.keyboard.press("Escape");
    await panel(page).waitFor({ state: "detached" });
    // What was closed stays closed on the next page.
    await page.goto(`${origin}/asia/dam/`);
    await strip(page).getByRole("button", { name: "300 errors" }).waitFor();
    assert.equal(await panel(page).count(), 0);
  },

  async "a long page is taken in at once, whatever changes"({ context }) {
    const lines = (word) => Array.from({ length: 3000 }, (_, number) => `${word} number ${number * 7} of many`).join("\n\n");
    const site = new Site({ "content/asia/long.md": article("Long", lines("Line")) });
    const { origin } = await serve(site);
    const page = await context.newPage();
    await page.goto(`${origin}/asia/long/`);
    await mark(page);
    site.write("content/asia/long.md", article("Long", `A new one\n\n${lines("Other").replaceAll("7 of", "7 *of*")}`));
    await sees(page, "A new one");
    const [is, shall] = await page.evaluate(async () => {
      const sent = new DOMParser().parseFromString(await (await fetch(location)).text(), "text/html");
      return [document, sent].map((one) => one.querySelector("#text").innerHTML);
    });
    assert.equal(is, shall);
    assert(await isMarked(page), "the page was loaded anew");
  },

  async "a page in a frame of another follows, and leaves the desk to that"({ site, context }) {
    site.edit("themes/desk/templates/home.html", "</h1>", '</h1><iframe id="frame" title="A page" src="/asia/river/"></iframe>');
    const { origin } = await serve(site, "--bar");
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    await page.frameLocator("#frame").getByText("Water has risen").waitFor();
    await strip(page).waitFor();
    site.edit("content/asia/river.md", "two", "three");
    await page.frameLocator("#frame").getByText("three").waitFor();
    assert.equal(await page.frameLocator("#frame").locator("dateline-preview").count(), 0);
  },

  async "nothing of the preview is in built files"({ site, context }) {
    const { origin } = await serve(site);
    for (const name of ["client.js", "desk.js", "client.css"]) {
      const text = await (await fetch(`${origin}/__dateline/${name}`)).text();
      console.log(`${name}: ${Buffer.byteLength(text)} bytes, ${gzipSync(text).length} compressed`);
    }
    const page = await context.newPage();
    await page.goto(`${origin}/asia/river/`);
    await sees(page, "Water has risen");
    assert(!readdirSync(site.folder).includes("public"), "the preview has written the output folder");
    const output = path.join(temporary, "built");
    const built = spawnSync(program, ["build", "--root", site.folder, "--output", output], { encoding: "utf8" });
    assert.equal(built.status, 0, built.stderr);
    for (const name of readdirSync(output, { recursive: true }).filter((name) => /\.(html|css|js)$/.test(name))) {
      assert(!readFileSync(path.join(output, name), "utf8").includes("dateline-preview"), name);
      assert(!readFileSync(path.join(output, name), "utf8").includes("__dateline"), name);
    }
  },
};

// ---- The play.

const wrong = [];
let played = 0;
for (const [name, play] of Object.entries(scenes)) {
  if (!name.includes(process.env.ONLY ?? "")) continue;
  complaints = [];
  played += 1;
  const begun = performance.now();
  const context = await open();
  try {
    await play({ site: new Site(), context });
    if (complaints.length) throw new Error(`the browser complains:\n${complaints.join("\n")}`);
    console.log(`${name} (${Math.round(performance.now() - begun)} ms)`);
  } catch (error) {
    wrong.push(name);
    console.log(`error: ${name}\n${error.stack}${complaints.map((line) => `\n  browser: ${line}`).join("")}`);
  }
  await context.close();
  for (const child of children) child.kill("SIGKILL");
  children.clear();
}
await browser.close();
rmSync(temporary, { recursive: true, force: true });
console.log(`${played} scenes, ${wrong.length} wrong`);
process.exitCode = wrong.length > 0 || played === 0 ? 1 : 0;
