"""Lists of revoked certificates (X.509 v2 lists, RFC 5280 §5; GB/T 20518): made, read, checked, asked.

- A list counts only after verify(): its issuer's key signed it, and the issuer may sign lists.
- A revocation has a moment: what was signed before stays good. Where the list says since when the key is to be doubted
  (invalidity date), that earlier moment counts.
- A complete list says nothing critical of itself; partial, indirect and delta lists are not `complete` and prove nothing.
- Revoked certificates stay on our lists after they expire, so that old signatures can still be judged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, TypeVar

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import Explicit, GeneralizedTime, UTCTime
from cryptography.hazmat.primitives.serialization import Encoding

from crypto import oids
from crypto.asn1 import Algorithm, tlv
from crypto.certificates.certificate import UNREADABLE, Certificate, Usage, verify_der
from crypto.certificates.signer import Signer
from crypto.certificates.structures import (
    Extension,
    algorithm,
    elements,
    extension,
    header,
    require_octets,
    signed,
    time,
)
from crypto.errors import BadCertificate, BadEncoding, BadKey, BadSignature

LIMIT = 16 << 20  # bytes of one list
PEM = b"-----BEGIN X509 CRL-----"
VERSION_2 = 1
INTEGER = 0x02
Kind = TypeVar("Kind", bound=x509.ExtensionType)
Why = x509.ReasonFlags


@dataclass(frozen=True, slots=True)
class Revoked:
    """One line of a list."""

    serial: int
    at: datetime
    reason: Why = Why.unspecified
    doubted_since: datetime | None = None

    @property
    def counts_from(self) -> datetime:
        """From this moment on signatures are worth nothing."""
        return min(self.at, self.doubted_since or self.at)


@asn1.sequence
class Line:
    """One entry of revokedCertificates."""

    serial: int
    at: UTCTime | GeneralizedTime
    extensions: list[Extension] | None


@asn1.sequence
class Body:
    """TBSCertList, version 2."""

    version: int
    signature: Algorithm
    issuer: asn1.TLV
    this_update: UTCTime | GeneralizedTime
    next_update: UTCTime | GeneralizedTime
    revoked: list[Line] | None
    extensions: Annotated[list[Extension], Explicit(0)]


class RevocationList:
    """One list. Equal when its bytes are."""

    def __init__(self, der: bytes) -> None:
        """Raises BadCertificate."""
        if len(der) > LIMIT:
            raise BadCertificate("too large")
        try:
            self.parsed = x509.load_der_x509_crl(der)
            self.issuer_der = _issuer(self.parsed.tbs_certlist_bytes)
            self.this_update, self.next_update = self.parsed.last_update_utc, self.parsed.next_update_utc
            self.extensions = self.parsed.extensions
            self.size = len(self.parsed)
            require_octets(der)
        except (*UNREADABLE, BadEncoding) as error:
            raise BadCertificate(str(error)) from None
        if self.parsed.signature_algorithm_oid != oids.SM2_WITH_SM3:
            raise BadCertificate("not signed with SM2 and SM3")
        self.der = der
        self._judged: dict[Certificate, bool] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RevocationList) and other.der == self.der

    def __hash__(self) -> int:
        return hash(self.der)

    def __reduce__(self) -> tuple[type["RevocationList"], tuple[bytes]]:
        return RevocationList, (self.der,)  # between processes: the parsed form does not travel

    @cached_property
    def number(self) -> int | None:
        """Grows with every list of one issuer."""
        found = self._extension(x509.CRLNumber)
        return None if found is None else found.crl_number

    @cached_property
    def issuer_key_id(self) -> bytes | None:
        """The id of the key that signed it, where it says so."""
        found = self._extension(x509.AuthorityKeyIdentifier)
        return None if found is None else found.key_identifier

    @cached_property
    def complete(self) -> bool:
        """Whether it speaks of all certificates of its issuer."""
        return not any(each.critical for each in self.extensions)

    def fresh(self, at: datetime) -> bool:
        """Whether a newer one was not yet due. A list that names no next one is stale at once."""
        return self.next_update is not None and at <= self.next_update

    def verify(self, issuer: Certificate) -> None:
        """Return only if `issuer` signed it and may. Raises BadSignature, BadKey."""
        if self.issuer_der != issuer.subject_der or (issuer.usage is not None and Usage.CRL_SIGN not in issuer.usage):
            raise BadSignature
        verify_der(issuer.key, self.parsed.tbs_certlist_bytes, self.parsed.signature)

    def genuine(self, issuer: Certificate) -> bool:
        """Whether verify() returns; asked for every certificate of an issuer, so the answer is kept with the list."""
        if issuer not in self._judged:
            try:
                self.verify(issuer)
            except (BadSignature, BadKey):
                self._judged[issuer] = False
            else:
                self._judged[issuer] = True
        return self._judged[issuer]

    def find(self, serial: int) -> Revoked | None:
        """The line of a certificate, if it has one. Raises BadCertificate for a line that cannot be read."""
        try:
            if serial not in self._serials:
                return None
            found = self.parsed.get_revoked_certificate_by_serial_number(serial)
            return None if found is None else _line(found)
        except UNREADABLE as error:
            raise BadCertificate(str(error)) from None

    @cached_property
    def _serials(self) -> frozenset[int]:
        # One walk, then answers at once: the library walks the whole list for every question.
        return frozenset(each.serial_number for each in self.parsed)

    def lines(self) -> list[Revoked]:
        """All of it. Raises BadCertificate."""
        try:
            return [_line(each) for each in self.parsed]
        except UNREADABLE as error:
            raise BadCertificate(str(error)) from None

    def pem(self) -> bytes:
        """The text form."""
        return self.parsed.public_bytes(Encoding.PEM)

    def _extension(self, kind: type[Kind]) -> Kind | None:
        try:
            return self.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None


def load(data: bytes) -> RevocationList:
    """A list from DER or PEM. Raises BadCertificate."""
    if len(data) > 2 * LIMIT:
        raise BadCertificate("too large")
    if PEM not in data:
        return RevocationList(data)
    try:
        return RevocationList(x509.load_pem_x509_crl(data).public_bytes(Encoding.DER))
    except UNREADABLE as error:
        raise BadCertificate(str(error)) from None


def make(
    revoked: Iterable[Revoked], signer: Signer, number: int, *, this_update: datetime, next_update: datetime
) -> RevocationList:
    """The list of the authority `signer`; `number` is higher than the last one's. Raises BadSignature."""
    lines = [_entry(each) for each in revoked]
    body = Body(
        version=VERSION_2,
        signature=algorithm(),
        issuer=tlv(signer.certificate.subject_der),
        this_update=time(this_update),
        next_update=time(next_update),
        revoked=lines or None,
        extensions=[
            extension(x509.AuthorityKeyIdentifier(signer.certificate.key_id, None, None)),
            extension(x509.CRLNumber(number)),
        ],
    )
    made = RevocationList(signed(body, signer.sign_der))
    made.verify(signer.certificate)
    return made


def newest(lists: Sequence[RevocationList]) -> RevocationList | None:
    """The one made last."""
    return max(lists, key=lambda each: (each.this_update, each.number or 0), default=None)


def _issuer(body: bytes) -> bytes:
    # Cut out by hand: decoding a list of a hundred thousand lines for one name is slow, and `cryptography`, which has
    # checked every length by now, warns about names it does not like.
    parts = elements(memoryview(body)[header(body, 0) :])
    first = next(parts)
    if first[0] == INTEGER:  # the version, then the algorithm; version 1 has the algorithm only
        next(parts)
    return bytes(next(parts))


def _entry(revoked: Revoked) -> Line:
    extensions = []
    if revoked.reason is not Why.unspecified:  # RFC 5280 §5.3.1: then the reason is left out
        extensions.append(extension(x509.CRLReason(revoked.reason)))
    if revoked.doubted_since is not None:
        extensions.append(extension(x509.InvalidityDate(revoked.doubted_since.replace(microsecond=0, tzinfo=None))))
    return Line(serial=revoked.serial, at=time(revoked.at), extensions=extensions or None)


def _line(found: x509.RevokedCertificate) -> Revoked:
    reason, since = Why.unspecified, None
    for each in found.extensions:
        if isinstance(each.value, x509.CRLReason):
            reason = each.value.reason
        elif isinstance(each.value, x509.InvalidityDate):
            since = each.value.invalidity_date_utc
    return Revoked(found.serial_number, found.revocation_date_utc, reason, since)
