"""The table of a submission's moves.

- Unsigned items cannot leave the unit: the rows into `submitted` want a sign-off that fits the text (办法 第十六条), but
  for one: an emergency may be sent first and signed later, with a reason and a debt (debts.py).
- A sub-unit that is no direct-report point sends to its parent unit, which passes the signed text on or sends it back;
  a sign-off made elsewhere (the unit's OA, paper) enters by `enter_signed`, which is no button (SUB-01, SUB-14).
- A text can be changed in `draft` only. `revise` is the explicit way back there; it voids the sign-off.
- Each side acts on its own side of the border: the unit until it submits, the office afterwards.
- What no machine can judge in a text or a file is declared by the officer and released with the sign-off; whoever
  declared it does not sign it off, and nothing leaves the unit with it unreleased (T 2, J 20).
- `adopt` is no button: bulletins moves it when the issue is released.
"""

from dataclasses import replace
from typing import Any

from gate.workflow import DECLARATION, OTHER_HAND, SETTLED, UNDENIED
from identity.rights import Right
from kernel.actor import SYSTEM, Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states
from submissions.rules.records import KIND, Adoption, Item
from submissions.workflow.signing import SIGNS

__all__ = ["HOUSE", "OFFICE_SEES", "WORKFLOW", "Adoption", "PlainAct", "State", "editable", "visible"]
SYSTEM_RIGHT = "system"


# Who adopts and closes from inside another package's command, which has checked its own actor.
HOUSE_RIGHTS = frozenset({SYSTEM_RIGHT, Right.SUBMISSION_READ, Right.SUBMISSION_SCREEN})
HOUSE = Actor(SYSTEM.id, SYSTEM.unit, rights=HOUSE_RIGHTS, office=True)


class PlainAct(Labelled):
    """Acts that change no state, as the record's history names them."""

    CREATE = "create", "起草"
    ENTER = "enter", "值班室代为登记"
    MAILED = "mailed", "由电子邮件收入"
    ENTRY_CONFIRM = "entry_confirm", "单位确认代登内容"
    ENTRY_OBJECT = "entry_object", "单位对代登内容提出异议"
    NO_JOURNAL = "no_journal", "说明不是内部刊物"
    SAVE = "save", "改稿"
    ATTACH = "attach", "加附件"
    DETACH = "detach", "去附件"
    SIGN_LATE = "sign_late", "补签"
    REFUSE_LATE = "refuse_late", "签发人不同意"
    EXCUSE_LATE = "excuse_late", "免予补签"
    IMPORTANT = "important", "标为重要信息"
    ORDINARY = "ordinary", "取消重要标记"
    TICK = "tick", "对照四条要求"
    INHERIT = "inherit", "交接"


class State(Labelled):
    """Where a submission stands."""

    DRAFT = "draft", "起草"
    TO_SIGN = "to_sign", "待签发"
    SIGNED_OFF = "signed_off", "已签发"
    TO_FORWARD = "to_forward", "待转报"
    SUBMITTED = "submitted", "已报送"
    SCREENED = "screened", "已初筛"
    ADOPTED = "adopted", "已采用"
    CLOSED = "closed", "已办结"
    RETURNED = "returned", "退回"
    DECLINED = "declined", "不采用"
    WITHDRAWN = "withdrawn", "撤回"


def _own_unit(item: Any, actor: Actor) -> bool:
    return bool(item.unit == actor.unit)


def _in_office(_item: Any, actor: Actor) -> bool:
    return actor.office


def _written(item: Any, _actor: Actor) -> bool:
    return bool(item.chars)


def _signed(item: Any, _actor: Actor) -> bool:
    return bool(item.signed)


def _goes_first(item: Any, _actor: Actor) -> bool:
    return bool(item.goes_first)


def _direct(item: Any, _actor: Actor) -> bool:
    return item.route is None


def _through_parent(item: Any, _actor: Actor) -> bool:
    return item.route is not None


def _is_parent(item: Any, actor: Actor) -> bool:
    return item.through is not None and bool(item.through == actor.unit)


OWN = (Guard("own_unit", "只有本单位的人能办理", _own_unit),)
OFFICE = (Guard("in_office", "只有办公厅的人能办理", _in_office),)
WRITTEN = (Guard("written", "正文还没有写，写好后才能办理", _written),)
SIGNED = (Guard("signed", "签发后内容有变动，须重新签发", _signed),)

DIRECT = (Guard("direct", "本单位的信息由上级单位转报", _direct),)
THROUGH_PARENT = (Guard("through_parent", "本单位直接报送办公厅", _through_parent),)
PARENT = (Guard("parent", "只有上级单位的人能办理", _is_parent),)

GOES_FIRST = (Guard("goes_first", "只有突发事件和敏感舆情可以先报后签", _goes_first),)
UNREACHABLE = Ask("note", "联系不上哪位领导、怎样联系过")

OPINION = Ask("note", "签发意见", required=False)
OPINION_UP = Ask("note", "转报意见", required=False)
CHANGES = Ask("note", "请写明要修改什么")
WHY = Ask("note", "请写明理由")
WHY_WITHDRAWN = Ask("note", "撤回原因", required=False)
RETURN_CODE = Ask("code", "退回原因", kind="choice", options="return_codes")
RETURN_PASSAGE = Ask("passage", "哪一句（从正文里照抄）", kind="text", required=False)
RETURN_NOTE = Ask("note", "请写明怎么改")
WHY_RESTORED = Ask("note", "为什么复原")
DECLINE_CODE = Ask("code", "不采用的原因", kind="choice", options="decline_codes")

AT_UNIT = from_states(State.DRAFT, State.TO_SIGN, State.SIGNED_OFF, State.TO_FORWARD, State.RETURNED)
AT_OFFICE = from_states(State.SUBMITTED, State.SCREENED)
# What the office may see: never a text that is still the unit's own.
OFFICE_SEES = from_states(State.SUBMITTED, State.SCREENED, State.ADOPTED, State.CLOSED, State.RETURNED, State.DECLINED)
# What a parent unit may see of the texts that go through it.
PARENT_SEES = OFFICE_SEES | {State.TO_FORWARD}

WORKFLOW = Workflow(
    KIND,
    "报送信息",
    State,
    State.DRAFT,
    (
        State.DRAFT, State.TO_SIGN, State.SIGNED_OFF, State.SUBMITTED, State.SCREENED, State.ADOPTED, State.CLOSED,
    ),
    (
        Transition(
            "request_sign", from_states(State.DRAFT), State.TO_SIGN, Right.SUBMISSION_WRITE, "送签", OWN,
            (*WRITTEN, UNDENIED), tone="primary", then=("submission.tell_signers",),
        ),
        Transition(
            "sign_off", from_states(State.TO_SIGN), State.SIGNED_OFF, Right.SUBMISSION_SIGN, "签发", OWN,
            (*WRITTEN, UNDENIED, *SIGNS, OTHER_HAND), asks=(OPINION, DECLARATION), tone="primary", then=("submission.tell_author",),
        ),
        Transition(
            "sign_back", from_states(State.TO_SIGN), State.DRAFT, Right.SUBMISSION_SIGN, "退回修改", OWN,
            asks=(CHANGES,), then=("submission.tell_author",),
        ),
        Transition(
            "submit", from_states(State.SIGNED_OFF), State.SUBMITTED, Right.SUBMISSION_SEND, "报送", (*OWN, *DIRECT),
            (*WRITTEN, *SIGNED, SETTLED), tone="primary", then=("submission.tell_desk",),
        ),
        Transition(
            "submit_up", from_states(State.SIGNED_OFF), State.TO_FORWARD, Right.SUBMISSION_SEND, "报上级单位",
            (*OWN, *THROUGH_PARENT), (*WRITTEN, *SIGNED, SETTLED), tone="primary", then=("submission.tell_parent",),
        ),
        Transition(
            "forward", from_states(State.TO_FORWARD), State.SUBMITTED, Right.SUBMISSION_SEND, "转报", PARENT,
            (*WRITTEN, *SIGNED, SETTLED), asks=(OPINION_UP,), tone="primary",
            then=("submission.tell_desk", "submission.tell_unit"),
        ),
        Transition(
            "send_down", from_states(State.TO_FORWARD), State.DRAFT, Right.SUBMISSION_SEND, "退回下级", PARENT,
            asks=(CHANGES,), then=("submission.tell_unit",),
        ),
        Transition(
            "send_unsigned", from_states(State.DRAFT, State.TO_SIGN), State.SUBMITTED, Right.SUBMISSION_UNSIGNED, "先报后签",
            (*OWN, *GOES_FIRST), (*WRITTEN, SETTLED), asks=(UNREACHABLE,), then=("submission.tell_desk", "debt.owed"),
        ),
        Transition(
            "enter_signed", from_states(State.DRAFT), State.SIGNED_OFF, Right.SUBMISSION_ASSERT, "登记外部签发",
            (), (*WRITTEN, UNDENIED, SETTLED), shown=False,
        ),
        Transition(
            "accept", from_states(State.SUBMITTED), State.SCREENED, Right.SUBMISSION_SCREEN, "初筛通过", OFFICE,
            tone="primary", then=("submission.tell_unit",),
        ),
        Transition(
            "return", AT_OFFICE, State.RETURNED, Right.SUBMISSION_SCREEN, "退回", OFFICE,
            asks=(RETURN_CODE, RETURN_PASSAGE, RETURN_NOTE), then=("submission.tell_unit",),
        ),
        Transition(
            "decline", AT_OFFICE, State.DECLINED, Right.SUBMISSION_SCREEN, "不采用", OFFICE,
            asks=(DECLINE_CODE, WHY), tone="danger", then=("submission.tell_unit",),
        ),
        Transition(
            "restore", from_states(State.DECLINED), State.SUBMITTED, Right.SUBMISSION_SCREEN, "复原", OFFICE,
            asks=(WHY_RESTORED,), then=("submission.tell_unit",),
        ),
        Transition(
            "adopt", from_states(State.SCREENED, State.ADOPTED), State.ADOPTED, SYSTEM_RIGHT, "采用",
            then=("submission.tell_unit",), shown=False,
        ),
        Transition(
            "close", from_states(State.ADOPTED), State.CLOSED, Right.SUBMISSION_SCREEN, "办结", OFFICE,
            then=("submission.tell_unit",),
        ),
        Transition(
            "revise", from_states(State.RETURNED, State.WITHDRAWN), State.DRAFT, Right.SUBMISSION_WRITE, "修改", OWN,
            tone="primary",
        ),
        Transition(
            "revise", from_states(State.TO_SIGN, State.SIGNED_OFF), State.DRAFT, Right.SUBMISSION_WRITE, "修改", OWN,
        ),
        Transition(
            "withdraw", AT_UNIT | {State.SUBMITTED}, State.WITHDRAWN, Right.SUBMISSION_WRITE, "撤回", OWN,
            asks=(WHY_WITHDRAWN,), tone="danger",
        ),
    ),
)  # fmt: skip


def visible(item: Item, actor: Actor) -> bool:
    """Whether a submission exists for this person: their unit's, what goes through it, or what reached their office."""
    own = actor.may(Right.SUBMISSION_READ_OWN) and item.unit == actor.unit
    above = actor.may(Right.SUBMISSION_READ_OWN) and item.through == actor.unit and item.state in PARENT_SEES
    return own or above or (actor.office and actor.may(Right.SUBMISSION_READ) and item.state in OFFICE_SEES)


def waits_for(actor: Actor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The states in which a submission waits for this person in their unit, and in the office."""
    mine: list[str] = []
    if actor.may(Right.SUBMISSION_SIGN):
        mine.append(State.TO_SIGN)
    if actor.may(Right.SUBMISSION_WRITE):
        mine += [State.RETURNED, State.SIGNED_OFF, State.DRAFT]
    return tuple(mine), (State.SUBMITTED,) if actor.office and actor.may(Right.SUBMISSION_SCREEN) else ()


def waiting(item: Item) -> Item:
    """The record as if it waited for its signature: what the sign-off's row is asked about when it is signed late."""
    return replace(item, state=State.TO_SIGN.value, signed_digest=b"")


def editable(item: Item, actor: Actor) -> bool:
    """Whether this person may change the text now."""
    return item.state == State.DRAFT and item.unit == actor.unit and actor.may(Right.SUBMISSION_WRITE)
