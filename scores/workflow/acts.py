"""Acts on records of this package that have no table of moves."""

from kernel.workflow import Labelled


class HappeningAct(Labelled):
    """What is done with a happening."""

    NOTE = "note", "记录"
    CANCEL = "cancel", "撤销"
    REGISTER = "register", "登记上级采用"
    ENTER = "enter", "登记扣分事项"


class SettlementAct(Labelled):
    """What is done with a period."""

    CLOSE = "close", "结账"
