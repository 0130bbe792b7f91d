// The reading serif for machines without one: Noto Serif SC 400 and 600, only the slices Chinese text needs.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const SKIP = /-(cyrillic|vietnamese|latin-ext)-/;

export function fonts(here, out) {
  const from = `${here}node_modules/@fontsource/noto-serif-sc/`;
  rmSync(`${out}fonts`, { recursive: true, force: true });
  mkdirSync(`${out}fonts`, { recursive: true });
  const faces = [];
  for (const weight of [400, 600]) {
    const css = readFileSync(`${from}${weight}.css`, "utf8");
    for (const [, block] of css.matchAll(/@font-face \{([^}]*)\}/g)) {
      const file = block.match(/files\/([^)]*\.woff2)/)[1];
      const range = block.match(/unicode-range: ([^;]*);/)?.[1];
      if (SKIP.test(file) || !range) continue;
      copyFileSync(`${from}files/${file}`, `${out}fonts/${file}`);
      faces.push(`@font-face{font-family:"Zhengxun Serif";font-weight:${weight};font-display:swap;src:url(/static/fonts/${file}) format("woff2");unicode-range:${range}}`);
    }
  }
  const notice = "/* Noto Serif SC by Google Inc., SIL Open Font License 1.1. Built by tools/web/fonts.mjs. */";
  writeFileSync(`${out}css/fonts.css`, `${notice}\n${faces.join("\n")}\n`);
}
