"""A report as lines for a terminal of 80 columns: signs with words, so that nothing hangs on colour.

- Texts are in templates/messages.toml: `verify.<reason>.<level>`, `cli.verify_*`. Times are Beijing time.
- Whatever comes out of a file is cleaned before it is shown: no control or direction character reaches the terminal.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from app.templating import message, messages, next_step
from app.verify.kinds import Kind
from app.verify.reasons import FileReason
from app.verify.report import Outcome, Report, Signature
from crypto.certificates.path import PathReason
from crypto.certificates.standing import StandingReason
from crypto.findings import Fact, Finding, Level
from kernel import clock

WIDTH = 80
LONGEST = 300  # characters of one fact
SIGNS = {Outcome.VALID: "✓", Outcome.INVALID: "✗", Outcome.UNVERIFIED: "！"}
MARKS = {Level.PASSED: "✓", Level.NOTICE: "！", Level.FAILED: "✗"}
ORDER = (Level.FAILED, Level.NOTICE, Level.PASSED)
LABEL = 10  # columns of the names of facts
CODED = ("capacity", "type")  # facts that are codes of this program
OPENING = frozenset("“‘（《〈【")
CLOSING = frozenset("，。、；：！？”’）》〉】…　")


def lines(report: Report, *, everything: bool = False) -> Iterator[str]:
    """One file's report. What passed along the certificates is one line, unless `everything` is to be seen."""
    verdict = message(f"cli.verify_outcome.{report.outcome}")
    yield from _hung(f"{SIGNS[report.outcome]} {verdict}　", clean(str(report.path)) or "-")
    if report.kind is not Kind.UNKNOWN:
        yield from fact("kind", kind_name(report.kind))
    for name, value in report.facts.items():
        yield from fact(name, message(f"cli.verify_{name}.{value}") if name in CODED else shown(value))
    for signature in report.signatures:
        yield from _signature(signature)
    told = {level: [each for each in report.findings if each.level is level] for level in ORDER}
    folded = [] if everything else [each for each in told[Level.PASSED] if _along_the_chain(each)]
    for each in dict.fromkeys(_told(each, report) for level in ORDER for each in told[level] if each not in folded):
        yield from _finding(*each)
    if folded:
        yield from _finding(_mark(Level.PASSED), message("cli.verify_folded", number=len(folded)), "")


def last(outcomes: Sequence[Outcome]) -> str:
    """The line everything ends with."""
    numbers = {each.value: outcomes.count(each) for each in Outcome}
    code = next(
        (each for each in (Outcome.INVALID, Outcome.UNVERIFIED) if each in outcomes),
        Outcome.VALID if outcomes else Outcome.UNVERIFIED,
    )
    ending = "one" if len(outcomes) == 1 else "many" if outcomes else "none"
    return message(f"cli.verify_last.{code}_{ending}", total=len(outcomes), **numbers)


def sentence(finding: Finding) -> tuple[str, str]:
    """What a finding says, and what to do about it."""
    code = f"verify.{finding.reason}.{finding.level}"
    facts = {name: shown(value) for name, value in finding.facts.items()}
    if finding.reason is FileReason.UNKNOWN:
        facts["known"] = "、".join(kind_name(each) for each in Kind if each not in (Kind.UNKNOWN, Kind.SECRET))
    return message(code, **facts), next_step(code, **facts)


def kind_name(kind: Kind) -> str:
    """What a kind is called."""
    return message(f"cli.verify_kind.{kind}")


def fact(name: str, value: str) -> Iterator[str]:
    """A named value."""
    label = message(f"cli.verify_fact.{name}")
    yield from _hung("  " + label + " " * max(1, LABEL - width(label)), value)


def shown(value: Fact) -> str:
    """A fact as text: a time on the office's clock, the rest clean and not too long."""
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M:%S}"
    return clean(str(value))


def clean(text: str) -> str:
    """Without characters that steer a terminal or turn the direction of writing; cut where it is too long."""
    cut = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c for c in cut)


def known(names: Mapping[str, Fact]) -> bool:
    """Whether every fact has a label."""
    return all(f"cli.verify_fact.{name}" in messages() for name in names)


def width(text: str) -> int:
    """Columns a terminal takes for it, counting the undecided ones double."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _finding(mark: str, text: str, then: str) -> Iterator[str]:
    yield from _hung(f"  {mark}　", text)
    if then:
        yield from _hung("  " + " " * (width(mark) + 2), then)


def _told(finding: Finding, report: Report) -> tuple[str, str, str]:
    if finding.level is Level.FAILED and (isinstance(finding.reason, FileReason) or not report.read):
        return (f"{SIGNS[Outcome.UNVERIFIED]} {message('cli.verify_mark.unverified')}", *sentence(finding))
    return (_mark(finding.level), *sentence(finding))


def _mark(level: Level) -> str:
    return f"{MARKS[level]:<{3 - width(MARKS[level])}} {message(f'cli.verify_mark.{level}')}"


def _along_the_chain(finding: Finding) -> bool:
    return isinstance(finding.reason, PathReason | StandingReason) and finding.reason is not PathReason.CHAIN


def _signature(signature: Signature) -> Iterator[str]:
    at = shown(signature.at) if signature.at else ""
    yield from fact("by", f"{clean(signature.by)}　{at}".rstrip("　"))
    for name in ("seal", "issuer", "serial", "root"):
        if value := getattr(signature, name):
            yield from fact(name, clean(value))


def _hung(head: str, text: str) -> Iterator[str]:
    """`text` after `head`, its further lines set under its first."""
    room, indent, line = WIDTH - width(head), " " * width(head), ""
    for piece in _pieces(text, room):
        if line and width(line) + width(piece.rstrip()) > room:
            yield (head + line).rstrip()
            head, line = indent, ""
        line += piece if line or piece.strip() else ""
    yield (head + line).rstrip()


def _pieces(text: str, room: int) -> Iterator[str]:
    """What may not be broken: words of narrow characters, a character with the punctuation that closes it."""
    piece = ""
    for c in text:
        narrow = piece and width(piece[-1]) == 1 and width(c) == 1 and not piece[-1].isspace()
        if (piece and not (narrow or c in CLOSING or piece[-1] in OPENING)) or width(piece) + width(c) > room:
            yield piece
            piece = ""
        piece += c
    yield piece
