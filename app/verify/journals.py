"""Journal exports and the signed heads they are held against; offline twin of `zhengxun journal verify`."""

import io
import json
from collections.abc import Iterator

from app.journal_rows import NOT_ROWS, checker, parse
from app.verify.kinds import Kind
from app.verify.reasons import FileReason, JournalReason
from app.verify.report import Question, Report, Signature
from crypto.findings import Fact, Finding, failed, notice, passed
from kernel import heads, journal
from kernel.journal import Head

LINE = 64 << 10  # bytes of one row
FAULTS = {
    "gap": JournalReason.GAP, "altered": JournalReason.ALTERED, "rewritten": JournalReason.REWRITTEN,
    "missing_tail": JournalReason.MISSING_TAIL, "bad_signature": JournalReason.HEAD,
}  # fmt: skip


def export(data: bytes, question: Question) -> Report:
    """Hold an exported journal against the heads at hand."""
    lines = _lines(data)
    try:
        opening = json.loads(next(lines))
        serial, key = str(opening["serial"]), bytes.fromhex(opening["public_key"]).hex()
        found = journal.verify(map(parse, lines), question.heads, checker({serial: bytes.fromhex(key)}))
    except NOT_ROWS as error:
        return Report(Kind.JOURNAL, (failed(FileReason.FORMAT, detail=str(error)),))
    findings = [_key(key, question)]
    if found.fault:
        findings.append(failed(FAULTS[found.fault.reason], seq=found.fault.seq, rows=found.rows))
        return Report(Kind.JOURNAL, tuple(findings), {"rows": found.rows, "device": serial})
    findings += [passed(JournalReason.CHAIN, rows=found.rows), *_covered(found)]
    last = found.last
    signatures = (Signature(serial, last.at),) if last else ()
    return Report(Kind.JOURNAL, tuple(findings), {"rows": found.rows, "device": serial}, signatures)


def head(data: bytes, question: Question) -> Report:
    """One head by itself: its signature, when the key is known."""
    try:
        read = heads.parse(data.decode())
        signed = bool(question.key) and checker({read.key: bytes.fromhex(question.key)})(read)
    except NOT_ROWS as error:
        return Report(Kind.HEAD, (failed(FileReason.FORMAT, detail=str(error)),))
    facts: dict[str, Fact] = {"seq": read.seq, "device": read.key}
    if not question.key:
        return Report(Kind.HEAD, (failed(FileReason.NO_KEY),), facts)
    finding = (passed if signed else failed)(JournalReason.HEAD, seq=read.seq)
    return Report(Kind.HEAD, (finding,), facts, (Signature(read.key, read.at),) if signed else ())


def head_of(data: bytes) -> Head:
    """A head given with --heads. Raises ValueError."""
    try:
        return heads.parse(data.decode())
    except NOT_ROWS:
        raise ValueError("not a journal head") from None


def _lines(data: bytes) -> Iterator[str]:
    source = io.BytesIO(data)
    while line := source.readline(LINE + 1):
        if len(line) > LINE:
            raise ValueError("a line is too long")
        yield line.decode()


def _key(key: str, question: Question) -> Finding:
    if not question.key:
        return notice(JournalReason.KEY, key=key)
    return (passed if key == question.key else failed)(JournalReason.KEY, key=key)


def _covered(found: journal.Report) -> Iterator[Finding]:
    last = found.last
    if last is None:
        yield failed(FileReason.NO_HEADS)
        return
    yield passed(JournalReason.HEADS, heads=found.heads, seq=last.seq)
    if last.seq < found.rows:
        yield notice(JournalReason.TAIL, rows=found.rows - last.seq)
