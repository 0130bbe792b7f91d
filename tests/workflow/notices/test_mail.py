import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller

from app import templating
from identity.commands import people
from kernel import db, outbox
from notices.commands import telling as commands
from notices.jobs import register as jobs
from notices.rules import gateways as rules
from notices.rules.gateways import MailSettings
from tests.workflow.identity.house import House

RECORD = UUID(int=77)
SECRET = "不该出现在邮件里的题目"


@dataclass
class Inbox:
    """A mail server that keeps what it gets and answers what it is told to answer."""

    answer: str = "250 OK"
    got: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        self.to += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def inbox(unused_tcp_port: int) -> Iterator[Inbox]:
    box = Inbox()
    controller = Controller(box, hostname="127.0.0.1", port=unused_tcp_port)
    controller.start()
    base = "https://zx.example.invalid"
    mail = MailSettings("127.0.0.1", unused_tcp_port, "none", "政讯 <zx@example.invalid>", base)
    jobs.install(mail, templating.environment())
    yield box
    controller.stop()
    rules.install(None)


async def _told(house: House) -> UUID:
    account = await house.open()
    await db.fetch("DELETE FROM outbox")
    await commands.tell(house.system, "submission.return", "submission", RECORD, [account.id])
    return account.id


async def _state() -> tuple[str, int]:
    row = await db.one("SELECT state, tries FROM outbox WHERE topic = 'notice.mail'")
    assert row is not None
    return row["state"], row["tries"]


async def test_a_mail_names_kind_and_place_and_nothing_of_the_content(house: House, inbox: Inbox) -> None:
    account = await _told(house)
    await outbox.drain()
    (letter,) = inbox.got
    body = letter.get_content()
    number = (await db.fetch("SELECT id FROM outbox WHERE topic = 'notice.mail'"))[0]["id"]
    assert inbox.to == [f"{(await house.account(account)).login.replace('person', 'p')}@example.invalid"]
    assert letter["Message-ID"] == f"<notice-{number}@zx.example.invalid>"
    assert "报送信息" in letter["Subject"]
    assert f"https://zx.example.invalid/submissions/{RECORD}" in body
    assert "被退回" in body
    assert SECRET not in letter.as_string()
    assert await _state() == ("done", 1)


async def test_a_server_that_says_later_is_asked_again_with_the_same_message_id(house: House, inbox: Inbox) -> None:
    await _told(house)
    inbox.answer = "451 try later"
    await outbox.drain()
    assert (inbox.got, await _state()) == ([], ("ready", 1))
    inbox.answer = "250 OK"
    await outbox.drain()
    assert inbox.got == []  # not due yet
    house.watch.forward(minutes=1)
    await outbox.drain()
    assert len(inbox.got) == 1
    assert await _state() == ("done", 2)


async def test_an_address_refused_for_good_stands_aside(house: House, inbox: Inbox) -> None:
    await _told(house)
    inbox.answer = "550 no such user"
    await outbox.drain()
    assert await _state() == ("aside", 1)


async def test_a_server_that_is_away_holds_nobody_up(house: House, inbox: Inbox) -> None:
    await _told(house)
    known = rules.mail()
    assert known is not None
    rules.install(MailSettings("127.0.0.1", 1, "none", known.sender, known.base))
    await outbox.drain()
    assert await _state() == ("ready", 1)
    rules.install(known)
    house.watch.forward(minutes=1)
    await outbox.drain()
    assert len(inbox.got) == 1


async def test_a_mail_sent_twice_after_a_crash_is_the_same_mail(house: House, inbox: Inbox) -> None:
    await _told(house)
    (row,) = await outbox.claim()
    async with db.transaction(house.system.actor) as tx:
        await jobs.send(tx, json.loads(row["ids"]), row["id"])  # sent, and then the process dies before `done`
    house.watch.forward(minutes=1)
    await outbox.drain()
    assert [letter["Message-ID"] for letter in inbox.got] == [inbox.got[0]["Message-ID"]] * 2


async def test_what_was_read_meanwhile_or_is_no_longer_wanted_is_not_mailed(house: House, inbox: Inbox) -> None:
    account = await _told(house)
    call = await house.call(await house.account(account))
    await commands.read_all(call)
    await outbox.drain()
    assert (inbox.got, (await _state())[0]) == ([], "done")
    await commands.tell(house.system, "submission.return", "submission", RECORD, [account])
    await commands.prefer(call, mail=False)
    await outbox.drain()
    assert inbox.got == []


@pytest.mark.requirement("SUB-02")
async def test_a_missing_officer_is_told_of_to_the_unit_and_the_office(house: House) -> None:
    editor, signer = await house.open("editor", house.office), await house.open("signer")
    leaver = await house.open()
    await people.register_liaison(house.system, leaver.person)
    await people.release(house.system, leaver.person, "liaison")
    house.watch.forward(days=11)
    await people.warn_of_gaps()
    await outbox.drain()
    rows = await db.fetch("SELECT account FROM notice WHERE topic = 'unit.gap_near' AND record = $1", house.unit)
    assert {row["account"] for row in rows} == {editor.id, signer.id, leaver.id}


@pytest.mark.requirement("SEC-02")
async def test_an_application_is_told_to_the_security_administrator(house: House) -> None:
    account = await house.apply()
    for _ in range(3):
        await outbox.drain()
    rows = await db.fetch("SELECT account FROM notice WHERE topic = 'account.apply' AND record = $1", account.id)
    assert [row["account"] for row in rows] == [house.security.actor.id]
