"""Certificates made (GB/T 20518, X.509 v3): a body from a profile, signed by an authority's key wherever that key is.

- Every certificate carries key usage and basic constraints (critical), the holder's and the issuer's key id.
- A certificate never outlives its issuer's, and is never valid before it: what is left is cut.
- Serial numbers are 128 random bits, positive (RFC 5280 §4.1.2.2); the caller passes them in.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import Explicit

from crypto import encoding, sm2
from crypto.asn1 import Algorithm, tlv
from crypto.certificates.certificate import Certificate, Usage, key_id
from crypto.certificates.profiles import Profile
from crypto.certificates.signer import Signer
from crypto.certificates.structures import Extension, Validity, algorithm, extension, signed, time
from crypto.errors import BadCertificate

VERSION_3 = 2
SERIAL_BITS = 128


@asn1.sequence
class Body:
    """TBSCertificate, version 3."""

    version: Annotated[int, Explicit(0)]
    serial: int
    signature: Algorithm
    issuer: asn1.TLV
    validity: Validity
    subject: asn1.TLV
    key: asn1.TLV
    extensions: Annotated[list[Extension], Explicit(3)]


@dataclass(frozen=True, slots=True)
class Template:
    """What one certificate will say."""

    subject: x509.Name
    public: bytes  # 64 bytes; checked to be on the curve
    profile: Profile
    serial: int
    not_before: datetime
    not_after: datetime


def new_serial() -> int:
    """A random serial number of 128 bits, the highest set: always the same length, never zero."""
    return secrets.randbits(SERIAL_BITS - 1) | 1 << (SERIAL_BITS - 1)


def period(profile: Profile, start: datetime, days: int | None = None) -> tuple[datetime, datetime]:
    """First and last moment of validity: the profile's days, or fewer."""
    return start, start + timedelta(days=min(days or profile.days, profile.days)) - timedelta(seconds=1)


def issue(template: Template, signer: Signer) -> Certificate:
    """A certificate by the authority `signer`. Raises BadCertificate when it is none, BadKey for a key off the curve."""
    issuer = signer.certificate
    if not issuer.authority or Usage.KEY_CERT_SIGN not in (issuer.usage or ()):
        raise BadCertificate("the issuer is no authority")
    start, end = max(template.not_before, issuer.not_before), min(template.not_after, issuer.not_after)
    if start >= end:
        raise BadCertificate("the issuer's own certificate does not last that long")
    body = _body(template, issuer.subject_der, (start, end), issuer.key_id)
    made = Certificate(signed(body, signer.sign_der))
    made.verify_signed_by(issuer)
    return made


def self_signed(template: Template, sign: Callable[[bytes], bytes]) -> Certificate:
    """A root. `sign`: message → 64 bytes, by the key of the template. Raises BadKey, BadSignature when it is another."""
    subject = template.subject.public_bytes()
    period = template.not_before, template.not_after
    body = _body(template, subject, period, key_id(template.public))
    made = Certificate(signed(body, lambda message: encoding.signature_to_der(sign(message))))
    made.verify_signed_by(made)
    return made


def _body(template: Template, issuer: bytes, period: tuple[datetime, datetime], issuer_key: bytes) -> Body:
    sm2.PublicKey(template.public)
    return Body(
        version=VERSION_3,
        serial=template.serial,
        signature=algorithm(),
        issuer=tlv(issuer),
        validity=Validity(not_before=time(period[0]), not_after=time(period[1])),
        subject=tlv(template.subject.public_bytes()),
        key=tlv(encoding.public_to_der(template.public)),
        extensions=_extensions(template, issuer_key),
    )


def _extensions(template: Template, issuer_key: bytes) -> list[Extension]:
    profile = template.profile
    constraints = x509.BasicConstraints(profile.authority, profile.path_length)
    made = [
        extension(x509.AuthorityKeyIdentifier(issuer_key, None, None)),
        extension(x509.SubjectKeyIdentifier(key_id(template.public))),
        extension(key_usage(profile.usage), critical=True),
        extension(constraints, critical=True),
    ]
    if profile.purposes:
        made.append(extension(x509.ExtendedKeyUsage(profile.purposes), critical=True))
    return made


def key_usage(usage: frozenset[Usage]) -> x509.KeyUsage:
    """KeyUsage with these bits."""
    return x509.KeyUsage(**{each.value: each in usage for each in Usage}, encipher_only=False, decipher_only=False)
