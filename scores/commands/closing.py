"""Closing a period: its lines are kept as they stand, with their digest (ED-05).

- Periods are closed one after the other, without a gap, and only when they are over. The first one begins with the year
  of the oldest happening.
- What is noted or cancelled later about a closed period is a line of the open time.
"""

from datetime import date, timedelta

from identity.rights import Right, demand
from kernel import clock
from kernel.db import Done, Tx, command
from kernel.errors import Invalid
from kernel.ids import new_id
from scores.errors import PeriodClosed
from scores.rules.evaluate import digest
from scores.rules.settlements import KIND, Settlement
from scores.rules.spans import year_of
from scores.store import happenings, ledger, settlements


@command("score.close")
async def close(tx: Tx, last: date) -> Done:
    """Close everything up to and including a day. Raises PeriodClosed, Invalid."""
    demand(tx.actor, Right.SCORE_FORCE)
    await settlements.lock(tx)
    if last >= clock.local(tx.now).date():
        raise Invalid(fields={"last": "score_not_over"})
    closed = await settlements.listed()
    if closed and last <= closed[0].last:
        raise PeriodClosed
    if closed:
        first = closed[0].last + timedelta(days=1)
    else:
        oldest = await happenings.first_day()
        first = min(year_of(oldest or last)[0], year_of(last)[0])
    book = await ledger.book(first, last)
    made = Settlement(new_id(), first, last, digest(each.scored for each in book.lines), tx.actor.id, tx.now)
    await settlements.add(tx, made, book.lines)
    tx.record(KIND, made.id, "close", after=f"{first} {last} {made.digest}".encode())
    return Done(made.id, more={"digest": made.digest})
