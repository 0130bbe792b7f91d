"""The steps a submission makes inside the office after it was screened, as its unit is told them."""

from dataclasses import dataclass
from datetime import datetime

from kernel.workflow import Labelled


class Step(Labelled):
    """What was done with the article made of it."""

    SELECT = "select", "选编成稿"
    VERIFY = "verify", "内容核实"
    RETURN = "return", "退回重新核实"
    FINISH = "finish", "文字加工完成"
    PLACE = "place", "编入一期"
    TAKE_OUT = "take_out", "移出一期"
    HOLD = "hold", "转为备用"
    RESUME = "resume", "恢复使用"
    DROP = "drop", "这一稿不用"
    RESTORE = "restore", "恢复这一稿"
    GATHER = "gather", "自动编入当日一期"
    FREE = "free", "所在一期作废，退回待编"
    BACK_TO_VERIFICATION = "back_to_verification", "随一期退回核实"
    BACK_TO_EDITING = "back_to_editing", "随一期退回加工"
    BACK_TO_SCREENING = "back_to_screening", "随一期退回筛选"
    TAKE_IN = "take_in", "并入其他来稿"
    MERGE = "merge", "并入另一篇稿件"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has it now, since when, and what happened last."""

    who: str
    unit: str
    since: datetime
    step: str
