// Everything here makes a page quicker; every page works without it.
import { alive } from "./alive.js";
import { desk, deskKeys } from "./desk.js";
import { drafts } from "./draft.js";
import { fits } from "./fits.js";
import { guard, sweep, warn } from "./keep.js";
import { jumps } from "./jump.js";
import { keys } from "./keys.js";
import { panels } from "./panels.js";
import { plan } from "./plan.js";
import { submits } from "./submit.js";
import { uploads } from "./upload.js";

async function enhance(root) {
  const areas = root.querySelectorAll("textarea[data-editor]");
  try {
    if (areas.length) {
      const { edit } = await import("./editor.js");
      areas.forEach(edit);
    }
  } finally {
    desk(root);
    fits(root);
    drafts(root);
    uploads(root);
    guard(root); // also when the editor could not be loaded: the plain fields are kept too
  }
}

sweep();
warn();
keys();
deskKeys();
panels();
plan();
submits();
jumps();
enhance(document);
alive();
document.querySelector("form[data-auto]")?.requestSubmit();
const told = document.querySelector("[data-autofocus]");
told?.focus();
document.addEventListener("zx:replaced", (event) => enhance(event.detail));
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
document.addEventListener("htmx:beforeRequest", () => document.body.classList.add("busy"));
document.addEventListener("htmx:afterRequest", () => document.body.classList.remove("busy"));
document.addEventListener("click", (event) => {
  const phrase = event.target.closest("[data-phrase]");
  const words = phrase?.closest("form")?.querySelector("textarea");
  if (words) {
    words.setRangeText(phrase.dataset.phrase, words.selectionStart, words.selectionEnd, "end");
    words.focus();
    words.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (event.target.closest("a[data-back]") && history.length > 1) { event.preventDefault(); history.back(); }
});
