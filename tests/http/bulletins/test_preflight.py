"""What preflight finds, on the page of the one who approves, and what of it stops the approval."""

import re
from dataclasses import replace

import pytest

from tests.http.bulletins.conftest import Site, version_of
from tests.simulators.office import DIRECTOR, EDITOR
from typeset import pool
from typeset.fonts import DEFAULT
from typeset.pool import Shape

pytestmark = pytest.mark.requirement("PUB-04")
STRICT, LENIENT = "circulated", "brief"
GOOD = "海晏辖区一季度保费收入平稳增长，风险总体可控。"
WRONG = GOOD + "\n\n请各单位于2月30日前报送情况。"
DOUBTFUL = GOOD + "\n\n各单位要抓紧落实。。务必按时报送。"


def written(site: Site, code: str, body: str) -> None:
    """Issues of this kind, with this text."""
    site.code = code
    site.office.words = replace(site.office.words, article_body=body)


@pytest.mark.parametrize("code", [STRICT, LENIENT])
async def test_an_error_is_shown_with_its_place_and_stops_a_strict_kind(site: Site, code: str) -> None:
    written(site, code, WRONG)
    at = await site.issue("in_approval")
    director = await site.as_(DIRECTOR)
    page = (await director.get(f"/issues/{at.id}")).text
    found = page[page.index("problems-title") :]
    assert "必须改 1 处" in found
    assert "第 1 页" in found
    assert "2月30日" in found
    assert re.search(r'href="/articles/[0-9a-f-]{36}">打开《', found), "the way to the article"
    offered = f'action="/issues/{at.id}/approve"'
    assert page.count(offered) == (0 if code == STRICT else 1)
    assert ("版面检查有必须改的地方" in page) is (code == STRICT)
    silent = await director.post(f"/issues/{at.id}/approve", version=str(at.version))
    assert silent.status_code == (409 if code == STRICT else 422), "a lenient kind asks why it is approved though"
    assert await version_of("issue", at.id) == at.version
    answer = await director.post(f"/issues/{at.id}/approve", version=str(at.version), note="日期已与报送单位核对")
    assert answer.status_code == (409 if code == STRICT else 303)
    assert (await version_of("issue", at.id) == at.version) is (code == STRICT)


async def test_a_warning_stands_above_the_button_and_stops_nothing(site: Site) -> None:
    written(site, STRICT, DOUBTFUL)
    at = await site.issue("in_approval")
    director = await site.as_(DIRECTOR)
    page = (await director.get(f"/issues/{at.id}")).text
    assert "请核对" in page
    assert page.index("problems-title") < page.index(f'action="/issues/{at.id}/approve"')
    assert (await director.post(f"/issues/{at.id}/approve", version=str(at.version))).status_code == 303


async def test_a_good_issue_says_that_nothing_was_found(site: Site) -> None:
    written(site, STRICT, GOOD)
    at = await site.issue("in_approval")
    page = (await (await site.as_(DIRECTOR)).get(f"/issues/{at.id}")).text
    assert "版面检查没有发现问题" in page
    assert "problems-title" not in page


async def test_who_compiles_sees_the_problems_with_the_pages(site: Site) -> None:
    written(site, LENIENT, WRONG)
    at = await site.issue("compiling")
    editor = await site.as_(EDITOR)
    answer = await editor.client.get(f"/issues/{at.id}/preview", headers={"HX-Request": "true"})
    assert "2月30日" in answer.text
    assert answer.text.index("problems-title") < answer.text.index("data:image/webp")
    assert "problems-title" not in (await editor.get(f"/issues/{at.id}")).text, "the page itself does not wait for it"


async def test_what_no_face_can_draw_stops_every_kind(site: Site) -> None:
    written(site, LENIENT, GOOD + "\n\n情况良好\U0001f600。")
    at = await site.issue("in_approval")
    director = await site.as_(DIRECTOR)
    page = (await director.get(f"/issues/{at.id}")).text
    assert "U+1F600" in page
    assert f'action="/issues/{at.id}/approve"' not in page
    assert (await director.post(f"/issues/{at.id}/approve", version=str(at.version))).status_code == 409


async def test_with_no_room_for_it_the_page_says_so_and_nothing_is_approved_unseen(site: Site) -> None:
    written(site, LENIENT, GOOD + "\n\n再看一遍。")
    at = await site.issue("in_approval")
    director = await site.as_(DIRECTOR)
    async with pool.running(DEFAULT, Shape(workers=0, waiting=0)):
        page = await director.get(f"/issues/{at.id}")
        proof = await director.client.get(f"/issues/{at.id}/preview", headers={"HX-Request": "true"})
        answer = await director.post(f"/issues/{at.id}/approve", version=str(at.version))
    assert page.status_code == 200
    assert "版面还没有检查" in page.text
    assert proof.status_code == 200
    assert "版面还没有排出来" in proof.text
    assert answer.status_code == 503
    assert await version_of("issue", at.id) == at.version
    assert (await director.post(f"/issues/{at.id}/approve", version=str(at.version))).status_code == 303
