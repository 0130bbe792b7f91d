"""How pressing a report was: known to whoever reads an issue made from it."""

from collections.abc import Iterable
from uuid import UUID

from kernel.actor import Actor
from submissions.store import urgency as store


async def hurried(_viewer: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Those of the submissions, named by what the viewer reads, that were reported with more than ordinary urgency."""
    return await store.hurried(ids)
