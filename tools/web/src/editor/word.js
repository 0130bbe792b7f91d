// Paste from Word, WPS and Excel: headings, lists and tables come through, everything decorative stays behind.
import { WORD } from "../strings.js";

const BLANK = /[\s\u00a0\u3000]/;
const OFFICE = /\bMso[A-Z]|mso-|schemas-microsoft-com|kingsoft/i;

const styleOf = (node) => node.getAttribute("data-style") || "";

// Style attributes are renamed before parsing: the content policy forbids them and would report each one.
function parsed(html) {
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  return new DOMParser().parseFromString(bare, "text/html");
}

function clean(doc) {
  const walker = doc.createTreeWalker(doc.body, 128 /* comments */);
  const comments = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  comments.forEach((c) => c.remove());
  const pictures = doc.querySelectorAll("img, v\\:imagedata, svg").length;
  for (const gone of doc.querySelectorAll("style, script, meta, link, title, xml, img, svg, object, iframe, del, [data-style*='mso-hide:all'], [data-style*='display:none']")) gone.remove();
  for (const odd of Array.from(doc.querySelectorAll("*")).filter((n) => n.tagName.includes(":"))) odd.replaceWith(...odd.childNodes);
  return pictures;
}

function rename(doc, node, tag) {
  const made = doc.createElement(tag);
  made.append(...node.childNodes);
  node.replaceWith(made);
}

// In Word the title is a style of its own and its heading 1 is the first level under it; here that level is h2.
function headings(doc) {
  for (const h of Array.from(doc.querySelectorAll("h1, h2, h3, h4, h5, h6"))) rename(doc, h, `h${Math.min(Number(h.tagName[1]) + 1, 4)}`);
  for (const p of Array.from(doc.querySelectorAll("p, div"))) {
    const level = /mso-outline-level:\s*([1-9])/.exec(styleOf(p))?.[1];
    if (p.className === "MsoTitle") rename(doc, p, "h1");
    else if (level && !p.querySelector("p, div, table")) rename(doc, p, `h${Math.min(Number(level) + 1, 4)}`);
  }
}

// {level, kind, start} of a Word list paragraph; its drawn marker is taken out, or kept as text where it is a Chinese numeral.
function listed(p) {
  const style = /mso-list:\s*l(\d+)\s+level(\d+)/.exec(styleOf(p));
  const drawn = p.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
  if (!style || !drawn) return null;
  const marker = drawn.textContent.replace(/[\s\u00a0]/g, "");
  const number = WORD.number.exec(marker);
  if (!number && !WORD.bullet.test(marker)) {
    drawn.replaceWith(marker);
    return null;
  }
  drawn.remove();
  return { list: style[1], level: Number(style[2]), ordered: Boolean(number), start: Number(number?.[1] ?? 1) };
}

function lists(doc) {
  let open = []; // from the outermost list to the innermost: {level, node, item}
  let last = null;
  for (const p of Array.from(doc.querySelectorAll("p, h1, h2, h3, h4, h5, h6"))) {
    const info = p.matches("p") ? listed(p) : null;
    if (!p.matches("p")) { const drawn = p.querySelector("[data-style*='mso-list:Ignore']"); if (drawn) drawn.replaceWith(drawn.textContent.replace(/[\s\u00a0]/g, "")); }
    if (!info) { open = []; last = null; continue; }
    if (last && p.previousElementSibling !== last) open = [];
    while (open.length && open[open.length - 1].level > info.level) open.pop();
    let top = open[open.length - 1];
    if (!top || top.level < info.level || top.ordered !== info.ordered) {
      if (top && top.level === info.level) open.pop();
      const node = doc.createElement(info.ordered ? "ol" : "ul");
      if (info.ordered && info.start > 1) node.setAttribute("start", info.start);
      const parent = open[open.length - 1];
      if (parent) parent.item.append(node);
      else p.before(node);
      top = { level: info.level, ordered: info.ordered, node, item: null };
      open.push(top);
    }
    const item = doc.createElement("li");
    const text = doc.createElement("p");
    text.append(...p.childNodes);
    item.append(text);
    top.node.append(item);
    top.item = item;
    last = open[0].node;
    p.remove();
  }
}

// Markdown tables have no joined cells: a joined cell keeps its text in the first place and leaves the others empty.
function tables(doc) {
  for (const table of doc.querySelectorAll("table")) {
    const rows = Array.from(table.querySelectorAll("tr")).filter((row) => row.closest("table") === table);
    const grid = rows.map(() => []);
    rows.forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (grid[y][x]) x++;
        const [right, down] = [Math.min(cell.colSpan || 1, 50), Math.min(cell.rowSpan || 1, rows.length - y)];
        for (let dy = 0; dy < down; dy++) for (let dx = 0; dx < right; dx++) grid[y + dy][x + dx] = dx || dy ? doc.createElement("td") : cell;
        x += right;
      }
    });
    const width = Math.max(0, ...grid.map((line) => line.length));
    const body = doc.createElement("tbody");
    grid.forEach((line, y) => {
      const row = doc.createElement("tr");
      for (let x = 0; x < width; x++) row.append(cellOf(doc, line[x], y === 0));
      body.append(row);
    });
    if (body.querySelector("td, th")) table.replaceChildren(body);
    else table.remove();
  }
}

// Bold by style becomes <strong>, bold inside headings and head cells is dropped, then no style is left at all.
function bold(doc) {
  for (const node of Array.from(doc.querySelectorAll("[data-style*='font-weight']"))) {
    const weight = /(?:^|;)\s*font-weight:\s*(\w+)/.exec(styleOf(node))?.[1];
    const strong = weight === "bold" || Number(weight) >= 600;
    if (weight && !strong && node.matches("b, strong")) node.replaceWith(...node.childNodes);
    else if (strong && node.matches("span, font, p, li") && node.textContent.trim()) {
      const made = doc.createElement("strong");
      made.append(...node.childNodes);
      node.append(made);
    }
  }
  for (const plain of doc.querySelectorAll(":is(h1, h2, h3, h4, h5, h6, th) :is(b, strong)")) plain.replaceWith(...plain.childNodes);
  const kept = new Set(["href", "start", "data-align"]);
  for (const node of doc.body.querySelectorAll("*")) for (const name of node.getAttributeNames()) if (!kept.has(name)) node.removeAttribute(name);
}

function cellOf(doc, from, head) {
  const cell = doc.createElement(head ? "th" : "td");
  if (!from) return cell;
  const blocks = Array.from(from.querySelectorAll("p, div, li, h1, h2, h3, h4, h5, h6"));
  blocks.slice(0, -1).forEach((block) => block.append(" "));
  for (const block of blocks.reverse()) block.replaceWith(...block.childNodes);
  cell.append(...from.childNodes);
  const align = from.getAttribute("align") || /text-align:\s*(center|right)/.exec(styleOf(from))?.[1];
  if (align && align !== "left") cell.setAttribute("data-align", align);
  return cell;
}

// First-line blanks are layout, empty paragraphs are distance: neither is text.
function blanks(doc) {
  for (const p of Array.from(doc.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, th, td"))) {
    const walker = doc.createTreeWalker(p, 4 /* text */);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      node.data = node.data.replace(/^[\s\u00a0\u3000]+/, "");
      if (node.data) break;
    }
    if (!p.matches("th, td, li") && !p.textContent.split("").some((c) => !BLANK.test(c)) && !p.closest("td, th")) p.remove();
  }
}

export function fromHtml(html) {
  const doc = parsed(html);
  const pictures = clean(doc);
  if (OFFICE.test(html)) headings(doc);
  lists(doc);
  tables(doc);
  blanks(doc);
  bold(doc);
  return { html: doc.body.innerHTML, pictures };
}

// Each line of plain Chinese text is a paragraph; leading blanks are its indent.
export function paragraphs(text) {
  return text.split(/\r\n?|\n|\u2029|\u2028/).map((line) => line.replace(/^[\s\u00a0\u3000\ufeff]+|\s+$/g, "")).filter(Boolean);
}
