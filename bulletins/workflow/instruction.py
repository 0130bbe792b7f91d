"""Instruction 批示: what a leader wrote, who must answer, and the answers (PUB-06, LE-02).

- Ink and paper are transcribed by the staff; the words count once the leader has confirmed or corrected them, or a
  superior of the office other than the transcriber has held them against the original.
- The office routes it to named units; each owes an answer (workflow/duty.py); the last answer moves it on.
- It closes when every answer was accepted, and with a word to the leader: nothing closes in silence. What asks for
  nothing is noted and closed with such a word, too.
- Before it is routed no unit sees it, but those whose report it is about are told what the office's table allows.
"""

from bulletins.rules.instructions import KIND, Instruction, Way
from bulletins.workflow.duty import DutyState
from gate.workflow import DECLARATION
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states
from submissions.workflow.submission import SYSTEM_RIGHT
from submissions.workflow.told import Said, Sight


class InstructionState(Labelled):
    """Where an instruction stands."""

    INK = "ink", "待转录"
    UNCONFIRMED = "unconfirmed", "待领导确认"
    REGISTERED = "registered", "已登记"
    ROUTED = "routed", "已转办"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"
    ARCHIVED = "archived", "已归档"
    VOID = "void", "作废"


READERS = (Right.INSTRUCTION_READ, Right.INSTRUCTION_WRITE, Right.INSTRUCTION_ANSWER)
UNROUTED = (InstructionState.INK, InstructionState.UNCONFIRMED, InstructionState.REGISTERED, InstructionState.VOID)


def visible(instruction: Instruction, actor: Actor) -> bool:
    """The office sees every instruction, a leader their own, a unit those routed to it or told to it."""
    if actor.may(Right.INSTRUCTION_READ) and actor.may(Right.ISSUE_READ):
        return True
    if actor.may(Right.INSTRUCTION_WRITE) and instruction.leader == actor.id:
        return True
    if not actor.may(Right.INSTRUCTION_ANSWER):
        return False
    routed = instruction.state not in UNROUTED and instruction.of(actor.unit) is not None
    return routed or any(each.unit == actor.unit and each.sight != Sight.NOTHING for each in instruction.told)


def sees_all(actor: Actor) -> bool:
    """Whether the whole record is shown: to the office, and to leaders theirs."""
    return actor.may(Right.INSTRUCTION_READ) or actor.may(Right.INSTRUCTION_WRITE)


def _own(instruction: Instruction, actor: Actor) -> bool:
    return instruction.leader == actor.id


def _other_hand(instruction: Instruction, actor: Actor) -> bool:
    return actor.id not in (instruction.transcriber, instruction.leader)


def _from_paper(instruction: Instruction, _actor: Actor) -> bool:
    return instruction.way == Way.PAPER


def _from_ink(instruction: Instruction, _actor: Actor) -> bool:
    return instruction.way == Way.INK


def _waits(instruction: Instruction, _actor: Actor) -> bool:
    return bool(instruction.holds.waiting)


def _let_through(instruction: Instruction, _actor: Actor) -> bool:
    return not instruction.holds.waiting and not instruction.holds.denied


def _asks_nothing(instruction: Instruction, _actor: Actor) -> bool:
    return instruction.kind in (Said.PRAISE, Said.READ)


def _untold(instruction: Instruction, _actor: Actor) -> bool:
    return instruction.told_at is None


def _all_accepted(instruction: Instruction, _actor: Actor) -> bool:
    return all(each.state in (DutyState.ACCEPTED, DutyState.EXCUSED) for each in instruction.targets)


own = Guard("own", "只有批示人本人能办理。", _own)
other_hand = Guard("other_hand", "转录的人不能自己确认。", _other_hand)
from_paper = Guard("from_paper", "网上和手写的批示不能作废。", _from_paper)
from_ink = Guard("from_ink", "只有手写的批示能退回转录。", _from_ink)
held = Guard("held", "没有待放行的扫描件。", _waits)
let_through = Guard("let_through", "扫描件还没有放行，请签批人先看过放行。", _let_through)
asks_nothing = Guard("asks_nothing", "询问和交办的批示须转办并得到答复。", _asks_nothing)
untold = Guard("untold", "已经告知报送单位，不能再改类别。", _untold)
all_accepted = Guard("all_accepted", "还有单位的答复没有认可。", _all_accepted)
S = InstructionState
TELL = ("instruction.tell",)
ROUTE, WRITE, APPROVE = Right.INSTRUCTION_ROUTE, Right.INSTRUCTION_WRITE, Right.ISSUE_APPROVE
UNITS, TERM = (
    Ask("units", "承办单位", "choices", options="units"),
    Ask("term", "办理期限", "choice", options="terms", required=False),
)
DAY, DEMAND = (
    Ask("due", "或另定截止日期", "date", required=False),
    Ask("text", "办理要求（承办单位看得到）", required=False),
)
RESULT = Ask("note", "办理结果（告知领导）")

INSTRUCTION = Workflow(
    KIND, "批示", InstructionState, S.REGISTERED, (S.REGISTERED, S.ROUTED, S.ANSWERED, S.CLOSED, S.ARCHIVED),
    (
        Transition(
            "transcribe", from_states(S.INK, S.UNCONFIRMED), S.UNCONFIRMED, ROUTE, "转录", asks=(Ask("text", "批示内容"),),
            tone="primary", then=TELL,
        ),
        Transition(
            "confirm", from_states(S.UNCONFIRMED), S.REGISTERED, WRITE, "确认无误", only=(own,), when=(let_through,),
            tone="primary", then=TELL,
        ),
        Transition(
            "correct", from_states(S.INK, S.UNCONFIRMED), S.REGISTERED, WRITE, "改正并确认", only=(own,), when=(let_through,),
            asks=(Ask("text", "批示内容"),), then=TELL,
        ),
        Transition(
            "again", from_states(S.UNCONFIRMED), S.INK, WRITE, "退回重新转录", only=(own, from_ink), then=TELL,
        ),
        Transition(
            "release", from_states(S.UNCONFIRMED), S.UNCONFIRMED, APPROVE, "放行扫描件", only=(other_hand,), when=(held,),
            asks=(DECLARATION,), then=TELL,
        ),
        Transition(
            "vouch", from_states(S.UNCONFIRMED), S.REGISTERED, APPROVE, "核对原件后确认", only=(other_hand,), when=(let_through,),
            asks=(Ask("note", "怎样核对的"),), then=TELL,
        ),
        Transition(
            "route", from_states(S.REGISTERED), S.ROUTED, ROUTE, "转办", asks=(UNITS, TERM, DAY, DEMAND), tone="primary",
            then=TELL,
        ),
        Transition("add", from_states(S.ROUTED), S.ROUTED, ROUTE, "增加承办单位", asks=(UNITS, TERM, DAY), then=TELL),
        Transition(
            "classify", from_states(S.REGISTERED), S.REGISTERED, ROUTE, "改类别", when=(untold,),
            asks=(Ask("kind", "批示类别", "choice", options="kinds"),),
        ),
        Transition(
            "settle", from_states(S.REGISTERED), S.CLOSED, ROUTE, "阅存办结", when=(asks_nothing,), asks=(RESULT,), then=TELL
        ),
        Transition("answer", from_states(S.ROUTED), S.ANSWERED, SYSTEM_RIGHT, "全部答复", shown=False),
        Transition("reopen", from_states(S.ANSWERED), S.ROUTED, SYSTEM_RIGHT, "退回补充", shown=False),
        Transition(
            "close", from_states(S.ANSWERED), S.CLOSED, ROUTE, "办结", when=(all_accepted,), asks=(RESULT,), tone="primary",
            then=TELL,
        ),
        Transition("archive", from_states(S.CLOSED), S.ARCHIVED, Right.ARCHIVE_FILE, "归档", shown=False),
        Transition(
            "void", from_states(S.UNCONFIRMED), S.VOID, ROUTE, "作废", only=(from_paper,),
            asks=(Ask("note", "作废原因"),), tone="danger",
        ),
    ),
    prior=(S.INK, S.UNCONFIRMED),
)  # fmt: skip
