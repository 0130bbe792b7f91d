"""The journal for the auditor, and jobs that stand aside for whoever minds them (SEC-01, SEC-03)."""

from identity.rights import Right, demand
from identity.store import journal as journal_store
from identity.store.journal import Filter
from kernel import heads, outbox
from kernel.actor import Actor
from kernel.journal import Head, Line

PAGE = 50
# Shapes of the tables below this module that others may name.
__all__ = ["Filter"]


async def journal(viewer: Actor, wanted: Filter, older: int | None = None, newer: int | None = None) -> list[Line]:
    """Journal rows newest first, older or newer than a seq: one page and one row more."""
    demand(viewer, Right.JOURNAL_READ)
    return await journal_store.listed(wanted, older, newer, PAGE + 1)


async def journal_kinds(viewer: Actor) -> list[str]:
    """The kinds of record that occur in the journal."""
    demand(viewer, Right.JOURNAL_READ)
    return await journal_store.kinds()


async def journal_heads(viewer: Actor) -> list[Head]:
    """The newest signed heads."""
    demand(viewer, Right.JOURNAL_READ)
    return (await heads.stored())[-20:][::-1]


async def jobs_aside(viewer: Actor) -> list[dict[str, object]]:
    """Jobs of the outbox that stand aside."""
    demand(viewer, Right.OUTBOX_MANAGE)
    return await outbox.aside()
