"""What a mail to the intake mailbox is, apart from any mailbox (SUB-14: 舆情专报 by e-mail).

- Parsed within limits: size, parts, files. Text is the plain part, else the HTML part as text; the subject is the title.
- A mail that a program sent (automatic replies, lists, reports of delivery) is told by its headers and never answered.
- A mail is known again by its Message-ID together with its sender, so that nobody can use up the ID of somebody else,
  and by the digest of its bytes. Who sent it is one address in From; the header
  proves nothing, so what comes by mail is a draft of the sender's unit and goes no further by itself.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import getaddresses

import nh3
from markdownify import markdownify

from crypto import sm3
from kernel.workflow import Labelled
from submissions.rules.records import LARGEST_FILE, MOST_FILES
from submissions.rules.text import LONGEST_BODY, LONGEST_TITLE

LARGEST_MAIL = 48 * 1024 * 1024
MOST_PARTS = 200
GENRE, CATEGORY, URGENCY = "opinion", "market", "normal"
_TAGS = {
    "p",
    "br",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "b",
    "strong",
}
ADDRESS = re.compile(r"[^@\s<>\"',;:\\]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")
_BLANK = re.compile(r"\n{3,}")
_BULK = frozenset({"bulk", "list", "junk"})
_PREFIX = re.compile(r"^\s*(?:(?:转发|回复|答复|fwd?|re)\s*[:：]\s*)+", re.IGNORECASE)


class Result(Labelled):
    """What became of a mail."""

    TAKEN = "taken", "收为草稿"
    REFUSED = "refused", "没有收下"
    STRANGER = "stranger", "不在名单"
    AUTOMATIC = "automatic", "自动邮件"


class SenderState(Labelled):
    """Whether an address may write in."""

    ALLOWED = "allowed", "在用"
    ENDED = "ended", "已停用"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is taken. `wrong`: why it cannot be, as a code of messages.toml."""

    message: bytes
    digest: bytes
    sender: str
    automatic: bool
    title: str = field(default="", repr=False)
    body: str = field(default="", repr=False)
    files: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    wrong: str = ""


def read(data: bytes) -> Letter:
    """A mail of any kind; what cannot be read is said in `wrong`, never raised."""
    digest = sm3.hash(data)
    mail = email.message_from_bytes(data, policy=email.policy.default)
    sender, automatic = _sender(mail), _automatic(mail)
    named = _header(mail, "message-id")
    message = sm3.hash(f"{sender}\n{named}".encode()) if named else digest
    if len(data) > LARGEST_MAIL:
        return Letter(message, digest, sender, automatic, wrong="mail_too_large")
    try:
        parts = list(_parts(mail))
        body, files = _text(parts), tuple(_files(parts))
    except (LookupError, ValueError, AttributeError, TypeError):  # what the standard library meets in broken mails
        return Letter(message, digest, sender, automatic, wrong="mail_unreadable")
    title = _PREFIX.sub("", _header(mail, "subject")).strip()
    return Letter(message, digest, sender, automatic, title, body, files, _wrong(title, body, files, len(parts)))


def address(text: str) -> str:
    """An address as it is compared."""
    return text.strip().casefold()


def _wrong(title: str, body: str, files: tuple[tuple[str, bytes], ...], parts: int) -> str:
    if parts > MOST_PARTS:
        return "mail_unreadable"
    if not title or len(title) > LONGEST_TITLE:
        return "mail_title"
    if not body.strip() or len(body) > LONGEST_BODY:
        return "mail_body"
    if len(files) > MOST_FILES or any(len(content) > LARGEST_FILE for _, content in files):
        return "mail_files"
    return ""


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(mail.get(name, "")).split())
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""


def _sender(mail: EmailMessage) -> str:
    found = [one for _, one in getaddresses([_header(mail, "from")]) if "@" in one]
    return address(found[0]) if len(found) == 1 else ""


def _automatic(mail: EmailMessage) -> bool:
    said = _header(mail, "auto-submitted").partition(";")[0].strip().lower()
    if said not in ("", "no"):
        return True
    if _header(mail, "precedence").lower() in _BULK or _header(mail, "return-path") == "<>":
        return True
    if any(mail.get(name) for name in ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "feedback-id")):
        return True
    return mail.get_content_type() == "multipart/report" or _sender(mail).startswith(("mailer-daemon@", "postmaster@"))


def _parts(mail: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(mail.walk()):
        if number > MOST_PARTS + 1:
            return
        if not part.is_multipart():
            yield part


def _text(parts: list[EmailMessage]) -> str:
    """The first plain text that says something, else the first HTML as text."""
    shown = [part for part in parts if not part.is_attachment() and not part.get_filename()]
    for kind in ("text/plain", "text/html"):
        for part in shown:
            if part.get_content_type() != kind:
                continue
            text = str(part.get_content())
            if kind == "text/html":
                text = markdownify(nh3.clean(text, tags=_TAGS), heading_style="ATX")
            if text.strip():
                return _BLANK.sub("\n\n", text.replace("\r\n", "\n").replace("\0", "")).strip()
    return ""


def _files(parts: list[EmailMessage]) -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate(parts, 1):
        name = part.get_filename()
        if not name and not part.is_attachment():
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield (name or f"{number}").replace("\0", "")[:200], content
