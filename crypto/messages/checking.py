"""Everything there is to ask of a message, as findings (GB/T 35275; the certificates' part is certificates/path.py).

- Asked in this order: shape and structure, content, signers; then for each signer: algorithms, certificate, attributes,
  digest, signature, time, and the certificate's path at the time of signing for the use of signing.
- The signing time is the signer's own word: it must lie within his certificate's dates and not ahead of the clock. A
  message without one is judged at the moment of checking.
- Certificates and revocation lists that travel in a message help to judge a path; they never become trusted by it.
- An envelope is opened when a holder is given. Who has none learns what stands outside, and no content.
- Content beside a message may be given as Content(None, digest) when it does not fit memory.
- `content` is given only when nothing failed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.x509 import ObjectIdentifier

from crypto import oids
from crypto.asn1 import encode
from crypto.certificates import path
from crypto.certificates.certificate import Certificate, Usage
from crypto.certificates.revocation import RevocationList
from crypto.certificates.trust import Trust
from crypto.errors import BadCertificate, BadCiphertext, BadKey, BadMessage, BadSignature
from crypto.findings import Fact, Finding, failed, notice, passed, sound
from crypto.messages import both, enveloped, shape, signed, signedenveloped, signers
from crypto.messages.enveloped import Holder
from crypto.messages.reasons import MessageReason
from crypto.messages.signers import Content, SignerResult
from crypto.messages.structures import EncryptedMessage, SignerInfo, part, type_of

AHEAD = timedelta(minutes=5)  # clocks differ
TYPES = {
    oids.ENVELOPED_DATA: "enveloped",
    oids.SIGNED_AND_ENVELOPED_DATA: "signed_and_enveloped",
    oids.ENCRYPTED_DATA: "encrypted",
}


@dataclass(frozen=True, slots=True)
class CheckedSigner:
    """Who signed, by a signature that holds. `root`: None when no trusted one was reached."""

    certificate: Certificate
    at: datetime | None
    root: Certificate | None


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome."""

    findings: tuple[Finding, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    signers: tuple[CheckedSigner, ...] = ()
    content: bytes | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing failed."""
        return sound(self.findings)


@dataclass(frozen=True, slots=True)
class Question:
    """What one check goes by. `addressed`: of the envelope the message was in; None when it was in none."""

    trust: Trust
    at: datetime
    addressed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is signed, by whom; the same for both kinds of signed message."""

    infos: tuple[SignerInfo, ...]
    certificates: tuple[Certificate, ...]
    content: Content
    lists: tuple[RevocationList, ...]


def check(
    data: bytes, trust: Trust, at: datetime, detached: bytes | Content | None = None, *, holder: Holder | None = None
) -> Checked:
    """Check a message in DER or PEM at the moment `at` (aware). Raises nothing on a bad message, DeviceError of a holder."""
    try:
        der = shape.load(data)
        kind = type_of(der)
        if kind in signed.TYPES:
            return _signed(der, Question(trust, at), detached)
        return _closed(der, kind, Question(trust, at), holder)
    except BadMessage as error:
        return Checked((refusal(error),))


def refusal(error: BadMessage) -> Finding:
    """A refusal as a finding."""
    return failed(error.reason, detail=error.detail)


def _signed(der: bytes, question: Question, detached: bytes | Content | None) -> Checked:
    message = signed.read(der)
    facts: dict[str, Fact] = {
        "type": "signed",
        "signers": len(message.infos),
        "certificates": len(message.certificates),
    }
    if not message.infos:
        return Checked((passed(MessageReason.STRUCTURE), failed(MessageReason.NO_SIGNER)), facts)
    subject = Subject(message.infos, message.certificates, message.content(detached), message.lists)
    checked = _examined(subject, question, facts)
    if message.passed_over:
        others = notice(MessageReason.CERTIFICATE, number=message.passed_over)
        return Checked((*checked.findings, others), checked.facts, checked.signers, checked.content)
    return checked


def _closed(der: bytes, kind: ObjectIdentifier, question: Question, holder: Holder | None) -> Checked:
    try:
        if kind == oids.ENVELOPED_DATA:
            return _enveloped(der, question, holder)
        if kind == oids.SIGNED_AND_ENVELOPED_DATA:
            return _signed_and_enveloped(der, question, holder)
    except BadCiphertext:
        return Checked((failed(MessageReason.OPENED),), {"type": TYPES[kind]})
    if kind != oids.ENCRYPTED_DATA:
        return Checked((failed(MessageReason.TYPE, detail=kind.dotted_string),))
    part(EncryptedMessage, der)
    return Checked((passed(MessageReason.STRUCTURE), failed(MessageReason.SHUT)), {"type": TYPES[kind]})


def _enveloped(der: bytes, question: Question, holder: Holder | None) -> Checked:
    envelope = enveloped.read(der)
    number = len(envelope.infos)
    facts: dict[str, Fact] = {"type": "enveloped", "recipients": number}
    if holder is None:
        return _shut(number, facts)
    inside = both.unsealed(envelope, holder)
    try:
        checked = _inside(inside.message, Question(question.trust, question.at, inside.addressed))
    except BadMessage as error:
        checked = Checked((refusal(error),))
    found = (passed(MessageReason.OPENED), *checked.findings)
    return Checked(found, {**checked.facts, **facts}, checked.signers, checked.content)


def _inside(content: bytes, question: Question) -> Checked:
    try:
        message = shape.load(content)
        kind = type_of(message)
    except BadMessage:  # who envelopes without signing may put in anything
        return Checked((failed(MessageReason.NO_SIGNER),))
    return _signed(message, question, None) if kind in signed.TYPES else Checked((failed(MessageReason.NO_SIGNER),))


def _signed_and_enveloped(der: bytes, question: Question, holder: Holder | None) -> Checked:
    message = signedenveloped.read(der)
    number = len(message.infos)
    facts: dict[str, Fact] = {
        "type": "signed_and_enveloped",
        "recipients": number,
        "signers": len(message.signer_infos),
    }
    if holder is None:
        return _shut(number, facts)
    content = Content(message.unverified(holder))
    subject = Subject(message.signer_infos, message.certificates, content, message.lists)
    return _examined(subject, question, facts)


def _shut(recipients: int, facts: Mapping[str, Fact]) -> Checked:
    outside = passed(MessageReason.STRUCTURE), notice(MessageReason.ADDRESSED, number=recipients)
    return Checked((*outside, failed(MessageReason.SHUT)), facts)


def _examined(subject: Subject, question: Question, facts: dict[str, Fact]) -> Checked:
    signers.require(subject.infos)
    findings, found = [passed(MessageReason.STRUCTURE)], []
    for info in subject.infos:
        result = _holds(info, subject)
        if isinstance(result, Finding):
            findings.append(result)
            continue
        trust = question.trust.with_more(subject.certificates, subject.lists)
        way = path.check(result.certificate, trust, result.at or question.at, Usage.DIGITAL_SIGNATURE)
        findings += [*_about(result, question), *way.findings]
        found.append(CheckedSigner(result.certificate, result.at, way.root))
    octets = subject.content.octets
    if octets is not None:
        facts["size"] = len(octets)
    return Checked(tuple(findings), facts, tuple(found), octets if sound(findings) else None)


def _holds(info: SignerInfo, subject: Subject) -> SignerResult | Finding:
    about: dict[str, Fact] = {"serial": f"{info.sid.serial:x}"}
    try:
        about["name"] = signers.certificate_of(info, subject.certificates).name
        return signers.verify(info, subject.certificates, subject.content)
    except BadMessage as error:
        return failed(error.reason, detail=error.detail, **about)
    except BadSignature:
        return failed(MessageReason.SIGNATURE, **about)
    except (BadKey, BadCertificate):
        return failed(MessageReason.CERTIFICATE, **about)


def _about(result: SignerResult, question: Question) -> Iterator[Finding]:
    certificate = result.certificate
    about: dict[str, Fact] = {"name": certificate.name, "serial": f"{certificate.serial:x}"}
    yield passed(MessageReason.SIGNATURE, **about)
    if result.without_za:
        yield notice(MessageReason.DIALECT, **about)
    if result.at is None:
        yield notice(MessageReason.TIME, **about)
    else:
        fits = certificate.not_before <= result.at <= min(certificate.not_after, question.at + AHEAD)
        yield (passed if fits else failed)(MessageReason.TIME, at=result.at, **about)
    yield from _bound(result, question.addressed, about)


def _bound(result: SignerResult, addressed: bytes | None, about: Mapping[str, Fact]) -> Iterator[Finding]:
    said = result.others.get(both.RECIPIENTS_BOUND)
    if addressed is None:
        return  # outside of its envelope there is nothing to compare with
    if said is None:
        yield notice(MessageReason.BOUND, **about)
    else:
        yield (passed if said == encode(addressed) else failed)(MessageReason.BOUND, **about)
