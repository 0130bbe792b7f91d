"""Names as certificates carry them (X.501), read with patience: a country of twelve letters is odd, not unreadable.

- `cryptography` warns about lengths it does not like; a warning is no answer, so names of others are read here.
- All string types in use are understood (GB/T 20518 wants UTF8String; older authorities wrote others); a value of
  another type is shown in hexadecimal, a broken letter as one. Nothing here raises: names are shown, not relied on.
- Whether two names are the same is a question for their bytes.
"""

from dataclasses import dataclass

from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import SetOf
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import NameOID

from crypto.asn1 import decode, encode, tlv
from crypto.errors import BadEncoding

CODECS = {
    b"\x0c": "utf-8",
    b"\x12": "ascii",  # NumericString
    b"\x13": "ascii",  # PrintableString
    b"\x14": "latin-1",  # TeletexString, as everybody read it
    b"\x16": "ascii",  # IA5String
    b"\x1c": "utf-32-be",  # UniversalString
    b"\x1e": "utf-16-be",  # BMPString
}
BETWEEN = " / "
HOME = "CN"


@asn1.sequence
class Attribute:
    """AttributeTypeAndValue."""

    kind: ObjectIdentifier
    value: asn1.TLV


@asn1.sequence
class Raw:
    """A SEQUENCE around a name: the codec starts at sequences only."""

    name: asn1.TLV


@asn1.sequence
class Read:
    """The same, understood."""

    name: list[SetOf[Attribute]]


@dataclass(frozen=True, slots=True)
class Name:
    """What stands in a name, from the large to the small."""

    parts: tuple[tuple[ObjectIdentifier, str], ...]

    def get(self, kind: ObjectIdentifier) -> str:
        """The first value of a kind; empty when there is none."""
        return next((value for each, value in self.parts if each == kind), "")

    @property
    def common(self) -> str:
        """What people call the holder; where no common name stands, the whole name."""
        return self.get(NameOID.COMMON_NAME) or self.whole

    @property
    def whole(self) -> str:
        """Everything but the own country."""
        return BETWEEN.join(value for kind, value in self.parts if (kind, value) != (NameOID.COUNTRY_NAME, HOME))


def read(der: bytes) -> Name:
    """A name; one that is none has no parts."""
    try:
        understood = decode(Read, encode(Raw(name=tlv(der))))
    except BadEncoding:
        return Name(())
    return Name(tuple((each.kind, _text(each.value)) for several in understood.name for each in several.as_list()))


def _text(value: asn1.TLV) -> str:
    data = bytes(value.data)
    codec = CODECS.get(bytes(value.tag_bytes))
    return "#" + data.hex() if codec is None else data.decode(codec, "replace")
