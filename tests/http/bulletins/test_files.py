"""A printed issue as files: under which names, saying what, for whom, and in the archive."""

import io
import zipfile
from urllib.parse import unquote

import httpx
import pytest

from archive.verify import verify
from crypto import sm3
from kernel import db, vault
from tests.http.bulletins.conftest import Site
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, PROOFREADER
from typeset import extract, importing
from typeset.ofd import reading
from typeset.origin import PURPOSE, Origin

pytestmark = pytest.mark.thorough


def name_of(answer: httpx.Response) -> str:
    """The name a browser saves it under."""
    return unquote(answer.headers["content-disposition"].partition("filename*=UTF-8''")[2])


@pytest.mark.requirement("NEW-06")
async def test_both_files_say_the_same_and_bear_the_name_of_the_issue(site: Site) -> None:
    at = await site.issue("typeset")
    editor = await site.as_(EDITOR)
    page = (await editor.get(f"/issues/{at.id}")).text
    files = {form: await editor.get(f"/issues/{at.id}/{form}") for form in ("pdf", "ofd")}
    assert {form: answer.headers["content-type"] for form, answer in files.items()} == {
        "pdf": "application/pdf", "ofd": "application/ofd",
    }  # fmt: skip
    for form, answer in files.items():
        assert f'href="/issues/{at.id}/{form}"' in page
        assert sm3.hash(answer.content).hex() in page
        assert name_of(answer) == f"简报第1期.{form}"
        assert answer.headers["content-disposition"].isascii()
    told = extract.drawn(extract.text_of(files["pdf"].content))
    assert extract.drawn(reading.text_of(files["ofd"].content)) == told
    assert extract.drawn(site.office.words.article_body) in told


async def test_files_are_the_offices_and_there_are_none_before_typesetting(site: Site) -> None:
    at = await site.issue("typeset")
    early = await site.issue("approved")
    statuses = {}
    for login in (EDITOR, DIRECTOR, PROOFREADER, LEADER, OFFICER):
        browser = await site.as_(login)
        statuses[login] = [
            (await browser.get(f"/issues/{issue.id}/{form}")).status_code
            for issue in (at, early)
            for form in ("pdf", "ofd")
        ]
    office, others = [200, 200, 404, 404], [403] * 4
    assert statuses == {EDITOR: office, DIRECTOR: office, PROOFREADER: office, LEADER: others, OFFICER: others}


async def test_what_was_sent_back_has_no_files_until_it_is_typeset_again(site: Site) -> None:
    at = await site.issue("typeset")
    proofreader = await site.as_(PROOFREADER)
    answer = await proofreader.post(
        f"/issues/{at.id}/reject", version=str(at.version), code="wording", note="第一页有错字"
    )
    assert answer.status_code == 303
    statuses = [(await proofreader.get(f"/issues/{at.id}/{form}")).status_code for form in ("pdf", "ofd")]
    assert statuses == [404, 404]
    assert 'class="card pages"' not in (await proofreader.get(f"/issues/{at.id}")).text


@pytest.mark.requirement("ARC-01")
async def test_the_archive_holds_both_and_the_package_verifies(site: Site) -> None:
    at = await site.issue("archived")
    editor = await site.as_(EDITOR)
    ofd = (await editor.get(f"/issues/{at.id}/ofd")).content
    row = await db.one("SELECT id FROM archive_filed WHERE issue = $1", at.id)
    assert row
    package = (await editor.get(f"/archive/{row['id']}/package")).content
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert opened.read("final/issue.ofd") == ofd
        assert opened.read("final/issue.pdf").startswith(b"%PDF")
    assert not verify(package, vault.device().public_key).faults
    changed = package.replace(ofd, ofd[:-1] + bytes([ofd[-1] ^ 1]))
    assert verify(changed, vault.device().public_key).faults


@pytest.mark.requirement("SEC-06")
async def test_an_export_is_for_editors_of_what_was_approved_and_stands_in_the_journal(site: Site) -> None:
    at = await site.issue("approved")
    early = await site.issue("compiling")
    statuses = {}
    for login in (EDITOR, DIRECTOR, PROOFREADER, LEADER, OFFICER):
        browser = await site.as_(login)
        statuses[login] = [
            (await browser.get(f"/issues/{issue}/export/{form}")).status_code
            for issue, form in ((at.id, "docx"), (at.id, "exe"), (early.id, "docx"))
        ]
        offered = "/export/docx" in (await browser.get(f"/issues/{at.id}")).text
        assert offered is (statuses[login][0] == 200)
    assert statuses == {EDITOR: [200, 404, 404]} | dict.fromkeys((DIRECTOR, PROOFREADER, LEADER, OFFICER), [403] * 3)
    editor = await site.as_(EDITOR)
    approved = bytes((await db.fetch("SELECT digest FROM issue WHERE id = $1", at.id))[0]["digest"]).hex()
    for form in ("docx", "html"):
        taken = await editor.get(f"/issues/{at.id}/export/{form}")
        assert name_of(taken) == f"简报第1期.{form}"
        rows = await db.fetch(
            "SELECT actor, after FROM journal WHERE record = $1 AND action = 'export' ORDER BY seq", at.id
        )
        assert rows[-1] == {"actor": site.office.actors[EDITOR].id, "after": sm3.hash(sm3.hash(taken.content))}
        back = importing.read(f"x.{form}", taken.content, key=vault.derive(PURPOSE))
        assert back.origin == Origin(approved, changed=False)
        assert extract.drawn(site.office.words.article_body) in extract.drawn(back.words)
    other = importing.read("x.docx", (await editor.get(f"/issues/{at.id}/export/docx")).content, key=b"another house")
    assert other.origin == Origin(approved, changed=True)
