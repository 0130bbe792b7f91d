"""The tables of an event and of a phone report, and the kinds of reports that make a chain.

- An event begins with its first report, goes on with follow-ups that tell progress only, and ends with the final
  report; a final report that comes back from the office opens it again.
- A major decision is the same chain: its stage reports each have a due date of their own (办法 第十四条（二）).
- Joining takes nothing apart: the reports stay where they are, the event they were sent to points at the other one.
- What several units reported of one thing is an event of the office's alone: it asks nothing of the units, has no clock,
  and no unit sees it (ED-02).
- A phone report is noted first; the text follows, or the office says why none will come.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states

EVENT_KIND, PHONE_KIND = "event", "phone_note"
SYSTEM_RIGHT = "system"
# Steps of clocks: of an event (a stage's step ends with its id), of a phone report.
FOLLOW_UP, DAILY, FINAL, STAGE = "follow_up", "daily", "final", "stage:"
CALL, TEXT = "phone", "text"


class EventKind(Labelled):
    """What is followed."""

    EMERGENCY = "emergency", "突发事件"
    DECISION = "decision", "重大决策落实"
    TOPIC = "topic", "同题信息"


class ReportKind(Labelled):
    """What a report is in its chain."""

    FIRST = "first", "初报"
    FOLLOW_UP = "follow_up", "续报"
    DAILY = "daily", "日报"
    STAGE = "stage", "阶段进展"
    FINAL = "final", "终报"
    SAME = "same", "同题"


class EventState(Labelled):
    """Where an event stands."""

    OPEN = "open", "续报中"
    JOINED = "joined", "已并入"
    ENDED = "ended", "已终报"


class PhoneState(Labelled):
    """Where a phone report stands."""

    NOTED = "noted", "待补文字"
    WRITTEN = "written", "文字已报"
    DROPPED = "dropped", "不再补文字"


class EventAct(Labelled):
    """Acts of the journal that are no move."""

    BEGIN = "begin", "开始跟踪"
    REPORT = "report", "报告"
    PLAN = "plan", "定阶段时限"
    DRAFT = "draft", "起草后续报告"
    GATHER = "gather", "归并同题信息"
    LEAVE = "leave", "移出同题信息"


class PhoneAct(Labelled):
    """Acts of the journal that are no move."""

    NOTE = "note", "登记电话报告"
    DRAFT = "draft", "起草文字报告"


class Naming(Labelled):
    """How the title of a next report is proposed."""

    TITLE = "title", "{title}（{kind}{place}）"


class Ordinal(Labelled):
    """Numbers of reports in a title."""

    ONE = "1", "一"
    TWO = "2", "二"
    THREE = "3", "三"
    FOUR = "4", "四"
    FIVE = "5", "五"
    SIX = "6", "六"
    SEVEN = "7", "七"
    EIGHT = "8", "八"
    NINE = "9", "九"
    TEN = "10", "十"


@dataclass(frozen=True, slots=True)
class Event:
    """An event as its workflow sees it."""

    id: UUID
    kind: str
    unit: UUID
    state: str
    version: int
    level: str = ""
    daily: bool = False
    joined: UUID | None = None
    opened: datetime | None = None


@dataclass(frozen=True, slots=True)
class PhoneNote:
    """A phone report as its workflow sees it."""

    id: UUID
    unit: UUID
    state: str
    version: int
    called: datetime
    learned: datetime
    by: UUID
    level: str = ""
    submission: UUID | None = None


def _in_office(_item: Any, actor: Actor) -> bool:
    return actor.office


def _emergency(event: Any, _actor: Actor) -> bool:
    return bool(event.kind == EventKind.EMERGENCY)


def _topic(event: Any, _actor: Actor) -> bool:
    return bool(event.kind == EventKind.TOPIC)


def _each(event: Any, _actor: Actor) -> bool:
    return not event.daily


def _daily(event: Any, _actor: Actor) -> bool:
    return bool(event.daily)


OFFICE = (Guard("in_office", "只有办公厅的人能办理", _in_office),)
EMERGENCY = Guard("emergency", "只有突发事件才有日报", _emergency)
TOPIC = Guard("topic", "只有同题信息可以这样结束", _topic)
EACH = Guard("each", "已经按日报告", _each)
BY_DAY = Guard("daily", "没有按日报告", _daily)

EVENT = Workflow(
    EVENT_KIND,
    "事件",
    EventState,
    EventState.OPEN,
    (EventState.OPEN, EventState.ENDED),
    (
        Transition(
            "join", from_states(EventState.OPEN), EventState.JOINED, Right.SUBMISSION_SCREEN, "并入另一事件", OFFICE,
            asks=(Ask("into", "并入哪一事件", kind="choice", options="events"),),
        ),
        Transition("part", from_states(EventState.JOINED), EventState.OPEN, Right.SUBMISSION_SCREEN, "分出来", OFFICE),
        Transition(
            "go_daily", from_states(EventState.OPEN), EventState.OPEN, Right.SUBMISSION_SCREEN, "改为日报",
            (*OFFICE, EMERGENCY, EACH),
        ),
        Transition(
            "end_daily", from_states(EventState.OPEN), EventState.OPEN, Right.SUBMISSION_SCREEN, "恢复续报",
            (*OFFICE, BY_DAY),
        ),
        Transition(
            "close", from_states(EventState.OPEN), EventState.ENDED, Right.SUBMISSION_SCREEN, "不再归并", (*OFFICE, TOPIC),
        ),
        Transition("end", from_states(EventState.OPEN), EventState.ENDED, SYSTEM_RIGHT, "终报", shown=False),
        Transition("reopen", from_states(EventState.ENDED), EventState.OPEN, SYSTEM_RIGHT, "重新跟踪", shown=False),
    ),
)  # fmt: skip

PHONE = Workflow(
    PHONE_KIND,
    "电话报告",
    PhoneState,
    PhoneState.NOTED,
    (PhoneState.NOTED, PhoneState.WRITTEN),
    (
        Transition("write", from_states(PhoneState.NOTED), PhoneState.WRITTEN, SYSTEM_RIGHT, "报送文字", shown=False),
        Transition(
            "drop", from_states(PhoneState.NOTED), PhoneState.DROPPED, Right.PHONE_NOTE, "不再补文字", OFFICE,
            asks=(Ask("note", "为什么不再要文字报告"),),
        ),
    ),
)  # fmt: skip


def phone_visible(note: PhoneNote, actor: Actor) -> bool:
    """Both sides see it: the unit that called, and the office."""
    own = actor.may(Right.SUBMISSION_READ_OWN) and note.unit == actor.unit
    return own or (actor.office and actor.may(Right.SUBMISSION_READ))
