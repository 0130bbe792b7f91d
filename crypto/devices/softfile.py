"""The file of a software device: what is readable, what is sealed, and the doors that PINs open.

- Readable and authenticated with the sealed part: format, kind, serial, both public keys. Readable beside it: the label
  and the certificates, which prove themselves.
- The sealed part (SM4-GCM) holds the private keys, and a module's seed and KEKs. Its storage key is random; each PIN
  (user, administrator) has a door: the storage key sealed under a key made from the PIN. A new PIN is a new door.
- Format 1, of earlier versions: one door, no storage key, no administrator; it is read here and written as format 2.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from crypto import sm2, sm3, sm4
from crypto.devices.base import Role
from crypto.devices.files import write_durably
from crypto.errors import BadCiphertext, BadKey, DeviceDamaged, DeviceRemoved

FIRST, FORMAT = 1, 2
SALT, SEED = 16, 32
SCRYPT = {"n": 1 << 15, "r": 8, "p": 1}  # 32 MiB


class Kind(StrEnum):
    """What the file is for."""

    TOKEN = "token"  # noqa: S105 - a kind of device
    MODULE = "module"


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What the file seals. `keks` in order of making: the last is the newest."""

    pair: sm2.PrivateKey
    encrypt: sm2.PrivateKey | None
    seed: bytes
    keks: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Head:
    """The readable part of the file that is authenticated."""

    kind: Kind
    serial: str
    public: bytes
    encrypt_public: bytes = b""
    format: int = FORMAT
    salt: bytes = b""  # format 1 authenticates its one door's salt

    def message(self) -> bytes:
        """The authenticated bytes."""
        if self.format == FIRST:
            return json.dumps([FIRST, self.serial, self.public.hex(), self.salt.hex()]).encode()
        parts = [FORMAT, self.kind, self.serial, self.public.hex(), self.encrypt_public.hex()]
        return json.dumps(parts).encode()


@dataclass(frozen=True, slots=True, repr=False)
class Door:
    """A PIN's way to the storage key. `check` tells a wrong PIN from a damaged file; it helps no guesser: `key` does too."""

    salt: bytes
    check: bytes
    key: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Contents:
    """The whole file."""

    head: Head
    doors: Mapping[Role, Door]
    sealed: bytes
    label: str = ""
    certificates: Mapping[str, bytes] = field(default_factory=dict)


def read(path: Path) -> Contents:
    """What is in the file. Raises DeviceRemoved when there is none, DeviceDamaged."""
    try:
        outside = json.loads(path.read_bytes())
        if outside["format"] == FIRST:
            return _first(outside)
        if outside["format"] != FORMAT:
            raise DeviceDamaged("unknown format")
        return _second(outside)
    except (FileNotFoundError, NotADirectoryError):
        raise DeviceRemoved from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeviceDamaged("unreadable device file") from error


def write(path: Path, contents: Contents) -> None:
    """Put the file there, durably, in format 2."""
    head = contents.head
    outside = {
        "format": FORMAT,
        "kind": head.kind,
        "serial": head.serial,
        "label": contents.label,
        "public": head.public.hex(),
        "encrypt_public": head.encrypt_public.hex(),
        "doors": {role: _hexed(door) for role, door in contents.doors.items()},
        "certificates": {use: der.hex() for use, der in contents.certificates.items()},
        "sealed": contents.sealed.hex(),
    }
    write_durably(path, json.dumps(outside, indent=1, ensure_ascii=False).encode())


def seal(storage_key: bytes, head: Head, held: Secrets) -> bytes:
    """The sealed part."""
    inside = {
        "private": held.pair.raw.hex(),
        "encrypt": held.encrypt.raw.hex() if held.encrypt else "",
        "seed": held.seed.hex(),
        "keks": {kek: key.hex() for kek, key in held.keks.items()},
    }
    return sm4.seal(storage_key, json.dumps(inside).encode(), head.message())


def unseal(storage_key: bytes, contents: Contents) -> Secrets:
    """What was sealed. Raises DeviceDamaged."""
    head = contents.head
    try:
        inside = json.loads(sm4.open(storage_key, contents.sealed, head.message()))
        pair = sm2.PrivateKey(bytes.fromhex(inside["private"]), head.public)
        encrypt = inside.get("encrypt")
        second = sm2.PrivateKey(bytes.fromhex(encrypt), head.encrypt_public) if encrypt else None
        keks = {kek: bytes.fromhex(key) for kek, key in inside["keks"].items()}
        return Secrets(pair, second, bytes.fromhex(inside["seed"]), keks)
    except (BadCiphertext, BadKey, ValueError, KeyError):
        raise DeviceDamaged("the sealed part does not open") from None  # the cause may quote what was sealed


def door(head: Head, role: Role, pin: str, storage_key: bytes) -> Door:
    """A new door for a PIN."""
    salt = secrets.token_bytes(SALT)
    pin_key = stretched(pin, salt)
    place = _place(head, role)
    return Door(salt, sm3.hmac(pin_key, b"zhengxun pin" + place), sm4.seal(pin_key, storage_key, place))


def enter(contents: Contents, role: Role, pin: str) -> bytes | None:
    """The storage key behind a door; None for a wrong PIN. Raises DeviceDamaged."""
    found, head = contents.doors[role], contents.head
    pin_key = stretched(pin, found.salt)
    place = head.message() if head.format == FIRST else _place(head, role)
    if not secrets.compare_digest(found.check, sm3.hmac(pin_key, b"zhengxun pin" + place)):
        return None
    if head.format == FIRST:
        return pin_key
    try:
        return sm4.open(pin_key, found.key, place)
    except BadCiphertext:
        raise DeviceDamaged("a door is damaged") from None


def upgraded(contents: Contents, storage_key: bytes, pin: str) -> tuple[Contents, bytes]:
    """Format 1 as format 2: (contents, storage key), the same keys behind the same PIN."""
    held = unseal(storage_key, contents)
    head = Head(contents.head.kind, contents.head.serial, contents.head.public)
    fresh = sm4.new_key()
    return Contents(head, {Role.USER: door(head, Role.USER, pin, fresh)}, seal(fresh, head, held)), fresh


def stretched(pin: str, salt: bytes) -> bytes:
    """A key from a PIN, slowly."""
    return Scrypt(salt=salt, length=sm4.KEY, **SCRYPT).derive(pin.encode("utf-8", "surrogatepass"))


def _place(head: Head, role: Role) -> bytes:
    return f"\0{role}\0{head.serial}".encode()


def _hexed(one: Door) -> dict[str, str]:
    return {"salt": one.salt.hex(), "check": one.check.hex(), "key": one.key.hex()}


def _first(outside: dict[str, Any]) -> Contents:
    salt = bytes.fromhex(outside["salt"])
    head = Head(Kind.MODULE, str(outside["serial"]), bytes.fromhex(outside["public"]), b"", FIRST, salt)
    only = Door(salt, bytes.fromhex(outside["check"]), b"")
    return Contents(head, {Role.USER: only}, bytes.fromhex(outside["sealed"]))


def _second(outside: dict[str, Any]) -> Contents:
    publics = bytes.fromhex(outside["public"]), bytes.fromhex(outside["encrypt_public"])
    head = Head(Kind(outside["kind"]), str(outside["serial"]), *publics)
    doors = {
        Role(role): Door(bytes.fromhex(one["salt"]), bytes.fromhex(one["check"]), bytes.fromhex(one["key"]))
        for role, one in outside["doors"].items()
    }
    certificates = {use: bytes.fromhex(der) for use, der in outside["certificates"].items()}
    if Role.USER not in doors or not certificates.keys() <= {"sign", "encrypt"}:
        raise DeviceDamaged("parts of the file are missing")
    return Contents(head, doors, bytes.fromhex(outside["sealed"]), str(outside["label"]), certificates)
