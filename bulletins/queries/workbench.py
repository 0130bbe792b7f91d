"""The workbench of an article: its text sentence by sentence, with where each comes from and what is said of it.

- A remark or question stands at its sentence wherever that has moved; one whose sentence reads differently by now says so
  and stands at what it has become; one whose sentence is gone stands below, with the words it was about.
- Who writes now, who has the step, who was asked to comment, and the neighbours in the queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bulletins.queries import desk, questions
from bulletins.queries.questions import QuestionView
from bulletins.queries.views import ArticleSheet, Part
from bulletins.rules import anchors, lineage
from bulletins.rules.articles import Origin
from bulletins.rules.questions import Comment
from bulletins.store import comments, locks
from bulletins.workflow.article import IN_WORK, OVER
from identity.queries import register as identity
from identity.rights import Right
from kernel import clocks, textdiff
from kernel.actor import Actor
from kernel.textdiff import Segment
from kernel.work import Clock
from submissions.queries import claims
from submissions.workflow.claims import DeskStep, step_of
from typeset.blocks import plain

KIND = "article"


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment at its sentence."""

    comment: Comment
    who: str
    standing: str
    closed: bool
    may_resolve: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question at its sentence."""

    view: QuestionView
    standing: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the newest text. `origin`: whose it is ("" new); `segments`: what was changed of the source's."""

    index: int
    text: str
    digest: str
    origin: str
    source: UUID | None
    near: bool
    segments: tuple[Segment, ...]
    remarks: tuple[Remark, ...] = ()
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A colleague who was asked to comment."""

    name: str
    asked: datetime
    done: datetime | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a step of the article, or answered for it; `ended`: None while they do."""

    step: str
    name: str
    since: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Bench:
    """What the workbench adds to an article's sheet."""

    sentences: tuple[Sentence, ...]
    lost: tuple[Remark, ...]
    lost_asked: tuple[Asked, ...]
    holder: UUID | None
    holders: tuple[Holder, ...]
    writing: str
    clock: Clock | None
    reviewers: tuple[Reviewer, ...]
    asked_me: bool
    colleagues: tuple[tuple[str, str], ...]
    readers: tuple[tuple[str, str], ...]
    step: str
    may_comment: bool
    may_ask: bool
    may_step: bool
    before: UUID | None
    after: UUID | None
    open_remarks: int


async def bench(viewer: Actor, sheet: ArticleSheet) -> Bench:
    """Beside the sheet, which the viewer has seen."""
    article = sheet.card.article
    remarks, asked = await _remarks(viewer, article.id, article.body), await _asked(viewer, article.id, article.body)
    step = step_of(KIND, article.state)
    lock = (await locks.of([article.id])).get(article.id)
    past = await claims.past(viewer, article.id)
    reviews = await comments.reviews(article.id)
    people = {row["holder"] for row in past} | {one.reader for one in reviews} | ({lock.holder} if lock else set())
    names = await identity.names(viewer, people)
    before, after = await desk.neighbours(viewer, article.id, article.state)
    may_edit = viewer.may(Right.ARTICLE_EDIT)
    found = remarks.items()
    return Bench(
        _sentences(article.body, sheet.editions[0][0].lineage, sheet.card.parts, remarks, asked),
        tuple(one for at, group in found if at < 0 for one in group),
        tuple(one for at, group in asked.items() if at < 0 for one in group),
        next((row["holder"] for row in past if row["ended"] is None), None),
        tuple(Holder(DeskStep(r["step"]).label, names.get(r["holder"], ""), r["since"], r["ended"]) for r in past),
        names.get(lock.holder, "") if lock and lock.holder != viewer.id else "",
        await _clock(article.id),
        tuple(Reviewer(names.get(one.reader, ""), one.asked_at, one.done_at) for one in reviews),
        any(one.reader == viewer.id and one.done_at is None for one in reviews),
        await desk.colleagues(viewer, Right.ARTICLE_EDIT) if may_edit and step else (),
        await desk.colleagues(viewer, Right.ARTICLE_READ) if may_edit and article.state not in OVER else (),
        step.label if step else "", article.state not in OVER, may_edit and article.state in IN_WORK,
        bool(step) and may_edit, before, after,
        sum(one.comment.resolved_at is None for _, group in found for one in group),
    )  # fmt: skip


async def _clock(article: UUID) -> Clock | None:
    running = (await clocks.of(KIND, [article])).get(article, ())
    return next((each.shown for each in running if each.runs), None)


async def _remarks(viewer: Actor, article: UUID, body: str) -> dict[int, list[Remark]]:
    found = await comments.of(article)
    names = await identity.names(viewer, {one.by for one in found})
    placed: dict[int, list[Remark]] = {}
    listed = lineage.sentences(body)
    for one in found:
        at = anchors.find(one.anchor, listed)
        closed = one.resolved_at is not None
        mine = not closed and (one.by == viewer.id or viewer.may(Right.ARTICLE_EDIT))
        placed.setdefault(at.position, []).append(
            Remark(one, names.get(one.by, ""), at.standing.value, closed, may_resolve=mine)
        )
    return placed


async def _asked(viewer: Actor, article: UUID, body: str) -> dict[int, list[Asked]]:
    placed: dict[int, list[Asked]] = {}
    listed = lineage.sentences(body)
    for view in await questions.of_article(viewer, article):
        at = anchors.find(view.question.anchor, listed)
        placed.setdefault(at.position, []).append(Asked(view, at.standing.value))
    return placed


def _sentences(
    body: str,
    origins: Sequence[Origin],
    parts: Sequence[Part],
    remarks: dict[int, list[Remark]],
    asked: dict[int, list[Asked]],
) -> tuple[Sentence, ...]:
    sources = {part.submission: (part.unit, lineage.sentences(plain(part.body))) for part in parts}
    found = []
    for index, (text, origin) in enumerate(zip(lineage.sentences(body), origins, strict=False)):
        unit, theirs = sources.get(origin.source, ("", [])) if origin.source else ("", [])
        at = lineage.nearest(text, theirs) if origin.near else None
        segments = tuple(textdiff.diff(theirs[at], plain(text))) if at is not None else ()
        found.append(
            Sentence(
                index, plain(text), lineage.digest(text), unit, origin.source, origin.near, segments,
                tuple(remarks.get(index, ())), tuple(asked.get(index, ())),
            )
        )  # fmt: skip
    return tuple(found)
