"""Sealed OFD and signed PDF."""

from app.verify.kinds import Kind
from app.verify.report import Question, Report, Signature, readable, root_of
from crypto.findings import Fact
from crypto.seals import ofd as packages
from crypto.seals.reasons import OfdReason

# Failures that say the bytes are no such package. What hides something from one reader or another is invalid instead.
UNREAD = frozenset(
    {
        OfdReason.ZIP, OfdReason.ZIP64, OfdReason.METHOD, OfdReason.ENCRYPTED, OfdReason.LIMIT, OfdReason.DAMAGED,
        OfdReason.XML, OfdReason.MISSING, OfdReason.LAYOUT,
    }
)  # fmt: skip


def ofd(data: bytes, question: Question) -> Report:
    """The package, and every signature in it."""
    found = packages.check_ofd(data, question.trust, question.at)
    findings = (*found.findings, *(each for signature in found.signatures for each in signature.findings))
    facts: dict[str, Fact] = {"signers": len(found.signatures)} if found.signatures else {}
    signatures = tuple(
        Signature(each.signer, each.at, root_of(each.signer, each.findings), seal=each.seal)
        for each in found.signatures
        if each.signer
    )
    return Report(Kind.OFD, findings, facts, signatures, read=readable(findings, UNREAD))
