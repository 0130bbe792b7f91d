import re
from pathlib import Path
from uuid import UUID

import pytest

from app import checks, templating
from kernel import db
from kernel.actor import Call
from kernel.db import Done, Tx, command
from kernel.errors import NotFound
from notices.commands import telling as commands
from notices.queries import reading as queries
from notices.rules import topics
from tests.workflow.identity.house import House

RECORD = UUID(int=77)


@command("test.tell_and_fail")
async def tell_and_fail(tx: Tx, account: UUID) -> Done:
    await commands.tell.within(tx, "submission.return", "submission", RECORD, [account])
    raise NotFound


async def _tell(house: House, *accounts: UUID, topic: str = "submission.return") -> None:
    await commands.tell(house.system, topic, "submission", RECORD, list(accounts))


async def test_each_is_told_once_the_one_who_acts_and_those_without_an_account_are_not(house: House) -> None:
    account, applied = await house.open(), await house.apply()
    await _tell(house, account.id, account.id, applied.id, house.system.actor.id)
    rows = await db.fetch("SELECT account FROM notice WHERE record = $1", RECORD)
    assert [row["account"] for row in rows] == [account.id]


async def test_a_notice_of_something_that_did_not_happen_does_not_exist(house: House) -> None:
    account = await house.open()
    with pytest.raises(NotFound):
        await tell_and_fail(house.system, account.id)
    assert await queries.for_me((await house.call(account)).actor) == []


async def test_one_reads_ones_own_notices_only(house: House) -> None:
    mine, other = await house.call(await house.open()), await house.call(await house.open())
    await _tell(house, mine.actor.id, other.actor.id)
    (notice,) = await queries.for_me(mine.actor)
    with pytest.raises(NotFound):
        await commands.read(other, notice.id)
    assert await queries.unread(mine.actor) == 1
    await commands.read(mine, notice.id)
    assert (await queries.unread(mine.actor), await queries.unread(other.actor)) == (0, 1)
    await commands.read_about(other, RECORD)
    assert await queries.unread(other.actor) == 0


async def test_all_are_marked_read_and_the_count_stops_at_a_hundred(house: House) -> None:
    mine = await house.call(await house.open())
    for _ in range(103):
        await _tell(house, mine.actor.id)
    assert await queries.unread(mine.actor) == 100
    first = await queries.for_me(mine.actor)
    assert len(first) == queries.PAGE + 1
    second = await queries.for_me(mine.actor, first[queries.PAGE - 1].id)
    assert second[0].id == first[queries.PAGE].id
    await commands.read_all(Call(mine.actor, "key"))
    assert await queries.unread(mine.actor) == 0


async def test_titles_are_looked_up_for_the_viewer_and_stand_in_no_row(house: House) -> None:
    mine = await house.call(await house.open())
    await _tell(house, mine.actor.id)

    async def titles(viewer: object, ids: list[UUID]) -> dict[UUID, str]:
        return {id: "题目" for id in ids if viewer == mine.actor}

    queries.describe("submission", titles)
    (notice,) = await queries.for_me(mine.actor)
    assert (notice.title, notice.kind, notice.url) == ("题目", "报送信息", f"/submissions/{RECORD}")
    assert "题目" not in str(await db.fetch("SELECT * FROM notice"))


def _told(root: Path) -> set[str]:
    """Topics that stand in the code, as far as they stand there whole."""
    found = set()
    for package in ("notices", "scores", "submissions", "bulletins", "archive", "identity"):
        for path in (root / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r'(?:tell|tell_each|start)(?:\.within)?\(\s*\w+,\s*"([\w.]+)"', text))
            found |= set(re.findall(r'\b(?:TOPIC|PHONE|FAILED)\b[^=\n]*= "(\w+\.\w+)"', text))
    return found


def test_every_topic_that_is_told_stands_in_the_table_and_has_its_sentence() -> None:
    sentences = {code.removeprefix("topic.") for code in templating.messages() if code.startswith("topic.")}
    assert set(topics.TOPICS) - sentences == set()
    assert sentences - set(topics.TOPICS) == set(), "a sentence nobody's topic has"
    told = _told(Path(__file__).parents[3])
    assert told - set(topics.TOPICS) == set()
    assert {"delivery.arrive", "notice.failed"} <= told, "control: the code was read"


# A duty is told of as the instruction it belongs to (bulletins/jobs/instructions.py).
TOLD_AS = {"instruction_duty": "instruction"}


def test_what_is_told_of_an_act_stands_in_the_table() -> None:
    """Topics made of a kind and an act: whatever a transition tells must have its row."""
    made = {
        f"{TOLD_AS.get(workflow.record, workflow.record)}.{row.action}"
        for workflow in checks.workflows()
        for row in workflow.transitions
        if any(topic.startswith(f"{workflow.record}.tell") for topic in row.then)
    }
    assert {"submission.submit", "issue.submit"} <= made, "control: the tables were read"
    assert made - set(topics.TOPICS) == set()
