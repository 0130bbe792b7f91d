import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from bulletins.workflow.article import ARTICLE
from bulletins.workflow.delivery import DELIVERY
from bulletins.workflow.instruction import INSTRUCTION
from bulletins.workflow.issue import ISSUE
from identity.queries import register as identity
from kernel import clock, db
from kernel.actor import SYSTEM
from kernel.db import Done
from kernel.workflow import Workflow
from tests.http.bulletins.conftest import Site, version_of
from tests.posted import posted
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, PROOFREADER

OTHER, SCREENER, AUDITOR, SECOND = "guizhou.xinxi1", "shaixuan", "shenji", "bianji2"
SAID = {"note": "请核对", "text": "已办理", "title": "题目", "body": "正文。"}
CODES = {"articles": "covered", "issues": "wording"}  # why something is not used, or sent back
REASONS = {"void": "no_need", "recall": "error", "correct": "fact"}


async def test_a_stranger_is_sent_to_sign_in_and_can_change_nothing(site: Site) -> None:
    at = await site.instruction("routed")
    stranger = site.stranger()
    issue = (await db.fetch("SELECT id FROM issue"))[0]["id"]
    article = (await db.fetch("SELECT id FROM article"))[0]["id"]
    copy = (await db.fetch("SELECT id FROM delivery"))[0]["id"]
    pages = (
        "/articles", "/articles/new", f"/articles/{article}", f"/articles/{article}/compare?new=1&old=1", "/issues",
        f"/issues/{issue}", f"/issues/{issue}/pdf", f"/issues/{issue}/pages/1", "/kinds", "/kinds/new",
        f"/kinds/{await site.kind()}", "/deliveries", f"/deliveries/{copy}", f"/deliveries/{copy}/pdf", f"/deliveries/{copy}/pages",
        f"/deliveries/{copy}/pages/1", "/copies/check", "/instructions", f"/instructions/{at.id}",
        "/scores", f"/scores/{site.office.actors[OFFICER].unit}", "/archive",
    )  # fmt: skip
    for url in pages:
        answer = await stranger.get(url)
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in"), url
    for url in (
        "/articles", f"/articles/{article}/verify", "/issues", f"/issues/{issue}/archive", "/kinds",
        f"/deliveries/{copy}/accept", f"/deliveries/{copy}/instruct", "/copies/check", f"/instructions/{at.id}/route",
    ):  # fmt: skip
        assert (await stranger.client.post(url, data=SAID | {"version": "1"})).status_code == 401, url
    assert await version_of("instruction", at.id) == at.version


# What each person gets for each page. Written by hand; 404: for them it does not exist.
OFFICE_ONLY = {EDITOR: 200, SCREENER: 200, DIRECTOR: 200, PROOFREADER: 200, LEADER: 403, OFFICER: 403, AUDITOR: 403}
READERS = {EDITOR: 404, DIRECTOR: 404, LEADER: 200, OFFICER: 404, OTHER: 404, AUDITOR: 403}
PAGES = {
    "/articles": OFFICE_ONLY,
    "/articles/new": {EDITOR: 200, SCREENER: 403, DIRECTOR: 403, LEADER: 403, OFFICER: 403, AUDITOR: 403},
    "/articles/{article}": OFFICE_ONLY,
    "/articles/{article}/compare?new=1&old=1": OFFICE_ONLY,
    "/issues": OFFICE_ONLY,
    "/issues/{issue}": OFFICE_ONLY,
    "/issues/{issue}/pdf": OFFICE_ONLY,
    "/issues/{issue}/pages/1": OFFICE_ONLY,
    "/issues/{issue}/pages/99": {EDITOR: 404, LEADER: 403},
    "/kinds": OFFICE_ONLY,
    "/kinds/{kind}": OFFICE_ONLY,
    "/kinds/new": {EDITOR: 200, SCREENER: 403, DIRECTOR: 403, LEADER: 403, OFFICER: 403, AUDITOR: 403},
    "/deliveries": {EDITOR: 200, LEADER: 200, OFFICER: 200, OTHER: 200, AUDITOR: 403},
    "/deliveries/{copy}": READERS,
    "/deliveries/{copy}/pdf": READERS,
    "/deliveries/{copy}/pages": READERS,
    "/deliveries/{copy}/pages/1": READERS,
    "/deliveries/{copy}/pages/99": {LEADER: 404, OFFICER: 404},
    "/copies/check": {EDITOR: 200, DIRECTOR: 200, "baomi": 200, SCREENER: 403, LEADER: 403, OFFICER: 403, AUDITOR: 403},
    "/instructions": {EDITOR: 200, LEADER: 200, OFFICER: 200, OTHER: 200, AUDITOR: 403},
    "/instructions/{instruction}": {
        EDITOR: 200, DIRECTOR: 200, LEADER: 200, OFFICER: 200, OTHER: 404, "lingdao2": 404, AUDITOR: 404,
    },
    "/scores": {EDITOR: 200, LEADER: 200, OFFICER: 200, OTHER: 200, AUDITOR: 403},
    "/scores/{unit}": {EDITOR: 200, OFFICER: 200, OTHER: 404, LEADER: 404, AUDITOR: 403},
    "/scores?since=2026-01-01&until=nonsense": {OFFICER: 200},
    "/scores?since=0001-01-01&until=9999-12-31": {OFFICER: 200},
    "/archive": {EDITOR: 200, DIRECTOR: 200, LEADER: 403, OFFICER: 403, AUDITOR: 403},
}  # fmt: skip


async def test_every_page_for_everybody(site: Site) -> None:
    at = await site.instruction("routed")
    row = await db.one("SELECT id FROM delivery WHERE person = $1", site.office.actors[LEADER].id)
    known = {
        "article": (await db.fetch("SELECT id FROM article"))[0]["id"],
        "issue": (await db.fetch("SELECT id FROM issue"))[0]["id"],
        "copy": row["id"] if row else "", "instruction": at.id, "kind": await site.kind(),
        "unit": site.office.actors[OFFICER].unit,
    }  # fmt: skip
    wrong = []
    for page, people in PAGES.items():
        for login, status in people.items():
            answer = await (await site.as_(login)).get(page.format(**known))
            if answer.status_code != status:
                wrong.append((page, login, status, answer.status_code))
    assert wrong == []


Make = Callable[[Site, str], Awaitable[Done]]
RECORDS: list[tuple[str, str, Workflow, tuple[str, ...], Make]] = [
    ("articles", "article", ARTICLE, ("selected", "verified", "edited", "placed", "held_over", "dropped"),
     lambda site, state: site.article(state)),
    ("issues", "issue", ISSUE,
     ("compiling", "in_approval", "approved", "typeset", "proofread", "released", "archived", "sent_back"),
     lambda site, state: site.issue(state)),
    ("instructions", "instruction", INSTRUCTION, ("registered", "routed", "answered", "closed"),
     lambda site, state: site.instruction(state)),
]  # fmt: skip


@pytest.mark.requirement("PUB-01")
@pytest.mark.parametrize(("path", "table", "workflow", "states", "make"), RECORDS, ids=[row[0] for row in RECORDS])
async def test_the_buttons_shown_are_exactly_the_posts_that_succeed(  # noqa: PLR0917
    site: Site, path: str, table: str, workflow: Workflow, states: tuple[str, ...], make: Make
) -> None:
    wrong = []
    issue = (await site.issue("compiling")).id
    due = clock.local(clock.now()).date().isoformat()
    mine = site.office.actors[OFFICER].unit
    another = next(unit.id for unit in await identity.units(SYSTEM) if not unit.office and unit.id != mine)
    fields = SAID | {"kind": "read", "issue": str(issue), "units": str(another), "due": due}
    later = clock.local(clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    fields |= {"code": CODES.get(path, ""), "moment": later}
    for state in states:
        at = await make(site, state)
        for login in (EDITOR, SECOND, DIRECTOR, PROOFREADER, OFFICER):
            browser = await site.as_(login)
            page = await browser.get(f"/{path}/{at.id}")
            shown = set(re.findall(rf'action="/{path}/{at.id}/(\w+)"', page.text)) if page.status_code == 200 else set()
            for action in posted(workflow, state, shown):
                said = fields | {"reason": REASONS.get(action, "")}
                answer = await browser.post(f"/{path}/{at.id}/{action}", version=str(at.version), **said)
                succeeded = answer.status_code == 303
                if succeeded is not (action in shown):
                    wrong.append((login, state, action, answer.status_code))
                if succeeded:
                    at = await make(site, state)
                assert await version_of(table, at.id) == at.version
    assert wrong == []


@pytest.mark.requirement("PUB-05")
async def test_a_copy_is_opened_by_the_first_reading_and_confirmed_by_its_button(site: Site) -> None:
    at = await site.copy()
    leader = await site.as_(LEADER)
    text = (await leader.get(f"/deliveries/{at.id}")).text
    assert site.office.words.article_title in text
    row = await db.one("SELECT state, opened_at, accepted_at FROM delivery WHERE id = $1", at.id)
    assert row
    assert (row["state"], row["accepted_at"]) == ("opened", None)
    opened = row["opened_at"]
    assert re.search(rf'action="/deliveries/{at.id}/accept"', text)
    answer = await leader.post(f"/deliveries/{at.id}/accept", version=str(at.version + 1))
    assert answer.status_code == 303
    text = (await leader.get(f"/deliveries/{at.id}")).text
    assert f"/deliveries/{at.id}/accept" not in text
    row = await db.one("SELECT state, opened_at FROM delivery WHERE id = $1", at.id)
    assert row == {"state": "accepted", "opened_at": opened}
    assert {str(state) for state in DELIVERY.states} >= {"opened", "accepted"}


@pytest.mark.requirement("PUB-06")
async def test_a_leader_writes_on_the_page_they_read_and_the_office_has_it(site: Site) -> None:
    at = await site.opened()
    leader, editor = await site.as_(LEADER), await site.as_(EDITOR)
    article = (await db.fetch("SELECT id FROM article WHERE state = 'published'"))[0]["id"]
    words = "情况重要，请跟踪并续报。"
    assert words in (await leader.get(f"/deliveries/{at.id}")).text, "offered as a quick phrase"
    answer = await leader.post(f"/deliveries/{at.id}/instruct", text=words, article=str(article))
    assert answer.status_code == 303
    assert 'class="written"' in (await leader.get(f"/deliveries/{at.id}")).text
    listed = (await editor.get("/instructions")).text
    assert words in listed
    proposed = (await editor.get(re.search(r"/instructions/[0-9a-f-]{36}", listed)[0])).text  # type: ignore[index]
    checked = re.findall(r'name="units"[^>]*checked|value="([0-9a-f-]{36})" name="units"[^>]*checked', proposed)
    assert str(site.office.actors[OFFICER].unit) in checked


async def test_an_empty_instruction_keeps_the_page_and_says_what_is_missing(site: Site) -> None:
    at = await site.opened()
    answer = await (await site.as_(LEADER)).post(f"/deliveries/{at.id}/instruct", text="  ")
    assert answer.status_code == 422
    assert 'id="f-text-error"' in answer.text
    assert (await db.fetch("SELECT 1 FROM instruction")) == []


async def test_only_a_leader_who_has_the_issue_writes_on_it(site: Site) -> None:
    at = await site.opened(OFFICER)
    officer = await site.as_(OFFICER)
    assert "/instruct" not in (await officer.get(f"/deliveries/{at.id}")).text
    assert (await officer.post(f"/deliveries/{at.id}/instruct", text="请办理")).status_code == 403


@pytest.mark.parametrize("due", ["soon", "2020-01-01", "9999-12-31"])
async def test_an_instruction_is_due_on_a_day_that_makes_sense(site: Site, due: str) -> None:
    at = await site.instruction("registered")
    unit = str(site.office.actors[OFFICER].unit)
    answer = await (await site.as_(EDITOR)).post(
        f"/instructions/{at.id}/route", version=str(at.version), units=unit, due=due
    )
    assert answer.status_code == 422
    assert 'class="field bad"' in answer.text
    assert await version_of("instruction", at.id) == at.version


@pytest.mark.parametrize("version", ["99999999999999", "-1", "x"])
async def test_a_version_that_cannot_be_is_refused(site: Site, version: str) -> None:
    editor = await site.as_(EDITOR)
    issue, kind = await site.issue("compiling"), await site.kind()
    sound = {
        "name": "要情", "masthead": "要情", "office": "办公厅", "audience": "各单位", "takes-news": "1", "least-news": "0",
        "most-news": "500", "channels": "system", "active": "1", "since": clock.local(clock.now()).date().isoformat(),
    }  # fmt: skip
    for table, id, url, fields in (
        ("issue", issue.id, f"/issues/{issue.id}/submit", {}), ("bulletin_kind", kind, f"/kinds/{kind}/change", sound),
    ):  # fmt: skip
        before = await version_of(table, id)
        assert (await editor.post(url, version=version, **fields)).status_code in (409, 422), url
        assert await version_of(table, id) == before


async def test_a_stale_page_moves_nothing(site: Site) -> None:
    at = await site.issue("in_approval")
    answer = await (await site.as_(DIRECTOR)).post(f"/issues/{at.id}/approve", version=str(at.version - 1))
    assert answer.status_code == 409
    assert await version_of("issue", at.id) == at.version


async def test_a_stale_text_is_shown_again_and_not_stored(site: Site) -> None:
    at = await site.article("verified")
    editor = await site.as_(EDITOR)
    first = await editor.post(f"/articles/{at.id}/write", version=str(at.version), title="甲", body="第一次改。")
    assert first.status_code == 303
    second = await editor.post(f"/articles/{at.id}/write", version=str(at.version), title="乙", body="第二次改，别丢。")
    assert second.status_code == 409
    assert "第二次改，别丢。" in second.text
    rows = await db.fetch("SELECT 1 FROM article_edition WHERE article = $1", at.id)
    assert len(rows) == 2


async def test_a_marked_text_is_refused_shown_again_and_stored_nowhere(site: Site) -> None:
    at = await site.article("verified")
    marked = "机密★5年"
    answer = await (await site.as_(EDITOR)).post(
        f"/articles/{at.id}/write", version=str(at.version), title="题目", body=f"{marked}\n\n正文。"
    )
    assert answer.status_code == 422
    assert marked in answer.text
    assert await version_of("article", at.id) == at.version


async def test_the_same_form_sent_twice_does_the_same_once(site: Site) -> None:
    editor = await site.as_(EDITOR)
    kind = str(await site.kind())
    first = await editor.post("/issues", kind=kind, _key="twice")
    again = await editor.post("/issues", kind=kind, _key="twice")
    assert first.headers["location"] == again.headers["location"]
    assert len(await db.fetch("SELECT 1 FROM issue")) == 1


async def test_articles_are_put_in_order(site: Site) -> None:
    at = await site.issue("compiling")
    editor = await site.as_(EDITOR)
    second = await site.article("edited")
    answer = await editor.post(
        f"/articles/{second.id}/place", version=str(second.version), issue=str(at.id), back=f"/issues/{at.id}"
    )
    assert answer.headers["location"] == f"/issues/{at.id}"
    page = (await editor.get(f"/issues/{at.id}")).text
    articles = re.findall(r'name="article" value="([^"]+)"', page)
    places = {f"place-{articles[0]}": "2", f"place-{articles[1]}": "1"}
    version = str(await version_of("issue", at.id))
    assert (
        await editor.post(f"/issues/{at.id}/arrange", version=version, article=articles, **places)
    ).status_code == 303
    page = (await editor.get(f"/issues/{at.id}")).text
    assert re.findall(r'name="article" value="([^"]+)"', page) == articles[::-1]


@pytest.mark.requirement("PUB-02")
@pytest.mark.requirement("PUB-05")
async def test_the_office_adds_a_kind_at_run_time_and_another_person_says_who_gets_it(site: Site) -> None:
    editor, director = await site.as_(EDITOR), await site.as_(DIRECTOR)
    code = f"extra_{uuid4().hex[:8]}"
    kind = {
        "name": f"专刊{code}", "code": code, "masthead": "专刊", "office": "办公厅", "audience": "各单位",
        "cadence": "weekly", "takes-news": "1", "least-news": "100", "most-news": "50", "channels": "system",
    }  # fmt: skip
    crossed = await editor.post("/kinds", **kind)
    assert crossed.status_code == 422
    assert f'value="专刊{code}"' in crossed.text, "nothing typed is lost"
    answer = await editor.post("/kinds", **(kind | {"most-news": "500"}))
    assert answer.status_code == 303
    for changed in (
        {},
        {"code": f"{code}2"},
        {"name": "别的名称"},
        {"code": "_x"},
        {"code": "x" * 40},
        {"name": "长" * 41},
        {"code": f"{code}3", "name": f"特刊{code}", "channels": "by_hand"},
        {"code": f"{code}3", "name": f"特刊{code}", "channels": ""},
    ):
        assert (await editor.post("/kinds", **(kind | {"most-news": "500"} | changed))).status_code == 422, changed
    url = answer.headers["location"]
    entry = {
        "readers": f"unit:{site.office.actors[OFFICER].unit}",
        "since": clock.local(clock.now()).date().isoformat(),
    }
    assert (await editor.post(f"{url}/list/add", **entry)).status_code == 403
    sound = kind | {"most-news": "500", "since": entry["since"]}
    for sent in (
        sound,
        {"since": "", "most-news": "x"},
    ):  # rights first: what is wrong with a form is said to who may send it
        assert (await director.post(f"{url}/change", version="1", **sent)).status_code == 403
    assert (await director.post(f"{url}/list/add", **entry)).status_code == 303
    assert "现在发 1 处" in (await editor.get(f"{url}/list")).text


@pytest.mark.requirement("PUB-10")
async def test_a_new_kind_gets_its_first_points_and_none_is_changed_behind_a_second_persons_back(site: Site) -> None:
    editor = await site.as_(EDITOR)
    url = f"/kinds/{await site.kind('opinion')}/score"
    today = clock.local(clock.now()).date().isoformat()
    rule = {"event": "adopted", "points": "8", "sharing": "lineage"}
    known = await editor.post(url, since=today, **rule)
    assert (known.status_code, "已经有分值" in known.text) == (409, True)
    code = f"k{uuid4().hex[:12]}"
    kind = {
        "name": f"内参{code}", "code": code, "masthead": "内参", "office": "办公厅", "audience": "各单位",
        "cadence": "weekly", "takes-news": "1", "least-news": "0", "most-news": "500", "channels": "system",
    }  # fmt: skip
    made = (await editor.post("/kinds", **kind)).headers["location"]
    assert (await editor.post(f"{made}/score", since="2020-02-02", **rule)).status_code == 422
    assert (await editor.post(f"{made}/score", since=today, **(rule | {"points": "many"}))).status_code == 422
    assert (await editor.post(f"{made}/score", since=today, **rule)).status_code == 303
    assert "按来源比例分" in (await editor.get(made)).text
    assert (await editor.post(f"{made}/score", since=today, **rule)).status_code == 409


async def test_an_article_is_made_from_two_submissions_with_both_as_its_sources(site: Site) -> None:
    editor = await site.as_(EDITOR)
    sources = [str((await site.office.screened()).id) for _ in range(2)]
    board = (await editor.get("/articles")).text
    assert set(re.findall(r'name="source" value="([^"]+)"', board)) == set(sources)
    form = (await editor.get(f"/articles/new?source={sources[0]}&source={sources[1]}")).text
    assert form.count('name="source"') == 2
    chosen: dict[str, str | list[str]] = {"source": sources, "title": "两家做法", "body": site.office.words.body}
    assert (await editor.post("/articles", **chosen)).status_code == 422, "the kind must be chosen"
    answer = await editor.post("/articles", target=f"{await site.kind()}:survey", **chosen)
    assert answer.status_code == 303
    rows = await db.fetch("SELECT share FROM article_source ORDER BY seq")
    assert sum(row["share"] for row in rows) == 100
    assert 'name="source"' not in (await editor.get("/articles")).text, "taken up, they are no candidates any more"
