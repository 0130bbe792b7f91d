"""A sign-off of a device, as the record's page gives it out: who signed which text, in which capacity, and when."""

from app.verify.kinds import Kind
from app.verify.reasons import FileReason, SignOffReason
from app.verify.report import Question, Report, signature_of
from crypto.certificates import path
from crypto.certificates.certificate import Certificate, Usage
from crypto.devices import evidence
from crypto.errors import BadCertificate, BadEncoding, BadKey, BadSignature
from crypto.findings import Fact, failed, notice, passed


def sign_off(data: bytes, question: Question) -> Report:
    """The signature over the statement, and the certificate at the moment of signing."""
    try:
        found = evidence.read(data)
        signer = Certificate(found.certificate)
    except (BadEncoding, BadCertificate) as error:
        return Report(Kind.SIGN_OFF, (failed(FileReason.FORMAT, detail=str(error)),))
    said = found.said
    facts: dict[str, Fact] = {
        "record": str(said.record), "version": said.version, "digest": said.digest.hex(), "unit": said.unit,
        "login": said.login, "capacity": said.capacity,
    }  # fmt: skip
    try:
        signer.key.verify(found.statement, found.signature)
    except (BadSignature, BadEncoding, BadKey):
        return Report(Kind.SIGN_OFF, (failed(SignOffReason.SIGNATURE),), facts)
    chain = path.check(signer, question.trust, said.issued, Usage.DIGITAL_SIGNATURE)
    about = passed(SignOffReason.SIGNATURE), notice(SignOffReason.HOLDER, login=said.login, name=signer.name)
    signatures = signature_of(signer, chain.findings, at=said.issued)
    return Report(Kind.SIGN_OFF, (*about, *chain.findings), facts, signatures)
