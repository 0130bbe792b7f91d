"""Refusals of the notices package."""

from kernel.errors import Forbidden, NotAllowedNow


class PressedLately(NotAllowedNow):
    """Everybody named was urged about this record a short while ago."""

    code = "pressed_lately"


class ClimbOver(NotAllowedNow):
    """The ladder has ended: the person has read it, or was reached by someone else."""

    code = "climb_over"


class NotFromGateway(Forbidden):
    """A report that is not signed with the gateway's key, is too old, or came before."""

    code = "not_from_gateway"
