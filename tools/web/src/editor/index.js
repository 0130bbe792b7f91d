// Turns <textarea data-editor> into a page one writes on. The textarea stays the truth: Markdown goes back into it with
// every change, and it is what the form sends. Nobody who types nothing changes a byte.
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { baseKeymap } from "prosemirror-commands";
import { keymap } from "prosemirror-keymap";
import { EditorState, Plugin, TextSelection } from "prosemirror-state";
import { fixTables, tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";

import { el, note } from "../dom.js";
import { E } from "../strings.js";
import { keys, rules } from "./commands.js";
import { plain } from "./count.js";
import { gauge } from "./gauge.js";
import { read, write } from "./markdown.js";
import { mark, marks } from "./marks.js";
import { paste } from "./paste.js";
import { toolbar } from "./toolbar.js";
import { range } from "./where.js";

// Tab indents lists and walks tables; after Escape the next Tab leaves the text, so nobody is caught in it.
function leaving(focusTools) {
  let free = false;
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown(_view, event) {
          if (event.isComposing) return false;
          if (event.altKey && event.key === "F10") { event.preventDefault(); focusTools(); return true; }
          const leave = event.key === "Tab" && free; // true: ProseMirror stands aside, the browser moves the focus
          free = event.key === "Escape" || (free && event.key === "Shift");
          return leave;
        },
      },
    },
  });
}

function attributes(area, label) {
  const described = area.getAttribute("aria-describedby");
  return {
    id: area.id,
    class: "editor-text read",
    role: "textbox",
    "aria-multiline": "true",
    ...(label ? { "aria-labelledby": label.id } : { "aria-label": area.name }),
    ...(described ? { "aria-describedby": described } : {}),
    ...(area.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
  };
}

export function edit(area) {
  if (area.dataset.edited) return;
  area.dataset.edited = "1";
  const label = area.labels?.[0];
  if (label) { label.id ||= `${area.id}-label`; label.addEventListener("click", (event) => { event.preventDefault(); view.focus(); }); }
  const attrs = attributes(area, label);
  const meter = gauge(area);
  let [timer, stale, view] = [0, false, null];

  const flush = () => {
    if (!stale || area.dataset.source) return;
    stale = false;
    area.value = write(view.state.doc);
  };
  const changed = () => {
    stale = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      flush();
      area.dispatchEvent(new Event("input", { bubbles: true }));
      const text = plain(view.state.doc);
      meter.show(text);
      meter.ask();
    }, 180);
  };
  const tools = toolbar(() => view, (on) => {
    flush();
    if (on) area.dataset.source = "1";
    else delete area.dataset.source;
    area.hidden = !on;
    view.dom.hidden = on;
    if (!on) load();
    (on ? area : view).focus();
  });
  const state = (doc) => EditorState.create({
    doc,
    plugins: [leaving(() => tools.bar.querySelector("[tabindex='0']").focus()), rules, ...keys, keymap(baseKeymap), history(), gapCursor(), tableEditing(), marks(), paste((n) => box.append(note(E.picturesDropped(n), "warn")))],
  });
  const load = () => {
    const fresh = state(read(area.value));
    view.updateState(fixTables(fresh) ? fresh.apply(fixTables(fresh)) : fresh);
    tools.update(view.state);
    meter.show(plain(view.state.doc));
    meter.ask();
  };

  const box = el("div", { class: "editor" });
  area.before(box);
  box.append(tools.bar);
  view = new EditorView(box, {
    state: state(read(area.value)),
    attributes: attrs,
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr));
      tools.update(view.state);
      if (tr.docChanged) changed();
    },
  });
  area.id = `${area.id}-source`;
  area.hidden = true;
  box.append(area, meter.box);
  // Taken (preventDefault) when the words were found and stand selected.
  area.addEventListener("zx:select", (event) => {
    view.focus();
    const at = event.detail && range(view.state.doc, area.value, event.detail);
    if (!at) return;
    event.preventDefault();
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, ...at)));
    const there = view.domAtPos(at[0]).node;
    (there.nodeType === Node.TEXT_NODE ? there.parentElement : there).scrollIntoView({ block: "center" });
  });
  area.addEventListener("zx:replace", (event) => {
    const at = range(view.state.doc, area.value, event.detail.at);
    if (at) view.dispatch(view.state.tr.insertText(event.detail.by, ...at));
    flush();
  });
  area.addEventListener("zx:found", (event) => { flush(); mark(view, area.value, event.detail); });
  area.addEventListener("zx:restored", () => { stale = false; load(); });
  area.form?.addEventListener("submit", flush, true);
  area.form?.addEventListener("zx:flush", flush);
  load();
}
