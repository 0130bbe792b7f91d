// What the service found stands marked where it is, as long as those words stand there. Marks are drawn over the text and
// are no part of it.
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { stretch } from "../jump.js";
import { range } from "./where.js";

const key = new PluginKey("found");
const MOST = 40;

export const marks = () => new Plugin({
  key,
  state: {
    init: () => DecorationSet.empty,
    apply: (tr, set) => tr.getMeta(key) ?? set.map(tr.mapping, tr.doc),
  },
  props: { decorations: (state) => key.getState(state) },
});

export function mark(view, source, found) {
  const drawn = found.slice(0, MOST).map((one) => {
    const at = stretch(source, one);
    const there = at && range(view.state.doc, source, at);
    return there && Decoration.inline(...there, { class: `found ${one.tone || "soft"}`, title: one.text });
  });
  view.dispatch(view.state.tr.setMeta(key, DecorationSet.create(view.state.doc, drawn.filter(Boolean))).setMeta("addToHistory", false));
}
