import assert from "node:assert/strict";
import { test } from "node:test";

import MarkdownIt from "markdown-it";

import { length, plain } from "../src/editor/count.js";
import { escaped, read, write } from "../src/editor/markdown.js";
import { schema } from "../src/editor/schema.js";

const SOURCES = [
  "第一段。\n\n第二段。",
  "# 标题\n\n## 一、情况\n\n正文**加粗**后文。",
  "第一行\n第二行\n第三行",
  "- 一\n  - 二\n    - 三\n- 四",
  "3. 三\n4. 四\n   - 甲\n   - 乙",
  "| 项目 | 数量 |\n| :--- | ---: |\n| 车\\|船 | 812.6 |\n|  | **重** |",
  "> 引用\n>\n> 第二段",
  "〔2026〕1号 [2026]1号 3~5天 a_b 1、2 ①",
  "```\ncode # x\n```",
  "前文\\\n硬换行",
  "\\# 不是标题\n\n1\\) 不是编号\n\n\\- 不是列表",
  "据统计[^1]，增长[^甲][^3]。\n\n[^1]: 数据来自年报。\n\n[^甲]: 同上。",
  "说明\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n后文",
];

for (const source of SOURCES) {
  test(`reading and writing keeps: ${JSON.stringify(source.slice(0, 24))}`, () => assert.equal(write(read(source)), source));
}

const paragraph = (...parts) => schema.nodes.doc.create(null, schema.nodes.paragraph.create(null, parts.map(([text, mark]) => schema.text(text, mark ? [schema.marks[mark].create()] : []))));

test("bold that ends in punctuation before a character is still bold when read again", () => {
  const cases = [
    [["一、基本情况。", "strong"], ["截至六月末"]],
    [["前文"], ["“重点”", "strong"], ["后文"]],
    [["前文"], ["（重点！）", "strong"], ["后文"]],
    [["前文。"], ["“重点”", "strong"]],
    [["增长"], ["4.3%", "strong"], ["左右"]],
  ];
  for (const parts of cases) {
    const html = new MarkdownIt("commonmark").render(write(paragraph(...parts)));
    assert.match(html, /<strong>/, write(paragraph(...parts)));
    assert.doesNotMatch(html, /\*/);
    assert.equal(html.replace(/<[^>]+>|\n/g, "").replaceAll("&quot;", '"'), parts.map(([text]) => text).join(""));
  }
});

test("any text typed as a paragraph comes back as that paragraph", () => {
  const lines = ["# 井号", "1. 编号", "12) 编号", "- 减号", "+ 加号", "> 大于", "=== 等号", "a*b*c", "__x__", "`y`", "| 竖线 |", "[a](b)", "[a]: b", "~~x~~", "&lt;", "\\", "<b>x</b>", "![图](x)", "---", "* * *"];
  for (const line of lines) {
    const doc = paragraph([line]);
    assert.ok(read(write(doc)).eq(doc), `${line} -> ${write(doc)} -> ${read(write(doc))}`);
  }
});

test("only what would be read as a mark is escaped", () => {
  assert.equal(escaped("[2026]1号 3~5 a_b 50% 100-200", false), "[2026]1号 3~5 a_b 50% 100-200");
});

test("of a footnote its words count, its marks do not", () => {
  assert.equal(length(plain(read("增长[^1]了。\n\n[^1]: 年报。"))), 7);
  assert.equal(length(plain(read("增长[^1]了。"))), 5);
});

test("length counts as the office counts", () => {
  const cases = [["截至六月末，承保812.6万辆", 11], ["GDP 增长 4.3%", 4], ["", 0], ["  \n\u3000x", 2], ["“重点”——好", 7]];
  for (const [text, n] of cases) assert.equal(length(text), n, text);
});
