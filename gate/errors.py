"""Refusals of the gate package, beyond those of marking.errors."""

from collections.abc import Sequence

from kernel.errors import Invalid, NotAllowedNow
from marking.known import Case


class HoldWaiting(NotAllowedNow):
    """Something in the record is held, and two people have not answered for it."""

    code = "hold_waiting"


class HoldDenied(NotAllowedNow):
    """What is declared here was denied before; it has to be changed, not declared again."""

    code = "hold_denied"


class BadRules(Invalid):
    """An edit of the rules cannot be applied; `number`: which one."""

    code = "rules_bad"

    def __init__(self, field: str, why: str, number: int) -> None:
        super().__init__(fields={field: f"rules_{why}"}, number=number)


class LetsThrough(Invalid):
    """The rules as changed would let known markings through; `cases` says which. Nothing was changed."""

    code = "rules_let_through"

    def __init__(self, cases: Sequence[Case]) -> None:
        super().__init__(count=len(cases))
        self.cases = tuple(cases)
