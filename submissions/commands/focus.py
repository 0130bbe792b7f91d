"""What the editors look for this period: a text for everyone who reports, from one day to another.

- It passes the gate; no second person looks at it, so nothing held gets in.
- A published one is never rewritten: it is withdrawn, and another one published.
"""

from datetime import date, timedelta
from uuid import UUID

from gate import commands as gate
from identity.rights import Right, demand
from kernel import clock
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound
from marking.cleared import Cleared
from submissions.store import mine as store
from submissions.workflow.focus import FocusAct

LIMITS = {"title": 60, "body": 2000}
LONGEST = timedelta(days=366)


@command("focus.publish")
async def publish(tx: Tx, first: date, last: date, cleared: Cleared) -> Done:
    """From a day on that is not past, to another. Raises Invalid."""
    demand(tx.actor, Right.PERIOD_KEEP)
    gate.nothing_held(cleared)
    text = {name: cleared.text(name).strip() for name in LIMITS}
    wrong = {name: "required" for name, said in text.items() if not said}
    wrong |= {name: "contact_too_long" for name, said in text.items() if len(said) > LIMITS[name]}
    if first < clock.local(tx.now).date():
        wrong["first"] = "in_the_past"
    if not first <= last <= first + LONGEST:
        wrong["last"] = "before_first"
    if wrong:
        raise Invalid(fields=wrong)
    id = await store.add_focus(tx, text["title"], text["body"], first, last + timedelta(days=1))
    tx.record(store.FOCUS, id, FocusAct.PUBLISH, after="\0".join(text.values()).encode())
    return Done(id)


@command("focus.withdraw")
async def withdraw(tx: Tx, id: UUID) -> Done:
    """It is looked for no more. Raises NotFound."""
    demand(tx.actor, Right.PERIOD_KEEP)
    if not await store.withdraw_focus(tx, id):
        raise NotFound
    tx.record(store.FOCUS, id, FocusAct.WITHDRAW)
    return Done(id)
