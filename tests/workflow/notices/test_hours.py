"""Quiet hours, digests and emergencies over the days of a real holiday: 2026-10-01 to 07, worked on Saturday the 10th."""

from datetime import timedelta

import pytest

from kernel import db
from tests.workflow.identity.house import House
from tests.workflow.notices.post import Post, at, choose, count, open_, tell, until, work


async def test_over_national_day_one_letter_waits_and_emergencies_do_not(house: House, post: Post) -> None:
    account = await open_(house)
    await choose(house, account.id)
    house.watch.now = at("2026-09-30 23:40")
    await tell(house, account.id)
    await until(house, "2026-10-03 12:00", timedelta(hours=12))
    await tell(house, account.id, topic="submission.adopt")
    await work()
    assert (post.inbox.got, post.gate.sent) == ([], [])
    await tell(house, account.id, topic="submission.submit", urgent=True)
    await work()
    assert len(post.inbox.got) == len(post.gate.sent) == 1, "an emergency waits for nobody"
    assert "【紧急】" in post.gate.sent[0]["text"]
    await until(house, "2026-10-08 07:20", timedelta(hours=12))
    assert len(post.inbox.got) == 1
    await until(house, "2026-10-08 07:40")
    assert len(post.inbox.got) == len(post.gate.sent) == 2, "what waited goes once, as one"
    body = post.inbox.got[1].get_content()
    assert body.count("报送信息\n") == 2
    assert "2 条" in post.gate.sent[1]["text"]
    house.watch.now = at("2026-10-10 10:00")
    await tell(house, account.id)
    await work()
    assert len(post.inbox.got) == 3, "control: the make-up Saturday is a working day"


async def test_a_digest_joins_a_day_and_leaves_out_what_was_read(house: House, post: Post) -> None:
    account = await open_(house)
    await choose(house, account.id, mine_mail="digest", mine_sms="none", result_mail="digest", result_sms="none")
    house.watch.now = at("2026-03-02 09:00")
    for topic in ("submission.return", "submission.adopt", "submission.accept"):
        await tell(house, account.id, topic=topic)
        await work()
    await db.fetch("UPDATE notice SET read_at = created WHERE topic = 'submission.accept'")
    await until(house, "2026-03-02 13:50", timedelta(hours=2))
    assert post.inbox.got == []
    await until(house, "2026-03-02 14:10")
    (letter,) = post.inbox.got
    assert "2 条" in str(letter["Subject"])
    assert post.gate.sent == []
    await until(house, "2026-03-03 15:00", timedelta(hours=4))
    assert len(post.inbox.got) == 1, "nothing new, nothing sent"
    assert await count("notice_post", "letter IS NOT NULL") == 2


@pytest.mark.thorough
async def test_a_letter_that_could_not_leave_by_day_does_not_leave_at_night(house: House, post: Post) -> None:
    account = await open_(house)
    await choose(house, account.id)
    house.watch.now = at("2026-03-02 19:50")
    post.gate.mood = "error"
    await tell(house, account.id)
    await work()
    assert post.gate.asked
    post.gate.mood = "take"
    await until(house, "2026-03-02 23:00", timedelta(minutes=65))
    assert post.gate.sent == []
    await until(house, "2026-03-03 08:00", timedelta(hours=3))
    assert len(post.gate.sent) == 1
