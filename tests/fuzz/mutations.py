"""One damaged file out of a genuine one: bits, bytes, lengths, pieces; inside archives and rows too. All from one PRNG."""

import random
import re
from collections.abc import Callable, Sequence

from crypto.seals.package import pack
from tests.fuzz import der, zips

INTERESTING = (0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x13, 0x16, 0x17, 0x18, 0x30, 0x31, 0x7F, 0x80, 0x81, 0x84,
               0xA0, 0xA1, 0xA3, 0xFE, 0xFF)  # fmt: skip
WORDS = (b"-1", b"0", b"99999999999999999999", b"1e999", b"null", b"true", b'""', b"[]", b"{}", b"\\ud800", b"\xff", b"\0", b"../",
         b"<!DOCTYPE a []>", b"&x;", b"</", b'xmlns:x="y"', b"Infinity", b"NaN", b"%s", b"\xef\xbb\xbf", b"<<", b">>", b"endobj",
         b"/ByteRange [0 0 0 0]", b"stream", b"trailer", b"startxref", b"obj")  # fmt: skip
NUMBER, STRING = re.compile(rb"(?<![0-9a-f])\d{1,10}(?![0-9a-f])"), re.compile(rb"<((?:[0-9a-f]{2}){64,})>")
Mutation = Callable[[bytearray, random.Random], None]
LARGEST = 200_000  # bytes; growing mutations stop here


def flip(data: bytearray, dice: random.Random) -> None:
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def put(data: bytearray, dice: random.Random) -> None:
    data[dice.randrange(len(data))] = dice.choice(INTERESTING)


def near(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    data[at] = (data[at] + dice.choice((-2, -1, 1, 2))) % 256


def drop(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    del data[at : at + _size(dice)]


def insert(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data) + 1)
    data[at:at] = dice.randbytes(_size(dice)) if dice.random() < 0.5 else dice.choice(WORDS)


def repeat(data: bytearray, dice: random.Random) -> None:
    at, size = dice.randrange(len(data)), _size(dice) * 4
    piece = bytes(data[at : at + size]) * dice.choice((1, 1, 2, 50))
    if len(data) + len(piece) < LARGEST:
        data[at:at] = piece


def move(data: bytearray, dice: random.Random) -> None:
    a, b, size = dice.randrange(len(data)), dice.randrange(len(data)), _size(dice)
    piece = bytes(data[a : a + size])
    data[b : b + len(piece)] = piece


def cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(len(data)) :]


def word(data: bytearray, dice: random.Random) -> None:
    """A number or a name exchanged for one that means trouble."""
    at = dice.randrange(len(data))
    data[at : at + _size(dice)] = dice.choice(WORDS)


def member(data: bytearray, dice: random.Random) -> None:
    """One value of a DER tree: dropped, doubled, renamed, emptied, wrapped, lengthened by a lie, or another one's."""
    found = list(members(bytes(data)))
    if not found:
        flip(data, dice)
        return
    start, end = dice.choice(found)
    old, (a, b) = bytes(data[start:end]), dice.choice(found)
    new = dice.choice(
        (
            b"", old * 2, bytes([dice.choice(INTERESTING)]) + old[1:], old[:1] + b"\0", der.value(0x30, old),
            der.indefinite(old), der.promising(old, dice.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF))), bytes(data[a:b]),
            der.value(old[0], dice.randbytes(_size(dice))), der.nested(0x30, dice.choice((2, 40, 3000)), old),
        )
    )  # fmt: skip
    data[:] = rebuilt(bytes(data), start, end, new) if dice.random() < 0.8 else data[:start] + new + data[end:]


PLAIN: tuple[Mutation, ...] = (flip, flip, put, near, drop, insert, repeat, move, cut, word)
TREE: tuple[Mutation, ...] = (*PLAIN, member, member, member, member, member, member)


def mutated(data: bytes, dice: random.Random, ways: Sequence[Mutation] = PLAIN) -> bytes:
    """One to four mutations, one upon the other."""
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        if made:
            dice.choice(ways)(made, dice)
    return bytes(made)


def tree(data: bytes, dice: random.Random) -> bytes:
    return mutated(data, dice, TREE)


def file(data: bytes, dice: random.Random) -> bytes:
    """Bytes; now and then a number of it, or the DER in its hexadecimal string."""
    numbers = [found.span() for found in NUMBER.finditer(data)]
    way = dice.random()
    if way < 0.4 and numbers:
        start, end = dice.choice(numbers)
        number = dice.choice((0, 1, int(data[start:end]) + dice.choice((-1, 1)), len(data), 1 << 31, 9999999999))
        return data[:start] + b"%d" % number + data[end:]
    strings = [found.span(1) for found in STRING.finditer(data)]
    if way < 0.7 and strings:
        start, end = dice.choice(strings)
        inside = tree(bytes.fromhex(data[start:end].decode()), dice).hex().encode()
        return data[:start] + inside.ljust(end - start, b"0")[: end - start] + data[end:]
    return mutated(data, dice)


def archive(data: bytes, dice: random.Random) -> bytes:
    """The archive's own bytes, or one file in it and everything around it right."""
    if dice.random() < 0.3:
        return mutated(data, dice)
    files = zips.contents(data)
    name = dice.choice(sorted(files))
    is_der = files[name][:1] == b"\x30"
    made = files | {name: mutated(files[name], dice, TREE if is_der else PLAIN)}
    if dice.random() < 0.1:
        made[dice.choice(sorted(files)) + dice.choice(("x", "/../x", "\0"))] = b"x"
    return zips.packed(made) if len(made) > len(files) or dice.random() < 0.3 else pack(made)


def members(data: bytes, start: int = 0, end: int = -1, depth: int = 0) -> list[tuple[int, int]]:
    """Where the values of a DER tree stand, octet strings looked into where they hold one."""
    found: list[tuple[int, int]] = []
    at, end = start, len(data) if end < 0 else end
    while at + 2 <= end and depth < 20 and len(found) < 3000:
        tag, size, body = data[at], data[at + 1], at + 2
        if size & 0x80:
            body += size & 0x7F
            size = int.from_bytes(data[at + 2 : body], "big")
        if tag == 0 or body + size > end:
            break
        found.append((at, body + size))
        if tag & 0x20 or (tag == 0x04 and data[body : body + 1] == b"\x30"):
            found += members(data, body, body + size, depth + 1)
        at = body + size
    return found


def rebuilt(data: bytes, start: int, end: int, new: bytes) -> bytes:
    """The tree with one value exchanged and every length above it made right."""
    for a, b in sorted((each for each in members(data) if each[0] < start and each[1] >= end), reverse=True):
        head = len(data[a:b]) - len(der.body_of(data[a:b]))
        new = der.value(data[a], data[a + head : start] + new + data[end:b])
        start, end = a, b
    return data[:start] + new + data[end:]


def _size(dice: random.Random) -> int:
    return dice.choice((1, 1, 2, 4, 8, 32, 200))
