// Keys for people who work through queues. Never while typing, never with a modifier.
import { el } from "./dom.js";
import { S } from "./strings.js";

const TYPING = "input, textarea, select, [contenteditable=true], dialog";
let going = 0;

function step(by) {
  const rows = Array.from(document.querySelectorAll("main .title[href]"));
  if (!rows.length) return;
  const at = rows.findIndex((r) => r === document.activeElement || r.closest("li, tr")?.contains(document.activeElement));
  rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)].focus();
}

// An act on a row brings the page again: who works by keys goes on from the same row, or from the one that took its place.
const PLACE = "zx-row";

function leave() {
  const rows = Array.from(document.querySelectorAll("main .title[href]"));
  const at = rows.indexOf(document.activeElement);
  try {
    if (at >= 0) sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, rows[at].getAttribute("href"), at]));
  } catch { /* the next page begins at its top, then */ }
}

function come() {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(PLACE));
    sessionStorage.removeItem(PLACE);
  } catch { /* as if nothing had been kept */ }
  if (!kept || kept[0] !== location.pathname) return;
  const rows = Array.from(document.querySelectorAll("main .title[href]"));
  (rows.find((row) => row.getAttribute("href") === kept[1]) || rows[Math.min(kept[2], rows.length - 1)])?.focus();
}

function help() {
  const rows = S.keys.rows.flatMap(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)]);
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "keys-title" }, el("h2", { id: "keys-title" }, S.keys.title), el("dl", { class: "facts keys" }, ...rows));
  dialog.append(el("div", { class: "foot" }, el("button", { type: "button", class: "btn", autofocus: true, onclick: () => dialog.close() }, S.close)));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function keys() {
  come();
  document.addEventListener("submit", leave);
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING)) return;
    const door = Date.now() - going < 1500 && /^[1-9]$/.test(event.key);
    going = event.key === "g" ? Date.now() : 0;
    if (door) document.querySelectorAll(".rail .navlist a")[Number(event.key) - 1]?.click();
    else if (event.key === "/") { const q = document.getElementById("q"); if (q) { event.preventDefault(); q.focus(); q.select(); } }
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?") help();
  });
}
