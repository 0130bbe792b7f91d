"""The office's terms of reading: how long a copy, or an answer, may take."""

from datetime import datetime

from bulletins.rules.lists import Step
from kernel import clock, db, terms
from kernel.terms import Due


async def due(step: Step, kind: str, audience: str, start: datetime) -> Due | None:
    """When a step that starts now falls due: the earliest any rule in force gives; None when there is none."""
    rows = await db.fetch(
        "SELECT code, label, measure, amount FROM delivery_term WHERE step = $1 AND kind IN ('', $2)"
        " AND audience IN ('', $3) AND valid_from <= $4 AND (valid_until IS NULL OR valid_until > $4) ORDER BY code",
        step.value, kind, audience, clock.local(start).date(),
    )  # fmt: skip
    return terms.earliest(
        [terms.due_of(row["code"], row["label"], row["measure"], row["amount"], start) for row in rows]
    )
