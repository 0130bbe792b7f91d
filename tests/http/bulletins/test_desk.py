"""The desk and the workbench through their pages."""

import re
from uuid import UUID

import pytest

from bulletins.rules import lineage
from kernel import db
from tests.http.bulletins.conftest import Site
from tests.simulators.office import DIRECTOR, EDITOR, OFFICER, PROOFREADER, SCREENER, SIGNER, drained

pytestmark = [pytest.mark.requirement("PUB-01"), pytest.mark.thorough]
SECOND = "bianji2"


def first(site: Site) -> dict[str, str]:
    """The first sentence of the article, as a form names it."""
    return {"position": "0", "digest": lineage.digest(lineage.sentences(site.office.words.article_body)[0])}


async def one(sql: str, *args: object) -> UUID:
    row = await db.one(sql, *args)
    assert row is not None
    return UUID(str(next(iter(row.values()))))


async def test_the_desk_says_who_has_what_and_answers_each_of_many(site: Site) -> None:
    made = [await site.article("selected") for _ in range(2)]
    editor, second = await site.as_(EDITOR), await site.as_(SECOND)
    keys = [f"article:{at.id}" for at in made]
    page = await editor.get("/editing?show=free")
    assert all(key in page.text for key in keys)
    assert (await editor.post("/editing/act", one=f"claim {keys[0]}", show="free")).headers[
        "location"
    ] == "/editing?show=free"
    assert keys[0] not in (await editor.get("/editing?show=free")).text
    assert keys[0] in (await editor.get("/editing?step=verification&show=mine")).text
    both = await second.post("/editing/act", record=keys, action="claim")
    assert both.status_code == 200
    assert "1 件已办，1 件没有办成" in both.text
    assert re.search(r"在\S+手里，没有执行", both.text)
    assert keys[1] in (await second.get("/editing?show=mine")).text, "the other one is done"
    for wrong in (
        {"record": keys},
        {"record": keys, "action": "assign"},
        {"action": "claim"},
        {"record": "x:y", "action": "claim"},
    ):
        assert (await editor.post("/editing/act", **wrong)).status_code == 422
    held = await one("SELECT holder FROM desk_claim WHERE record = $1 AND ended IS NULL", made[1].id)
    gone = await editor.post("/editing/reassign", holder=str(held), to=str(site.office.actors[EDITOR].id))
    assert gone.status_code == 303
    assert keys[1] in (await editor.get("/editing?show=mine")).text
    for login in (OFFICER, SIGNER):
        assert (await (await site.as_(login)).get("/editing")).status_code == 403
    reader = await (await site.as_(PROOFREADER)).get("/editing")
    assert f'value="{keys[0]}"' not in reader.text, "who may not verify has nothing to tick there"


async def test_the_second_writer_reads_who_is_writing_and_saves_nothing_over_it(site: Site) -> None:
    at = await site.article("verified")
    editor, second = await site.as_(EDITOR), await site.as_(SECOND)
    assert (await editor.post(f"/articles/{at.id}/lock")).status_code == 204
    shown = await second.get(f"/articles/{at.id}")
    assert "正在写这一篇" in shown.text
    assert 'id="write"' not in shown.text
    assert 'data-lock="/articles/' in (await editor.get(f"/articles/{at.id}")).text
    typed = {"version": str(at.version), "title": "题目", "body": "第二个人写的文字。"}
    refused = await second.post(f"/articles/{at.id}/write", **typed)
    assert refused.status_code == 409
    assert "第二个人写的文字。" in refused.text, "what was typed stands in the form"
    assert (await second.post(f"/articles/{at.id}/lock")).status_code == 409
    assert (await editor.post(f"/articles/{at.id}/unlock")).status_code == 204
    assert (await second.post(f"/articles/{at.id}/write", **typed)).status_code == 303
    assert (await editor.client.post(f"/articles/{at.id}/lock")).status_code == 403, "no token, no lock"
    assert (await (await site.as_(SCREENER)).post(f"/articles/{at.id}/lock")).status_code == 403


async def test_a_remark_and_a_question_stand_beside_their_sentence_and_the_unit_sees_its_own_words(site: Site) -> None:
    at = await site.article("selected")
    editor, officer = await site.as_(EDITOR), await site.as_(OFFICER)
    address = f"/articles/{at.id}"
    said = await (await site.as_(DIRECTOR)).post(f"{address}/comment", **first(site), text="数字请再核")
    assert said.headers["location"] == f"{address}#s0"
    source = await one("SELECT submission FROM article_source WHERE article = $1", at.id)
    asking = first(site) | {"submission": str(source), "text": "口径是否含摩托车？"}
    for wrong, status in (({"text": ""}, 422), ({"due": "2020-01-01"}, 422), ({"digest": "0" * 16}, 409)):
        again = await editor.post(f"{address}/ask", **asking | wrong)
        assert again.status_code == status
    assert "口径是否含摩托车？" in again.text, "what was typed stands open again"
    assert (await editor.post(f"{address}/ask", **asking)).status_code == 303
    question = await one("SELECT id FROM source_question WHERE article = $1", at.id)
    await drained()
    todo = await officer.get("/")
    assert f"/questions/{question}" in todo.text
    shown = await officer.get(f"/questions/{question}")
    assert "口径是否含摩托车？" in shown.text
    assert str(at.id) not in shown.text, "of the article it learns nothing, not even its number"
    assert "数字请再核" not in shown.text
    stuck = await editor.post(f"{address}/verify", version=str(at.version))
    assert stuck.status_code == 422
    assert "为什么不等" in stuck.text
    assert (await officer.post(f"/questions/{question}/answer", version="1", text="不含摩托车")).status_code == 303
    page = (await editor.get(address)).text
    assert "不含摩托车" in page
    assert "数字请再核" in page
    assert f"/questions/{question}" in (await officer.get("/questions")).text
    about = f"/questions?submission={source}"
    assert about in (await officer.get(f"/submissions/{source}")).text, "a text's page asks for its questions"
    beside = await officer.client.get(about, headers={"hx-request": "true"})
    assert f"/questions/{question}" in beside.text
    assert "不含摩托车" in beside.text
    assert "<html" not in beside.text
    assert str(question) not in (await officer.get(f"/questions?submission={UUID(int=1)}")).text
    comment = await one("SELECT id FROM article_comment WHERE article = $1", at.id)
    assert (await editor.post(f"{address}/resolve", comment=str(comment))).status_code == 303
    assert (await editor.post(f"{address}/verify", version=str(at.version))).status_code == 303
    compared = await editor.get(f"{address}/compare?old=0&new=1")
    assert "来稿原文" in compared.text


async def test_two_articles_are_worked_into_one_on_a_page_of_their_own(site: Site) -> None:
    at, other = await site.article("selected"), await site.article("selected")
    editor = await site.as_(EDITOR)
    address = f"/articles/{at.id}/join"
    assert f"{other.id}:{other.version}" in (await editor.get(address)).text
    proposed = await editor.get(f"{address}?other={other.id}:{other.version}")
    assert proposed.text.count(site.office.words.article_body.split("。")[0]) >= 2
    fields = {"version": str(at.version), "other": f"{other.id}:{other.version}", "title": "合成的一篇", "body": ""}
    assert (await editor.post(address, **fields)).status_code == 422
    done = await editor.post(address, **fields | {"body": site.office.words.article_body})
    assert done.headers["location"] == f"/articles/{at.id}"
    ended = (await editor.get(f"/articles/{other.id}")).text
    assert f"/articles/{at.id}" in ended
    assert (await editor.get(f"/articles/{other.id}/join")).status_code == 404
    dropped = await editor.post(
        f"/articles/{at.id}/drop", version=str(at.version + 1), code="covered", note="同题已编发"
    )
    assert dropped.status_code == 303
    assert "同题稿件已经编发" in (await editor.get(f"/articles/{at.id}")).text
    assert (
        await editor.post(f"/articles/{at.id}/restore", version=str(at.version + 2), note="又要用")
    ).status_code == 303


async def test_the_list_of_what_waits_follows_who_has_it_and_who_was_asked(site: Site) -> None:
    at = await site.article("selected")
    editor, second, director = [await site.as_(login) for login in (EDITOR, SECOND, DIRECTOR)]
    address = f"/articles/{at.id}"
    assert address in (await second.get("/")).text
    await editor.post("/editing/act", one=f"claim article:{at.id}")
    assert address in (await editor.get("/")).text
    assert address not in (await second.get("/")).text, "a colleague has it"
    assert address not in (await director.get("/")).text
    reader = str(site.office.actors[DIRECTOR].id)
    assert (await editor.post(f"{address}/ask_review", reader=reader)).status_code == 303
    assert address in (await director.get("/")).text
    assert "意见提完了" in (await director.get(address)).text
    assert (await director.post(f"{address}/reviewed")).status_code == 303
    assert address not in (await director.get("/")).text
