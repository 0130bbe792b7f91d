"""What sub-units send through the viewer's unit (SUB-01)."""

from dataclasses import replace

from kernel.actor import Actor
from submissions.queries.lists import PAGE, lines
from submissions.rules.records import Scope, Wanted
from submissions.rules.views import Listed
from submissions.store import listing as store


async def passing(viewer: Actor, wanted: Wanted) -> Listed:
    """One page of them, newest first, with the keys of its neighbours."""
    asked = replace(wanted, limit=PAGE + 1, text="")
    rows = await store.listing(Scope(through=viewer.unit), asked)
    shown = await lines(viewer, rows[:PAGE])
    if wanted.backwards:
        shown.reverse()
    more = len(rows) > PAGE
    first, last = (shown[0].key, shown[-1].key) if shown else (None, None)
    before, after = (more, True) if wanted.backwards else (bool(wanted.beyond), more)
    return Listed(tuple(shown), first if before else None, last if after else None)
