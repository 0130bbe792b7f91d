// What a report may contain: exactly what the server renders. No pictures (they are attachments), no raw HTML.
import { schema as markdown } from "prosemirror-markdown";
import { Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

const cells = tableNodes({
  tableGroup: "block",
  cellContent: "inline*",
  cellAttributes: {
    align: {
      default: null,
      getFromDOM: (dom) => dom.getAttribute("data-align") || dom.getAttribute("align") || dom.style.textAlign || null,
      setDOMAttr: (value, attrs) => { if (value) attrs["data-align"] = value; },
    },
  },
});

const soft = {
  inline: true,
  group: "inline",
  selectable: false,
  attrs: { soft: { default: false } }, // a line end of the source that is not a break of its own
  parseDOM: [{ tag: "br", getAttrs: (dom) => ({ soft: dom.hasAttribute("data-soft") }) }],
  toDOM: (node) => (node.attrs.soft ? ["br", { "data-soft": "" }] : ["br"]),
};

export const schema = new Schema({
  nodes: markdown.spec.nodes.remove("image").update("hard_break", soft).update("heading", { ...markdown.spec.nodes.get("heading"), content: "inline*" }).append(cells),
  marks: markdown.spec.marks,
});
