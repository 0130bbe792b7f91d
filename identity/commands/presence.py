"""A device that opened sessions stays at work, or the sessions end (KEY-11; product RO-08).

- Every two seconds its agent sends a statement that the device has signed: which service, which device, and the number
  the service gave with its last answer. A statement cannot be kept for later, and nobody's clock matters.
- A session opened with a device is looked at on every request: not heard of for six seconds, or said to be gone, ends it
  for good. Plugging the device in again revives nothing.
- `gone` needs no signature (the device is no longer there to make one) but the last number, which only the agent knows.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from crypto.certificates.certificate import Certificate
from crypto.devices.statements import NONCE, Presence
from crypto.errors import BadEncoding, BadKey, BadSignature
from identity.errors import PresenceRefused
from identity.rules import policy
from identity.store import keys
from identity.store import presence as store
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Tx, command


@dataclass(frozen=True, slots=True)
class Heard:
    """What the agent gets back: the number to name next, and what the device is still needed for.

    `sessions`: how many hang on it; `waiting`: a sign-in of its account has not been answered yet.
    `accepted` is False when the statement named an old number: nothing was noted, the next one may be right.
    """

    accepted: bool
    nonce: bytes
    sessions: int
    waiting: bool


async def hear(service: str, serial: str, nonce: bytes, signature: bytes) -> Heard:
    """A statement of presence. Raises PresenceRefused."""
    device = await keys.bound(serial)
    if device is None:
        raise PresenceRefused
    try:
        Certificate(device.certificate).key.verify(Presence(service, serial, nonce).message(), signature)
    except (BadSignature, BadEncoding, BadKey):
        raise PresenceRefused from None
    following, accepted = secrets.token_bytes(NONCE), True
    hanging = await store.go_on(device.id, policy().idle, nonce, following, policy().presence)
    if hanging is None:
        accepted = (await _hear(Call(SYSTEM), device.id, nonce, following)).state == "accepted"
        hanging = await store.hanging(device.id, policy().idle)
    return Heard(accepted, following, hanging.sessions, hanging.waiting)


@command("device.hear")
async def _hear(tx: Tx, device: UUID, nonce: bytes, following: bytes) -> Done:
    await end_unattended(tx, device)
    if not await keys.hold(tx, device):
        raise PresenceRefused
    if await store.accept(tx, device, nonce, following, policy().presence):
        return Done(device, 1, "accepted")
    await store.ask(tx, device, following)
    return Done(device, 1, "asked")


async def gone(serial: str, nonce: bytes) -> None:
    """The agent says that the device was taken out. Raises PresenceRefused for another number than the last."""
    device = await keys.bound(serial)
    if device is None:
        raise PresenceRefused
    await _gone(Call(SYSTEM), device.id, nonce)


@command("device.gone")
async def _gone(tx: Tx, device: UUID, nonce: bytes) -> Done:
    if not await store.leave(tx, device, nonce):
        raise PresenceRefused
    await end_unattended(tx, device)
    return Done(device)


@command("device.unattended")
async def close(tx: Tx, device: UUID) -> Done:
    """A request has found the device silent for too long."""
    await end_unattended(tx, device)
    return Done(device)


async def arrive(tx: Tx, device: UUID) -> None:
    """The device has answered a challenge: it is there, and what hung on an earlier stay of it is over."""
    await end_unattended(tx, device)
    await store.arrive(tx, device, secrets.token_bytes(NONCE))


async def end_unattended(tx: Tx, device: UUID) -> None:
    """End what hangs on the device unless it is there."""
    for account in await store.end_unattended(tx, device, policy().presence):
        tx.record("account", account, "device_removed")
        tx.record("device_binding", device, "device_removed")
