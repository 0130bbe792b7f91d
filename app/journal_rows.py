"""Rows of an exported journal: one JSON object a line, and whether a head's signature is good.

The offline verifier reads them as well: nothing of the running service is imported here.
"""

import json
import struct
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from crypto import sm2
from crypto.errors import CryptoError
from kernel.journal import Entry, Head, Line

# What json, datetime, uuid, struct and parse() raise for lines that are no rows.
NOT_ROWS = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, struct.error)


def checker(keys: dict[str, bytes]) -> Any:
    """Whether a head's signature is good, for journal.verify."""

    def signed(head: Head) -> bool:
        public = keys.get(head.key)
        if public is None:
            return False
        try:
            sm2.PublicKey(public).verify(head.message(), head.signature)
        except CryptoError:
            return False
        return True

    return signed


def line_text(line: Line) -> str:
    """A row as one line of an export."""

    def plain(value: object) -> object:
        if isinstance(value, bytes):
            return value.hex()
        return value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, UUID) else value

    flat = asdict(line) | asdict(line.entry)
    flat.pop("entry")
    return json.dumps({name: plain(value) for name, value in flat.items()}, ensure_ascii=False)


def parse(text: str) -> Line:
    """The reverse of line_text()."""
    d = json.loads(text)
    digests = {name: bytes.fromhex(d[name]) for name in ("before", "after", "note")}
    entry = Entry(d["kind"], UUID(d["record"]), d["action"], d["source"], d["target"], **digests)
    return Line(
        d["seq"], datetime.fromisoformat(d["at"]), UUID(d["actor"]), UUID(d["unit"]), d["terminal"], entry,
        bytes.fromhex(d["hash"]),
    )  # fmt: skip
