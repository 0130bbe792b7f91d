"""What notices are about: for each kind of record, who knows its title (for the list) and its number (for a mail)."""

from bulletins.queries import articles, questions, titles
from bulletins.rules.kinds import Genre
from identity.queries import register as identity
from kernel.actor import Actor
from notices.queries import reading as notices
from notices.rules.records import RecordKind
from scores.queries import naming as scores
from submissions.queries import assignments as submission_assignments
from submissions.queries import debts, events, figures, phone
from submissions.queries import lists as submission_lists
from submissions.workflow.told import LeaderRank


def install() -> None:
    """Tell notices; called once by the assembly."""
    notices.describe(RecordKind.SUBMISSION, submission_lists.titles, submission_lists.numbers)
    notices.describe(RecordKind.ASSIGNMENT, submission_assignments.titles)
    notices.describe(RecordKind.ASSIGNMENT_ORDER, submission_assignments.order_titles)
    notices.describe(RecordKind.DEBT, debts.titles)
    notices.describe(RecordKind.EVENT, events.titles)
    notices.describe(RecordKind.PHONE_NOTE, phone.titles)
    notices.describe(RecordKind.ARTICLE, articles.titles)
    notices.describe(RecordKind.QUESTION, questions.titles)
    notices.describe(RecordKind.ISSUE, titles.issues, titles.issues)
    notices.describe(RecordKind.DELIVERY, titles.deliveries, titles.deliveries)
    notices.describe(RecordKind.WIDENING, titles.widenings)
    notices.describe(RecordKind.INSTRUCTION, titles.instructions)
    notices.describe(RecordKind.UNIT, identity.unit_names)
    scores.describe(scores.SUBMISSION, submission_lists.titles)
    scores.describe(RecordKind.ASSIGNMENT, submission_assignments.titles)
    scores.offer("genre", _genres)
    scores.offer("rank", _ranks)
    scores.offer("reported", figures.genres)


async def _genres(_viewer: Actor) -> list[tuple[str, str]]:
    return [(genre.value, genre.label) for genre in Genre]


async def _ranks(_viewer: Actor) -> list[tuple[str, str]]:
    return [(rank.value, rank.label) for rank in LeaderRank]
