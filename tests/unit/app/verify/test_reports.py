"""What is said: verdicts, lines for a terminal, JSON, and that nothing in a file can steer a terminal."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.verify import schema, words
from app.verify.inspect import CHECKS, inspect
from app.verify.kinds import Kind
from app.verify.reasons import FileReason, JournalReason
from app.verify.report import Outcome, Report, Signature
from crypto.certificates.trust import Trust
from crypto.findings import Finding, failed, notice, passed
from tests.fuzz.samples import samples, sealed, trusted

GOOD, BAD = passed(JournalReason.CHAIN, rows=1), failed(JournalReason.GAP, seq=1)
CLOSED = failed(FileReason.NO_HEADS)
NOTE = notice(JournalReason.TAIL, rows=1)


@pytest.mark.parametrize(
    ("findings", "outcome"),
    [
        ((GOOD,), Outcome.VALID),
        ((GOOD, NOTE), Outcome.VALID),
        ((NOTE,), Outcome.UNVERIFIED),
        ((), Outcome.UNVERIFIED),
        ((GOOD, CLOSED), Outcome.UNVERIFIED),
        ((GOOD, BAD), Outcome.INVALID),
        ((BAD, CLOSED), Outcome.INVALID),
    ],
)
def test_the_verdict(findings: tuple[Finding, ...], outcome: Outcome) -> None:
    assert Report(Kind.JOURNAL, findings).outcome is outcome


def test_what_could_not_be_read_is_not_called_false() -> None:
    assert Report(Kind.MESSAGE, (BAD,), read=False).outcome is Outcome.UNVERIFIED


@pytest.mark.parametrize("name", samples())
def test_every_sample_is_valid_and_without_trust_nothing_that_needs_it_is(name: str) -> None:
    sample = samples()[name]
    assert {each.outcome for each in inspect(sample.data, sample.question())} == {Outcome.VALID}
    distrusted = {each.outcome for each in inspect(sample.data, sample.question(Trust(())))}
    on_certificates = name not in ("request", "journal", "head", "package")
    assert distrusted == {Outcome.INVALID if on_certificates else Outcome.VALID}


@pytest.mark.parametrize("name", sealed())
def test_an_envelope_is_neither(name: str) -> None:
    (report,) = inspect(sealed()[name].data, sealed()[name].question())
    assert report.outcome is Outcome.UNVERIFIED


def test_every_kind_is_checked_and_named() -> None:
    assert set(CHECKS) == set(Kind) - {Kind.RECEIPT}
    assert all(words.kind_name(each) for each in Kind)


@pytest.mark.parametrize("name", [*samples(), *sealed()])
def test_a_report_fits_a_terminal_and_every_fact_has_a_name(name: str) -> None:
    sample = {**samples(), **sealed()}[name]
    for report in inspect(sample.data, sample.question()):
        told = list(words.lines(report.of(Path("folder" * 30)), everything=True))
        assert told[0][0] in "✓✗！"
        assert max(words.width(each) for each in told) <= words.WIDTH
        assert words.known(report.facts)
        assert len(list(words.lines(report))) <= len(told)


def test_names_cannot_steer_the_terminal() -> None:
    evil = "好\x1b]0;x\x07\x1b[2J\u202e\u2066\n\r\t\ud800\0人"
    report = Report(Kind.MESSAGE, (failed(FileReason.FORMAT, detail=evil),), {"subject": evil}, (Signature(evil),))
    told = "\n".join(words.lines(report.of(Path(evil.replace("\0", "")))))
    assert not [c for c in told if c != "\n" and (ord(c) < 32 or c in "\u202e\u2066\ud800")]
    assert "好" in told
    told.encode()
    json.dumps(schema.document([report], samples()["seal"].question(), "invalid", 1)).encode()


def test_long_facts_are_cut() -> None:
    told = "\n".join(words.lines(Report(Kind.MESSAGE, (), {"subject": "长" * 100_000})))
    assert words.LONGEST < len(told) < 2 * words.LONGEST


@given(st.text(max_size=200))
def test_any_text_is_wrapped(text: str) -> None:
    report = Report(Kind.MESSAGE, (), {"subject": text})
    assert all(words.width(each) <= words.WIDTH for each in words.lines(report))


def test_times_are_told_on_the_office_clock() -> None:
    assert words.shown(datetime(2026, 11, 21, 16, 30, tzinfo=UTC)) == "2026-11-22 00:30:00"


def test_the_last_line() -> None:
    valid, invalid, unverified = Outcome.VALID, Outcome.INVALID, Outcome.UNVERIFIED
    assert words.last([valid]) == "结论：有效。"
    assert words.last([valid, valid]) == "结论：2 份全部有效。"
    assert "1 份无效、1 份未能核验、1 份有效" in words.last([valid, unverified, invalid])
    assert words.last([unverified, valid]).startswith("结论：2 份中 1 份未能核验")
    assert words.last([]) == "结论：没有可核验的文件。"


def test_json_keeps_its_shape() -> None:
    sample = samples()["signed"]
    question = replace(sample.question(), second=True)
    reports = [each.of(Path("a.p7")) for each in inspect(sample.data, question)]
    told = json.loads(schema.document(reports, question, "valid", 0))
    assert set(told) == {"version", "at", "roots", "second_opinion", "outcome", "exit", "files"}
    assert told["at"] == "2026-11-21T08:30:00Z"
    assert told["roots"] == [{"name": "测试根", "fingerprint": trusted().roots[0].fingerprint}]
    (file,) = told["files"]
    assert set(file) == {"path", "kind", "outcome", "facts", "signatures", "findings"}
    assert file["signatures"][0]["by"] == "云麓市办公厅"
    assert file["signatures"][0]["root"] == "测试根"
    assert all(set(each) == {"reason", "level", "facts", "text", "next"} for each in file["findings"])
