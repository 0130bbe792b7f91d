"""The rules of due times, as the office keeps them."""

from datetime import date

from kernel import db
from kernel.db import Row
from submissions.rules.clocks import Step
from submissions.rules.emergencies import WRITTEN_AS
from submissions.rules.records import Details
from submissions.store import emergencies


async def rules(step: str, details: Details, day: date) -> list[Row]:
    """The rules that bind this step of such a submission on `day`; an emergency's report also those of its level."""
    found = await db.fetch(
        "SELECT code, label, measure, amount FROM submission_due_rule WHERE step = $1 AND category IN ('', $2)"
        " AND urgency IN ('', $3) AND genre IN ('', $4)"
        " AND valid_from <= $5 AND (valid_until IS NULL OR valid_until > $5) ORDER BY code",
        step, details.category, details.urgency, details.genre, day,
    )  # fmt: skip
    emergency = step == Step.REPORT and details.category == WRITTEN_AS.category
    return found + (await emergencies.terms(step, details.level, day) if emergency else [])
