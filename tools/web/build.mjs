// Builds everything under app/static that is not written by hand: js/, icons.svg, fonts/. Run: npm ci && npm run build
import { build } from "esbuild";
import { readFileSync, writeFileSync, mkdirSync, rmSync, readdirSync } from "node:fs";
import { fonts } from "./fonts.mjs";

const out = new URL("../../app/static/", import.meta.url).pathname;
const here = new URL("./", import.meta.url).pathname;
const version = (name) => JSON.parse(readFileSync(`${here}node_modules/${name}/package.json`, "utf8")).version;

mkdirSync(`${out}js`, { recursive: true });
for (const old of readdirSync(`${out}js`)) rmSync(`${out}js/${old}`);
await build({
  entryPoints: { app: `${here}src/app.js`, editor: `${here}src/editor/index.js`, asking: `${here}src/asking.js`, leader: `${here}src/leader/index.js`, "leader-worker": `${here}src/leader-worker.js` },
  external: ["./editor.js"],
  outdir: `${out}js`,
  bundle: true,
  splitting: true,
  chunkNames: "shared-[hash]",
  minify: true,
  format: "esm",
  target: ["chrome90", "firefox90", "safari15"],
  charset: "utf8",
  legalComments: "none",
  banner: { js: "/*! Built by tools/web/build.mjs; sources and licences: tools/web, app/static/LICENSES.md */" },
});

const htmx = readFileSync(`${here}node_modules/htmx.org/dist/htmx.min.js`, "utf8");
writeFileSync(`${out}js/htmx.js`, `/*! htmx ${version("htmx.org")}, Zero-Clause BSD, https://htmx.org */\n${htmx}`);

const names = readFileSync(`${here}icons.txt`, "utf8").trim().split("\n");
const symbols = names.map((line) => {
  const [name, file = name] = line.split("=");
  const svg = readFileSync(`${here}node_modules/lucide-static/icons/${file}.svg`, "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
});
const notice = `<!-- lucide ${version("lucide-static")}, ISC License, https://lucide.dev -->`;
writeFileSync(`${out}icons.svg`, `${notice}\n<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);

fonts(here, out);

// For the browser tests, which run without Node. Not served to users.
mkdirSync(`${here}vendor`, { recursive: true });
const axe = readFileSync(`${here}node_modules/axe-core/axe.min.js`, "utf8");
writeFileSync(`${here}vendor/axe.min.js`, axe);
