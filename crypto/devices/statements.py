"""What a device signs to show that its holder is there: fixed texts that can be taken for nothing else.

- `SignIn`: product, purpose, the service's address, login, a number of the service's choice (32 bytes) and its moment.
- `SignOff`: product, purpose, the service's address, login and unit of the signer, in which capacity or at which step of
  a bulletin, the record with its version and the SM3 of its text and files, a number of the service's choice and its
  moment (SUB-08, PUB-01).
- `Presence`: product, purpose, the service's address, the device's number, the last number the service gave.
- One line a field, in this order, UTF-8, each ended by a line feed. No value can hold a line feed, so no two
  statements share their bytes, and none begins like a certificate, a message or a document's digest.
- A value of another form is refused when the statement is made: neither side signs or checks anything else.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from crypto.errors import BadEncoding

NONCE, DIGEST = 32, 32
_HEAD = "zhengxun device statement 1"
_SERVICE = re.compile(r"https?://[a-z0-9_.:\[\]-]{1,255}")
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,31}")
_DEVICE = re.compile(r"[0-9A-Za-z._-]{1,64}")
_UNIT = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,120}")
_CAPACITY = re.compile(
    r"principal|signer|substitute|screening|verification|editing|compiling|approval|layout|proofreading|printing"
)
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
class SignOff:
    """Somebody signs one text off, in a capacity, now. `digest`: of the text with its files. Raises BadEncoding."""

    service: str
    login: str
    unit: str
    capacity: str
    record: UUID
    version: int
    digest: bytes
    nonce: bytes
    issued: datetime  # UTC, whole seconds

    def __post_init__(self) -> None:
        _demand(_SERVICE.fullmatch(self.service), "service")
        _demand(_LOGIN.fullmatch(self.login), "login")
        _demand(_UNIT.fullmatch(self.unit), "unit")
        _demand(_CAPACITY.fullmatch(self.capacity), "capacity")
        _demand(self.version > 0, "version")
        _demand(len(self.digest) == DIGEST, "digest")
        _demand(len(self.nonce) == NONCE, "nonce")
        _demand(self.issued.tzinfo is not None, "issued")

    def message(self) -> bytes:
        """The bytes that are signed."""
        return _lines(
            "sign-off", f"service={self.service}", f"login={self.login}", f"unit={self.unit}",
            f"capacity={self.capacity}", f"record={self.record}", f"version={self.version}",
            f"digest={self.digest.hex()}", self.nonce, f"issued={moment_text(self.issued)}",
        )  # fmt: skip


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


def fields(statement: bytes) -> dict[str, str]:
    """The lines of a statement by their names."""
    lines = statement.decode("utf-8", "replace").split("\n")
    return dict(line.split("=", 1) for line in lines if "=" in line)


def sign_off_of(statement: bytes) -> SignOff:
    """The sign-off a statement is, byte for byte. Raises BadEncoding."""
    said = fields(statement)
    try:
        found = SignOff(
            said["service"], said["login"], said["unit"], said["capacity"], UUID(said["record"]), int(said["version"]),
            number_of(said["digest"]), number_of(said["nonce"]), moment_of(said["issued"]),
        )  # fmt: skip
    except (KeyError, ValueError):
        raise BadEncoding("sign-off") from None
    if found.message() != statement:
        raise BadEncoding("sign-off")
    return found


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
