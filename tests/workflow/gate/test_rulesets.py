"""The security administrator's rules: rehearsed, journalled, in force at the next pass, and never weaker than the sample."""

import asyncio

import msgspec
import pytest

from crypto import sm3
from gate import commands as gate
from gate import queries
from gate.errors import BadRules, LetsThrough
from gate.rules import book_of
from kernel import db
from kernel.actor import Call
from kernel.db import Done
from kernel.errors import Forbidden, StaleVersion
from kernel.postgres import Cluster
from marking import rulebook
from marking.errors import Held, MarkingFound
from marking.rulebook import Change, Edit, Where, as_json
from marking.verdict import Decision
from tests.unit.submissions.people import PEOPLE
from tests.workflow.gate.people import counts

pytestmark = pytest.mark.requirement("SUB-11")
KEEPER, AUDITOR, OFFICER = (PEOPLE[name] for name in ("security_admin", "auditor", "officer"))
PHRASE = Edit(Change.PHRASE, "own-1", "青岚行动", Where.ANYWHERE, Decision.HOLD)
HARSH = Edit(Change.PHRASE, "own-1", "青岚行动", Where.ANYWHERE, Decision.REFUSE)
BLIND = Edit(Change.SWITCH_OFF, "romanised-doubt")
TEXT = {"body": "青岚行动进展顺利。"}


async def let_in() -> str:
    """What the gate says to a text."""
    try:
        await gate.pass_gate(Call(OFFICER), TEXT)
    except Held:
        return "held"
    except MarkingFound:
        return "refused"
    return "passed"


async def test_a_phrase_counts_from_the_next_pass_on_in_every_process(runtime: Cluster) -> None:
    assert await let_in() == "passed"
    await gate.change_rules(Call(KEEPER), 0, [PHRASE])
    assert await let_in() == "held"
    rulebook.use(rulebook.BUILT_IN)  # another process has not heard of it yet
    assert await let_in() == "held"
    await gate.change_rules(Call(KEEPER), 1, [HARSH])
    assert await let_in() == "refused"
    await gate.change_rules(Call(KEEPER), 2, [])
    assert await let_in() == "passed"
    sets = await queries.history(AUDITOR)
    assert [(one.number, one.edits) for one in sets] == [(3, ()), (2, (HARSH,)), (1, (PHRASE,))]
    assert sets[0].tried.markings > 100


async def test_every_change_is_journalled_with_what_was_and_what_is(runtime: Cluster) -> None:
    await gate.change_rules(Call(KEEPER), 0, [PHRASE])
    await gate.change_rules(Call(KEEPER), 1, [HARSH])
    lines = await db.fetch("SELECT * FROM journal WHERE kind = 'gate_rules' ORDER BY seq")
    digests = [sm3.hash(as_json(edits).encode()) for edits in ([], [PHRASE], [HARSH])]
    assert [(line["action"], line["actor"], bytes(line["before"]), bytes(line["after"])) for line in lines] == [
        ("change", KEEPER.id, digests[0], digests[1]), ("change", KEEPER.id, digests[1], digests[2]),
    ]  # fmt: skip


async def test_a_change_that_lets_a_known_marking_through_is_refused_with_the_list(runtime: Cluster) -> None:
    before = await counts()
    with pytest.raises(LetsThrough) as refused:
        await gate.change_rules(Call(KEEPER), 0, [PHRASE, BLIND])
    assert refused.value.cases
    assert await db.fetch("SELECT 1 FROM gate_rules") == []
    after = await counts()
    assert {table for table in after if after[table] != before[table]} == {"journal"}
    lines = await db.fetch("SELECT action, actor FROM journal WHERE kind = 'gate_rules'")
    assert [(line["action"], line["actor"]) for line in lines] == [("refuse", KEEPER.id)]
    with pytest.raises(MarkingFound):
        await gate.pass_gate(Call(OFFICER), {"title": "机密★5年"})


async def test_a_dry_run_says_the_same_and_changes_nothing(runtime: Cluster) -> None:
    before = await counts()
    tried = await gate.rehearse(KEEPER, [BLIND])
    assert not tried.safe
    common = Edit(Change.PHRASE, "own-1", "保险", Where.ANYWHERE, Decision.REFUSE)
    harsh = await gate.rehearse(KEEPER, [common])
    assert harsh.safe
    assert harsh.ordinary_stopped
    assert await counts() == before
    assert await let_in() == "passed"


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"security_admin"}))
async def test_nobody_else_changes_or_tries_rules(runtime: Cluster, who: str) -> None:
    with pytest.raises(Forbidden):
        await gate.change_rules(Call(PEOPLE[who]), 0, [PHRASE])
    with pytest.raises(Forbidden):
        await gate.rehearse(PEOPLE[who], [PHRASE])
    assert await db.fetch("SELECT 1 FROM gate_rules") == []


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"security_admin", "auditor"}))
async def test_the_register_and_the_rules_are_read_by_two_administrators_alone(runtime: Cluster, who: str) -> None:
    for read in (queries.refusals, queries.history, queries.rules):
        with pytest.raises(Forbidden):
            await read(PEOPLE[who])


async def test_the_register_shows_who_when_where_which_rule_and_no_content(runtime: Cluster) -> None:
    with pytest.raises(MarkingFound):
        await gate.pass_gate(Call(OFFICER), {"title": "题目", "body": "机密★5年 孟春之月"}, [("甲.txt", b"1")])
    for viewer in (AUDITOR, KEEPER):
        (row,), more = await queries.refusals(viewer)
        assert (row.place, row.rule, more) == ("body", "level-star", False)
        assert row.label
        assert len(row.digest) == 64
        assert "孟春" not in repr(row)


@pytest.mark.parametrize(("edit", "field"), [
    (Edit(Change.SWITCH_OFF, "no-such-rule"), "rule"),
    (Edit(Change.VERDICT, "level-paren", verdict=Decision.ALLOW), "verdict"),
    (Edit(Change.SWITCH_OFF, "level-star"), "rule"),
    (Edit(Change.VERDICT, "level-star", verdict=Decision.HOLD), "rule"),
    (Edit(Change.EXCUSE_BEFORE, "level-star", "鑫"), "rule"),
    (Edit(Change.EXCUSE_AFTER, "label-level", "鑫"), "rule"),
    (Edit(Change.PHRASE, "own-1", "字"), "words"),
    (Edit(Change.PHRASE, "level-star", "词语"), "rule"),
])  # fmt: skip
async def test_an_edit_that_cannot_be_is_refused_by_its_field(runtime: Cluster, edit: Edit, field: str) -> None:
    with pytest.raises(BadRules) as refused:
        await gate.change_rules(Call(KEEPER), 0, [Edit(Change.SWITCH_ON, "level-star"), edit])
    assert set(refused.value.fields) <= {field}
    assert refused.value.facts["number"] == 2


async def test_of_many_who_change_the_rules_at_once_one_wins(runtime: Cluster) -> None:
    calls = [gate.change_rules(Call(KEEPER), 0, [PHRASE]) for _ in range(2)]
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(end, Done) for end in ended) == 1
    assert sum(isinstance(end, StaleVersion) for end in ended) == 1
    with pytest.raises(StaleVersion):
        await gate.change_rules(Call(KEEPER), 0, [HARSH])
    assert len(await db.fetch("SELECT 1 FROM gate_rules")) == 1


def test_edits_of_rules_this_program_does_not_have_fall_away_and_the_others_hold() -> None:
    stored = as_json([Edit(Change.SWITCH_OFF, "rule-of-old"), PHRASE, Edit(Change.EXCUSE_AFTER, "rule-of-old", "字")])
    book = book_of(stored, 7)
    assert (book.version, book.edits) == (7, (PHRASE,))
    assert book.rule("own-1")
    assert msgspec.json.decode(stored)[0]["rule"] == "rule-of-old"
