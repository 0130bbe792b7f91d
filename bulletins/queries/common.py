"""What several reads of this package share: a record's course, names of units, cards."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from bulletins.queries.views import Card, Course, Opened, Part, Passed, Stood
from bulletins.rules.articles import Article
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Kind
from bulletins.store import notes
from bulletins.workflow.acts import Act
from bulletins.workflow.article import ArticleState
from identity.queries import register as identity
from identity.queries import trails
from kernel import clock
from kernel.actor import Actor
from kernel.workflow import Workflow

SHOWN_PATH = {"article": "/articles", "issue": "/issues", "instruction": "/instructions", "delivery": "/deliveries"}


async def course(viewer: Actor, record: UUID, state: str, workflow: Workflow) -> Course:
    """Flow line, history newest first with what was said, and who opened the record."""
    trail = await trails.trail(viewer, record, workflow)
    said = {(note.at, note.action): note.text for note in await notes.of(record)}
    acts = {act.value: act.label for act in Act}
    stood = {line.target: Stood(line.who, line.at) for line in trail.history if line.target}
    history = tuple(
        Passed(
            line.at,
            line.who,
            line.unit,
            line.label if line.action in workflow.actions() else acts.get(line.action, line.label),
            said.get((line.at, line.action), ""),
        )
        for line in reversed(trail.history)
    )
    readers = tuple(Opened(reader.who, reader.unit, reader.last) for reader in trail.readers)
    return Course(tuple(workflow.steps(state)), stood, history, readers)


async def cards(viewer: Actor, articles: Sequence[Article], kinds: Iterable[Kind]) -> list[Card]:
    """Articles with the names of their units and their length held against the kind."""
    names = await identity.unit_names(viewer, {source.unit for article in articles for source in article.sources})
    called = {kind.id: kind.name for kind in kinds}
    return [
        Card(
            article,
            called.get(article.kind, ""),
            ArticleState(article.state).label,
            tuple(Part(source.submission, names.get(source.unit, ""), source.share) for source in article.sources),
            fit(article),
            f"{SHOWN_PATH['article']}/{article.id}",
        )
        for article in articles
    ]


def dated(issue: Issue) -> date:
    """The day that stands on the issue: that of its approval, until then today."""
    return clock.local(issue.approved_at or clock.now()).date()


def fit(article: Article) -> str:
    """Ok | short | long, against the kind's limit for the genre."""
    limit = article.limit
    if limit is None or limit.holds(article.chars):
        return "ok"
    return "short" if article.chars < limit.least else "long"
