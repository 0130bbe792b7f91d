// Nothing typed is lost: the fields of a form[data-guard] are kept in this tab until the server has taken them.
// A kept form comes back only where the server still shows what it showed when the typing began: then it has not taken it.
// What the server showed is read from the page's own markup: somebody may have typed before this script ran.
import { el, note } from "./dom.js";
import { S } from "./strings.js";

const PREFIX = "zx-keep:";
const dirty = new Set();
let leaving = false;

function store(act) {
  try {
    return act(window.sessionStorage);
  } catch {
    return null; // full or forbidden: the warning before leaving still holds
  }
}

function fields(form) {
  return Array.from(form.elements).filter((f) => f.name && !f.name.startsWith("_") && !["version", "declared"].includes(f.name) && !["hidden", "password", "file", "submit", "button"].includes(f.type));
}

const ticks = (f) => ["radio", "checkbox"].includes(f.type);
const known = (f) => f.name + (ticks(f) ? `=${f.value}` : "");
const typed = (f) => (ticks(f) ? f.checked : f.value);

function rendered(f) {
  if (ticks(f)) return f.defaultChecked;
  if (f.tagName !== "SELECT") return f.defaultValue;
  const options = Array.from(f.options);
  return (options.find((one) => one.defaultSelected) || options[0])?.value ?? "";
}

function read(form, of = typed) {
  return Object.fromEntries(fields(form).map((f) => [known(f), of(f)]));
}

function write(form, values) {
  for (const f of fields(form)) {
    const value = values[known(f)];
    if (value === undefined) continue;
    if (ticks(f)) f.checked = value;
    else f.value = value;
    f.dispatchEvent(new Event("zx:restored"));
  }
}

const name = (form, i) => `${PREFIX}${location.pathname}:${form.dataset.keep || i}`;
const owner = () => document.querySelector(".who")?.textContent || "";
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export function forget() {
  store((s) => s.clear());
}

// On an error page nothing that was sent has been taken: it counts as unsent again. Anywhere else what was sent is done with.
export function sweep() {
  const refused = document.querySelector(".mishap");
  store((s) => {
    for (const k of Object.keys(s).filter((one) => one.startsWith(PREFIX))) {
      const kept = JSON.parse(s.getItem(k));
      if (!kept.sent) continue;
      if (refused) s.setItem(k, JSON.stringify({ ...kept, sent: false }));
      else if (!k.startsWith(`${PREFIX}${location.pathname}:`)) s.removeItem(k);
    }
  });
}

function restore(form, key, shown) {
  const kept = store((s) => JSON.parse(s.getItem(key) || "null"));
  if (!kept) return;
  const taken = kept.sent && document.querySelector("#flash .note.ok");
  if (taken || kept.owner !== owner() || !same(kept.base, shown) || same(kept.values, shown)) {
    store((s) => s.removeItem(key));
    return;
  }
  write(form, kept.values);
  dirty.add(form);
  const told = note(S.restored, "info");
  told.append(el("p", {}, el("button", { type: "button", class: "btn small", onclick: () => { write(form, shown); dirty.delete(form); store((s) => s.removeItem(key)); told.remove(); } }, S.discard)));
  form.prepend(told);
}

export function guard(root) {
  root.querySelectorAll("form[data-guard]").forEach((form, i) => {
    if (form.dataset.guarded) return;
    form.dataset.guarded = "1";
    const key = name(form, i);
    const base = read(form, rendered);
    if (document.querySelector("#gate")) {
      // What the marking gate has refused may be classified: it stays in the form for mending, but this tab keeps no copy.
      store((s) => s.removeItem(key));
      form.addEventListener("input", () => dirty.add(form));
      form.addEventListener("zx:submitted", () => { leaving = true; });
      form.addEventListener("zx:not-sent", () => { leaving = false; });
      return;
    }
    const early = read(form);
    restore(form, key, base);
    let timer = 0;
    const save = (sent) => {
      clearTimeout(timer);
      form.dispatchEvent(new Event("zx:flush"));
      const values = read(form);
      if (same(values, base) && !sent) { dirty.delete(form); store((s) => s.removeItem(key)); return; }
      dirty.add(form);
      store((s) => s.setItem(key, JSON.stringify({ owner: owner(), base, values, sent })));
    };
    form.addEventListener("input", () => { dirty.add(form); clearTimeout(timer); timer = setTimeout(() => save(false), 400); });
    form.addEventListener("zx:keep", () => save(false));
    form.addEventListener("zx:submitted", () => { save(true); leaving = true; });
    form.addEventListener("zx:not-sent", () => { save(false); leaving = false; });
    window.addEventListener("pagehide", () => dirty.has(form) && !leaving && save(false));
    if (!dirty.has(form) && !same(early, base)) save(false);
  });
}

// The page is left without asking: what was typed is kept, it comes back after signing in again.
export function leave() {
  for (const form of dirty) form.dispatchEvent(new Event("zx:keep"));
  leaving = true;
}

export function warn() {
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && dirty.size) { event.preventDefault(); event.returnValue = S.unsaved; }
  });
  window.addEventListener("pageshow", () => { leaving = false; });
}
