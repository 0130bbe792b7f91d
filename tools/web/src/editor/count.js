// The office's way of counting, the same as submissions/rules.py: a test holds the two together.
const UNITS = /[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uffee\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\u{20000}-\u{3ffff}]|[A-Za-z0-9]+(?:[.,'’-][A-Za-z0-9]+)*%?/gu;

export const length = (text) => (text.match(UNITS) || []).length;

// Of a footnote only its words count, not its marks; a mark without a note is text.
function unmarked(text) {
  const notes = new Set(Array.from(text.matchAll(/^\[\^([^\s[\]]+)\]:/gm), (found) => found[1]));
  return text.replace(/\[\^([^\s[\]]+)\]:?/g, (mark, label) => (notes.has(label) ? "" : mark));
}

// The words as typeset/blocks.py reads them: a line for each block, numbered items with their number.
export function plain(doc) {
  const lines = [];
  doc.descendants((node, _at, parent, index) => {
    if (node.type.name === "list_item" && parent.type.name === "ordered_list") lines.push(`${parent.attrs.order + index}.`);
    if (node.isTextblock) lines.push(node.textBetween(0, node.content.size, "\n", "\n"));
  });
  return unmarked(lines.join("\n"));
}
