"""Acts of notices that stand in no table of transitions, in words for the journal."""

from kernel.workflow import Labelled


class CallAct(Labelled):
    """What was noted of a phone call."""

    REACHED = "call_reached", "电话：已接通"
    PASSED_ON = "call_passed_on", "电话：已请人转告"
    NO_ANSWER = "call_no_answer", "电话：无人接听"
    WRONG_NUMBER = "call_wrong_number", "电话：号码不对"
