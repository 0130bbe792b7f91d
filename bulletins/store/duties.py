"""Rows of duties: what units owe on instructions, what is said about it, the slips, what reporting units are told."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from bulletins.rules.instructions import Slip
from bulletins.tables.instructions import InstructionSlip, InstructionTarget, InstructionTold, InstructionWord
from kernel import db, vault
from kernel.db import Row, Tx
from kernel.ids import new_id

IN_FORCE = "valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1)"


async def instruction_of(duty: UUID) -> UUID | None:
    """The instruction a duty belongs to."""
    row = await db.one("SELECT instruction FROM instruction_target WHERE id = $1", duty)
    return row["instruction"] if row else None


async def aim(tx: Tx, instruction: UUID, unit: UUID, due: datetime) -> UUID:
    """A unit that must answer: its new duty."""
    duty = new_id()
    await tx.insert(InstructionTarget, id=duty, instruction=instruction, unit=unit, state="owed", due=due)
    return duty


async def say(  # noqa: PLR0913 - the columns of what was said
    tx: Tx, instruction: UUID, duty: UUID, action: str, text: str, *, code: str = "", due: datetime | None = None
) -> None:
    """Keep what was said with an act, an answer among them."""
    id, box = new_id(), await vault.box(instruction)
    await tx.insert(
        InstructionWord, id=id, instruction=instruction, duty=duty, action=action, code=code, due=due,
        text_sealed=box.seal(f"answer:{id}", text), by=tx.actor.id, at=tx.now,
    )  # fmt: skip


async def add_slip(tx: Tx, duty: UUID, colour: str, due: datetime) -> UUID | None:
    """A slip of a colour for a due time, once; None when it was sent before."""
    row = await tx.one("SELECT count(*) AS n FROM instruction_slip WHERE duty = $1", duty)
    known = await tx.one(
        "SELECT 1 FROM instruction_slip WHERE duty = $1 AND colour = $2 AND due = $3", duty, colour, due
    )
    if known or row is None:
        return None
    id = new_id()
    await tx.insert(InstructionSlip, id=id, duty=duty, number=row["n"] + 1, colour=colour, due=due, at=tx.now)
    return id


async def slips(duties: Sequence[UUID]) -> list[Slip]:
    """The slips of these duties, oldest first."""
    rows = await db.fetch("SELECT * FROM instruction_slip WHERE duty = ANY($1) ORDER BY duty, number", list(duties))
    return [Slip(**{name: row[name] for name in Slip.__slots__}) for row in rows]


async def slip(id: UUID) -> Slip | None:
    """One slip."""
    row = await db.one("SELECT * FROM instruction_slip WHERE id = $1", id)
    return Slip(**{name: row[name] for name in Slip.__slots__}) if row else None


async def tell(tx: Tx, instruction: UUID, unit: UUID, sight: str) -> None:
    """What a unit is told of an instruction."""
    await tx.insert(InstructionTold, instruction=instruction, unit=unit, sight=sight, at=tx.now)


async def without_clock() -> list[Row]:
    """Duties that are owed and have never had a clock."""
    return await db.fetch(
        "SELECT t.id, t.due, i.routed_at FROM instruction_target t JOIN instruction i ON i.id = t.instruction"
        " WHERE t.state = 'owed' AND NOT EXISTS (SELECT 1 FROM due_clock c WHERE c.kind = 'instruction' AND c.record = t.id)"
    )


async def terms(day: date) -> list[Row]:
    """The terms in force on a day."""
    return await db.fetch(f"SELECT * FROM instruction_term WHERE {IN_FORCE} ORDER BY place, code", day)  # noqa: S608


async def returns(day: date) -> list[tuple[str, str]]:
    """The reasons for sending back that are in force on a day."""
    rows = await db.fetch(f"SELECT code, label FROM instruction_return WHERE {IN_FORCE} ORDER BY place, code", day)  # noqa: S608
    return [(row["code"], row["label"]) for row in rows]


async def return_labels() -> dict[str, str]:
    """Every code there is or was, by the words it had last."""
    rows = await db.fetch("SELECT code, label FROM instruction_return ORDER BY valid_from")
    return {row["code"]: row["label"] for row in rows}


async def sight(rank: str, said: str, day: date) -> str:
    """What a reporting unit is told; nothing where the table is silent."""
    row = await db.one(
        f"SELECT sight FROM instruction_sight WHERE {IN_FORCE} AND rank = $2 AND said = $3", day, rank, said  # noqa: S608
    )  # fmt: skip
    return row["sight"] if row else "nothing"


async def rank(account: UUID, day: date) -> str | None:
    """A leader's rank on a day."""
    row = await db.one(
        "SELECT rank FROM leader_rank WHERE account = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1",
        account,
        day,
    )
    return row["rank"] if row else None


async def ranks() -> list[Row]:
    """Every rank there is, was or will be, newest first."""
    return await db.fetch("SELECT * FROM leader_rank ORDER BY account, valid_from DESC")


async def set_rank(tx: Tx, account: UUID, rank: str, day: date) -> None:
    """A leader's rank from a day on; what was set for the same day is replaced."""
    await tx.run(
        "INSERT INTO leader_rank (account, rank, valid_from) VALUES ($1, $2, $3)"
        " ON CONFLICT (account, valid_from) DO UPDATE SET rank = EXCLUDED.rank", account, rank, day,
    )  # fmt: skip
