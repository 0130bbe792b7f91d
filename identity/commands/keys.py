"""Which device stands for which account (KEY-02, KEY-04, KEY-11; J 15).

- The security administrator binds, with the certificate of the device's signing key, and unbinds with a reason; never
  for herself. An account may have several devices (operators A and B share none), a device has one account.
- A certificate is bound only when it can be relied on now: its path ends at a root of the trust folder, it is in date,
  not revoked, and may sign. The same is asked again at every sign-in.
- Binding and unbinding end the account's sessions at once: what was opened without the device, or with it.
"""

import asyncio
from pathlib import Path
from uuid import UUID

import asyncpg

from crypto.certificates import certificate as certificates
from crypto.certificates import path, trust
from crypto.certificates.certificate import Certificate, Usage
from crypto.devices.statements import known_serial
from crypto.errors import BadCertificate, BadTrust
from crypto.findings import Level
from identity.commands.words import require_plain
from identity.errors import DeviceCertificateRefused, DeviceNotBound, TrustUnusable, TwoPeople
from identity.rights import Right, demand
from identity.store import accounts, presence, sessions
from identity.store import keys as store
from identity.workflow.accounts import DEVICE_BINDING, AccountState, DeviceState
from kernel import clock, vault
from kernel.actor import Call
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion
from kernel.ids import new_id

_folder: list[Path] = []


def install(folder: Path) -> None:
    """Where the certificates stand that may be relied on (crypto/certificates/trust.py)."""
    _folder[:] = [folder]


async def demand_sound(certificate: Certificate) -> None:
    """Return only if the certificate may sign now. Raises DeviceCertificateRefused, TrustUnusable."""
    try:
        trusted = await asyncio.to_thread(trust.read_folder, _folder[0]) if _folder else trust.Trust(())
    except BadTrust as error:
        raise TrustUnusable(file=error.file) from error
    checked = path.check(certificate, trusted, clock.now(), Usage.DIGITAL_SIGNATURE)
    if not checked.sound:
        raise DeviceCertificateRefused(next(each for each in checked.findings if each.level is Level.FAILED))


async def bind(call: Call, account: UUID, serial: str, data: bytes) -> Done:
    """Let a device stand for an account; `data`: its certificate, DER or PEM. Raises Invalid, DeviceCertificateRefused."""
    demand(call.actor, Right.DEVICE_BIND)
    wrong = {} if known_serial(serial) else {"serial": "device_serial_wrong" if serial else "required"}
    if not data:
        raise Invalid(fields=wrong | {"certificate": "required"})
    try:
        certificate = certificates.load(data)
    except BadCertificate:
        raise Invalid(fields=wrong | {"certificate": "device_certificate_unreadable"}) from None
    if wrong:
        raise Invalid(fields=wrong)
    await demand_sound(certificate)
    require_plain(serial=serial, certificate=certificate.name)
    return await _bind(call, account, serial, certificate.der)


@command("device.bind")
async def _bind(tx: Tx, account: UUID, serial: str, der: bytes) -> Done:
    demand(tx.actor, Right.DEVICE_BIND)
    await accounts.lock(tx, account)
    item = await accounts.one(account)
    if item is None or item.state == AccountState.DISABLED:
        raise NotFound
    if item.id == tx.actor.id:
        raise TwoPeople(action="")
    certificate, id = Certificate(der), new_id(tx.now)
    try:
        await store.add(
            tx, id=id, account=account, serial=serial, certificate=der, key=certificate.public_key,
            not_after=certificate.not_after, bound_by=tx.actor.id,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        field = "serial" if error.constraint_name == "device_binding_serial" else "certificate"
        raise Invalid(fields={field: f"device_{field}_taken"}) from error
    await sessions.end_all(tx, account)
    tx.record("device_binding", id, "bind", target=DeviceState.BOUND, after=serial.encode() + certificate.der)
    tx.record("account", account, "bind", after=serial.encode())
    return Done(id, 1, DeviceState.BOUND)


async def require_bound(tx: Tx, id: UUID) -> None:
    """Raise DeviceNotBound unless the binding is in force; it stays so until the transaction ends."""
    if not await store.hold(tx, id):
        raise DeviceNotBound


@command("device.unbind")
async def unbind(tx: Tx, id: UUID, version: int, note: str) -> Done:
    """The device stands for nobody from now on: lost, damaged, given back."""
    item = await store.one(id)
    if item is None:
        raise NotFound
    row = DEVICE_BINDING.require(item, "unbind", tx.actor, {"note": note})
    if item.version != version:
        raise StaleVersion
    require_plain(note=note)
    sealed = (await vault.box(item.person)).seal("device_note", note)
    new = await store.move(tx, item, row.target, ended=tx.now, ended_by=tx.actor.id, note_sealed=sealed)
    await sessions.end_of_device(tx, id)
    await presence.forget(tx, id)
    tx.record("device_binding", id, row.action, source=item.state, target=row.target, note=note)
    return Done(id, new, row.target)
