"""How a unit's OA system signs its requests, and what its key allows.

- Signed with HMAC-SM3 under the key: method, address with its query, date, a number used once, SM3 of the body, key id;
  each on a line of its own, behind the name of the scheme.
- A request is good for five minutes around its date and once for its number.
- No unsigned item leaves the unit (SUB-08). A key of mode `sign_here` brings texts to the unit's signer in this system.
  A key of mode `signed_there` may send at once, saying who of the unit's registered signers signed in the OA, in which
  capacity and when; the unit answers for it, and the record shows that it was signed elsewhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from crypto import sm3
from kernel.workflow import Labelled

SCHEME = "ZX-HMAC-SM3"
HEADERS = {name: f"x-zx-{name}" for name in ("key", "date", "nonce", "digest", "signature")}
SKEW = timedelta(minutes=5)
KEPT = timedelta(minutes=15)  # longer than a date is good for on both sides
PER_MINUTE = 300
OLDEST_SIGNATURE = timedelta(days=30)
LONGEST_DAYS = 366 * 2
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
REQUEST_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,80}")


class Mode(Labelled):
    """What becomes of a text that comes in under a key."""

    SIGN_HERE = "sign_here", "到本系统签发"
    SIGNED_THERE = "signed_there", "OA 已签发，直接报送"


class KeyState(Labelled):
    """Whether a key may be used."""

    IN_USE = "in_use", "在用"
    REVOKED = "revoked", "已停用"


@dataclass(frozen=True, slots=True)
class Presented:
    """What a request carries besides its body."""

    key: str
    date: str
    nonce: str
    digest: str
    signature: str


def presented(headers: Mapping[str, str]) -> Presented | None:
    """The headers of the scheme; None when one is missing."""
    found = {name: headers.get(header, "").strip() for name, header in HEADERS.items()}
    return Presented(**found) if all(found.values()) else None


def to_sign(method: str, target: str, given: Presented) -> bytes:
    """The bytes that are signed. `target`: the path with its query, as sent."""
    lines = (SCHEME, method.upper(), target, given.date, given.nonce, given.digest, given.key)
    return "\n".join(lines).encode()


def signature(secret: bytes, method: str, target: str, given: Presented) -> str:
    """The signature in hexadecimal digits."""
    return sm3.hmac(secret, to_sign(method, target, given)).hex()


def moment(text: str) -> datetime | None:
    """A date as the scheme writes it: 2026-11-22T08:30:00Z."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Signed:
    """What a unit says about a sign-off made elsewhere. `signer`: an account of the unit's register."""

    signer: UUID
    capacity: str
    at: datetime
    key: UUID | None = None
