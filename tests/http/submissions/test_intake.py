"""Mails to the intake mailbox: drafts of their unit, each once; everything else refused, told or ignored as it should be."""

import email
import email.policy
import socket
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import aiosmtplib
import pytest
import pytest_asyncio
from aiosmtpd.controller import Controller

from app import templating
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import db, outbox
from kernel.actor import SYSTEM, Call
from kernel.errors import Unavailable
from notices.rules.gateways import MailSettings
from submissions.commands import intake
from submissions.jobs import intake as jobs
from submissions.jobs import mailbox
from submissions.jobs.mailbox import REFUSED, TAKEN, dropping
from submissions.queries import intake as reads
from submissions.rules.intake import Result
from submissions.rules.mailbox import Mailbox
from tests.http.submissions.conftest import BODY, Site
from tests.simulators import imap

pytestmark = pytest.mark.requirement("SUB-14")
OFFICER, ADDRESS = "yunlu.xinxi1", "xinxi1@yunlu.example"
JOURNAL = "工作简报\n\n第 3 期\n\n云麓监管局办公室　2026年3月1日\n\n一季度保费增长。"


class Post:
    """A mail server that keeps what it is handed."""

    def __init__(self) -> None:
        self.letters: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.letters.append((envelope.original_content or b"").decode("utf-8", "replace"))
        return "250 OK"


def letter(subject: str = "车险舆情专报", body: str = BODY, sender: str = ADDRESS, **more: Any) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"信息员 <{sender}>", "intake@office.example", subject
    mail["Message-ID"] = more.pop("id", f"<{uuid4().hex}@yunlu.example>")
    html, files = more.pop("html", ""), more.pop("files", ())
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    if html:
        mail.set_content(html, subtype="html")
    else:
        mail.set_content(body)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


@pytest_asyncio.fixture
async def listed(site: Site) -> AsyncIterator[Site]:
    call = Call(await identity.actor_of((await identity.holders(SYSTEM, Right.CHANNEL_KEY))[0]))
    officer = await site.actor(OFFICER)
    await intake.allow(call, officer.id, await gate.pass_gate(call, {"mail": ADDRESS}))
    jobs.install(templating.environment(), None)
    yield site
    jobs.install(templating.environment(), None)


async def drafts() -> list[dict[str, Any]]:
    return await db.fetch("SELECT id, state, channel, genre, unit, signed_by FROM submission ORDER BY id")


async def mails() -> list[tuple[str, str]]:
    return [(row["result"], row["code"]) for row in await db.fetch("SELECT result, code FROM intake_mail ORDER BY id")]


async def test_a_listed_mail_becomes_a_draft_of_its_unit_and_goes_no_further(listed: Site) -> None:
    html = "<p>8月3日，云麓市12家公司共<b>赔付</b>2.3亿元。</p><script>x</script><p>数据来源：本局</p>"
    first = letter(files=[("附表.txt", "季度\n".encode())])
    assert await intake.take(first) == intake.Outcome(Result.TAKEN)
    assert await intake.take(first) == intake.Outcome(Result.TAKEN)  # the same mail again
    assert (await intake.take(letter("转发：另一篇舆情", html=html))).result is Result.TAKEN
    one, two = await drafts()
    unit = (await listed.actor(OFFICER)).unit
    for row in (one, two):
        assert (row["state"], row["channel"], row["genre"], row["unit"], row["signed_by"]) == (
            "draft", "mail", "opinion", unit, None,
        )  # fmt: skip
    browser = await listed.as_(OFFICER)
    page = (await browser.get(f"/submissions/{two['id']}")).text
    assert "另一篇舆情" in page
    assert "转发" not in page.partition("<main")[2].partition("</h1>")[0]
    assert "赔付" in page
    assert "script>x" not in page
    assert "附表.txt" in (await browser.get(f"/submissions/{one['id']}")).text
    assert (await (await listed.as_("shaixuan")).get(f"/submissions/{one['id']}")).status_code == 404


@pytest.mark.requirement("SUB-10", "SUB-11")
async def test_what_cannot_be_taken_is_refused_by_its_name_and_nothing_of_it_is_kept(listed: Site) -> None:
    again = letter()
    cases = {
        "again": again.replace(b"Message-ID", b"X-Old-ID") , "stranger": letter(sender="somebody@else.example"),
        "automatic": letter(Auto_Submitted="auto-replied"), "list": letter(Precedence="bulk"),
        "two senders": letter().replace(b"<xinxi1@yunlu.example>", b"<xinxi1@yunlu.example>, <b@c.example>"),
        "marked": letter(body="机密★5年"), "marked file": letter(files=[("a.txt", "绝密★长期".encode())]),
        "marked header": letter(X_Note="绝密★长期".encode().decode("utf-8")), "journal": letter(body=JOURNAL),
        "no title": letter(subject=""), "no body": letter(body=" "), "many": letter(files=[(f"{n}.txt", b"x") for n in range(11)]),
    }  # fmt: skip
    found = {name: (await intake.take(data)) for name, data in cases.items()}
    said = {name: (outcome.result.value, outcome.code) for name, outcome in found.items()}
    marking = ("refused", "marking_found")
    assert said == {
        "again": ("taken", ""), "stranger": ("stranger", ""), "automatic": ("automatic", ""), "list": ("automatic", ""),
        "two senders": ("stranger", ""), "marked": marking, "marked file": marking, "marked header": marking,
        "journal": ("refused", "internal_journal"), "no title": ("refused", "mail_title"),
        "no body": ("refused", "mail_body"), "many": ("refused", "mail_files"),
    }  # fmt: skip
    assert {name for name, outcome in found.items() if outcome.marked} == {"marked", "marked file", "marked header"}
    assert len(await drafts()) == 1
    assert {row["actor"] for row in await db.fetch("SELECT actor FROM gate_refusal")} == {
        (await listed.actor(OFFICER)).id
    }


@pytest.mark.requirement("SUB-11")
async def test_the_mailbox_is_emptied_and_what_is_marked_does_not_stay_there(listed: Site) -> None:
    with imap.Server() as server:
        box = Mailbox("127.0.0.1", server.port, "none", imap.USER, imap.PASSWORD)
        for data in (letter(), letter(body="机密★5年"), letter(sender="a@b.example"), letter(subject="")):
            server.box.put(data)
        assert await mailbox.empty(box) == 4
        assert server.box.names() == {TAKEN: 1, REFUSED: 2}
        server.box.put(letter(body="机密★5年"))
        await mailbox.empty(Mailbox("127.0.0.1", server.port, "none", imap.USER, imap.PASSWORD, quarantine="Secrecy"))
        assert server.box.names() == {TAKEN: 1, REFUSED: 2, "Secrecy": 1}
        assert await mailbox.empty(box) == 0
    assert len(await drafts()) == 1


async def test_while_the_mailbox_or_the_database_is_away_nothing_is_lost_or_taken_twice(
    listed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with imap.Server() as server:
        box = Mailbox("127.0.0.1", server.port, "none", imap.USER, imap.PASSWORD)
        for number in range(3):
            server.box.put(letter(subject=f"舆情{number}"))

        async def away(*_: object) -> None:
            raise Unavailable(part="database")

        with monkeypatch.context() as broken:
            broken.setattr("submissions.commands.intake._take", away)
            assert await mailbox.empty(box) == 0
        assert server.box.names() == {"INBOX": 3}

        def crash(*_: object) -> None:
            raise ConnectionResetError

        with monkeypatch.context() as broken:  # dealt with, but the mailbox went away before it was put away
            broken.setattr("submissions.jobs.mailbox._put_away", crash)
            with pytest.raises(ConnectionResetError):
                await mailbox.empty(box)
        assert len(await drafts()) == 1
        assert await mailbox.empty(box) == 3
        assert server.box.names() == {TAKEN: 3}
    with pytest.raises(OSError):  # noqa: PT011 - the server is gone: whatever the socket says
        await mailbox.empty(box)
    assert [result for result, _ in await mails()] == ["taken"] * 3


async def test_the_drop_keeps_the_mail_servers_hands_full_until_the_mail_is_dealt_with(
    listed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Unavailable(part="database")

    async with dropping(0) as port:
        assert port
        data = letter()

        async def hand() -> None:
            await aiosmtplib.send(
                data, sender=ADDRESS, recipients=["intake@office.example"], hostname="127.0.0.1", port=port
            )

        with monkeypatch.context() as broken:
            broken.setattr("submissions.commands.intake._take", away)
            with pytest.raises(aiosmtplib.SMTPDataError) as later:
                await hand()
            assert later.value.code == 451
        await hand()
        await hand()
    assert len(await drafts()) == 1


async def test_a_sender_is_told_why_without_a_word_of_theirs_and_strangers_are_not(listed: Site) -> None:
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=0, ready_timeout=5)
    controller.port = _free_port()
    controller.start()
    try:
        mail = MailSettings("127.0.0.1", controller.port, "none", "zhengxun@office.example", "https://zx.example")
        jobs.install(templating.environment(), mail)
        for data in (
            letter(),
            letter(body="机密★5年 云麓方案"),
            letter(sender="a@b.example"),
            letter(Precedence="bulk"),
        ):
            await intake.take(data)
        while await outbox.drain():
            pass
    finally:
        controller.stop()
    assert not await outbox.aside()
    parsed = [email.message_from_string(text, policy=email.policy.default) for text in post.letters]
    parsed.sort(key=lambda one: "草稿" not in one["Subject"])
    assert len(parsed) == 2
    for one in parsed:
        assert one["To"] == ADDRESS
        assert one["Auto-Submitted"] == "auto-replied"
        assert "云麓" not in one.get_content()
    assert "草稿" in parsed[0].get_content()
    assert "密级" in parsed[1].get_content()


async def test_the_list_of_senders_is_kept_by_the_security_administrator(listed: Site) -> None:
    call = Call(await identity.actor_of((await identity.holders(SYSTEM, Right.CHANNEL_KEY))[0]))
    [line] = [one for one in await reads.senders(call.actor) if one.state == "allowed"]
    assert line.address == ADDRESS
    await intake.end(call, line.id, line.version)
    assert (await intake.take(letter())).result is Result.STRANGER
    assert not await drafts()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
