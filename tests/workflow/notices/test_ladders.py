"""Reaching somebody step by step, and urging by one click (DU-04)."""

from datetime import timedelta
from uuid import UUID

import pytest

from gate import commands as gate
from identity.commands import people
from kernel import clock, clocks, db, seen
from kernel.errors import Forbidden
from marking.cleared import clear
from notices.commands import ladders, pressing, telling
from notices.errors import ClimbOver, PressedLately
from notices.queries import sending
from notices.store import climbs
from submissions.commands import moving, writing
from submissions.rules.records import Details
from tests.workflow.identity.house import House
from tests.workflow.notices.post import RECORD, Post, at, count, open_, pass_time, until, work

MINUTE = timedelta(minutes=1)


async def climb(house: House, *accounts: UUID, ladder: str = "emergency") -> None:
    await ladders.start(house.system, "submission.return", "submission", RECORD, list(accounts), ladder=ladder)
    await work()


async def told(topic: str = "submission.return") -> list[UUID]:
    return [row["account"] for row in await db.fetch("SELECT account FROM notice WHERE topic = $1 ORDER BY id", topic)]


@pytest.mark.requirement("EXC-10")
async def test_bell_then_message_then_phone_then_the_second_then_the_head(house: House, post: Post) -> None:
    duty, head = await open_(house, "duty", house.office), await open_(house, "signer")
    first, second = await open_(house), await open_(house)
    for seat, each in enumerate((first, second), 1):
        await people.appoint_operator(house.system, each.person, seat)
    house.watch.now = at("2026-10-03 23:40")  # a holiday's night: emergencies go all the same
    await climb(house, first.id)
    assert await told() == [first.id]
    await pass_time(house, 4 * MINUTE, MINUTE)
    assert len(post.gate.sent) == 1, "one message, not two"
    desk = (await house.call(duty)).actor
    assert await sending.to_phone(desk) == []
    await pass_time(house, 5 * MINUTE, MINUTE)
    (row,) = await sending.to_phone(desk)
    assert (row.climb.account, "*" in row.phone) == (first.id, True)
    assert await told("notice.phone") == [duty.id]
    await ladders.tick(await house.call(duty), row.climb.id, "no_answer")
    assert len(await sending.to_phone(desk)) == 1
    await pass_time(house, 7 * MINUTE, MINUTE)
    assert await told() == [first.id, second.id]
    await pass_time(house, 10 * MINUTE, MINUTE)
    assert await told() == [first.id, second.id, head.id]
    await ladders.tick(await house.call(duty), row.climb.id, "reached")
    assert await sending.to_phone(desk) == []
    with pytest.raises(ClimbOver):
        await ladders.tick(await house.call(duty), row.climb.id, "reached")
    assert [call.result for call in await climbs.calls([row.climb.id])] == ["no_answer", "reached"]


@pytest.mark.parametrize("how", ["read", "opened", "acted"])
async def test_reading_opening_and_acting_end_it(how: str, house: House, post: Post) -> None:
    account = await open_(house)
    await climb(house, account.id)
    await climb(house, account.id)
    assert await count("notice_climb") == 1, "nobody is on two ladders about one record"
    house.watch.forward(minutes=1)
    if how == "read":
        await telling.read_about(await house.call(account), RECORD)
    elif how == "opened":
        await seen.open_record(await house.call(account), "submission", RECORD)
    else:
        await ladders.stop(house.system, RECORD)
    post.gate.sent.clear()
    await pass_time(house, timedelta(hours=1), 5 * MINUTE)
    (row,) = await db.fetch("SELECT ended IS NOT NULL AS ended, outcome FROM notice_climb")
    assert row["outcome"] == {"read": "read", "opened": "read", "acted": "acted"}[how]
    assert (await count("notice"), post.gate.sent) == (1, [])


async def test_a_ladder_that_is_no_emergency_waits_for_the_morning(house: House, post: Post) -> None:
    account = await open_(house)
    house.watch.now = at("2026-03-02 19:40")
    await climb(house, account.id, ladder="term")
    assert await told() == [account.id]
    await until(house, "2026-03-03 07:00", timedelta(hours=2))
    assert post.gate.sent == []
    await until(house, "2026-03-03 08:00", timedelta(minutes=15))
    assert len(post.gate.sent) == 1, "the message, though this person has not chosen messages"


async def test_changed_steps_hold_for_ladders_that_start_later(house: House, post: Post) -> None:
    early = await climbs.steps("term", at("2026-03-02 10:00"))
    assert [(step.rung, step.minutes) for step in early][:2] == [("bell", 0), ("sms", 60)]
    assert await climbs.steps("term", at("2019-03-02 10:00")) == []


async def test_urging_tells_everybody_named_once_in_half_an_hour(house: House, post: Post) -> None:
    duty = await house.call(await open_(house, "duty", house.office))
    officer, signer, other = await open_(house), await open_(house, "signer"), await open_(house)
    with pytest.raises(Forbidden):
        await pressing.press(await house.call(officer), "submission", RECORD, [other.id])
    done = await pressing.press(duty, "submission", RECORD, [officer.id])
    assert done.more == {"told": "1", "left_out": "0"}
    done = await pressing.press(duty, "submission", RECORD, (), [house.unit], urgent=True)
    assert done.more == {"told": "2", "left_out": "1"}
    assert await told("notice.press") == [officer.id]
    assert set(await told("notice.urge")) == {signer.id, other.id}
    with pytest.raises(PressedLately):
        await pressing.press(duty, "submission", RECORD, [officer.id])
    house.watch.forward(minutes=31)
    await pressing.press(duty, "submission", RECORD, [officer.id])
    assert await count("notice_press") == 4
    assert await count("journal", "action = 'press'") == 3


async def go_on(house: House, length: timedelta) -> None:
    """Time passes with the clocks' loop running."""
    for _ in range(int(length / (3 * MINUTE))):
        house.watch.forward(minutes=3)
        await clocks.turn()
        await work()


@pytest.mark.requirement("SUB-06")
async def test_half_way_through_an_emergencys_clock_its_officer_is_reached_until_it_is_with_the_office(
    house: House, post: Post
) -> None:
    officer, signer = await house.call(await open_(house)), await house.call(await open_(house, "principal"))
    house.watch.now = at("2026-10-03 23:40")
    text = await gate.pass_gate(
        officer, {"title": "一家网点停业", "body": "10月3日晚停业。", "source": "", "contact": ""}
    )
    made = await writing.create(officer, text, Details("emergency", "flash", "news", clock.now()))
    running = (await clocks.of("submission", [made.id]))[made.id][0]
    half = (running.due.due - running.due.start) / 2
    await go_on(house, half - 4 * MINUTE)
    assert await count("notice_climb") == 0
    await go_on(house, 10 * MINUTE)
    (row,) = await db.fetch("SELECT account, ladder, outcome FROM notice_climb")
    assert (row["account"], row["ladder"], row["outcome"]) == (officer.actor.id, "emergency", "")
    assert await told("submission.clock_50") == [officer.actor.id], "said once, not by the clock and the ladder"
    sent = await moving.act(officer, made.id, made.version, "request_sign", clear({}))
    sent = await moving.act(signer, made.id, sent.version, "sign_off", clear({}))
    await moving.act(officer, made.id, sent.version, "submit", clear({}))
    (row,) = await db.fetch("SELECT outcome FROM notice_climb WHERE account = $1", officer.actor.id)
    assert row["outcome"] == "acted"
