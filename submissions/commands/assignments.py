"""Orders: issuing, consent, taking back, merging two into one; quotas; who inherits the tasks of somebody who leaves.

- Before anything is issued the near orders of the same units have been shown, and what the catalogue has is used or
  overridden with a reason (T 11, SUB-16). Both are looked up again here; a page decides nothing.
- Over a unit's quota the order waits for a superior; loads are counted under a lock, so two orders never share room.
- Words enter only as `Cleared` and are sealed under the order's own key. Nothing that would need a second person's
  look is taken: an order is read by many.
"""

from uuid import UUID

from crypto import sm3
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, vault
from kernel.db import Done, Row, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from kernel.ids import new_id
from kernel.workflow import Transition
from marking.cleared import Cleared
from submissions.commands import answers, merging, orders
from submissions.errors import AlreadyCollected, FileTooLarge, OverlapsUnseen, TermOver, TooManyFiles
from submissions.rules.assignments import (
    LARGEST_FILE,
    MOST_FILES,
    ORDER_KIND,
    Decision,
    Measure,
    NewOrder,
    Order,
    Quota,
    end_of,
    morning_of,
    too_long,
    wrong_order,
)
from submissions.store import assignments as store
from submissions.store import catalogue
from submissions.store import submissions as choices
from submissions.store import tasks as task_rows
from submissions.tables.assignments import Assignment
from submissions.workflow.assignments import (
    ORDER,
    TASK,
    UNSETTLED,
    OrderAct,
    OrderState,
    TaskAct,
    order_visible,
)

QUOTA_KIND, MOST_QUOTA = "assignment_quota", 100


@command("assignment.issue")
async def issue(tx: Tx, new: NewOrder, cleared: Cleared) -> Done:
    """An order; over somebody's quota it is only asked for. `cleared`: topic, wanted, bulletin, why, override, files."""
    demand(tx.actor, Right.ASSIGNMENT_ORDER)
    if not tx.actor.office:
        raise Forbidden(action="")
    gate.nothing_held(cleared)
    text = {name: cleared.text(name).strip() for name in store.SEALED}
    await store.lock_loads(tx)
    await _check(tx, new, text, cleared)
    await orders.require_recipients(tx, new.recipients)
    await _require_seen(tx, new, text)
    await _require_decided(tx, new, text)
    today = clock.local(tx.now).date()
    loads = await store.loads_of([each.unit for each in new.recipients], tx.now, today)
    above = any(load.full for load in loads.values())
    if above and not text["why"]:
        raise Invalid(fields={"why": "required_above_quota"})
    state = OrderState.ASKED if above else OrderState.ISSUED
    id = await _add(tx, new, text, cleared, state)
    if above:
        tx.record(ORDER_KIND, id, OrderAct.ASK, target=state, note=text["why"])
        await tx.promise("assignment_order.tell", record=id, action=str(OrderAct.ASK), by=tx.actor.id)
    else:
        tx.record(ORDER_KIND, id, OrderAct.ISSUE, target=state)
        remind = morning_of(new.remind) if new.remind else None
        await orders.give_out(tx, id, new.recipients, end_of(new.due), remind)
    return Done(id, 1, str(state))


@command("assignment.order_act")
async def act(tx: Tx, id: UUID, version: int, action: str, said: Cleared, into: UUID | None = None) -> Done:  # noqa: PLR0913, PLR0917
    """Any move of an order that is a button."""
    gate.nothing_held(said)
    row = await _locked(tx, id, into)
    order = store.order_of(row, row["answered"])
    if order.version != version:
        raise StaleVersion
    note = said.text("note").strip()
    move = ORDER.require(order, action, tx.actor, {"note": note, "into": str(into or "")})
    if wrong := too_long({"note": note}):
        raise Invalid(fields=wrong)
    match action:
        case "consent":
            return await _consent(tx, row, order, move, note)
        case "merge":
            return await _moved(tx, order, move, merged_into=await merging.take_in(tx, order, into))
        case "cancel":
            await _cancel_tasks(tx, id, note)
    return await _moved(tx, order, move, note)


@command("assignment.set_quota")
async def set_quota(tx: Tx, measure: str, most: int, unit: UUID | None = None) -> Done:
    """From today on, for one unit or for all that have no quota of their own. Kept by those who consent, not by who orders."""
    demand(tx.actor, Right.ASSIGNMENT_CONSENT)
    wrong = {} if measure in list(Measure) else {"measure": "not_a_choice"}
    if not 0 < most <= MOST_QUOTA:
        wrong["most"] = "out_of_bounds"
    if unit is not None and unit not in {each.id for each in await identity.units(tx.actor) if not each.office}:
        wrong["unit"] = "not_a_choice"
    if wrong:
        raise Invalid(fields=wrong)
    await store.set_quota(tx, Quota(measure, most, unit), clock.local(tx.now).date())
    id = new_id(tx.now)
    tx.record(QUOTA_KIND, id, "set", after=f"{measure} {most} {unit}".encode())
    return Done(id)


@command("assignment.end_quota")
async def end_quota(tx: Tx, measure: str, unit: UUID) -> Done:
    """A unit has no quota of its own any more. Raises NotFound."""
    demand(tx.actor, Right.ASSIGNMENT_CONSENT)
    if not await store.end_quota(tx, measure, unit, clock.local(tx.now).date()):
        raise NotFound
    id = new_id(tx.now)
    tx.record(QUOTA_KIND, id, "end", after=f"{measure} {unit}".encode())
    return Done(id)


async def hand_over(tx: Tx, from_account: UUID, to_account: UUID | None) -> int:
    """Everything somebody had in hand goes to a colleague, or (None) to whoever of the unit takes it; how many tasks."""
    rows = await task_rows.held_by(from_account)
    for row in rows:
        task = await answers.held(tx, row["id"])
        await answers.touched(tx, task, TaskAct.INHERIT, holder=to_account)
        await tx.promise("assignment.tell_unit", record=task.id, action=str(TaskAct.INHERIT), by=tx.actor.id)
    return len(rows)


async def _check(tx: Tx, new: NewOrder, text: dict[str, str], cleared: Cleared) -> None:
    """Raises Invalid with every wrong field at once."""
    wrong = too_long(text) | {name: "required" for name in ("topic", "wanted") if not text[name]}
    wrong |= wrong_order(new, tx.now)
    for name in ("category", "genre"):
        if getattr(new, name) not in {row["code"] for row in await choices.choices(name, clock.local(tx.now).date())}:
            wrong[name] = "not_a_choice"
    if wrong:
        raise Invalid(fields=wrong)
    if len(cleared.files) > MOST_FILES:
        raise TooManyFiles(fields={"files": TooManyFiles.code}, most=MOST_FILES)
    if any(len(file.data) > LARGEST_FILE for file in cleared.files):
        raise FileTooLarge(fields={"files": FileTooLarge.code}, limit=LARGEST_FILE // 1024 // 1024)


async def _require_seen(tx: Tx, new: NewOrder, text: dict[str, str]) -> None:
    near = await store.near(text["topic"], [each.unit for each in new.recipients], tx.now)
    if {one.id for one in near} - set(new.seen):
        raise OverlapsUnseen(fields={"seen": OverlapsUnseen.code})


async def _require_decided(tx: Tx, new: NewOrder, text: dict[str, str]) -> None:
    """Every hit of the catalogue is answered, and an override has its reason."""
    if not new.asks_data:
        return
    found = await catalogue.hits(f"{text['topic']}\n{text['wanted']}", clock.local(tx.now).date())
    if not found:
        return
    if {row["id"] for row, _, _ in found} - set(new.entries) or new.decision not in list(Decision):
        raise AlreadyCollected(fields={"decision": AlreadyCollected.code})
    if new.decision == Decision.OVERRIDE and not text["override"]:
        raise Invalid(fields={"override": "required"})


async def _add(tx: Tx, new: NewOrder, text: dict[str, str], cleared: Cleared, state: OrderState) -> UUID:
    box = vault.mint(new_id(tx.now), ORDER_KIND)
    await vault.keep(tx, box)
    decided = new.entries if new.asks_data and new.decision in list(Decision) else ()
    kept = text | ({} if new.decision == Decision.OVERRIDE and decided else {"override": ""})
    await tx.insert(
        Assignment, id=box.owner, state=state.value, created=tx.now, moved=tx.now, author=tx.actor.id, kind=new.kind,
        category=new.category, genre=new.genre, due=end_of(new.due),
        remind=morning_of(new.remind) if new.remind else None, asks_data=new.asks_data,
        above_quota=state is OrderState.ASKED, digest=sm3.hash(f"{text['topic']}\0{text['wanted']}".encode()),
        **store.sealed(box, kept),
    )  # fmt: skip
    await store.add_recipients(tx, box.owner, new.recipients)
    await store.add_files(tx, box, cleared)
    await store.add_entries(tx, box.owner, decided, new.decision)
    await store.index(tx, box.owner, text["topic"], text["wanted"])
    return box.owner


async def _locked(tx: Tx, id: UUID, into: UUID | None) -> Row:
    """The order as this actor may see it, locked; with a second one both, always in the same order."""
    if not order_visible(tx.actor):
        raise NotFound
    for each in sorted({id, into} - {None}, key=str):
        if await store.lock(tx, each) is None:  # type: ignore[arg-type]
            raise NotFound
    row = await store.row(id)
    if row is None:
        raise NotFound
    return row


async def _consent(tx: Tx, row: Row, order: Order, move: Transition, note: str) -> Done:
    if order.due <= tx.now:
        raise TermOver(action=move.label, state="", reason="")
    done = await _moved(tx, order, move, note, consent_by=tx.actor.id, consent_at=tx.now)
    await orders.give_out(tx, order.id, await store.recipients(order.id), order.due, row["remind"])
    return done


async def _cancel_tasks(tx: Tx, id: UUID, note: str) -> None:
    box = await vault.box(id)
    for row in await task_rows.of_order(id):
        if row["state"] not in UNSETTLED:
            continue
        task = await answers.held(tx, row["id"])
        await answers.stop_clock(tx, task.id)
        await answers.moved(tx, task, TASK.require(task, "cancel", tx.actor, {"note": note}), note, asked_due=None)
        await store.add_note(tx, box, "cancel", note, task=task.id)


async def _moved(tx: Tx, order: Order, move: Transition, note: str = "", **columns: object) -> Done:
    new = await tx.move(Assignment, order.id, order.version, order.state, str(move.target), moved=tx.now, **columns)
    tx.record(ORDER_KIND, order.id, move.action, source=order.state, target=move.target, note=note)
    if note:
        await store.add_note(tx, await vault.box(order.id), move.action, note)
    for topic in move.then:
        await tx.promise(topic, record=order.id, action=move.action, by=tx.actor.id)
    return Done(order.id, new, str(move.target))
