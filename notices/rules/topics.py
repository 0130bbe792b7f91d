"""What people are told, as a table: every topic, its class, and the ways it may leave the house.

- A class is what a person chooses by on the settings page: what waits for me, terms, results, emergencies, administration.
- In the application everything is told, to everyone, always. Emergencies are never muted and never held back.
- What was told of a sending that failed goes by the bell alone: a mail about a broken mail server helps nobody.
- A topic that is not in the table is handled like something that waits for the person; a test keeps the table complete.
"""

from dataclasses import dataclass

from kernel.workflow import Labelled


class Class(Labelled):
    """What a person chooses by."""

    MINE = "mine", "等我办理的"
    DEADLINE = "deadline", "时限"
    RESULT = "result", "结果"
    URGENT = "urgent", "紧急"
    ADMIN = "admin", "管理"


class Channel(Labelled):
    """The ways out of the house."""

    MAIL = "mail", "邮件"
    SMS = "sms", "短信"


class Way(Labelled):
    """When something goes out by a channel."""

    INSTANT = "instant", "即时"
    DIGEST = "digest", "定时汇总"
    NONE = "none", "不发"


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of the table; `channels`: by which it may go out at all."""

    klass: Class
    channels: tuple[Channel, ...] = (Channel.MAIL, Channel.SMS)


def _rows(klass: Class, kind: str, names: str, channels: tuple[Channel, ...] = tuple(Channel)) -> dict[str, Topic]:
    return {f"{kind}.{name}": Topic(klass, channels) for name in names.split()}


TOPICS: dict[str, Topic] = {
    **_rows(Class.MINE, "submission", "request_sign sign_off sign_back submit return"),
    **_rows(Class.MINE, "submission", "submit_up send_down entered entry_objected mailed mail_refused"),
    **_rows(Class.RESULT, "submission", "forward"),
    **_rows(Class.RESULT, "submission", "accept decline adopt close"),
    **_rows(Class.DEADLINE, "submission", "clock_50 clock_75 clock_100 clock_b clock_head clock_moved"),
    **_rows(Class.MINE, "assignment", "issue join inherit hand_over ask_extension decline answer reopen insist"),
    **_rows(Class.RESULT, "assignment", "accept progress close extend refuse_extension reassign cancel"),
    **_rows(Class.DEADLINE, "assignment", "remind clock_50 clock_75 clock_100 clock_b clock_head clock_moved"),
    **_rows(Class.MINE, "assignment_order", "ask"),
    **_rows(Class.RESULT, "assignment_order", "consent refuse"),
    **_rows(Class.DEADLINE, "daily_duty", "clock_50 clock_75 clock_100 clock_b clock_head clock_moved"),
    **_rows(
        Class.MINE, "issue", "assemble timed_failed void submit approve send_back take_back typeset proofread reject"
    ),
    **_rows(Class.MINE, "delivery", "recall correct arrive"),
    **_rows(Class.DEADLINE, "delivery", "open_75 open_100 open_b open_head accept_75 accept_100 accept_b accept_head"),
    **_rows(Class.ADMIN, "issue", "not_arrived"),
    **_rows(Class.MINE, "widening", "ask waits"),
    **_rows(Class.RESULT, "widening", "agree refuse expire"),
    **_rows(Class.MINE, "reading_handover", "give revoke"),
    **_rows(
        Class.MINE, "instruction", "register paper transcribe again release confirm correct vouch route add answer"
    ),
    **_rows(Class.MINE, "instruction", "return ask_extension"),
    **_rows(Class.RESULT, "instruction", "progress accept extend refuse_extension excuse settle close"),
    **_rows(Class.RESULT, "instruction", "told_praise told_question told_task told_read"),
    **_rows(Class.DEADLINE, "instruction", "clock_50 clock_blue clock_yellow clock_red clock_moved"),
    **_rows(Class.DEADLINE, "instruction", "desk_50 desk_75 desk_100 desk_b desk_head desk_moved"),
    **_rows(Class.DEADLINE, "instruction_tidy", "made"),
    **_rows(Class.MINE, "article", "ask_review reviewed"),
    **_rows(Class.DEADLINE, "article", "clock_50 clock_75 clock_100 clock_b clock_head clock_moved"),
    **_rows(Class.DEADLINE, "issue", "clock_50 clock_75 clock_100 clock_b clock_head clock_moved"),
    **_rows(Class.MINE, "submission", "desk_assign desk_hand desk_take_over desk_inherit desk_release restore"),
    **_rows(Class.MINE, "article", "desk_assign desk_hand desk_take_over desk_inherit desk_release"),
    **_rows(Class.MINE, "issue", "desk_assign desk_hand desk_take_over desk_inherit desk_release"),
    **_rows(Class.MINE, "question", "ask answer add withdraw"),
    **_rows(Class.DEADLINE, "question", "clock_50 clock_75 clock_100 clock_b clock_head clock_moved"),
    **_rows(Class.DEADLINE, "desk", "week"),
    **_rows(Class.MINE, "score_appeal", "file"),
    **_rows(Class.RESULT, "score_appeal", "uphold reject withdraw"),
    **_rows(Class.DEADLINE, "unit", "gap_near gap_late"),
    **_rows(Class.MINE, "handover", "settled waiting"),
    **_rows(Class.MINE, "application", "file review approve"),
    **_rows(Class.DEADLINE, "report_duty", "clock_50 clock_75 clock_100 clock_b clock_head clock_moved"),
    **_rows(Class.URGENT, "submission", "send_unsigned"),
    **_rows(Class.MINE, "debt", "owe"),
    **_rows(Class.RESULT, "debt", "pay excuse"),
    **_rows(Class.URGENT, "debt", "refuse"),
    **_rows(Class.DEADLINE, "debt", "clock_50 clock_75 clock_100 clock_b clock_head clock_moved"),
    **_rows(Class.URGENT, "phone_note", "note clock_50 clock_75 clock_100 clock_b clock_head clock_moved"),
    **_rows(Class.DEADLINE, "event", "clock_50 clock_75 clock_100 clock_b clock_head clock_moved"),
    **_rows(Class.MINE, "signer_absence", "enter end"),
    **_rows(Class.ADMIN, "account", "apply"),
    **_rows(Class.ADMIN, "role_change", "ask"),
    **_rows(Class.DEADLINE, "notice", "press"),
    **_rows(Class.URGENT, "notice", "urge"),
    **_rows(Class.MINE, "notice", "phone"),
    **_rows(Class.ADMIN, "notice", "failed", ()),
}

# Without a choice of one's own: mail at once, short messages for emergencies only.
DEFAULTS: dict[Channel, Way] = {Channel.MAIL: Way.INSTANT, Channel.SMS: Way.NONE}
CHOSEN = tuple(klass for klass in Class if klass is not Class.URGENT)


def of(topic: str) -> Topic:
    """The row of a topic."""
    return TOPICS.get(topic, Topic(Class.MINE))


def is_urgent(topic: str) -> bool:
    """Whether the topic itself is an emergency."""
    return of(topic).klass is Class.URGENT
