"""Why the gate did not let something in, or did not come to it: Refusals with their sentences in templates/messages.toml.

- `facts` carry the rule id or the reason only: they may reach a log.
- The words found and their places stay in `verdicts`, for the page of the person who handed them in, and go no further.
"""

from kernel.errors import Refusal
from marking.verdict import Decision, Unreadable, Verdict, worst


class GateBusy(Refusal):
    """Too much is being examined at the moment. Nothing was stored; trying again is right."""

    code = "gate_busy"
    status = 503


class _Stopped(Refusal):
    """What both have in common: the findings, the gravest of them first in `first`."""

    status = 422

    def __init__(self, verdicts: tuple[Verdict, ...], facts: dict[str, str]) -> None:
        super().__init__()
        self.facts.update(facts)
        self.verdicts = verdicts
        self.first = worst(verdicts, "")
        self.content, self.field = b"", self.first.where  # for the register: SM3 of all that was looked at, and where
        self.noted = False  # whether the register has its row

    @property
    def where(self) -> str:
        return self.first.where


class MarkingFound(_Stopped):
    """A classification marking stands in a text, a title, a file name or a file. Nothing was stored."""

    code = "marking_found"

    def __init__(self, verdicts: tuple[Verdict, ...]) -> None:
        super().__init__(verdicts, {"rule": worst(verdicts, "").rule})

    @property
    def rule(self) -> str:
        return self.first.rule

    @property
    def words(self) -> str:
        return self.first.words


class Held(_Stopped):
    """Something could not be read, or quotes a marking: two people have to look. Nothing was stored.

    `digests`: of the holds that the verdicts are, in step with them; what a declaration names.
    """

    code = "held"

    def __init__(self, verdicts: tuple[Verdict, ...], digests: tuple[bytes, ...] = ()) -> None:
        first = worst(verdicts, "")
        facts = {"reason": first.reason.value, "kind": first.reason.label} if first.reason else {"rule": first.rule}
        super().__init__(verdicts, facts)
        self.digests = digests

    @property
    def reason(self) -> Unreadable | None:
        return self.first.reason

    @property
    def rule(self) -> str:
        """What a record of the hold is filed under."""
        return self.first.rule or f"unreadable:{self.reason}"

    @property
    def releasable(self) -> bool:
        """Whether a declaration of two people can let all of it in."""
        holds = [verdict for verdict in self.verdicts if verdict.decision is Decision.HOLD]
        return all(hold.reason is None or hold.reason.releasable for hold in holds)
