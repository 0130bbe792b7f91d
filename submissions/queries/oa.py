"""Reading keys of OA systems; the viewer always comes first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, vault
from kernel.actor import Actor
from submissions.rules.oa import KeyState, Mode
from submissions.store import oa as store


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as its page shows it; `overdue`: past its last day."""

    id: UUID
    version: int
    state: KeyState
    unit: UUID
    unit_name: str
    holder: str
    mode: Mode
    request: str
    made_by: str
    created: datetime
    valid_until: datetime
    last_used: datetime | None
    overdue: bool


async def keys(viewer: Actor) -> tuple[KeyLine, ...]:
    """Every key, those in use first."""
    demand(viewer, Right.CHANNEL_KEY)
    rows, now = await store.keys(), clock.now()
    boxes = await vault.boxes(row["id"] for row in rows)
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    names = await identity.names(viewer, {row[who] for row in rows for who in ("holder", "made_by")})
    lines = [
        KeyLine(
            row["id"], row["version"], KeyState(row["state"]), row["unit"], units.get(row["unit"], ""),
            names.get(row["holder"], ""), Mode(row["mode"]),
            boxes[row["id"]].open("request", bytes(row["request_sealed"])), names.get(row["made_by"], ""),
            row["created"], row["valid_until"], row["last_used"], row["valid_until"] <= now,
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.state != KeyState.IN_USE, line.unit_name)))


async def secret(viewer: Actor, id: UUID) -> str:
    """The secret of a key that was just made: for the one page that shows it. Empty once the key has been used."""
    demand(viewer, Right.CHANNEL_KEY)
    row = await store.key(id)
    if row is None or row["last_used"] or row["made_by"] != viewer.id:
        return ""
    return (await vault.box(id)).open("secret", bytes(row["secret_sealed"]))
