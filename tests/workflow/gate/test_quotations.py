"""Words that quote a marking: declared where they stand, carried into what is made from them, looked at again at the approval."""

from uuid import UUID

import pytest

from bulletins.commands import approving, articles, issues
from bulletins.queries import articles as article_reads
from bulletins.queries import issues as issue_reads
from bulletins.rules.content import article_at
from bulletins.rules.kinds import Genre
from gate import commands as gate
from gate.errors import HoldWaiting
from identity.queries import register as identity
from identity.rights import Right
from kernel import db
from kernel.actor import SYSTEM, Call
from kernel.db import Done
from kernel.errors import NeedsNote, NotAllowedNow, StaleVersion
from kernel.postgres import Cluster
from marking.errors import Held, MarkingFound
from marking.rulebook import Change, Edit, Where
from marking.verdict import Decision
from submissions.commands import writing
from tests.simulators.declared import EVERYTHING
from tests.simulators.office import BODY, DETAILS, DIRECTOR, EDITOR, OFFICER, SCREENER, SIGNER, Office
from tests.unit.submissions.people import PEOPLE
from tests.workflow.gate.people import acts, rows, states
from tests.workflow.gate.people import saved as kept
from tests.workflow.submissions.conftest import TEXT, write

pytestmark = pytest.mark.requirement("SUB-11")
QUOTE = "首页标有“机密★5年”字样的，一律退回。"
OTHER_QUOTE = "封面盖有“秘密★3年”字样的，也一律退回。"
TICK = "1"


async def sent(office: Office, body: str) -> Done:
    """A submission that quotes a marking, released by the signer and taken up by the office."""
    call = office.call(OFFICER)
    text = {"title": "涉密载体核对情况", "body": body, "source": "", "contact": ""}
    at = await writing.create(call, await gate.pass_gate(call, text, declared=EVERYTHING), DETAILS)
    at = await office.act(at, OFFICER, "request_sign")
    at = await office.act(at, SIGNER, "sign_off", declared=TICK)
    return await office.act(await office.act(at, OFFICER, "submit"), SCREENER, "accept")


async def select(office: Office, of: Done, body: str, *, declared: bool = False) -> Done:
    """An article made from a submission."""
    kind, _ = next(pair for pair in await article_reads.choices(office.actors[EDITOR]) if pair[1] is Genre.SURVEY)
    call, text = office.call(EDITOR), {"title": "涉密载体核对情况", "body": body}
    cleared = await gate.pass_gate(call, text, declared=EVERYTHING if declared else (), sources=[of.id])
    return await articles.select(call, kind.id, Genre.SURVEY, [of.id], cleared)


async def in_approval(office: Office, article: Done) -> Done:
    """An issue of one article, with the director."""
    for action in ("verify", "finish"):
        said = await office.cleared(EDITOR)
        article = await articles.act(office.call(EDITOR), article.id, article.version, action, said)
    kind = (await article_reads.show(office.actors[EDITOR], article.id)).kind
    issue = await issues.open_issue(office.call(EDITOR), kind.id)
    await articles.place(office.call(EDITOR), article.id, article.version, issue.id)
    version = (await issue_reads.record(office.actors[EDITOR], issue.id)).version
    return await issues.act(office.call(EDITOR), issue.id, version, "submit", await office.cleared(EDITOR))


async def phrase(words: str, verdict: Decision) -> None:
    """The security administrator adds a phrase."""
    keeper = await identity.actor_of((await identity.holders(SYSTEM, Right.GATE_RULES))[0])
    seen = (await gate.in_step()).version
    await gate.change_rules(
        Call(keeper), seen, [Edit(Change.PHRASE, f"own-{seen + 1}", words, Where.ANYWHERE, verdict)]
    )  # fmt: skip


async def state_of(issue: UUID) -> tuple[str, int | None]:
    row = await db.one("SELECT state, number FROM issue WHERE id = $1", issue)
    assert row
    return row["state"], row["number"]


async def test_a_quotation_is_declared_once_and_again_only_when_its_line_changes(runtime: Cluster) -> None:
    at = await kept(await write(PEOPLE["officer"]), TEXT | {"body": f"{TEXT['body']}\n\n{QUOTE}"}, declared=True)
    assert await states(at) == ["declared"]
    at = await kept(at, TEXT | {"title": "改了题目", "body": f"{TEXT['body']}前面一段改了。\n\n{QUOTE}"})
    assert await states(at) == ["declared"]
    changed = QUOTE.replace("一律退回", "可以留用")
    with pytest.raises(Held):
        await kept(at, TEXT | {"body": f"{TEXT['body']}\n\n{changed}"})
    at = await kept(at, TEXT | {"body": f"{TEXT['body']}\n\n{changed}"}, declared=True)
    assert await states(at) == ["lapsed", "declared"]
    at = await kept(at, TEXT)
    assert await states(at) == ["lapsed", "lapsed"]


async def test_what_was_released_in_the_source_needs_no_tick_in_the_article(office: Office) -> None:
    source = await sent(office, f"{BODY}\n\n{QUOTE}")
    article = await select(office, source, f"经编辑。\n\n{QUOTE}")
    (row,) = await rows(article)
    (first,) = await rows(source)
    assert (row["state"], row["kind"], row["carried"]) == ("released", "article", first["id"])
    assert (row["declared_by"], row["decided_by"]) == (first["declared_by"], first["decided_by"])
    assert [action for action, _ in await acts(article)] == ["carry"]
    issue = await in_approval(office, article)
    sheet = await issue_reads.show(office.actors[DIRECTOR], issue.id)
    assert not next(offer for offer in sheet.offers if offer.action == "approve").asks
    approved = await office.approve(issue, await office.cleared(DIRECTOR))
    assert approved.state == "approved"


async def test_what_the_editor_adds_is_declared_by_the_editor_and_released_by_the_approver(office: Office) -> None:
    source = await sent(office, f"{BODY}\n\n{QUOTE}")
    with pytest.raises(Held):
        await select(office, source, f"{QUOTE}\n\n{OTHER_QUOTE}")
    article = await select(office, source, f"{QUOTE}\n\n{OTHER_QUOTE}", declared=True)
    assert sorted(await states(article)) == ["declared", "released"]
    issue = await in_approval(office, article)
    sheet = await issue_reads.show(office.actors[DIRECTOR], issue.id)
    offer = next(offer for offer in sheet.offers if offer.action == "approve")
    assert [ask.name for ask in offer.asks] == ["declared"]
    assert len(sheet.holds) == 2
    with pytest.raises(NeedsNote):
        await office.approve(issue, await office.cleared(DIRECTOR))
    assert await state_of(issue.id) == ("in_approval", None)
    await office.approve(issue, await office.cleared(DIRECTOR, {"declared": TICK}))
    assert await states(article) == ["released", "released"]
    assert (await acts(article))[-1] == ("release", office.actors[DIRECTOR].id)


async def test_a_released_quotation_taken_out_of_a_text_lapses(office: Office) -> None:
    source = await sent(office, f"{BODY}\n\n{QUOTE}")
    article = await select(office, source, f"经编辑。\n\n{QUOTE}")
    article = await articles.act(
        office.call(EDITOR), article.id, article.version, "verify", await office.cleared(EDITOR)
    )
    call = office.call(EDITOR)
    plain = await gate.pass_gate(call, {"title": "题目", "body": BODY}, record=article.id)
    article = await articles.write(call, article.id, article.version, plain)
    assert await states(article) == ["lapsed"]
    back = await gate.pass_gate(call, {"title": "题目", "body": QUOTE}, record=article.id, sources=[source.id])
    await articles.write(office.call(EDITOR), article.id, article.version, back)
    assert await states(article) == ["lapsed", "released"]


@pytest.mark.parametrize("verdict", [Decision.REFUSE, Decision.HOLD])
async def test_at_the_approval_every_text_is_looked_at_by_the_rules_of_the_day(
    office: Office, verdict: Decision
) -> None:
    article = await select(office, await sent(office, BODY), f"{BODY}本次代号青岚。")
    issue = await in_approval(office, article)
    await phrase("代号青岚", verdict)
    refused = len(await db.fetch("SELECT 1 FROM gate_refusal"))
    with pytest.raises(MarkingFound if verdict is Decision.REFUSE else Held) as stopped:
        await office.approve(issue, await office.cleared(DIRECTOR))
    first = stopped.value.first
    assert (article_at(first.where), first.words) == (article.id, "代号青岚")
    assert await state_of(issue.id) == ("in_approval", None)
    register = await db.fetch("SELECT place, rule, actor FROM gate_refusal ORDER BY id")
    assert len(register) == refused + 1
    assert (register[-1]["place"], register[-1]["rule"]) == (f"{article.id}/body", "own-1")
    assert register[-1]["actor"] == office.actors[DIRECTOR].id


async def test_a_proof_given_by_other_rules_or_for_other_texts_approves_nothing(office: Office) -> None:
    issue = await in_approval(office, await select(office, await sent(office, BODY), BODY))
    said = await office.cleared(DIRECTOR)
    call = office.call(DIRECTOR)
    with pytest.raises(StaleVersion):
        await approving.approve(call, issue.id, issue.version, said, said)
    texts = await approving.examined(call, issue.id)
    await phrase("别的词语", Decision.REFUSE)
    with pytest.raises(StaleVersion):
        await approving.approve(call, issue.id, issue.version, said, texts)
    assert await state_of(issue.id) == ("in_approval", None)
    assert (await office.approve(issue, said)).state == "approved"


async def test_the_editor_who_approves_elsewhere_cannot_answer_alone(office: Office) -> None:
    article = await select(office, await sent(office, f"{BODY}\n\n{QUOTE}"), f"{QUOTE}\n\n{OTHER_QUOTE}", declared=True)
    issue = await in_approval(office, article)
    await db.fetch("UPDATE hold SET declared_by = $1 WHERE state = 'declared'", office.actors[DIRECTOR].id)
    sheet = await issue_reads.show(office.actors[DIRECTOR], issue.id)
    offer = next(offer for offer in sheet.offers if offer.action == "approve")
    assert not offer.enabled
    assert offer.reason
    with pytest.raises(NotAllowedNow):
        await office.approve(issue, await office.cleared(DIRECTOR, {"declared": TICK}))
    assert await state_of(issue.id) == ("in_approval", None)


async def test_words_without_a_second_reader_take_no_quotation(office: Office) -> None:
    issue = await in_approval(office, await select(office, await sent(office, BODY), BODY))
    with pytest.raises(Held):
        await office.cleared(DIRECTOR, {"note": QUOTE})
    declared = await gate.pass_gate(office.call(DIRECTOR), {"note": QUOTE}, declared=EVERYTHING)
    with pytest.raises(HoldWaiting):
        await approving.approve(
            office.call(DIRECTOR), issue.id, issue.version, declared,
            await approving.examined(office.call(DIRECTOR), issue.id),
        )  # fmt: skip
    with pytest.raises(HoldWaiting):
        await issues.act(office.call(DIRECTOR), issue.id, issue.version, "send_back", declared)
