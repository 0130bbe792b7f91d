"""The tables of an order's and of a task's moves: 下达, 接收, 报送, 采用, 反馈.

- Over the quota an order waits for a superior's consent; the orderer never gives it.
- A task is answered by itself when a linked submission reaches the office, and open again when none is there any more.
- The last step is a word to the submitter: a task is closed only with what became of the answer.
- The unit acts on its own tasks, the office on all; what a unit declined is taken up or let go by the office, never
  forgotten. Other units see nothing.
"""

from collections.abc import Iterable
from typing import Any

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Step, Transition, Workflow, from_states
from submissions.rules.assignments import KIND, ORDER_KIND, Order, Task
from submissions.workflow.submission import SYSTEM_RIGHT
from submissions.workflow.submission import State as SubmissionState

# A submission in one of these lies with the office: it answers. What was taken back or returned does not.
WITH_OFFICE = from_states(
    SubmissionState.SUBMITTED, SubmissionState.SCREENED, SubmissionState.ADOPTED, SubmissionState.CLOSED,
    SubmissionState.DECLINED,
)  # fmt: skip


class OrderState(Labelled):
    """Where an order stands."""

    ASKED = "asked", "待同意"
    ISSUED = "issued", "已下达"
    CLOSED = "closed", "已办结"
    REFUSED = "refused", "未同意"
    MERGED = "merged", "已并入"
    CANCELLED = "cancelled", "已撤销"


class TaskState(Labelled):
    """Where a task stands."""

    ISSUED = "issued", "待接收"
    ACCEPTED = "accepted", "办理中"
    ANSWERED = "answered", "已报送"
    CLOSED = "closed", "已反馈"
    DECLINED = "declined", "不能承担"
    MERGED = "merged", "已合并"
    CANCELLED = "cancelled", "已撤销"


class OrderAct(Labelled):
    """Acts on an order that stand in no table."""

    ISSUE = "issue", "下达"
    ASK = "ask", "报请同意"
    TAKE_IN = "take_in", "并入另一件"


class TaskAct(Labelled):
    """Acts on a task that stand in no table."""

    ISSUE = "issue", "下达"
    LINK = "link", "关联信息"
    UNLINK = "unlink", "取消关联"
    JOIN = "join", "并入另一件约稿"
    INHERIT = "inherit", "接手离岗人员的任务"


def _own_unit(item: Any, actor: Actor) -> bool:
    return bool(item.unit == actor.unit)


def _in_office(_item: Any, actor: Actor) -> bool:
    return actor.office


def _not_orderer(order: Order, actor: Actor) -> bool:
    return order.author != actor.id


def _none_answered(order: Order, _actor: Actor) -> bool:
    return not order.answered


def _asked(task: Task, _actor: Actor) -> bool:
    return task.asked_due is not None


def _not_asked(task: Task, _actor: Actor) -> bool:
    return task.asked_due is None


OWN = (Guard("own_unit", "只有本单位的人能办理", _own_unit),)
OFFICE = (Guard("in_office", "只有办公厅的人能办理", _in_office),)
SUPERIOR = (*OFFICE, Guard("not_orderer", "下达的人不能自己同意", _not_orderer))
NONE_WAITS = (Guard("none_answered", "已有单位报送，请先反馈办结", _none_answered),)
ASKED = (*OFFICE, Guard("extension_asked", "没有待答复的延期请求", _asked))
NOT_ASKED = (Guard("extension_waits", "已经请求延期，等办公厅答复", _not_asked),)

WHY = Ask("note", "请写明理由")
SAID = Ask("note", "说明", required=False)
UNTIL = Ask("due", "延到哪一天", kind="date")

P, S = OrderState, TaskState
ORDER = Workflow(
    ORDER_KIND, "约稿调研", OrderState, P.ASKED, (P.ASKED, P.ISSUED, P.CLOSED),
    (
        Transition(
            "consent", from_states(P.ASKED), P.ISSUED, Right.ASSIGNMENT_CONSENT, "同意下达", SUPERIOR,
            asks=(Ask("note", "同意的理由"),), tone="primary", then=("assignment_order.tell",),
        ),
        Transition(
            "refuse", from_states(P.ASKED), P.REFUSED, Right.ASSIGNMENT_CONSENT, "不同意", SUPERIOR, asks=(WHY,),
            tone="danger", then=("assignment_order.tell",),
        ),
        Transition(
            "merge", from_states(P.ISSUED), P.MERGED, Right.ASSIGNMENT_ORDER, "并入另一件", OFFICE,
            asks=(Ask("into", "并入哪一件", kind="choice", options="orders"),),
        ),
        Transition(
            "cancel", from_states(P.ASKED, P.ISSUED), P.CANCELLED, Right.ASSIGNMENT_ORDER, "撤销", OFFICE, NONE_WAITS,
            asks=(WHY,), tone="danger",
        ),
        Transition("close", from_states(P.ISSUED), P.CLOSED, SYSTEM_RIGHT, "办结", shown=False),
    ),
)  # fmt: skip

OPEN = from_states(S.ISSUED, S.ACCEPTED)
TELL_OFFICE, TELL_UNIT = ("assignment.tell_office",), ("assignment.tell_unit",)


def _still(action: str, sources: frozenset[Labelled], right: str, label: str, **more: Any) -> tuple[Transition, ...]:
    """A row for each source that leaves the task where it is."""
    return tuple(
        Transition(action, frozenset({state}), state, right, label, **more) for state in TaskState if state in sources
    )


TASK = Workflow(
    KIND, "约稿调研任务", TaskState, S.ISSUED, (S.ISSUED, S.ACCEPTED, S.ANSWERED, S.CLOSED),
    (
        Transition(
            "accept", from_states(S.ISSUED), S.ACCEPTED, Right.ASSIGNMENT_TAKE, "接收", OWN, tone="primary",
            then=TELL_OFFICE,
        ),
        *_still("progress", from_states(S.ACCEPTED), Right.ASSIGNMENT_TAKE, "报进展", only=OWN,
                asks=(Ask("note", "进展情况"),), then=TELL_OFFICE),
        *_still("ask_extension", OPEN, Right.ASSIGNMENT_TAKE, "请求延期", only=OWN, when=NOT_ASKED, asks=(UNTIL, WHY),
                then=TELL_OFFICE),
        *_still("hand_over", OPEN, Right.ASSIGNMENT_HAND, "转交同事", only=OWN,
                asks=(Ask("person", "转交给谁", kind="choice", options="colleagues"), SAID), then=TELL_UNIT),
        Transition(
            "decline", OPEN, S.DECLINED, Right.ASSIGNMENT_TAKE, "不能承担", OWN, asks=(WHY,), tone="danger",
            then=TELL_OFFICE,
        ),
        Transition(
            "answer", from_states(S.ACCEPTED), S.ANSWERED, SYSTEM_RIGHT, "报送", shown=False, then=TELL_OFFICE,
        ),
        Transition(
            "reopen", from_states(S.ANSWERED), S.ACCEPTED, SYSTEM_RIGHT, "报送的信息撤回或退回", shown=False,
            then=TELL_OFFICE,
        ),
        Transition(
            "close", from_states(S.ANSWERED), S.CLOSED, Right.ASSIGNMENT_ORDER, "反馈并办结", OFFICE,
            asks=(Ask("outcome", "采用情况", kind="choice", options="outcomes"), Ask("note", "反馈给报送单位的话")),
            tone="primary", then=TELL_UNIT,
        ),
        *_still("extend", OPEN, Right.ASSIGNMENT_ORDER, "延期", only=OFFICE, asks=(UNTIL, WHY), then=TELL_UNIT),
        *_still("refuse_extension", OPEN, Right.ASSIGNMENT_ORDER, "不同意延期", only=ASKED, asks=(WHY,), then=TELL_UNIT),
        Transition(
            "insist", from_states(S.DECLINED), S.ISSUED, Right.ASSIGNMENT_ORDER, "请继续承担", OFFICE, asks=(WHY,),
            then=TELL_UNIT,
        ),
        Transition(
            "reassign", OPEN | {S.DECLINED}, S.CANCELLED, Right.ASSIGNMENT_ORDER, "改派", OFFICE,
            asks=(Ask("unit", "改派给", kind="choice", options="units"), WHY), then=TELL_UNIT,
        ),
        Transition(
            "cancel", OPEN | {S.DECLINED}, S.CANCELLED, Right.ASSIGNMENT_ORDER, "撤销", OFFICE, asks=(WHY,),
            tone="danger", then=TELL_UNIT,
        ),
        Transition(
            "merge", OPEN | {S.ANSWERED, S.DECLINED}, S.MERGED, SYSTEM_RIGHT, "合并", shown=False,
        ),
    ),
)  # fmt: skip
# Tasks that owe something: the unit its answer, or the office its word.
UNSETTLED = from_states(S.ISSUED, S.ACCEPTED, S.ANSWERED, S.DECLINED)
# What counts for a unit's load: a task that was merged or taken back asks nothing of it.
COUNTED = from_states(S.ISSUED, S.ACCEPTED, S.ANSWERED, S.CLOSED)


def order_visible(actor: Actor) -> bool:
    """Whether orders as a whole, with all their recipients, exist for this person."""
    return actor.office and actor.may(Right.ASSIGNMENT_READ)


def visible(task: Task, actor: Actor) -> bool:
    """Whether a task exists for this person: the office's, and the unit's it was given to."""
    own = actor.may(Right.SUBMISSION_READ_OWN) and task.unit == actor.unit
    return own or order_visible(actor)


def answers(states: Iterable[str]) -> bool:
    """Whether submissions in these states answer a task."""
    return any(state in WITH_OFFICE for state in states)


def waits_for(actor: Actor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The states in which a task waits for this person in their unit, and in the office."""
    unit = (S.ISSUED, S.ACCEPTED) if actor.may(Right.ASSIGNMENT_TAKE) else ()
    return unit, (S.ANSWERED, S.DECLINED) if actor.office and actor.may(Right.ASSIGNMENT_ORDER) else ()


class Stage(Labelled):
    """The five steps of an assignment, as its flow line shows them."""

    ISSUED = "issued", "下达"
    ACCEPTED = "accepted", "接收"
    ANSWERED = "answered", "报送"
    USED = "used", "采用"
    CLOSED = "closed", "反馈"


def stages(state: str, *, used: bool) -> list[Step]:
    """The flow line of a task. Adoption shows by itself; a task that was closed without it leaves the step out."""
    if state not in list(Stage):
        return [*(Step(stage, stage.label, "todo") for stage in Stage), Step(state, TaskState(state).label, "side")]
    line = [stage for stage in Stage if stage is not Stage.USED or used or state != Stage.CLOSED]
    here = line.index(Stage.USED if used and state == Stage.ANSWERED else Stage(state))
    return [Step(s, s.label, "done" if i < here else "now" if i == here else "todo") for i, s in enumerate(line)]
