"""The desk: who has what, one writer at a time, questions with a clock, merging by lineage."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.demo_cast import of_login
from bulletins.commands import articles, claims, comments, locks, merging, questions, weekly
from bulletins.commands.claims import Item
from bulletins.errors import ArticleLocked, SentenceGone
from bulletins.queries import articles as article_reads
from bulletins.queries import desk as desk_reads
from bulletins.queries import kinds as kind_reads
from bulletins.queries import questions as question_reads
from bulletins.queries import workbench
from bulletins.rules import lineage
from bulletins.rules.articles import Article
from bulletins.rules.desk import Show
from bulletins.rules.kinds import Genre
from gate import commands as gate
from kernel import clock, clocks, db
from kernel.actor import Actor, Call
from kernel.db import Done
from kernel.errors import Forbidden, Invalid, NeedsNote, NotAllowedNow, NotFound, StaleVersion
from marking.cleared import Cleared
from submissions.commands import chains, moving, same, writing
from submissions.commands import claims as claim_parts
from submissions.errors import HeldByColleague
from submissions.queries import claims as claim_reads
from submissions.queries import events as event_reads
from submissions.queries import records as record_reads
from submissions.rules.records import Details
from submissions.workflow.claims import DeskStep
from tests.simulators.office import EDITOR, OFFICER, PROOFREADER, SCREENER, Office, drained

pytestmark = pytest.mark.requirement("PUB-01")
MONDAY = datetime(2026, 9, 7, 1, 30, tzinfo=UTC)  # half past nine here
OTHER, SECOND, DUTY = "bianji2", "shanhai", "zhiban"
BODY = "全辖承保车辆812.6万辆，同比增长4.3%。\n\n单均保费2836元，同比下降6.1%。"
THEIRS = "山海公司承保车辆26.1万辆，同比增长4.3%。\n\n线上化理赔占比达到91.7%。"
DETAILS = Details("work", "normal", "overview")


@dataclass
class Moving:
    """A clock that is moved."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def moment() -> Iterator[Moving]:
    made = Moving()
    clock.install(made)
    yield made
    clock.install()


@dataclass
class Desk:
    """The office with two editors, and units that write."""

    office: Office
    people: dict[str, Actor]
    kind: UUID
    written: int = 0

    def call(self, login: str) -> Call:
        return Call(self.people[login])

    async def cleared(self, login: str, **said: str) -> Cleared:
        return await gate.pass_gate(self.call(login), said)

    async def sent(self, unit: str = "yunlu", body: str = BODY) -> Done:
        """A submission that waits for its screening."""
        self.written += 1
        officer, signer = f"{unit}.xinxi1", f"{unit}.qianfa"
        text = {"title": f"车险运行情况{self.written}", "body": body, "source": "", "contact": ""}
        at = await writing.create(self.call(officer), await self.cleared(officer, **text), DETAILS)
        for login, action in ((officer, "request_sign"), (signer, "sign_off"), (officer, "submit")):
            at = await moving.act(self.call(login), at.id, at.version, action, await self.cleared(login))
        return at

    async def screened(self, unit: str = "yunlu", body: str = BODY) -> UUID:
        at = await self.sent(unit, body)
        return (await moving.act(self.call(SCREENER), at.id, at.version, "accept", await self.cleared(SCREENER))).id

    async def article(self, *sources: UUID, body: str = BODY, verified: bool = False) -> Done:
        text = await self.cleared(EDITOR, title="车险综合改革成效", body=body)
        at = await articles.select(self.call(EDITOR), self.kind, Genre.SURVEY, list(sources), text)
        return await self.act(EDITOR, at, "verify") if verified else at

    async def act(self, login: str, at: Done, action: str, **said: str) -> Done:
        return await articles.act(self.call(login), at.id, at.version, action, await self.cleared(login, **said))

    async def write(self, login: str, at: Done, body: str) -> Done:
        text = await self.cleared(login, title="车险综合改革成效", body=body)
        return await articles.write(self.call(login), at.id, at.version, text)

    async def ask(self, article: UUID, submission: UUID, position: int = 0, text: str = "口径是否含摩托车？") -> Done:
        sentence = lineage.sentences((await self.seen(article)).body)[position]
        said = await self.cleared(EDITOR, text=text)
        return await questions.ask(
            self.call(EDITOR), article, submission, position, lineage.digest(sentence), said
        )  # fmt: skip

    async def seen(self, article: UUID) -> Article:
        return (await article_reads.show(self.people[EDITOR], article)).card.article

    async def bench(self, article: UUID, login: str = EDITOR) -> workbench.Bench:
        viewer = self.people[login]
        return await workbench.bench(viewer, await article_reads.show(viewer, article))

    async def told(self, login: str) -> list[str]:
        await drained()
        rows = await db.fetch("SELECT topic FROM notice WHERE account = $1 ORDER BY id", self.people[login].id)
        return [row["topic"] for row in rows]


@pytest.fixture
async def desk(office: Office, moment: Moving) -> Desk:
    names = (EDITOR, OTHER, SCREENER, PROOFREADER, OFFICER, DUTY, "zhuren")
    units = [f"{unit}.{who}" for unit in ("yunlu", SECOND) for who in ("xinxi1", "qianfa")]
    people = {login: await of_login(login) for login in (*names, *units)}
    kinds = await kind_reads.kinds(people[EDITOR])
    return Desk(office, people, next(kind.id for kind in kinds if kind.code == "brief"))


async def test_what_a_colleague_has_is_taken_over_in_the_open_never_worked_on_unseen(desk: Desk) -> None:
    at = await desk.article(await desk.screened())
    await claims.act(desk.call(EDITOR), "article", at.id, "claim")
    with pytest.raises(HeldByColleague):
        await desk.act(OTHER, at, "verify")
    with pytest.raises(HeldByColleague):
        await claims.act(desk.call(OTHER), "article", at.id, "claim")
    with pytest.raises(HeldByColleague):
        await claims.act(desk.call(OTHER), "article", at.id, "assign", desk.people[OTHER].id)
    with pytest.raises(Forbidden):
        await claims.act(desk.call(SCREENER), "article", at.id, "take_over")
    await claims.act(desk.call(OTHER), "article", at.id, "take_over")
    assert "article.desk_take_over" in await desk.told(EDITOR)
    assert "article.desk_take_over" not in await desk.told(OTHER)
    assert "article.desk_take_over" not in await desk.told(SCREENER)
    at = await desk.act(OTHER, at, "verify")
    past = await claim_reads.past(desk.people[EDITOR], at.id)
    assert [(row["holder"], row["ending"]) for row in past] == [
        (desk.people[EDITOR].id, "take_over"), (desk.people[OTHER].id, "finish"),
    ]  # fmt: skip
    assert await claim_reads.of(desk.people[EDITOR], "article", [at.id]) == {}


async def test_screening_and_proofreading_have_their_holders_too(desk: Desk) -> None:
    at = await desk.sent()
    await claims.act(desk.call(DUTY), "submission", at.id, "claim")
    with pytest.raises(HeldByColleague):
        await moving.act(desk.call(SCREENER), at.id, at.version, "accept", await desk.cleared(SCREENER))
    await claims.act(desk.call(DUTY), "submission", at.id, "release")
    done = await moving.act(desk.call(SCREENER), at.id, at.version, "accept", await desk.cleared(SCREENER))
    assert done.state == "screened"
    assert [row["holder"] for row in await claim_reads.past(desk.people[EDITOR], at.id)] == [
        desk.people[DUTY].id, desk.people[SCREENER].id,
    ]  # fmt: skip
    with pytest.raises(NotAllowedNow):
        await claims.act(desk.call(DUTY), "submission", at.id, "claim")
    with pytest.raises(NotFound):
        await claims.act(desk.call(OFFICER), "submission", at.id, "claim")


async def test_a_bad_one_of_many_stops_none_of_the_others(desk: Desk) -> None:
    source = await desk.screened()
    made = [await desk.article(source) for _ in range(4)]
    await claims.act(desk.call(OTHER), "article", made[1].id, "claim")
    items = [Item("article", one.id) for one in made]
    stray = Item("article", UUID(int=7))
    outcomes = await claims.batch(Call(desk.people[EDITOR], "k"), [*items, stray], "claim")
    assert [type(one.refusal) for one in outcomes] == [
        type(None), HeldByColleague, type(None), type(None), NotFound,
    ]  # fmt: skip
    held = await claim_reads.of(desk.people[EDITOR], "article", [one.id for one in made])
    assert {claim.holder for id, claim in held.items() if id != made[1].id} == {desk.people[EDITOR].id}
    again = await claims.batch(Call(desk.people[EDITOR], "k"), items[:1], "claim")
    assert [one.refusal for one in again] == [None], "the same request again is harmless"
    for wrong in ("drop", ""):
        with pytest.raises(Invalid):
            await claims.batch(desk.call(EDITOR), items, wrong)
    given = await claims.batch(desk.call(EDITOR), items[:1], "assign", desk.people[SCREENER].id)
    assert isinstance(given[0].refusal, Invalid), "a screener does not verify"


async def test_everything_somebody_has_goes_to_a_colleague_in_one_act(desk: Desk) -> None:
    source = await desk.screened()
    made = [await desk.article(source) for _ in range(3)]
    waiting = await desk.sent()
    for at in made:
        await claims.act(desk.call(EDITOR), "article", at.id, "claim")
    await claims.act(desk.call(EDITOR), "submission", waiting.id, "claim")
    with pytest.raises(Forbidden):
        await claims.reassign(desk.call(PROOFREADER), desk.people[EDITOR].id, desk.people[OTHER].id)
    with pytest.raises(Invalid):
        await claims.reassign(desk.call(OTHER), desk.people[EDITOR].id, desk.people[OFFICER].id)
    some = await claims.reassign(desk.call(OTHER), desk.people[EDITOR].id, desk.people[SCREENER].id)
    assert (some.more["given"], some.more["left"]) == ("1", "3")
    rest = await claims.reassign(desk.call(OTHER), desk.people[EDITOR].id, desk.people[OTHER].id)
    assert (rest.more["given"], rest.more["left"]) == ("3", "0")
    assert {claim.record for claim in await claim_reads.mine(desk.people[OTHER])} == {at.id for at in made}
    loads = {one.account: one.total for one in await desk_reads.load(desk.people[EDITOR])}
    assert loads[desk.people[OTHER].id] == 3
    assert loads[desk.people[EDITOR].id] == 0
    async with db.transaction(desk.people["zhuren"]) as tx:
        assert await claim_parts.inherited(tx, desk.people[OTHER].id, desk.people[EDITOR].id) == 3
        assert await claim_parts.inherited(tx, desk.people[SCREENER].id, None) == 0
    assert len(await claim_reads.mine(desk.people[EDITOR])) == 3
    assert await claim_reads.of(desk.people[EDITOR], "submission", [waiting.id]) == {}
    assert "submission.desk_release" in await desk.told(DUTY)


async def test_one_writes_at_a_time_and_a_lock_that_nobody_renews_ends(desk: Desk, moment: Moving) -> None:
    at = await desk.article(await desk.screened(), verified=True)
    await locks.lock(desk.call(EDITOR), at.id)
    with pytest.raises(ArticleLocked):
        await locks.lock(desk.call(OTHER), at.id)
    with pytest.raises(ArticleLocked):
        await desk.write(OTHER, at, "另一个人写的。")
    with pytest.raises(ArticleLocked):
        await desk.act(OTHER, at, "drop", code="other", note="不要")
    assert (await desk.bench(at.id, OTHER)).writing
    moment.at += locks.FOR - timedelta(seconds=1)
    await locks.lock(desk.call(EDITOR), at.id)  # renewed while the page lives
    moment.at += timedelta(seconds=30)
    with pytest.raises(ArticleLocked):
        await locks.lock(desk.call(OTHER), at.id)
    await locks.unlock(desk.call(OTHER), at.id)  # somebody else's lock is not theirs to end
    with pytest.raises(ArticleLocked):
        await locks.lock(desk.call(OTHER), at.id)
    moment.at += locks.FOR
    assert not (await desk.bench(at.id, OTHER)).writing
    at = await desk.write(OTHER, at, BODY.replace("全辖", "某省"))
    with pytest.raises(ArticleLocked):
        await desk.write(EDITOR, at, "太晚了。")
    await locks.unlock(desk.call(OTHER), at.id)
    with pytest.raises(HeldByColleague):
        await desk.write(EDITOR, at, "写的人还领着这一件。")
    with pytest.raises(HeldByColleague):
        await locks.lock(desk.call(EDITOR), at.id)  # who only looks does not lock out who has it
    await claims.act(desk.call(OTHER), "article", at.id, "release")
    at = await desk.write(EDITOR, at, BODY)
    assert (await desk.seen(at.id)).body == BODY
    at = await desk.act(EDITOR, at, "finish")
    assert await db.fetch("SELECT 1 FROM article_lock WHERE article = $1", at.id) == [], "finishing ends the lock"


async def test_of_many_who_open_it_at_once_one_has_the_lock(desk: Desk) -> None:
    at = await desk.article(await desk.screened(), verified=True)
    asked = [locks.lock(desk.call(login), at.id) for login in (EDITOR, OTHER) * 6]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    (row,) = await db.fetch("SELECT holder FROM article_lock WHERE article = $1", at.id)
    won = EDITOR if row["holder"] == desk.people[EDITOR].id else OTHER
    for login, answer in zip((EDITOR, OTHER) * 6, answers, strict=True):
        assert isinstance(answer, Done if login == won else ArticleLocked)
    other = OTHER if won == EDITOR else EDITOR
    asked = [claims.act(desk.call(login), "article", at.id, "claim") for login in (other, won) * 6]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, Done) for one in answers) == 6
    rows = await db.fetch("SELECT 1 FROM desk_claim WHERE record = $1 AND ended IS NULL", at.id)
    assert len(rows) == 1


async def test_each_step_has_a_clock_and_only_those_who_handle_it_hear_of_it(desk: Desk, moment: Moving) -> None:
    at = await desk.article(await desk.screened())
    (verification,) = (await clocks.of("article", [at.id]))[at.id]
    assert verification.step == DeskStep.VERIFICATION
    assert verification.due.due == datetime(2026, 9, 8, 16, 0, tzinfo=UTC), "the end of the next working day"
    assert [queue.free for queue in await desk_reads.queues(desk.people[EDITOR])] == [0, 1, 0, 0]
    await claims.act(desk.call(OTHER), "article", at.id, "claim")
    moment.at = datetime(2026, 9, 9, 2, 0, tzinfo=UTC)
    while await clocks.turn():
        pass
    assert "article.clock_100" in await desk.told(OTHER)
    for login in (EDITOR, SCREENER, OFFICER):
        assert not [topic for topic in await desk.told(login) if topic.startswith("article.clock")]
    late = await desk_reads.queues(desk.people[EDITOR], Show.LATE)
    assert [[line.id for line in queue.lines] for queue in late] == [[], [at.id], [], []]
    assert not any(queue.lines for queue in await desk_reads.queues(desk.people[EDITOR], Show.LATE, days=1))
    moment.at += timedelta(days=1)
    assert any(queue.lines for queue in await desk_reads.queues(desk.people[EDITOR], Show.LATE, days=1))
    at = await desk.act(OTHER, at, "verify")
    running = {one.step: one.runs for one in (await clocks.of("article", [at.id]))[at.id]}
    assert running == {DeskStep.VERIFICATION: False, DeskStep.EDITING: True}
    at = await desk.act(OTHER, at, "hold")
    assert not any(one.runs for one in (await clocks.of("article", [at.id]))[at.id])


async def test_what_sits_is_told_once_a_week_in_working_hours(desk: Desk, moment: Moving) -> None:
    await desk.article(await desk.screened())
    moment.at = datetime(2026, 9, 12, 2, 0, tzinfo=UTC)
    await weekly.turn()
    assert "desk.week" not in await desk.told(EDITOR), "nobody is told on a Saturday"
    moment.at = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
    for _ in range(2):
        await weekly.turn()
        moment.at += timedelta(hours=1)
    assert (await desk.told(EDITOR)).count("desk.week") == 1
    assert "desk.week" not in await desk.told(PROOFREADER), "nothing sits at their step"
    assert "desk.week" not in await desk.told(OFFICER)
    moment.at += timedelta(days=7)
    await weekly.turn()
    assert (await desk.told(EDITOR)).count("desk.week") == 2


async def test_a_remark_stays_with_its_sentence_and_changes_nothing(desk: Desk) -> None:
    at = await desk.article(await desk.screened(), verified=True)
    before = await desk.seen(at.id)
    digest = lineage.digest(lineage.sentences(before.body)[1])
    said = await desk.cleared(PROOFREADER, text="同比口径请核对")
    made = await comments.comment(desk.call(PROOFREADER), at.id, 1, digest, said)
    assert (await desk.seen(at.id)) == before
    first, second = lineage.sentences(before.body)
    at = await desk.write(EDITOR, at, f"{second}\n\n{first}")
    bench = await desk.bench(at.id)
    assert [(s.index, r.standing) for s in bench.sentences for r in s.remarks] == [(0, "same")]
    at = await desk.write(EDITOR, at, f"单均保费2836元，比上年下降6.1%。\n\n{first}")
    bench = await desk.bench(at.id)
    (remark,) = [(s.index, r.standing, r.comment.anchor.quote) for s in bench.sentences for r in s.remarks]
    assert remark == (0, "changed", second)
    at = await desk.write(EDITOR, at, first)
    bench = await desk.bench(at.id)
    assert [r.standing for r in bench.lost] == ["gone"]
    with pytest.raises(SentenceGone):
        await comments.comment(desk.call(PROOFREADER), at.id, 0, digest, said)
    with pytest.raises(Forbidden):
        await comments.resolve(desk.call(SCREENER), at.id, made.id)
    await comments.resolve(desk.call(EDITOR), at.id, made.id)
    assert [r.closed for r in (await desk.bench(at.id)).lost] == [True]
    with pytest.raises(NotFound):
        await comments.comment(desk.call(OFFICER), at.id, 0, "", await desk.cleared(OFFICER, text="看看"))


async def test_a_colleague_is_asked_to_comment_only(desk: Desk) -> None:
    at = await desk.article(await desk.screened())
    await comments.ask_review(desk.call(EDITOR), at.id, desk.people["zhuren"].id)
    assert "article.ask_review" in await desk.told("zhuren")
    assert (await desk.bench(at.id, "zhuren")).asked_me
    with pytest.raises(Forbidden):
        await desk.act("zhuren", at, "verify")
    await comments.reviewed(desk.call("zhuren"), at.id)
    assert "article.reviewed" in await desk.told(EDITOR)
    assert "article.reviewed" not in await desk.told(OTHER)
    with pytest.raises(NotFound):
        await comments.reviewed(desk.call("zhuren"), at.id)
    with pytest.raises(Invalid):
        await comments.ask_review(desk.call(EDITOR), at.id, desk.people[OFFICER].id)


async def test_a_unit_is_asked_about_its_own_sentence_and_sees_nothing_else(desk: Desk, moment: Moving) -> None:
    source, theirs = await desk.screened(), await desk.screened(SECOND, THEIRS)
    at = await desk.article(source, theirs, body=f"某省承保车辆812.6万辆，增长4.3%。\n\n{THEIRS}")
    asked = await desk.ask(at.id, source)
    view = await question_reads.show(desk.people[OFFICER], asked.id)
    assert view.question.quote == "全辖承保车辆812.6万辆，同比增长4.3%。", "its own sentence, not the editor's"
    assert (view.article, view.asker) == (None, "")
    assert "question.ask" in await desk.told(OFFICER)
    for stranger in (f"{SECOND}.xinxi1", "yunlu.qianfa"):
        with pytest.raises(NotFound):
            await question_reads.show(desk.people[stranger], asked.id)
        with pytest.raises(NotFound):
            await questions.act(
                desk.call(stranger), asked.id, 1, "answer", await desk.cleared(stranger, text="不含")
            )  # fmt: skip
    with pytest.raises(NeedsNote):
        await desk.act(EDITOR, at, "verify")
    moment.at = datetime(2026, 9, 9, 2, 0, tzinfo=UTC)
    while await clocks.turn():
        pass
    assert "question.clock_100" in await desk.told(OFFICER)
    assert "question.clock_100" not in await desk.told(OTHER)
    answer = await desk.cleared(OFFICER, text="不含摩托车")
    done = await questions.act(desk.call(OFFICER), asked.id, asked.version, "answer", answer)
    with pytest.raises(StaleVersion):
        await questions.act(desk.call(OFFICER), asked.id, asked.version, "answer", answer)
    more = await desk.cleared(OFFICER, text="另附口径说明")
    await questions.act(desk.call(OFFICER), asked.id, done.version, "add", more)
    with pytest.raises(NotAllowedNow):
        await questions.act(desk.call(EDITOR), asked.id, done.version + 1, "withdraw", await desk.cleared(EDITOR))
    assert "question.answer" in await desk.told(EDITOR)
    ((shown,),) = [s.asked for s in (await desk.bench(at.id)).sentences if s.asked]
    assert [one.text for one in shown.view.question.answers] == ["不含摩托车", "另附口径说明"]
    assert not any(one.runs for one in (await clocks.of("question", [asked.id]))[asked.id])
    assert (await desk.act(EDITOR, at, "verify")).state == "verified"


async def test_not_waiting_for_an_answer_needs_a_reason_and_dropping_takes_questions_back(desk: Desk) -> None:
    source = await desk.screened()
    at, other = await desk.article(source), await desk.article(source)
    for one in (at, other):
        await desk.ask(one.id, source)
    at = await desk.act(EDITOR, at, "verify", note="单位值班员已电话确认")
    assert at.state == "verified"
    with pytest.raises(Invalid):
        await desk.act(EDITOR, other, "drop", code="known", note="不用")
    other = await desk.act(EDITOR, other, "drop", code="covered", note="同题已编发")
    assert [view.state for view in await question_reads.of_article(desk.people[EDITOR], other.id)] == ["已撤回"]
    assert [view.state for view in await question_reads.of_article(desk.people[EDITOR], at.id)] == ["待答复"]
    assert "question.withdraw" in await desk.told(OFFICER)
    assert (await desk.seen(other.id)).drop_code == "covered"
    with pytest.raises(NeedsNote):
        await desk.act(EDITOR, other, "restore")
    other = await desk.act(OTHER, other, "restore", note="签批人要求补发")
    assert (other.state, (await desk.seen(other.id)).drop_code) == ("selected", "")


async def test_what_was_declined_at_screening_can_be_restored_with_its_clock(desk: Desk) -> None:
    at = await desk.sent()
    said = await desk.cleared(SCREENER, code="known", note="已有同类信息")
    at = await moving.act(desk.call(SCREENER), at.id, at.version, "decline", said)
    with pytest.raises(Forbidden):
        await moving.act(desk.call(OFFICER), at.id, at.version, "restore", await desk.cleared(OFFICER, note="再看看"))
    why = await desk.cleared(SCREENER, note="与已采用的不是一件事")
    at = await moving.act(desk.call(SCREENER), at.id, at.version, "restore", why)
    assert at.state == "submitted"
    assert any(one.runs and one.step == "screen" for one in (await clocks.of("submission", [at.id]))[at.id])
    assert "submission.restore" in await desk.told(OFFICER)


async def test_articles_become_one_and_their_units_share_by_lineage(desk: Desk, moment: Moving) -> None:
    source = await desk.screened()
    moment.at += timedelta(hours=1)
    theirs = await desk.screened(SECOND, THEIRS)
    later, at = await desk.article(theirs, body=THEIRS), await desk.article(source, verified=True)
    asked = await desk.ask(later.id, theirs)
    joint = await desk.cleared(EDITOR, title="车险综合改革", body=f"{THEIRS}\n\n{BODY}")
    with pytest.raises(StaleVersion):
        await merging.merge(desk.call(EDITOR), at.id, at.version, later.id, later.version + 1, joint)
    await claims.act(desk.call(OTHER), "article", later.id, "claim")
    with pytest.raises(HeldByColleague):
        await merging.merge(desk.call(EDITOR), at.id, at.version, later.id, later.version, joint)
    await claims.act(desk.call(OTHER), "article", later.id, "release")
    done = await merging.merge(desk.call(EDITOR), at.id, at.version, later.id, later.version, joint)
    assert done.state == "selected", "what is made of more is verified anew"
    one, ended = await desk.seen(at.id), await desk.seen(later.id)
    assert (ended.state, ended.merged_into) == ("merged", at.id)
    assert [part.submission for part in one.sources] == [source, theirs], "the first reporter stands first"
    weight = [sum(map(len, lineage.sentences(text))) for text in (BODY, THEIRS)]
    assert [part.share for part in one.sources] == [round(100 * each / sum(weight)) for each in weight]
    ((moved,),) = [s.asked for s in (await desk.bench(at.id)).sentences if s.asked]
    assert (moved.view.question.id, moved.standing) == (asked.id, "same")
    for action in ("verify", "drop", "restore"):
        with pytest.raises(NotAllowedNow):
            await desk.act(EDITOR, Done(later.id, later.version + 1), action, code="other", note="再来")
    more = await desk.screened(SECOND, "定损周期由21天缩短到6天。")
    grown = await desk.cleared(EDITOR, title="车险综合改革", body=f"{THEIRS}\n\n{BODY}\n\n定损周期由21天缩短到6天。")
    for wrong in ([source], []):
        with pytest.raises((Invalid, NotAllowedNow)):
            await merging.take_in(desk.call(EDITOR), at.id, done.version, wrong, grown)
    done = await merging.take_in(desk.call(EDITOR), at.id, done.version, [more], grown)
    parts = {part.submission: part.share for part in (await desk.seen(at.id)).sources}
    assert set(parts) == {source, theirs, more}
    assert sum(parts.values()) == 100
    assert all(parts.values())


LONG = (
    "9月3日夜间，海晏市遭遇强降雨，城区多处积水，全市共接到车险报案1240件、企财险报案86件，估损金额约4300万元。"
    "各保险公司启动应急预案，开通理赔绿色通道，投入查勘人员320人、救援车辆95台，截至9月4日12时已完成查勘1010件。"
)


@pytest.mark.requirement("SUB-13")
async def test_what_units_report_of_one_thing_becomes_one_event_of_the_office_alone(desk: Desk, moment: Moving) -> None:
    first = await desk.sent("yunlu", LONG)
    other = await desk.sent("yunlu", THEIRS * 4)
    await drained()
    assert await event_reads.of_submission(desk.people[EDITOR], first.id) is None, "alone it is no event"
    moment.at += timedelta(hours=20)
    second = await desk.sent(SECOND, LONG + "当地已恢复通车。")
    await drained()
    found = await event_reads.of_submission(desk.people[EDITOR], first.id)
    assert found is not None
    sheet = await event_reads.sheet(desk.people[EDITOR], found[0])
    assert [one.submission for one in sheet.reports] == [first.id, second.id], "in the order they came"
    assert sheet.lead == sheet.reports[0].unit_name
    assert sheet.alike[second.id] >= 60
    for login in (OFFICER, f"{SECOND}.xinxi1"):
        assert await event_reads.of_submission(desk.people[login], first.id) is None
        assert await event_reads.of_submission(desk.people[login], second.id) is None
        with pytest.raises(NotFound):
            await event_reads.sheet(desk.people[login], found[0])
        with pytest.raises(NotFound):
            await event_reads.sheet(desk.people[login], sheet.id)
    assert not any((await clocks.of("event", [found[0]])).values()), "nobody owes anything by it"
    moment.at += timedelta(hours=80)
    await desk.sent(SECOND, LONG.replace("9月", "8月"))
    await drained()
    assert len((await event_reads.sheet(desk.people[EDITOR], found[0])).reports) == 2, "beyond the window"
    await same.gather(desk.call(SCREENER), [other.id], found[0])
    with pytest.raises(Forbidden):
        await same.leave(desk.call(OFFICER), second.id)
    await same.leave(desk.call(SCREENER), second.id)
    left = await event_reads.sheet(desk.people[EDITOR], found[0])
    assert [one.submission for one in left.reports] == [first.id, other.id]
    again = await same.gather(desk.call(SCREENER), [second.id, first.id])
    assert again.id == found[0], "into the oldest that goes on"
    for wrong in ([UUID(int=3)], []):
        with pytest.raises((NotFound, Invalid)):
            await same.gather(desk.call(SCREENER), wrong)


@pytest.mark.requirement("SUB-05")
async def test_an_emergency_keeps_its_own_chain_whoever_else_reports_it(desk: Desk, moment: Moving) -> None:
    plain = await desk.sent(SECOND, LONG)
    moment.at += timedelta(hours=1)
    officer = "yunlu.xinxi1"
    text = {"title": "强降雨灾情", "body": LONG, "source": "", "contact": ""}
    details = Details("emergency", "flash", "duty", clock.now(), level="2")
    at = await writing.create(desk.call(officer), await desk.cleared(officer, **text), details)
    for login, action in ((officer, "request_sign"), ("yunlu.qianfa", "sign_off"), (officer, "submit")):
        at = await moving.act(desk.call(login), at.id, at.version, action, await desk.cleared(login))
    before = (await event_reads.of_submission(desk.people[officer], at.id)) or pytest.fail("its own chain")
    owed = (await clocks.of("event", [before[0]]))[before[0]]
    await drained()
    sheet = await event_reads.sheet(desk.people[EDITOR], before[0])
    assert [one.submission for one in sheet.reports] == [plain.id, at.id]
    own = await event_reads.sheet(desk.people[officer], before[0])
    assert [one.submission for one in own.reports] == [at.id], "a unit sees its own reports"
    assert own.lead == next(one.unit_name for one in sheet.reports if one.submission == at.id)
    async with db.transaction(desk.people[SCREENER]) as tx:
        await chains.recount(tx, before[0])
    assert (await clocks.of("event", [before[0]]))[before[0]] == owed, "what its unit owes stays as it was"
    with pytest.raises(Invalid):
        await same.leave(desk.call(SCREENER), at.id)


async def test_the_history_a_unit_reads_says_nothing_of_who_had_it_on_the_desk(desk: Desk) -> None:
    at = await desk.sent()
    for login, action in ((DUTY, "claim"), (SCREENER, "take_over"), (SCREENER, "release")):
        await claims.act(desk.call(login), "submission", at.id, action)
    shown = await record_reads.show(desk.people[OFFICER], at.id)
    assert {line.action for line in shown.history} == {"create", "request_sign", "sign_off", "submit"}
    with pytest.raises(NotFound):
        await claim_reads.past(desk.people[OFFICER], at.id)
    rows = await db.fetch("SELECT action FROM journal WHERE kind = 'claim' ORDER BY seq")
    assert [row["action"] for row in rows] == ["claim", "take_over", "release"], "the auditor's journal has it"
