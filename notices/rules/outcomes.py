"""What becomes of a try, a letter, a call, a climb: words for the pages, codes for the rows."""

from dataclasses import dataclass

from kernel.workflow import Labelled


class Outcome(Labelled):
    """Of one try to send."""

    SENT = "sent", "已发出"
    LATER = "later", "对方请稍后再发"
    AWAY = "away", "对方没有应答"
    UNSURE = "unsure", "没有等到答复"
    REFUSED = "refused", "对方拒收"


class End(Labelled):
    """Of a letter."""

    SENT = "sent", "已发出"
    READ = "read", "已在系统内看过，没有再发"
    MUTED = "muted", "本人已改为不发"
    NO_ADDRESS = "no_address", "没有登记号码或邮箱"
    FAILED = "failed", "没有发成"


class Going(Labelled):
    """Of a notice that is to leave and has not left."""

    WAITING = "waiting", "等待发出"


class Report(Labelled):
    """What the gateway says afterwards."""

    DELIVERED = "delivered", "已送达手机"
    UNDELIVERED = "undelivered", "没有送达手机"


class Result(Labelled):
    """Of a phone call; the first two end the ladder."""

    REACHED = "reached", "已接通，本人知晓"
    PASSED_ON = "passed_on", "已请他人转告"
    NO_ANSWER = "no_answer", "无人接听"
    WRONG_NUMBER = "wrong_number", "号码不对"


class Stopped(Labelled):
    """Why a ladder ended."""

    READ = "read", "本人已看"
    ACTED = "acted", "已经办理"
    REACHED = "reached", "已电话告知"
    TOP = "top", "各级都已提醒"


ENDS_CLIMB = frozenset({Result.REACHED, Result.PASSED_ON})
# What says something about the channel, not about the letter.
OF_CHANNEL = frozenset({Outcome.AWAY, Outcome.UNSURE})


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try. `code`: the other side's number; `gateway`: its id for the message."""

    outcome: Outcome
    code: str = ""
    gateway: str = ""
