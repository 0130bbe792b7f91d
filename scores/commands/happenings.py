"""Noting what happened, and taking it back.

- A happening is noted inside the command that makes it happen: `note.within(tx, Happening(…))`. That command has checked
  its actor; noting the same once more changes nothing.
- What a record showed and no longer shows is cancelled, never deleted: `cancel.within(tx, source, item)`. Periods that
  are closed keep their lines, the difference is a line of the open one (ED-05).
- Both are journal rows of the happening; that something was reported is one of its own record already.
"""

from uuid import UUID

import msgspec

from kernel.db import Done, Tx, command
from scores.rules.happenings import OWN, Fact, Happening, Share, Sort
from scores.store import happenings as store

__all__ = ["OWN", "Happening", "Share", "Sort", "cancel", "note", "take_back"]
KIND = "score_happening"


@command("score.note")
async def note(tx: Tx, made: Happening) -> Done:
    """Write a happening down, once."""
    known = await store.same(tx, made)
    if known is not None:
        return Done(known)
    id = await store.add(tx, made)
    if made.sort is not Sort.REPORTED:
        tx.record(KIND, id, "note", after=msgspec.json.encode(made))
    return Done(id)


@command("score.cancel")
async def cancel(tx: Tx, source: UUID, item: UUID | None = None) -> Done:
    """What this record showed does not hold any more, about one item or all; un-adoption when an issue is called back."""
    found = await store.standing_of(source, item)
    for fact in found:
        await take_back(tx, fact)
    return Done(source, more={"cancelled": str(len(found))})


async def take_back(tx: Tx, fact: Fact) -> UUID:
    """Cancel one happening, as a part of a command."""
    undone = Happening(
        Sort.CANCELLED, fact.item, fact.shares, KIND, fact.id, level=fact.level, outlet=fact.outlet, cancels=fact.id
    )
    id = await store.add(tx, undone)
    tx.record(KIND, fact.id, "cancel", after=msgspec.json.encode(undone))
    return id
