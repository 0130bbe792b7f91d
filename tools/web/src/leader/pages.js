// The exact pages over the desk, one at a time, and a pen on them. Each picture is the reader's own copy; what was drawn on it
// before lies over it.
import { el, icon } from "../dom.js";
import { L } from "../strings.js";
import { Pad } from "./ink.js";

const A4 = [4200, 5940];

const tool = (name, words, act) => el("button", { type: "button", class: "btn", onclick: act }, icon(name), words);

// send(written): takes the ink of a page
export async function pages(item, { draw, send }) {
  const id = item.dataset.id;
  const { bound } = await (await fetch(`/leader/${id}/pages`, { headers: { accept: "application/json" } })).json();
  let [number, pad] = [1, null];
  const leaf = el("div", { class: "leaf" });
  const said = el("span", { role: "status" });
  const pen = el("button", { type: "button", class: "btn", "aria-pressed": "false", onclick: () => hold(!view.classList.contains("pen")) }, icon("pen-line"), L.pen);
  const back = tool("undo-2", L.undo, () => pad.undo());
  const afresh = tool("trash-2", L.clear, () => pad.clear());
  const go = el("button", { type: "button", class: "btn primary", onclick: () => { if (pad.empty) return; view.close(); send(pad.written()); } }, icon("send"), L.send);
  const before = tool("arrow-left", L.before, () => turn(number - 1));
  const after = tool("arrow-right", L.after, () => turn(number + 1));
  const shut = el("button", { type: "button", class: "btn right", onclick: () => leave() }, icon("x"), L.shut);
  const hint = el("p", { class: "hint" }, L.inkHint);
  const bar = el("div", { class: "pagebar" }, before, said, after, pen, back, afresh, go, hint, shut);
  const view = el("dialog", { class: "pages-view", "aria-label": L.pages }, bar, el("div", { class: "around", tabindex: "0", role: "group", "aria-label": L.pages }, leaf));

  function look() {
    const [drawing, begun] = [view.classList.contains("pen"), !pad.empty];
    for (const one of [back, afresh, go]) one.hidden = !drawing;
    for (const one of [back, afresh, go]) one.disabled = !begun;
    hint.hidden = !drawing;
    pen.setAttribute("aria-pressed", String(drawing));
    before.disabled = begun || number === 1;
    after.disabled = begun || number === bound.length;
  }
  // What is drawn and not sent is not thrown away by closing.
  function leave() {
    if (pad.empty) view.close();
    else { hint.textContent = L.inkLeft; hint.classList.add("wrong"); hint.hidden = false; }
  }
  function hold(on) { view.classList.toggle("pen", on); pad.fit(); look(); }
  function turn(to) {
    number = to;
    const canvas = el("canvas", { role: "img", "aria-label": L.handwritten });
    const picture = el("img", { src: `/deliveries/${id}/pages/${number}`, alt: L.page(number, bound.length) });
    const earlier = Array.from(item.querySelectorAll(`img[data-page="${number}"]`), (one) => el("img", { src: one.dataset.whole, alt: L.handwritten }));
    picture.addEventListener("load", () => { leaf.style.aspectRatio = `${picture.naturalWidth} / ${picture.naturalHeight}`; });
    leaf.replaceChildren(picture, ...earlier, canvas);
    pad = new Pad(canvas, { page: number, bound: bound[number - 1], size: A4, changed: look });
    picture.addEventListener("load", () => { pad.size = [A4[0], Math.round((A4[0] * picture.naturalHeight) / picture.naturalWidth)]; pad.fit(); }, { once: true });
    said.textContent = L.page(number, bound.length);
    look();
  }
  view.addEventListener("cancel", (event) => { if (!pad.empty) { event.preventDefault(); leave(); } });
  view.addEventListener("close", () => view.remove());
  document.body.append(view);
  turn(1);
  view.showModal();
  if (draw) hold(true);
}
