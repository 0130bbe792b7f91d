"""Reading debts: the list of both sides, and the text as it was sent. The viewer always comes first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from gate import queries as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import blobs, clocks, vault
from kernel.actor import Actor
from kernel.db import Row
from kernel.errors import NotFound
from kernel.work import WorkItem
from kernel.workflow import Offer
from submissions.queries import common
from submissions.rules.emergencies import DebtLine, DebtSheet
from submissions.store import debts as store
from submissions.store import signing
from submissions.store import submissions as texts
from submissions.workflow.debts import DEBT, KIND, Debt, DebtState, visible
from submissions.workflow.submission import WORKFLOW, waiting

PAGE, MOST = 20, 50


async def listing(
    viewer: Actor, states: tuple[str, ...], beyond: tuple[datetime, UUID] | None = None
) -> tuple[list[DebtLine], bool]:
    """A page of debts the viewer may see, newest first, and whether there are older ones."""
    rows = await store.listing(common.scope(viewer), states, beyond, PAGE + 1)
    return await _lines(viewer, rows[:PAGE]), len(rows) > PAGE


async def of_submission(viewer: Actor, submission: UUID) -> list[DebtLine]:
    """The debts of a record the viewer may see, newest first."""
    rows = await store.of_submission(submission)
    return await _lines(viewer, [row for row in rows if visible(store.debt_of(row), viewer)])


async def sheet(viewer: Actor, id: UUID) -> DebtSheet:
    """A debt's page. Raises NotFound."""
    row = await store.row(id)
    if row is None or not visible(debt := store.debt_of(row), viewer):
        raise NotFound
    record, box = await texts.row(debt.submission), await vault.box(debt.submission)
    version = next(one for one in await texts.versions(debt.submission) if one["number"] == debt.number)
    moved_on = record is None or bytes(record["digest"]) != debt.digest
    files = () if moved_on else tuple(file.name for file in await blobs.of(debt.submission))
    return DebtSheet(
        (await _lines(viewer, [row]))[0], common.text(box, version, f":{debt.number}")[1], files, moved_on,
        tuple(await _offers(viewer, debt)), tuple(DEBT.steps(debt.state)),
    )  # fmt: skip


async def _offers(viewer: Actor, debt: Debt) -> list[Offer]:
    """The buttons; signing is offered as the sign-off itself would be, with its reason when it is not."""
    row = await texts.row(debt.submission)
    if row is None:
        return []
    item = replace(texts.item_of(row), signing=await signing.standing(row))
    item = replace(item, holds=await gate.standing(viewer, [item.id]))
    sign = next((one for one in WORKFLOW.offered(waiting(item), viewer) if one.action == "sign_off"), None)
    offers = []
    for offer in DEBT.offered(debt, viewer):
        if offer.action != "pay":
            offers.append(offer)
        elif sign:
            offers.append(replace(offer, enabled=sign.enabled, reason=sign.reason))
    return offers


async def in_hand(actor: Actor) -> list[WorkItem]:
    """What this person should sign late."""
    if not actor.may(Right.SUBMISSION_SIGN):
        return []
    rows = await store.listing(common.scope(actor), (DebtState.OWED,), None, MOST)
    return [
        WorkItem(
            KIND, line.id, line.title, line.state.label, f"/debts/{line.id}", DEBT.label_of("pay"), line.sent,
            line.unit_name, clock=line.clock,
        )
        for line in await _lines(actor, rows)
    ]  # fmt: skip


async def titles(viewer: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """Titles, for notices."""
    rows = [row for id in ids if (row := await store.row(id)) and visible(store.debt_of(row), viewer)]
    return {line.id: line.title for line in await _lines(viewer, rows)}


async def _lines(viewer: Actor, rows: Sequence[Row]) -> list[DebtLine]:
    boxes = await vault.boxes({row["submission"] for row in rows})
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    people = {row["sent_by"] for row in rows} | {row["settled_by"] for row in rows if row["settled_by"]}
    names = await identity.names(viewer, people)
    running = await clocks.of(KIND, [row["id"] for row in rows])
    found = []
    for row in rows:
        box, due = boxes[row["submission"]], next(iter(running.get(row["id"], ())), None)
        version = next(one for one in await texts.versions(row["submission"]) if one["number"] == row["number"])
        record = await texts.row(row["submission"])
        found.append(
            DebtLine(
                row["id"], row["version"], DebtState(row["state"]), row["submission"],
                common.text(box, version, f":{row['number']}")[0], (record["number"] if record else "") or "",
                units.get(row["unit"], ""), row["sent"], names.get(row["sent_by"], ""), store.reason(box, row),
                store.note(box, row), row["settled"], names.get(row["settled_by"], ""), due.shown if due else None,
                due.late if due else None, (row["sent"], row["id"]),
            )
        )  # fmt: skip
    return found
