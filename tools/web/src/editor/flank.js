// CommonMark does not see **重点。**后文 as bold: a closing ** after punctuation must be followed by a blank or punctuation.
// Official Chinese is full of that, so before writing Markdown the mark is drawn back from such punctuation.
import { Fragment } from "prosemirror-model";

const sign = (c) => /[\p{P}\p{S}]/u.test(c);
const rest = (c) => c === "" || /[\s\p{P}]/u.test(c);
const blank = (c) => /\s/u.test(c);

// One entry per character (or atom), with its marks.
function letters(block) {
  const out = [];
  block.forEach((child) => {
    if (child.isText) for (const c of child.text) out.push({ c, marks: child.marks, node: null });
    else out.push({ c: " ", marks: child.marks, node: child });
  });
  return out;
}

const has = (item, type) => Boolean(item) && item.marks.some((m) => m.type === type);

function drawRun(line, type, from, to) {
  const drop = (at) => { line[at].marks = line[at].marks.filter((m) => m.type !== type); };
  let [start, end] = [from, to];
  while (end >= start && (blank(line[end].c) || (sign(line[end].c) && !rest(line[end + 1]?.c ?? "")))) drop(end--);
  while (start <= end && (blank(line[start].c) || (sign(line[start].c) && !rest(line[start - 1]?.c ?? "")))) drop(start++);
}

export function drawBack(block, schema) {
  const line = letters(block);
  for (const type of [schema.marks.strong, schema.marks.em]) {
    for (let i = 0; i < line.length; i++) {
      if (!has(line[i], type)) continue;
      let end = i;
      while (has(line[end + 1], type)) end++;
      drawRun(line, type, i, end);
      i = end;
    }
  }
  return block.copy(Fragment.fromArray(joined(line.map(({ c, marks, node }) => node?.mark(marks) || schema.text(c, marks)))));
}

function joined(nodes) {
  const out = [];
  for (const node of nodes) {
    const last = out[out.length - 1];
    if (last?.isText && node.isText && last.sameMarkup(node)) out[out.length - 1] = last.withText(last.text + node.text);
    else out.push(node);
  }
  return out;
}
