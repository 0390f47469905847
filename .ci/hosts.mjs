// Serves built sites with real nginx, Caddy and Apache, each with the file that Dateline wrote for
// it, at the root of a host and below a path, and walks them.
//
//   node .ci/hosts.mjs DATELINE SITE
//
// DATELINE is the program, SITE the folder of a site that is copied before it is built.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";

const [dateline, sample] = process.argv.slice(2).map((word) => path.resolve(word));
const work = fs.mkdtempSync(path.join(os.tmpdir(), "dateline-hosts-"));
const children = [];
const failures = [];
let checks = 0;

function check(truth, what) {
  checks += 1;
  if (!truth) failures.push(what);
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function build(root, output, ...flags) {
  const run = spawnSync(dateline, ["build", "--quiet", "--root", root, "--output", output, ...flags], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`the build of ${root} failed:\n${run.stdout}${run.stderr}`);
}

function files(folder) {
  const found = fs.readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return found.map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name))).sort();
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// The path goes out as it is written here, odd as it may be.
function get(port, target, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, path: target, headers, agent: false }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    request.on("error", reject);
    request.end();
  });
}

// How each server is started on a folder: by the few lines that an operator writes, and the file
// that came with the site.
const servers = {
  nginx(home, root, site, port) {
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    write(
      `${home}/nginx.conf`,
      `daemon off; worker_processes 1; pid ${home}/pid; error_log ${home}/log;
user ${os.userInfo().username};
events {}
http {
    include /etc/nginx/mime.types;
    access_log off;
    ${temporary.map((name) => `${name}_temp_path ${home}/${name};`).join("\n    ")}
    server {
        listen 127.0.0.1:${port};
        root ${root};
        include ${site}/_hosts/nginx.conf;
    }
}
`,
    );
    return ["nginx", "-c", `${home}/nginx.conf`, "-e", `${home}/log`];
  },
  caddy(home, root, site, port) {
    write(
      `${home}/Caddyfile`,
      `{
	admin off
	auto_https off
}
http://127.0.0.1:${port} {
	root * ${root}
	import ${site}/_hosts/Caddyfile
}
`,
    );
    return ["caddy", "run", "--config", `${home}/Caddyfile`, "--adapter", "caddyfile"];
  },
  apache(home, root, site, port) {
    const modules = "/usr/lib/apache2/modules";
    const names = "mpm_event authz_core authz_host dir mime headers rewrite alias filter deflate setenvif brotli negotiation";
    const wanted = names.split(" ").filter((name) => fs.existsSync(`${modules}/mod_${name}.so`));
    write(
      `${home}/apache.conf`,
      `${wanted.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join("\n")}
ServerRoot ${home}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${home}/pid
ErrorLog ${home}/log
DefaultRuntimeDir ${home}
TypesConfig /etc/mime.types
DocumentRoot ${root}
<Directory ${root}>
    Options FollowSymLinks
    AllowOverride FileInfo Indexes
    Require all granted
</Directory>
`,
    );
    return ["apache2", "-f", `${home}/apache.conf`, "-DFOREGROUND"];
  },
};

// Starts a server; `walk` is done when all is looked at, and the server is stopped then.
async function serve(name, root, site, walk) {
  const home = fs.mkdtempSync(path.join(work, `${name}-`));
  const port = await freePort();
  const [program, ...words] = servers[name](home, root, site, port);
  const child = spawn(program, words, {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home },
    stdio: ["ignore", fs.openSync(`${home}/out`, "w"), fs.openSync(`${home}/err`, "w")],
  });
  children.push(child);
  let gone = false;
  const ended = new Promise((resolve) => child.on("exit", () => resolve((gone = true))));
  child.on("error", () => (gone = true));
  for (let tries = 0; ; tries += 1) {
    const up = await get(port, "/").then(() => true, () => false);
    if (up) break;
    if (gone || tries > 200) {
      const told = ["err", "out", "log"].map((file) => (fs.existsSync(`${home}/${file}`) ? fs.readFileSync(`${home}/${file}`, "utf8") : ""));
      throw new Error(`${name} does not start:\n${told.join("")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await walk((target, headers) => get(port, target, headers));
  child.kill("SIGTERM");
  await ended;
}

function address(base, file) {
  const folder = file === "index.html" ? "" : file.endsWith("/index.html") ? file.slice(0, -"index.html".length) : file;
  return base + folder.split("/").map(encodeURIComponent).join("/");
}

// The sample, with every kind of redirect, looked at as a whole.
function prepareSample() {
  const root = path.join(work, "sample");
  fs.cpSync(sample, root, { recursive: true, filter: (from) => !/^(target|public|\.git|\.dateline|node_modules)$/.test(path.relative(sample, from)) });
  const settings = fs.readFileSync(`${root}/site.toml`, "utf8");
  const base = /^base_url = "(.*)"$/m.exec(settings)[1];
  const ours = settings.replace(/^(keep_urls|hosts|redirects) = .*\n/gm, "");
  write(
    `${root}/site.toml`,
    `hosts = ["apache", "caddy", "nginx"]
redirects = [
    { from = "/old/", to = "/archive/" },
    { from = "/chain/", to = "/old/" },
    { from = "/caf%C3%A9 \\"o'neil\\" {x}\$y;z/", to = "/archive/" },
    { from = "/elsewhere/", to = "https://shop.example/a%20b?x=1&y=\$2#top" },
    { from = "/old.pdf", to = "/archive/" },
    { from = "/folder/*", to = "/archive/*" },
    { from = "/closed/*", to = "/archive/" },
]
${ours}`,
  );
  write(
    `${root}/content/asia/withdrawn-here.md`,
    "---\ntitle: Withdrawn here\ndate: 2026-11-01\nsummary: It was taken back.\nstatus: withdrawn\nstatus_note: It was wrong.\nauthors: [The Desk]\n---\nText.\n",
  );
  return { root, base };
}

async function walkSample(name, site, base, ask) {
  const at = (what) => `${name} ${base}: ${what}`;
  const all = files(site);
  const html = all.filter((file) => file.endsWith(".html"));
  check(html.length > 20, at(`only ${html.length} pages`));
  for (const file of html) {
    const bytes = fs.readFileSync(path.join(site, file));
    if (bytes.includes('http-equiv="refresh"') || file === "404.html" || file.includes("withdrawn-here")) continue;
    const answer = await ask(address(base, file));
    check(answer.status === 200 && answer.body.equals(bytes), at(`${file}: ${answer.status}`));
    const type = answer.headers["content-type"];
    check(/^text\/html; charset=utf-8$/i.test(type), at(`${file}: ${type}`));
  }
  for (const missing of ["nothing-here", "nothing-here/", "asia/nothing/x.png", "_hosts/nginx.conf", "_hosts/Caddyfile", ".htaccess"]) {
    const answer = await ask(base + missing);
    const page = answer.body.equals(fs.readFileSync(path.join(site, "404.html")));
    const hidden = missing.startsWith("_hosts") || missing.startsWith(".");
    const good = hidden ? [403, 404].includes(answer.status) : answer.status === 404 && page;
    check(good, at(`${missing}: ${answer.status}${page ? "" : ", without the page"}`));
  }
  // A folder without its slash leads to the one with it, on the same host.
  const folder = await ask(`${base}archive`);
  check([301, 308].includes(folder.status) && folder.headers.location.endsWith(`${base}archive/`), at(`archive: ${folder.status} ${folder.headers.location}`));
  const to = (target, where, status = 301) =>
    ask(base + target).then((answer) => check(answer.status === status && decoded(answer.headers.location) === where, at(`${target}: ${answer.status} ${answer.headers.location}`)));
  await to("old/", `${base}archive/`);
  await to("chain/", `${base}archive/`);
  await to("caf%C3%A9%20%22o'neil%22%20%7Bx%7D$y;z/", `${base}archive/`);
  await to("old.pdf", `${base}archive/`);
  await to("folder/2026/", `${base}archive/2026/`);
  await to("folder/", `${base}archive/`);
  await to("folder/a%20b%25c/", `${base}archive/a%20b%25c/`);
  await to("closed/any/thing", `${base}archive/`);
  const elsewhere = await ask(`${base}elsewhere/`);
  check(elsewhere.status === 301 && elsewhere.headers.location === "https://shop.example/a%20b?x=1&y=%242#top", at(`elsewhere: ${elsewhere.headers.location}`));
  // Nothing that is asked for leads to another host or ends a header.
  for (const evil of ["folder//evil.example/", "folder/%2Fevil.example/", "folder/%0d%0aSet-Cookie:%20x=1", "folder/x%0aSet-Cookie:%20x=1", "closed//evil.example", "/evil.example/old/", "old/%0d%0aSet-Cookie:%20x=1"]) {
    const answer = await ask(base + evil);
    const location = decoded(answer.headers.location ?? "");
    const safe = location === "" || (location.startsWith(base) && !location.startsWith("//"));
    check(safe && !answer.headers["set-cookie"], at(`${evil}: ${answer.status} ${answer.headers.location}`));
  }
  const types = { "rss.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json" };
  for (const file of all.filter((file) => path.basename(file) in types)) {
    const answer = await ask(address(base, file));
    const type = answer.headers["content-type"];
    check(answer.status === 200 && type.toLowerCase() === `${types[path.basename(file)]}; charset=utf-8`, at(`${file}: ${type}`));
  }
  // The headers that `_headers` has for other hosts.
  const told = fs.readFileSync(path.join(site, "_headers"), "utf8");
  const policy = /Content-Security-Policy: (.*)/.exec(told)[1];
  // Of a whole folder, one of its files.
  const one = (rule) => (rule.endsWith("*") ? all.map((file) => address(base, file)).find((file) => file.startsWith(rule.slice(0, -1))) : rule);
  const lasting = [...told.matchAll(/^(\/.*)\n {2}Cache-Control: public, max-age=31536000, immutable$/gm)].map((match) => one(match[1]));
  for (const [file, kept] of [[base, "public, max-age=300"], ...lasting.slice(0, 5).map((file) => [file, "public, max-age=31536000, immutable"])]) {
    const answer = await ask(file);
    check(answer.headers["cache-control"] === kept, at(`${file} is kept: ${answer.headers["cache-control"]}`));
    check(answer.headers["content-security-policy"] === policy, at(`${file}: ${answer.headers["content-security-policy"]}`));
  }
  const gone = await ask(`${base}asia/withdrawn-here/`);
  const notice = fs.readFileSync(path.join(site, "asia/withdrawn-here/index.html"));
  check(gone.status === 410 && gone.body.equals(notice), at(`withdrawn-here: ${gone.status}, ${gone.body.length} bytes`));
  // Compression, of pages and of styles.
  const style = all.find((file) => file.endsWith(".css"));
  const kinds = { gzip: [".gz", zlib.gunzipSync], br: [".br", zlib.brotliDecompressSync] };
  for (const file of ["index.html", "archive/index.html", style]) {
    for (const [kind, [ending, unpack]] of Object.entries(kinds)) {
      const beside = path.join(site, file + ending);
      // nginx has no Brotli of its own; the others have what lies there.
      if (kind === "br" && (name === "nginx" || !fs.existsSync(beside))) continue;
      const answer = await ask(address(base, file), { "accept-encoding": kind });
      const packed = answer.headers["content-encoding"] === kind;
      const right = packed && unpack(answer.body).equals(fs.readFileSync(path.join(site, file)));
      check(right, at(`${file} is not in ${kind}, but ${answer.headers["content-encoding"]}`));
      if (fs.existsSync(beside)) check(answer.body.equals(fs.readFileSync(beside)), at(`${file}: not the ${kind} that lies there`));
      const plain = await ask(address(base, file));
      check(answer.headers["content-type"] === plain.headers["content-type"], at(`${file} in ${kind}: ${answer.headers["content-type"]}`));
      check(/accept-encoding/i.test(answer.headers.vary ?? ""), at(`${file} in ${kind}: varies by ${answer.headers.vary}`));
    }
  }
}

// Where an answer leads, without the host that some servers put before it.
function decoded(location = "") {
  return location.replace(/^http:\/\/127\.0\.0\.1(:\d+)?(?=\/)/, "");
}

// A site of a thousand articles, a hundred of which get other addresses in several ways. Files move
// too, and with an article that is withdrawn its picture goes.
function prepareMany() {
  const root = path.join(work, "many");
  write(`${root}/site.toml`, 'title = "Many"\nbase_url = "https://many.example/"\nkeep_urls = true\nhosts = ["nginx", "caddy", "apache"]\n');
  const place = (section, name) => `${root}/content/${section}/${name}.md`;
  const text = (number, more = "") => `---\nid: "many-${number}"\ntitle: Story ${number}\ndate: 2026-10-${String((number % 28) + 1).padStart(2, "0")}\nsummary: Story.\n${more}---\nText of story ${number}.\n`;
  const sections = ["africa", "americas", "asia", "europe"];
  for (let number = 0; number < 1000; number += 1) write(place(sections[number % 4], `story-${number}`), text(number));
  const drawing = (number) => `<svg xmlns="http://www.w3.org/2000/svg" width="${number}" height="9"/>\n`;
  write(`${root}/static/map.svg`, drawing(20));
  write(`${root}/static/report.pdf`, "%PDF-1.7\n");
  write(`${root}/content/asia/chart/chart.svg`, drawing(30));
  write(`${root}/content/asia/chart/index.md`, text(1000, "image: { src: chart.svg, alt: A chart }\n"));
  build(root, path.join(root, "public"));
  write(`${root}/static/maps/map.svg`, drawing(20));
  write(`${root}/static/papers/report.pdf`, "%PDF-1.7\n");
  for (const file of ["map.svg", "report.pdf"]) fs.rmSync(`${root}/static/${file}`);
  write(`${root}/content/asia/chart/index.md`, text(1000, "image: { src: chart.svg, alt: A chart }\nstatus: withdrawn\nstatus_note: It was wrong.\n"));
  const moved = new Map();
  for (let number = 0; number < 1000; number += 10) {
    const section = sections[number % 4];
    const from = place(section, `story-${number}`);
    const to = { 0: [section, `renamed-${number}`], 1: ["oceania", `story-${number}`], 2: [section, `story-${number}`], 3: ["europe", `größe ${number}`] }[(number / 10) % 4];
    fs.rmSync(from);
    const slug = (number / 10) % 4 === 2 ? `slug: other-${number}\n` : "";
    write(place(...to), text(number, slug));
    moved.set(`${section}/story-${number}/`, `Story ${number}`);
  }
  build(root, path.join(root, "public"));
  return { root, moved };
}

async function walkMany(name, moved, base, ask) {
  let good = 0;
  for (const [from, title] of moved) {
    const answer = await ask(base + from);
    const where = decoded(answer.headers.location);
    const there = answer.status === 301 ? await ask(where) : { status: 0, body: Buffer.alloc(0) };
    const right = there.status === 200 && there.body.includes(title);
    good += right ? 1 : 0;
    check(right && where !== base + from, `${name} ${base}${from}: ${answer.status} ${where}, then ${there.status}`);
  }
  check(good === 100, `${name} ${base}: ${good} of 100 addresses lead to their pages`);
  for (const [from, to] of [["map.svg", "maps/map.svg"], ["report.pdf", "papers/report.pdf"]]) {
    const answer = await ask(base + from);
    const there = await ask(base + to);
    const right = answer.status === 301 && decoded(answer.headers.location) === base + to && there.status === 200;
    check(right, `${name} ${base}${from}: ${answer.status} ${answer.headers.location}, then ${there.status}`);
  }
  for (const gone of ["asia/chart/", "asia/chart/chart.svg"]) {
    const answer = await ask(base + gone);
    check(answer.status === 410, `${name} ${base}${gone}: ${answer.status}`);
  }
}

async function main() {
  const { root, base: origin } = prepareSample();
  const many = prepareMany();
  for (const base of ["/", "/news/"]) {
    const inside = base.slice(1);
    const place = path.join(work, base === "/" ? "www" : "www-below");
    const site = path.join(place, inside);
    fs.mkdirSync(place, { recursive: true });
    build(root, site, "--base-url", new URL(inside, origin).href, ...(base === "/" ? [] : ["--precompress"]));
    const manyPlace = path.join(work, base === "/" ? "many-www" : "many-below");
    const manySite = path.join(manyPlace, inside);
    fs.mkdirSync(manyPlace, { recursive: true });
    build(many.root, manySite, "--base-url", `https://many.example${base}`);
    for (const name of Object.keys(servers)) {
      const before = checks;
      await serve(name, place, site, (ask) => walkSample(name, site, base, ask));
      await serve(name, manyPlace, manySite, (ask) => walkMany(name, many.moved, base, ask));
      console.log(`${name} at ${base}: ${checks - before} checks`);
    }
  }
}

try {
  await main();
} catch (error) {
  failures.push(String(error.stack ?? error));
} finally {
  for (const child of children) if (child.exitCode === null) child.kill("SIGKILL");
  fs.rmSync(work, { recursive: true, force: true });
}
console.log(`${checks} checks, ${failures.length} failures`);
if (failures.length > 0) {
  console.error(failures.slice(0, 60).join("\n"));
  process.exit(1);
}
