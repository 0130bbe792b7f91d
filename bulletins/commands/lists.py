"""Writes of distribution lists: groups, who is in them, what a kind's list names, for whom a kind is meant (PUB-05).

- Who gets a bulletin is set by those with the right over distribution, never by whoever compiles it.
- Everything holds from a day on that is not past; what was in force is never rewritten.
- The approval freezes the list of an issue: what changes afterwards changes other issues.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from bulletins.errors import NoReaders, WideningOpen
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Reader
from bulletins.rules.lists import Audience, Sort
from bulletins.store import kinds as kind_rows
from bulletins.store import lists as store
from bulletins.store import recipients
from bulletins.store import widening as widening_rows
from gate.commands import nothing_held
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, StaleVersion
from marking.cleared import Cleared

GROUP, KIND = "reader_group", "kind"
LONGEST_NAME = 40
FURTHEST = timedelta(days=3 * 366)


@command("group.make")
async def make_group(tx: Tx, sort: Sort, said: Cleared) -> Done:
    """A new group without members; its name is that of `said`. Raises Forbidden, Invalid, HoldWaiting."""
    demand(tx.actor, Right.KIND_DISTRIBUTE)
    await store.lock(tx)
    name = await _name(said, None)
    id = await store.add_group(tx, name, sort)
    tx.record(GROUP, id, "make", after=f"{sort} {name}".encode())
    return Done(id)


@command("group.rename")
async def rename_group(tx: Tx, id: UUID, version: int, said: Cleared) -> Done:
    """Another name; issues approved before keep the one they were printed with."""
    demand(tx.actor, Right.KIND_DISTRIBUTE)
    await store.lock(tx)
    before = await store.group(id)
    name = await _name(said, id)
    new = await store.change_group(tx, id, version, name=name)
    tx.record(GROUP, id, "rename", before=before.name.encode(), after=name.encode())
    return Done(id, new)


@command("group.end")
async def end_group(tx: Tx, id: UUID, version: int) -> Done:
    """The group is no longer in use; lists that name it reach nobody through it from now on."""
    demand(tx.actor, Right.KIND_DISTRIBUTE)
    await store.lock(tx)
    new = await store.change_group(tx, id, version, ends=True)
    tx.record(GROUP, id, "end")
    return Done(id, new)


@command("group.add")
async def add_members(tx: Tx, id: UUID, readers: Sequence[Reader], since: date, about: UUID | None = None) -> Done:
    """Readers come into a group from a day on; `about`: the unit a leader is in charge of. Raises Invalid."""
    await _open_group(tx, id)
    await known(readers, [about] if about else [])
    came = await store.add_members(tx, id, _once(readers), _moment(tx, since), about)
    tx.record(GROUP, id, "add", after=msgspec.json.encode([sorted(reader.key for reader in readers), about, since]))
    return Done(id, more={"count": str(came)})


@command("group.remove")
async def remove_members(tx: Tx, id: UUID, members: Sequence[UUID], until: date) -> Done:
    """Members leave a group from a day on; that they were in it stays."""
    await _open_group(tx, id)
    went = await store.end_members(tx, id, members, _moment(tx, until))
    tx.record(GROUP, id, "remove", after=msgspec.json.encode([sorted(members), until]))
    return Done(id, more={"count": str(went)})


@command("list.add")
async def add_entries(tx: Tx, kind: UUID, groups: Sequence[UUID], readers: Sequence[Reader], since: date) -> Done:
    """A kind's list names further groups and readers from a day on. Raises NotFound, Invalid."""
    demand(tx.actor, Right.KIND_DISTRIBUTE)
    await store.lock(tx)
    await kind_rows.kind(kind)
    in_use = {group.id for group in await store.groups()}
    if not (groups or readers) or set(groups) - in_use:
        raise Invalid(fields={"readers": "not_a_choice" if groups else "required"})
    await known(readers)
    came = await store.add_entries(tx, kind, list(dict.fromkeys(groups)), _once(readers), _moment(tx, since))
    named = sorted([*map(str, groups), *(reader.key for reader in readers)])
    tx.record(KIND, kind, "distribute", after=msgspec.json.encode(["add", named, since]))
    return Done(kind, more={"count": str(came)})


@command("list.remove")
async def remove_entries(tx: Tx, kind: UUID, entries: Sequence[UUID], until: date) -> Done:
    """A kind's list no longer names these from a day on."""
    demand(tx.actor, Right.KIND_DISTRIBUTE)
    await store.lock(tx)
    went = await store.end_entries(tx, kind, entries, _moment(tx, until))
    tx.record(KIND, kind, "distribute", after=msgspec.json.encode(["remove", sorted(entries), until]))
    return Done(kind, more={"count": str(went)})


@command("list.audience")
async def set_audience(tx: Tx, kind: UUID, audience: Audience, since: date) -> Done:
    """For whom a kind is meant from a day on."""
    demand(tx.actor, Right.KIND_DISTRIBUTE)
    await store.lock(tx)
    await kind_rows.kind(kind)
    before = await store.audience(kind, tx.now)
    await store.set_audience(tx, kind, audience, _moment(tx, since))
    tx.record(KIND, kind, "audience", before=before.encode(), after=f"{audience} {since}".encode())
    return Done(kind)


async def freeze(tx: Tx, issue: Issue) -> None:
    """For the approval: the list as it stands is the list of this issue. Raises NoReaders, WideningOpen."""
    if not issue.readers:
        raise NoReaders(action="", state="", reason="")
    if await widening_rows.open_of(issue.id):
        raise WideningOpen(action="", state="", reason="")
    await recipients.freeze(tx, issue.id, await store.audience(issue.kind.id, tx.now), issue.readers)


async def _open_group(tx: Tx, id: UUID) -> None:
    demand(tx.actor, Right.KIND_DISTRIBUTE)
    await store.lock(tx)
    if (await store.group(id)).valid_until:
        raise StaleVersion


async def _name(said: Cleared, own: UUID | None) -> str:
    nothing_held(said)
    name = said.text("name").strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(fields={"name": "too_long" if name else "required"}, limit=LONGEST_NAME)
    if any(group.name == name and group.id != own for group in await store.groups()):
        raise Invalid(fields={"name": "name_used"})
    return name


async def known(readers: Sequence[Reader], units: Sequence[UUID] = ()) -> None:
    """Raise Invalid unless each is an open unit, or somebody who may read bulletins."""
    open_units = await recipients.order()
    people = set(await identity.holders(SYSTEM, Right.DELIVERY_READ)) if any(one.person for one in readers) else set()
    strange = [one for one in readers if one.unit not in open_units and one.person not in people]
    if strange or set(units) - set(open_units):
        raise Invalid(fields={"readers": "not_a_choice"})


def _once(readers: Sequence[Reader]) -> list[Reader]:
    return list(dict.fromkeys(readers))


def _moment(tx: Tx, day: date) -> datetime:
    """Today means now; a later day begins at its midnight. Raises Invalid."""
    today = clock.local(tx.now).date()
    if day < today:
        raise Invalid(fields={"since": "in_the_past"})
    if day - today > FURTHEST:
        raise Invalid(fields={"since": "too_far_ahead"})
    return tx.now if day == today else datetime.combine(day, datetime.min.time(), clock.LOCAL)


def words(name: str) -> Mapping[str, str]:
    """What a group says, for the gate. Raises Invalid."""
    if len(name) > LONGEST_NAME:
        raise Invalid(fields={"name": "too_long"}, limit=LONGEST_NAME)
    return {"name": name}
