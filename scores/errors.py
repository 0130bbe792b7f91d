"""What can be refused in this package, beyond what the workflow tables refuse."""

from kernel.errors import Invalid, NotAllowedNow, Refusal


class BadRules(Invalid):
    """The rule set contradicts itself; `fields` say where."""

    code = "score_bad_rules"


class HasPoints(Refusal):
    """The kind gives points already: changing them takes a rule set and a second person."""

    code = "score_has_points"
    status = 409


class LaterSet(Refusal):
    """A rule set that comes into force later stands already: the change belongs into it."""

    code = "score_later_set"
    status = 409


class PeriodClosed(Refusal):
    """The period was closed; what concerns it is a line of the open one."""

    code = "score_period_closed"
    status = 409


class NotCancellable(NotAllowedNow):
    """The happening is cancelled already, or is itself a cancelling."""

    code = "score_not_cancellable"


class AppealOpen(Refusal):
    """The unit has an open appeal against this line."""

    code = "score_appeal_open"
    status = 409
