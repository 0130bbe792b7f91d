// Markdown in and out. What is not understood stays as text; reading and writing again gives the same document.
import MarkdownIt from "markdown-it";
import { Fragment } from "prosemirror-model";
import { MarkdownParser, MarkdownSerializer, defaultMarkdownParser, defaultMarkdownSerializer } from "prosemirror-markdown";

import { drawBack } from "./flank.js";
import { schema } from "./schema.js";

const tokenizer = new MarkdownIt("commonmark", { html: false }).enable("table").disable(["image", "html_block", "html_inline", "reference"]);
const align = (token) => ({ align: /text-align:\s*(\w+)/.exec(token.attrGet("style") || "")?.[1] || null });
const { image: _pictures, ...tokens } = defaultMarkdownParser.tokens;

const parser = new MarkdownParser(schema, tokenizer, {
  ...tokens,
  softbreak: { node: "hard_break", getAttrs: () => ({ soft: true }) },
  table: { block: "table" },
  thead: { ignore: true },
  tbody: { ignore: true },
  tr: { block: "table_row" },
  th: { block: "table_header", getAttrs: align },
  td: { block: "table_cell", getAttrs: align },
});

// Only what would be read as a mark is escaped, so the source stays readable: 〔2026〕, [2026]1 and 3~5 need nothing.
// Footnotes ([^1], [^1]: …) are text here and stay what they are.
export function escaped(text, lineStart) {
  const safe = text
    .replace(/[\\`*|]/g, "\\$&")
    .replace(/_/g, (mark, at, all) => (/[a-z0-9]/i.test(all[at - 1] ?? "") && /[a-z0-9]/i.test(all[at + 1] ?? "") ? mark : "\\_"))
    .replace(/~~/g, "\\~\\~")
    .replace(/(\[\^[^\s[\]]+)?\](?=([([:]))/g, (all, note, next) => (note && next !== "(" ? all : `${note ?? ""}\\]`))
    .replace(/&(?=#?\w+;)/g, "\\&");
  if (!lineStart) return safe;
  return safe
    .replace(/^[ \t]+/, "")
    .replace(/^(#{1,6})(?=\s|$)/, "\\$1")
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
    .replace(/^([-+>=])/, "\\$1");
}

function text(state, node, parent, index) {
  const code = node.marks.some((m) => m.type.name === "code");
  const lineStart = state.atBlockStart || (index > 0 && parent.child(index - 1).type.name === "hard_break");
  state.text(code || state.inAutolink ? node.text : escaped(node.text, lineStart), false);
}

function hardBreak(state, node, parent, index) {
  if (node.attrs.soft) state.out += "\n";
  else if (index + 1 < parent.childCount) state.write("\\\n");
}

const RULES = { left: ":---", center: ":---:", right: "---:" };

function cellText(state, cell) {
  const { out, delim, closed } = state;
  Object.assign(state, { out: "", delim: "", closed: null });
  state.renderInline(cell, false);
  const written = state.out.replace(/\\?\n/g, " ").trim();
  Object.assign(state, { out, delim, closed });
  return written;
}

// Markdown aligns whole columns: the first cell that says something speaks for its column.
function columnAlign(node, column) {
  let found = null;
  node.forEach((row) => { found ||= row.maybeChild(column)?.attrs.align; });
  return found;
}

function table(state, node) {
  const rows = [];
  node.forEach((row) => {
    const cells = [];
    row.forEach((cell) => cells.push(cellText(state, cell)));
    rows.push(cells);
  });
  const width = Math.max(...rows.map((cells) => cells.length));
  const line = (cells) => `| ${Array.from({ length: width }, (_, i) => cells[i] ?? "").join(" | ")} |`;
  const rules = Array.from({ length: width }, (_, i) => RULES[columnAlign(node, i)] || "---");
  for (const written of [line(rows[0]), line(rules), ...rows.slice(1).map(line)]) {
    state.write(written);
    state.ensureNewLine();
  }
  state.closeBlock(node);
}

const serializer = new MarkdownSerializer(
  { ...defaultMarkdownSerializer.nodes, text, hard_break: hardBreak, table, bullet_list: (state, node) => state.renderList(node, "  ", () => "- ") },
  defaultMarkdownSerializer.marks,
);

function oneLiners(list) {
  let all = true;
  list.forEach((item) => { if (item.childCount > 1 && item.child(1).type === schema.nodes.paragraph) all = false; });
  return all;
}

function tidy(node) {
  if (node.isTextblock) return node.type.spec.code ? node : drawBack(node, schema);
  const children = [];
  node.forEach((child) => children.push(tidy(child)));
  const tidied = node.copy(Fragment.fromArray(children));
  return "tight" in node.attrs ? node.type.create({ ...node.attrs, tight: oneLiners(node) }, tidied.content) : tidied;
}

export const read = (source) => parser.parse(source.replace(/\r\n?/g, "\n"));
export const write = (doc) => serializer.serialize(tidy(doc), { tightLists: true }).trim();
