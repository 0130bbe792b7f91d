"""Certificates, requests and revocation lists that stand alone in a file."""

from app.verify.kinds import Kind
from app.verify.reasons import FileReason, ListReason, RequestReason
from app.verify.report import Question, Report, Signature
from crypto.certificates import path, requests
from crypto.certificates.certificate import Certificate, Usage
from crypto.certificates.revocation import RevocationList
from crypto.errors import BadCertificate, BadKey, BadSignature
from crypto.findings import Fact, Finding, failed, notice, passed


def certificate(data: bytes, question: Question) -> Report:
    """Whether a certificate can be relied on, whatever it is for."""
    try:
        read = Certificate(data)
    except BadCertificate as error:
        return Report(Kind.CERTIFICATE, (failed(FileReason.FORMAT, detail=str(error)),))
    found = path.check(read, question.trust, question.at, None)
    root = found.root.name if found.root else ""
    facts: dict[str, Fact] = {
        "subject": read.name, "serial": f"{read.serial:x}", "not_before": read.not_before, "not_after": read.not_after,
    }  # fmt: skip
    return Report(Kind.CERTIFICATE, found.findings, facts, (Signature(read.issuer, root=root),))


def request(data: bytes, _question: Question) -> Report:
    """Whether whoever asks for a certificate has the key."""
    try:
        read = requests.read(data)
    except BadSignature:
        return Report(Kind.REQUEST, (failed(RequestReason.SIGNATURE),))
    except (BadCertificate, BadKey) as error:
        return Report(Kind.REQUEST, (failed(FileReason.FORMAT, detail=str(error)),))
    name = read.common_name
    return Report(
        Kind.REQUEST,
        (passed(RequestReason.SIGNATURE, name=name), notice(RequestReason.NAME, name=name)),
        {"subject": name},
        (Signature(name),),
    )


def revocation_list(data: bytes, question: Question) -> Report:
    """Whether a list is its issuer's, and still the current one."""
    try:
        read = RevocationList(data)
    except BadCertificate as error:
        return Report(Kind.REVOCATION_LIST, (failed(FileReason.FORMAT, detail=str(error)),))
    facts: dict[str, Fact] = {"made": read.this_update, "entries": read.size}
    trust = question.trust
    issuers = [each for each in (*trust.roots, *trust.intermediates) if each.subject_der == read.issuer_der]
    signer = next((each for each in issuers if _signed(read, each)), None)
    if signer is None:
        reason = ListReason.SIGNATURE if issuers else ListReason.ISSUER
        return Report(Kind.REVOCATION_LIST, (failed(reason),), facts)
    found = path.check(signer, trust, question.at, Usage.CRL_SIGN)
    findings = (passed(ListReason.SIGNATURE, issuer=signer.name), *_state(read, question), *found.findings)
    root = found.root.name if found.root else ""
    made = Signature(signer.name, read.this_update, root, f"{signer.serial:x}", signer.issuer)
    return Report(Kind.REVOCATION_LIST, findings, facts, (made,))


def _state(read: RevocationList, question: Question) -> tuple[Finding, ...]:
    due = read.next_update or read.this_update
    fresh = passed if read.fresh(question.at) else notice
    complete = passed if read.complete else failed
    return complete(ListReason.COMPLETE), fresh(ListReason.FRESH, due=due)


def _signed(read: RevocationList, issuer: Certificate) -> bool:
    try:
        read.verify(issuer)
    except (BadSignature, BadKey):
        return False
    return True
