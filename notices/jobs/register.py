"""Mail, and what the register has to tell: applications, changes of role, missing liaison officers.

- A mail names the kind, the number and the address of the record, no more: mail leaves the house.
- Its Message-ID comes from the outbox row: a mail sent twice after a crash is the same mail to the reader's program.
- A server that is away is tried again by the outbox; an address the server refuses for good stands aside.
"""

from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

import aiosmtplib
from jinja2 import Environment

from identity import queries as identity
from identity.rights import Right
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.outbox import Poison, handler
from notices.commands import telling as commands
from notices.queries import reading as queries
from notices.queries.reading import Stored
from notices.rules import gateways, records
from notices.rules.gateways import MailSettings
from notices.rules.records import RecordKind

FINAL = 500  # SMTP: 5xx will not change by trying again
_environment: list[Environment] = []


class HasMail(Protocol):
    """The part of the installation's settings that mail needs."""

    @property
    def mail_host(self) -> str | None: ...
    @property
    def mail_port(self) -> int: ...
    @property
    def mail_tls(self) -> str: ...
    @property
    def mail_from(self) -> str | None: ...
    @property
    def mail_user(self) -> str | None: ...
    @property
    def mail_password(self) -> str | None: ...
    @property
    def public_url(self) -> str | None: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...


def mail_settings(settings: HasMail) -> MailSettings | None:
    """How mail goes out, or None where host or sender is not set."""
    if not settings.mail_host or not settings.mail_from:
        return None
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    return MailSettings(
        settings.mail_host, settings.mail_port, settings.mail_tls, settings.mail_from, base, settings.mail_user,
        settings.mail_password,
    )  # fmt: skip


def install(mail: MailSettings | None, environment: Environment) -> None:
    """Take these settings and the templates of the mails."""
    gateways.install(mail)
    _environment[:] = [environment]


@handler("notice.mail")
async def send(_tx: Tx, ids: dict[str, str], outbox_id: int) -> None:
    """Send one notice, unless it was read meanwhile, mail was switched off, or there is no address."""
    mail, notice = gateways.mail(), await queries.to_mail(UUID(ids["notice"]))
    if mail is None or notice is None:
        return
    address = await identity.mail_of(SYSTEM, notice.account)
    if not address:
        return
    try:
        await aiosmtplib.send(
            await letter(mail, notice, address, outbox_id), hostname=mail.host, port=mail.port, username=mail.user,
            password=mail.password, use_tls=mail.tls == "tls", start_tls=mail.tls == "starttls", timeout=gateways.TIMEOUT,
        )  # fmt: skip
    except aiosmtplib.SMTPRecipientsRefused as error:
        if all(refused.code >= FINAL for refused in error.recipients):
            raise Poison("refused") from error
        raise


async def letter(mail: MailSettings, notice: Stored, address: str, outbox_id: int) -> EmailMessage:
    """The mail about a notice."""
    kind = RecordKind(notice.record_kind)
    text = _environment[0].get_template("emails/notice.txt").render(
        kind=kind.label, number=await queries.number(SYSTEM, notice.record_kind, notice.record), topic=notice.topic,
        link=mail.base + records.place(notice.record_kind, notice.record),
    )  # fmt: skip
    subject, _, body = text.partition("\n")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, address, subject.strip()
    message["Date"] = formatdate(notice.created.timestamp())
    message["Message-ID"] = f"<notice-{outbox_id}@{urlsplit(mail.base).hostname or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.strip() + "\n")
    return message


@handler("identity.gap")
async def gap(tx: Tx, ids: dict[str, str], _outbox_id: int) -> None:
    """Warn a unit and the office about a liaison officer to be named (SUB-02)."""
    unit = UUID(ids["unit"])
    accounts = await identity.holders(SYSTEM, Right.BOOK_EDIT, unit) + await identity.holders(SYSTEM, Right.UNIT_DIRECT)
    await commands.tell.within(tx, f"unit.gap_{ids['level']}", RecordKind.UNIT, unit, accounts)


@handler("identity.account")
async def account(tx: Tx, ids: dict[str, str], _outbox_id: int) -> None:
    """An account waits for approval."""
    accounts = await identity.holders(SYSTEM, Right.ACCOUNT_APPROVE)
    await commands.tell.within(tx, f"account.{ids['action']}", RecordKind.ACCOUNT, UUID(ids["record"]), accounts)


@handler("identity.role_change")
async def role_change(tx: Tx, ids: dict[str, str], _outbox_id: int) -> None:
    """A change of roles waits for the other administrator."""
    accounts = await identity.holders(SYSTEM, Right.ROLE_GRANT)
    await commands.tell.within(
        tx, f"role_change.{ids['action']}", RecordKind.ROLE_CHANGE, UUID(ids["record"]), accounts
    )
