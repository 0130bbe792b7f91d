"""The readers of an issue: put together from the kind's list while it is open, rows of their own once it is approved."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from bulletins.rules.kinds import Reader
from bulletins.rules.lists import Audience, Circle, Named, narrowed, resolved, through
from bulletins.store import lists
from bulletins.store.lists import IN_FORCE
from identity.queries import register as identity
from kernel import clock, db
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.ids import new_id


async def order() -> dict[UUID, int]:
    """Open unit -> its place in the agreed order."""
    return {unit.id: place for place, unit in enumerate(await identity.units(SYSTEM))}


async def live(kind: UUID, issue: UUID | None = None, sources: Iterable[UUID] = ()) -> tuple[Reader, ...]:
    """Everybody a kind's list names now; of an issue, without its cuts and with what was agreed to."""
    at, places = clock.now(), await order()
    takes_now = await lists.takes(await lists.audience(kind, at), at)
    circle = Circle(takes_now, places, frozenset(await _above(sources)))
    found = resolved(await _named(kind, at), circle)
    if issue is None:
        return found
    return narrowed(found, await cuts(issue), await _agreed(issue), places)


async def cuts(issue: UUID) -> frozenset[Reader]:
    """Whom an issue is not sent to although the list names them."""
    rows = await db.fetch("SELECT unit, person FROM issue_cut WHERE issue = $1 AND undone_at IS NULL", issue)
    return frozenset(Reader(row["unit"], row["person"]) for row in rows)


async def cut(tx: Tx, issue: UUID, readers: Sequence[Reader]) -> int:
    """Leave readers out of an issue; how many were not left out before."""
    rows = await tx.fetch(
        "INSERT INTO issue_cut (id, issue, unit, person, by, at) SELECT u.id, $1, u.unit, u.person, $2, $3"
        " FROM unnest($4::uuid[], $5::uuid[], $6::uuid[]) AS u (id, unit, person) ON CONFLICT DO NOTHING RETURNING id",
        issue, tx.actor.id, tx.now, [new_id() for _ in readers], [reader.unit for reader in readers],
        [reader.person for reader in readers],
    )  # fmt: skip
    return len(rows)


async def put_back(tx: Tx, issue: UUID, readers: Sequence[Reader]) -> int:
    """Readers that were left out get it after all; how many."""
    rows = await tx.fetch(
        "UPDATE issue_cut c SET undone_by = $2, undone_at = $3 FROM unnest($4::uuid[], $5::uuid[]) AS u (unit, person)"
        " WHERE c.issue = $1 AND c.undone_at IS NULL AND c.unit IS NOT DISTINCT FROM u.unit"
        " AND c.person IS NOT DISTINCT FROM u.person RETURNING c.id",
        issue, tx.actor.id, tx.now, [reader.unit for reader in readers], [reader.person for reader in readers],
    )  # fmt: skip
    return len(rows)


async def frozen(issue: UUID) -> tuple[Reader, ...]:
    """The list as the approval fixed it."""
    rows = await db.fetch("SELECT unit, person, via, added FROM issue_reader WHERE issue = $1 ORDER BY seq", issue)
    return tuple(Reader(row["unit"], row["person"], row["via"], row["added"]) for row in rows)


async def freeze(tx: Tx, issue: UUID, audience: Audience, readers: Sequence[Reader]) -> None:
    """From now on these are the readers of an issue, whatever becomes of the lists."""
    await tx.run("DELETE FROM issue_reader WHERE issue = $1", issue)
    await append(tx, issue, readers, 0)
    await tx.run(
        "INSERT INTO issue_list (issue, audience, size, frozen_at, frozen_by) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (issue) DO UPDATE SET audience = $2, size = $3, frozen_at = $4, frozen_by = $5",
        issue, audience.value, len(readers), tx.now, tx.actor.id,
    )  # fmt: skip
    sizes = Counter(reader.via for reader in readers if reader.via and reader.unit)
    await tx.run("DELETE FROM issue_list_group WHERE issue = $1", issue)
    await tx.run(
        "INSERT INTO issue_list_group (issue, grp, number) SELECT $1, u.grp, u.number"
        " FROM unnest($2::uuid[], $3::integer[]) AS u (grp, number)", issue, list(sizes), list(sizes.values()),
    )  # fmt: skip


async def kept(issue: UUID, most: int) -> tuple[dict[UUID, int], list[Reader]]:
    """Of a frozen list: group -> how many units through it, and the first of those it names by themselves."""
    groups = await db.fetch(
        "SELECT l.grp, l.number FROM issue_list_group l JOIN reader_group g ON g.id = l.grp WHERE l.issue = $1"
        " ORDER BY g.place", issue,
    )  # fmt: skip
    alone = await db.fetch(
        "SELECT unit, person FROM issue_reader WHERE issue = $1 AND (via IS NULL OR unit IS NULL) ORDER BY seq LIMIT $2",
        issue, most,
    )  # fmt: skip
    return {row["grp"]: row["number"] for row in groups}, [Reader(row["unit"], row["person"]) for row in alone]


async def append(tx: Tx, issue: UUID, readers: Sequence[Reader], after: int) -> None:
    """Rows of a frozen list behind place `after`."""
    await tx.run(
        "INSERT INTO issue_reader (issue, seq, unit, person, via, added) SELECT $1, u.n + $2, u.unit, u.person, u.via,"
        " u.added FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[]) WITH ORDINALITY"
        " AS u (unit, person, via, added, n)",
        issue, after, [reader.unit for reader in readers], [reader.person for reader in readers],
        [reader.via for reader in readers], [reader.added for reader in readers],
    )  # fmt: skip


async def _named(kind: UUID, at: datetime) -> list[Named]:
    """Everybody the entries in force name, themselves or by a group, in the order of the list."""
    rows = await db.fetch(
        "SELECT e.place AS first, 0 AS second, e.unit, e.person, NULL::uuid AS via, NULL::uuid AS about,"  # noqa: S608 - the pieces are lists.IN_FORCE
        " CASE WHEN e.unit IS NULL THEN 'person' ELSE 'unit' END AS sort FROM kind_reader e"
        f" WHERE e.kind = $1 AND e.grp IS NULL AND {IN_FORCE.format('e')}"
        " UNION ALL SELECT e.place, m.place, m.unit, m.person, g.id, m.about, g.sort FROM kind_reader e"
        f" JOIN reader_group g ON g.id = e.grp AND {IN_FORCE.format('g')} JOIN reader_member m ON m.grp = g.id"
        f" AND {IN_FORCE.format('m')} WHERE e.kind = $1 AND {IN_FORCE.format('e')} ORDER BY first, second",
        kind, at,
    )  # fmt: skip
    return [Named(through(Reader(row["unit"], row["person"]), row["via"]), row["sort"], row["about"]) for row in rows]


async def _agreed(issue: UUID) -> list[Reader]:
    rows = await db.fetch(
        "SELECT r.unit, r.person, w.id FROM widening w JOIN widening_reader r ON r.widening = w.id"
        " WHERE w.issue = $1 AND w.state = 'agreed' AND NOT w.late ORDER BY w.id, r.seq",
        issue,
    )
    return [Reader(row["unit"], row["person"], added=row["id"]) for row in rows]


async def _above(units: Iterable[UUID]) -> set[UUID]:
    """The units and every unit above them."""
    parents = {unit.id: unit.parent for unit in await identity.units(SYSTEM, closed=True)}
    found: set[UUID] = set()
    for unit in units:
        at: UUID | None = unit
        while at is not None and at not in found:
            found.add(at)
            at = parents.get(at)
    return found
