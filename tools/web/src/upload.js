// Large attachments go ahead of their form, in pieces: a lost connection costs one piece, a reload the choosing of the same
// file once more. Small ones go with the form, as without scripts all do. The key of what lies on the server half-way is
// only here, in this tab.
import { el } from "./dom.js";
import { Sm3 } from "./sm3.js";
import { S } from "./strings.js";

const [LARGE, PAUSE, SLICE] = [1024 * 1024, 3000, 4 * 1024 * 1024];
const PREFIX = "zx-up:";
const wait = (time) => new Promise((done) => { setTimeout(done, time); window.addEventListener("online", done, { once: true }); });
const size = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;

function memory(act) {
  try { return act(window.sessionStorage); } catch { return null; }
}

async function digest(file, progress) {
  const hash = new Sm3();
  for (let at = 0; at < file.size; at += SLICE) {
    hash.update(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()));
    progress(at / file.size);
    await new Promise((done) => setTimeout(done));
  }
  return hash.hex();
}

const about = (form) => form.elements.record?.value || form.elements.copy.value;

class Upload {
  constructor(place, file, known) {
    Object.assign(this, { place, file, gone: false, known, form: place.closest("form") });
    this.bar = el("progress", { max: "100", value: "0", "aria-label": S.uploading(file.name) });
    this.words = el("span", { class: "quiet small", role: "status" });
    this.line = el("li", { "data-uploading": true }, el("span", { class: "name" }, file.name), el("span", { class: "quiet small" }, size(file.size)), this.bar, this.words, el("button", { type: "button", class: "btn quiet small", onclick: () => this.remove() }, S.remove));
    place.querySelector(".uploads").append(this.line);
  }

  get key() { return `${PREFIX}${about(this.form)}:${this.file.size}:${this.digest}`; }
  get url() { return `${this.place.dataset.uploads}/${this.upload.split(".")[0]}`; }

  remember(more = {}) {
    memory((s) => s.setItem(this.key, JSON.stringify({ name: this.file.name, size: this.file.size, digest: this.digest, upload: this.upload, ...more })));
  }

  async ask(method, url, body, type) {
    for (;;) {
      try {
        const answer = await fetch(url, { method, body, headers: { accept: "application/json", "x-csrf-token": this.form.elements._csrf.value, "x-upload-token": this.upload?.split(".")[1] || "", ...(type ? { "content-type": type } : {}) } });
        if (answer.status < 500 && ![401, 403, 429].includes(answer.status)) return answer;
        this.words.textContent = answer.status < 429 ? S.ended : S.waits;
      } catch {
        this.words.textContent = S.waits;
      }
      await wait(PAUSE);
      if (this.gone) throw new Error("removed");
    }
  }

  async run() {
    this.words.textContent = S.reading;
    this.digest = await digest(this.file, (part) => { this.bar.value = part * 5; });
    this.upload = JSON.parse(memory((s) => s.getItem(this.key)) || "{}").upload;
    let at = this.upload ? await this.there() : await this.begin();
    while (at >= 0 && at < this.file.size) at = await this.piece(at);
    if (at >= 0 && !this.gone) await this.finish();
  }

  async there() {
    const answer = await this.ask("GET", this.url);
    return answer.ok ? (await answer.json()).received : this.begin();
  }

  async begin() {
    this.upload = "";
    const answer = await this.ask("POST", this.place.dataset.uploads, JSON.stringify({ name: this.file.name, size: this.file.size, digest: this.digest }), "application/json");
    const said = await answer.json();
    if (!answer.ok) return this.fail(said);
    Object.assign(this, { upload: said.upload, step: said.piece });
    this.remember();
    return 0;
  }

  async piece(at) {
    const answer = await this.ask("PUT", `${this.url}?start=${at}`, this.file.slice(at, at + (this.step || 524288)), "application/octet-stream");
    if (this.gone) return -1;
    if (answer.status === 404) return this.begin();
    const said = await answer.json();
    if (!answer.ok) return this.fail(said);
    this.bar.value = 5 + (said.received / this.file.size) * 90;
    this.words.textContent = S.sent(Math.floor((said.received / this.file.size) * 100));
    return said.received;
  }

  async finish() {
    this.words.textContent = S.checking;
    const answer = await this.ask("POST", `${this.url}/finish`);
    const said = await answer.json();
    if (!answer.ok) { this.fail(said); return; }
    this.bar.remove();
    this.remember({ done: true, passed: said.passed });
    done(this.line, this.upload, said.passed, this.words);
    this.form.dispatchEvent(new Event("zx:uploaded"));
  }

  fail(said) {
    memory((s) => s.removeItem(this.key));
    this.line.removeAttribute("data-uploading");
    this.line.classList.add("bad");
    this.bar.remove();
    this.words.replaceChildren([said.findings ? S.marked : said.title || S.failed, ...(said.findings || []).map((one) => one.text)].join(""));
    return -1;
  }

  remove() {
    this.gone = true;
    this.line.remove();
    if (!this.upload) return;
    memory((s) => s.removeItem(this.key));
    this.ask("DELETE", this.url).catch(() => {});
  }
}

function done(line, upload, passed, words) {
  line.removeAttribute("data-uploading");
  line.classList.add("ok");
  words.textContent = passed ? S.passed : S.held;
  line.append(el("input", { type: "hidden", name: "upload", value: upload }));
}

// After a reload: what is there stays with the form, what is not whole waits for the same file.
function recall(place) {
  const form = place.closest("form");
  const prefix = `${PREFIX}${about(form)}:`;
  const had = new Set(Array.from(place.querySelectorAll('input[name="upload"]'), (f) => f.value));
  for (const key of memory((s) => Object.keys(s).filter((one) => one.startsWith(prefix))) || []) {
    const kept = JSON.parse(window.sessionStorage.getItem(key));
    for (const input of place.querySelectorAll('input[name="upload"]')) if (input.value === kept.upload) input.closest("li").remove();
    const words = el("span", { class: "quiet small", role: "status" }, S.half);
    const line = el("li", { "data-half": kept.digest }, el("span", { class: "name" }, kept.name), el("span", { class: "quiet small" }, size(kept.size)), words);
    line.append(el("button", { type: "button", class: "btn quiet small", onclick: () => { memory((s) => s.removeItem(key)); line.remove(); } }, S.remove));
    place.querySelector(".uploads").append(line);
    if (kept.done || had.has(kept.upload)) done(line, kept.upload, kept.passed, words);
  }
}

export function uploads(root) {
  for (const place of root.querySelectorAll("[data-uploads]")) {
    if (place.dataset.ready) continue;
    place.dataset.ready = "1";
    const input = place.querySelector('input[type="file"]');
    recall(place);
    input.addEventListener("change", () => {
      const limit = Number(input.dataset.maxMb) * 1048576;
      const chosen = Array.from(input.files);
      const large = chosen.filter((file) => file.size > LARGE && file.size <= limit);
      if (!large.length) return;
      const rest = new DataTransfer();
      for (const file of chosen) if (!large.includes(file)) rest.items.add(file);
      input.files = rest.files;
      for (const file of large) {
        const one = new Upload(place, file);
        for (const half of place.querySelectorAll("[data-half]:not(.ok)")) if (half.querySelector(".name").textContent === file.name) half.remove();
        one.run().catch(() => { if (!one.gone) one.fail({}); });
      }
    });
  }
}
