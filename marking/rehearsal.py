"""A change of the rules, tried on the known sample before it is in force.

- Compared with the rules in force: what would no longer be stopped, what would only be held, what ordinary text would be
  stopped for the first time.
- A change that lets a known marking through is not `safe`; nobody may put it in force.
- Nothing is stored and nothing is asked of anybody: two rule tables in, the differences out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from marking.known import Case, Expected, cases
from marking.rulebook import Rulebook
from marking.scan import scan
from marking.verdict import Decision


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`let_through` and `softened` are markings, the others ordinary texts; `markings` and `ordinary` count what was tried."""

    let_through: tuple[Case, ...]
    softened: tuple[Case, ...]
    refused_now: tuple[Case, ...]
    held_now: tuple[Case, ...]
    markings: int
    ordinary: int

    @property
    def ordinary_stopped(self) -> tuple[Case, ...]:
        """Ordinary texts that pass today and would not any more."""
        return self.refused_now + self.held_now

    @property
    def safe(self) -> bool:
        """Whether every known marking that is stopped today would still be stopped."""
        return not self.let_through


def rehearse(current: Rulebook, proposed: Rulebook, sample: Iterable[Case] | None = None) -> Rehearsal:
    """Every case of the sample under both rule tables."""
    tried_on = cases() if sample is None else tuple(sample)
    tried = list(zip(tried_on, _decisions(current, tried_on), _decisions(proposed, tried_on), strict=True))

    def moved(expected: Expected, after: Decision, *before: Decision) -> tuple[Case, ...]:
        return tuple(
            case for case, was, is_now in tried if case.verdict is expected and was in before and is_now is after
        )

    return Rehearsal(
        let_through=moved(Expected.STOP, Decision.ALLOW, Decision.REFUSE, Decision.HOLD),
        softened=moved(Expected.STOP, Decision.HOLD, Decision.REFUSE),
        refused_now=moved(Expected.ALLOW, Decision.REFUSE, Decision.ALLOW, Decision.HOLD),
        held_now=moved(Expected.ALLOW, Decision.HOLD, Decision.ALLOW),
        markings=sum(case.verdict is Expected.STOP for case, _, _ in tried),
        ordinary=sum(case.verdict is Expected.ALLOW for case, _, _ in tried),
    )


@lru_cache(maxsize=4)
def _decisions(book: Rulebook, sample: tuple[Case, ...]) -> tuple[Decision, ...]:
    """Kept for the next rehearsal: today's rules are asked for at every one, and a rule table never changes."""
    return tuple(scan(case.text, book=book).decision for case in sample)
