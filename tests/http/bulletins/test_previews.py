"""Pages before they are printed: on the issue's page and while an article is written."""

import re
from base64 import b64decode

import pytest

from kernel import db
from tests.http.bulletins.conftest import Browser, Site, version_of
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, PROOFREADER

pytestmark = [pytest.mark.requirement("PUB-01"), pytest.mark.thorough]
SCRIPT = {"HX-Request": "true"}
PICTURE = re.compile(r'src="data:image/webp;base64,([^"]+)"')
MARKED = "机密★5年"


async def asked(browser: Browser, url: str) -> tuple[int, list[bytes], str]:
    """What a script gets: status, pictures, words."""
    answer = await browser.client.get(url, headers=SCRIPT)
    return answer.status_code, [b64decode(one) for one in PICTURE.findall(answer.text)], answer.text


async def test_what_is_shown_before_typesetting_is_what_is_printed(site: Site) -> None:
    at = await site.issue("approved")
    editor = await site.as_(EDITOR)
    status, before, _ = await asked(editor, f"/issues/{at.id}/preview")
    assert status == 200
    assert before
    assert (await editor.post(f"/issues/{at.id}/typeset", version=str(at.version))).status_code == 303
    pages = [(await editor.get(f"/issues/{at.id}/pages/{number}")).content for number in range(1, len(before) + 1)]
    assert pages == before
    assert (await editor.get(f"/issues/{at.id}/pages/{len(before) + 1}")).status_code == 404
    assert (await asked(editor, f"/issues/{at.id}/preview"))[0] == 404, "printed pages have addresses of their own"


async def test_a_proof_is_stamped_until_somebody_has_approved(site: Site) -> None:
    at = await site.issue("in_approval")
    director = await site.as_(DIRECTOR)
    _, stamped, said = await asked(director, f"/issues/{at.id}/preview")
    assert "预计" in said
    assert (await director.post(f"/issues/{at.id}/approve", version=str(at.version))).status_code == 303
    _, clean, said = await asked(director, f"/issues/{at.id}/preview")
    assert "预计" not in said
    assert len(stamped) == len(clean)
    assert stamped != clean


async def test_who_may_see_a_proof(site: Site) -> None:
    at = await site.issue("in_approval")
    article = (await db.fetch("SELECT id FROM article"))[0]["id"]
    statuses = {}
    for login in (EDITOR, DIRECTOR, PROOFREADER, LEADER, OFFICER, "shenji"):
        browser = await site.as_(login)
        statuses[login] = [
            (await browser.get(url)).status_code for url in (f"/issues/{at.id}/preview", f"/articles/{article}/preview")
        ]
    office, others = [200, 200], [403, 403]
    assert statuses == {
        EDITOR: office, DIRECTOR: office, PROOFREADER: office, LEADER: others, OFFICER: others, "shenji": others,
    }  # fmt: skip
    page = await (await site.as_(EDITOR)).get(f"/issues/{at.id}/preview")
    assert "<main" in page.text, "without scripts it is a page"
    assert PICTURE.search(page.text)


async def test_an_issue_without_articles_has_no_pages(site: Site) -> None:
    editor = await site.as_(EDITOR)
    opened = await editor.post("/issues", kind=str(await site.kind()))
    page = await editor.get(opened.headers["location"])
    assert "/preview" not in page.text
    assert (await editor.get(f"{opened.headers['location']}/preview")).status_code == 404


async def typed(browser: Browser, url: str, **fields: str) -> tuple[int, list[bytes], str]:
    """What a script gets that sends the form."""
    answer = await browser.client.post(
        url, data={"_csrf": await browser.token(), "_key": "p", **fields}, headers=SCRIPT
    )
    return answer.status_code, [b64decode(one) for one in PICTURE.findall(answer.text)], answer.text


async def test_what_is_being_written_is_shown_and_not_kept(site: Site) -> None:
    at = await site.article("verified")
    editor, url = await site.as_(EDITOR), f"/articles/{at.id}/preview"
    _, kept, _ = await asked(editor, url)
    status, pages, _ = await typed(editor, url, title="还没有保存的题目", body="还没有保存的正文。" * 400)
    assert (status, len(kept)) == (200, 1)
    assert len(pages) > 1
    assert await version_of("article", at.id) == at.version
    assert len(await db.fetch("SELECT 1 FROM article_edition WHERE article = $1", at.id)) == 1
    assert (await asked(editor, url))[1] == kept


async def test_without_scripts_the_text_is_still_in_its_form(site: Site) -> None:
    at = await site.article("verified")
    answer = await (await site.as_(EDITOR)).post(f"/articles/{at.id}/preview", title="甲", body="写到一半的话。")
    assert answer.status_code == 200
    assert PICTURE.search(answer.text)
    assert re.search(r"<textarea[^>]*name=\"body\"[^>]*>\s*写到一半的话。", answer.text)
    assert await version_of("article", at.id) == at.version


async def test_a_marked_text_is_not_laid_out_and_the_register_knows(site: Site) -> None:
    at = await site.article("verified")
    status, pages, said = await typed(
        await site.as_(EDITOR), f"/articles/{at.id}/preview", title="题目", body=f"{MARKED}\n\n文。"
    )
    assert (status, pages) == (200, [])
    assert 'class="note error"' in said
    assert MARKED not in said
    assert len(await db.fetch("SELECT 1 FROM gate_refusal")) == 1


async def test_a_character_without_a_glyph_is_named(site: Site) -> None:
    at = await site.article("verified")
    status, pages, said = await typed(
        await site.as_(EDITOR), f"/articles/{at.id}/preview", title="题目", body="文\U0001f600。"
    )
    assert (status, pages) == (200, [])
    assert "U+1F600" in said
