"""Electronic seals and seal signatures that stand alone in a file (.esl, SignedValue.dat)."""

from app.verify.kinds import Kind
from app.verify.reasons import FileReason
from app.verify.report import Question, Report, signature_of
from crypto import sm3
from crypto.findings import Fact, failed
from crypto.seals import checking
from crypto.seals.reading import Seal


def seal(data: bytes, question: Question) -> Report:
    """A seal, at the moment asked about."""
    found = checking.check_seal(data, question.trust, question.at)
    if found.seal is None:
        return Report(Kind.SEAL, found.findings, read=False)
    signatures = signature_of(found.maker, found.findings, at=found.seal.created)
    return Report(Kind.SEAL, found.findings, about(found.seal), signatures)


def seal_signature(data: bytes, question: Question) -> Report:
    """A seal signature; with --content against what it covers."""
    digest = None if question.content is None else sm3.hash(question.content)
    found = checking.check_signature(data, question.trust, digest, question.at)
    if found.sealed is None:
        return Report(Kind.SEAL_SIGNATURE, found.findings, read=False)
    sealed = found.sealed
    signatures = signature_of(found.signer, found.findings, at=sealed.at)
    # The signature is about a document that is not here: without it nothing can be said to be genuine.
    alone = () if digest else (failed(FileReason.NO_CONTENT),)
    return Report(Kind.SEAL_SIGNATURE, (*found.findings, *alone), about(sealed.seal), signatures)


def about(seal: Seal) -> dict[str, Fact]:
    """What a seal says of itself."""
    return {
        "seal": seal.name, "seal_id": seal.id, "seal_version": seal.version, "not_before": seal.start,
        "not_after": seal.end,
    }  # fmt: skip
