import os
from datetime import timedelta

import pytest

from identity.commands import people
from kernel import db, outbox
from kernel.db import Done, Tx, command
from kernel.errors import NotFound
from notices.commands import telling
from notices.jobs import outgoing
from notices.rules import gateways
from tests.workflow.identity.house import House
from tests.workflow.notices.post import RECORD, Post, choose, count, open_, pass_time, tell, until, work

LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
SECRET = "不该出现在邮件里的题目"


@command("test.carried_and_dies")
async def carried_and_dies(tx: Tx) -> Done:
    await outgoing.carry(tx, {"channel": "mail"}, 1)
    raise NotFound


async def outcomes() -> list[tuple[str, str]]:
    rows = await db.fetch("SELECT channel, outcome FROM notice_letter ORDER BY id, channel")
    return [(row["channel"], row["outcome"]) for row in rows]


async def test_a_mail_names_kind_and_place_and_nothing_of_the_content(house: House, post: Post) -> None:
    account = await open_(house)
    await tell(house, account.id)
    await work()
    (letter,) = post.inbox.got
    body = letter.get_content()
    row = await db.one("SELECT id FROM notice_letter")
    assert row is not None
    assert post.inbox.to == [f"{account.login.replace('person', 'p')}@example.invalid"]
    assert letter["Message-ID"] == f"<{row['id']}@zx.example.invalid>"
    assert "报送信息" in letter["Subject"]
    assert f"https://zx.example.invalid/submissions/{RECORD}" in body
    assert "被退回" in body
    assert SECRET not in letter.as_string()
    assert post.gate.asked == [], "short messages are for emergencies unless one chooses them"
    (made,) = await db.fetch("SELECT * FROM notice_try")
    assert (made["outcome"], made["address"][1:4], made["account"]) == ("sent", "***", account.id)


@pytest.mark.requirement("EXC-10")
async def test_two_days_without_a_mail_server_lose_nothing_double_nothing_and_keep_the_order(
    house: House, post: Post
) -> None:
    people_ = [await open_(house) for _ in range(3 if LONG else 2)]
    every = 1 if LONG else 8
    for each in people_:
        await choose(house, each.id, free=False)
    house.watch.forward(hours=1)
    post.inbox.down()
    post.gate.mood = "error"
    told = 0
    for turn in range(48 // every):
        await tell(house, *(each.id for each in people_), topic=("submission.return", "submission.adopt")[turn % 2])
        told += len(people_)
        await pass_time(house, timedelta(hours=every), timedelta(minutes=20 if LONG else 240))
    tried = await count("notice_try", "outcome <> 'sent'")
    assert (post.inbox.got, post.gate.sent) == ([], [])
    assert tried >= 2 * 48 // every, "control: it was tried all the time"
    post.inbox.up()
    post.gate.mood = "take"
    await until(house, "2026-03-05 09:00", timedelta(hours=1))
    await pass_time(house, timedelta(minutes=30))
    assert await count("notice") == told
    for channel in ("mail", "sms"):
        posts = await count("notice_post", f"channel = '{channel}' AND letter IS NOT NULL")
        assert posts == told, "control: every notice is in a letter"
    letters = await db.fetch("SELECT id, account, channel, outcome FROM notice_letter ORDER BY id")
    assert {row["outcome"] for row in letters} == {"sent"}
    assert sorted(post.inbox.names) == sorted(
        f"<{r['id']}@zx.example.invalid>" for r in letters if r["channel"] == "mail"
    )
    assert sorted(m["key"] for m in post.gate.sent) == sorted(str(r["id"]) for r in letters if r["channel"] == "sms")
    for each in people_:
        own = [r for r in letters if r["account"] == each.id]
        arrived = [n for n in post.inbox.names if n in {f"<{r['id']}@zx.example.invalid>" for r in own}]
        assert arrived == [f"<{r['id']}@zx.example.invalid>" for r in own if r["channel"] == "mail"]
        keys = [m["key"] for m in post.gate.sent if m["key"] in {str(r["id"]) for r in own}]
        assert keys == [str(r["id"]) for r in own if r["channel"] == "sms"]
    assert (await count("outbox", "state = 'aside'"), await count("notice_pipe", "failures > 0")) == (0, 0)


async def test_a_person_whose_mailbox_is_full_waits_alone_and_the_same_mail_comes(house: House, post: Post) -> None:
    first, second = await open_(house), await open_(house)
    post.inbox.answer = "451 try later"
    await tell(house, first.id)
    await work()
    assert await outcomes() == [("mail", "")]
    post.inbox.answer = "250 OK"
    house.watch.forward(seconds=1)
    await tell(house, first.id)
    await tell(house, second.id)
    await work()
    assert len(post.inbox.got) == 1, "the first one's second letter waits behind the first"
    await pass_time(house, timedelta(minutes=1), timedelta(seconds=10))
    assert len(post.inbox.got) == 3
    assert [row["outcome"] for row in await db.fetch("SELECT outcome FROM notice_try ORDER BY id LIMIT 1")] == ["later"]


async def test_an_address_refused_for_good_is_told_to_a_person_once(house: House, post: Post) -> None:
    duty, account = await open_(house, "duty", house.office), await open_(house)
    post.inbox.answer = "550 no such user"
    for _ in range(2):
        await tell(house, account.id)
        await work()
    assert await outcomes() == [("mail", "failed")] * 2
    rows = await db.fetch("SELECT account FROM notice WHERE topic = 'notice.failed'")
    assert {row["account"] for row in rows} == {duty.id, house.system.actor.id}
    assert len(rows) == 2, "one unread notice each, however many failed"
    assert await count("notice_letter") == 2, "nobody is mailed about mail that failed"


@pytest.mark.thorough
async def test_after_seven_days_it_has_failed_and_people_are_told(house: House, post: Post) -> None:
    account = await open_(house)
    post.inbox.down()
    await tell(house, account.id)
    await work()
    await tell(house, account.id)
    await work()
    await pass_time(house, timedelta(days=6, hours=23), timedelta(hours=8))
    assert await count("notice", "topic = 'notice.failed'") == 0
    await pass_time(house, timedelta(hours=4), timedelta(hours=1))
    assert await outcomes() == [("mail", "failed")] * 2, "also the one that was never tried"
    assert await count("notice", "topic = 'notice.failed'") == 1


async def test_a_mail_whose_acknowledgement_was_lost_is_the_same_mail(house: House, post: Post) -> None:
    account = await open_(house)
    post.inbox.data = "421 closing"
    await tell(house, account.id)
    await work()
    post.inbox.data = "250 OK"
    await pass_time(house, timedelta(minutes=2), timedelta(seconds=30))
    assert post.inbox.names == [post.inbox.names[0]] * 2
    assert await outcomes() == [("mail", "sent")]


async def test_a_mail_sent_twice_after_a_crash_is_the_same_mail(house: House, post: Post) -> None:
    account = await open_(house)
    await tell(house, account.id)
    await outbox.drain()  # gathered
    with pytest.raises(NotFound):
        await carried_and_dies(house.system)
    await work()
    assert post.inbox.names == [post.inbox.names[0]] * 2
    assert await count("notice_try") == 1


async def test_what_was_read_or_is_no_longer_wanted_is_not_sent(house: House, post: Post) -> None:
    account = await open_(house)
    await until(house, "2026-03-02 20:30", timedelta(hours=2))
    await tell(house, account.id)
    await tell(house, account.id, topic="submission.adopt")
    await work()
    await telling.read_all(await house.call(account))
    await until(house, "2026-03-03 09:00", timedelta(hours=1))
    assert post.inbox.got == []
    assert await count("notice_post", "dropped = 'read'") == 2
    house.watch.forward(hours=12)
    await tell(house, account.id)
    await choose(house, account.id, mine_mail="none")
    await until(house, "2026-03-04 09:00", timedelta(hours=1))
    assert post.inbox.got == []
    assert await count("notice_post", "dropped = 'muted'") == 1
    await tell(house, account.id, topic="submission.adopt")
    await work()
    assert len(post.inbox.got) == 1, "control: another class still comes"


async def test_without_a_server_nothing_is_promised(house: House, post: Post) -> None:
    account = await open_(house)
    gateways.install(None)
    await tell(house, account.id)
    assert await count("notice_post") == 0
    assert await count("notice") == 1


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
