"""Refusals of the gate package, beyond those of marking.errors."""

from kernel.errors import NotAllowedNow


class HoldWaiting(NotAllowedNow):
    """Something in the record is held, and two people have not answered for it."""

    code = "hold_waiting"


class HoldDenied(NotAllowedNow):
    """What is declared here was denied before; it has to be changed, not declared again."""

    code = "hold_denied"
