"""Ticks of the four-quality questions: kept with the text they are about, seen by who signs (办法 第十三条).

- Nothing is forced: a text may be sent with no tick at all, and the signer sees that too.
- A tick is for one saved text; the next text starts without any.
- Only questions in force can be ticked; the texts of the questions are the office's.
"""

from collections.abc import Collection
from uuid import UUID

from kernel import clock
from kernel.db import Done, Tx, command
from submissions.commands.common import found
from submissions.errors import NotEditable
from submissions.rules.records import KIND
from submissions.store import checklist as store
from submissions.workflow.submission import PlainAct, State, editable


@command("submission.tick")
async def tick(tx: Tx, id: UUID, version: int, ticked: Collection[str]) -> Done:
    """These questions were answered for the text as it stands; what is no question is passed over."""
    row, item = await found(id, tx.actor, version)
    if not editable(item, tx.actor):
        raise NotEditable(state=State(item.state).label)
    rows = await store.questions(clock.local(tx.now).date())
    wanted = [one["code"] for one in rows if one["code"] in ticked and one["category"] in ("", row["category"])]
    before = await store.ticks(id, row["text_version"])
    if wanted != (list(before["questions"]) if before else []):
        await store.tick(tx, id, row["text_version"], wanted)
        tx.record(KIND, id, PlainAct.TICK, note=" ".join(wanted))
    return Done(id, version, item.state)
