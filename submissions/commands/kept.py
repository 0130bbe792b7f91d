"""Keeping a list's filter and order under a name, forgetting it, and taking a list out of the house.

- A view is its owner's alone; the name passes the gate like every free text, and both are sealed: a filter may hold words.
- An export holds what the person sees on the page, within the limit, and leaves a line in the journal: who, how many
  rows, the digest of the filter. The line stands before the file leaves.
"""

import json
from collections.abc import Mapping
from uuid import UUID

from gate import commands as gate
from identity.rights import Right, demand
from kernel import vault
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound
from kernel.ids import new_id
from marking.cleared import Cleared
from submissions.errors import TooManyViews
from submissions.store import kept as store
from submissions.tables.kept import SubmissionView

KIND = "submission_view"
MOST, LONGEST_NAME = 20, 20
PAGES = frozenset({"submissions", "desk"})


@command("submission_view.keep")
async def keep(tx: Tx, page: str, name: Cleared, query: Mapping[str, str]) -> Done:
    """Keep a view. Raises Invalid for a name that is empty or too long, TooManyViews."""
    gate.nothing_held(name)
    words = name.text("name").strip()
    if not words or len(words) > LONGEST_NAME:
        raise Invalid(fields={"name": "required" if not words else "too_long"})
    if page not in PAGES:
        raise NotFound
    if await store.count(tx, tx.actor.id) >= MOST:
        raise TooManyViews(most=MOST)
    box = vault.mint(new_id(), KIND)
    await vault.keep(tx, box)
    await tx.insert(
        SubmissionView, id=box.owner, account=tx.actor.id, name_sealed=box.seal("name", words),
        query_sealed=box.seal("query", json.dumps(dict(query), ensure_ascii=False, sort_keys=True)), page=page,
        created=tx.now,
    )  # fmt: skip
    tx.record(KIND, box.owner, "create", after=words.encode())
    return Done(box.owner)


@command("submission_view.forget")
async def forget(tx: Tx, id: UUID) -> Done:
    """Forget one of one's own views. Raises NotFound."""
    if not await store.drop(tx, tx.actor.id, id):
        raise NotFound
    await vault.destroy(tx, id)
    tx.record(KIND, id, "drop")
    return Done(id)


@command("submission.export")
async def export(tx: Tx, query: Mapping[str, str], rows: int) -> Done:
    """The journal's line of an export. Raises Forbidden."""
    demand(tx.actor, Right.SUBMISSION_EXPORT)
    said = json.dumps(dict(query), ensure_ascii=False, sort_keys=True)
    tx.record("submission", tx.actor.unit, "export", after=said.encode(), note=str(rows))
    return Done(tx.actor.unit, more={"rows": str(rows)})
