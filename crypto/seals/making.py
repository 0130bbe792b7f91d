"""A seal made and signed by a seal maker (GB/T 38540-2020 §6.1, §6.2): SESeal v4.

- Refused, by the code of its sentence: a maker's certificate that is not one to sign with or not in force, nobody who may
  use the seal, an end before the start, a name or number the format has no room for, a picture that is not what it says.
- `certificates` are the signing certificates of those who may use it: whole, or their SM3 digests.
- The picture is drawn elsewhere; its size is the seal's on paper, in millimetres.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import BitString, GeneralizedTime, IA5String

from crypto import oids, sm3
from crypto.asn1 import encode
from crypto.certificates.certificate import Certificate, Usage, verify_der
from crypto.certificates.signer import Signer
from crypto.errors import BadKey, BadSeal, BadSignature
from crypto.seals import structures as layout
from crypto.seals.reading import Picture, read_seal
from crypto.seals.reasons import SealReason
from crypto.seals.structures import DIGESTS, V4, WHOLE

LONGEST_ID, LONGEST_NAME = 64, 100  # characters
PICTURE = 512 << 10  # bytes
WIDEST = 200  # millimetres
SIGNING = frozenset({Usage.DIGITAL_SIGNATURE, Usage.CONTENT_COMMITMENT})
MAGIC = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "BMP": (b"BM",),
    "SVG": (b"<svg", b"<?xml"),
    "OFD": (b"PK\x03\x04",),
}


class SealType(IntEnum):
    """Kinds of seal. The standard leaves the numbers from v4 on to the makers; these are v1's."""

    UNIT = 1
    PERSON = 2


@dataclass(frozen=True, slots=True)
class SealSpec:
    """What one seal will say. `id`: region and serial of the register; `vendor`: who makes the sealing software."""

    id: str
    vendor: str
    type: int
    name: str
    certificates: tuple[Certificate, ...]
    created: datetime
    start: datetime
    end: datetime
    picture: Picture
    list_type: int = WHOLE


def make(spec: SealSpec, maker: Signer) -> bytes:
    """The seal as DER, read back and its signature checked. Raises BadSeal."""
    _require(spec, maker.certificate)
    info = layout.Info(
        header=layout.Header(id=IA5String("ES"), version=V4, vendor=IA5String(spec.vendor)),
        id=IA5String(spec.id),
        property=layout.Property(
            type=spec.type,
            name=spec.name,
            list_type=spec.list_type,
            certificates=_listed(spec),
            created=GeneralizedTime(moment(spec.created)),
            start=GeneralizedTime(moment(spec.start)),
            end=GeneralizedTime(moment(spec.end)),
        ),
        picture=_picture(spec.picture),
    )
    message = encode(info)
    signature = maker.sign_der(message)
    try:
        verify_der(maker.certificate.key, message, signature)
    except (BadSignature, BadKey):
        raise BadSeal(SealReason.KEY) from None
    der = encode(
        layout.SealDer(
            info=info,
            certificate=maker.certificate.der,
            algorithm=oids.SM2_WITH_SM3,
            signature=BitString(signature, 0),
        )
    )
    read_seal(der)
    return der


def moment(value: datetime) -> datetime:
    """A moment as the formats carry it: UTC, whole seconds."""
    return value.astimezone(UTC).replace(microsecond=0)


def may_sign(certificate: Certificate) -> bool:
    """Whether the key usage allows signatures; a certificate that does not say may not."""
    return bool((certificate.usage or frozenset()) & SIGNING)


def _require(spec: SealSpec, maker: Certificate) -> None:
    if not may_sign(maker):
        raise BadSeal(SealReason.MAKER_USAGE, maker.name)
    if not maker.not_before <= spec.created <= maker.not_after:
        raise BadSeal(SealReason.MAKER_DATES, maker.name)
    if not spec.certificates or not all(may_sign(each) for each in spec.certificates):
        raise BadSeal(SealReason.NOBODY)
    if not spec.start < spec.end:
        raise BadSeal(SealReason.DATES)
    texts = (spec.id, LONGEST_ID, True), (spec.vendor, LONGEST_ID, True), (spec.name, LONGEST_NAME, False)
    if not all(_writable(*each) for each in texts):
        raise BadSeal(SealReason.WORDING)
    if not drawable(spec.picture):
        raise BadSeal(SealReason.PICTURE, spec.picture.type)


def drawable(picture: Picture) -> bool:
    """Whether a picture is of a known type, is what it says, and has a size a page has room for."""
    sized = 0 < picture.width <= WIDEST and 0 < picture.height <= WIDEST
    return sized and 0 < len(picture.data) <= PICTURE and picture.data.startswith(MAGIC.get(picture.type, ()))


def _writable(text: str, longest: int, ascii_only: bool) -> bool:  # noqa: FBT001 - one row of a table
    return 0 < len(text) <= longest and text.isprintable() and (text.isascii() or not ascii_only)


def _picture(picture: Picture) -> layout.PictureInfo:
    # Readers compare the type without regard to case, but some of them only after making it small themselves.
    kind = IA5String(picture.type.lower() if picture.type == "OFD" else picture.type)
    return layout.PictureInfo(type=kind, data=picture.data, width=picture.width, height=picture.height)


def _listed(spec: SealSpec) -> asn1.TLV:
    ders = [each.der for each in spec.certificates]
    if spec.list_type == WHOLE:
        return layout.certificate_list(ders)
    if spec.list_type == DIGESTS:
        return layout.digest_list(oids.SM3.dotted_string, [sm3.hash(der) for der in ders])
    raise BadSeal(SealReason.NOBODY)
