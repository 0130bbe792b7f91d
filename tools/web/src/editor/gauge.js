// Under the text: its length against the limits, and what a reader will ask for. Words first, colour second.
import { el, icon } from "../dom.js";
import { E, FACTS } from "../strings.js";
import { length } from "./count.js";
import { hints } from "./hints.js";

const number = (n) => n.toLocaleString("zh-CN");

export function gauge(area) {
  const size = el("span", { class: "chip" });
  const range = el("span", { class: "quiet" });
  const facts = el("span", { class: "facts-hint" });
  const notes = el("ul", { class: "hints" });
  const box = el("div", { class: "gauge", title: E.rule }, el("div", { class: "cluster", role: "status" }, size, range, facts), notes);
  const limits = { least: Number(area.dataset.min || 0), most: Number(area.dataset.max || 0) };

  let latest = "";
  const show = (text) => {
    latest = text;
    const n = length(text);
    const over = limits.most && n > limits.most;
    const near = limits.most && !over && n > limits.most * 0.9;
    const short = limits.least && n < limits.least;
    size.className = `chip${over ? " red" : near || short ? " yellow" : n ? " green" : ""}`;
    size.textContent = `${over ? "▲ " : near || short ? "◆ " : ""}${E.length(number(n))}`;
    const left = over ? E.over(number(n - limits.most)) : near ? E.near(number(limits.most - n)) : short && n ? E.short(number(limits.least - n)) : "";
    range.textContent = [E.range(number(limits.least) === "0" ? "" : number(limits.least), limits.most ? number(limits.most) : ""), left].filter(Boolean).join("，");
    lookFor(area, text, facts);
  };
  return { box, show, ask: asker(area, notes, limits, () => show(latest)) };
}

function lookFor(area, text, facts) {
  if (!area.dataset.facts || area.dataset.hints) return;
  const wanted = area.dataset.facts.startsWith("[") ? JSON.parse(area.dataset.facts) : area.dataset.facts.split(/\s+/).map((name) => FACTS[name]).filter(Boolean);
  const missing = wanted.filter((fact) => !new RegExp(fact.pattern, "u").test(text));
  facts.replaceChildren();
  if (!text.trim()) return;
  if (!missing.length) { facts.append(icon("check"), E.complete); return; }
  facts.append(E.missing, ...missing.map((fact) => el("span", { class: "chip yellow" }, fact.label)));
}

// data-hints: an address of this service. It gets the form's own text fields and answers {least, most, hints: […]}.
function asker(area, notes, limits, again) {
  if (!area.dataset.hints) return () => {};
  let timer = 0;
  let running = null;
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running?.abort();
      running = new AbortController();
      const form = area.form ? new FormData(area.form) : new FormData();
      const body = new URLSearchParams(Array.from(form).filter(([, value]) => typeof value === "string"));
      body.set(area.name, area.value);
      try {
        const reply = await fetch(area.dataset.hints, { method: "POST", body, signal: running.signal, headers: { accept: "application/json" } });
        if (!reply.ok) return;
        const said = await reply.json();
        Object.assign(limits, { least: said.least || 0, most: said.most || 0 });
        hints(area, notes, said.hints);
        again();
      } catch { /* away or replaced by a newer question: hints are a help, not a gate */ }
    }, 700);
  };
  // Another genre asks for another length, a source in its own field need not stand in the text.
  for (const kind of ["input", "change"]) area.form?.addEventListener(kind, (event) => event.target !== area && event.target.name && ask());
  return ask;
}
