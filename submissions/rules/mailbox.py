"""How the mailbox is reached that mails come in by."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mailbox:
    """How to reach the mailbox. tls: tls | starttls | none. `quarantine`: where marked mails go; none: erased."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    quarantine: str | None = None
