"""Sealed OFD and signed PDF."""

from collections.abc import Sequence

from app.verify.kinds import Kind
from app.verify.report import Question, Report, Signature, readable, root_of
from crypto.findings import Fact, Finding
from crypto.seals import ofd as packages
from crypto.seals import pdf as files
from crypto.seals.ofd import OfdSignature
from crypto.seals.pdf import PdfSignature
from crypto.seals.reasons import OfdReason, PdfReason

# Failures that say the bytes are no such package, or that nobody has signed it in a way known here: nothing is claimed
# then. What hides something from one reader or another is invalid instead.
UNREAD = frozenset(
    {
        OfdReason.ZIP, OfdReason.ZIP64, OfdReason.METHOD, OfdReason.ENCRYPTED, OfdReason.LIMIT, OfdReason.DAMAGED,
        OfdReason.XML, OfdReason.MISSING, OfdReason.LAYOUT, OfdReason.UNSIGNED, PdfReason.UNSIGNED,
        PdfReason.LIMIT,
    }
)  # fmt: skip


def ofd(data: bytes, question: Question) -> Report:
    """The package, and every signature in it."""
    found = packages.check_ofd(data, question.trust, question.at)
    findings = (*found.findings, *(each for signature in found.signatures for each in signature.findings))
    return _report(Kind.OFD, findings, found.signatures)


def pdf(data: bytes, question: Question) -> Report:
    """The file, and every signature of ours in it."""
    found = files.check_pdf(data, question.trust, question.at)
    findings = (*found.findings, *(each for signature in found.signatures for each in signature.findings))
    return _report(Kind.PDF, findings, found.signatures)


def _report(kind: Kind, findings: tuple[Finding, ...], signed: Sequence[OfdSignature | PdfSignature]) -> Report:
    facts: dict[str, Fact] = {"signers": len(signed)} if signed else {}
    signatures = tuple(
        Signature(each.signer, each.at, root_of(each.signer, each.findings), seal=each.seal)
        for each in signed
        if each.signer
    )
    return Report(kind, findings, facts, signatures, read=readable(findings, UNREAD))
