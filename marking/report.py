"""Verdicts as lines, for the command line.

- One line a verdict; as JSON lines {"id", "verdict", "rule", "start", "end"} for programs.
- Exit codes: 0 all allowed, 3 any refused, 4 any held and none refused.
- A line of a batch is {"id", "text"}; a line that is not is held, never passed over.
"""

import json
from collections.abc import Iterable, Iterator

from marking.rules import BY_ID
from marking.scan import scan
from marking.verdict import (
    EXIT_ALLOWED,
    EXIT_HELD,
    EXIT_REFUSED,
    Decision,
    Unreadable,
    Verdict,
    held,
)


def report(verdicts: Iterable[Verdict], *, as_json: bool = False) -> str:
    """All verdicts as text for a person, or as JSON lines."""
    return "\n".join((as_line if as_json else as_sentence)(verdict) for verdict in verdicts)


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """What `zhengxun scan` ends with."""
    decisions = {verdict.decision for verdict in verdicts}
    if Decision.REFUSE in decisions:
        return EXIT_REFUSED
    return EXIT_HELD if Decision.HOLD in decisions else EXIT_ALLOWED


def batch(lines: Iterable[str]) -> Iterator[Verdict]:
    """Verdicts for lines of {"id", "text"}; `where` is the id."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = json.loads(line)
            name, text = str(case["id"]), case["text"]
        except (ValueError, KeyError, TypeError):
            yield held(f"line {number}", Unreadable.DAMAGED)
            continue
        yield scan(text, name) if isinstance(text, str) else held(name, Unreadable.FORMAT)


def as_line(verdict: Verdict) -> str:
    """One JSON line for a program."""
    line = {"id": verdict.where, "verdict": verdict.decision.value, "rule": verdict.rule}
    return json.dumps(line | {"start": verdict.start, "end": verdict.end}, ensure_ascii=False)


def as_sentence(verdict: Verdict) -> str:
    """One line for a person."""
    head = f"{verdict.where}\t{verdict.decision.label}"
    if verdict.decision is Decision.REFUSE:
        rule = BY_ID[verdict.rule]
        return f"{head}\t{verdict.words!r} [{verdict.start}:{verdict.end}]\t{rule.label}\t{rule.reason}"
    return f"{head}\t{verdict.reason.label}" if verdict.reason else head
