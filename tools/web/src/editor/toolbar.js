// One row of tools, one stop of the Tab key: arrows move inside it, Alt+F10 comes from the text, Escape goes back.
import { isInTable } from "prosemirror-tables";

import { el, icon } from "../dom.js";
import { E } from "../strings.js";
import { acts, inside } from "./commands.js";
import { schema } from "./schema.js";

const TOOLS = [["bold", "bold"], ["bullet", "list"], ["ordered", "list-ordered"], ["quote", "quote"], ["table", "table"], ["undo", "undo-2"], ["redo", "redo-2"]];
const TABLE_TOOLS = ["rowAfter", "columnAfter", "rowDelete", "columnDelete", "tableDelete"];
const ON = {
  bold: (state) => (state.selection.empty ? Boolean(schema.marks.strong.isInSet(state.storedMarks || state.selection.$from.marks())) : state.doc.rangeHasMark(state.selection.from, state.selection.to, schema.marks.strong)),
  bullet: (state) => Boolean(inside(state, schema.nodes.bullet_list)),
  ordered: (state) => Boolean(inside(state, schema.nodes.ordered_list)),
  quote: (state) => Boolean(inside(state, schema.nodes.blockquote)),
};

export function toolbar(getView, onSource) {
  const run = (act) => { const view = getView(); act(view.state, view.dispatch, view); view.focus(); };
  const styles = el("select", { class: "input", "aria-label": E.style }, ...E.styles.map((text, i) => el("option", { value: String(i ? i + 1 : 0) }, text)));
  styles.addEventListener("change", () => run(acts.style(Number(styles.value))));
  const buttons = new Map();
  const button = (name, sign) => {
    const made = el("button", { type: "button", class: "toolbtn", title: E[name] }, ...(sign ? [icon(sign)] : []), el("span", {}, E[name]));
    made.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection and the composition
    made.addEventListener("click", () => made.getAttribute("aria-disabled") !== "true" && run(acts[name]));
    buttons.set(name, made);
    return made;
  };
  const source = el("button", { type: "button", class: "toolbtn right", "aria-pressed": "false" }, E.source);
  source.addEventListener("click", () => {
    const on = source.getAttribute("aria-pressed") !== "true";
    source.setAttribute("aria-pressed", String(on));
    bar.classList.toggle("source", on);
    onSource(on);
  });
  const tableRow = el("div", { class: "tabletools", role: "group", "aria-label": E.tableTools, hidden: true }, ...TABLE_TOOLS.map((name) => button(name)));
  const bar = el("div", { class: "editor-bar", role: "toolbar", "aria-label": E.toolbar }, styles, ...TOOLS.map(([name, sign]) => button(name, sign)), source, tableRow);
  rove(bar, getView);
  return { bar, update: (state) => refresh(state, styles, buttons, tableRow) };
}

function refresh(state, styles, buttons, tableRow) {
  const heading = inside(state, schema.nodes.heading);
  styles.value = String(heading ? Math.min(Math.max(heading.attrs.level, 2), 4) : 0);
  styles.disabled = !acts.style(0)(state) && !acts.style(2)(state);
  for (const [name, made] of buttons) {
    made.setAttribute("aria-disabled", String(!acts[name](state)));
    if (ON[name]) made.setAttribute("aria-pressed", String(ON[name](state)));
  }
  tableRow.hidden = !isInTable(state);
}

function rove(bar, getView) {
  const stops = () => Array.from(bar.querySelectorAll("select, button")).filter((s) => !s.closest("[hidden]"));
  const settle = (to) => { for (const s of bar.querySelectorAll("select, button")) s.tabIndex = s === to ? 0 : -1; };
  settle(bar.querySelector("select"));
  bar.addEventListener("focusin", (event) => settle(event.target));
  bar.addEventListener("keydown", (event) => {
    const all = stops();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); getView().focus(); }
    else if (to !== undefined) { event.preventDefault(); all[(to + all.length) % all.length].focus(); }
  });
}
