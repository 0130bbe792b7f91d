// From positions in a text to what the writer sees: words that moved, words in marks, characters outside the first plane.
import assert from "node:assert/strict";
import test from "node:test";

import { read } from "../src/editor/markdown.js";
import { range } from "../src/editor/where.js";
import { stretch } from "../src/jump.js";

const seen = (source, words) => {
  const doc = read(source);
  const from = source.indexOf(words);
  const at = range(doc, source, [from, from + words.length]);
  return at && doc.textBetween(...at);
};

test("positions count characters, not units", () => {
  const text = "𠮷田，机密★10年";
  assert.deepEqual(stretch(text, { start: 3, end: 9, words: "机密★10年" }), [4, 10]);
});

test("words that moved are found nearest to where they stood, words that are gone are not", () => {
  const found = { start: 8, end: 10, words: "甲乙" };
  assert.deepEqual(stretch("甲乙丙丁戊己庚甲乙", found), [7, 9]);
  assert.equal(stretch("丙丁", found), null);
});

test("a stretch of Markdown is found in the document", () => {
  assert.equal(seen("## 一、情况\n\n按照机密★10年办理。\n\n- 一\n- 秘密★1年\n", "机密★10年"), "机密★10年");
  assert.equal(seen("## 一、情况\n\n- 一\n- 秘密★1年\n", "秘密★1年"), "秘密★1年");
  assert.equal(seen("绝密★长期\n\n正文", "绝密★长期"), "绝密★长期");
});

test("marks between the words do not hide them", () => {
  assert.equal(seen("按照**机密**★10年办理。", "机密**★10年"), "机密★10年");
  assert.equal(seen("按照**机密★10年**办理。", "**机密★10年**"), "机密★10年");
  assert.equal(seen("## 机密★10年", "## 机密★10年"), "机密★10年");
  assert.equal(seen("| 甲 | 机密★10年 |\n| --- | --- |\n| 乙 | 丙 |", "机密★10年"), "机密★10年");
});
