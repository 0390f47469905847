// The desk of the preview: all problems in a panel over the last good page, a bar that says
// what made the page, and marks of what would not be published. All of it is in a shadow tree
// outside of the page's body, with a style sheet that is linked, so that a page keeps its
// layout and its content security policy.

const el = (name, attributes, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") node.onclick = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter(Boolean));
  return node;
};
const count = (number, word) => number > 0 && `${number} ${word}${number > 1 ? "s" : ""}`;
const button = (onclick, ...children) => el("button", { type: "button", onclick }, ...children);
const key = (name) => el("kbd", {}, name);

/** Where something is, as a link that opens the editor. */
const place = ({ path, line, column, open }) => {
  const text = [path, line, column].filter(Boolean).join(":");
  return open ? el("a", { href: open }, text) : el("code", {}, text);
};

/** A problem as on the terminal; where the excerpt names its place, that is the link. */
const item = ({ severity, code, message, text, ...where }) => {
  const name = `${severity}[${code}]`;
  const first = `${name}: ${message}\n`;
  const excerpt = text?.startsWith(first) ? text.slice(first.length) : (text ?? "");
  const link = where.path && place(where);
  const [before, ...after] = link ? excerpt.split(`--> ${link.textContent}\n`) : [excerpt];
  const parts = after.length ? [before, "--> ", link, "\n", after.join()] : [excerpt];
  return el(
    "li",
    { class: severity },
    el("h3", {}, el("b", {}, name), `: ${message}`),
    link && !after.length && el("p", {}, link),
    excerpt && el("pre", { translate: "no" }, ...parts),
  );
};

const markStyle = new CSSStyleSheet();
markStyle.replaceSync(
  "::highlight(dateline-unpublished) { background-color: #ffe08a; color: #3d2c00; text-decoration: underline dotted; }",
);

export const makeDesk = ({ home, get, told, hasBar, toggle, recall, keep }) => {
  const host = document.createElement("dateline-preview");
  const shadow = host.attachShadow({ mode: "open" });
  const view = el("div", { lang: "en", dir: "ltr", hidden: "" });
  const sheet = el("link", { rel: "stylesheet", href: new URL("client.css", home) });
  sheet.onload = sheet.onerror = () => (view.hidden = false);
  shadow.append(sheet, view);

  let own = false; // the panel was asked for, for this page
  let asked = false; // the panel was asked for
  let drawn, marked;

  /** What tells problems from those that were there when the panel was closed. */
  const names = () => JSON.stringify(told.problems?.problems.map(({ code, path, line, message }) => [code, path, line, message]));
  const show = (ofPage) => {
    asked = true;
    own = ofPage;
    draw();
    shadow.querySelector("section")?.focus();
  };
  const close = () => {
    asked = false;
    keep("sessionStorage", "dateline-closed", names());
    draw();
  };

  const panel = () => {
    const all = told.problems;
    const problems = own ? told.about.problems : all.problems;
    const of = (severity) => problems.filter((problem) => problem.severity === severity).length;
    const [errors, warnings] = own ? [of("error"), of("warning")] : [all.errors, all.warnings];
    const title = [count(errors, "error"), count(warnings, "warning")].filter(Boolean).join(", ");
    const rest = errors + warnings - problems.length;
    return el(
      "section",
      { role: "dialog", "aria-labelledby": "title", tabindex: -1 },
      el(
        "div",
        { class: "head" },
        el("div", { role: "alert" }, el("h2", { id: "title" }, title)),
        errors > 0 && el("p", {}, "Pages with errors are shown as they last were."),
        button(close, "Close ", key("Esc")),
      ),
      el("ol", { tabindex: 0, "aria-labelledby": "title" }, ...problems.map(item), rest > 0 && el("li", {}, `… and ${rest} more`)),
    );
  };

  // ---- Links to what would not be published are marked with a highlight, which changes
  // neither the document nor its layout.

  let unpublished = []; // the links of the page
  const markLinks = async () => {
    if (!CSS.highlights || !document.adoptedStyleSheets) return;
    const got = told.about?.drafts && (await get("desk"));
    const listed = got?.status === 200 ? JSON.parse(got.text).unpublished : [];
    const paths = new Set(listed.map((one) => one.path));
    unpublished = [...document.links].filter((link) => link.origin === home.origin && paths.has(link.pathname));
    if (unpublished.length && !document.adoptedStyleSheets.includes(markStyle)) document.adoptedStyleSheets.push(markStyle);
    const ranges = unpublished.map((link) => {
      const range = new Range();
      range.selectNodeContents(link);
      return range;
    });
    CSS.highlights.set("dateline-unpublished", new Highlight(...ranges));
    draw();
  };

  const strip = (isOpen) => {
    const { about, problems } = told;
    const bar = hasBar();
    const date = about?.appears && new Date(about.appears);
    const appears = date && `appears ${date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}`;
    const errors = !isOpen && count(problems?.errors, "error");
    const warnings = bar && count(about?.problems.length, "problem");
    const took = about?.rendered_in_ms;
    const parts = [
      about && (bar || about.state !== "live") && el("b", { class: about.state }, [about.state, appears].filter(Boolean).join(", ")),
      errors && button(() => show(false), errors),
      bar && about?.template && el("span", {}, "template ", el("code", {}, about.template)),
      bar && about?.source && el("span", {}, "source ", place({ path: about.source, open: about.open })),
      bar && about?.why && el("span", {}, `rendered in ${took} ms: ${about.why}`),
      warnings && button(() => show(true), `${warnings} here`),
      bar && about && button(() => get(`desk?drafts=${!about.drafts}`, "POST"), about.drafts ? "Hide drafts" : "Show drafts"),
      bar && count(unpublished.length, "link") && el("span", {}, `${count(unpublished.length, "link")} to what is not published`),
      bar && button(toggle, "Hide ", key("b")),
    ].filter(Boolean);
    return parts.length > 0 && el("aside", { "aria-label": "Preview", class: bar ? "bar" : "mark" }, ...parts);
  };

  const draw = () => {
    const { problems, about } = told;
    const unseen = problems?.errors > 0 && names() !== recall("sessionStorage", "dateline-closed");
    const listed = own ? about?.problems.length : problems?.problems.length;
    const isOpen = listed > 0 && (asked || unseen);
    if (!isOpen) asked = own = false;
    if (about !== marked) markLinks((marked = about));
    const now = JSON.stringify([told, hasBar(), isOpen, own, unpublished.length]);
    if (now === drawn) return;
    drawn = now;
    const within = shadow.activeElement;
    const was = shadow.querySelector("section");
    view.replaceChildren(...[isOpen && panel(), strip(isOpen)].filter(Boolean));
    if (!view.firstChild) host.remove();
    else if (!host.isConnected) document.documentElement.append(host);
    const is = shadow.querySelector("section");
    // The panel takes the focus only from nobody, and gives it back.
    if (is && (within || (!was && document.activeElement === document.body))) is.focus({ preventScroll: true });
  };

  return { draw, close };
};
