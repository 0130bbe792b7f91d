"""Mail intake at work: the mailbox is emptied every minute, senders are told what became of their mails.

- The answer is one sentence with its next step; it never quotes the mail, and says that a program wrote it.
- Numbers that OA systems used once are swept when they are too old to be accepted again.
"""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

import aiosmtplib
from jinja2 import Environment

from kernel import clock
from kernel.actor import SYSTEM, Call
from kernel.db import Tx
from kernel.outbox import Poison, handler
from kernel.schedule import scheduled
from submissions.commands import oa
from submissions.jobs import mailbox
from submissions.queries import intake as reads

EVERY, SWEEP_EVERY, TIMEOUT = timedelta(minutes=1), timedelta(minutes=15), 15.0


class Outgoing(Protocol):
    """How mail leaves the house."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def tls(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def base(self) -> str: ...
    @property
    def user(self) -> str | None: ...
    @property
    def password(self) -> str | None: ...


_installed: list[tuple[Environment, Outgoing | None]] = []


def install(environment: Environment, outgoing: Outgoing | None) -> None:
    """Take the templates of what is answered, and how mail leaves the house."""
    _installed[:] = [(environment, outgoing)]


@scheduled("intake.poll", every=EVERY)
async def poll() -> None:
    """Everything that lies in the mailbox."""
    box = mailbox.installed()
    while box and await mailbox.empty(box) == mailbox.BATCH:
        continue


@handler("intake.answer")
async def answer(_tx: Tx, ids: dict[str, str], outbox_id: int) -> None:
    """Tell a sender; without a mail server nobody is told by mail, the draft is there all the same."""
    (environment, mail), told = _installed[0], await reads.answer(UUID(ids["mail"]))
    if mail is None or told is None:
        return
    link = f"{mail.base}/submissions/{told.submission}" if told.submission else mail.base
    text = environment.get_template("emails/intake.txt").render(result=told.result.value, code=told.code, link=link)
    subject, _, body = text.strip().partition("\n")
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = mail.sender, told.address, subject.strip()
    letter["Date"] = formatdate(clock.now().timestamp())
    letter["Message-ID"] = f"<intake-{outbox_id}@{urlsplit(mail.base).hostname or 'localhost'}>"
    letter["Auto-Submitted"] = "auto-replied"
    letter.set_content(body.strip() + "\n")
    try:
        await aiosmtplib.send(
            letter, hostname=mail.host, port=mail.port, username=mail.user, password=mail.password,
            use_tls=mail.tls == "tls", start_tls=mail.tls == "starttls", timeout=TIMEOUT,
        )  # fmt: skip
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise Poison("refused") from error


@scheduled("oa.sweep", every=SWEEP_EVERY)
async def sweep() -> None:
    """Numbers too old to be accepted again."""
    await oa.sweep(Call(SYSTEM))
