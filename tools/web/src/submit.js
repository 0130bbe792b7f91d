// What happens between pressing a button and the answer: asked twice where it matters, sent once, with progress for files.
import { el, freshKey, note } from "./dom.js";
import { forget } from "./keep.js";
import { S } from "./strings.js";

const sent = new WeakSet();
const AGAIN = 1500; // milliseconds until a download can be asked for again

function ask(form, submitter) {
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "confirm-text" }, el("p", { id: "confirm-text" }, S.sure(form.dataset.confirm)));
  const yes = el("button", { type: "button", class: "btn danger" }, form.dataset.confirm);
  yes.addEventListener("click", () => { form.dataset.confirmed = "1"; dialog.close(); form.requestSubmit(submitter); });
  dialog.append(el("div", { class: "foot" }, el("button", { type: "button", class: "btn", onclick: () => dialog.close(), autofocus: true }, S.cancel), yes));
  dialog.addEventListener("close", () => { dialog.remove(); submitter?.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

function renew(form) {
  for (const field of form.querySelectorAll('input[name="_key"]')) field.value = freshKey();
}

function release(form) {
  sent.delete(form);
  for (const b of form.querySelectorAll('[aria-busy="true"]')) b.removeAttribute("aria-busy");
}

function tooBig(form) {
  for (const input of form.querySelectorAll('input[type="file"][data-max-mb]')) {
    const limit = Number(input.dataset.maxMb);
    const big = Array.from(input.files).find((f) => f.size > limit * 1024 * 1024);
    input.setCustomValidity(big ? S.tooBig(big.name, limit) : "");
    if (big) { input.reportValidity(); return true; }
  }
  return false;
}

// A form with files goes by XHR so that progress can be shown; the answer takes the place of <main>, chosen files stay chosen.
function upload(form, submitter) {
  const data = new FormData(form, undefined);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const bar = el("progress", { max: "100", value: "0" });
  const words = el("p", { class: "quiet small", role: "status" });
  const shown = el("div", { class: "upload" }, bar, words);
  (form.querySelector(".formfoot") || form).append(shown);
  const xhr = new XMLHttpRequest();
  xhr.open("POST", form.getAttribute("action"));
  xhr.setRequestHeader("HX-Request", "true");
  xhr.upload.onprogress = (e) => { if (e.lengthComputable) { const p = Math.round((e.loaded / e.total) * 100); bar.value = p; words.textContent = p < 100 ? S.sending(p) : S.checking; } };
  xhr.onload = () => {
    const away = xhr.getResponseHeader("HX-Redirect");
    if (away) { location.assign(away); return; }
    shown.remove();
    answer(form, xhr.responseText);
  };
  xhr.onerror = () => { shown.remove(); stay(form, S.failed); };
  xhr.send(data);
}

// The form was not taken and stays as it is, with what went wrong above it.
function stay(form, ...words) {
  release(form);
  document.body.classList.remove("busy");
  form.dispatchEvent(new Event("zx:not-sent"));
  const told = note(words.shift(), "error", ...words.map((text) => el("p", {}, text)));
  form.querySelector(":scope > .note.error[role=alert]")?.remove();
  form.prepend(told);
  told.scrollIntoView({ block: "center" });
}

function answer(form, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const mishap = page.querySelector(".mishap");
  if (mishap) { stay(form, ...Array.from(mishap.querySelectorAll("h1 ~ p:not(.cluster, .quiet)"), (p) => p.textContent)); return; }
  const files = new Map(Array.from(form.querySelectorAll('input[type="file"]'), (i) => [i.name, i.files]));
  const main = document.getElementById("main");
  main.replaceChildren(...(page.getElementById("main") || page.body).childNodes);
  document.title = page.title;
  let kept = 0;
  for (const input of main.querySelectorAll('input[type="file"]')) {
    if (files.get(input.name)?.length) { input.files = files.get(input.name); kept += input.files.length; }
  }
  for (const again of main.querySelectorAll("[data-files-again]")) if (kept) again.textContent = S.filesStay(kept);
  document.dispatchEvent(new CustomEvent("zx:replaced", { detail: main }));
  (main.querySelector("[data-autofocus]") || main).focus();
  window.scrollTo(0, 0);
}

export function submits() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (sent.has(form)) { event.preventDefault(); return; }
    if (form.dataset.confirm && !form.dataset.confirmed) { event.preventDefault(); ask(form, event.submitter); return; }
    delete form.dataset.confirmed;
    if (tooBig(form)) { event.preventDefault(); return; }
    if (form.querySelector("[data-uploading]")) { event.preventDefault(); stay(form, S.stillSending); return; }
    sent.add(form);
    event.submitter?.setAttribute("aria-busy", "true");
    document.body.classList.add("busy");
    if (form.getAttribute("action") === "/sign-out") forget(); // not form.action: a button may be called that
    form.dispatchEvent(new Event("zx:submitted"));
    // A download leaves the page where it is: the button can be pressed again.
    if ("download" in form.dataset) setTimeout(() => { release(form); renew(form); document.body.classList.remove("busy"); }, AGAIN);
    const files = Array.from(form.querySelectorAll('input[type="file"]')).some((i) => i.files.length);
    if (files) { event.preventDefault(); upload(form, event.submitter); }
  });
  // A declaration is about the files that were looked at: with others chosen it is not given yet.
  document.addEventListener("change", (event) => {
    const declared = event.target.type === "file" && event.target.form?.elements.declared;
    if (declared) declared.checked = false;
  });
  // Back from the cache: the old key has been used, a new act needs a new one.
  window.addEventListener("pageshow", (event) => {
    document.body.classList.remove("busy");
    if (!event.persisted) return;
    for (const form of document.forms) { release(form); renew(form); }
  });
  document.addEventListener("zx:replaced", () => document.body.classList.remove("busy"));
}
