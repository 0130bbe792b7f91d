// What is typed is kept on the server without a button: a working copy, one a form. Said to be kept is only what the server
// has answered for. A copy takes a text from the tab that wrote last, or from one that has seen what was written last; any
// other is shown both and chooses. While the service is away, or the session has ended, the text stays here and goes later.
import { el, freshKey } from "./dom.js";
import { jump } from "./jump.js";
import { S } from "./strings.js";

const [QUIET, LONGEST, AGAIN] = [1500, 8000, 4000];
const MOST_ON_LEAVING = 60_000; // browsers send no more than 64 KB once a page is gone

// A reload goes on as the same tab; a tab that was doubled is another one: the name is put down only while no page holds it.
const tab = {
  put(name) { try { sessionStorage.setItem("zx-tab", name); } catch { /* the next page is another tab, then */ } },
  take() { try { const name = sessionStorage.getItem("zx-tab"); sessionStorage.removeItem("zx-tab"); return name; } catch { return ""; } },
};

const owner = (page) => page.querySelector(".who")?.textContent.trim() || "";

// The words have passed the gate: what stands above the form and beside its fields about them is over. Files have not.
function mended(form) {
  const panel = document.getElementById("gate");
  const found = Array.from(panel?.querySelectorAll(".findings > li") ?? []);
  if (!found.length || found.some((each) => !each.querySelector("[data-jump]"))) return;
  panel.className = "note ok";
  panel.replaceChildren(el("h2", { id: "gate-title" }, S.mended), el("p", {}, S.mendedNext));
  for (const field of form.querySelectorAll(".field.bad")) {
    field.classList.remove("bad");
    field.querySelector(".wrong")?.remove();
    field.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  }
}

class Draft {
  constructor(form) {
    Object.assign(this, { form, timer: 0, since: 0, busy: false, paused: false, ended: false, stopped: [], last: "" });
    this.said = form.querySelector("[data-saved]");
    form.elements.tab.value ||= tab.take() || freshKey();
    this.last = this.text();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("zx:put", () => { this.last = ""; this.typed(); }); // the text was put back from this tab's own copy
    form.addEventListener("zx:submitted", () => { clearTimeout(this.timer); this.paused = true; });
    form.addEventListener("zx:not-sent", () => { this.paused = false; this.later(AGAIN); });
    form.addEventListener("zx:said", (event) => this.heard(event.detail.filter((hint) => hint.stop)));
    window.addEventListener("online", () => this.send());
    window.addEventListener("focus", () => this.ended && this.renew());
    window.addEventListener("pagehide", () => { this.leave(); tab.put(form.elements.tab.value); });
    window.addEventListener("pageshow", (event) => event.persisted && tab.take());
  }

  // What a copy is made of, as one string: files and technical fields are no part of it.
  body() {
    this.form.dispatchEvent(new Event("zx:flush"));
    return new URLSearchParams(Array.from(new FormData(this.form)).filter(([name, value]) => typeof value === "string" && !["_key", "act", "mask", "declared", "asked"].includes(name)));
  }

  text() {
    const body = this.body();
    for (const name of ["_csrf", "sequence", "tab", "version"]) body.delete(name);
    return body.toString();
  }

  typed() {
    if (location.pathname + location.search !== this.form.dataset.here && !this.form.elements.record) history.replaceState(history.state, "", this.form.dataset.here);
    this.later(QUIET);
  }

  later(pause) {
    const now = performance.now();
    this.since ||= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.min(pause, Math.max(0, this.since + LONGEST - now)));
  }

  say(words, tone, ...more) {
    if (!this.said) return;
    this.said.className = `saved ${tone}`;
    this.said.replaceChildren(words, ...more);
  }

  // The hints know already what the gate will stop for: then nothing is sent, and its register is not filled by typing.
  heard(found) {
    const before = this.stopped.length;
    this.stopped = found;
    if (found.length) this.stop(S.marks, found[0]);
    else if (before) this.later(QUIET);
  }

  stop(words, first) {
    clearTimeout(this.timer);
    this.form.dispatchEvent(new Event("zx:refused"));
    const field = this.form.elements[first.field];
    this.say(words, "bad", ...(field ? [el("button", { type: "button", class: "btn quiet small", onclick: () => jump(field, first) }, S.jump)] : []));
  }

  // Words the gate stopped for: as long as they stand there, they are not sent again.
  marked() {
    this.stopped = this.stopped.filter(({ field, words }) => words && this.form.elements[field]?.value.includes(words));
    return this.stopped.length > 0;
  }

  async send() {
    clearTimeout(this.timer);
    const text = this.text();
    if (this.busy || this.paused || this.ended || !this.form.isConnected || text === this.last || this.marked()) return;
    Object.assign(this, { busy: true, since: 0 });
    this.form.dispatchEvent(new Event("zx:taking"));
    try {
      const answer = await fetch(this.form.dataset.draft, { method: "POST", body: this.body(), headers: { accept: "application/json" }, redirect: "manual" });
      const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
      this.take(answer, said, text);
    } catch {
      this.say(S.away, "warn");
      this.later(AGAIN);
    } finally {
      this.busy = false;
    }
    if (this.text() !== this.last && !this.stopped.length) this.later(QUIET);
  }

  take(answer, said, text) {
    if (answer.ok) {
      this.last = text;
      this.form.elements.sequence.value = said.sequence;
      this.form.elements.copy.value = said.copy;
      this.form.dispatchEvent(new Event("zx:taken"));
      mended(this.form);
      this.say(said.text, "ok");
    } else if (said.findings) {
      this.stopped = said.findings;
      this.stop(said.text, said.findings[0]);
    } else if (said.panel) this.choose(said);
    else if (answer.status === 401 || answer.status === 403) {
      this.ended = true;
      this.say(S.ended, "warn", el("a", { href: `/sign-in?next=${encodeURIComponent(this.form.dataset.here)}`, target: "_blank", rel: "noopener" }, S.again));
    } else if (answer.status >= 500 || answer.status === 429 || answer.type === "opaqueredirect") {
      this.say(S.away, "warn");
      this.later(AGAIN);
    } else {
      this.last = text; // it will not be taken as it is: the next change is tried again
      this.say([S.notKept, said.title].filter(Boolean).join(""), "bad");
    }
  }

  // Two texts: until one is chosen nothing is sent.
  choose(said) {
    this.paused = true;
    this.say(said.text, "bad");
    document.getElementById("conflict")?.remove();
    const panel = document.importNode(new DOMParser().parseFromString(said.panel, "text/html").body.firstElementChild, true);
    this.form.before(panel);
    panel.querySelector("[data-mine]")?.addEventListener("click", (event) => {
      this.form.elements.sequence.value = event.currentTarget.dataset.mine;
      this.paused = false;
      panel.remove();
      this.send();
    });
    panel.querySelector("[data-theirs]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.form.dispatchEvent(new Event("zx:abandon"));
      location.assign(this.form.dataset.here);
    });
    panel.focus();
  }

  // Somebody has signed in again, perhaps in another tab: the same person goes on here with the new session's token.
  async renew() {
    try {
      const answer = await fetch("/me", { redirect: "manual" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const token = page.querySelector('input[name="_csrf"]')?.value;
      if (!token || owner(page) !== owner(document)) return;
      for (const field of document.querySelectorAll('input[name="_csrf"]')) field.value = token;
      this.ended = false;
      this.send();
    } catch { /* away: the next look tries again */ }
  }

  leave() {
    if (this.busy || this.paused || this.ended || this.text() === this.last || this.marked()) return;
    const body = this.body();
    if (body.toString().length < MOST_ON_LEAVING) fetch(this.form.dataset.draft, { method: "POST", body, keepalive: true, headers: { accept: "application/json" } }).catch(() => {});
  }
}

export function drafts(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    if (form.dataset.drafted) continue;
    form.dataset.drafted = "1";
    const draft = new Draft(form);
    if (document.querySelector("#gate, #conflict")) draft.last = ""; // what stands there now is kept nowhere
    form.dispatchEvent(new Event("zx:drafting"));
  }
}
