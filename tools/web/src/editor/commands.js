// What the toolbar and the keys can do, as ProseMirror commands.
import { chainCommands, createParagraphNear, exitCode, liftEmptyBlock, newlineInCode, setBlockType, splitBlock, toggleMark, wrapIn, lift } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { InputRule, inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { Selection, TextSelection } from "prosemirror-state";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable, selectedRect } from "prosemirror-tables";

import { schema } from "./schema.js";

const n = schema.nodes;

export function inside(state, type) {
  for (let d = state.selection.$from.depth; d > 0; d--) if (state.selection.$from.node(d).type === type) return state.selection.$from.node(d);
  return null;
}

function toggleList(type, other) {
  return (state, dispatch, view) => {
    if (inside(state, type)) return liftListItem(n.list_item)(state, dispatch, view);
    const $from = state.selection.$from;
    const list = inside(state, other);
    if (!list) return wrapInList(type)(state, dispatch, view);
    for (let d = $from.depth; d > 0; d--) {
      if ($from.node(d) !== list) continue;
      if (dispatch) dispatch(state.tr.setNodeMarkup($from.before(d), type));
      return true;
    }
    return false;
  };
}

function insertTable(state, dispatch) {
  if (isInTable(state) || !state.selection.$from.parent.isTextblock || state.selection.$from.parent.type.spec.code) return false;
  if (!dispatch) return true;
  const row = (cell) => n.table_row.create(null, [0, 1, 2].map(() => cell.createAndFill()));
  const tr = state.tr;
  const at = tr.selection.$from.parent.content.size ? tr.selection.$from.after(1) : tr.selection.$from.before(1);
  const emptyTop = tr.selection.$from.depth === 1 && !tr.selection.$from.parent.content.size;
  const made = n.table.create(null, [row(n.table_header), row(n.table_cell), row(n.table_cell)]);
  if (emptyTop) tr.replaceWith(at, tr.selection.$from.after(1), made);
  else tr.insert(at, made);
  if (at + made.nodeSize >= tr.doc.content.size) tr.insert(at + made.nodeSize, n.paragraph.create());
  tr.setSelection(Selection.near(tr.doc.resolve(at + 3)));
  dispatch(tr.scrollIntoView());
  return true;
}

// Enter in a table goes to the cell below, from the last row to the paragraph after: a cell holds one line.
function enterInTable(state, dispatch) {
  if (!isInTable(state)) return false;
  const rect = selectedRect(state);
  const { map, tableStart, table } = rect;
  let target = tableStart + table.content.size + 1;
  let tr = state.tr;
  if (rect.bottom < map.height) target = tableStart + map.map[rect.bottom * map.width + rect.left] + 1;
  else if (!tr.doc.resolve(target).nodeAfter) tr = tr.insert(target, n.paragraph.create());
  if (dispatch) dispatch(tr.setSelection(Selection.near(tr.doc.resolve(target))).scrollIntoView());
  return true;
}

function tabInTable(state, dispatch) {
  if (!isInTable(state)) return false;
  if (goToNextCell(1)(state, dispatch)) return true;
  const { map, tableStart, table } = selectedRect(state);
  if (!dispatch) return true;
  const cells = Array.from({ length: map.width }, () => n.table_cell.createAndFill());
  const end = tableStart + table.content.size;
  const tr = state.tr.insert(end, n.table_row.create(null, cells));
  dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(end + 2))).scrollIntoView());
  return true;
}

const softEnter = chainCommands(exitCode, (state, dispatch) => {
  if (isInTable(state)) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(n.hard_break.create()).scrollIntoView());
  return true;
});

const style = (level) => (level ? setBlockType(n.heading, { level }) : setBlockType(n.paragraph));

export const acts = {
  style,
  bold: toggleMark(schema.marks.strong),
  bullet: toggleList(n.bullet_list, n.ordered_list),
  ordered: toggleList(n.ordered_list, n.bullet_list),
  quote: (state, dispatch) => (inside(state, n.blockquote) ? lift(state, dispatch) : wrapIn(n.blockquote)(state, dispatch)),
  table: insertTable,
  undo,
  redo,
  rowAfter: addRowAfter,
  columnAfter: addColumnAfter,
  rowDelete: deleteRow,
  columnDelete: deleteColumn,
  tableDelete: deleteTable,
};

export const keys = [
  keymap({
    "Mod-z": undo, "Mod-y": redo, "Shift-Mod-z": redo, "Mod-b": acts.bold, Backspace: undoInputRule,
    "Mod-Alt-0": style(0), "Mod-Alt-1": style(2), "Mod-Alt-2": style(3), "Mod-Alt-3": style(4),
    "Mod-Shift-8": acts.bullet, "Mod-Shift-7": acts.ordered,
    Enter: chainCommands(enterInTable, splitListItem(n.list_item)),
    "Shift-Enter": softEnter,
    Tab: chainCommands(tabInTable, sinkListItem(n.list_item)),
    "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(n.list_item)),
  }),
  keymap({ Enter: chainCommands(newlineInCode, createParagraphNear, liftEmptyBlock, splitBlock) }),
];

export const rules = inputRules({
  rules: [
    textblockTypeInputRule(/^(#{1,4})\s$/, n.heading, (m) => ({ level: m[1].length })),
    wrappingInputRule(/^[-*]\s$/, n.bullet_list),
    wrappingInputRule(/^(\d+)\.\s$/, n.ordered_list, (m) => ({ order: Number(m[1]) }), (m, node) => node.childCount + node.attrs.order === Number(m[1])),
    wrappingInputRule(/^>\s$/, n.blockquote),
    new InputRule(/^---$/, (state, _match, start, end) => state.tr.delete(start, end).insert(start - 1, n.horizontal_rule.create())),
  ],
});
