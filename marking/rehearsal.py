"""A change of the rules, tried on the known sample before it is in force.

- Compared with the rules in force: what would no longer be stopped, what would only be held, what ordinary text would be
  stopped for the first time. The sample is the one that ships, and a text for every built-in rule.
- New words that excuse a rule are put before or behind the markings of the sample: a word that lets one through is a
  password, whoever means to use it.
- A change that lets a known marking through, or a book with which no program would start, is not `safe`; nobody may put
  it in force.
- Nothing is stored and nothing is asked of anybody: two rule tables in, the differences out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from marking import selfcheck
from marking.examples import EXAMPLES, place
from marking.known import Case, Expected, cases
from marking.rulebook import BUILT_IN, EXCUSES, Change, Edit, Rulebook, letters
from marking.scan import findings
from marking.verdict import Decision, Verdict, worst

_TRIES = 400  # texts with new words in them, shared among the words; every word meets every example


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
        """Whether every known marking that is stopped today would still be stopped, and a program start with it."""
        return not self.let_through


def rehearse(current: Rulebook, proposed: Rulebook, sample: Iterable[Case] | None = None) -> Rehearsal:
    """Every case of the sample under both rule tables, and once more with the words that would excuse it."""
    tried_on = (*cases(), *EXAMPLES) if sample is None else tuple(sample)
    tried = list(zip(tried_on, _decisions(current, tried_on), _decisions(proposed, tried_on), strict=True))
    excused = tuple(_excused(current, proposed, tried_on))
    unseen = tuple(
        Case(f"selfcheck-{number}", text, Expected.STOP) for number, text in enumerate(selfcheck.unseen(proposed), 1)
    )

    def moved(expected: Expected, after: Decision, *before: Decision) -> tuple[Case, ...]:
        return tuple(
            case for case, was, is_now in tried if case.verdict is expected and was in before and is_now is after
        )

    through = moved(Expected.STOP, Decision.ALLOW, Decision.REFUSE, Decision.HOLD)
    return Rehearsal(
        let_through=(*unseen, *through, *(case for case, gone in excused if gone)),
        softened=moved(Expected.STOP, Decision.HOLD, Decision.REFUSE),
        refused_now=moved(Expected.ALLOW, Decision.REFUSE, Decision.ALLOW, Decision.HOLD),
        held_now=moved(Expected.ALLOW, Decision.HOLD, Decision.ALLOW),
        markings=sum(case.verdict is Expected.STOP for case, _, _ in tried) + len(unseen) + len(excused),
        ordinary=sum(case.verdict is Expected.ALLOW for case, _, _ in tried),
    )


def _excused(current: Rulebook, proposed: Rulebook, sample: tuple[Case, ...]) -> Iterator[tuple[Case, bool]]:
    """Markings with the new words beside them, and whether they get through. What is only held may be excused."""
    new = [edit for edit in proposed.edits if edit.change in EXCUSES and edit not in current.edits]
    if not new:
        return
    marked = _marked(sample)
    examples = [one for one in marked if one[0] in EXAMPLES]
    others = [one for one in marked if one[0] not in EXAMPLES]
    share = max(_TRIES // len(new) - len(examples), 0)
    step = -(-len(others) // share) if share else len(others) + 1
    for edit in new:
        for case, found in (*examples, *others[:: max(step, 1)]):
            beside = replace(case, text=_beside(case.text, found, edit))
            gone = _decision(beside, proposed) is Decision.ALLOW and _decision(beside, current) is not Decision.ALLOW
            yield beside, gone


def _beside(text: str, found: Verdict, edit: Edit) -> str:
    at = found.start if edit.change is Change.EXCUSE_BEFORE else found.end
    return text[:at] + letters(edit.words) + text[at:]


@lru_cache(maxsize=2)
def _marked(sample: tuple[Case, ...]) -> tuple[tuple[Case, Verdict], ...]:
    """The cases that the built-in rules refuse, and where."""
    found = [(case, worst(findings(case.text, place=place(case), book=BUILT_IN), "")) for case in sample]
    return tuple(one for one in found if one[1].decision is Decision.REFUSE)


def _decision(case: Case, book: Rulebook) -> Decision:
    return worst(findings(case.text, place=place(case), book=book), "").decision


@lru_cache(maxsize=4)
def _decisions(book: Rulebook, sample: tuple[Case, ...]) -> tuple[Decision, ...]:
    """Kept for the next rehearsal: today's rules are asked for at every one, and a rule table never changes."""
    return tuple(_decision(case, book) for case in sample)
