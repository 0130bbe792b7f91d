"""For this package's own jobs: whose a debt, a call, an event is; no content, no viewer."""

from uuid import UUID

from submissions.store import debts, events, phone
from submissions.store import submissions as texts
from submissions.workflow.debts import Debt
from submissions.workflow.events import PhoneNote


async def owed_by(submission: UUID) -> Debt | None:  # lint: allow visibility-required - jobs act for nobody
    """The debt over what stands in a submission."""
    row = await texts.row(submission)
    return await debt_item(row["debt"]) if row and row["debt"] else None


async def debt_item(id: UUID) -> Debt | None:  # lint: allow visibility-required - jobs act for nobody
    """A debt."""
    row = await debts.row(id)
    return debts.debt_of(row) if row else None


async def phone_item(id: UUID) -> PhoneNote | None:  # lint: allow visibility-required - jobs act for nobody
    """A phone report."""
    row = await phone.row(id)
    return phone.note_of(row) if row else None


async def leading(event: UUID) -> UUID | None:  # lint: allow visibility-required - jobs act for nobody
    """The unit that has to go on reporting an event: who reported it first."""
    first = (await events.firsts([event])).get(event)
    found = await events.one(event)
    return first["unit"] if first else found.unit if found else None
