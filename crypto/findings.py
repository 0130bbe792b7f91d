"""What a check found: one finding per question asked, good or bad, so that a report can say all that was checked.

- A reason is a member of a subclass of Reason, declared where the check stands; its sentences are in the message table
  under `verify.<reason>`. Facts are plain values: names, serial numbers, moments, paths.
- Low-level code raises (crypto/errors.py); the checks that a report is made of return findings and raise nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Fact = str | int | datetime


class Reason(StrEnum):
    """Base of the reason tables."""


class Level(StrEnum):
    """How a finding weighs."""

    PASSED = "passed"
    NOTICE = "notice"  # worth telling; what was checked still holds
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One question and its answer."""

    reason: Reason
    level: Level
    facts: Mapping[str, Fact] = field(default_factory=dict)


def passed(reason: Reason, **facts: Fact) -> Finding:
    """It holds."""
    return Finding(reason, Level.PASSED, facts)


def notice(reason: Reason, **facts: Fact) -> Finding:
    """It holds, and somebody should know this."""
    return Finding(reason, Level.NOTICE, facts)


def failed(reason: Reason, **facts: Fact) -> Finding:
    """It does not hold."""
    return Finding(reason, Level.FAILED, facts)


def sound(findings: Iterable[Finding]) -> bool:
    """Whether something was checked and nothing failed."""
    found = list(findings)
    return bool(found) and all(each.level is not Level.FAILED for each in found)
