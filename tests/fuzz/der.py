"""DER put together by hand, the wrong ways too."""

from typing import TypeVar

from cryptography.hazmat import asn1

from crypto.asn1 import decode

T = TypeVar("T")


def length(size: int) -> bytes:
    """A definite length, minimal."""
    if size < 0x80:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


def value(tag: int, body: bytes) -> bytes:
    return bytes([tag]) + length(len(body)) + body


def sequence(*parts: bytes) -> bytes:
    return value(0x30, b"".join(parts))


def integer(number: int) -> bytes:
    return value(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def rs(r: int, s: int) -> bytes:
    """SM2Signature with any numbers."""
    return sequence(integer(r), integer(s))


def raw(der: bytes) -> bytes:
    """SM2Signature as 64 bytes."""
    pair = decode(Pair, der)
    return pair.r.to_bytes(32, "big") + pair.s.to_bytes(32, "big")


@asn1.sequence
class Pair:
    """SM2Signature."""

    r: int
    s: int


def nested(tag: int, levels: int, inside: bytes = b"") -> bytes:
    """A value in a value in a value …; built in one pass."""
    heads, size = [], len(inside)
    for _ in range(levels):
        head = bytes([tag]) + length(size)
        heads.append(head)
        size += len(head)
    return b"".join(reversed(heads)) + inside


def body_of(der: bytes) -> bytes:
    return der[2 + (der[1] & 0x7F) :] if der[1] & 0x80 else der[2:]


def indefinite(der: bytes) -> bytes:
    """The same value with BER's open length."""
    return der[:1] + b"\x80" + body_of(der) + b"\0\0"


def promising(der: bytes, size: int) -> bytes:
    """The same value, said to be `size` bytes long."""
    return der[:1] + b"\x84" + size.to_bytes(4, "big") + body_of(der)


def changed(record: T, **changes: object) -> T:
    """A structure with other fields; dataclasses.replace does not know the codec's classes."""
    known = {name: getattr(record, name) for name in type(record).__annotations__}
    return type(record)(**(known | changes))
