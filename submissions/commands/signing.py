"""The signature under a text: who, in which capacity, over which digest; by the signer's device where there is one.

- A device signs the record, its version, the digest of its text and files, signer, unit and capacity
  (crypto/devices/statements.py). All of it is built here anew from what stands in the database; a signature over
  anything else is refused, and so is a device that is not bound to the signer when the transaction ends.
- Whoever has a device signs with it; an installation may ask for a device always, or never.
- A signature is never changed. It is voided by the move that opens the text again, with the reason; a late one over a
  text that was replaced meanwhile is kept as void from the beginning.
- Before a text leaves the unit, its signature is verified again.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from crypto.devices.statements import SignOff
from crypto.errors import BadEncoding
from identity.commands import challenges, keys
from identity.commands.challenges import Answer
from identity.errors import DeviceSignatureWrong
from identity.queries import accounts as account_reads
from identity.queries.accounts import Binding
from kernel.actor import Actor
from kernel.db import Tx
from submissions.errors import DeviceMustSign, SignatureBroken, SignedAnother
from submissions.rules.records import Item
from submissions.rules.signing import DeviceRule, Proof, Voided, capacity_of
from submissions.rules.signing_device import genuine, signed_by_device
from submissions.store import signing as store

ALL_TIME = datetime.min.replace(tzinfo=UTC)
_rule = [DeviceRule.BOUND]


def install(rule: DeviceRule = DeviceRule.BOUND) -> None:
    """When a device has to sign in this installation."""
    _rule[0] = rule


async def by_device(actor: Actor) -> bool:
    """Whether this person's signature wants a device now."""
    if _rule[0] is DeviceRule.BOUND:
        return bool(await account_reads.own_devices(actor))
    return _rule[0] is DeviceRule.ALWAYS


async def who_by_device(viewer: Actor, accounts: Sequence[UUID]) -> dict[UUID, datetime]:
    """Those of the accounts whose signature wants a device now -> what they did since then wants it."""
    if _rule[0] is DeviceRule.BOUND:
        return await account_reads.with_device(viewer, accounts)
    return dict.fromkeys(accounts, ALL_TIME) if _rule[0] is DeviceRule.ALWAYS else {}


async def statement(actor: Actor, item: Item, proof: Proof) -> SignOff:
    """What the actor's device has to have signed for this text as it stands. Raises BadEncoding."""
    account = await account_reads.own_account(actor)
    capacity, _ = capacity_of(item.signing, actor)
    return SignOff(
        proof.service, account.login, account.unit_name, capacity.value, item.id, item.version, item.digest,
        proof.nonce, proof.issued,
    )  # fmt: skip


async def keep(tx: Tx, item: Item, proof: Proof | None = None) -> dict[str, object]:
    """Keep the actor's sign-off of the text as it stands; the columns that say so on the record.

    The caller's table of moves has said that they may. Raises DeviceMustSign, DeviceRefused, SignedAnother.
    """
    await store.void(tx, item.id, Voided.REVISE)
    await _keep(tx, item, proof)
    return {"signed_digest": item.digest, "signed_by": tx.actor.id, "signed_at": tx.now}


async def keep_past(tx: Tx, item: Item, proof: Proof | None = None) -> None:
    """Keep the actor's late sign-off of a text (`item.digest`) another has replaced: proof of that text, not in force.

    What holds under the text that stands there now is not touched. Raises like `keep`.
    """
    await _keep(tx, item, proof, voided=tx.now, voided_why=Voided.REPLACED.value)


async def require_genuine(item: Item) -> None:
    """Raise SignatureBroken unless the sign-off that holds is over this text, and its device's signature is genuine.

    A text signed elsewhere has none here; that its sign-off fits is told by the record.
    """
    row = await store.holding(item.id)
    if row is None:
        return
    if bytes(row["digest"]) != item.digest or (signed_by_device(row) and not genuine(row)):
        raise SignatureBroken


async def void(tx: Tx, item: Item, action: str) -> None:
    """The move has opened the text again: what was signed holds no longer."""
    if action in set(Voided):
        await store.void(tx, item.id, action)


async def _keep(tx: Tx, item: Item, proof: Proof | None, **more: object) -> None:
    if proof is None and await by_device(tx.actor):
        raise DeviceMustSign
    capacity, on_behalf = capacity_of(item.signing, tx.actor)
    await store.keep_signature(
        tx, submission=item.id, digest=item.digest, version=item.version, capacity=capacity.value,
        important=item.signing.important, on_behalf=on_behalf, **more,
        **(await _proved(tx, item, proof) if proof else {}),
    )  # fmt: skip


async def _proved(tx: Tx, item: Item, proof: Proof) -> dict[str, object]:
    message, device = await _checked(tx, item, proof)
    return {
        "device": device.id, "certificate": device.certificate, "statement": message, "signature": proof.signature,
    }  # fmt: skip


async def _checked(tx: Tx, item: Item, proof: Proof) -> tuple[bytes, Binding]:
    answer = Answer(proof.nonce, proof.device, proof.certificate, proof.signature)
    try:
        message = (await statement(tx.actor, item, proof)).message()
        device = await challenges.checked(tx.actor.id, answer, message)
    except (BadEncoding, DeviceSignatureWrong):
        raise SignedAnother from None
    await keys.require_bound(tx, device.id)
    return message, device
