"""The SQL of sign-off: importance, absences, signatures, what devices are asked."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, db
from kernel.actor import SYSTEM
from kernel.db import Row, Tx
from kernel.ids import new_id
from submissions.rules import signing as rules
from submissions.rules.records import Item
from submissions.rules.signing import Absence, SignStanding
from submissions.tables.signing import SignChallenge, SignChallengeText, SignerAbsence, SubmissionSignature

_ABSENCE = "id, unit, account, substitute, starts, ends, revoked"
# Out of the unit's hands nobody of it signs any more, and nothing needs to be asked.
SIGNED_IN = frozenset({"draft", "to_sign", "submitted", "screened", "adopted", "returned"})


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a device is asked to sign, in one act."""

    id: UUID
    account: UUID
    service: str
    nonce: bytes
    issued: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Text:
    """One text of it; `debt`: what its signature pays, as it was seen."""

    place: int
    submission: UUID
    version: int
    digest: bytes
    capacity: str
    note_sealed: bytes
    declared: bool
    debt: UUID | None = None
    debt_version: int | None = None


async def known(item: Item, row: Row) -> Item:
    """The record with what the guards of a signature look at."""
    if item.state not in SIGNED_IN:
        return item
    return replace(item, signing=await standing(row))


async def standing(row: Row, at: datetime | None = None) -> SignStanding:
    """Whether the text is important, who wrote it; who is away and who stands in, now or at a moment that is past."""
    at = at or clock.now()
    away = await absences(row["unit"], at)
    heads = await identity.holders(SYSTEM, Right.SUBMISSION_SIGN_IMPORTANT, row["unit"]) if away else []
    two = await two_hands(row["unit"])
    return rules.standing(
        away, heads, at, important=row["important"] or bool(await why_important(row)), two_hands=two,
        writers=frozenset(await writers(row["id"])) if two else frozenset(),
    )  # fmt: skip


async def why_important(row: Row) -> list[str]:
    """The words of the rules that make it important today, whatever was marked."""
    found = await db.fetch(
        "SELECT label FROM submission_importance WHERE category IN ('', $1) AND urgency IN ('', $2)"
        " AND level IN ('', $3) AND valid_from <= $4 AND (valid_until IS NULL OR valid_until > $4) ORDER BY code",
        row["category"], row["urgency"], row.get("level") or "", clock.local(clock.now()).date(),
    )  # fmt: skip
    return [each["label"] for each in found]


async def importance(day: date) -> list[Row]:
    """The rules in force on a day."""
    return await db.fetch(
        "SELECT code, category, urgency, level, label FROM submission_importance WHERE valid_from <= $1"
        " AND (valid_until IS NULL OR valid_until > $1) ORDER BY code",
        day,
    )


async def writers(id: UUID) -> list[UUID]:
    """Everybody who wrote a version of it."""
    rows = await db.fetch("SELECT DISTINCT author FROM submission_version WHERE submission = $1", id)
    return [row["author"] for row in rows]


async def absences(unit: UUID, since: datetime) -> list[Absence]:
    """Those of a unit that were not over and not revoked then, the next first."""
    rows = await db.fetch(
        f"SELECT {_ABSENCE} FROM signer_absence WHERE unit = $1 AND ends > $2"  # noqa: S608 - column names only
        " AND (revoked IS NULL OR revoked > $2) ORDER BY starts, id",
        unit, since,
    )  # fmt: skip
    return [Absence(**row) for row in rows]


async def absence(id: UUID) -> Absence | None:
    """One of them, over and revoked ones too."""
    row = await db.one(f"SELECT {_ABSENCE} FROM signer_absence WHERE id = $1", id)  # noqa: S608 - column names only
    return Absence(**row) if row else None


async def past_absences(account: UUID) -> list[Absence]:
    """Somebody's own, the newest first."""
    rows = await db.fetch(
        f"SELECT {_ABSENCE} FROM signer_absence WHERE account = $1 ORDER BY starts DESC, id DESC LIMIT 20",  # noqa: S608
        account,
    )
    return [Absence(**row) for row in rows]


async def queue(tx: Tx, unit: UUID) -> None:
    """Absences and rules of one unit are written one after the other."""
    await tx.run("SELECT pg_advisory_xact_lock($1)", unit.int >> 65)


async def add_absence(tx: Tx, made: Absence) -> None:
    """Somebody will be away."""
    await tx.insert(
        SignerAbsence, id=made.id, unit=made.unit, account=made.account, substitute=made.substitute,
        starts=made.starts, ends=made.ends, created=tx.now,
    )  # fmt: skip


async def revoke_absence(tx: Tx, id: UUID) -> bool:
    """It ends now. False when it has ended already."""
    row = await tx.one(
        "UPDATE signer_absence SET revoked = $2, revoked_by = $3 WHERE id = $1 AND revoked IS NULL AND ends > $2"
        " RETURNING id",
        id, tx.now, tx.actor.id,
    )  # fmt: skip
    return row is not None


async def two_hands(unit: UUID) -> bool:
    """Whether the unit has it that nobody signs what they wrote."""
    return await db.one("SELECT 1 FROM sign_two_hands WHERE unit = $1 AND until IS NULL", unit) is not None


async def set_two_hands(tx: Tx, unit: UUID, *, on: bool) -> None:
    """The unit's rule from now on."""
    if on:
        await tx.run(
            "INSERT INTO sign_two_hands (unit, since, by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            unit, tx.now, tx.actor.id,
        )  # fmt: skip
    else:
        await tx.run("UPDATE sign_two_hands SET until = $2 WHERE unit = $1 AND until IS NULL", unit, tx.now)


async def signatures(id: UUID) -> list[Row]:
    """Every sign-off of a text, the newest first."""
    return await db.fetch("SELECT * FROM submission_signature WHERE submission = $1 ORDER BY at DESC, id DESC", id)


async def holding(id: UUID) -> Row | None:
    """The sign-off that was not voided."""
    return await db.one("SELECT * FROM submission_signature WHERE submission = $1 AND voided IS NULL", id)


async def keep_signature(tx: Tx, **columns: object) -> None:
    """A sign-off."""
    await tx.insert(SubmissionSignature, id=new_id(), at=tx.now, signer=tx.actor.id, **columns)


async def void(tx: Tx, id: UUID, why: str) -> None:
    """The sign-off that held holds no longer."""
    await tx.run(
        "UPDATE submission_signature SET voided = $2, voided_why = $3 WHERE submission = $1 AND voided IS NULL",
        id, tx.now, why,
    )  # fmt: skip


async def start_challenge(tx: Tx, made: Challenge) -> None:
    """What a device is asked; those that are over go."""
    await tx.run("DELETE FROM sign_challenge WHERE ends <= $1", tx.now)
    await tx.insert(
        SignChallenge, id=made.id, account=made.account, service=made.service, nonce=made.nonce, issued=made.issued,
        ends=made.ends,
    )  # fmt: skip


async def add_text(tx: Tx, challenge: UUID, text: Text) -> None:
    """One of its texts."""
    await tx.insert(
        SignChallengeText, challenge=challenge, place=text.place, submission=text.submission, version=text.version,
        digest=text.digest, capacity=text.capacity, note_sealed=text.note_sealed, declared=text.declared,
        debt=text.debt, debt_version=text.debt_version,
    )  # fmt: skip


async def challenge(account: UUID, *, id: UUID | None = None, nonce: bytes = b"") -> Challenge | None:
    """What somebody's device can still answer, by its id or its number."""
    row = await db.one(
        "SELECT id, account, service, nonce, issued, ends FROM sign_challenge WHERE account = $1 AND ends > $2"
        " AND ($3::uuid IS NULL OR id = $3) AND ($3::uuid IS NOT NULL OR nonce = $4)",
        account, clock.now(), id, nonce,
    )  # fmt: skip
    return Challenge(**row) if row else None


async def texts(challenge: UUID) -> list[Text]:
    """Its texts in order."""
    rows = await db.fetch(
        "SELECT place, submission, version, digest, capacity, note_sealed, declared, debt, debt_version"
        " FROM sign_challenge_text WHERE challenge = $1 ORDER BY place",
        challenge,
    )
    return [Text(**row) for row in rows]


async def take_challenge(tx: Tx, id: UUID) -> bool:
    """Use it up; False when somebody else has, or its time is over."""
    sql = "DELETE FROM sign_challenge WHERE id = $1 AND account = $2 AND ends > $3 RETURNING 1 AS one"
    return await tx.one(sql, id, tx.actor.id, tx.now) is not None
