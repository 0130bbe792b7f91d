"""Archive packages of this product (archive/verify.py), as findings."""

from collections.abc import Iterable

from app.verify.kinds import Kind
from app.verify.reasons import FileReason, PackageReason
from app.verify.report import Question, Report, Signature
from archive.verify import Fault, verify
from crypto import sm3
from crypto.findings import Fact, Finding, failed, notice, passed

SHOWN = 20  # faults of one kind are told one by one up to here
FAULTS = {
    "unreadable": FileReason.FORMAT, "version": FileReason.NEWER, "missing": PackageReason.MISSING,
    "extra": PackageReason.EXTRA, "altered": PackageReason.ALTERED, "swapped": PackageReason.SWAPPED,
    "journal": PackageReason.JOURNAL, "tree": PackageReason.TREE,
    "signature": PackageReason.SIGNATURE, "head": PackageReason.HEAD, "container": PackageReason.CONTAINER,
}  # fmt: skip


def package(data: bytes, question: Question) -> Report:
    """Every file, the tree over them, the device's signature and the journal head."""
    found = verify(data, bytes.fromhex(question.key) if question.key else None)
    if found.faults:
        return Report(Kind.PACKAGE, tuple(_failed(found.faults)))
    facts: dict[str, Fact] = {"files": found.files, "package": sm3.hash(data).hex(), "device": found.signer}
    facts |= {"contents": "　".join(str(value) for value in found.facts.values())}
    findings = (
        passed(PackageReason.FILES, files=found.files),
        passed(PackageReason.SIGNATURE, signer=found.signer),
        passed(PackageReason.KEY) if question.key else notice(PackageReason.KEY),
    )
    return Report(Kind.PACKAGE, findings, facts, (Signature(found.signer),))


def _failed(faults: Iterable[Fault]) -> list[Finding]:
    return [failed(FAULTS[each.code], path=each.path) for each, _ in zip(faults, range(SHOWN), strict=False)]
