"""The gateway of short messages: what is signed, and how an answer is read (docs/operations.md has the whole contract).

- Both sides sign with one key: HMAC-SM3 over timestamp, line feed, nonce, line feed, body; 64 hex digits.
- A signature is good for five minutes and a nonce for one call: what was overheard can't be said again.
- An answer that is not what the contract says is no answer: nothing the gateway claims without an id counts as taken.
"""

import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from crypto import sm3

TIMESTAMP, NONCE, SIGNATURE = "x-zhengxun-timestamp", "x-zhengxun-nonce", "x-zhengxun-signature"
WINDOW = timedelta(minutes=5)
LONGEST_CODE = 32
ACCEPTED = frozenset({200, 201, 202})
REFUSED = frozenset({400, 404, 410, 413, 422})  # this message will never be taken; other codes may change
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_ID = r"^[A-Za-z0-9._:-]{1,64}$"


class Message(msgspec.Struct, frozen=True):
    """What the gateway gets. `key`: the same message tried again has the same one, the gateway sends it once."""

    key: str
    to: str
    text: str


class Taken(msgspec.Struct, frozen=True):
    """What the gateway answers; further fields are not looked at."""

    id: str = msgspec.field(default="")


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the gateway reports later: delivered | undelivered; `code`: its own word for why not."""

    id: str
    key: str
    status: str
    code: str = ""


def sign(key: bytes, timestamp: str, nonce: str, body: bytes) -> str:
    """The signature of a call."""
    return sm3.hmac(key, f"{timestamp}\n{nonce}\n".encode() + body).hex()


def headers(key: bytes, now: datetime, nonce: str, body: bytes) -> dict[str, str]:
    """The three headers of a call."""
    timestamp = str(int(now.timestamp()))
    return {TIMESTAMP: timestamp, NONCE: nonce, SIGNATURE: sign(key, timestamp, nonce, body)}


def genuine(key: bytes, now: datetime, given: Mapping[str, str], body: bytes) -> bool:
    """Whether a call is signed with the key, within five minutes."""
    timestamp, nonce = given.get(TIMESTAMP, ""), given.get(NONCE, "")
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= len("9999999999")):
        return False
    if not _NONCE.fullmatch(nonce) or abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        return False
    return hmac.compare_digest(sign(key, timestamp, nonce, body).encode(), given.get(SIGNATURE, "").encode())


def taken(body: bytes) -> str:
    """The gateway's id in an answer; empty when the answer is none."""
    try:
        found = msgspec.json.decode(body, type=Taken).id
    except msgspec.DecodeError:
        return ""
    return found if re.fullmatch(_ID, found) else ""


def receipt(body: bytes) -> Receipt | None:
    """A report of the gateway, or None when it is none."""
    try:
        found = msgspec.json.decode(body, type=Receipt)
    except msgspec.DecodeError:
        return None
    good = re.fullmatch(_ID, found.id) and re.fullmatch(_ID, found.key) and len(found.code) <= LONGEST_CODE
    return found if good and found.status in ("delivered", "undelivered") else None
