"""SQL of what people chose: how each class reaches them, and when they want no disturbance."""

from collections.abc import Mapping, Sequence
from datetime import time
from uuid import UUID

from kernel import db
from kernel.db import Tx
from notices.rules import timing
from notices.rules.timing import Hours
from notices.rules.topics import Channel, Class, Way

Chosen = dict[tuple[UUID, Class, Channel], Way]


async def ways(accounts: Sequence[UUID]) -> Chosen:
    """Every choice of these accounts."""
    rows = await db.fetch("SELECT * FROM notice_choice WHERE account = ANY($1)", list(accounts))
    return {(row["account"], Class(row["klass"]), Channel(row["channel"])): Way(row["way"]) for row in rows}


async def hours(accounts: Sequence[UUID]) -> dict[UUID, Hours]:
    """The hours of those who chose their own."""
    rows = await db.fetch("SELECT * FROM notice_preference WHERE account = ANY($1)", list(accounts))
    return {row["account"]: _hours(row["quiet"], row["digests"], free_days=row["free_days"]) for row in rows}


async def choose(tx: Tx, account: UUID, chosen: Mapping[tuple[Class, Channel], Way], own: Hours) -> None:
    """Everything a person can choose, replaced."""
    await tx.run("DELETE FROM notice_choice WHERE account = $1", account)
    rows = [(klass.value, channel.value, way.value) for (klass, channel), way in chosen.items()]
    await tx.run(
        "INSERT INTO notice_choice (account, klass, channel, way)"
        " SELECT $1, t.klass, t.channel, t.way FROM unnest($2::text[], $3::text[], $4::text[]) AS t (klass, channel, way)",
        account, *(list(column) for column in zip(*rows, strict=True)),
    )  # fmt: skip
    quiet = f"{own.quiet_from:%H:%M}-{own.quiet_until:%H:%M}"
    await tx.run(
        "INSERT INTO notice_preference (account, quiet, free_days, digests) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (account) DO UPDATE SET quiet = EXCLUDED.quiet, free_days = EXCLUDED.free_days,"
        " digests = EXCLUDED.digests",
        account, quiet, own.free_days, ",".join(f"{each:%H:%M}" for each in own.digests),
    )  # fmt: skip


def _hours(quiet: str, digests: str, *, free_days: bool) -> Hours:
    first, last = timing.span(quiet)
    times: tuple[time, ...] = tuple(timing.hour(each) for each in digests.split(",") if each)
    return Hours(first, last, free_days, times)
