"""What a device signs to show that its holder is there: fixed texts that can be taken for nothing else.

- `SignIn`: product, purpose, the service's address, login, a number of the service's choice (32 bytes) and its moment.
- `Presence`: product, purpose, the service's address, the device's number, the last number the service gave.
- One line a field, in this order, UTF-8, each ended by a line feed. No value can hold a line feed, so no two
  statements share their bytes, and none begins like a certificate, a message or a document's digest.
- A value of another form is refused when the statement is made: neither side signs or checks anything else.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from crypto.errors import BadEncoding

NONCE = 32
_HEAD = "zhengxun device statement 1"
_SERVICE = re.compile(r"https?://[a-z0-9_.:\[\]-]{1,255}")
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,31}")
_DEVICE = re.compile(r"[0-9A-Za-z._-]{1,64}")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody is signing in to this service as this login, now. Raises BadEncoding."""

    service: str
    login: str
    nonce: bytes
    issued: datetime  # UTC, whole seconds

    def __post_init__(self) -> None:
        _demand(_SERVICE.fullmatch(self.service), "service")
        _demand(_LOGIN.fullmatch(self.login), "login")
        _demand(len(self.nonce) == NONCE, "nonce")
        _demand(self.issued.tzinfo is not None, "issued")

    def message(self) -> bytes:
        """The bytes that are signed."""
        issued = moment_text(self.issued)
        return _lines("sign-in", f"service={self.service}", f"login={self.login}", self.nonce, f"issued={issued}")


@dataclass(frozen=True, slots=True)
class Presence:
    """The device is plugged in and unlocked now. Raises BadEncoding."""

    service: str
    device: str
    nonce: bytes

    def __post_init__(self) -> None:
        _demand(_SERVICE.fullmatch(self.service), "service")
        _demand(_DEVICE.fullmatch(self.device), "device")
        _demand(len(self.nonce) == NONCE, "nonce")

    def message(self) -> bytes:
        """The bytes that are signed."""
        return _lines("presence", f"service={self.service}", f"device={self.device}", self.nonce)


def known_serial(text: str) -> bool:
    """Whether a device's number has the form statements can name."""
    return _DEVICE.fullmatch(text) is not None


def moment_text(at: datetime) -> str:
    """A moment as statements and addresses carry it."""
    return at.strftime(_MOMENT)


def moment_of(text: str) -> datetime:
    """The moment in `text`. Raises BadEncoding."""
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        raise BadEncoding("issued") from None


def number_of(text: str) -> bytes:
    """Bytes written as hexadecimal digits. Raises BadEncoding."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise BadEncoding("hexadecimal") from None


def _lines(purpose: str, *fields: str | bytes) -> bytes:
    said = [f"nonce={each.hex()}" if isinstance(each, bytes) else each for each in fields]
    return "".join(f"{line}\n" for line in (_HEAD, f"purpose={purpose}", *said)).encode()


def _demand(good: object, field: str) -> None:
    if not good:
        raise BadEncoding(field)
