"""How mail and short messages go out; each only when an installation has set it up."""

from dataclasses import dataclass, field
from pathlib import Path

TIMEOUT = 15.0  # seconds for one message; the outbox holds its lease and its transaction for 25


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How to reach the mail server. tls: tls | starttls | none. `base`: address of the service for links."""

    host: str
    port: int
    tls: str
    sender: str
    base: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """How to reach the gateway of short messages. `key`: both sign with it; `ca`: whom to trust besides the system's."""

    url: str
    key: bytes = field(repr=False)
    ca: Path | None = None


_mail: list[MailSettings | None] = [None]
_sms: list[SmsSettings | None] = [None]


def mail() -> MailSettings | None:
    """The settings in force, None while mail is not set up."""
    return _mail[0]


def sms() -> SmsSettings | None:
    """The settings in force, None while short messages are not set up."""
    return _sms[0]


def install(mail: MailSettings | None, sms: SmsSettings | None = None) -> None:
    """Put settings in force."""
    _mail[0], _sms[0] = mail, sms
