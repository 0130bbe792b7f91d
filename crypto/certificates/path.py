"""Whether a certificate can be relied on at a moment (RFC 5280 §6.1; GB/T 20518; offline, pure).

The questions, for the certificate and each authority above it up to a trusted root:
1. the signature is its issuer's, and its own key is a point of the curve;
2. the moment lies within its dates;
3. it has no critical extension that is not understood here;
4. an authority may sign certificates (basic constraints, key usage) and has not more authorities below it than it may;
5. the certificate itself may be used for what is asked (key usage, extended key usage);
6. its issuer had not revoked it at that moment (crypto/certificates/standing.py).
Nothing raises on a bad certificate: what is wrong is a failed finding. Names in `facts` are as the certificate has them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose
from cryptography.x509.oid import ExtensionOID

from crypto.certificates import standing
from crypto.certificates.certificate import Certificate, Usage
from crypto.certificates.chains import Chain, Search, signed
from crypto.certificates.trust import Trust
from crypto.errors import BadKey
from crypto.findings import Finding, Reason, failed, notice, passed, sound

UNDERSTOOD = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,  # no policy is required here, so none can fail (RFC 5280 §6.1.1 (c))
    }
)
DOCUMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
GENERAL = frozenset({Purpose.ANY_EXTENDED_KEY_USAGE, DOCUMENTS, Purpose.EMAIL_PROTECTION, Purpose.CLIENT_AUTH})
# A signing certificate has one of the two bits or both (GB/T 20518 §5.2.4.2.3).
ENOUGH = {Usage.DIGITAL_SIGNATURE: frozenset({Usage.DIGITAL_SIGNATURE, Usage.CONTENT_COMMITMENT})}


class PathReason(Reason):
    """Questions about a chain of certificates."""

    AUTHORITY = "certificate.authority"
    CHAIN = "certificate.chain"
    EXTENSION = "certificate.extension"
    KEY = "certificate.key"
    PATH_LENGTH = "certificate.path_length"
    PERIOD = "certificate.period"
    SIGNATURE = "certificate.signature"
    USAGE = "certificate.usage"


@dataclass(frozen=True, slots=True)
class Path:
    """The outcome. `chain`: the certificate first, the root last; shorter when no root was reached."""

    findings: tuple[Finding, ...]
    chain: Chain

    @property
    def sound(self) -> bool:
        """Whether nothing failed."""
        return sound(self.findings)

    @property
    def root(self) -> Certificate | None:
        """The root it ends at; None when it ends at none."""
        reached = any(each.reason is PathReason.CHAIN and each.level == "passed" for each in self.findings)
        return self.chain[-1] if reached else None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the certificate at the bottom."""

    at: datetime
    usage: Usage | None
    purpose: x509.ObjectIdentifier | None


def check(
    certificate: Certificate,
    trust: Trust,
    at: datetime,
    usage: Usage | None,
    *,
    purpose: x509.ObjectIdentifier | None = None,
) -> Path:
    """Check a certificate at the moment `at` (aware) for `usage`; None: whatever it is for."""
    question = Question(at, usage, purpose)
    first = None
    for fit in (lambda each: _certifies(each) and _stands(each, at), lambda _any: True):
        search = Search(trust, at, fit)
        for chain in search.chains(certificate):
            path = Path(tuple(_examined(chain, trust, question)), chain)
            if path.sound:
                return path
            first = first or path
        if first is not None:
            return first
    return _without_root(certificate, search, question)


def _examined(chain: Chain, trust: Trust, question: Question) -> Iterator[Finding]:
    for place, certificate in enumerate(chain):
        issuer = chain[min(place + 1, len(chain) - 1)]
        yield _signature(certificate, issuer)
        yield from _itself(certificate, question)
        yield from _as_authority(chain, place) if place else _as_holder(certificate, question)
        if issuer is not certificate:
            yield from standing.check(certificate, issuer, trust, question.at)
    root = chain[-1]
    yield passed(PathReason.CHAIN, name=chain[0].name, root=root.name, fingerprint=root.fingerprint, steps=len(chain))


def _without_root(certificate: Certificate, search: Search, question: Question) -> Path:
    chain = search.furthest
    top = chain[-1]
    findings = [*_itself(certificate, question), *_as_holder(certificate, question)]
    if search.disowned(top):
        findings.append(failed(PathReason.SIGNATURE, **_about(top), issuer=top.issuer))
    findings.append(failed(PathReason.CHAIN, name=certificate.name, issuer=top.issuer))
    return Path(tuple(findings), chain)


def _signature(certificate: Certificate, issuer: Certificate) -> Finding:
    # In a chain every signature but a root's over itself was checked when it was built; the answer is kept.
    good = signed(certificate, issuer) or (certificate is issuer and certificate.issuer_der != certificate.subject_der)
    return (passed if good else failed)(PathReason.SIGNATURE, **_about(certificate), issuer=issuer.name)


def _itself(certificate: Certificate, question: Question) -> Iterator[Finding]:
    about = _about(certificate)
    try:
        _ = certificate.key
    except BadKey:
        yield failed(PathReason.KEY, **about)
    yield (passed if _within(certificate, question.at) else failed)(
        PathReason.PERIOD, at=question.at, start=certificate.not_before, end=certificate.not_after, **about
    )
    for oid in _unknown(certificate):
        yield failed(PathReason.EXTENSION, oid=oid, **about)


def _as_authority(chain: Chain, place: int) -> Iterator[Finding]:
    certificate = chain[place]
    about = _about(certificate)
    yield (passed if _certifies(certificate) else failed)(PathReason.AUTHORITY, **about)
    # RFC 5280 §4.2.1.9: authorities that certify themselves anew do not count.
    below = sum(each.issuer_der != each.subject_der for each in chain[1:place])
    if certificate.path_length is not None and below > certificate.path_length:
        yield failed(PathReason.PATH_LENGTH, limit=certificate.path_length, below=below, **about)


def _as_holder(certificate: Certificate, question: Question) -> Iterator[Finding]:
    if question.usage is None:
        return
    about = _about(certificate) | {"usage": question.usage.value}
    if not _purpose_fits(certificate, question.purpose):
        yield failed(PathReason.USAGE, **about)
    elif certificate.usage is None:
        yield notice(PathReason.USAGE, **about)  # RFC 5280 §4.2.1.3: it does not say, so it does not forbid
    else:
        fits = certificate.usage & ENOUGH.get(question.usage, frozenset({question.usage}))
        yield (passed if fits else failed)(PathReason.USAGE, **about)


def _purpose_fits(certificate: Certificate, purpose: x509.ObjectIdentifier | None) -> bool:
    try:
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return purpose is None
    given = frozenset(found.value)
    if purpose is None:
        return not found.critical or bool(given & GENERAL)
    return purpose in given or Purpose.ANY_EXTENDED_KEY_USAGE in given


def _certifies(certificate: Certificate) -> bool:
    return certificate.authority and (certificate.usage is None or Usage.KEY_CERT_SIGN in certificate.usage)


def _stands(certificate: Certificate, at: datetime) -> bool:
    return _within(certificate, at) and not _unknown(certificate)


def _within(certificate: Certificate, at: datetime) -> bool:
    return certificate.not_before <= at <= certificate.not_after


def _unknown(certificate: Certificate) -> list[str]:
    return [each.oid.dotted_string for each in certificate.extensions if each.critical and each.oid not in UNDERSTOOD]


def _about(certificate: Certificate) -> dict[str, str | int | datetime]:
    return {"name": certificate.name, "serial": f"{certificate.serial:x}"}
