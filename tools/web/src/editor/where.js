// Where a stretch of the Markdown source stands in the document: two marks are set into the source, it is read once
// more, and they are looked up. A stretch that Markdown reads otherwise with the marks in it is looked for by its words.
import { read } from "./markdown.js";

const [OPEN, CLOSE] = ["\ue000", "\ue001"]; // private use: no keyboard types them, Markdown knows no meaning for them

function place(doc, sign) {
  let found = -1;
  doc.descendants((node, at) => {
    if (found < 0 && node.isText && node.text.includes(sign)) found = at + node.text.indexOf(sign);
    return found < 0;
  });
  return found;
}

// The characters of the document with the place of each; blocks are parted by a line feed.
function letters(doc) {
  const [text, places] = [[], []];
  doc.descendants((node, at) => {
    if (node.isTextblock && text.length) { text.push("\n"); places.push(at); }
    if (node.isText) for (let i = 0; i < node.text.length; i++) { text.push(node.text[i]); places.push(at + i); }
  });
  return { text: text.join(""), places };
}

export function range(doc, source, [from, to]) {
  const marked = read(source.slice(0, from) + OPEN + source.slice(from, to) + CLOSE + source.slice(to));
  const [start, end] = [place(marked, OPEN), place(marked, CLOSE) - 1];
  if (start >= 0 && end > start && marked.content.size === doc.content.size + 2 && doc.textBetween(start, end) === marked.textBetween(start + 1, end + 1)) return [start, end];
  const words = source.slice(from, to).replace(/[*_`\\#>]/g, "").trim();
  const { text, places } = letters(doc);
  const at = words ? text.indexOf(words) : -1;
  return at < 0 ? null : [places[at], places[at + words.length - 1] + 1];
}
