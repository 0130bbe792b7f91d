"""The second step of signing in: a device answers the challenge of this browser's sign-in (KEY-11; J 15).

- The right password opens nothing for an account with a device. It makes a challenge: 32 random bytes, known to one
  browser by a cookie of which only the digest is kept, for two minutes, for one answer.
- The device signs which service, which login, which challenge, and when it was issued (crypto/devices/statements.py).
  An answer is checked in full: bound to this account now, the certificate that was bound, its path, the signature.
- An answer to another tab's challenge is sent back unread. Any other answer uses the challenge up, right or wrong, and a
  wrong one counts like a wrong password. The right password alone neither counts nor clears the count.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from crypto import sm3
from crypto.certificates.certificate import Certificate
from crypto.devices.statements import NONCE, SignIn, number_of
from crypto.errors import BadEncoding, BadKey, BadSignature
from identity.commands import keys, passwords
from identity.errors import (
    ChallengeOther,
    ChallengeOver,
    DeviceCertificateOther,
    DeviceNotBound,
    DeviceRefused,
    DeviceSignatureWrong,
    SignInRefused,
)
from identity.rules import policy
from identity.store import accounts
from identity.store import challenges as store
from identity.store import keys as keys_store
from identity.store.challenges import Challenge
from identity.store.keys import Binding
from kernel import clock
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done, Tx, command

LONGEST = 4000  # characters of one value that comes back from the agent


@dataclass(frozen=True, slots=True)
class Answer:
    """What the device's agent sends back through the browser. `certificate`: its serial number, hexadecimal."""

    nonce: bytes
    device: str
    certificate: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """The same where it signs several things at once: one signature each, in the order they were asked for."""

    nonce: bytes
    device: str
    certificate: str
    signatures: tuple[bytes, ...]


def answers(nonce: str, device: str, certificate: str, signatures: Iterable[str]) -> Answered:
    """What came back through the browser, in its words. Raises BadEncoding."""
    signed = tuple(number_of(signature[:LONGEST]) for signature in signatures)
    return Answered(number_of(nonce), device[:64], certificate[:64], signed)


@dataclass(frozen=True, slots=True)
class Proved:
    """The password was right, and so is the device."""

    challenge: Challenge
    hash: str
    device: Binding


async def ask(account: UUID, hash: str, target: str) -> str:
    """A challenge for the account whose password was right; the secret for the browser's cookie."""
    secret = secrets.token_urlsafe(32)
    await _ask(Call(SYSTEM), account, hash, digest(secret), target)
    return secret


@command("account.device_ask")
async def _ask(tx: Tx, account: UUID, hash: str, id_hash: bytes, target: str) -> Done:
    if not await accounts.uncount(tx, account, hash):
        raise SignInRefused
    issued = tx.now.replace(microsecond=0)
    await store.start(
        tx, id_hash=id_hash, account=account, nonce=secrets.token_bytes(NONCE), proof=_proof(hash), target=target,
        issued=issued, ends=tx.now + policy().challenge,
    )  # fmt: skip
    return Done(account)


async def waiting(secret: str) -> Challenge | None:
    """The challenge of this browser, while it can be answered."""
    return await store.one(digest(secret), clock.now()) if secret else None


async def prove(secret: str, answer: Answer, service: str, terminal: str) -> Proved:
    """Check an answer; the challenge is used up. Raises ChallengeOver, ChallengeOther, SignInRefused, DeviceRefused."""
    challenge = await waiting(secret)
    if challenge is None:
        raise ChallengeOver
    if not secrets.compare_digest(challenge.nonce, answer.nonce):
        raise ChallengeOther
    await _take(Call(SYSTEM), challenge.account, digest(secret))
    hash = await passwords.tried(challenge.account)
    if hash is None or _proof(hash) != challenge.proof:
        raise SignInRefused
    try:
        return Proved(
            challenge, hash, await checked(challenge.account, answer, statement(challenge, service).message())
        )
    except DeviceRefused as refusal:
        await refused(Call(Actor(SYSTEM.id, SYSTEM.unit, terminal=terminal)), challenge.account, refusal.reason)
        await passwords.failed(Call(SYSTEM), challenge.account)
        raise


@command("account.device_answer")
async def _take(tx: Tx, account: UUID, id_hash: bytes) -> Done:
    if not await store.take(tx, id_hash):
        raise ChallengeOver
    return Done(account)


@command("account.device_refused")
async def refused(tx: Tx, account: UUID, reason: str) -> Done:
    """The journal's line of an answer that was not taken."""
    tx.record("account", account, "device_refused", after=reason.encode())
    return Done(account)


async def checked(account: UUID, answer: Answer, message: bytes) -> Binding:
    """The account's device that signed these bytes, with the certificate it was bound with. Raises DeviceRefused."""
    device = await keys_store.bound(answer.device)
    if device is None or device.account != account:
        raise DeviceNotBound
    certificate = Certificate(device.certificate)
    if f"{certificate.serial:x}" != answer.certificate.lower():
        raise DeviceCertificateOther
    await keys.demand_sound(certificate)
    try:
        certificate.key.verify(message, answer.signature)
    except (BadSignature, BadEncoding, BadKey):
        raise DeviceSignatureWrong from None
    return device


async def sweep(tx: Tx) -> int:
    """Drop challenges nobody can answer any more."""
    return await store.sweep(tx)


def digest(secret: str) -> bytes:
    """What the table holds of a challenge's secret."""
    return sm3.hash(b"zhengxun sign-in challenge" + secret.encode())


def statement(challenge: Challenge, service: str) -> SignIn:
    """What the device is asked to sign. Raises BadEncoding when the service's address has no form statements know."""
    return SignIn(service, challenge.login, challenge.nonce, challenge.issued)


def _proof(hash: str) -> bytes:
    return sm3.hash(b"zhengxun password step" + hash.encode())
