"""What a scanner says to the corpus, counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from marking.verdict import Decision, Verdict
from tests.corpus.cases import STOP, Case

Scan = Callable[[str], Iterable[Verdict]]


@dataclass(frozen=True, slots=True)
class Failure:
    """`why`: missed or held (a marking), elsewhere (stopped, but not for the planted one), refused or stopped for nothing."""

    case: Case
    why: str
    said: Verdict | None


@dataclass
class Tally:
    """Numbers by verdict and decision; and what went wrong."""

    counts: Counter[tuple[str, Decision]] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    def of(self, verdict: str, decision: Decision) -> int:
        return self.counts[verdict, decision]

    def total(self, verdict: str) -> int:
        return sum(number for (expected, _), number in self.counts.items() if expected == verdict)

    def failed(self, why: str) -> list[Failure]:
        return [failure for failure in self.failures if failure.why == why]


def judged(cases: Iterable[Case], scan: Scan) -> Tally:
    """Every case through the scanner."""
    tally = Tally()
    for case in cases:
        found = list(scan(case.text))
        tally.counts[case.verdict, _gravest(found)] += 1
        tally.failures += _failures(case, found)
    return tally


def _gravest(found: list[Verdict]) -> Decision:
    said = {verdict.decision for verdict in found}
    return next((decision for decision in (Decision.REFUSE, Decision.HOLD) if decision in said), Decision.ALLOW)


def _failures(case: Case, found: list[Verdict]) -> Iterator[Failure]:
    gravest = _gravest(found)
    first = next((verdict for verdict in found if verdict.decision is gravest), None)
    if case.verdict != STOP:
        if gravest is not Decision.ALLOW:
            yield Failure(case, "refused for nothing" if gravest is Decision.REFUSE else "held for nothing", first)
    elif gravest is Decision.ALLOW:
        yield Failure(case, "missed", None)
    elif gravest is Decision.HOLD:
        yield Failure(case, "only held", first)
    elif not any(verdict.start < case.end and case.start < verdict.end for verdict in found):
        yield Failure(case, "elsewhere", first)
