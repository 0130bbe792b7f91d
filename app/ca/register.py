"""The authority's register: one file of JSON lines, only ever appended to, the truth about what was issued.

- A line is on disk before the certificate leaves the house; a certificate that is not in the register was never issued.
- A line holds all that one act did: both certificates of a double, or neither.
- Each line carries the SM3 of the line before it: a line changed, dropped or put in between is found on reading.
- A last line without its end (a power cut while writing) was never acknowledged; the next append takes its place.
"""

import base64
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.x509 import ReasonFlags

from crypto import sm3
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import Role
from crypto.certificates.revocation import Revoked
from crypto.devices.files import sync_folder
from crypto.errors import BadCertificate
from kernel.errors import StartRefused

FIRST = "0" * 64


class Act(StrEnum):
    """What an entry records."""

    ISSUED = "issued"
    REVOKED = "revoked"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate. `partner`: the signing certificate an encryption certificate belongs to."""

    certificate: Certificate
    role: Role
    issuer: Role
    enveloped_key: bytes = b""
    partner: int = 0

    def entry(self) -> dict[str, Any]:
        """As it is written."""
        return {
            "act": Act.ISSUED,
            "role": self.role,
            "issuer": self.issuer,
            "serial": f"{self.certificate.serial:x}",
            "name": self.certificate.name,
            "certificate": base64.b64encode(self.certificate.der).decode(),
            "enveloped_key": base64.b64encode(self.enveloped_key).decode(),
            "partner": f"{self.partner:x}",
        }


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A revocation, by the issuer of the certificate."""

    revoked: Revoked
    issuer: Role

    def entry(self) -> dict[str, Any]:
        """As it is written."""
        since = self.revoked.doubted_since
        return {
            "act": Act.REVOKED,
            "issuer": self.issuer,
            "serial": f"{self.revoked.serial:x}",
            "moment": self.revoked.at.isoformat(),
            "reason": self.revoked.reason.name,
            "since": since.isoformat() if since else None,
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """A revocation list was made."""

    issuer: Role
    number: int

    def entry(self) -> dict[str, Any]:
        """As it is written."""
        return {"act": Act.LIST, "issuer": self.issuer, "number": self.number}


Entry = Issued | Withdrawn | Listed


def append(file: Path, entries: Sequence[Entry], at: datetime) -> None:
    """Write down what one act did, durably. The caller holds the folder's lock."""
    known, last = _whole(file)
    row = {"n": len(known) + 1, "at": at.isoformat(), "entries": [each.entry() for each in entries], "before": last}
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.truncate(sum(len(each) + 1 for each in known))
        opened.seek(0, os.SEEK_END)
        opened.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    sync_folder(file.parent)


def read(file: Path) -> Iterator[Entry]:
    """Every entry. Raises StartRefused naming the first line that is wrong."""
    for number, row in enumerate(_whole(file)[0], 1):
        try:
            yield from [_parsed(each) for each in json.loads(row)["entries"]]
        except (ValueError, KeyError, TypeError, BadCertificate) as error:
            raise StartRefused("ca.register_broken", line=number, path=str(file)) from error


def _whole(file: Path) -> tuple[list[bytes], str]:
    """The finished lines, and the hash the next one carries."""
    try:
        rows = file.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        rows = []
    last = FIRST
    for number, row in enumerate(rows, 1):
        try:
            before = json.loads(row)["before"]
        except (ValueError, KeyError, TypeError):
            before = None
        if before != last:
            raise StartRefused("ca.register_broken", line=number, path=str(file))
        last = sm3.hash(row).hex()
    return rows, last


def _parsed(row: dict[str, Any]) -> Entry:
    match Act(row["act"]):
        case Act.ISSUED:
            key, der = base64.b64decode(row["enveloped_key"]), base64.b64decode(row["certificate"])
            return Issued(Certificate(der), Role(row["role"]), Role(row["issuer"]), key, int(row["partner"], 16))
        case Act.REVOKED:
            since = datetime.fromisoformat(row["since"]) if row["since"] else None
            moment, why = datetime.fromisoformat(row["moment"]), ReasonFlags[row["reason"]]
            return Withdrawn(Revoked(int(row["serial"], 16), moment, why, since), Role(row["issuer"]))
        case Act.LIST:
            return Listed(Role(row["issuer"]), row["number"])
