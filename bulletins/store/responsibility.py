"""The SQL of the five steps: done, signed, asked of devices, sent back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bulletins.rules.responsibility import BackTo, ReturnCode, Returned, Signature, Step, StepDone, Subject
from bulletins.tables import responsibility as tables
from kernel import clock, db
from kernel.db import Row, Tx

_SELECT = """
SELECT d.*, s.device, s.certificate, s.statement, s.signature, s.at AS signed_at
FROM step_done d LEFT JOIN step_signature s ON s.step = d.id
"""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a device is asked to sign, in one act."""

    id: UUID
    account: UUID
    service: str
    nonce: bytes
    issued: datetime
    ends: datetime
    steps: tuple[UUID, ...]


async def of_records(records: Iterable[UUID]) -> list[StepDone]:
    """Every step done to these records, in the order of time."""
    rows = await db.fetch(f"{_SELECT} WHERE d.record = ANY($1) ORDER BY d.at, d.id", list(records))
    return [_done(row) for row in rows]


async def some(ids: Sequence[UUID]) -> list[StepDone]:
    """These steps, in the order asked for."""
    rows = await db.fetch(f"{_SELECT} WHERE d.id = ANY($1)", list(ids))
    found = {row["id"]: _done(row) for row in rows}
    return [found[id] for id in ids if id in found]


async def own(account: UUID, *, unsigned: bool, limit: int) -> list[StepDone]:
    """Somebody's own, the newest first."""
    rows = await db.fetch(
        f"{_SELECT} WHERE d.by = $1 AND (NOT $2 OR s.step IS NULL) ORDER BY d.at DESC, d.id DESC LIMIT $3",
        account, unsigned, limit,
    )  # fmt: skip
    return [_done(row) for row in rows]


async def add(tx: Tx, done: StepDone) -> None:
    """A step that was done."""
    await tx.insert(
        tables.StepDone, id=done.id, step=done.step.value, subject=done.subject.value, record=done.record, by=done.by,
        at=done.at, version=done.version, edition_before=done.edition_before, edition=done.edition,
        before=done.before, digest=done.digest, forced=done.forced,
    )  # fmt: skip


async def sign(tx: Tx, step: UUID, signed: Signature) -> bool:
    """Keep a signature; False when the step has one."""
    row = await tx.one(
        "INSERT INTO step_signature (step, device, certificate, statement, signature, at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (step) DO NOTHING RETURNING step",
        step, signed.device, signed.certificate, signed.statement, signed.signature, signed.at,
    )  # fmt: skip
    return row is not None


async def start_challenge(tx: Tx, made: Challenge) -> None:
    """Ask a device; what can no longer be answered goes."""
    await tx.run("DELETE FROM step_challenge WHERE ends < $1", tx.now)
    await tx.insert(
        tables.StepChallenge, id=made.id, account=made.account, service=made.service, nonce=made.nonce,
        issued=made.issued, ends=made.ends, steps=list(made.steps),
    )  # fmt: skip


async def challenge(account: UUID, *, id: UUID | None = None, nonce: bytes | None = None) -> Challenge | None:
    """The account's challenge, while it can be answered."""
    row = await db.one(
        "SELECT * FROM step_challenge WHERE account = $1 AND (id = $2 OR nonce = $3) AND ends > $4",
        account, id, nonce, clock.now(),
    )  # fmt: skip
    if row is None:
        return None
    return Challenge(
        row["id"], row["account"], row["service"], bytes(row["nonce"]), row["issued"], row["ends"], tuple(row["steps"])
    )


async def take_challenge(tx: Tx, id: UUID) -> bool:
    """Use it up; False when somebody did."""
    return await tx.one("DELETE FROM step_challenge WHERE id = $1 RETURNING id", id) is not None


async def send_back(tx: Tx, made: Returned) -> None:
    """Something went back."""
    await tx.insert(
        tables.StepReturn, id=made.id, subject=made.subject.value, record=made.record, source=made.source,
        back_to=made.back_to.value, code=made.code.value, by=made.by, at=made.at,
    )  # fmt: skip


async def returns(records: Iterable[UUID]) -> list[Returned]:
    """What was sent back of these records, in the order of time."""
    rows = await db.fetch("SELECT * FROM step_return WHERE record = ANY($1) ORDER BY at, id", list(records))
    return [
        Returned(
            row["id"], Subject(row["subject"]), row["record"], row["source"], BackTo(row["back_to"]),
            ReturnCode(row["code"]), row["by"], row["at"],
        )
        for row in rows
    ]  # fmt: skip


async def issues_behind(done: StepDone) -> list[UUID]:
    """Issues that have left and on whose sheets the step stands."""
    rows = await db.fetch(
        "SELECT id FROM issue WHERE released_at IS NOT NULL AND (id = $1 OR EXISTS (SELECT 1 FROM article a"
        " LEFT JOIN article_source s ON s.article = a.id WHERE a.issue = issue.id AND (a.id = $1 OR s.submission = $1)))",
        done.record,
    )
    return [row["id"] for row in rows]


def _done(row: Row) -> StepDone:
    signed = None
    if row["signature"] is not None:
        signed = Signature(
            row["device"], bytes(row["certificate"]), bytes(row["statement"]), bytes(row["signature"]), row["signed_at"]
        )
    return StepDone(
        row["id"], Step(row["step"]), Subject(row["subject"]), row["record"], row["by"], row["at"], row["version"],
        row["edition_before"], row["edition"], bytes(row["before"]), bytes(row["digest"]), row["forced"], signed,
    )  # fmt: skip
