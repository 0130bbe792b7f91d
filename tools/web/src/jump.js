// From a finding to the words it is about: they stand selected in their field, so that typing replaces them.
// Without this the link leads to the field. Positions count characters of the text as it was sent; when it was changed
// since, the same words nearest to there are meant.
import { el } from "./dom.js";
import { S } from "./strings.js";

const units = (text, characters) => Array.from(text).slice(0, characters).join("").length;

// Where the words stand in a text now: [from, to] in JavaScript's units, or null when they are gone.
export function stretch(text, { start, end, words }) {
  const [from, to] = [units(text, start), units(text, end)];
  if (!words || text.slice(from, to) === words) return [from, to];
  let best = -1;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (best < 0 || Math.abs(at - from) < Math.abs(best - from)) best = at;
  }
  return best < 0 ? null : [best, best + words.length];
}

const written = (field) => field?.dataset.edited && !field.dataset.source;

// True when the words were found and are selected.
export function jump(field, found) {
  field.form?.dispatchEvent(new Event("zx:flush"));
  const at = stretch(field.value, found);
  if (written(field)) return !field.dispatchEvent(new CustomEvent("zx:select", { cancelable: true, detail: at }));
  field.focus();
  if (!at || !field.setSelectionRange) return false;
  field.setSelectionRange(...at);
  field.scrollIntoView({ block: "center" });
  return true;
}

// Puts other words in the place of found ones.
export function replace(field, found, by) {
  field.form?.dispatchEvent(new Event("zx:flush"));
  const at = stretch(field.value, found);
  if (!at) return;
  if (written(field)) {
    field.dispatchEvent(new CustomEvent("zx:replace", { detail: { at, by } }));
    return;
  }
  const markdown = "editor" in field.dataset;
  field.setRangeText(markdown ? by.replaceAll("*", "\\*") : by, ...at, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// The editor takes the id of its textarea; the form's own field is meant.
function target(link) {
  const there = document.querySelector(link.getAttribute("href"));
  return there?.matches(".editor-text") ? document.getElementById(`${there.id}-source`) : there;
}

export function jumps() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-jump]");
    const field = link && target(link);
    if (!field) return;
    event.preventDefault();
    const { start, end, words } = link.dataset;
    const there = jump(field, { start: Number(start), end: Number(end), words });
    link.parentElement.querySelector("[role=status]")?.remove();
    if (!there) link.after(el("span", { role: "status", class: "quiet small" }, ` ${S.gone}`));
  });
}
