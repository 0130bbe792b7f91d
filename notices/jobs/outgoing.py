"""The work of sending: letters are gathered, carried one by one, ladders climbed, what was left lying swept up.

- One letter a transaction: what was sent is kept as sent before the next one is tried.
"""

from datetime import timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from jinja2 import Environment

from identity.queries import register as identity
from kernel.actor import SYSTEM, Call
from kernel.db import Tx
from kernel.outbox import handler
from kernel.schedule import scheduled
from notices.commands import ladders, sending
from notices.jobs import mail as mails
from notices.jobs import sms as messages
from notices.jobs import words
from notices.rules import gateways, timing
from notices.rules.gateways import MailSettings, SmsSettings
from notices.rules.timing import Hours
from notices.rules.topics import Channel

LANDLINE = "0"  # the trunk prefix; no mobile number has it
SWEEP_EVERY = timedelta(seconds=20)


class HasGateways(Protocol):
    """The part of the installation's settings that mail and short messages need."""

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
    def sms_url(self) -> str | None: ...
    @property
    def sms_ca(self) -> Path | None: ...
    @property
    def quiet_hours(self) -> str: ...
    @property
    def public_url(self) -> str | None: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    def sms_key(self) -> bytes:
        """What both sides sign with."""


def mail_settings(settings: HasGateways) -> MailSettings | None:
    """How mail goes out, or None where host or sender is not set."""
    if not settings.mail_host or not settings.mail_from:
        return None
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    return MailSettings(
        settings.mail_host, settings.mail_port, settings.mail_tls, settings.mail_from, base, settings.mail_user,
        settings.mail_password,
    )  # fmt: skip


def sms_settings(settings: HasGateways) -> SmsSettings | None:
    """How short messages go out, or None where no gateway is set."""
    return SmsSettings(settings.sms_url, settings.sms_key(), settings.sms_ca) if settings.sms_url else None


def set_up(settings: HasGateways, environment: Environment) -> None:
    """Take the installation's settings and the templates of what leaves the house."""
    first, last = timing.span(settings.quiet_hours)
    timing.install(Hours(first, last))
    install(mail_settings(settings), sms_settings(settings), environment)


def install(mail: MailSettings | None, sms: SmsSettings | None, environment: Environment) -> None:
    """Take these gateways and the templates."""
    gateways.install(mail, sms)
    words.install(environment)


@handler("notice.gather")
async def gather(tx: Tx, _ids: dict[str, str], _outbox: int) -> None:
    """What is due becomes letters."""
    await sending.gather.within(tx)


@handler("notice.carry")
async def carry(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """One letter."""
    channel = Channel(ids["channel"])
    mail, sms = gateways.mail(), gateways.sms()
    if (mail if channel is Channel.MAIL else sms) is None:
        return
    letter = await sending.next_letter(tx, channel)
    if letter is None:
        return
    contact = await identity.contact_of(SYSTEM, letter.account)
    address = "" if contact is None else contact.mail if channel is Channel.MAIL else dialled(contact.phone)
    if not address:
        await sending.no_address(tx, letter)
        return
    told = await sending.notices_of(letter)
    if mail is not None and channel is Channel.MAIL:
        await sending.tried(tx, letter, identity.masked(address), await mails.send(mail, letter, told, address))
    elif sms is not None:
        await sending.tried(tx, letter, identity.masked(address), await messages.send(sms, letter, told, address))


def dialled(phone: str) -> str:
    """A number a message can go to: digits, with the country's sign; empty for an extension or a line of the desk."""
    digits = phone.replace(" ", "").replace("-", "")
    mobile = digits.removeprefix("+").isdecimal() and digits.isascii() and not digits.startswith(LANDLINE)
    return digits if mobile else ""


@handler("notice.climb")
async def climb(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The next steps of a ladder."""
    await ladders.climb.within(tx, UUID(ids["climb"]))


@scheduled("notices.sweep", every=SWEEP_EVERY)
async def sweep() -> None:
    """What nobody was woken for."""
    await sending.sweep(Call(SYSTEM))
