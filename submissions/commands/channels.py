"""What every way in has in common.

- Who brings a text in for a unit acts as that unit for the length of the command, under their own name in the journal.
- A sign-off made elsewhere is kept with who says so; the signer is one of the unit's register, or it is none (SUB-08).
- They could have signed it here at that moment: important texts the principal head or a substitute, nobody who was away.
"""

from dataclasses import replace
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import vault
from kernel.actor import SYSTEM, Actor
from kernel.db import Done, Row, Tx
from kernel.errors import NotFound
from marking.cleared import Cleared
from submissions.commands import moving
from submissions.commands.common import found
from submissions.errors import NotAsserted
from submissions.rules.oa import OLDEST_SIGNATURE, Signed
from submissions.rules.records import KIND, Item
from submissions.store import signing
from submissions.tables.channels import SubmissionAssertion
from submissions.tables.submissions import Submission
from submissions.workflow.signing import SIGNS
from submissions.workflow.submission import WORKFLOW

LONGEST_CAPACITY = 40
WRITES = frozenset({Right.SUBMISSION_WRITE, Right.SUBMISSION_READ_OWN, Right.SUBMISSION_SEND, Right.SUBMISSION_ASSERT})


def as_unit(actor: Actor, unit: UUID) -> Actor:
    """Somebody who brings a text in for a unit, as far as they may."""
    asserts = WRITES if actor.may(Right.SUBMISSION_ASSERT) else WRITES - {Right.SUBMISSION_ASSERT}
    return replace(actor, unit=unit, office=False, rights=frozenset(asserts))


async def enter_signed(tx: Tx, at: Done, signed: Signed) -> Done:
    """The sign-off made elsewhere, kept with who says so. Raises NotAsserted."""
    row, item = await found(at.id, tx.actor, at.version)
    move = WORKFLOW.require(item, "enter_signed", tx.actor)
    await _require_signer(tx, row, item, signed)
    box = await vault.box(at.id)
    new = await tx.move(
        Submission, at.id, at.version, item.state, move.target, moved=tx.now, signed_digest=item.digest,
        signed_by=signed.signer, signed_at=signed.at,
    )  # fmt: skip
    await tx.insert(
        SubmissionAssertion, submission=at.id, digest=item.digest, signer=signed.signer, signed=signed.at, at=tx.now,
        capacity_sealed=box.seal("capacity", signed.capacity), by=tx.actor.id, oa_key=signed.key,
    )  # fmt: skip
    tx.record(KIND, at.id, move.action, source=row["state"], target=move.target, after=item.digest)
    return Done(at.id, new, str(move.target))


async def send(tx: Tx, at: Done, nothing: Cleared) -> Done:
    """Leave the unit by its way: to the office, or to the parent unit that passes it on."""
    _, item = await found(at.id, tx.actor, at.version)
    return await moving.step(tx, at.id, at.version, "submit" if item.route is None else "submit_up", nothing)


async def _require_signer(tx: Tx, row: Row, item: Item, signed: Signed) -> None:
    wrong = {}
    if unfit := await _unfit(row, item, signed):
        wrong["signer"] = unfit
    if not signed.capacity.strip() or len(signed.capacity) > LONGEST_CAPACITY:
        wrong["capacity"] = "required" if not signed.capacity.strip() else "contact_too_long"
    if not tx.now - OLDEST_SIGNATURE <= signed.at <= tx.now:
        wrong["signed_at"] = "signed_at_off"
    if wrong:
        raise NotAsserted(fields=wrong)


async def _unfit(row: Row, item: Item, signed: Signed) -> str | None:
    """Why this person's sign-off does not hold, by the conditions of a signature given here at that moment."""
    try:
        signer = await identity.actor_of(signed.signer)
    except NotFound:
        return "signer_not_registered"
    if signer.unit != item.unit or not signer.may(Right.SUBMISSION_SIGN):
        return "signer_not_registered"
    then = replace(item, signing=await signing.standing(row, signed.at))
    return next((f"signer_not_{guard.code}" for guard in SIGNS if not guard.check(then, signer)), None)


async def signers(unit: UUID) -> list[UUID]:
    """The accounts of a unit that may sign."""
    return await identity.holders(SYSTEM, Right.SUBMISSION_SIGN, unit)
