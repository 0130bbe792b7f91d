"""The planning board, the day that owes an issue, the four endings, circulars and commendations, by their pages."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook

from bulletins.commands import daily
from bulletins.jobs import planning as jobs
from bulletins.queries import articles as article_reads
from bulletins.queries import issues as issue_reads
from bulletins.rules.kinds import Genre
from kernel import clock, db
from kernel.clock import LOCAL
from tests.http.bulletins.conftest import Site, version_of
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, PROOFREADER, drained

pytestmark = pytest.mark.thorough
WAY = (
    (EDITOR, "submit"), (DIRECTOR, "approve"), (EDITOR, "typeset"), (PROOFREADER, "proofread"), (EDITOR, "release"),
)  # fmt: skip


def local(at: datetime) -> str:
    return clock.local(at).strftime("%Y-%m-%dT%H:%M")


async def issue_state(id: UUID) -> str:
    row = await db.one("SELECT state FROM issue WHERE id = $1", id)
    assert row
    return str(row["state"])


@pytest.mark.requirement("PUB-03")
async def test_an_issue_is_planned_moved_and_ordered_on_the_board(site: Site) -> None:
    editor, kind = await site.as_(EDITOR), await site.kind()
    monday = clock.local(clock.now()).date() + timedelta(days=7 - clock.local(clock.now()).weekday())
    answer = await editor.post("/issues/plan", kind=str(kind), day=monday.isoformat())
    assert (answer.status_code, answer.headers["location"].split("#")[0]) == (303, f"/issues/plan?week={monday}")
    (row,) = await db.fetch("SELECT id, version, planned FROM issue WHERE planned = $1", monday)
    friday = monday + timedelta(days=4)
    back = f"/issues/plan?week={monday}"
    moved = await editor.post(
        f"/issues/{row['id']}/plan", version=str(row["version"]), day=friday.isoformat(), back=back
    )
    assert (moved.status_code, moved.headers["location"]) == (303, back)
    page = (await editor.get(back)).text
    assert page.index(f'data-plan-day="{friday}"') < page.index(f"/issues/{row['id']}")
    stale = await editor.post(f"/issues/{row['id']}/plan", version=str(row["version"]), day=monday.isoformat())
    assert stale.status_code == 409
    away = await editor.post(
        f"/issues/{row['id']}/plan", version="2", day=monday.isoformat(), back="//elsewhere.example/"
    )
    assert away.headers["location"] == f"/issues/{row['id']}"

    first, second = await site.article("edited"), await site.article("edited")
    for article in (first, second):
        placed = await editor.post(f"/articles/{article.id}/place", version=str(article.version), issue=str(row["id"]))
        assert placed.status_code == 303
    version = await version_of("issue", row["id"])
    order = {"article": [str(first.id), str(second.id)]}
    up = await editor.post(f"/issues/{row['id']}/reorder", version=str(version), up=str(second.id), **order)
    assert up.status_code == 303
    issue = await issue_reads.record(site.office.actors[EDITOR], row["id"])
    assert [article.id for article in issue.articles] == [second.id, first.id]
    leader = await site.as_(LEADER)
    assert (await leader.get("/issues/plan")).status_code == 403


@pytest.mark.requirement("PUB-03")
async def test_a_working_day_owes_an_issue_gathers_it_and_says_aloud_that_it_is_missing(site: Site) -> None:
    site.code, site.genre = "daily", Genre.DIGEST
    ready, used = await site.article("edited"), await site.article("edited")
    (source,) = await article_reads.made_from(site.office.actors[EDITOR], used.id)
    await db.fetch("UPDATE submission SET state = 'closed' WHERE id = $1", source)  # nothing more is printed from it
    editor = await site.as_(EDITOR)
    day = datetime(2026, 9, 15, 9, 0, tzinfo=LOCAL)  # a Tuesday
    moving = [day]
    clock.install(lambda: moving[0])
    try:
        await daily.turn()
        moving[0] = day.replace(hour=16, minute=1)
        await daily.turn()
        (duty,) = await db.fetch("SELECT * FROM daily_duty WHERE day = $1", day.date())
        record = await issue_reads.record(site.office.actors[EDITOR], duty["issue"])
        assert [article.id for article in record.articles] == [ready.id], "what people could not place is left for them"
        assert "到时未印发" not in (await editor.get(f"/issues/plan?week={day.date()}")).text
        moving[0] = day.replace(hour=17, minute=31)
        assert "到时未印发" in (await editor.get(f"/issues/plan?week={day.date()}")).text
        assert f"/issues/days/{duty['id']}" in (await editor.get("/")).text
        moving[0] = day + timedelta(days=1)
        await daily.turn()
        (missed,) = await db.fetch("SELECT * FROM daily_duty WHERE id = $1", duty["id"])
        assert missed["state"] == "missed"
        url = f"/issues/days/{duty['id']}/excuse"
        assert (await editor.post(url, version=str(missed["version"]), note="当日无情况")).status_code == 403
        director = await site.as_(DIRECTOR)
        assert (await director.post(url, version=str(missed["version"]), note="")).status_code == 422
        assert (await director.post(url, version=str(missed["version"]), note="当日无情况")).status_code == 303
        assert "当日无情况" in (await editor.get(f"/issues/days/{duty['id']}")).text
        assert f"/issues/days/{duty['id']}" not in (await editor.get("/")).text
    finally:
        clock.install()
        site.browsers.clear()  # sessions of that time


@pytest.mark.requirement("PUB-01")
async def test_an_embargo_holds_and_a_timed_release_is_done_in_the_name_of_who_set_it(site: Site) -> None:
    at = await site.issue("proofread")
    editor, director = await site.as_(EDITOR), await site.as_(DIRECTOR)
    url, start = f"/issues/{at.id}", clock.now()
    until = start + timedelta(hours=3)
    assert (await editor.post(f"{url}/embargo", version=str(at.version), embargo=local(until))).status_code == 303
    version = str(await version_of("issue", at.id))
    assert (await editor.post(f"{url}/release", version=version)).status_code == 409
    assert (await editor.post(f"{url}/embargo", version=version, embargo="")).status_code == 403, (
        "the approver's to lift"
    )
    early = await editor.post(f"{url}/schedule", version=version, moment=local(start + timedelta(hours=1)))
    assert (early.status_code, await version_of("issue", at.id)) == (422, int(version))
    assert (
        await editor.post(f"{url}/schedule", version=version, moment=local(until + timedelta(hours=1)))
    ).status_code == 303
    assert "取消定时" in (await editor.get(url)).text
    moving = [start + timedelta(hours=3, minutes=30)]
    clock.install(lambda: moving[0])
    try:
        await jobs.timed_release()
        assert await issue_state(at.id) == "proofread"
        moving[0] = start + timedelta(hours=4, minutes=1)
        await jobs.timed_release()
        await drained()
        assert await issue_state(at.id) == "released"
    finally:
        clock.install()
        site.browsers.clear()  # sessions of that time
    (line,) = await db.fetch("SELECT actor FROM journal WHERE record = $1 AND action = 'release'", at.id)
    assert line["actor"] == site.office.actors[EDITOR].id
    assert (await director.get(url)).status_code == 200


@pytest.mark.requirement("PUB-12")
async def test_a_void_number_is_explained_and_never_used_again(site: Site) -> None:
    at = await site.issue("approved")
    director, editor = await site.as_(DIRECTOR), await site.as_(EDITOR)
    url = f"/issues/{at.id}/void"
    assert (await editor.post(url, version=str(at.version), note="不发", reason="no_need")).status_code == 403
    for wrong in ({"reason": "no_need"}, {"note": "不发"}, {"note": "不发", "reason": "whatever"}):
        assert (await director.post(url, version=str(at.version), **wrong)).status_code == 422, wrong
    assert (await director.post(url, version=str(at.version), note="不发", reason="no_need")).status_code == 303
    (void,) = await db.fetch("SELECT state, number, year FROM issue WHERE id = $1", at.id)
    assert void["state"] == "voided"
    assert "情况已变，不再印发" in (await editor.get(f"/issues/{at.id}")).text
    assert not await db.fetch("SELECT 1 FROM article WHERE issue = $1", at.id)
    again = await site.issue("approved")
    (fresh,) = await db.fetch("SELECT number FROM issue WHERE id = $1", again.id)
    assert fresh["number"] == void["number"] + 1


@pytest.mark.requirement("PUB-05")
async def test_a_correction_names_the_issue_takes_its_place_and_pays_nobody_twice(site: Site) -> None:
    at = await site.issue("released")
    o, editor, director = site.office, await site.as_(EDITOR), await site.as_(DIRECTOR)
    version = str(await version_of("issue", at.id))
    answer = await editor.post(f"/issues/{at.id}/correct", version=version, note="数字有误", reason="fact")
    made = UUID(answer.headers["location"].rsplit("/", 1)[1])
    assert (answer.status_code, made == at.id) == (303, False)
    for login, action in (
        (EDITOR, "submit"),
        (DIRECTOR, "approve"),
        (EDITOR, "typeset"),
        (PROOFREADER, "proofread"),
        (EDITOR, "release"),
    ):
        browser = await site.as_(login)
        done = await browser.post(
            f"/issues/{made}/{action}", version=str(await version_of("issue", made)), note="", declared="1"
        )
        assert done.status_code == 303, (action, done.text[-800:])
    await drained()
    assert (await issue_state(at.id), await issue_state(made)) == ("corrected", "released")
    old = await issue_reads.record(o.actors[EDITOR], at.id)
    layout = await db.one("SELECT corrects FROM issue WHERE id = $1", made)
    assert layout
    assert layout["corrects"] == at.id
    assert old.name in (await editor.get(f"/issues/{made}")).text
    unit = o.actors[OFFICER].unit
    told = await db.fetch("SELECT topic FROM notice WHERE topic = 'delivery.correct'")
    assert told, "readers of the old issue are told"
    assert not await db.fetch("SELECT 1 FROM score_happening WHERE source = $1", made), unit
    recall = await director.post(
        f"/issues/{at.id}/recall",
        version=str(await version_of("issue", at.id)),
        note="收回",
        reason="error",
        unadopt="1",
    )
    assert recall.status_code == 303
    await drained()
    cancelled = "SELECT 1 FROM score_happening h JOIN score_happening c ON c.cancels = h.id WHERE h.source = $1"
    assert await db.fetch(cancelled, at.id), "the adoptions are taken back with it"
    (copy,) = await db.fetch("SELECT id FROM delivery WHERE issue = $1 AND person = $2", at.id, o.actors[LEADER].id)
    text = (await (await site.as_(LEADER)).get(f"/deliveries/{copy['id']}")).text
    assert o.words.article_body[:12] not in text


@pytest.mark.requirement("PUB-08")
async def test_a_circular_is_drafted_from_the_ledger_edited_printed_and_taken_as_a_table(site: Site) -> None:
    await site.issue("released")
    editor, today = await site.as_(EDITOR), clock.local(clock.now()).date()
    page = await editor.get(f"/circulars/new?span=month&day={today}")
    assert (page.status_code, "云麓" in page.text) == (200, True)
    made = await editor.post("/circulars", span="month", day=today.isoformat())
    assert made.status_code == 303, made.text[-600:]
    id = UUID(made.headers["location"].rsplit("/", 1)[1])
    table = await editor.get(f"/circulars/{id}/xlsx")
    rows = list(load_workbook(BytesIO(table.content)).worksheets[0].iter_rows(values_only=True))
    points = {row[0]: (row[1], row[3], row[8]) for row in rows[1:]}
    mine = next(value for name, value in points.items() if name and "云麓" in str(name))
    (adopted,) = await db.fetch("SELECT sum(points) AS points FROM submission_adoption")
    assert mine[0] == 1
    assert (mine[1], Decimal(str(mine[2]))) == (1, adopted["points"])
    assert len(rows) - 1 == len([1 for name in points if name])
    for action in ("verify", "finish"):
        version = str(await version_of("article", id))
        assert (await editor.post(f"/articles/{id}/{action}", version=version, note="", why="")).status_code == 303, (
            action
        )
    await editor.post(f"/circulars/{id}/renew", version=str(await version_of("article", id)))
    opened = await editor.post("/issues", kind=str(await site.kind("circular")))
    issue = UUID(opened.headers["location"].rsplit("/", 1)[1])
    version = str(await version_of("article", id))
    assert (await editor.post(f"/articles/{id}/place", version=version, issue=str(issue))).status_code == 303
    late = await editor.post(f"/circulars/{id}/renew", version=str(await version_of("article", id)))
    assert late.status_code == 409
    for login, action in ((EDITOR, "submit"), (DIRECTOR, "approve"), (EDITOR, "typeset")):
        version = str(await version_of("issue", issue))
        answer = await (await site.as_(login)).post(f"/issues/{issue}/{action}", version=version, note="", declared="1")
        assert answer.status_code == 303, (action, answer.text[-800:])
    assert (await editor.get(f"/issues/{issue}/pdf")).content.startswith(b"%PDF")


@pytest.mark.requirement("PUB-09")
async def test_a_commendation_is_proposed_by_points_and_confirmed_by_another(site: Site) -> None:
    await site.issue("released")
    editor, director, today = await site.as_(EDITOR), await site.as_(DIRECTOR), clock.local(clock.now()).date()
    made = await editor.post("/commendations", span="year", day=today.isoformat())
    id = UUID(made.headers["location"].rsplit("/", 1)[1])
    page = (await editor.get(f"/commendations/{id}")).text
    assert all(word in page for word in ("云麓", site.office.words.title))
    assert (await editor.post(f"/commendations/{id}/confirm", version="1")).status_code == 403
    (unit,) = {row["subject"] for row in await db.fetch("SELECT subject FROM commendation_entry WHERE sort = 'unit'")}
    assert (await editor.post(f"/commendations/{id}/choose", version="1", kept=[str(unit)])).status_code == 303
    assert (await director.post(f"/commendations/{id}/confirm", version="1")).status_code == 409, "the list changed"
    assert (await director.post(f"/commendations/{id}/confirm", version="2")).status_code == 303
    written = await editor.post(f"/commendations/{id}/write", version="3")
    text = (await editor.get(written.headers["location"])).text
    assert "云麓" in text
    article = UUID(written.headers["location"].rsplit("/", 1)[1])
    for action in ("verify", "finish"):
        await editor.post(
            f"/articles/{article}/{action}", version=str(await version_of("article", article)), note="", why=""
        )
    issue = (await editor.post("/issues", kind=str(await site.kind("circular")))).headers["location"].rsplit("/", 1)[1]
    version = str(await version_of("article", article))
    assert (await editor.post(f"/articles/{article}/place", version=version, issue=issue)).status_code == 303
    assert not await db.fetch("SELECT 1 FROM circular_sheet"), (
        "names are commended; nobody's figures are printed behind"
    )
    assert site.office.words.title not in text.split("表扬通报", 1)[1].split("单位", 1)[0]


@pytest.mark.requirement("SUB-16")
async def test_the_map_of_silence_shows_the_office_what_is_missing_and_nobody_else(site: Site) -> None:
    assert (await (await site.as_(EDITOR)).get("/silence")).status_code == 200
    assert (await (await site.as_(OFFICER)).get("/silence")).status_code == 403
