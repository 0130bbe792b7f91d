// What the service says about the text while it is written: {text, tone}; for a place in it {field, start, end, words}, for
// a field that wants filling {field}, for another record {href}; a personal number also has {mask}, what to write instead.
import { el, icon } from "../dom.js";
import { jump, replace } from "../jump.js";
import { E } from "../strings.js";

const SIGNS = { ok: "check", warn: "triangle-alert", bad: "circle-alert" };
const left = new Set(); // numbers the writer has decided to leave: they are not brought up again on this page

const named = (hint) => `${hint.field}:${hint.mask}`;

export function hints(area, list, said) {
  const form = area.form;
  const shown = said.filter((hint) => !hint.mask || !left.has(named(hint)));
  const masks = shown.filter((hint) => hint.mask);
  const cover = (some) => { for (const hint of some) replace(form.elements[hint.field], hint, hint.mask); };
  const leave = (hint) => { left.add(named(hint)); hints(area, list, said); };
  list.replaceChildren(...shown.map((hint) => line(form, hint, cover, leave)));
  if (masks.length > 1) {
    // From the last to the first: the places before stay right.
    const all = el("button", { type: "button", class: "btn small", onclick: () => cover(masks.slice().reverse()) }, E.maskAll(masks.length));
    list.children[shown.lastIndexOf(masks[masks.length - 1])].append(all);
  }
  area.dispatchEvent(new CustomEvent("zx:found", { detail: shown.filter((hint) => hint.field === area.name && hint.end > hint.start) }));
  form?.dispatchEvent(new CustomEvent("zx:said", { detail: said }));
  document.getElementById("personal")?.remove(); // this list says the same, and more
}

function line(form, hint, cover, leave) {
  const made = el("li", { class: hint.tone || "" }, icon(SIGNS[hint.tone] || "info"), el("span", {}, hint.text));
  const field = form?.elements[hint.field];
  const button = (text, act, about) => made.append(el("button", { type: "button", class: "btn quiet small", onclick: act }, text, el("span", { class: "sr" }, `：${about}`)));
  if (hint.href) made.append(el("a", { class: "btn quiet small", href: hint.href, target: "_blank", rel: "noopener" }, E.open));
  if (!field) return made;
  if (hint.end > hint.start) button(E.jump, () => jump(field, hint), hint.mask || hint.words);
  else button(E.fill, () => jump(field, { start: 0, end: 0, words: "" }), hint.text);
  if (hint.mask) {
    button(E.mask, () => cover([hint]), hint.mask);
    button(E.leave, () => leave(hint), hint.mask);
  }
  return made;
}
