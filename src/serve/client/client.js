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
      on("problems", (now) => tell("problems", (problems = now)));
      on("change", ({ follow, ...change }) =>
        tabs.forEach((_, port) => port.postMessage(["change", { ...change, follow: port === front && follow }])),
      );
      source.onerror = () => {
        source.close();
        if (source === stream) soon(500);
      };
    };
    const soon = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(open, wait);
    };

    const hear = {
      here(port, page) {
        if (tabs.get(port) === page) return;
        tabs.set(port, page);
        if (problems) port.postMessage(["problems", problems]);
        soon(20);
      },
      front: (port) => (front = port),
      gone(port) {
        tabs.delete(port);
        soon(20);
      },
      async get(port, number, url, method) {
        let got = null; // The server is away.
        try {
          const response = await fetch(url, { method, cache: "no-cache" });
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

  const { path, bar, ...given } = script.dataset;
  const isFramed = self !== top; // The page around it has the desk.
  let { etag, generation } = given; // what is no page of the site has no etag
  let reloads = given.reload === "true";
  let base; // the source that the document shows, parsed
  let port, alone;
  const asked = [];

  const say = (...message) => port.postMessage(message);
  const get = (url, method = "GET") =>
    new Promise((done) => say("get", asked.push(done) - 1, String(new URL(url, home)), method));
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
  const seen = () => {
    if (alone && document.hidden) return say("gone");
    say("here", path);
    if (!document.hidden && !isFramed) say("front");
  };

  const hear = {
    hello(hello) {
      ({ generation, reload: reloads } = hello);
      // A change may have gone by while there was no connection.
      if (!base || (hello.etags[path] ?? "") !== etag) check();
      if (!told.about) inform();
    },
    async change(change) {
      generation = change.generation;
      if (reloads) swap(change.files);
      if (change.pages.includes(path)) await check();
      if (!reloads || !change.follow || change.follow === location.pathname) return;
      if (!editable(document.activeElement)) location.assign(change.follow);
    },
    problems(problems) {
      tell({ problems }, problems.errors > 0);
      if (desk) inform();
    },
    got(number, response) {
      asked[number](response);
      delete asked[number];
    },
  };

  const editable = (node) => node?.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node?.nodeName);
  // Where storage is forbidden, what is kept lasts as long as the page.
  const memory = {};
  const recall = (store, name) => {
    try {
      return self[store].getItem(name);
    } catch {
      return memory[name];
    }
  };
  const keep = (store, name, value) => {
    try {
      self[store].setItem(name, value);
    } catch {
      memory[name] = String(value);
    }
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
        if (!base || actors(base) !== actors(next)) throw "only so its scripts run";
        morph(document.documentElement, base.documentElement, next.documentElement);
        renew();
        inform();
      }
      base = next;
      etag = got.etag;
      keep("sessionStorage", "dateline-reloaded", "");
      performance.mark("dateline");
    } catch (why) {
      // Once for each version, lest it goes on for ever.
      const version = `${url} ${got.etag}`;
      if (got.etag === etag || recall("sessionStorage", "dateline-reloaded") === version) return;
      console.debug("dateline: the page is loaded anew:", why);
      keep("sessionStorage", "dateline-reloaded", version);
      location.reload();
    }
  };

  /** What works only from the beginning of a page: its scripts and policies. */
  const actors = (source) =>
    [...source.querySelectorAll("script:not([type$=json]), meta[http-equiv], template")]
      .filter((node) => !ours(node))
      .map((node) => node.outerHTML)
      .join();
  const ours = (node) => node.src?.startsWith(home);
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
    const lives = [...live.childNodes].filter((node) => !leaving.has(node));
    const twins = pair([...old.childNodes], lives);
    const origins = pair([...next.childNodes], [...old.childNodes], true);
    const kept = new Set(origins.values());
    const going = [...twins].filter(([origin]) => !kept.has(origin)).map(([, twin]) => twin);
    const sheets = going.filter(isSheet);
    for (const twin of going) isSheet(twin) ? leaving.add(twin) : twin.remove();
    const waiting = new Set([...kept].map((origin) => twins.get(origin)));
    const arriving = [];
    let at = live.firstChild;
    for (const node of next.childNodes) {
      const origin = origins.get(node);
      const twin = twins.get(origin);
      if (!origin) {
        const fresh = document.importNode(node, true);
        if (fresh.matches?.("script") || fresh.querySelector?.("script")) throw "a script would not run";
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

  /** Which node of the second list each of the first is: by name, else equal, else alike. */
  const pair = (firsts, seconds, strict) => {
    const pairs = new Map();
    while (firsts[0]?.isEqualNode(seconds[0] ?? null)) pairs.set(firsts.shift(), seconds.shift());
    while (firsts.at(-1)?.isEqualNode(seconds.at(-1) ?? null)) pairs.set(firsts.pop(), seconds.pop());
    for (const first of firsts.filter((node) => node.id)) {
      const at = seconds.findIndex((node) => node.id === first.id && node.nodeName === first.nodeName);
      if (at >= 0) pairs.set(first, ...seconds.splice(at, 1));
    }
    const equal = (a, b) => a.isEqualNode(b);
    const kin = (a, b) => a.nodeName === b.nodeName && !(strict && (a.id !== b.id || isSheet(a)));
    const close = (a, b) => {
      if (!kin(a, b)) return false;
      const { head, tail } = common(a.textContent, b.textContent);
      return 2 * (head + tail) > Math.max(a.textContent.length, b.textContent.length);
    };
    // Those without a name keep their order, and are not looked for far away.
    const others = firsts.filter((node) => !pairs.has(node));
    const taken = new Set();
    for (const alike of [equal, close, kin]) {
      let from = 0;
      for (const first of others) {
        const near = (node) => !taken.has(node) && alike(first, node);
        const match = pairs.get(first) ?? seconds.slice(from, from + 50).find(near);
        if (!match) continue;
        pairs.set(first, match);
        taken.add(match);
        from = Math.max(from, seconds.indexOf(match, from) + 1);
      }
    }
    return pairs;
  };

  // ---- Files: an old style sheet goes when the new one is there; other files are given a new
  // address wherever they are named.

  const renewed = new Map(); // the paths of changed files, with the generation
  const address = (url, from = document.baseURI) => {
    const parsed = URL.canParse(url, from) && new URL(url, from);
    return parsed?.origin === home.origin ? parsed : {};
  };
  const fresh = (url, from) => {
    const own = address(url, from);
    if (!renewed.has(own.pathname)) return url;
    own.searchParams.set("__dateline", renewed.get(own.pathname));
    return own.href;
  };

  const swap = (files) => {
    for (const file of files) renewed.set(file, generation);
    const names = (url, from) => url && files.includes(address(url, from).pathname);
    // What scripts have loaded they would have to load again.
    const loads = performance.getEntriesByType("resource");
    const code = /script|fetch|xmlhttprequest|iframe|other/;
    if (loads.some(({ name, initiatorType }) => code.test(initiatorType) && names(name))) return location.reload();
    const imports = (sheet) =>
      rules(sheet).some(({ href, styleSheet }) => names(href, sheet.href ?? undefined) || imports(styleSheet));
    for (const node of document.querySelectorAll("link[rel~=stylesheet], style")) {
      if (leaving.has(node) || !(names(node.href) || imports(node.sheet))) continue;
      const next = node.cloneNode(true);
      if (node.href) next.href = `${node.href.split("?")[0]}?__dateline=${generation}`;
      leaving.add(node);
      successors.set(next, node);
      loaded(next).then(() => (drop(successors.get(next)), successors.delete(next), renew()));
      node.after(next);
    }
    renew();
  };

  const renew = () => {
    if (!renewed.size) return;
    for (const node of document.querySelectorAll("img, source, video, audio, track, image, input, object, link[rel~=icon]")) {
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
      if (rule.href) return renewRules(rule.styleSheet);
      const text = rule.cssText.replace(/url\("([^"]*)"\)/g, (_, url) => `url("${fresh(url, sheet.href ?? undefined)}")`);
      if (text === rule.cssText) return;
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
  const successors = new Map(); // style sheets that are still loading, with those they replace
  const drop = (node) => {
    if (successors.has(node)) drop(successors.get(node));
    successors.delete(node);
    leaving.delete(node);
    node?.remove();
  };

  // ---- The desk, problems and the bar, has a file of its own, which is loaded when there is
  // something to show.

  let desk, dawn;
  const told = {}; // the last of all that it is told
  const barName = `dateline-bar-${bar}`; // a flag that is given anew wins
  const hasBar = () => (recall("localStorage", barName) ?? bar) === "true";
  const toggle = () => {
    keep("localStorage", barName, !hasBar());
    inform();
  };
  const tell = async (news, wanted) => {
    Object.assign(told, news);
    if (isFramed || !(desk || wanted)) return;
    desk ??= import(new URL("desk.js", home)).then(({ makeDesk }) => makeDesk({ home, get, told, hasBar, toggle, recall, keep }));
    (await desk).draw();
  };
  const inform = async () => {
    const got = await get(`page?${new URLSearchParams({ path })}`);
    const about = got?.status === 200 ? JSON.parse(got.text) : null;
    const wait = Date.parse(about?.appears) - Date.now();
    clearTimeout(dawn);
    if (wait > 0 && wait < 1e9) dawn = setTimeout(inform, wait + 1000);
    tell({ about }, hasBar() || (about && (about.drafts || about.state !== "live")));
  };
  addEventListener("keydown", async (event) => {
    if (event.key === "Escape" && desk) return (await desk).close();
    const held = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented;
    if (event.key !== "b" || held || editable(event.composedPath()[0])) return;
    toggle();
  });

  addEventListener("pagehide", () => say("gone"));
  addEventListener("pageshow", ({ persisted }) => persisted && (seen(), check()));
  document.addEventListener("visibilitychange", () => {
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
