"""Kinds as dated data: a change holds from its day on, and what was approved before keeps what it was approved under."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bulletins.commands import articles, issues, kinds, typesetting
from bulletins.commands import ending as endings
from bulletins.queries import articles as article_reads
from bulletins.queries import issues as issue_reads
from bulletins.queries import kinds as reads
from bulletins.queries import numbers
from bulletins.rules import content
from bulletins.rules.kinds import Cadence, Channel, Genre, Kind, Limit, Numbering
from bulletins.store import copies
from bulletins.store import kinds as kind_rows
from gate import commands as gate
from kernel import clock, db
from kernel.db import Done
from kernel.errors import Invalid
from kernel.ids import new_id
from tests.simulators.office import DIRECTOR, EDITOR, Office

NOW = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
DEFAULTS = {
    "special": {"news": (300, 500), "survey": (2000, 3000)}, "duty": {"news": (0, 1000)},
    "brief": {"news": (0, 2500), "survey": (0, 2500)}, "reference": {"research": (0, 5000), "survey": (0, 5000)},
    "circulated": {"news": (0, 2000), "survey": (0, 2000)}, "consulted": {"news": (0, 2000), "research": (0, 2000)},
    "situation": {"news": (0, 3000), "notice": (0, 3000)}, "daily": {"digest": (0, 300)},
    "opinion": {"opinion": (0, 1500)}, "circular": {"notice": (0, 20000)},
}  # fmt: skip
STRICT = {"circulated", "consulted", "daily"}


@pytest.fixture
def moment() -> Iterator[list[datetime]]:
    """The day before the last of the year; a test moves it on."""
    at = [NOW]
    clock.install(lambda: at[0])
    yield at
    clock.install()


async def change(people: Office, kind: Kind, **parts: object) -> Done:
    changed = replace(kind, **{"since": clock.local(clock.now()).date()} | parts)  # type: ignore[arg-type]
    call = people.call(EDITOR)
    return await kinds.change(call, changed, await gate.pass_gate(call, kinds.words(changed)))


async def kind_of(office: Office, code: str = "special") -> Kind:
    return next(kind for kind in await reads.kinds(office.actors[EDITOR]) if kind.code == code)


@pytest.mark.requirement("PUB-02")
@pytest.mark.requirement("PUB-04")
async def test_the_ten_kinds_of_the_annex_come_with_their_lengths(office: Office) -> None:
    firsts = [(await kind_rows.editions(kind.id))[-1].kind for kind in await reads.kinds(office.actors[EDITOR])]
    known = {kind.code: kind for kind in firsts}  # whatever other tests made of them since
    found = {code: {one.genre.value: (one.least, one.most) for one in known[code].limits} for code in DEFAULTS}
    assert found == DEFAULTS
    assert {code for code in DEFAULTS if any(one.strict for one in known[code].limits)} == STRICT
    assert known["daily"].cadence is Cadence.DAILY
    assert all(
        kind.name and kind.audience and kind.office and kind.channels for kind in (known[code] for code in DEFAULTS)
    )


@pytest.mark.requirement("PUB-02")
async def test_a_change_holds_from_its_day_and_never_for_what_was_approved_before(
    office: Office, moment: list[datetime]
) -> None:
    before = await kind_of(office)
    newest = max(one.kind.edition for one in await kind_rows.editions(before.id))  # other tests make some, some ahead
    approved = await office.approved_issue()
    day = clock.local(NOW).date() + timedelta(days=1)
    with pytest.raises(Invalid):
        await change(office, before, since=day - timedelta(days=2))
    await change(office, before, since=day, name="工作简报", masthead="工作简报", numbering=Numbering.YEAR_ISSUE)
    assert (await kind_of(office)).name == before.name, "not before its day"
    moment[0] += timedelta(days=1)
    now = await kind_of(office)
    assert (now.name, now.masthead, now.edition) == ("工作简报", "工作简报", newest + 1)
    issue = await issue_reads.record(office.actors[EDITOR], approved.id)
    assert (issue.kind.masthead, issue.name) == (before.masthead, f"《{before.name}》2026年第1期")
    assert content.digest(issue) == issue.digest, "no way is barred by the change"
    done = await typesetting.typeset(office.call(EDITOR), approved.id, approved.version)
    printed = await issue_reads.record(office.actors[EDITOR], done.id)
    assert printed.layout is not None
    assert before.masthead in (await copies.layout(printed.layout)).text.split("\n")
    later = await office.approved_issue()
    newer = await issue_reads.record(office.actors[EDITOR], later.id)
    assert (newer.kind.masthead, newer.number, newer.total) == ("工作简报", 2, 2)
    with pytest.raises(Exception, match="permission denied"):
        await db.fetch("UPDATE bulletin_kind_edition SET name = name")
    await change(office, await kind_of(office), name=before.name, masthead=before.masthead, numbering=before.numbering)


@pytest.mark.requirement("PUB-02")
@pytest.mark.requirement("PUB-04")
async def test_an_open_issue_goes_by_the_day_of_its_approval_and_lengths_by_the_day_they_are_looked_at(
    office: Office, moment: list[datetime]
) -> None:
    kind, article = await office.finished_article((await office.screened()).id)
    before = await reads.kind(office.actors[EDITOR], kind)
    issue = await issues.open_issue(office.call(EDITOR), kind)
    day = clock.local(NOW).date() + timedelta(days=1)
    short = tuple(replace(limit, least=0, most=5, strict=True) for limit in before.limits)
    await change(office, before, since=day, limits=short, office="信息处")
    shown = (await article_reads.show(office.actors[EDITOR], article.id)).card.article
    assert shown.limit == before.limit(shown.genre)
    moment[0] += timedelta(days=1)
    shown = (await article_reads.show(office.actors[EDITOR], article.id)).card.article
    assert shown.limit is not None
    assert (shown.limit.most, shown.limit.strict, shown.limit.holds(shown.chars)) == (5, True, False)
    with pytest.raises(Exception, match="not_allowed_now"):
        await articles.place(office.call(EDITOR), article.id, shown.version, issue.id)
    assert (await issue_reads.record(office.actors[EDITOR], issue.id)).kind.office == "信息处"
    await change(office, await reads.kind(office.actors[EDITOR], kind), limits=before.limits, office=before.office)
    history = await reads.editions(office.actors[EDITOR], kind)
    assert [one.kind.office for one, _ in history[:3]] == [before.office, "信息处", before.office]
    assert history[0][1], "who changed it"


@pytest.mark.requirement("PUB-02")
async def test_a_kind_is_made_at_run_time_with_everything_it_needs(office: Office) -> None:
    made = Kind(
        new_id(), 1, "research_notes", "调研专报", "调研专报", "局领导", Cadence.MONTHLY, "办公厅", active=True,
        limits=(Limit(Genre.RESEARCH, 1000, 4000, strict=False),), channels=(Channel.SYSTEM, Channel.PAPER),
        look="reference", numbering=Numbering.RUNNING,
    )  # fmt: skip
    call = office.call(EDITOR)
    for wrong in ({"channels": ()}, {"look": "golden"}, {"limits": ()}):
        bad = replace(made, **wrong)
        with pytest.raises(Invalid):
            await kinds.make(call, bad, await gate.pass_gate(call, kinds.words(bad)))
    done = await kinds.make(office.call(EDITOR), made, await gate.pass_gate(call, kinds.words(made)))
    kept = await reads.kind(office.actors[EDITOR], done.id)
    assert (kept.channels, kept.look, kept.numbering, kept.edition) == (
        made.channels,
        "reference",
        Numbering.RUNNING,
        1,
    )
    assert kept.limit(Genre.RESEARCH) == made.limits[0]


@pytest.mark.requirement("PUB-12")
async def test_the_year_of_a_number_is_that_of_its_approval_here(office: Office, moment: list[datetime]) -> None:
    moment[0] = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)  # a minute before midnight here
    last = await office.approved_issue()
    moment[0] += timedelta(minutes=2)
    first = await office.approved_issue()
    found = [await issue_reads.record(office.actors[EDITOR], one.id) for one in (last, first)]
    assert [(one.year, one.number) for one in found] == [(2026, found[0].number), (2027, 1)]
    assert found[1].total == (found[0].total or 0) + 1


@pytest.mark.requirement("PUB-12")
async def test_the_register_explains_every_number_and_shows_one_it_cannot(office: Office) -> None:
    kept, void = await office.approved_issue(), await office.approved_issue()
    said = await office.cleared(DIRECTOR, {"reason": "no_need", "note": "情况已变"})
    from_void = await endings.end(office.call(DIRECTOR), void.id, void.version, "void", said)
    assert from_void.state == "voided"
    issue = await issue_reads.record(office.actors[EDITOR], kept.id)
    found = await numbers.register(office.actors[EDITOR], issue.kind.id, None)
    by_number = {line.number: line for line in found.lines}
    assert not found.unexplained
    assert (by_number[1].issue, by_number[2].issue, by_number[2].void, bool(by_number[2].reason)) == (
        kept.id, void.id, True, True,
    )  # fmt: skip
    third = await office.approved_issue()
    assert (await issue_reads.record(office.actors[EDITOR], third.id)).number == 3, "a void number is never given again"
    await db.fetch("UPDATE counter SET last = last + 1 WHERE series = $1", f"issue:{issue.kind.id}:{issue.year}")
    assert (await numbers.register(office.actors[EDITOR], issue.kind.id, None)).unexplained == (4,), "control"
