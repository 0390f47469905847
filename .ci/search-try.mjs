// Searches built sites in a real browser: what is written is found, in Latin, Arabic and
// Chinese script, with filters and by keyboard; without scripts the page still leads on; and a
// first answer among 5,000 articles stays below what it may cost. First of all, the browser's
// side makes the same stems as the program's.
//
// node .ci/search.mjs DATELINE, with CI_TOOLS (a folder with node_modules) and CHROMIUM.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const dateline = path.resolve(process.argv[2]);
const root = path.resolve(import.meta.dirname ?? ".ci", "..");
const require = createRequire(path.join(process.env.CI_TOOLS ?? ".", "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What a first answer may cost in all: page, style, script and index, compressed. */
const BUDGET = 100 * 1024;
const ARTICLES = Number(process.env.ARTICLES ?? 5000);

const work = mkdtempSync(path.join(tmpdir(), "dateline-search-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

/** Builds a site from its files; gives its output folder. */
function build(name, files) {
  for (const [file, text] of Object.entries(files)) {
    const to = path.join(work, name, file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
  const begun = performance.now();
  console.log(execFileSync(dateline, ["build", "--root", path.join(work, name)], { encoding: "utf8" }).trim());
  console.log(`${name}: ${Math.round(performance.now() - begun)} ms`);
  return path.join(work, name, "public");
}
const article = (front, body) => `---\n${Object.entries(front).map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join("\n")}\n---\n${body}\n`;
const settings = (more = "") => `title = "News"\ndescription = "News."\nbase_url = "https://news.example/"\n${more}`;

// ---- Stems ----
const rows = readFileSync(path.join(root, "tests/search/stems.tsv"), "utf8").split("\n").filter((line) => line && line[0] !== "#").map((line) => line.split("\t"));
const langs = [...new Set(rows.map(([lang]) => lang))];
const tongues = build("tongues", {
  "site.toml": settings(),
  ...Object.fromEntries(langs.map((lang) => [`content/all/${lang}.md`, article({ title: lang, date: "2026-01-01", lang }, "Text.")])),
});
writeFileSync(path.join(work, "search.mjs"), readFileSync(path.join(tongues, "js/search.js")));
const { words, stem, shardOf } = await import(pathToFileURL(path.join(work, "search.mjs")));
for (const [lang, text, wanted] of rows) {
  const index = JSON.parse(readFileSync(path.join(tongues, `search/${lang}.json`), "utf8"));
  const found = words(text).map((word) => stem(word, index)).filter(Boolean);
  if (lang !== "ru") assert.equal(found.join(" "), wanted, `${lang}: ${text}`);
}
console.log(`${rows.length} texts in ${langs.length} languages have the same stems`);

// ---- A server that counts ----
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".txt": "text/plain", ".svg": "image/svg+xml", ".webmanifest": "application/json" };
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'";
const wrong = [];
const sent = [];
let folder;
const server = createServer((request, response) => {
  let file = path.join(folder, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) file = path.join(file, "index.html");
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    wrong.push(`404 for ${request.url}`);
    return response.writeHead(404).end();
  }
  const bytes = gzipSync(readFileSync(file));
  sent.push({ url: request.url, bytes: bytes.length });
  const type = TYPES[path.extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "content-encoding": "gzip", "content-security-policy": POLICY });
  response.end(bytes);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
});
async function tab(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  await page.route("**/*", (route) => {
    if (route.request().url().startsWith(`${origin}/`)) return route.continue();
    wrong.push(`asks another host: ${route.request().url()}`);
    return route.abort();
  });
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  return page;
}
const titles = (page) => page.locator("#_results h2").allTextContents();
/** Opens the page with a query, and waits for what it says. */
async function ask(page, query) {
  await page.goto(`${origin}/search/?${new URLSearchParams(query)}`);
  await page.waitForFunction(() => document.getElementById("_found").textContent);
  return titles(page);
}

// ---- A small site in three scripts ----
folder = build("small", {
  "site.toml": settings('[taxonomies.countries]\ntitle = "Countries"\n'),
  "content/asia/_index.md": article({ title: "Asia" }, ""),
  "content/europe/_index.md": article({ title: "Europe" }, ""),
  "content/asia/dam.md": article({ title: "The dam at Zürich", date: "2025-03-01", summary: "Walls hold.", countries: ["Switzerland"], label: "analysis" }, "Engineers looked at the reservoirs.\n\nStay tuned to Questiqa World"),
  "content/europe/dam.md": article({ title: "Another dam", date: "2026-03-01", summary: "Walls break.", countries: ["Japan"], label: "opinion" }, "The U.N. and a reservoir, *x* & y."),
  "content/europe/vote.md": article({ title: "A vote", date: "2026-04-01", summary: "Many queue." }, "A dam is not spoken of twice. The dam."),
  "content/europe/secret.md": article({ title: "Embargoed plutonium", date: "2999-01-01", embargo: true }, "Plutonium."),
  "content/arabic/_index.md": article({ title: "عربي", lang: "ar" }, ""),
  "content/arabic/vote.md": article({ title: "الانتخابات في القاهرة", date: "2026-05-05", summary: "نتائج" }, "قالت الْحُكومة إن النتائج ستعلن غدًا."),
  "content/chinese/_index.md": article({ title: "世界", lang: "zh" }, ""),
  "content/chinese/rain.md": article({ title: "北京新闻", date: "2026-06-06", summary: "今天" }, "北京今天下雨。"),
});
const page = await tab();
assert.deepEqual(await ask(page, { q: "dam" }), ["Another dam", "The dam at Zürich", "A vote"]);
assert.equal(await page.locator("#_found").textContent(), "Articles found: 3");
assert.deepEqual(await page.locator("#_results mark").first().allTextContents(), ["dam"]);
assert.deepEqual(await ask(page, { q: "ZURICH reservoir" }), ["The dam at Zürich"]);
assert.deepEqual(await ask(page, { q: "engin" }), ["The dam at Zürich"]);
assert.deepEqual(await ask(page, { q: "U.N." }), ["Another dam"]);
assert.deepEqual(await ask(page, { q: "dam", section: "asia" }), ["The dam at Zürich"]);
assert.deepEqual(await ask(page, { q: "dam", countries: "japan" }), ["Another dam"]);
assert.deepEqual(await ask(page, { q: "dam", label: "opinion" }), ["Another dam"]);
assert.deepEqual(await ask(page, { q: "dam", year: "2025" }), ["The dam at Zürich"]);
assert.deepEqual(await ask(page, { section: "europe" }), ["A vote", "Another dam"]);
assert.deepEqual(await ask(page, { year: "2026" }), ["A vote", "Another dam"]);
for (const q of ["plutonium", "Questiqa", "embargoed"]) assert.deepEqual(await ask(page, { q }), [], q);
assert.deepEqual(await ask(page, { q: "dam quixotic" }), ["Another dam", "The dam at Zürich", "A vote"]);
assert.match(await page.locator("#_found").textContent(), /^No article has all/);
assert.deepEqual(await ask(page, { q: "حكومة", lang: "ar" }), ["الانتخابات في القاهرة"]);
assert.equal(await page.locator("#_results h2").first().evaluate((made) => getComputedStyle(made).direction), "rtl");
assert.deepEqual(await ask(page, { q: "انتخابات القاهره", lang: "ar" }), ["الانتخابات في القاهرة"]);
assert.deepEqual(await ask(page, { q: "下雨", lang: "zh" }), ["北京新闻"]);
assert.deepEqual(await ask(page, { q: "北京新闻", lang: "zh" }), ["北京新闻"]);
console.log("what is written is found, in three scripts");

// By keyboard alone, from the head of another page.
await page.goto(`${origin}/europe/vote/`);
const focus = () => page.evaluate(() => document.activeElement.outerHTML.slice(0, 80));
for (let at = 0; at < 30 && !(await focus()).includes('name="q"'); at++) await page.keyboard.press("Tab");
await page.keyboard.type("walls");
await page.keyboard.press("Enter");
await page.waitForURL(/\/search\/\?q=walls/);
await page.waitForFunction(() => document.getElementById("_found").textContent === "Articles found: 2");
for (let at = 0; at < 40 && !(await focus()).includes('id="_q"'); at++) await page.keyboard.press("Tab");
await page.keyboard.press("End");
await page.keyboard.type(" break");
await page.waitForFunction(() => document.getElementById("_found").textContent === "Articles found: 1");
assert.match(page.url(), /q=walls\+break/);
for (let at = 0; at < 40 && !(await focus()).includes("/europe/dam/"); at++) await page.keyboard.press("Tab");
await page.keyboard.press("Enter");
await page.waitForURL(/\/europe\/dam\/$/);
await page.goBack();
await page.waitForFunction(() => document.getElementById("_found").textContent === "Articles found: 1");
console.log("the keyboard is enough");

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 1280]) {
    const judged = await tab({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
    await ask(judged, { q: "dam" });
    const over = await judged.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) wrong.push(`${over} pixels too wide at ${width}`);
    await judged.evaluate(axe);
    const { violations } = await judged.evaluate(() => window.axe.run(document, { rules: { "target-size": { enabled: true } } }));
    for (const { id, nodes } of violations) wrong.push(`${id} at ${width}, ${colorScheme}: ${nodes[0].html.slice(0, 120)}`);
    if (process.env.SHOTS) await judged.screenshot({ path: path.join(process.env.SHOTS, `search-${colorScheme}-${width}.png`), fullPage: true });
    await judged.context().close();
  }
}

// Without scripts the page says so, and leads to every article.
const still = await tab({ javaScriptEnabled: false });
await still.goto(`${origin}/search/?q=dam`);
assert.ok(await still.getByText("needs JavaScript").isVisible());
assert.equal(await still.locator("form.search").isVisible(), false);
for (const to of ["/asia/", "/countries/japan/", "/archive/"]) assert.ok(await still.locator(`main a[href="${to}"]`).first().isVisible(), to);
await still.context().close();

// ---- The cost of a first answer ----
let seed = 7;
const random = () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0), seed / 2 ** 32);
// Words as often as in natural text: the n-th most common comes about 1/n times as often.
const SYLLABLES = "ba be bi bo bra ca ce co con da de di do e fa fi fo ga go gra ha he in inter ja ka la le li lo ma me mi mo na ne ni no o pa pe pla po pre pro qua ra re ri ro sa se si so sta sti su ta te ti to tra u va ve vi vo wa wi za".split(" ");
const ENDINGS = ["", "n", "r", "s", "t", "tion", "ment", "ly", "ed", "ing", "al", "ity"];
const vocabulary = new Set();
while (vocabulary.size < 40000) {
  let word = "";
  const length = 2 + Math.floor(random() * 3);
  for (let at = 0; at < length; at++) word += SYLLABLES[Math.floor(random() * SYLLABLES.length)];
  vocabulary.add(word + ENDINGS[Math.floor(random() * ENDINGS.length)]);
}
const ranked = [...vocabulary];
const sums = [];
ranked.reduce((sum, _, rank) => (sums[rank] = sum + 1 / (rank + 2.7)), 0);
const draw = () => {
  const at = random() * sums.at(-1);
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] < at) low = middle + 1;
    else high = middle;
  }
  return ranked[low];
};
const sentence = (length) => Array.from({ length }, draw).join(" ");
const sections = ["africa", "americas", "asia", "europe"];
const files = { "site.toml": settings('[taxonomies.countries]\ntitle = "Countries"\n') };
for (let number = 0; number < ARTICLES; number++) {
  const date = new Date(Date.UTC(2021, 0, 1) + (number * 5 * 365 * 86400e3) / ARTICLES).toISOString().slice(0, 19) + "Z";
  const front = { title: sentence(8), date, summary: sentence(20), countries: [`Country ${Math.floor(random() ** 2 * 180)}`], tags: [sentence(1)], label: number % 5 ? "news" : "analysis" };
  const body = Array.from({ length: 10 }, () => Array.from({ length: 4 }, () => `${sentence(14)}.`).join(" ")).join("\n\n");
  files[`content/${sections[number % 4]}/a${number}.md`] = article(front, body);
}
folder = build("large", files);
const queries = [
  { q: ranked[150] },
  { q: `${ranked[300]} ${ranked[1200]}` },
  { q: `${ranked[60]} ${ranked[700]} ${ranked[2500]}` },
  { q: ranked[9000] },
  { q: ranked[400], section: "asia", year: "2024" },
];
let dearest = 0;
for (const query of queries) {
  sent.length = 0;
  const fresh = await tab();
  await ask(fresh, query);
  await fresh.waitForLoadState("networkidle");
  const bytes = sent.reduce((sum, file) => sum + file.bytes, 0);
  const count = await fresh.locator("#_found").textContent();
  const part = (pattern) => sent.filter(({ url }) => pattern.test(url)).reduce((sum, file) => sum + file.bytes, 0);
  console.log(`${new URLSearchParams(query)}: ${count}; ${sent.length} requests, ${bytes} bytes (page ${part(/search\/(\?|$)|css|svg/)}, script ${part(/\.js/)}, index ${part(/search\/\w+\.json/)}, words ${part(/\.txt/)}, results ${part(/\/r\d+\.json/)})`);
  if (!/[1-9]/.test(count)) wrong.push(`nothing found for ${query.q}`);
  dearest = Math.max(dearest, bytes);
  await fresh.context().close();
}
console.log(`the dearest first answer among ${ARTICLES} articles costs ${dearest} bytes; ${BUDGET} are allowed`);
if (ARTICLES >= 5000) assert.ok(dearest < BUDGET, `a first answer costs ${dearest} bytes`);

await browser.close();
server.close();
for (const line of wrong) console.log(`error: ${line}`);
process.exitCode = wrong.length ? 1 : 0;
