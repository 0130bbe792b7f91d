"""The ledger of instructions as a sheet: its columns and its cells."""

from datetime import datetime

from bulletins.queries.instruction_views import InstructionLine
from kernel import clock
from kernel.workflow import Labelled

DAY = "%Y-%m-%d"


class Words(Labelled):
    """What the sheet says of itself."""

    TITLE = "title", "领导批示台账"
    FOOT = "foot", "由{who}于{when}导出，共 {rows} 件"


class Column(Labelled):
    """Its columns, in order."""

    NUMBER = "number", "编号"
    SAID = "said", "批示日期"
    LEADER = "leader", "批示人"
    KIND = "kind", "类别"
    WAY = "way", "形式"
    TEXT = "text", "批示内容"
    ISSUE = "issue", "刊物"
    TITLE = "title", "稿件"
    STATE = "state", "状态"
    UNITS = "units", "承办单位"
    DUE = "due", "办结期限"
    OWES = "owes", "尚未答复"
    ANSWERS = "answers", "办理情况"
    CLOSED = "closed", "办结日期"


def cells(line: InstructionLine) -> list[str | float]:
    """A row of it."""
    entry = line.instruction
    told: dict[Column, str] = {
        Column.NUMBER: line.name, Column.SAID: _day(entry.said_at), Column.LEADER: line.leader, Column.KIND: line.kind,
        Column.WAY: line.way, Column.TEXT: entry.text, Column.ISSUE: line.issue, Column.TITLE: line.title,
        Column.STATE: line.state, Column.UNITS: line.units, Column.DUE: _day(entry.due), Column.OWES: line.owes,
        Column.ANSWERS: "\n".join(target.answer for target in entry.targets if target.answer),
        Column.CLOSED: _day(entry.closed_at),
    }  # fmt: skip
    return [told[column] for column in Column]


def _day(at: datetime | None) -> str:
    return clock.local(at).strftime(DAY) if at else ""
