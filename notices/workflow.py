"""Acts of notices that stand in no table of transitions, in words for the journal; the ladders others start."""

from kernel.workflow import Labelled


class CallAct(Labelled):
    """What was noted of a phone call."""

    REACHED = "call_reached", "电话：已接通"
    PASSED_ON = "call_passed_on", "电话：已请人转告"
    NO_ANSWER = "call_no_answer", "电话：无人接听"
    WRONG_NUMBER = "call_wrong_number", "电话：号码不对"


class Ladder(Labelled):
    """The ladders; their steps are rows of notice_rung."""

    EMERGENCY = "emergency", "紧急信息"
    TERM = "term", "时限"
    RECEIPT = "receipt", "签收"


class Rung(Labelled):
    """The kinds of step a ladder has."""

    BELL = "bell", "系统内提醒"
    SMS = "sms", "短信"
    PHONE = "phone", "电话催办"
    OPERATOR_B = "operator_b", "提醒 B 角"
    HEAD = "head", "提醒单位负责人"
