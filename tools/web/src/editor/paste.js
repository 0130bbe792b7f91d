// What comes in from outside.
import { Fragment, Slice } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { isInTable } from "prosemirror-tables";

import { schema } from "./schema.js";
import { fromHtml, paragraphs } from "./word.js";

const inline = (text) => (text ? Slice.maxOpen(Fragment.from(schema.text(text))) : Slice.empty);

export function paste(onPictures) {
  return new Plugin({
    props: {
      transformPastedHTML(html) {
        if (html.includes("data-pm-slice")) return html;
        const { html: cleaned, pictures } = fromHtml(html);
        if (pictures) onPictures(pictures);
        return cleaned;
      },
      clipboardTextParser(text, $context) {
        const lines = paragraphs(text);
        if (lines.length < 2) return inline(lines[0] || "");
        const inCell = $context.parent.type.spec.tableRole;
        if (inCell) return inline(lines.join(" "));
        const made = lines.map((line) => schema.nodes.paragraph.create(null, schema.text(line)));
        return new Slice(Fragment.from(made), 1, 1);
      },
      handlePaste(view, _event, slice) {
        if (!isInTable(view.state) || slice.content.firstChild?.type.name === "table" || slice.content.firstChild?.type.spec.tableRole) return false;
        if (slice.content.childCount < 2 && slice.content.firstChild?.inlineContent !== false) return false;
        const text = slice.content.textBetween(0, slice.content.size, " ", " ");
        view.dispatch(view.state.tr.insertText(text).scrollIntoView());
        return true;
      },
    },
  });
}
