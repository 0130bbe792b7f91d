"""Questions to units: the unit's own page, and whom an act concerns. The viewer always comes first.

- A unit sees what was asked of it: its own sentence, the question, its answers. Of the article it learns nothing.
"""

from dataclasses import dataclass
from uuid import UUID

from bulletins.rules.questions import Question
from bulletins.store import questions as store
from bulletins.workflow.question import KIND, QUESTION, QuestionState, visible
from identity.queries import register as identity
from identity.rights import Right
from kernel import clocks
from kernel.actor import SYSTEM, Actor
from kernel.errors import NotFound
from kernel.work import Clock, WorkItem
from kernel.workflow import Offer
from submissions.queries import claims
from submissions.queries import lists as submission_lists

LISTED = (QuestionState.ASKED, QuestionState.ANSWERED)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as its page shows it; `article`: the office's only."""

    question: Question
    state: str
    title: str
    number: str
    asker: str
    unit: str
    clock: Clock | None
    offers: tuple[Offer, ...]
    people: dict[UUID, str]
    article: UUID | None = None


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom a question concerns: liaison officers of the unit; who asked; who asked and who has the article."""

    unit: tuple[UUID, ...]
    asker: UUID
    office: tuple[UUID, ...]


async def show(viewer: Actor, id: UUID) -> QuestionView:
    """One question. Raises NotFound."""
    question = await store.question(id)
    if not visible(question, viewer):
        raise NotFound
    return (await views(viewer, [question]))[0]


async def listing(viewer: Actor) -> list[QuestionView]:
    """The unit's questions, those that wait first; for the office all that wait."""
    if viewer.may(Right.ARTICLE_READ):
        return await views(viewer, await store.waiting())
    if not viewer.may(Right.SUBMISSION_WRITE):
        raise NotFound
    found = await store.of_unit(viewer.unit, LISTED)
    waiting = sorted((one for one in found if one.state == QuestionState.ASKED), key=lambda one: one.due)
    return await views(viewer, [*waiting, *(one for one in found if one.state != QuestionState.ASKED)])


async def of_submission(viewer: Actor, submission: UUID) -> list[QuestionView]:
    """What was asked about a submission, as far as the viewer may see it; what was taken back is left out."""
    found = await store.of_submission(submission)
    return await views(viewer, [one for one in found if one.state in LISTED and visible(one, viewer)])


async def of_article(viewer: Actor, article: UUID) -> list[QuestionView]:
    """Every question about an article, for the office."""
    return await views(viewer, await store.of_article(article)) if viewer.may(Right.ARTICLE_READ) else []


async def waiting(actor: Actor) -> list[WorkItem]:
    """Rows of 待办: what a unit has to answer."""
    if not actor.may(Right.SUBMISSION_WRITE):
        return []
    return [
        WorkItem(
            KIND, view.question.id, view.title, view.state, f"/questions/{view.question.id}", QUESTION.label_of("answer"),
            view.question.at, detail=view.question.text, clock=view.clock,
        )
        for view in await views(actor, await store.of_unit(actor.unit, (QuestionState.ASKED,)))
    ]  # fmt: skip


async def titles(viewer: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """For notices: the title of the submission that is asked about."""
    found = [one for one in await store.some(ids) if visible(one, viewer)]
    names = await submission_lists.titles(viewer, {one.submission for one in found})
    return {one.id: names.get(one.submission, "") for one in found}


async def concerned(viewer: Actor, id: UUID) -> Concerned:
    """Whom to tell; for the jobs of this package."""
    question = await store.question(id)
    unit = tuple(await identity.holders(viewer, Right.SUBMISSION_WRITE, question.unit))
    claim = (await claims.of(SYSTEM, "article", [question.article])).get(question.article)
    office = (question.by, claim.holder) if claim else (question.by,)
    return Concerned(unit, question.by, office)


async def views(viewer: Actor, found: list[Question]) -> list[QuestionView]:
    """With names, clocks and what the viewer can do."""
    submissions = {one.submission for one in found}
    titles = await submission_lists.titles(viewer, submissions)
    numbers = await submission_lists.numbers(viewer, submissions)
    people = {one.by for one in found} | {answer.by for one in found for answer in one.answers}
    names = await identity.names(viewer, people)
    units = await identity.unit_names(viewer, {one.unit for one in found})
    running = await clocks.of(KIND, [one.id for one in found])
    return [
        QuestionView(
            one, QuestionState(one.state).label, titles.get(one.submission, ""), numbers.get(one.submission, ""),
            names.get(one.by, "") if viewer.office else "", units.get(one.unit, ""),
            next((each.shown for each in running.get(one.id, ())), None), tuple(QUESTION.offered(one, viewer)),
            {answer.by: names.get(answer.by, "") for answer in one.answers},
            one.article if viewer.may(Right.ARTICLE_READ) else None,
        )
        for one in found
    ]  # fmt: skip
