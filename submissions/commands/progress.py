"""For bulletins: what is done with the article made of a submission is told to the unit that wrote it."""

from collections.abc import Sequence
from uuid import UUID

from kernel.db import Done, Tx, command
from submissions.rules.progress import Step
from submissions.store import progress as store


@command("submission.step")
async def step(tx: Tx, submissions: Sequence[UUID], article: UUID, action: str) -> Done:
    """`step.within(tx, …)` inside the article's own command, which has checked its actor and writes the journal."""
    await store.add(tx, submissions, article, Step(action))
    return Done(article)
