"""Verdicts for programs: JSON lines, and the exit code of `zhengxun scan`.

- A line of a batch is {"id", "text"}; its answer is {"id", "verdict", "rule", "start", "end"}: the gravest finding, its
  range in characters of the text as given. The id is given back as it came.
- A line that is no such case is held under the name of its number, never passed over; only blank lines are.
- What was held because it cannot be read has "unreadable:" and the reason for a rule.
- Lines carry places and rules, never words of the text.
- Exit codes: 0 all allowed, 3 any refused, 4 any held and none refused.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marking.scan import scan
from marking.verdict import (
    EXIT_ALLOWED,
    EXIT_HELD,
    EXIT_REFUSED,
    Decision,
    Unreadable,
    Verdict,
    held,
    worst,
)

_EXITS = {Decision.ALLOW: EXIT_ALLOWED, Decision.HOLD: EXIT_HELD, Decision.REFUSE: EXIT_REFUSED}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one line of a batch. `case`: whether the line was one."""

    line: str
    decision: Decision
    case: bool = True


def exit_code(decisions: Iterable[Decision]) -> int:
    """What `zhengxun scan` ends with."""
    every = set(decisions)
    return next((_EXITS[one] for one in (Decision.REFUSE, Decision.HOLD) if one in every), EXIT_ALLOWED)


def answers(lines: Iterable[tuple[int, bytes]]) -> list[Answer]:
    """An answer for each line that is not blank, in their order; each with its number."""
    return [_answer(number, line) for number, line in lines if line.strip()]


def file_line(name: str, verdicts: Sequence[Verdict]) -> str:
    """One line for a file: its gravest finding, then every one with the part, page and inner file it stands in."""
    gravest = worst(verdicts, name)
    every = [
        _said(one) | {"part": one.place.part.value, "number": one.place.number, "inside": list(one.place.inside)}
        for one in verdicts
    ]
    return _dumped({"id": name} | _said(gravest) | {"findings": every})


def rule_of(verdict: Verdict) -> str:
    """What a finding is filed under; nothing for what is allowed."""
    return f"unreadable:{verdict.reason}" if verdict.reason else verdict.rule


def _answer(number: int, line: bytes) -> Answer:
    try:
        case = json.loads(line)
        name, text = case["id"], case["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return _held(f"line {number}", Unreadable.FORMAT)
    if not isinstance(text, str) or not isinstance(name, str | int | float | None):
        return _held(name if isinstance(name, str | int | float) else f"line {number}", Unreadable.FORMAT)
    verdict = scan(text, "")
    return Answer(_dumped({"id": name} | _said(verdict)), verdict.decision)


def _held(name: str | float, reason: Unreadable) -> Answer:
    return Answer(_dumped({"id": name} | _said(held("", reason))), Decision.HOLD, case=False)


def _said(verdict: Verdict) -> dict[str, object]:
    place = {"start": verdict.start, "end": verdict.end}
    return {"verdict": verdict.decision.value, "rule": rule_of(verdict), **place}


def _dumped(line: dict[str, object]) -> str:
    said = json.dumps(line, ensure_ascii=False)
    # Half of a surrogate pair cannot be written as UTF-8.
    return said if said.isprintable() else json.dumps(line)
