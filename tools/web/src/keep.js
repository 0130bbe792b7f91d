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
// The server gives lines back with plain ends and without blanks around the text.
const tidy = (values) => JSON.stringify(values, (_name, value) => (typeof value === "string" ? value.replace(/\r\n?/g, "\n").trim() : value));
const same = (a, b) => tidy(a) === tidy(b);

// Signing out: what this tab keeps goes, and what the leader's desk keeps for a bad network (leader/kept.js).
export function forget() {
  store((s) => s.clear());
  try { window.indexedDB?.deleteDatabase("zx-pack"); } catch { /* forbidden: then nothing is kept there either */ }
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
  const elsewhere = !same(kept.base, shown); // the server has something else by now: this tab's form, or another tab's
  if (taken || kept.owner !== owner() || same(kept.values, shown) || (elsewhere && (kept.sent || same(kept.values, kept.base)))) {
    store((s) => s.removeItem(key));
    return;
  }
  const put = () => { write(form, kept.values); dirty.add(form); form.dispatchEvent(new Event("zx:put")); };
  const button = (text, act) => el("button", { type: "button", class: "btn small", onclick: () => { act(); store((s) => s.removeItem(key)); told.remove(); } }, text);
  const back = () => { write(form, shown); dirty.delete(form); form.dispatchEvent(new Event("zx:put")); };
  const told = note(elsewhere ? S.other : S.restored, elsewhere ? "warn" : "info");
  told.append(el("p", { class: "cluster" }, ...(elsewhere ? [button(S.putBack, put), button(S.drop, () => {})] : [button(S.discard, back)])));
  form.prepend(told);
  if (!elsewhere) put();
}

export function guard(root) {
  root.querySelectorAll("form[data-guard]").forEach((form, i) => {
    if (form.dataset.guarded) return;
    form.dataset.guarded = "1";
    const key = name(form, i);
    const drop = () => store((s) => s.removeItem(key));
    let base = read(form, rendered);
    const early = read(form);
    // What the marking gate has refused may be classified: it stays in the form for mending, but this tab keeps no copy.
    let refused = Boolean(document.querySelector("#gate"));
    if (refused) drop();
    else restore(form, key, base);
    let timer = 0;
    let taking = base;
    const save = (sent) => {
      clearTimeout(timer);
      form.dispatchEvent(new Event("zx:flush"));
      const values = read(form);
      if (same(values, base) && !sent) { dirty.delete(form); drop(); return; }
      dirty.add(form);
      if (!refused) store((s) => s.setItem(key, JSON.stringify({ owner: owner(), base, values, sent })));
    };
    form.addEventListener("input", () => { dirty.add(form); clearTimeout(timer); timer = setTimeout(() => save(false), 400); });
    form.addEventListener("zx:keep", () => save(false));
    form.addEventListener("zx:submitted", () => { save(true); leaving = true; });
    form.addEventListener("zx:not-sent", () => { save(false); leaving = false; });
    // The working copy on the server: what it has taken is no longer unsent, what the gate stops is not kept here either.
    form.addEventListener("zx:taking", () => { taking = read(form); });
    form.addEventListener("zx:taken", () => { base = taking; refused = false; save(false); });
    form.addEventListener("zx:refused", () => { refused = true; drop(); });
    form.addEventListener("zx:abandon", () => { leaving = true; dirty.delete(form); clearTimeout(timer); drop(); });
    window.addEventListener("pagehide", () => dirty.has(form) && !leaving && save(false));
    if (!dirty.has(form) && !refused && !same(early, base)) { save(false); form.dispatchEvent(new Event("zx:put")); }
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
