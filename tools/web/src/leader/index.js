// The leader's desk. The page works without this: every item has an address, every act is a form. With it the next item is
// there at once, by finger or key; a pen writes; and reading and writing go on without a network.
import { el, note } from "../dom.js";
import { L, S } from "../strings.js";
import * as desk from "./desk.js";
import { Pad } from "./ink.js";
import * as kept from "./kept.js";
import { Outgoing } from "./outgoing.js";
import { pages } from "./pages.js";

const TYPING = "input, textarea, select, dialog";
const FAR = 60; // pixels of a swipe
const shell = "shell" in document.body.dataset;
const pads = new WeakMap();
const net = document.getElementById("net");
const main = document.getElementById("main");
let state = { away: shell, until: 0, ended: false };
const AGAIN = 4000; // milliseconds until the service is tried again
let renewing = 0;
let trying = 0;

// The office's wall clock, wherever the tablet is; past midnight is said.
const HERE = { timeZone: "Asia/Shanghai" };
const dayOf = (at) => new Date(at).toLocaleDateString("zh-CN", HERE);
const clockTime = (at) => (dayOf(at) === dayOf(Date.now()) ? "" : L.nextDay) + new Date(at).toLocaleTimeString("zh-CN", { ...HERE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const quiet = (act) => act.path.endsWith("/open") || act.path === "/leader/large";

async function status() {
  const waits = (await outgoing.all()).found.filter((act) => !quiet(act) && !act.refused).length;
  net.className = `net${state.ended ? " bad" : state.away ? " away" : ""}`;
  const until = state.until ? clockTime(state.until) : "";
  const words = [state.ended ? L.ended : state.away ? (until ? L.awayReady(until) : L.away) : until && L.ready(until), waits && L.waits(waits)];
  net.textContent = words.filter(Boolean).join(" · ");
}

function tellNote(text, tone, ...more) {
  let told = document.querySelector(".told");
  if (!told) { told = el("div", { class: "told" }); document.querySelector(".frame").before(told); }
  told.replaceChildren(note(text, tone, ...more));
}

function tell(what, act, answer) {
  if (what === "waits") { desk.apply(act); desk.reveal(act); }
  else if (what === "done") { Object.assign(state, { away: false, ended: false }); desk.settled(act, answer); batch(act, answer); if (!quiet(act)) later(); }
  else if (what === "refused") refused(act);
  else if (what === "away") state.away = true;
  else if (what === "ended" && !state.ended) {
    state.ended = true;
    tellNote(L.endedLong, "warn", el("p", {}, el("a", { href: `/sign-in?next=${encodeURIComponent(location.pathname)}` }, L.signIn)));
  }
  status();
}

function refused(act) {
  if (act.path.endsWith("/open")) { gone(act); return; }
  desk.refused(act);
  if (act.path.endsWith("/instruct")) {
    const id = act.path.split("/")[2];
    if (!desk.reveal(act)) tellNote(`${desk.nameOf(act)} ${L.refused}${act.refused}`, "error", el("p", {}, el("a", { class: "btn", href: `/leader/${id}`, "data-go": id }, L.see)));
  } else if (!quiet(act)) tellNote(L.refused + act.refused, "error", el("p", {}, el("button", { type: "button", class: "btn", "data-drop": act.key }, L.drop)));
}

// A copy that cannot be opened any more was taken back: it goes from the desk, and nothing of it is kept.
async function gone(act) {
  const id = act.path.split("/")[2];
  await outgoing.drop(act);
  await renew();
  if (desk.items.has(id)) return;
  if (desk.current() === id && !(desk.order.length && look(desk.order[0], 0, false))) desk.clear(L.gone);
  tellNote(L.gone, "warn");
}

function batch(act, answer) {
  if (act.path !== "/leader/circle") return;
  const all = Object.entries(answer.results);
  const wrong = all.filter(([, code]) => code);
  const names = wrong.map(([id]) => L.notCircled(desk.items.get(id)?.querySelector(".item").dataset.name || ""));
  tellNote([L.circled(all.length - wrong.length), ...names].join(" "), wrong.length ? "warn" : "ok");
}

const outgoing = new Outgoing(tell);

// --- where the words come from ---

async function take(given) {
  const before = kept.can ? await kept.load().catch(() => null) : null;
  if (before?.person && before.person !== given.person) await kept.wipe(); // somebody else's
  Object.assign(outgoing, { person: given.person, csrf: given.csrf });
}

async function renew() {
  const [key, pack] = await Promise.all(["/leader/key", "/leader/pack"].map((path) => fetch(path, { headers: { accept: path.endsWith("key") ? "application/json" : "text/html" }, redirect: "manual" })));
  if (key.status === 401 || key.status === 403) { if (kept.can) await kept.wipe(); throw new Error("ended"); }
  if (!key.ok || !pack.ok) throw new Error("away");
  const [given, text] = [await key.json(), await pack.text()];
  await take(given);
  desk.read(text);
  await waiting();
  desk.showQueue();
  if (kept.can) { await kept.store(given, text); until(Date.parse(given.until)); }
}

function later() { clearTimeout(renewing); renewing = setTimeout(() => renew().then(status, () => {}), 2500); }

async function waiting() {
  const { found, lapsed } = await outgoing.all();
  for (const act of found) { desk.apply(act); if (act.refused) desk.refused(act); }
  // Words on an item that has left the desk meanwhile are still their writer's.
  const lost = found.filter((act) => act.refused && act.path.endsWith("/instruct") && !desk.items.has(act.path.split("/")[2]));
  for (const act of lost) tellNote(`“${desk.wordsOf(act)}” ${L.refused}${act.refused}`, "error", el("p", {}, el("button", { type: "button", class: "btn", "data-drop": act.key }, L.drop)));
  if (lapsed) tellNote(L.lapsed(lapsed), "warn");
}

function until(at) {
  state.until = at;
  setTimeout(async () => { if (Date.now() >= at) { await kept.wipe(); state.until = 0; desk.clear(L.packEnded); status(); } }, Math.min(Math.max(at - Date.now(), 0) + 200, 2 ** 31 - 1));
}

// The service is tried until it answers; then what waits goes out.
async function reach() {
  clearTimeout(trying);
  try {
    await renew();
  } catch (wrong) {
    if (wrong.message === "ended") tell("ended");
    else { state.away = true; trying = setTimeout(reach, AGAIN); }
    status();
    return;
  }
  if (state.away) document.querySelector(".told .note.warn")?.remove();
  Object.assign(state, { away: false, ended: false });
  if (!desk.current() && desk.order.length) look(desk.order[0], 0, false);
  await outgoing.flush();
  status();
}

async function online() {
  if (kept.can && navigator.serviceWorker) {
    const had = navigator.serviceWorker.controller;
    const given = await navigator.serviceWorker.register("/static/js/leader-worker.js", { scope: "/leader" }).catch(() => null);
    if (had) given?.active?.postMessage("renew");
  }
  await reach();
  if (!kept.can) tellNote(L.notHere, "warn");
}

// Without a network: what is kept is opened, as long as it may be.
async function offline() {
  const pack = kept.can ? await kept.load().catch(() => null) : null;
  if (!pack || pack.ended) { desk.clear(pack?.ended ? L.packEnded : L.packNone); status(); return; }
  outgoing.person = pack.person;
  desk.read(pack.text);
  await waiting();
  desk.showQueue();
  until(pack.until);
  const wanted = location.pathname.split("/")[2];
  look(desk.items.has(wanted) ? wanted : desk.order[0], 0, false);
  status();
}

// --- what the reader does ---

// What is half written goes with its item, and comes back with it; ink cannot, so it is not left behind unasked.
const halfWritten = new Map();

function stash() {
  const form = main.querySelector('[data-act="instruct"]');
  if (!form || !desk.current()) return true;
  if (pads.get(form.querySelector("[data-slip-pad]"))?.empty === false) { needs(form, L.inkLeft); return false; }
  halfWritten.set(desk.current(), form.elements.text.value);
  return true;
}

function restore(id) {
  const words = halfWritten.get(id);
  const form = main.querySelector('[data-act="instruct"]');
  if (!words || !form) return;
  form.elements.text.value = words;
  form.closest("details").open = true;
}

// Says in the sheet what is still wanted, until something is written.
function needs(form, words) {
  form.closest("details").open = true;
  form.querySelector(".sayfoot .wrong")?.remove();
  form.querySelector(".sayfoot").prepend(el("span", { class: "wrong", role: "alert" }, words));
}

function look(id, from = 0, push = true) {
  if (id !== desk.current() && !stash()) return true;
  if (!desk.show(id, from)) return false;
  restore(id);
  document.querySelector(".told")?.querySelectorAll(".note.ok, .note.info").forEach((one) => one.remove());
  if (push) history.pushState({ id }, "", `/leader/${id}`);
  ready();
  if (desk.items.get(id).querySelector(".item").dataset.state === "arrived") outgoing.add(`/leader/${id}/open`, []);
  return true;
}

function step(by) {
  const next = desk.order[desk.order.indexOf(desk.current()) + by];
  if (next) look(next, by);
}

function ready() {
  for (const ways of main.querySelectorAll("[data-ways]")) ways.hidden = false;
}

function writing(form, how) {
  for (const button of form.querySelectorAll("[data-way-of]")) button.setAttribute("aria-pressed", String(button.dataset.wayOf === how));
  form.querySelector("[data-typed]").hidden = how !== "type";
  form.querySelector("[data-drawn]").hidden = how !== "ink";
  if (how === "ink") pad(form).fit();
}

function pad(form) {
  const canvas = form.querySelector("[data-slip-pad]");
  if (!pads.has(canvas)) pads.set(canvas, new Pad(canvas, { bound: main.querySelector(".item").dataset.slip }));
  return pads.get(canvas);
}

function instruct(form) {
  const id = desk.current();
  const drawn = !form.querySelector("[data-drawn]").hidden;
  const [text, article] = [form.elements.text.value.trim(), form.elements.article.value];
  if (drawn ? pad(form).empty : !text) { needs(form, L.empty); if (!drawn) form.elements.text.focus(); return; }
  form.querySelector(".sayfoot .wrong")?.remove();
  halfWritten.delete(id);
  form.closest("details").open = false;
  const said = drawn ? [["ink", pad(form).written()]] : [["text", text]];
  outgoing.add(`/leader/${id}/instruct`, [["article", article], ...said]);
  if (drawn) pad(form).clear();
  else form.elements.text.value = "";
}

async function onPages(draw) {
  const item = main.querySelector(".item");
  const form = main.querySelector('[data-act="instruct"]');
  try {
    await pages(item, { draw, send: (ink) => outgoing.add(`/leader/${item.dataset.id}/instruct`, [["article", form.elements.article.value], ["ink", ink]]) });
    form.closest("details").open = false;
  } catch {
    tellNote(L.noPages, "warn");
  }
}

async function resume(key, put) {
  const act = (await outgoing.all()).found.find((one) => one.key === key);
  if (!act) return;
  await outgoing.drop(act);
  const words = desk.dropped(act);
  document.querySelector(".told")?.replaceChildren();
  if (put) { const form = main.querySelector('[data-act="instruct"]'); form.closest("details").open = true; form.elements.text.value = words; form.elements.text.focus(); }
  status();
}

function ask(words, yes) {
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "ask-words" }, el("p", { id: "ask-words" }, words));
  dialog.append(el("div", { class: "foot" }, el("button", { type: "button", class: "btn", onclick: () => dialog.close() }, S.cancel), el("button", { type: "button", class: "btn primary", onclick: () => { dialog.close(); yes(); } }, L.leave)));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function leave(form) {
  const waits = (await outgoing.all()).found.filter((act) => !quiet(act)).length;
  const go = async () => { if (kept.can) await kept.wipe(); form.submit(); };
  if (waits) ask(L.leaving(waits), go);
  else await go();
}

function large(button) {
  const on = document.documentElement.dataset.text !== "large";
  document.documentElement.dataset.text = on ? "large" : "normal";
  button.setAttribute("aria-pressed", String(on));
  outgoing.add("/leader/large", [["large", on ? "1" : "0"]]);
}

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  const [go, way, phrase, how, pick] = [on("[data-go]"), on("a[data-way]"), on("[data-phrase]"), on("[data-way-of]"), on("[data-all]")];
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (go && desk.items.has(go.dataset.go)) { event.preventDefault(); look(go.dataset.go); }
  else if (way && desk.items.size) { event.preventDefault(); step(Number(way.dataset.way)); }
  else if (phrase) {
    const words = phrase.closest("form").elements.text;
    words.setRangeText(phrase.dataset.phrase, words.selectionStart, words.selectionEnd, "end");
    words.focus();
  } else if (how) { if (how.dataset.wayOf === "page") onPages(true); else writing(how.closest("form"), how.dataset.wayOf); }
  else if (on("[data-undo]")) pad(on("form")).undo();
  else if (on("[data-clear]")) pad(on("form")).clear();
  else if (on("[data-pages]")) { event.preventDefault(); onPages(false); }
  else if (on(".drawer")) { event.preventDefault(); document.getElementById("queue").classList.toggle("shown"); }
  else if (on(".queue .close")) { event.preventDefault(); document.getElementById("queue").classList.remove("shown"); }
  else if (on("[data-drop]")) resume(on("[data-drop]").dataset.drop, false);
  else if (on("[data-again]")) resume(on("[data-again]").dataset.again, true);
  else if (on("button[data-large]")) large(on("button[data-large]"));
  else if (state.away && on("a[href]")?.origin === location.origin && !on('a[href^="#"]')) { event.preventDefault(); tellNote(L.needsNet, "warn"); }
  else if (pick) {
    const boxes = Array.from(pick.form.querySelectorAll('input[name="item"]'));
    const all = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = all;
    pick.textContent = all ? L.none : L.all;
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("leave" in form.dataset) { event.preventDefault(); leave(form); return; }
  if (!outgoing.person) return; // the page as it came: a form like any other
  const [act, id] = [form.dataset.act, desk.current()];
  if ("large" in form.dataset) { event.preventDefault(); large(form.querySelector("button")); }
  else if (act === "accept") { event.preventDefault(); outgoing.add(`/leader/${id}/accept`, []); }
  else if (act === "instruct") { event.preventDefault(); instruct(form); }
  else if (act === "circle") {
    event.preventDefault();
    const chosen = Array.from(form.querySelectorAll('input[name="item"]:checked'), (box) => ["item", box.value]);
    form.querySelector(".batchfoot .wrong")?.remove();
    if (!chosen.length) { form.querySelector(".batchfoot").append(el("p", { class: "wrong", role: "alert" }, L.choose)); return; }
    document.getElementById("queue").classList.remove("shown");
    if (state.away) tellNote(L.circledHere(chosen.length), "info");
    outgoing.add("/leader/circle", chosen);
  }
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.say[open]")) event.target.querySelector("textarea")?.focus({ preventScroll: true });
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) { main.querySelector("details.say[open]")?.removeAttribute("open"); document.getElementById("queue").classList.remove("shown"); return; }
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING)) return;
  const full = main.querySelector(".full");
  if (event.key === "ArrowRight" || event.key === "j") step(1);
  else if (event.key === "ArrowLeft" || event.key === "k") step(-1);
  else if (event.key === "Enter" && full && !event.target.closest?.("a, button, summary")) full.open = !full.open;
  else if (event.key === "y") main.querySelector('[data-act="accept"] button')?.click();
  else if (event.key === "i") { const say = main.querySelector("details.say"); if (say) { event.preventDefault(); say.open = true; } }
});

// A swipe: the browser keeps what goes up and down (touch-action: pan-y) and leaves us what goes across.
let begun = null;
main.addEventListener("pointerdown", (event) => {
  begun = event.isPrimary && event.pointerType !== "mouse" && !event.target.closest(`${TYPING}, canvas, table`) ? { x: event.clientX, y: event.clientY, id: event.pointerId } : null;
});
main.addEventListener("pointercancel", () => { begun = null; });
main.addEventListener("pointerup", (event) => {
  if (begun?.id !== event.pointerId) return;
  const [dx, dy] = [event.clientX - begun.x, event.clientY - begun.y];
  begun = null;
  if (Math.abs(dx) > FAR && Math.abs(dx) > 1.8 * Math.abs(dy)) step(dx < 0 ? 1 : -1);
});

window.addEventListener("popstate", () => { const id = location.pathname.split("/")[2] || desk.order[0]; if (id && !look(id, 0, false)) location.reload(); });
window.addEventListener("offline", () => { state.away = true; status(); });
window.addEventListener("online", reach);
window.addEventListener("beforeunload", (event) => { if (outgoing.unkept) event.preventDefault(); });

// A session that hangs on a device ends when the device is pulled out: what is kept goes with it.
if ("watched" in document.body.dataset) {
  new Worker("/static/js/asking.js").addEventListener("message", async () => {
    if (kept.can) await kept.wipe();
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  });
}

ready();
for (const button of document.querySelectorAll("[data-all]")) button.hidden = false;
performance.mark("zx-ready");
// The shell is also what a moment without answer brings: then the network may be there after all.
if (shell) offline().then(reach);
else setTimeout(online, 0);
