// What the desk shows: items of the pack put before the reader, and what was done to them here, sent or not.
import { el, icon } from "../dom.js";
import { L } from "../strings.js";
import { sketch } from "./ink.js";

const PATH = /^\/leader\/([0-9a-f-]{36})\/(\w+)$/;
const DONE = ["accepted", "closed"];
const main = () => document.getElementById("main");
const queue = () => document.getElementById("queue");
const place = document.getElementById("place");

export const items = new Map(); // id -> the item as the server drew it, with what was done here
export let order = [];
let lot = null; // the queue as the server drew it

export const current = () => main().querySelector(".item")?.dataset.id || "";

// The pack's text: the service drew every part of it, and the cipher says that it is what the service sent.
export function read(text) {
  const parts = new DOMParser().parseFromString(text, "text/html");
  items.clear();
  for (const part of parts.querySelectorAll("[data-item]")) items.set(part.dataset.item, part);
  lot = parts.querySelector('[data-part="queue"]');
  order = Array.from(lot.querySelectorAll("[data-row]"), (row) => row.dataset.row);
  for (const button of lot.querySelectorAll("[data-all]")) button.hidden = false;
}

export function showQueue() {
  const here = document.importNode(lot, true);
  queue().replaceChildren(...here.childNodes);
  mark();
}

function mark() {
  const id = current();
  for (const link of queue().querySelectorAll("[data-go]")) {
    if (link.dataset.go === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const unread = [...items.values()].filter((part) => !DONE.includes(part.querySelector(".item").dataset.state)).length;
  const at = order.indexOf(id);
  if (at >= 0) place.textContent = L.place(unread, at + 1, order.length);
  for (const way of document.querySelectorAll("[data-way]")) {
    const next = at >= 0 ? order[at + Number(way.dataset.way)] : undefined;
    if (next) way.setAttribute("href", `/leader/${next}`);
    else way.removeAttribute("href");
    if (way.closest(".dock")) way.hidden = !next;
    else if (next) way.removeAttribute("aria-disabled");
    else way.setAttribute("aria-disabled", "true");
  }
}

// Returns whether it was there to be shown.
export function show(id, from = 0) {
  const part = items.get(id);
  if (!part) return false;
  const shown = document.importNode(part, true);
  main().replaceChildren(...shown.childNodes);
  if (from) main().querySelector(".item").classList.add(from > 0 ? "from-right" : "from-left");
  document.title = main().querySelector(".item").dataset.name;
  queue().classList.remove("shown");
  mark();
  window.scrollTo(0, 0);
  main().focus({ preventScroll: true });
  return true;
}

export function clear(words) {
  items.clear();
  order = [];
  queue().replaceChildren();
  place.textContent = "";
  document.title = L.away;
  main().replaceChildren(el("div", { class: "nothing" }, el("p", {}, words)));
}

// Every drawing of an item: the one kept, and the one before the reader's eyes.
const drawings = (id) => [items.get(id)?.querySelector(".item"), main().querySelector(`.item[data-id="${id}"]`)].filter(Boolean);

function setState(id, state, words) {
  for (const item of drawings(id)) {
    if (DONE.includes(item.dataset.state) && state === "opened") continue;
    item.dataset.state = state;
    const form = item.parentElement.querySelector('[data-act="accept"]');
    if (state === "accepted") form?.replaceChildren(el("p", { class: "did" }, icon("circle-check"), words || L.accepted));
  }
  for (const row of [...(lot?.querySelectorAll(`[data-row="${id}"]`) || []), ...queue().querySelectorAll(`[data-row="${id}"]`)]) {
    if (row.classList.contains("accepted") && state === "opened") continue;
    row.className = state;
    row.querySelector("[data-state]").textContent = words || L.states[state];
    if (state === "accepted") row.querySelector(".pick")?.replaceWith(el("span", { class: "pick" }, icon("check")));
  }
  mark();
}

const field = (act, name) => act.fields.find(([one]) => one === name)?.[1] || "";
const of = (act) => PATH.exec(act.path) || [];
const chosen = (act) => act.fields.filter(([name]) => name === "item").map(([, id]) => id);

function written(act) {
  const ink = field(act, "ink");
  const about = el("footer", {}, L.waiting);
  const told = el("aside", { class: "written waiting", "data-key": act.key }, about);
  if (ink) { const picture = sketch(ink); picture.setAttribute("role", "img"); picture.setAttribute("aria-label", L.handwritten); told.prepend(picture); }
  else told.prepend(el("p", {}, field(act, "text")));
  return told;
}

const notes = (act) => drawings(of(act)[1]).flatMap((item) => Array.from(item.querySelectorAll(`[data-key="${act.key}"]`)));

// What an act that is not sent yet does to what is shown.
export function apply(act) {
  const [, id, what] = of(act);
  if (act.path === "/leader/large") document.documentElement.dataset.text = field(act, "large") === "1" ? "large" : "normal";
  else if (what === "open") setState(id, "opened");
  else if (what === "accept") setState(id, "accepted", L.acceptedHere);
  else if (act.path === "/leader/circle") for (const one of chosen(act)) setState(one, "accepted", L.acceptedHere);
  else if (what === "instruct" && !notes(act).length) for (const item of drawings(id)) item.querySelector("[data-sent]").append(written(act));
}

export function settled(act, answer) {
  const [, id, what] = of(act);
  if (what === "accept") setState(id, "accepted");
  else if (act.path === "/leader/circle") for (const [one, code] of Object.entries(answer.results)) setState(one, code ? "opened" : "accepted");
  for (const note of notes(act)) {
    note.classList.remove("waiting");
    note.querySelector("footer").replaceChildren(icon("circle-check"), L.sent);
  }
}

export function refused(act) {
  for (const note of notes(act)) {
    note.className = "written refused";
    note.querySelector("footer").replaceChildren(L.refused, act.refused, el("p", { class: "cluster" }, ...(field(act, "text") ? [el("button", { type: "button", class: "btn", "data-again": act.key }, L.again)] : []), el("button", { type: "button", class: "btn quiet", "data-drop": act.key }, L.drop)));
  }
}

// Whether what became of an act could be put before the reader's eyes: it stands below the text.
export function reveal(act) {
  const told = main().querySelector(`[data-key="${act.key}"]`);
  told?.scrollIntoView({ block: "center" });
  return Boolean(told);
}

export const nameOf = (act) => items.get(of(act)[1])?.querySelector(".item").dataset.name || "";

export const wordsOf = (act) => field(act, "text") || L.handwritten;

export function dropped(act) {
  for (const note of notes(act)) note.remove();
  return field(act, "text");
}
