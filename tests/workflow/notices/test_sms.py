"""Short messages by a gateway that is real, and not always reliable."""

from datetime import timedelta

import pytest

from identity.commands import accounts
from identity.rules import Contact
from kernel import db
from notices.rules import gateways
from tests.workflow.identity.house import FIRST, House
from tests.workflow.notices.post import Post, choose, count, open_, pass_time, tell, work


async def told(house: House) -> None:
    account = await open_(house)
    await choose(house, account.id, mine_mail="none")
    await tell(house, account.id)
    await work()


async def last() -> tuple[str, str]:
    (row,) = await db.fetch(
        "SELECT t.outcome, l.outcome AS ended FROM notice_try t JOIN notice_letter l ON l.id = t.letter"
        " ORDER BY t.id DESC LIMIT 1"
    )
    return row["outcome"], row["ended"]


async def test_a_message_names_topic_and_kind_and_the_number_is_kept_masked(house: House, post: Post) -> None:
    await told(house)
    (message,) = post.gate.sent
    assert message["to"].isdecimal()
    assert message["text"] == "政讯：报送的信息被退回，请看原因（报送信息），请登录办理。"
    (row,) = await db.fetch("SELECT address, gateway, outcome FROM notice_try")
    assert (row["gateway"], row["outcome"]) == ("g-1", "sent")
    assert row["address"].count("*") >= 5
    assert message["to"] not in str(await db.fetch("SELECT * FROM notice_try"))
    assert post.gate.unsigned == 0


@pytest.mark.parametrize(
    ("mood", "first"),
    [("error", "away"), ("busy", "later"), ("lost", "unsure"), ("lie", "unsure"), ("silent", "unsure")],
)
async def test_whatever_the_gateway_does_the_message_comes_once(
    mood: str, first: str, house: House, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateways, "TIMEOUT", 0.3)
    post.gate.mood = mood
    await told(house)
    assert await last() == (first, "")
    post.gate.mood = "take"
    await pass_time(house, timedelta(minutes=2), timedelta(seconds=20))
    assert await last() == ("sent", "sent")
    assert len(post.gate.sent) == 1
    assert len({message["key"] for message in post.gate.asked}) == 1


async def test_the_simulator_would_show_a_message_sent_twice(house: House, post: Post) -> None:
    """Control for "once": a gateway without memory sends what was lost a second time."""
    post.gate.mood = "lost"
    await told(house)
    post.gate.mood = "forget"
    await pass_time(house, timedelta(minutes=2), timedelta(seconds=20))
    assert len(post.gate.sent) == 2


async def test_a_number_the_gateway_refuses_has_failed_at_once(house: House, post: Post) -> None:
    post.gate.mood = "refuse"
    await told(house)
    assert await last() == ("refused", "failed")
    await pass_time(house, timedelta(hours=1))
    assert await count("notice_try") == 1
    assert await count("notice", "topic = 'notice.failed'") == 1


async def test_a_wrong_key_keeps_the_message_until_it_is_right(house: House, post: Post) -> None:
    known = gateways.sms()
    assert known is not None
    gateways.install(gateways.mail(), gateways.SmsSettings(known.url, b"another key of thirty-two bytes.."))
    await told(house)
    assert (post.gate.unsigned, await last()) == (1, ("away", ""))
    gateways.install(gateways.mail(), known)
    await pass_time(house, timedelta(minutes=1), timedelta(seconds=20))
    assert len(post.gate.sent) == 1


async def test_a_number_no_message_can_go_to_is_no_failure(house: House, post: Post) -> None:
    contact = Contact("柳青", "科员", "010-5550000转12", "q@example.invalid")
    made = await accounts.apply_account(house.system, house.unit, "desk.phone", ("liaison",), contact)
    await accounts.approve_account(house.security, made.id, 1, FIRST)
    await db.fetch("DELETE FROM outbox")
    await choose(house, made.id, mine_mail="none")
    await tell(house, made.id)
    await work()
    (row,) = await db.fetch("SELECT outcome FROM notice_letter")
    assert row["outcome"] == "no_address"
    assert (post.gate.asked, await count("notice", "topic = 'notice.failed'")) == ([], 0)


async def test_an_emergency_does_not_wait_for_a_gateway_that_rests(house: House, post: Post) -> None:
    account = await open_(house)
    await choose(house, account.id, mine_mail="none")
    post.gate.mood = "error"
    await tell(house, account.id)
    await work()
    await pass_time(house, timedelta(minutes=20), timedelta(minutes=2))
    post.gate.mood = "take"
    await tell(house, account.id)
    await work()
    assert post.gate.sent == [], "control: the gateway rests"
    await tell(house, account.id, topic="submission.submit", urgent=True)
    await work()
    assert ["紧急" in message["text"] for message in post.gate.sent] == [True]
    await pass_time(house, timedelta(minutes=20), timedelta(minutes=2))
    assert len(post.gate.sent) == 3
