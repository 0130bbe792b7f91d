// What the service says about the text while it is written: {text, tone}, and for a place in it {field, start, end, words};
// a personal number also has {mask}, what to write instead.
import { el, icon } from "../dom.js";
import { jump, replace } from "../jump.js";
import { E } from "../strings.js";

const SIGNS = { ok: "check", warn: "triangle-alert" };

export function hints(list, form, said) {
  const masks = said.filter((hint) => hint.mask);
  const cover = (some) => { for (const hint of some) replace(form.elements[hint.field], hint, hint.mask); };
  list.replaceChildren(...said.map((hint) => line(form, hint, cover)));
  if (masks.length > 1) {
    // From the last to the first: the places before stay right.
    const all = el("button", { type: "button", class: "btn small", onclick: () => cover(masks.slice().reverse()) }, E.maskAll(masks.length));
    list.children[said.lastIndexOf(masks[masks.length - 1])].append(all);
  }
  document.getElementById("personal")?.remove(); // this list says the same, and more
}

function line(form, hint, cover) {
  const made = el("li", { class: hint.tone || "" }, icon(SIGNS[hint.tone] || "info"), el("span", {}, hint.text));
  const field = hint.end > hint.start && form?.elements[hint.field];
  const named = (text) => [text, el("span", { class: "sr" }, `：${hint.mask || hint.words}`)];
  if (field) made.append(el("button", { type: "button", class: "btn quiet small", onclick: () => jump(field, hint) }, ...named(E.jump)));
  if (field && hint.mask) made.append(el("button", { type: "button", class: "btn quiet small", onclick: () => cover([hint]) }, ...named(E.mask)));
  return made;
}
