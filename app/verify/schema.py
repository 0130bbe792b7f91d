"""The answer as JSON (`--json`), described in docs/verify.md. Names are never changed or taken away within one version.

{"version": 1, "at": …, "roots": […], "second_opinion": bool, "outcome": …, "exit": 0|1|2, "files": [
  {"path", "kind", "outcome", "facts": {…},
   "signatures": [{"by", "at", "seal", "issuer", "serial", "root"}],
   "findings": [{"reason", "level", "facts": {…}, "text", "next"}]}]}
Moments are ISO 8601 in UTC.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from app.verify import words
from app.verify.report import Question, Report
from crypto.findings import Fact, Finding

VERSION = 1


def document(reports: Sequence[Report], question: Question, outcome: str, code: int) -> str:
    """The whole answer."""
    whole = {
        "version": VERSION,
        "at": _plain(question.at),
        "roots": [{"name": words.clean(each.name), "fingerprint": each.fingerprint} for each in question.trust.roots],
        "second_opinion": question.second,
        "outcome": outcome,
        "exit": code,
        "files": [_file(each) for each in reports],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _file(report: Report) -> dict[str, Any]:
    return {
        "path": words.clean(str(report.path)),
        "kind": report.kind.value,
        "outcome": report.outcome.value,
        "facts": _facts(report.facts),
        "signatures": [_facts({k: v for k, v in asdict(each).items() if v is not None}) for each in report.signatures],
        "findings": [_finding(each) for each in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    text, then = words.sentence(finding)
    return {
        "reason": finding.reason.value,
        "level": finding.level.value,
        "facts": _facts(finding.facts),
        "text": text,
        "next": then,
    }


def _facts(facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Fact) -> str | int:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return words.clean(value) if isinstance(value, str) else value
