"""The office's tables that are edited at run time, described once as data (SUB-03).

- A row holds from a day to a day. What was in force is never rewritten: a change ends the row and begins another one.
- A table says its key, its columns with their bounds, and the codes the rules themselves are written for: those may be
  renamed, not ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kernel.workflow import Labelled
from notices.workflow import Ladder, Rung
from submissions.rules.channels import Channel
from submissions.rules.office_words import (
    ClockKind,
    DeliveryStep,
    DeskTermStep,
    DueStep,
    EmergencyStep,
    Every,
    Head,
    Length,
    MarkName,
    Measure,
    Quality,
    SentAs,
    Span,
    Tell,
    YesNo,
)
from submissions.rules.told import LeaderRank, Said, Sight

FURTHEST = timedelta(days=3 * 366)
LONGEST_CODE = 30
IDENTIFIER = "identifier"  # what the gate calls a code somebody makes up


class Name(Labelled):
    """The tables, in the order of the page."""

    CATEGORY = "category", "报送类别"
    GENRE = "genre", "体裁和篇幅"
    URGENCY = "urgency", "紧急程度"
    LEVEL = "level", "突发事件分级"
    RETURN_CODE = "return_code", "退回原因"
    DECLINE_CODE = "decline_code", "不采用的原因"
    DROP_CODE = "drop_code", "编辑退稿的原因"
    DUE_RULE = "due_rule", "报送和初筛时限"
    DESK_TERM = "desk_term", "编辑各环节时限"
    EMERGENCY_TERM = "emergency_term", "突发事件时限"
    EVENT_HOUR = "event_hour", "日报时间"
    UNSIGNED = "unsigned", "可以先报后签的"
    IMPORTANCE = "importance", "须由主要负责人签发的"
    MARK = "mark", "催办节点"
    LADDER = "ladder", "逐级催办"
    CHANNEL = "channel", "报送渠道"
    QUESTION = "question", "报前自查"
    OUTLINE = "outline", "写作提纲"
    PERIOD = "period", "定期报送"
    DELIVERY_TERM = "delivery_term", "刊物阅读和答复期限"
    INSTRUCTION_TERM = "instruction_term", "批示办理期限"
    INSTRUCTION_SIGHT = "instruction_sight", "批示告知报送单位的范围"
    INSTRUCTION_RETURN = "instruction_return", "批示答复退回原因"
    OUTSIDE_LEADER = "outside_leader", "没有账号的领导"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `kind`: text | number | list (of the office: `of`) | fixed (one of `of`); `empty`: it may be left out."""

    name: str
    head: Head
    kind: str = "text"
    least: int = 0
    most: int = 200
    of: str | type[Labelled] = ""
    empty: bool = False


@dataclass(frozen=True, slots=True)
class OfficeTable:
    """A table as the page and the commands see it. `where`: which rows of the table it is; `closed`: no new rows."""

    name: Name
    table: str
    key: tuple[Column, ...]
    columns: tuple[Column, ...]
    where: Mapping[str, str] = field(default_factory=dict)
    keeps: frozenset[str] = frozenset()
    closed: bool = False
    least_rows: int = 0
    one_of: tuple[str, ...] = ()  # of these columns exactly one is filled in

    @property
    def every(self) -> tuple[Column, ...]:
        """Key and columns."""
        return (*self.key, *self.columns)

    @property
    def codes(self) -> tuple[str, ...]:
        """The columns of the key that hold a code somebody makes up."""
        return tuple(column.name for column in self.key if column.kind == "code")

    @property
    def words(self) -> tuple[str, ...]:
        """The columns that hold words somebody types."""
        return tuple(column.name for column in self.columns if column.kind == "text")


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be changed: a key of a table, from a day on."""

    table: str
    key: dict[str, str]
    day: date


CODE = Column("code", Head.CODE, "code", most=LONGEST_CODE)
LABEL = Column("label", Head.LABEL, least=1, most=40)
SENTENCE = Column("label", Head.SENTENCE, least=1, most=80)
HELP = Column("help_label", Head.HELP, most=200)
PLACE = Column("place", Head.PLACE, "number", least=1, most=99)
CATEGORY = Column("category", Head.CATEGORY, "list", of="category", empty=True)
URGENCY = Column("urgency", Head.URGENCY, "list", of="urgency", empty=True)
GENRE = Column("genre", Head.GENRE, "list", of="genre", empty=True)
LEVEL = Column("level", Head.LEVEL, "list", of="level", empty=True)
MEASURE = Column("measure", Head.MEASURE, "fixed", of=Measure)
AMOUNT = Column("amount", Head.AMOUNT, "number", least=1, most=999)


def _choice(name: Name, *more: Column, keeps: str = "") -> OfficeTable:
    columns = (LABEL, HELP, PLACE, *more)
    where, kept = {"kind": name.value}, frozenset(keeps.split())
    return OfficeTable(name, "submission_choice", (CODE,), columns, where, kept, least_rows=1)


LENGTHS = (
    Column("least", Head.LEAST, "number", most=20_000),
    Column("most", Head.MOST, "number", most=20_000),
)
TABLES: tuple[OfficeTable, ...] = (
    _choice(Name.CATEGORY, keeps="emergency instruction assigned"),
    _choice(Name.GENRE, *LENGTHS, keeps="duty release"),
    _choice(Name.URGENCY, keeps="normal flash"),
    _choice(Name.LEVEL, keeps="1 2 3 4"),
    _choice(Name.RETURN_CODE, keeps="other"),
    _choice(Name.DECLINE_CODE),
    _choice(Name.DROP_CODE),
    OfficeTable(
        Name.DUE_RULE, "submission_due_rule", (CODE,),
        (SENTENCE, Column("step", Head.STEP, "fixed", of=DueStep), CATEGORY, URGENCY, GENRE, replace(AMOUNT, least=0), MEASURE),
    ),
    OfficeTable(
        Name.DESK_TERM, "desk_term", (CODE,),
        (
            SENTENCE, Column("step", Head.STEP, "fixed", of=DeskTermStep), AMOUNT,
            Column("measure", Head.MEASURE, "fixed", of=Length),
        ), least_rows=1,
    ),
    OfficeTable(
        Name.EMERGENCY_TERM, "emergency_term", (CODE,),
        (SENTENCE, Column("step", Head.STEP, "fixed", of=EmergencyStep), LEVEL, AMOUNT, MEASURE), least_rows=1,
    ),
    OfficeTable(
        Name.EVENT_HOUR, "event_hour", (Column("minute", Head.MINUTE, "number", most=1439),), (SENTENCE,), least_rows=1,
    ),
    OfficeTable(
        Name.UNSIGNED, "submission_unsigned_rule", (Column("category", Head.CATEGORY, "list", of="category"), LEVEL), (),
    ),
    OfficeTable(Name.IMPORTANCE, "submission_importance", (CODE,), (SENTENCE, CATEGORY, URGENCY, LEVEL)),
    OfficeTable(
        Name.MARK, "mark_rule",
        (
            Column("kind", Head.KIND, "fixed", of=ClockKind, empty=True), Column("urgent", Head.URGENT, "fixed", of=YesNo),
            Column("mark", Head.MARK, "fixed", of=MarkName),
        ),
        (
            Column("share", Head.SHARE, "number", least=1, most=100, empty=True),
            Column("after_minutes", Head.AFTER, "number", most=100_000, empty=True),
            Column("tell", Head.TELL, "fixed", of=Tell), PLACE,
        ), one_of=("share", "after_minutes"), least_rows=1,
    ),
    OfficeTable(
        Name.LADDER, "notice_rung",
        (Column("ladder", Head.LADDER, "fixed", of=Ladder), Column("step", Head.RUNG_STEP, "number", least=1, most=9)),
        (Column("rung", Head.RUNG, "fixed", of=Rung), Column("minutes", Head.MINUTES, "number", most=10_080)), least_rows=1,
    ),
    OfficeTable(
        Name.CHANNEL, "submission_channel_rule", (Column("channel", Head.CHANNEL, "fixed", of=Channel), GENRE), (),
        least_rows=1,
    ),
    OfficeTable(
        Name.QUESTION, "submission_question", (CODE,),
        (SENTENCE, Column("quality", Head.QUALITY, "fixed", of=Quality), CATEGORY, PLACE),
    ),
    OfficeTable(
        Name.OUTLINE, "submission_outline", (Column("category", Head.CATEGORY, "list", of="category"), PLACE), (LABEL, HELP),
    ),
    OfficeTable(
        Name.PERIOD, "report_period", (CODE,), (LABEL, Column("cadence", Head.CADENCE, "fixed", of=Every), CATEGORY),
    ),
    OfficeTable(
        Name.DELIVERY_TERM, "delivery_term", (CODE,),
        (SENTENCE, Column("step", Head.STEP, "fixed", of=DeliveryStep),
         Column("audience", Head.AUDIENCE, "fixed", of=SentAs, empty=True),
         Column("kind", Head.OUTLET, most=LONGEST_CODE, empty=True), AMOUNT,
         Column("measure", Head.MEASURE, "fixed", of=Measure)), least_rows=1,
    ),
    OfficeTable(
        Name.INSTRUCTION_TERM, "instruction_term", (CODE,),
        (SENTENCE, AMOUNT, Column("measure", Head.MEASURE, "fixed", of=Span),
         Column("urgent", Head.URGENT, "fixed", of=YesNo), PLACE),
        keeps=frozenset({"ordinary", "supplement", "desk"}), least_rows=1,
    ),
    OfficeTable(
        Name.INSTRUCTION_SIGHT, "instruction_sight",
        (Column("rank", Head.RANK, "fixed", of=LeaderRank), Column("said", Head.SAID, "fixed", of=Said)),
        (Column("sight", Head.SIGHT, "fixed", of=Sight),), closed=True, least_rows=len(LeaderRank) * len(Said),
    ),
    OfficeTable(Name.INSTRUCTION_RETURN, "instruction_return", (CODE,), (SENTENCE, PLACE), least_rows=1),
    OfficeTable(
        Name.OUTSIDE_LEADER, "outside_leader", (CODE,),
        (Column("post", Head.POST, most=60), replace(LABEL, head=Head.PERSON),
         Column("rank", Head.LEADER_RANK, "fixed", of=LeaderRank), PLACE),
    ),
)  # fmt: skip
BY_NAME = {each.name.value: each for each in TABLES}


def wrong_day(day: date, today: date) -> str | None:
    """The code of what is wrong with the day a change begins, or None: never in the past, never out of sight."""
    if day < today:
        return "in_the_past"
    return "too_far_ahead" if day - today > FURTHEST else None
