// Search in the browser, over an index that was made with the site. Only parts that a search
// needs are fetched. What words become is said here and in src/content/stems.rs alike.

const JOINED =
  "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const LETTER = "[\\p{Alphabetic}\\p{M}\\p{N}]";
const WORD = new RegExp(`${LETTER}+`, "gu");
const PARTS = new RegExp(`[${JOINED}]+|[^${JOINED}]+`, "gu");
const ABBREVIATION = new RegExp(`(?<!${LETTER})(?:\\p{Alphabetic}\\.){2,}`, "gu");
const BARE = /[\u00ad\u200b-\u200f\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/g;
const OTHER = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ς: "σ", ى: "ي", ی: "ي", ة: "ه", ک: "ك" };
const OTHERS = new RegExp(`[${Object.keys(OTHER).join("")}]`, "g");
const isJoined = (word) => new RegExp(`[${JOINED}]`, "u").test(word);

/** The words of a text, folded; pairs of letters where a script parts no words. */
export const words = (text) => {
  const folded = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(BARE, "")
    .replace(OTHERS, (letter) => OTHER[letter])
    .normalize("NFC")
    .replace(ABBREVIATION, (short) => short.replaceAll(".", ""));
  const found = [];
  for (const [word] of folded.matchAll(WORD)) {
    for (const part of word.match(PARTS)) {
      const letters = [...part];
      if (isJoined(part)) {
        for (let at = 0; at < Math.max(letters.length - 1, 1); at++) found.push(letters.slice(at, at + 2).join(""));
      } else if (letters.length > 1) {
        found.push(letters.slice(0, 24).join(""));
      }
    }
  }
  return found;
};

const list = (text) => text.split(" ").filter(Boolean);

/** The stem of a word in a language; nothing for a word that every text has. */
export const stem = (word, { stop, prefixes, suffixes }) => {
  if (list(stop).includes(word)) return "";
  const prefix = list(prefixes).find((prefix) => word.startsWith(prefix) && [...word].length - prefix.length > 2);
  if (prefix) word = word.slice(prefix.length);
  for (const rule of list(suffixes)) {
    const [suffix, instead = ""] = rule.split(":");
    const rest = word.slice(0, -suffix.length) + instead;
    if (word.endsWith(suffix) && [...rest].length > 2) return rest;
  }
  return word;
};

/** In which shard a stem lies. */
export const shardOf = (stem, shards) => {
  let hash = 0x811c9dc5;
  const start = stem[0] === "@" ? stem : stem.slice(0, 4);
  for (let at = 0; at < start.length; at++) hash = Math.imul(hash ^ start.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % shards;
};

/** The articles in a line of a shard: calls `take` with each number and what it weighs. */
const read = (line, take) => {
  let article = -1;
  let number = 0;
  let times = 1;
  for (let at = 0; at < line.length; at++) {
    const figure = line.charCodeAt(at) - 33;
    number += Math.min(figure, 64) * times;
    if (figure > 63) {
      number += (figure - 64) * times;
      times *= 30;
    } else {
      take((article += 1 + (number >> 2)), number & 3);
      number = 0;
      times = 1;
    }
  }
};

const WEIGHTS = [1, 1.7, 3, 6];
const REACH = 5000;
const SHOWN = 10;

/** An index at an address. */
export const open = async (url) => {
  const fetched = new Map();
  const get = (path, options) =>
    fetch(path, options).then((response) => {
      if (!response.ok) throw new Error(response.status);
      return response.text();
    });
  const once = (path) => {
    if (!fetched.has(path)) {
      const text = get(path);
      text.catch(() => fetched.delete(path));
      fetched.set(path, text);
    }
    return fetched.get(path);
  };
  const index = JSON.parse(await get(url, { cache: "no-cache" }));
  if (index.form !== 1) throw new Error("another form");
  const folder = url.replace(/\.json$/, "/");
  const file = (block, name) => `${folder}${block}/${name}?v=${index.versions[block]}`;

  const shard = async (block, number) => {
    const path = file(block, `w${number}.txt`);
    const whole = (text) => text.startsWith(index.versions[block].slice(0, 8));
    let text = await once(path);
    if (!whole(text)) text = await get(path, { cache: "reload" });
    if (!whole(text)) throw new Error("another edition");
    return text;
  };

  /** What has a stem, by article: how well it fits. */
  const look = async (stem, blocks) => {
    const fits = new Map();
    const begins = stem[0] !== "@" && stem.length > 3 && !isJoined(stem);
    await Promise.all(
      blocks.map(async (block) => {
        const text = await shard(block, shardOf(stem, index.shards[block]));
        for (let at = text.indexOf(`\n${stem}`); at >= 0; at = text.indexOf(`\n${stem}`, at + 1)) {
          const end = text.indexOf("\n", at + 1);
          const space = text.lastIndexOf(" ", end);
          const exact = space === at + 1 + stem.length;
          if (!exact && !begins) continue;
          read(text.slice(space + 1, end), (place, weight) => {
            const article = block * index.block + place;
            const fit = WEIGHTS[weight] * (exact ? 1 : 0.5);
            if (fit > (fits.get(article) ?? 0)) fits.set(article, fit);
          });
        }
      }),
    );
    return fits;
  };

  /** Searches: `filters` are names such as `@section:asia`, `year` may be one, `reach` is how
   *  many articles are looked through at least, the newest first. */
  const search = async (text, { filters = [], year, reach = REACH } = {}) => {
    const stems = [...new Set(words(text).map((word) => stem(word, index)))].filter(Boolean);
    const at = year ? index.years.findIndex(([known]) => known === year) : 0;
    const from = at < 0 ? index.articles : (index.years[at]?.[1] ?? 0);
    const to = (year && index.years[at + 1]?.[1]) || index.articles;
    const least = Math.max(from, to - reach);
    const first = Math.floor(least / index.block);
    const blocks = [];
    for (let block = Math.ceil(to / index.block) - 1; block >= first; block--) blocks.push(block);
    const nothing = !stems.length && !filters.length && !year;
    if (nothing || from >= to) return { found: [], stems, more: 0, all: true };
    const [fits, kept] = await Promise.all([
      Promise.all(stems.map((stem) => look(stem, blocks))),
      Promise.all(filters.map((name) => look(name, blocks))),
    ]);
    const scores = new Map();
    const seen = Math.min(index.articles, blocks.length * index.block);
    for (const fit of fits) {
      const rare = Math.log(1 + seen / (fit.size + 1));
      for (const [article, value] of fit) {
        const score = scores.get(article) ?? { words: 0, value: 0, article };
        score.words++;
        score.value += value * rare;
        scores.set(article, score);
      }
    }
    if (!stems.length) {
      const articles = kept.length ? kept[0].keys() : Array.from({ length: to - first * index.block }, (_, n) => first * index.block + n);
      for (const article of articles) scores.set(article, { words: 0, value: 1, article });
    }
    const inside = [...scores.values()].filter(
      ({ article }) => article >= from && article < to && kept.every((fit) => fit.has(article)),
    );
    const most = inside.reduce((most, { words }) => Math.max(most, words), 0);
    const found = inside
      .filter(({ words }) => words === most)
      .map(({ article, value }) => ({ article, value: stems.length ? value * (1 + (0.25 * article) / index.articles) : article }))
      .sort((a, b) => b.value - a.value || b.article - a.article)
      .map(({ article }) => article);
    const older = first * index.block - from;
    return { found, stems, more: older > 0 ? older : 0, all: most === stems.length };
  };

  /** What is shown of an article. */
  const show = async (article) => {
    const group = Math.floor(article / index.group);
    const text = await once(file(Math.floor(article / index.block), `r${group}.json`));
    const [title, url, date, section, label, summary] = JSON.parse(text)[article % index.group];
    return { title, url, date, section, label, summary };
  };

  return { index, search, show, marks: (word) => stem(word, index) };
};

const start = (form) => {
  const { elements, dataset } = form;
  const results = document.getElementById("_results");
  const status = document.getElementById("_found");
  const more = document.getElementById("_more");
  const filters = [...form.querySelectorAll("select[data-filter]")];
  const lang = elements.lang;
  const opened = new Map();
  let turn = 0;

  const asked = new URLSearchParams(location.search);
  for (const field of form.querySelectorAll("[name]")) {
    const value = asked.get(field.name);
    const fits = field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value);
    if (value && fits) field.value = value;
  }
  if (lang?.options) {
    for (const option of lang.options) {
      option.text = new Intl.DisplayNames([option.value], { type: "language" }).of(option.value);
    }
  }

  const make = (name, text, className) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  /** A text with the words marked that were searched for. */
  const marked = (made, text, stems, stemOf) => {
    for (const part of text.split(new RegExp(`(${LETTER}+)`, "u"))) {
      const [word] = words(part);
      const hit = word && !isJoined(word) && stems.some((stem) => stemOf(word).startsWith(stem) && (stem.length > 3 || stemOf(word) === stem));
      made.append(hit ? make("mark", part) : part);
    }
    return made;
  };

  const item = ({ title, url, date, section, label, summary }, stems, stemOf, tag) => {
    const made = make("li");
    const head = make("h2");
    const link = marked(make("a"), title, stems, stemOf);
    link.href = url;
    head.append(link);
    const option = elements.label && [...elements.label.options].find(({ value }) => value && value === label);
    const about = make("p", "", "meta");
    const [Y, m, d] = date.split("-").map(Number);
    const parts = { Y, m, d, B: dataset.months.split("|")[m - 1] };
    const time = make("time", dataset.date.replace(/%-?([YmdB])/g, (_, part) => parts[part]));
    time.dateTime = date;
    for (const text of [section, option?.text].filter(Boolean)) about.append(make("span", text), " · ");
    about.append(time);
    const text = marked(make("p", "", "summary"), summary, stems, stemOf);
    for (const part of [head, text]) {
      part.lang = tag;
      part.dir = "auto";
    }
    made.append(head, text, about);
    return made;
  };

  const run = async (reach, again) => {
    const mine = ++turn;
    const tag = lang?.value || form.dataset.lang;
    const text = elements.q.value;
    const year = Number(elements.year?.value) || undefined;
    const names = filters.filter(({ value }) => value).map(({ name, value }) => `@${name}:${value}`);
    const told = ([name, value]) => value && !(name === "lang" && value === dataset.lang);
    const query = new URLSearchParams([...new FormData(form)].filter(told));
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
    try {
      if (!opened.has(tag)) opened.set(tag, open(lang?.selectedOptions?.[0].dataset.url ?? dataset.index));
      const { search, show, marks } = await opened.get(tag);
      const { found, stems, more: older, all } = await search(text, { filters: names, year, reach });
      if (mine !== turn) return;
      const page = async (from) => {
        const items = await Promise.all(found.slice(from, from + SHOWN).map(show));
        if (mine !== turn) return;
        const made = items.map((shown) => item(shown, stems, marks, tag));
        if (from) results.append(...made);
        else results.replaceChildren(...made);
        const rest = found.length - from - SHOWN;
        more.hidden = rest <= 0 && !older;
        more.textContent = rest > 0 ? dataset.more : dataset.older;
        more.onclick = () => (rest > 0 ? page(from + SHOWN).then(() => made && results.children[from + SHOWN]?.querySelector("a").focus()) : run((reach ?? REACH) * 4));
      };
      await page(0);
      if (mine !== turn) return;
      const quiet = !stems.length && !names.length && !year;
      const some = found.length ? dataset.found.replace("{n}", found.length) : dataset.none;
      status.textContent = quiet ? "" : all || !found.length ? some : `${dataset.some} ${some}`;
    } catch {
      // There may be a new edition of the site since the page was opened.
      opened.delete(tag);
      if (mine !== turn) return;
      if (!again) return run(reach, true);
      status.textContent = dataset.failed;
    }
  };

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    // What a short word begins is not looked for, so it is worth waiting for its end.
    const last = words(elements.q.value).at(-1) ?? "";
    waiting = setTimeout(() => run(), last.length < 4 && !isJoined(last) ? 800 : 200);
  });
  form.addEventListener("change", () => run());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    run();
  });
  document.documentElement.dataset.scripts = ""; // What needs scripts has its place.
  run();
};

const form = globalThis.document?.querySelector("form[data-index]");
if (form) start(form);
