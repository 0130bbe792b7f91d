"""What a notice can be about, and how mail goes out.

- A notice and a mail name the kind of record, its number and where to find it, never its content.
- Mail goes out only when an installation has set it up.
"""

from dataclasses import dataclass, field
from uuid import UUID

from kernel.workflow import Labelled

TIMEOUT = 15.0  # seconds for one mail; the outbox holds its lease and its transaction for 30


class RecordKind(Labelled):
    """Records a notice can lead to."""

    SUBMISSION = "submission", "报送信息"
    ARTICLE = "article", "稿件"
    ISSUE = "issue", "刊物"
    DELIVERY = "delivery", "送阅刊物"
    INSTRUCTION = "instruction", "批示"
    ACCOUNT = "account", "账号"
    ROLE_CHANGE = "role_change", "角色变更"
    UNIT = "unit", "单位"


PLACES = {
    RecordKind.SUBMISSION: "/submissions/{id}",
    RecordKind.ARTICLE: "/articles/{id}",
    RecordKind.ISSUE: "/issues/{id}",
    RecordKind.DELIVERY: "/deliveries/{id}",
    RecordKind.INSTRUCTION: "/instructions/{id}",
    RecordKind.ACCOUNT: "/admin/accounts/{id}",
    RecordKind.ROLE_CHANGE: "/admin/roles/{id}",
    RecordKind.UNIT: "/book/{id}",
}


def place(kind: str, record: UUID) -> str:
    """The address of the record's page."""
    return PLACES[RecordKind(kind)].format(id=record)


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


_mail: list[MailSettings | None] = [None]


def mail() -> MailSettings | None:
    """The settings in force, None while mail is not set up."""
    return _mail[0]


def install(settings: MailSettings | None) -> None:
    """Put mail settings in force."""
    _mail[0] = settings
