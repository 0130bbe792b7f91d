"""One SM2 certificate (GB/T 20518, X.509 v3): read, and its signature checked against another's key.

- `cryptography` reads names, dates and extensions; the SM2 key is taken out of its SubjectPublicKeyInfo, and the
  signature is SM2 under the default signer's id over the TBS bytes as received.
- Only SM2 keys and SM2-with-SM3 signatures are certificates here; anything else is BadCertificate.
- Whom to trust, dates, usage and revocation are questions for crypto/certificates/path.py.
"""

import hashlib
import warnings
from datetime import datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Annotated, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import BitString, Explicit
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning

from crypto import encoding, oids, sm2, sm3
from crypto.asn1 import Algorithm, decode, encode
from crypto.certificates import names
from crypto.errors import BadCertificate, BadEncoding, BadSignature

LIMIT = 32 << 10  # bytes of one certificate
PEM = b"-----BEGIN CERTIFICATE-----"
POINT = b"\x04"  # stands before an uncompressed point
# RFC 5280 §4.1.2.2 wants positive serial numbers. `cryptography` 50 warns where one is not (in a key id as well) and
# announces an error; the error is what we want today.
warnings.filterwarnings("error", message="Parsed a serial number", category=CryptographyDeprecationWarning)
# Every way `cryptography` says that it cannot read an X.509 structure: it has no base class of its own.
UNREADABLE = (
    CryptographyDeprecationWarning,
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
Kind = TypeVar("Kind", bound=x509.ExtensionType)


class Usage(StrEnum):
    """What a certificate's key may do; the names of X.509's KeyUsage bits."""

    DIGITAL_SIGNATURE = "digital_signature"
    CONTENT_COMMITMENT = "content_commitment"
    KEY_ENCIPHERMENT = "key_encipherment"
    DATA_ENCIPHERMENT = "data_encipherment"
    KEY_AGREEMENT = "key_agreement"
    KEY_CERT_SIGN = "key_cert_sign"
    CRL_SIGN = "crl_sign"


@asn1.sequence
class PublicKeyInfo:
    """SubjectPublicKeyInfo."""

    algorithm: Algorithm
    key: BitString


@asn1.sequence
class Fields:
    """TBSCertificate as far as the product has to take it apart itself; names and dates stay as they are."""

    version: Annotated[int, Explicit(0)]
    serial: int
    signature: Algorithm
    issuer: asn1.TLV
    validity: asn1.TLV
    subject: asn1.TLV
    key: PublicKeyInfo
    extensions: Annotated[list[asn1.TLV] | None, Explicit(3)]


@asn1.sequence
class Whole:
    """Certificate."""

    body: Fields
    algorithm: Algorithm
    signature: BitString


class Certificate:
    """One certificate. Equal when its bytes are."""

    serial: int  # given by the issuer, unique to it
    not_before: datetime  # first moment of validity, UTC
    not_after: datetime  # last moment of validity, UTC

    def __init__(self, der: bytes) -> None:
        """Raises BadCertificate."""
        if len(der) > LIMIT:
            raise BadCertificate("too large")
        try:
            whole = decode(Whole, der)
            self.parsed = x509.load_der_x509_certificate(der)
            self.public_key = public_key_of(whole.body.key)
            self.issuer_der, self.subject_der = encode(whole.body.issuer), encode(whole.body.subject)
            self.extensions = self.parsed.extensions
            self.not_before, self.not_after = self.parsed.not_valid_before_utc, self.parsed.not_valid_after_utc
        except (*UNREADABLE, BadEncoding) as error:
            raise BadCertificate(str(error)) from None
        # RFC 5280 §4.1.1.2: the algorithm stands twice and must be the same; only the inner one is signed.
        if not whole.algorithm.algorithm == whole.body.signature.algorithm == oids.SM2_WITH_SM3:
            raise BadCertificate("not signed with SM2 and SM3")
        if encode(whole.algorithm) != encode(whole.body.signature):
            raise BadCertificate("two algorithms")
        if whole.signature.padding_bits():  # nothing but the certificate's own bytes would tell the two apart
            raise BadCertificate("a signature is whole octets")
        self.serial = whole.body.serial
        self.der = der

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and other.der == self.der

    def __hash__(self) -> int:
        return hash(self.der)

    def __reduce__(self) -> tuple[type["Certificate"], tuple[bytes]]:
        return Certificate, (self.der,)  # between processes: the parsed form does not travel

    def __repr__(self) -> str:
        return f"<Certificate {self.serial:x} {self.name}>"

    @cached_property
    def name(self) -> str:
        """The subject's common name; where it has none, the whole name."""
        return self.subject.common

    @cached_property
    def issuer(self) -> str:
        """The issuer's common name."""
        return names.read(self.issuer_der).common

    @cached_property
    def subject(self) -> names.Name:
        """The subject's whole name."""
        return names.read(self.subject_der)

    @cached_property
    def usage(self) -> frozenset[Usage] | None:
        """What KeyUsage allows; None when the certificate does not say."""
        found = self._extension(x509.KeyUsage)
        return None if found is None else frozenset(each for each in Usage if getattr(found, each.value))

    @cached_property
    def authority(self) -> bool:
        """Whether it may sign certificates at all (BasicConstraints)."""
        found = self._extension(x509.BasicConstraints)
        return found is not None and found.ca

    @cached_property
    def key_id(self) -> bytes:
        """SubjectKeyIdentifier; absent, SHA-1(04 ‖ X ‖ Y) (the CFCA dialect's rule, an identifier and no protection)."""
        found = self._extension(x509.SubjectKeyIdentifier)
        return key_id(self.public_key) if found is None else found.digest

    @cached_property
    def issuer_key_id(self) -> bytes | None:
        """AuthorityKeyIdentifier: a hint which of several keys of the issuer signed."""
        found = self._extension(x509.AuthorityKeyIdentifier)
        return None if found is None else found.key_identifier

    @cached_property
    def fingerprint(self) -> str:
        """SM3 of the whole certificate, in hex: what people compare."""
        return sm3.hash(self.der).hex()

    @cached_property
    def path_length(self) -> int | None:
        """How many authorities may follow; None: as many as like."""
        found = self._extension(x509.BasicConstraints)
        return None if found is None else found.path_length

    @property
    def key(self) -> sm2.PublicKey:
        """The public key, loaded. Raises BadKey for a point off the curve."""
        return loaded(self.public_key)

    def pem(self) -> bytes:
        """The text form."""
        return self.parsed.public_bytes(Encoding.PEM)

    def verify_signed_by(self, issuer: "Certificate") -> None:
        """Return only if `issuer`'s key signed this one. Raises BadSignature, BadKey."""
        verify_der(issuer.key, self.parsed.tbs_certificate_bytes, self.parsed.signature)

    def _extension(self, kind: type[Kind]) -> Kind | None:
        try:
            return self.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None


def load(data: bytes) -> Certificate:
    """One certificate from DER or PEM. Raises BadCertificate."""
    found = load_all(data)
    if len(found) != 1:
        raise BadCertificate("not exactly one certificate")
    return found[0]


def load_all(data: bytes) -> list[Certificate]:
    """The certificates of a PEM bundle, or the one in DER. Raises BadCertificate."""
    if PEM not in data:
        return [Certificate(data)]
    try:
        found = x509.load_pem_x509_certificates(data)
    except UNREADABLE as error:
        raise BadCertificate(str(error)) from None
    return [Certificate(each.public_bytes(Encoding.DER)) for each in found]


def public_key_of(info: PublicKeyInfo) -> bytes:
    """The 64 bytes of the SM2 key in a SubjectPublicKeyInfo. Raises BadEncoding; the curve is checked on use."""
    return encoding.public_from_der(encode(info))


def verify_der(key: sm2.PublicKey, message: bytes, signature: bytes) -> None:
    """Return only if the DER `signature` is genuine. Raises BadSignature."""
    try:
        raw = encoding.signature_from_der(signature)
    except BadEncoding:
        raise BadSignature from None
    key.verify(message, raw)


def key_id(public: bytes) -> bytes:
    """SHA-1(04 ‖ X ‖ Y), RFC 5280 §4.2.1.2 (1)."""
    return hashlib.sha1(POINT + public, usedforsecurity=False).digest()


@lru_cache(1024)
def loaded(public: bytes) -> sm2.PublicKey:
    """A public key, loaded once: loading costs as much as verifying. Raises BadKey."""
    return sm2.PublicKey(public)
