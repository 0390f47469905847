// Writes the structured data of every page of a site as TypeScript, one constant for each
// node with its type, to be judged by `tsc` against the types of schema-dts.
//
// node .ci/json-ld.mjs FILE.ts FOLDER…

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const [file, ...folders] = process.argv.slice(2);
const pages = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".html"))
    .sort()
    .map((name) => path.join(folder, name)),
);

const nodes = new Map();
const wrong = [];
let graphs = 0;
for (const page of pages) {
  const html = readFileSync(page, "utf8");
  if (html.includes('http-equiv="refresh"')) continue;
  const scripts = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
  if (path.basename(page) === "404.html" ? scripts.length !== 0 : scripts.length !== 1) {
    wrong.push(`${page}: ${scripts.length} graphs`);
    continue;
  }
  for (const [, text] of scripts) {
    const { "@context": context, "@graph": graph, ...more } = JSON.parse(text);
    if (context !== "https://schema.org" || Object.keys(more).length > 0 || !Array.isArray(graph)) {
      wrong.push(`${page}: no graph of schema.org`);
      continue;
    }
    graphs += 1;
    for (const node of graph) {
      // The same node on many pages is judged once.
      const literal = JSON.stringify({ "@context": context, ...node }, null, 1);
      if (!nodes.has(literal)) nodes.set(literal, { types: [node["@type"]].flat(), page });
    }
  }
}

// What has two types may have the properties of either.
const types = [...new Set([...nodes.values()].flatMap(({ types }) => types))].sort();
const lines = [
  `import type { WithContext, ${types.join(", ")} } from "schema-dts";`,
  `type Part<All, Name> = Omit<Extract<All, { "@type": Name }>, "@type">;`,
  `type Both<Names> = { "@context": "https://schema.org"; "@type": Names };`,
];
let number = 0;
for (const [literal, { types, page }] of nodes) {
  const parts = types.map((type) => `Part<${type}, "${type}">`).join(" & ");
  const names = `["${types.join('", "')}"]`;
  const type = types.length === 1 ? `WithContext<${types[0]}>` : `${parts} & Both<${names}>`;
  lines.push(`// ${page}`, `export const n${number}: ${type} = ${literal};`);
  number += 1;
}
writeFileSync(file, `${lines.join("\n")}\n`);
for (const line of wrong) console.log(`error: ${line}`);
console.log(`${graphs} graphs, ${nodes.size} nodes of ${types.length} types: ${types.join(", ")}`);
process.exitCode = wrong.length > 0 || graphs === 0 ? 1 : 0;
