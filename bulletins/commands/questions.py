"""Questions to the unit of a source (ED-10).

- A question is bound to a sentence of the article and to one of its sources. The unit sees the sentence of its own text
  that it comes from, as far as there is one, and the question; nothing of the article.
- It has a clock by the desk's terms, or a day the editor names; the unit's liaison officers are told, asked again at the
  clock's marks, and answer in place. The editor who asked, and who has the article, hear of the answer.
"""

from datetime import date, datetime, time
from uuid import UUID

from bulletins.commands.comments import bound, open_one, words
from bulletins.rules import lineage
from bulletins.rules.questions import Question
from bulletins.store import questions as store
from bulletins.tables.desk import SourceQuestion
from bulletins.workflow.acts import Act
from bulletins.workflow.article import IN_WORK, ArticleState
from bulletins.workflow.question import KIND, QUESTION, QuestionAct, QuestionState, visible
from gate import commands as gate
from identity.rights import Right
from kernel import clock, clocks, terms
from kernel.clock import LOCAL
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound, StaleVersion
from kernel.ids import new_id
from kernel.terms import Due
from marking.cleared import Cleared
from submissions.queries import claims as claim_reads
from submissions.queries import records as submission_records
from submissions.workflow.claims import DeskStep
from typeset.blocks import plain

ARTICLE, CLOSES, FURTHEST = "article", time(17, 30), 60


@command("question.ask")
async def ask(  # noqa: PLR0913, PLR0917 - what about, whom, until when
    tx: Tx, article: UUID, submission: UUID, position: int, digest: str, said: Cleared, day: date | None = None
) -> Done:
    """Ask the unit of a source about a sentence. Raises SentenceGone when it reads otherwise by now."""
    gate.nothing_held(said)
    about = await open_one(tx.actor, article, Act.ASK_UNIT)
    if not tx.actor.may(Right.ARTICLE_EDIT):
        raise Forbidden(action=Act.ASK_UNIT.label)
    if about.state not in IN_WORK:
        raise NotAllowedNow(action=Act.ASK_UNIT.label, state=ArticleState(about.state).label, reason="")
    if submission not in {source.submission for source in about.sources}:
        raise Invalid(fields={"submission": "not_a_choice"})
    anchor, text = bound(about, position, digest), words(said)
    source = (await submission_records.sources(tx.actor, [submission]))[0]
    theirs = lineage.sentences(plain(source.body))
    at = lineage.nearest(anchor.quote, theirs)
    due = await _due(tx, day)
    asked = Question(
        new_id(), 1, QuestionState.ASKED.value, article, submission, source.unit, anchor,
        theirs[at] if at is not None else "", text, tx.actor.id, tx.now, due.due,
    )  # fmt: skip
    await store.add(tx, asked)
    await clocks.start(tx, KIND, asked.id, DeskStep.QUESTION, due)
    tx.record(KIND, asked.id, QuestionAct.ASK, target=asked.state, note=text)
    tx.record(ARTICLE, article, Act.ASK_UNIT)
    await tx.promise("question.tell", record=asked.id, action="ask", by=tx.actor.id)
    return Done(asked.id, 1, asked.state, {"article": str(article)})


@command("question.act")
async def act(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """Answer, add to an answer, take back."""
    gate.nothing_held(said)
    question = await store.question(id)
    if not visible(question, tx.actor):
        raise NotFound
    if question.version != version:
        raise StaleVersion
    row = QUESTION.require(question, action, tx.actor, said.parts)
    answering = action in {"answer", "add"}
    text = words(said) if answering else ""
    columns = {"answered_at": tx.now} if action == "answer" else {}
    new = await tx.move(SourceQuestion, id, version, question.state, row.target, **columns)
    if answering:
        await store.add_answer(tx, id, text)
    if question.state == QuestionState.ASKED:
        await (clocks.settle if answering else clocks.drop)(tx, KIND, id)
    tx.record(KIND, id, action, source=question.state, target=row.target, note=text)
    for topic in row.then:
        await tx.promise(topic, record=id, action=action, by=tx.actor.id)
    return Done(id, new, str(row.target), {"article": str(question.article)})


async def _due(tx: Tx, day: date | None) -> Due:
    if day is None:
        found = await claim_reads.due(DeskStep.QUESTION)
        if found:
            return found
        day = clock.local(tx.now).date()
    moment = datetime.combine(day, CLOSES, LOCAL)
    if moment <= tx.now or (day - clock.local(tx.now).date()).days > FURTHEST:
        raise Invalid(fields={"due": "in_the_past" if moment <= tx.now else "answer_too_far"}, limit=FURTHEST)
    return terms.at_moment(DeskStep.QUESTION.value, DeskStep.QUESTION.label, moment, tx.now)


async def withdraw_all(tx: Tx, article: UUID) -> None:
    """The article is not used: nobody has to answer any more; who was asked is told."""
    for question in await store.some(await store.open_of(article)):
        target = QuestionState.WITHDRAWN
        await tx.move(SourceQuestion, question.id, question.version, question.state, target)
        await clocks.drop(tx, KIND, question.id)
        tx.record(KIND, question.id, "withdraw", source=question.state, target=target)
        await tx.promise("question.tell", record=question.id, action="withdraw", by=tx.actor.id)
