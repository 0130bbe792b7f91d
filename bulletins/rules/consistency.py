"""The consistency sheet: what a text says of itself and cannot both be right (ED-07). Rules only; nothing leaves the house.

- A finding names its sentence, its rule and what would be right; it stops nothing, whoever answers for the text looks.
- A finding is the same as long as rule, sentence and values are: who acknowledged it, did so for this very wording.
- What may well be meant is not told: 其中 need not name every part, 等 need not name every member.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crypto import sm3
from kernel.workflow import Labelled


class Rule(Labelled):
    """What was looked at. The sentence of a finding stands in messages.toml under consistency.<rule>."""

    SUM_OVER = "sum_over", "各项之和大于总数"
    SUM_OFF = "sum_off", "各项之和与总数不符"
    COUNT_OFF = "count_off", "列举的个数与数字不符"
    GROWTH_OFF = "growth_off", "增减幅度与前后数不符"
    DIRECTION = "direction", "增减方向与前后数相反"
    POINTS = "points", "百分点写成百分比"
    SHARE_OFF = "share_off", "占比与数字不符"
    SHARES_OVER = "shares_over", "占比之和超过 100%"
    PERCENT_OVER = "percent_over", "不可能的百分比"
    NO_DAY = "no_day", "不存在的日期"
    WEEKDAY = "weekday", "日期与星期不符"
    RANGE = "range", "起止颠倒"
    PAST_PLAN = "past_plan", "将来的事写了过去的日期"
    FUTURE_DONE = "future_done", "已做的事写了将来的日期"
    QUARTER = "quarter", "季度与月份不符"
    TITLE_NUMBER = "title_number", "标题中的数正文没有"
    SHORT_BEFORE = "short_before", "简称先于全称"
    SHORT_UNSAID = "short_unsaid", "只有简称没有全称"
    FORMER = "former", "单位旧称"
    POST = "post", "姓名与职务不符"
    NAME = "name", "姓名疑误"
    ORDER = "order", "领导排序"
    NUMBER_AHEAD = "number_ahead", "引用的期号还没有编到"


@dataclass(frozen=True, slots=True)
class Finding:
    """`index`: the sentence (rules.lineage.sentences), -1 the title; `start`, `end`: in that sentence."""

    rule: Rule
    index: int
    sentence: str
    start: int
    end: int
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What an acknowledgement holds on to."""
        said = "\n".join([self.rule.value, self.sentence, str(self.start), *sorted(self.values.values())])
        return sm3.hash(said.encode()).hex()[:32]

    @property
    def quote(self) -> str:
        """The words it is about."""
        return self.sentence[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Somebody on the office's list, or in the register, with their posts."""

    name: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the office knows. `people`: in their order; `shorts`: agreed short name -> whole name; `former`: old -> new.

    `next_numbers`: kind's name -> the number its next issue will have this year.
    """

    day: date
    people: tuple[Ranked, ...] = ()
    shorts: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)
    next_numbers: Mapping[str, int] = field(default_factory=dict)
