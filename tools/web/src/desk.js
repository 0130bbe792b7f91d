// The workbench: the page that writes keeps the article's lock while it lives; Ctrl+S saves; keys press what is marked for them.
// The server's clock decides about the lock; here it is only asked for again, and given back when the page is left.
import { note } from "./dom.js";
import { S } from "./strings.js";

const AGAIN = 60_000;

function token(form) {
  return form.querySelector("input[name=_csrf]")?.value || "";
}

function ask(form, what, more = {}) {
  const body = new URLSearchParams({ _csrf: token(form), ...more });
  return fetch(`${form.dataset.lock}/${what}`, { method: "POST", body, keepalive: what === "unlock", redirect: "manual" });
}

// What was typed stays; a colleague who has the lock is named by the server when the text is sent.
function taken(form) {
  if (form.querySelector(".note.locked")) return;
  const told = note(S.locked, "warn");
  told.classList.add("locked");
  form.prepend(told);
}

function hold(form) {
  let held = false;
  const renew = async () => {
    try {
      const answer = await ask(form, "lock");
      held = answer.status === 204;
      if (held) form.querySelector(".note.locked")?.remove();
      else if (answer.status === 409) taken(form);
    } catch { /* away: the lock ends by itself, and is asked for again */ }
  };
  renew();
  const timer = setInterval(renew, AGAIN);
  window.addEventListener("pagehide", () => { clearInterval(timer); if (held) ask(form, "unlock"); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) hold(form); });
}

function press(key) {
  const row = document.activeElement?.closest("tr, li");
  const at = `[data-key="${CSS.escape(key)}"]`;
  const target = row?.querySelector(at) || document.querySelector(`main ${at}:not(tr ${at})`) || (key === "a" ? document.querySelector(`main ${at}`) : null);
  if (!target) return false;
  if (target.matches("select, input")) target.focus();
  else target.click();
  return true;
}

export function desk(root) {
  root.querySelectorAll("form[data-lock]").forEach(hold);
}

export function deskKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      const form = document.activeElement?.closest("form[data-save]") || document.querySelector("main form[data-save]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable=true], dialog")) return;
    if (event.key === "x") {
      const tick = document.activeElement?.closest("tr")?.querySelector("[data-tick]");
      if (tick) { tick.checked = !tick.checked; event.preventDefault(); }
    } else if (event.key.length === 1 && press(event.key)) event.preventDefault();
  });
}
