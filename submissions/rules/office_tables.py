"""The office's tables that are edited at run time, described once as data (SUB-03).

- A row holds from a day to a day. What was in force is never rewritten: a change ends the row and begins another one.
- A table says its key, its columns with their bounds, and the codes the rules themselves are written for: those may be
  renamed, not ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kernel.workflow import Labelled
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
    CHANNEL = "channel", "报送渠道"
    QUESTION = "question", "报前自查"
    OUTLINE = "outline", "写作提纲"
    PERIOD = "period", "定期报送"
    DELIVERY_TERM = "delivery_term", "刊物阅读和答复期限"
    INSTRUCTION_TERM = "instruction_term", "批示办理期限"
    INSTRUCTION_SIGHT = "instruction_sight", "批示告知报送单位的范围"
    INSTRUCTION_RETURN = "instruction_return", "批示答复退回原因"


class Head(Labelled):
    """The columns' headings."""

    CODE = "code", "代码"
    LABEL = "label", "名称"
    SENTENCE = "sentence", "说明（显示给用户）"
    HELP = "help_label", "提示"
    PLACE = "place", "次序"
    LEAST = "least", "最少字数"
    MOST = "most", "最多字数"
    STEP = "step", "环节"
    CATEGORY = "category", "类别"
    URGENCY = "urgency", "紧急程度"
    GENRE = "genre", "体裁"
    LEVEL = "level", "分级"
    MEASURE = "measure", "计时单位"
    AMOUNT = "amount", "时限"
    MINUTE = "minute", "当天第几分钟"
    KIND = "kind", "哪类时限"
    URGENT = "urgent", "紧急"
    MARK = "mark", "节点"
    SHARE = "share", "用去时限的百分之几"
    AFTER = "after_minutes", "逾期后多少分钟"
    TELL = "tell", "提醒谁"
    CHANNEL = "channel", "渠道"
    QUALITY = "quality", "四条要求"
    CADENCE = "cadence", "多久一报"
    AUDIENCE = "audience", "发送方式"
    OUTLET = "outlet", "刊物代号（不填为各种刊物）"
    RANK = "rank", "批示人"
    SAID = "said", "批示类别"
    SIGHT = "sight", "告知范围"


class Measure(Labelled):
    """What a term is counted in."""

    WORKING_DAY = "working_day", "工作日"
    DAY = "day", "天"
    HOUR = "hour", "小时"
    MINUTE = "minute", "分钟"
    MOMENT = "moment", "指定时刻"


class Length(Labelled):
    """What a term is counted in that has a length of its own."""

    WORKING_DAY = "working_day", "工作日"
    DAY = "day", "天"
    HOUR = "hour", "小时"
    MINUTE = "minute", "分钟"


class DueStep(Labelled):
    """What a due rule is for."""

    REPORT = "report", "报送"
    SCREEN = "screen", "初筛"
    RELEASE = "release", "新闻发布前报送"


class DeskTermStep(Labelled):
    """What a term of the desk is for; screening has its own rules."""

    VERIFICATION = "verification", "内容核实"
    EDITING = "editing", "文字加工"
    PROOFREADING = "proofreading", "核稿校对"
    QUESTION = "question", "答复核实问题"


class EmergencyStep(Labelled):
    """What an emergency's term is for."""

    PHONE = "phone", "电话报告"
    TEXT = "text", "电话后报文字"
    REPORT = "report", "初报"
    FOLLOW_UP = "follow_up", "续报"
    FINAL = "final", "终报"
    DEBT = "debt", "补签"


class Tell(Labelled):
    """Whom a mark of a clock tells."""

    HOLDER = "holder", "经办人"
    SECOND = "second", "B 角"
    HEAD = "head", "负责人"


class DeliveryStep(Labelled):
    """What a term of reading is for."""

    ARRIVE = "arrive", "送达"
    OPEN = "open", "打开"
    ACCEPT = "accept", "阅毕"
    CONSENT = "consent", "答复扩大范围的申请"


class SentAs(Labelled):
    """For whom a bulletin is meant."""

    ANY = "", "各种方式"
    GENERAL = "general", "普发"
    CIRCULATED = "circulated", "送阅"
    REFERRED = "referred", "参阅"


class YesNo(Labelled):
    """A yes or a no."""

    YES = "true", "是"
    NO = "false", "否"


class Span(Labelled):
    """What the term of an answer is counted in: never a named moment."""

    WORKING_DAY = "working_day", "工作日"
    DAY = "day", "天"
    HOUR = "hour", "小时"


class Every(Labelled):
    """How often."""

    WEEK = "week", "每周"
    MONTH = "month", "每月"


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
        (Column("kind", Head.KIND, empty=True), Column("urgent", Head.URGENT, "fixed", of=YesNo), Column("mark", Head.MARK)),
        (
            Column("share", Head.SHARE, "number", least=1, most=100, empty=True),
            Column("after_minutes", Head.AFTER, "number", most=100_000, empty=True),
            Column("tell", Head.TELL, "fixed", of=Tell), PLACE,
        ), closed=True,
    ),
    OfficeTable(Name.CHANNEL, "submission_channel_rule", (Column("channel", Head.CHANNEL), GENRE), (), closed=True),
    OfficeTable(
        Name.QUESTION, "submission_question", (CODE,), (SENTENCE, Column("quality", Head.QUALITY), CATEGORY, PLACE),
        closed=True,
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
)  # fmt: skip
BY_NAME = {each.name.value: each for each in TABLES}


def wrong_day(day: date, today: date) -> str | None:
    """The code of what is wrong with the day a change begins, or None: never in the past, never out of sight."""
    if day < today:
        return "in_the_past"
    return "too_far_ahead" if day - today > FURTHEST else None
