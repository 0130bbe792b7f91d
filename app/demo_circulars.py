"""A circular in draft and a list of who deserves a commendation, both from the demo's own figures.

- Made once, through the product's commands, after the scores.
"""

from app.demo_cast import person
from bulletins.commands import circulars, commendations
from bulletins.queries import circulars as circular_reads
from bulletins.queries import commendations as commendation_reads
from bulletins.rules import drafts
from bulletins.rules.circulars import Span, span
from identity.rights import Right
from kernel import clock
from kernel.actor import Call
from marking.cleared import clear


async def found_circulars() -> None:
    """One of each."""
    editor = await person(Right.ISSUE_COMPILE)
    if await circular_reads.listing(editor):
        return
    today = clock.local(clock.now()).date()
    figures = await circular_reads.figures(editor, *span(Span.MONTH, today))
    await circulars.draft(Call(editor), figures, clear(drafts.circular(figures, Span.MONTH)))
    first, last = span(Span.YEAR, today)
    await commendations.propose(Call(editor), first, last, await commendation_reads.proposal(editor, first, last))
