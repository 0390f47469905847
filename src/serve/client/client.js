// The preview in the browser. The server adds this script to the pages it answers with, never
// to files. All tabs share one connection, held by a shared worker that runs this same file.
// A page that has changed is asked for again, and what differs between its old and its new
// source is applied to the document: what a reader or a script did to the rest of it stays.
"use strict";
(() => {
  const script = self.document?.currentScript;
  const home = new URL(".", script?.src ?? location.href);

  // ---- The hub: the connection of all tabs. It also fetches for them, so that the content
  // security policy of a page need not allow connections.

  const makeHub = () => {
    const tabs = new Map(); // each port, with the path of its page
    let stream, timer, front, problems;

    const open = () => {
      stream?.close();
      stream = undefined;
      if (!tabs.size) return;
      const pages = [...new Set(tabs.values())].map((page) => ["page", page]);
      const source = (stream = new EventSource(new URL(`events?${new URLSearchParams(pages)}`, home)));
      const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
      const tell = (...message) => tabs.forEach((_, port) => port.postMessage(message));
      on("hello", (hello) => tell("hello", hello));
      on("change", (change) =>
        tabs.forEach((page, port) => {
          const follow = port === front ? change.follow : null;
          port.postMessage(["change", { ...change, mine: change.pages.includes(page), follow }]);
        }),
      );
      on("problems", (now) => tell("problems", (problems = now)));
      source.onerror = () => {
        if (source !== stream) return;
        source.close();
        soon(500);
      };
    };
    const soon = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(open, wait);
    };

    const hear = {
      here(port, page) {
        tabs.set(port, page);
        if (problems) port.postMessage(["problems", problems]);
        soon(20);
      },
      front: (port) => (front = port),
      gone(port) {
        tabs.delete(port);
        soon(20);
      },
      async get(port, number, url, cache) {
        let got = null; // The server is away.
        try {
          const response = await fetch(url, { cache });
          const etag = (response.headers.get("etag") ?? "").replaceAll('"', "");
          got = { status: response.status, url: response.url, etag, text: await response.text() };
        } catch {}
        port.postMessage(["got", number, got]);
      },
    };
    return (port) => (port.onmessage = ({ data: [what, ...rest] }) => hear[what](port, ...rest));
  };

  if (!script) {
    const hub = makeHub();
    self.onconnect = ({ ports: [port] }) => hub(port);
    return;
  }

  // ---- The tab: what it knows, and its line to the hub.

  const { path: page, ...given } = script.dataset;
  let { etag, generation } = given; // no page of the site, no etag
  let base; // the source that the document shows, parsed
  let reloads = given.reload === "true";
  let port, alone;
  const asked = [];

  const attach = (own) => {
    port = own;
    port.onmessage = ({ data: [what, ...rest] }) => hear[what](...rest);
    seen();
  };
  // Where there are no shared workers, each tab in sight has a connection of its own.
  const attachAlone = () => {
    const { port1, port2 } = new MessageChannel();
    alone = true;
    makeHub()(port1);
    attach(port2);
  };
  const say = (...message) => port.postMessage(message);
  const seen = () => {
    if (!alone || !document.hidden) say("here", page);
    if (!document.hidden) say("front");
  };
  const get = (url, cache = "no-cache") =>
    new Promise((done) => say("get", asked.push(done) - 1, String(url), cache));

  const hear = {
    hello(hello) {
      ({ generation, reload: reloads } = hello);
      // A change may have gone by while there was no connection.
      if (!base || (hello.etags[page] ?? "") !== etag) check();
    },
    async change(change) {
      generation = change.generation;
      if (reloads && change.files.length) swap(change.files);
      if (change.mine) await check();
      if (change.follow && reloads && !typing() && change.follow !== location.pathname) {
        location.assign(change.follow);
      }
    },
    problems(now) {
      desk.problems = now;
      const key = now.problems.map(({ code, path, line, message }) => [code, path, line, message]);
      desk.key = JSON.stringify(key);
      desk.open = now.errors > 0 && desk.key !== recall(sessionStorage, "dateline-closed");
      draw();
    },
    got(number, response) {
      asked[number](response);
      delete asked[number];
    },
  };

  const editable = (node) => node?.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node?.nodeName);
  const typing = () => editable(document.activeElement);
  // Storage may be forbidden, and is then done without.
  const recall = (store, name) => {
    try {
      return store.getItem(name);
    } catch {}
  };
  const keep = (store, name, value) => {
    try {
      store.setItem(name, value);
    } catch {}
  };

  // ---- The page: is it still what the server has, and if not, what is to be done?

  let checking = Promise.resolve();
  let due = false;
  const check = () => {
    if (!due) checking = checking.then(look);
    due = true;
    return checking;
  };
  const look = async () => {
    due = false;
    if (!reloads) return;
    const url = location.href.split("#")[0];
    const got = await get(url);
    // Without a good page the last one stays.
    if (!got || got.status >= 500) return;
    if (got.url !== url) return location.replace(got.url);
    if (got.etag === etag && base) return;
    try {
      const next = new DOMParser().parseFromString(got.text, "text/html");
      if (got.etag !== etag) {
        if (!base || actors(base) !== actors(next)) throw "only loading it anew will do";
        morph(document.documentElement, base.documentElement, next.documentElement);
        renew();
      }
      base = next;
      etag = got.etag;
      performance.mark("dateline");
      keep(sessionStorage, "dateline-reloaded", "");
    } catch (why) {
      console.debug("dateline: the page is loaded anew,", why);
      // Once for each version, lest it goes on for ever.
      if (got.etag === etag || recall(sessionStorage, "dateline-reloaded") === got.etag) return;
      keep(sessionStorage, "dateline-reloaded", got.etag);
      location.reload();
    }
    inform();
  };

  /** What works only from the beginning of a page: its scripts and policies. */
  const ACTORS = "script:not([type$=json]), meta[http-equiv]";
  const actors = (parsed) =>
    [...parsed.querySelectorAll(ACTORS)].filter((node) => !ours(node)).map((node) => node.outerHTML).join();
  const ours = (node) => node.src?.startsWith(home.href);
  const isSheet = (node) => node.nodeName === "LINK" && node.relList.contains("stylesheet");

  // ---- Morphing: three trees walk together, the live one and the sources `old` and `next`.

  const leaving = new Set(); // style sheets that go when their successors are there

  const morph = (live, old, next) => {
    if (ours(live)) return;
    for (const { name } of [...old.attributes, ...next.attributes]) {
      const value = next.getAttribute(name);
      if (value === old.getAttribute(name)) continue;
      if (value === null) live.removeAttribute(name);
      else live.setAttribute(name, value);
    }
    // With scripts on, what is in `noscript` is text to the live document.
    if (live.nodeName === "NOSCRIPT" || (live.isContentEditable && !live.isEqualNode(old))) return;
    const twins = pair([...old.childNodes], [...live.childNodes].filter((node) => !leaving.has(node)));
    const origins = pair([...next.childNodes], [...old.childNodes], true);
    const kept = new Set(origins.values());
    const going = [...twins].filter(([origin]) => !kept.has(origin)).map(([, twin]) => twin);
    going.forEach((twin) => (isSheet(twin) ? leaving.add(twin) : twin.remove()));
    const waiting = new Set([...kept].map((origin) => twins.get(origin)));
    const arriving = [];
    let at = live.firstChild;
    for (const node of next.childNodes) {
      const origin = origins.get(node);
      const twin = twins.get(origin);
      if (!origin) {
        const fresh = document.importNode(node, true);
        if (fresh.matches?.("script") || fresh.querySelector?.("script")) throw "it would not run";
        live.insertBefore(fresh, at);
        if (isSheet(fresh)) arriving.push(loaded(fresh));
        continue;
      }
      const same = origin.isEqualNode(node);
      if (!twin && !same) throw "a script took away what has changed";
      if (!twin) continue;
      // What a script added stays where it is.
      let there = at;
      while (there && !waiting.has(there)) there = there.nextSibling;
      if (there === twin) at = twin.nextSibling;
      else (live.moveBefore ?? live.insertBefore).call(live, twin, at);
      waiting.delete(twin);
      if (same) continue;
      if (node.nodeType === Node.ELEMENT_NODE) morph(twin, origin, node);
      else rewrite(twin, node.data);
    }
    const sheets = going.filter(isSheet);
    if (sheets.length) Promise.all(arriving).then(() => sheets.forEach(drop));
  };

  /** How much two texts have in common, from their beginning and from their end. */
  const common = (one, other) => {
    const least = Math.min(one.length, other.length);
    let head = 0;
    while (head < least && one[head] === other[head]) head++;
    let tail = 0;
    while (tail < least - head && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
    return { head, tail };
  };

  /** Changes only the part of a text that differs, so that selections in the rest stay. */
  const rewrite = (text, data) => {
    const { head, tail } = common(text.data, data);
    text.replaceData(head, text.length - head - tail, data.slice(head, data.length - tail));
  };

  /** Which node of the second list each of the first is: equal ones, then ever less like ones. */
  const pair = (firsts, seconds, strict) => {
    const pairs = new Map();
    while (firsts[0]?.isEqualNode(seconds[0] ?? null)) pairs.set(firsts.shift(), seconds.shift());
    while (firsts.at(-1)?.isEqualNode(seconds.at(-1) ?? null)) pairs.set(firsts.pop(), seconds.pop());
    const named = (a, b) => a.id && a.id === b.id && a.nodeName === b.nodeName;
    const equal = (a, b) => a.isEqualNode(b);
    const kin = (a, b) => a.nodeName === b.nodeName && !(strict && (a.id !== b.id || isSheet(a)));
    const close = (a, b) => {
      const { head, tail } = common(a.textContent, b.textContent);
      return kin(a, b) && 2 * (head + tail) > Math.max(a.textContent.length, b.textContent.length);
    };
    const free = new Set(seconds);
    for (const alike of [named, equal, close, kin]) {
      let from = 0; // all but named ones keep their order
      for (const first of firsts) {
        const match = pairs.get(first) ?? seconds.slice(from).find((node) => free.has(node) && alike(first, node));
        if (!match) continue;
        pairs.set(first, match);
        free.delete(match);
        if (alike !== named) from = Math.max(from, seconds.indexOf(match) + 1);
      }
    }
    return pairs;
  };

  // ---- Files: of style sheets the old one goes when the new one is there, other files are
  // given a new address where they are named.

  const renewed = new Map(); // the paths of changed files, with the generation
  const fresh = (url, from = document.baseURI) => {
    if (!URL.canParse(url, from)) return url;
    const address = new URL(url, from);
    if (address.origin !== home.origin || !renewed.has(address.pathname)) return url;
    address.searchParams.set("__dateline", renewed.get(address.pathname));
    return address.href;
  };

  const swap = (files) => {
    for (const path of files) renewed.set(path, generation);
    const names = (url, from) => URL.canParse(url, from) && files.includes(new URL(url, from).pathname);
    // What scripts have loaded they would have to load again.
    const code = /script|fetch|xmlhttprequest|iframe|other/;
    const loads = performance.getEntriesByType("resource").filter(({ initiatorType }) => code.test(initiatorType));
    if (loads.some(({ name }) => names(name) && !name.startsWith(home))) return location.reload();
    const stale = (sheet) =>
      rules(sheet).some(({ href, styleSheet }) => href && (names(href, sheet.href ?? document.baseURI) || stale(styleSheet)));
    for (const node of document.querySelectorAll("link[rel~=stylesheet], style")) {
      if (leaving.has(node) || !((node.href && names(node.href)) || stale(node.sheet))) continue;
      const next = node.cloneNode(true);
      if (node.href) next.href = `${node.href.split("?")[0]}?__dateline=${generation}`;
      leaving.add(node);
      predecessors.set(next, node);
      loaded(next).then(() => (drop(predecessors.get(next)), predecessors.delete(next), renew()));
      node.after(next);
    }
    renew();
  };

  const renew = () => {
    if (!renewed.size) return;
    for (const node of document.querySelectorAll(`:is(img, source, video, audio, track, image, input, object)`)) {
      for (const name of ["src", "href", "data", "poster", "srcset"]) {
        const was = node.getAttribute(name);
        if (!was) continue;
        const now = name === "srcset" ? was.replace(/[^\s,]\S*[^\s,]/g, (url) => fresh(url)) : fresh(was);
        if (now !== was) node.setAttribute(name, now);
      }
    }
    for (const sheet of document.styleSheets) renewRules(sheet);
  };
  const renewRules = (sheet) =>
    rules(sheet).forEach((rule, index) => {
      if (rule.styleSheet) return renewRules(rule.styleSheet);
      const text = rule.cssText.replace(/url\("([^"]*)"\)/g, (_, url) => `url("${fresh(url, sheet.href ?? document.baseURI)}")`);
      if (text === rule.cssText || rule.href) return;
      sheet.deleteRule(index);
      sheet.insertRule(text, index);
    });
  const rules = (sheet) => {
    try {
      return [...sheet.cssRules];
    } catch {
      return []; // not there, or another host's
    }
  };

  const loaded = (node) => new Promise((done) => (node.onload = node.onerror = done));
  const predecessors = new Map(); // of style sheets that are still loading
  const drop = (node) => {
    if (!node) return;
    drop(predecessors.get(node));
    predecessors.delete(node);
    leaving.delete(node);
    node.remove();
  };

  // ---- The desk: problems over the page, and a bar with what made it.

  const desk = { problems: { errors: 0, problems: [] }, info: null, open: false, list: null };
  const barName = `dateline-bar-${given.bar}`; // a flag given anew wins
  let bar = (recall(localStorage, barName) ?? given.bar) === "true";

  const inform = async () => {
    const got = await get(new URL(`page?${new URLSearchParams({ path: page })}`, home));
    if (got?.status !== 200) return;
    desk.info = JSON.parse(got.text);
    draw();
  };

  const el = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "onclick") node.onclick = value;
      else node.setAttribute(key, value);
    }
    node.append(...children.filter(Boolean));
    return node;
  };
  const place = ({ path, line, column, open }) => {
    const text = [path, line, column].filter(Boolean).join(":");
    return open ? el("a", { href: open }, text) : el("code", {}, text);
  };
  const count = (number, word) => number > 0 && `${number} ${word}${number > 1 ? "s" : ""}`;
  const button = (onclick, ...children) => el("button", { type: "button", onclick }, ...children);

  const host = document.createElement("dateline-preview");
  const shadow = host.attachShadow({ mode: "open" });
  const view = el("div", { lang: "en", dir: "ltr", hidden: "" });
  const sheet = el("link", { rel: "stylesheet", href: new URL("client.css", home) });
  loaded(sheet).then(() => (view.hidden = false));
  shadow.append(sheet, view);
  let before; // what had the focus when the panel took it
  let drawn;

  const show = (problems) => {
    desk.open = true;
    desk.list = problems;
    draw();
    shadow.querySelector("section")?.focus();
  };
  const close = () => {
    desk.open = false;
    keep(sessionStorage, "dateline-closed", desk.key);
    draw();
  };
  const toggle = () => {
    bar = !bar;
    keep(localStorage, barName, bar);
    draw();
  };

  const panel = () => {
    const problems = desk.list ?? desk.problems.problems;
    const number = (severity) => problems.filter((problem) => problem.severity === severity).length;
    const title = [count(number("error"), "error"), count(number("warning"), "warning")].filter(Boolean).join(", ");
    const items = problems.map((problem) => {
      const name = `${problem.severity}[${problem.code}]`;
      const head = `${name}: ${problem.message}\n`;
      const text = problem.text?.startsWith(head) ? problem.text.slice(head.length) : problem.text;
      return el(
        "li",
        { class: problem.severity },
        el("h3", {}, el("b", {}, name), `: ${problem.message} `),
        problem.path && el("p", {}, place(problem)),
        text && el("pre", { translate: "no" }, text),
      );
    });
    return el(
      "section",
      { role: "dialog", "aria-labelledby": "title", tabindex: -1 },
      el(
        "div",
        { class: "head" },
        el("div", { role: "alert" }, el("h2", { id: "title" }, title)),
        number("error") > 0 && el("p", {}, "The page is as it was before."),
        button(close, "Close ", el("kbd", {}, "Esc")),
      ),
      el("ol", { tabindex: 0, "aria-labelledby": "title" }, ...items),
    );
  };

  const strip = () => {
    const { info, problems } = desk;
    const state = info?.state;
    const mark =
      state && (bar || state !== "live") && el("b", { class: state }, state === "scheduled" ? `appears ${info.appears}` : state);
    const errors = !desk.open && count(problems.errors, "error");
    const warnings = bar && count(info?.problems.length, "warning");
    const parts = [
      mark,
      errors && button(() => show(null), errors),
      ...(bar && info
        ? [
            el("span", {}, "template ", el("code", {}, info.template)),
            info.source && el("span", {}, "source ", place({ path: info.source, open: info.open })),
            el("span", {}, info.why),
            warnings && button(() => show(info.problems), `${warnings} here`),
            el("span", {}, `${info.rendered_in_ms} ms`),
            button(toggle, "Hide ", el("kbd", {}, "b")),
          ]
        : []),
    ].filter(Boolean);
    return parts.length > 0 && el("aside", { "aria-label": "Preview", class: bar ? "bar" : "mark" }, ...parts);
  };

  const draw = () => {
    const now = JSON.stringify([desk, bar]);
    if (now === drawn) return;
    drawn = now;
    const within = shadow.activeElement;
    const was = shadow.querySelector("section");
    view.replaceChildren(...[desk.open && panel(), strip()].filter(Boolean));
    if (!view.firstChild) host.remove();
    else if (!host.isConnected) document.documentElement.append(host);
    const is = shadow.querySelector("section");
    // The panel takes the focus only from nobody, and gives it back.
    if (is && (within || (!was && document.activeElement === document.body))) is.focus({ preventScroll: true });
  };

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && desk.open) close();
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
    if (event.key === "b" && plain && !editable(event.composedPath()[0])) toggle();
  });
  addEventListener("pagehide", () => say("gone"));
  addEventListener("pageshow", ({ persisted }) => persisted && (seen(), check()));
  document.addEventListener("visibilitychange", () => {
    if (alone && document.hidden) return say("gone");
    seen();
    if (!document.hidden) check();
  });

  try {
    const worker = new SharedWorker(script.src, "dateline");
    worker.onerror = attachAlone;
    attach(worker.port);
  } catch {
    attachAlone();
  }
})();
