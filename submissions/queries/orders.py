"""An order: what is shown before it is issued, and its page. The office's alone.

- Units stand in the agreed order with what they carry, also those that carry nothing.
"""

from collections.abc import Sequence
from uuid import UUID

from identity.queries import register as identity
from identity.queries import trails
from identity.rights import Right
from kernel import blobs, clock, vault
from kernel.actor import Actor
from kernel.blobs import Blob
from kernel.db import Row
from kernel.errors import NotFound
from submissions.queries import assignments, catalogue
from submissions.rules.assignments import OrderKind
from submissions.rules.sights import Asked, Attached, OrderSheet, Overlap, Plan, Room, Said, Wish
from submissions.store import assignments as store
from submissions.store import submissions as choices
from submissions.store import tasks as task_rows
from submissions.workflow.assignments import ORDER, OrderAct, OrderState, order_visible, visible

PLAIN: dict[str, str] = {act.value: act.label for act in OrderAct}


async def plan(viewer: Actor, topic: str, wanted: str, units: Sequence[UUID], *, asks_data: bool) -> Plan:
    """What each unit carries, what was asked already, what the catalogue has."""
    _office(viewer)
    overlaps = await _overlaps(viewer, topic, units) if topic.strip() and units else ()
    hits = await catalogue.hits(viewer, f"{topic}\n{wanted}") if asks_data and (topic + wanted).strip() else ()
    return Plan(await rooms(viewer), tuple(overlaps), tuple(hits))


async def rooms(viewer: Actor, only: Sequence[UUID] | None = None) -> tuple[Room, ...]:
    """Units with their load and officers, in the agreed order."""
    _office(viewer)
    units = [unit for unit in await identity.units(viewer) if not unit.office and (only is None or unit.id in only)]
    loads = await store.loads_of([unit.id for unit in units], clock.now(), clock.local(clock.now()).date())
    officers = await identity.holders(viewer, Right.ASSIGNMENT_TAKE)
    homes, names = await identity.homes(viewer, officers), await identity.names(viewer, officers)
    at_home: dict[UUID, list[tuple[UUID, str]]] = {}
    for one in officers:
        at_home.setdefault(homes[one], []).append((one, names.get(one, "")))
    least = min((unit.depth for unit in units), default=0)
    return tuple(
        Room(
            unit.id, unit.name, unit.depth - least, loads[unit.id], tuple(at_home.get(unit.id, ())),
        )
        for unit in units
    )  # fmt: skip


async def asked(viewer: Actor, row: Row) -> Asked:
    """What an order says to everyone concerned. The caller has checked that the viewer may see it or a task of it."""
    id = row["id"]
    texts = [
        (store.opened(await vault.box(each["id"]), each), each["id"]) for each in (row, *await store.merged_into(id))
    ]
    wishes = tuple(
        Wish(text["topic"], text["wanted"], text["bulletin"], of if of != id else None) for text, of in texts
    )
    words = await choices.labels("category", "genre")
    names = await identity.names(viewer, [row["author"]])
    return Asked(
        order=store.order_of(row, row.get("answered", 0)), state=OrderState(row["state"]), kind=OrderKind(row["kind"]),
        wishes=wishes, override=texts[0][0]["override"], entries=await catalogue.decided(viewer, id),
        files=tuple(Attached(file.id, file.name, file.size) for file in await blobs.of(id)),
        category=words.get(("category", row["category"]), ("", ""))[0], genre=words.get(("genre", row["genre"]), ("", ""))[0],
        author=names.get(row["author"], ""), created=row["created"], asks_data=row["asks_data"],
    )  # fmt: skip


async def show(viewer: Actor, id: UUID) -> OrderSheet:
    """Everything the order's page shows. Raises NotFound."""
    _office(viewer)
    row = await _row(id)
    text = store.opened(await vault.box(id), row)
    order = store.order_of(row, row["answered"])
    tasks = await task_rows.of_order(id)
    waiting_for = [each.unit for each in await store.recipients(id)] if row["state"] == OrderState.ASKED else []
    past = await trails.trail(viewer, id, ORDER)
    names = await identity.names(viewer, [row["consent_by"]] if row["consent_by"] else [])
    lines = await assignments.lines(viewer, tasks)
    place = {unit.id: number for number, unit in enumerate(await identity.units(viewer, closed=True))}
    mergeable = await _mergeable(viewer, row, [task["unit"] for task in tasks])
    return OrderSheet(
        asked=await asked(viewer, row), why=text["why"], consent=names.get(row["consent_by"], ""),
        consent_at=row["consent_at"],
        lines=tuple(sorted(lines, key=lambda line: (place.get(line.task.unit, 0), line.task.id))),
        waiting_for=await rooms(viewer, waiting_for) if waiting_for else (), mergeable=mergeable,
        merged_into=await _taken_by(row), offers=tuple(ORDER.offered(order, viewer)),
        steps=tuple(ORDER.steps(row["state"])), history=await _history(viewer, id),
        readers=tuple((one.who, one.unit, one.last) for one in past.readers),
    )  # fmt: skip


async def task_for(viewer: Actor, order: UUID) -> UUID:
    """The viewer's unit's own task of an order: where their page is. Raises NotFound."""
    row = await task_rows.of_unit(order, viewer.unit)
    if row is None or not visible(task_rows.task_of(row), viewer):
        raise NotFound
    return UUID(str(row["id"]))


async def file(viewer: Actor, order: UUID, blob: UUID) -> Blob:
    """An attachment, for the office and for the units that have a task of it. Raises NotFound."""
    own = [row for row in await task_rows.of_order(order) if row["unit"] == viewer.unit]
    seen = order_visible(viewer) or any(visible(task_rows.task_of(row), viewer) for row in own)
    if not seen or blob not in await store.file_ids(order):
        raise NotFound
    return await blobs.read(blob)


def _office(viewer: Actor) -> None:
    if not order_visible(viewer):
        raise NotFound


async def _row(id: UUID) -> Row:
    row = await store.row(id)
    if row is None:
        raise NotFound
    return row


async def _overlaps(viewer: Actor, topic: str, units: Sequence[UUID], but: UUID = store.NONE) -> tuple[Overlap, ...]:
    near = await store.near(topic, units, clock.now(), but)
    rows = await store.rows([one.id for one in near])
    boxes = await vault.boxes(rows)
    names = await identity.unit_names(viewer, {unit for one in near for unit in one.units})
    found = []
    for one in near:
        row = rows[one.id]
        done = sum(t["first_answered"] is not None for t in await task_rows.of_order(one.id) if t["unit"] in one.units)
        found.append(
            Overlap(
                one.id, boxes[one.id].open("topic", bytes(row["topic_sealed"])), OrderKind(row["kind"]),
                OrderState(row["state"]), tuple(names.get(unit, "") for unit in one.units), row["due"],
                round(one.share * 100), done,
            )
        )  # fmt: skip
    return tuple(found)


async def _mergeable(viewer: Actor, row: Row, units: Sequence[UUID]) -> tuple[Overlap, ...]:
    """Older open orders this one could go into; the near ones are named first."""
    if row["state"] != OrderState.ISSUED:
        return ()
    topic = store.opened(await vault.box(row["id"]), row)["topic"]
    near = await _overlaps(viewer, topic, units, row["id"])
    rows = await store.rows([one.id for one in near])
    return tuple(one for one in near if one.state == OrderState.ISSUED and store.older(rows[one.id], row))


async def _taken_by(row: Row) -> tuple[UUID, str] | None:
    if row["merged_into"] is None:
        return None
    target = await _row(row["merged_into"])
    return target["id"], store.opened(await vault.box(target["id"]), target)["topic"]


async def _history(viewer: Actor, id: UUID) -> tuple[Said, ...]:
    box = await vault.box(id)
    said = {(row["at"], row["action"]): store.note_of(box, row) for row in await store.order_notes(id)}
    past = await trails.trail(viewer, id, ORDER)
    return tuple(
        Said(
            act.at, act.who, act.unit, PLAIN.get(act.action, act.label), act.target, said.get((act.at, act.action), "")
        )
        for act in reversed(past.history)
    )
