"""Points in the browser: entered elsewhere, taken back, appealed against, reckoned anew; each by who may, never alone."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from openpyxl import load_workbook

from kernel import clock, db
from kernel.postgres import Cluster
from scores.commands import closing, corrections
from scores.queries import lines as line_reads
from scores.queries import standing
from scores.rules.ruleset import decoded
from tests.http.bulletins.conftest import Browser, Site
from tests.simulators.office import DIRECTOR, EDITOR, OFFICER

OTHER = "guizhou.xinxi1"
MARKED = "机密★10年"


@pytest_asyncio.fixture
async def site(site: Site, database: Cluster) -> AsyncIterator[Site]:
    """With the first rule set alone, before and after."""
    yield site
    clock.install()
    connection = await asyncpg.connect(database.owner_dsn)
    try:
        await connection.execute(
            "TRUNCATE score_settled, score_settlement; DELETE FROM score_rule_set WHERE number > 1"
        )
    finally:
        await connection.close()


def today() -> date:
    return clock.local(clock.now()).date()


async def adopted(site: Site) -> UUID:
    """The happening of an issue that has left."""
    await site.issue("released")
    (row,) = await db.fetch("SELECT id FROM score_happening WHERE sort = 'adopted'")
    return UUID(str(row["id"]))


async def mine(site: Site) -> dict[str, object]:
    """Event -> points of the officer's unit."""
    me = site.office.actors[OFFICER]
    sheet = await line_reads.unit_sheet(me, me.unit, today().replace(month=1, day=1), today())
    return {line.event: line.points for line in sheet.lines}


async def upload(browser: Browser, url: str, fields: dict[str, str], data: bytes) -> httpx.Response:
    form = {"_csrf": await browser.token(), "_key": f"k{abs(hash((url, data)))}", **fields}
    return await browser.client.post(url, data=form, files={"file": ("采用通知.txt", data)})


@pytest.mark.requirement("PUB-11")
async def test_an_adoption_elsewhere_is_registered_later_with_its_paper_and_counts_by_level(site: Site) -> None:
    happening, editor = await adopted(site), await site.as_(EDITOR)
    entry = {
        "of": str(happening), "sort": "adopted", "where": "state:state_info", "day": today().isoformat(),
        "reference": "国办刊物第 5 期",
    }  # fmt: skip
    assert (await (await site.as_(OFFICER)).post("/scores/upward", **entry)).status_code == 403
    for wrong in ({"reference": f"{MARKED}第 5 期"}, {"reference": ""}, {"where": "state:brief"}, {"where": "own:brief"},
                  {"day": "2020-01-01"}, {"day": (today() + timedelta(days=9)).isoformat()}):  # fmt: skip
        assert (await editor.post("/scores/upward", **(entry | wrong))).status_code == 422, wrong
    assert (await upload(editor, "/scores/upward", entry, f"{MARKED}".encode())).status_code == 422
    assert await mine(site) == {"刊用": 3}
    assert (await upload(editor, "/scores/upward", entry, "已被采用。".encode())).status_code == 303
    listed = (await editor.get("/scores/upward")).text
    assert "国办刊物第 5 期" in listed
    for where in ("province:province_info", "state:state_info"):
        said = entry | {"sort": "instructed", "where": where, "reference": "批示抄送单"}
        assert (await editor.post("/scores/upward", **said)).status_code == 303
    paper = re.search(r"/scores/upward/[\w-]+/document", listed)
    assert paper
    assert (await editor.get(paper[0])).content.decode() == "已被采用。"
    assert (await (await site.as_(OFFICER)).get(paper[0])).status_code == 403
    me = site.office.actors[OFFICER]
    (row,) = [row for row in await standing.standing(me, today(), today()) if row.unit == me.unit]
    assert (row.reported, row.adopted, row.points, row.rank) == (1, 1, Decimal(103), 1)
    assert row.instructed == 1, "one text, however many leaders wrote on it"
    assert [(count.level, count.outlet, count.times) for count in row.by_outlet] == [
        ("own", "brief", 1),
        ("state", "state_info", 1),
    ]
    assert "30 分" in (await (await site.as_(OFFICER)).get(f"/scores/{me.unit}")).text
    stored = await db.one("SELECT reference_sealed FROM score_upward")
    assert stored
    assert "国办".encode() not in bytes(stored["reference_sealed"])


@pytest.mark.requirement("PUB-10")
async def test_what_is_taken_back_or_given_by_hand_takes_two_people(site: Site) -> None:
    happening, editor, director = await adopted(site), await site.as_(EDITOR), await site.as_(DIRECTOR)
    page = await editor.get(f"/scores/corrections?happening={happening}")
    assert "撤销这一笔" in page.text
    assert (await director.post("/scores/corrections", happening=str(happening), note="误登")).status_code == 403
    assert (await editor.post("/scores/corrections", happening=str(happening), note=MARKED)).status_code == 422
    assert (await editor.post("/scores/corrections", happening=str(happening), note="误登")).status_code == 303
    assert (await editor.post("/scores/corrections", happening=str(happening), note="误登")).status_code == 409
    (row,) = await db.fetch("SELECT id FROM score_correction")
    url = f"/scores/corrections/{row['id']}"
    assert (await editor.post(f"{url}/confirm", version="1")).status_code == 403
    (sent,) = await db.fetch("SELECT submission FROM score_share WHERE happening = $1", happening)
    officer, record = await site.as_(OFFICER), f"/submissions/{sent['submission']}"
    assert "现在计 3 分" in (await officer.get(record)).text
    assert await mine(site) == {"刊用": 3}, "nothing counts before the second hand"
    assert (await director.post(f"{url}/confirm", version="1")).status_code == 303
    assert await mine(site) == {}
    assert "现在计 0 分" in (await officer.get(record)).text
    unit = str(site.office.actors[OFFICER].unit)
    by_hand = {"unit": unit, "points": "-2.5", "day": today().isoformat(), "note": "补记迟报"}
    for wrong in ({"points": "many"}, {"points": "0"}, {"day": "2999-01-01"}, {"unit": str(happening)}, {"note": ""}):
        assert (await editor.post("/scores/corrections", **(by_hand | wrong))).status_code == 422, wrong
    assert (await editor.post("/scores/corrections", **by_hand)).status_code == 303
    (row,) = await db.fetch("SELECT id FROM score_correction WHERE state = 'proposed'")
    assert (await director.post(f"/scores/corrections/{row['id']}/confirm", version="1")).status_code == 303
    assert {event: float(str(points)) for event, points in (await mine(site)).items()} == {"人工更正": -2.5}


@pytest.mark.requirement("PUB-10")
async def test_a_unit_appeals_against_its_own_line_and_who_made_the_entry_does_not_decide(site: Site) -> None:
    happening = await adopted(site)
    officer, editor, director = await site.as_(OFFICER), await site.as_(EDITOR), await site.as_(DIRECTOR)
    me = site.office.actors[OFFICER]
    own = (await officer.get(f"/scores/{me.unit}")).text
    assert f"/scores/appeals/new/{happening}?line=adopted_brief" in own
    assert (await officer.get(f"/scores/appeals/new/{happening}?line=adopted_brief")).status_code == 200
    words = {"of": str(happening), "line": "adopted_brief", "text": "应按综合计分"}
    assert (await (await site.as_(OTHER)).post("/scores/appeals", **words)).status_code == 404
    assert (await officer.post("/scores/appeals", **(words | {"text": MARKED}))).status_code == 422
    filed = await officer.post("/scores/appeals", **words)
    assert filed.status_code == 303
    assert (await officer.post("/scores/appeals", **words)).status_code == 409
    url = filed.headers["location"]
    assert (await (await site.as_(OTHER)).get(url)).status_code == 404
    assert "应按综合计分" in (await director.get(url)).text
    decision = {"version": "1", "points": "2", "note": "已核对，补 2 分"}
    assert (await editor.post(f"{url}/uphold", **decision)).status_code == 403, "the editor released the issue"
    assert (await director.post(f"{url}/uphold", **(decision | {"points": "some"}))).status_code == 422
    assert (await director.post(f"{url}/uphold", **decision)).status_code == 303
    assert await mine(site) == {"刊用": 3, "人工更正": 2}
    assert "已核对，补 2 分" in (await officer.get(url)).text
    told = await db.fetch("SELECT topic FROM notice WHERE topic LIKE 'score_appeal.%' ORDER BY topic")
    assert {row["topic"] for row in told} == {"score_appeal.file", "score_appeal.uphold"}


def fields(page: str) -> dict[str, str]:
    """What the form of a draft would send as it stands."""
    form = page[page.index('id="write"') :]
    found = dict(re.findall(r'<input[^>]*name="([\w.-]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]*name="([\w.-]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        found[name] = chosen[0] if chosen else re.findall(r'value="([^"]*)"', options)[0]
    found |= dict(re.findall(r'id="f-(name|source)" value="([^"]*)"', form))
    return {name: value for name, value in found.items() if not name.startswith("_")}


@pytest.mark.requirement("PUB-10")
async def test_a_rule_set_is_drafted_from_a_sample_tried_on_the_past_and_confirmed_by_another_for_tomorrow(
    site: Site,
) -> None:
    await adopted(site)
    editor, director = await site.as_(EDITOR), await site.as_(DIRECTOR)
    url = (await editor.post("/scores/rules", **{"from": "huzhou"})).headers["location"]
    page = (await editor.get(url)).text
    (before,) = await db.fetch("SELECT document FROM score_rule_set WHERE state = 'draft'")
    sent = fields(page)
    assert (await editor.post(f"{url}/write", **sent)).status_code == 303
    (after,) = await db.fetch("SELECT document FROM score_rule_set WHERE state = 'draft'")
    assert decoded(after["document"]) == decoded(before["document"]), "the form loses nothing"
    version = str(int(sent["version"]) + 1)
    twisted = sent | {"version": version, "lines.0.outlet": "nowhere", "name": "本机关办法"}
    assert (await editor.post(f"{url}/write", **twisted)).status_code == 303
    assert "没有这个刊物" in (await editor.get(url)).text
    version, tomorrow = str(int(version) + 1), (today() + timedelta(days=1)).isoformat()
    assert (await director.post(f"{url}/confirm", version=version, since=tomorrow)).status_code == 422
    mended = sent | {"version": version, "outlets.2.code": "brief", "lines.2.outlet": "brief", "lines.2.number": "7"}
    assert (await editor.post(f"{url}/write", **(mended | {"name": MARKED}))).status_code == 422
    again = await editor.post(f"{url}/write", **(mended | {"lines.2.number": "many", "source": "新的文号"}))
    assert again.status_code == 422
    assert 'value="新的文号"' in again.text, "what was typed is still there"
    assert (await editor.post(f"{url}/write", **mended)).status_code == 303
    assert "+4" in (await director.get(f"{url}/replay")).text, "3 points in force, 7 under the draft"
    book = load_workbook(BytesIO((await director.get(f"{url}/replay.xlsx")).content)).worksheets[0]
    assert (3, 7, 4) in {row[2:5] for row in book.iter_rows(values_only=True)}
    assert await mine(site) == {"刊用": 3}, "a replay keeps nothing"
    version = str(int(version) + 1)
    assert (await editor.post(f"{url}/confirm", version=version, since=tomorrow)).status_code == 403
    assert (await director.post(f"{url}/confirm", version=version, since=today().isoformat())).status_code == 422
    assert (await director.post(f"{url}/confirm", version=version, since=tomorrow)).status_code == 303
    assert await mine(site) == {"刊用": 3}, "what was given stands"
    assert (await editor.post(f"{url}/write", **(mended | {"version": str(int(version) + 1)}))).status_code == 409


@pytest.mark.requirement("PUB-10")
async def test_a_closed_period_keeps_its_lines_and_an_unadoption_is_a_line_of_the_next(site: Site) -> None:
    happening, first = await adopted(site), today()
    o, me = site.office, site.office.actors[OFFICER]
    began = clock.now()
    clock.install(lambda: began + timedelta(days=40))
    await closing.close(o.call(DIRECTOR), first + timedelta(days=5))
    said = await o.cleared(EDITOR, {"note": "误登"})
    done = await corrections.cancel(o.call(EDITOR), happening, said)
    await corrections.act(o.call(DIRECTOR), done.id, done.version, "confirm")
    closed = await line_reads.unit_sheet(me, me.unit, first, first + timedelta(days=5))
    later = await line_reads.unit_sheet(me, me.unit, first + timedelta(days=6), today())
    assert [(line.points, line.closed) for line in closed.lines] == [(Decimal(3), True)]
    assert [(line.points, line.about, line.day) for line in later.lines] == [(Decimal(-3), first, today())]
    assert (await (await site.as_(OFFICER)).get(f"/scores/{me.unit}")).status_code in (200, 303)
