"""A unit's OA system: its keys, and what it sends.

- The security administrator makes a key when its unit has asked in writing; the liaison officer named as its holder
  answers for the connection, and the key is worth what the holder's account is worth.
- The secret is sealed and shown once. Two keys of a unit may be in use side by side, so that one can replace the other.
- A number used before, a date more than five minutes off, a body that is not what was signed: refused before anything.
- One request key of a unit has one effect, under whichever of its keys it comes; the same key with another request is
  refused, the same request gets the stored answer (rules in rules/oa.py).
"""

import hmac
import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import msgspec

from crypto import sm3
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, vault
from kernel.actor import Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, KeyReused, NeedsNote, NotAllowedNow, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared
from submissions.commands import channels, moving, writing
from submissions.commands.carriers import require_no_journal, require_open
from submissions.errors import OaNotGenuine, OaTooMany, OaUnsigned
from submissions.rules import oa as rules
from submissions.rules.channels import Channel
from submissions.rules.oa import KeyState, Mode, Presented, Signed
from submissions.rules.records import Details
from submissions.store import channels as channel_store
from submissions.store import oa as store
from submissions.tables.channels import OaKey, OaRequest

KIND = "oa_key"
LONGEST_REQUEST = 200


class Grant(msgspec.Struct, frozen=True):
    """What a key is for: a unit, who answers for it, what becomes of the texts, for how many days."""

    unit: UUID
    holder: UUID
    mode: str
    days: int


class Caller(msgspec.Struct, frozen=True):
    """A genuine request: which key, which unit, who acts."""

    key: UUID
    unit: UUID
    mode: str
    actor: Actor


@command("oa.make_key")
async def make_key(tx: Tx, grant: Grant, said: Cleared) -> Done:
    """A new key; `said.reference` is the number and date of the unit's written request."""
    demand(tx.actor, Right.CHANNEL_KEY)
    gate.nothing_held(said)
    request = said.parts.get("reference", "").strip()[:LONGEST_REQUEST]
    if not request:
        raise NeedsNote(fields={"reference": "required"}, action="")
    if grant.mode not in list(Mode) or not 1 <= grant.days <= rules.LONGEST_DAYS:
        raise Invalid(fields={"mode" if grant.mode not in list(Mode) else "days": "choose_one"})
    await _require_holder(grant.unit, grant.holder)
    box = vault.mint(new_id(), KIND)
    await vault.keep(tx, box)
    await tx.insert(
        OaKey, id=box.owner, state=KeyState.IN_USE.value, created=tx.now, unit=grant.unit, holder=grant.holder,
        mode=grant.mode, secret_sealed=box.seal("secret", secrets.token_hex(32)),
        request_sealed=box.seal("request", request),
        made_by=tx.actor.id, valid_until=tx.now + timedelta(days=grant.days),
    )  # fmt: skip
    tx.record(KIND, box.owner, "create", target=KeyState.IN_USE, note=f"{grant.unit} {grant.holder} {grant.mode}")
    return Done(box.owner, 1, KeyState.IN_USE.value)


@command("oa.revoke_key")
async def revoke_key(tx: Tx, id: UUID, version: int) -> Done:
    """The key is worth nothing from now on."""
    demand(tx.actor, Right.CHANNEL_KEY)
    row = await store.key(id)
    if row is None:
        raise NotFound
    if row["version"] != version:
        raise StaleVersion
    if row["state"] != KeyState.IN_USE:
        raise NotAllowedNow(action="", state=KeyState(row["state"]).label, reason="")
    new = await tx.move(OaKey, id, version, row["state"], KeyState.REVOKED, ended=tx.now, ended_by=tx.actor.id)
    tx.record(KIND, id, "revoke", source=row["state"], target=KeyState.REVOKED)
    return Done(id, new, KeyState.REVOKED.value)


async def authenticated(method: str, target: str, given: Presented | None, body: bytes) -> Caller:
    """Who sends this. Raises OaUnsigned, OaNotGenuine, OaTooMany; a refused request leaves nothing behind."""
    if given is None:
        raise OaUnsigned
    now, caller, secret = clock.now(), *await _key(given.key)
    said_at = rules.moment(given.date)
    if said_at is None or abs(now - said_at) > rules.SKEW:
        raise OaNotGenuine("date_off")
    if not rules.NONCE.fullmatch(given.nonce):
        raise OaNotGenuine("bad_nonce")
    genuine = hmac.compare_digest(rules.signature(secret, method, target, given).encode(), given.signature.encode())
    if not genuine or not hmac.compare_digest(sm3.hash(body).hex().encode(), given.digest.encode()):
        raise OaNotGenuine("bad_signature")
    if await store.used_since(caller.key, now - timedelta(minutes=1)) >= rules.PER_MINUTE:
        raise OaTooMany
    await _use(Call(caller.actor), caller.key, given.nonce)
    return caller


async def _key(text: str) -> tuple[Caller, bytes]:
    try:
        row = await store.key(UUID(text))
    except ValueError:
        row = None
    if row is None:
        raise OaNotGenuine("bad_signature")  # which keys there are is nobody's business
    if row["state"] != KeyState.IN_USE or row["valid_until"] <= clock.now():
        raise OaNotGenuine("key_ended")
    try:
        holder = await identity.actor_of(row["holder"])
    except NotFound:
        raise OaNotGenuine("holder_gone") from None
    if holder.unit != row["unit"] or not holder.may(Right.SUBMISSION_WRITE):
        raise OaNotGenuine("holder_gone")
    mode = Mode(row["mode"])
    asserts = {Right.SUBMISSION_ASSERT} if mode is Mode.SIGNED_THERE else set[Right]()
    actor = channels.as_unit(replace(holder, rights=frozenset(holder.rights | asserts)), row["unit"])
    actor = replace(actor, terminal=f"oa:{row['id']}")
    return Caller(row["id"], row["unit"], mode.value, actor), (await vault.box(row["id"])).open(
        "secret", bytes(row["secret_sealed"])
    ).encode()


@command("oa.use_key")
async def _use(tx: Tx, id: UUID, nonce: str) -> Done:
    if not await store.use(tx, id, nonce):
        raise OaNotGenuine("replayed")
    return Done(id)


async def answered(caller: Caller, request: str, digest: bytes) -> Done | None:
    """The stored answer to this request. Raises KeyReused for another request under its key."""
    row = await store.answered(caller.unit, request)
    if row is None:
        return None
    if bytes(row["digest"]) != digest:
        raise KeyReused
    return msgspec.json.decode(row["answer"], type=Done)


async def receive(  # noqa: PLR0913, PLR0917 - who, which request, and what it carries
    caller: Caller, request: str, digest: bytes, cleared: Cleared, details: Details, signed: Signed | None
) -> Done:
    """What an OA system sends: signed there and on its way, or to be signed here."""
    if caller.mode == Mode.SIGNED_THERE and signed is None:
        raise Invalid(fields={"signed": "required"})
    call = Call(caller.actor)
    nothing = await gate.pass_gate(call, {})
    return await _receive(call, caller, request, digest, cleared, details, signed, nothing)


@command("oa.receive")
async def _receive(  # noqa: PLR0913, PLR0917 - see above
    tx: Tx, caller: Caller, request: str, digest: bytes, cleared: Cleared, details: Details, signed: Signed | None,
    nothing: Cleared,
) -> Done:  # fmt: skip
    await store.claim(tx, caller.unit, request)
    earlier = await answered(caller, request, digest)
    if earlier is not None:
        return earlier
    await require_open(tx, Channel.OA, details.genre)
    require_no_journal(cleared.parts.get("title", ""), cleared.parts.get("body", ""), [f.name for f in cleared.files])
    at = await writing.create.within(tx, cleared, details)
    await channel_store.set_channel(tx, at.id, Channel.OA)
    if signed is not None and caller.mode == Mode.SIGNED_THERE:
        at = await channels.enter_signed(tx, at, replace(signed, key=caller.key))
        at = await channels.send(tx, at, nothing)
    else:
        at = await moving.step(tx, at.id, at.version, "request_sign", nothing)
    await tx.insert(
        OaRequest, unit=caller.unit, key=request, digest=digest, submission=at.id, created=tx.now,
        answer=msgspec.json.encode(at).decode(),
    )  # fmt: skip
    return at


@command("oa.sweep")
async def sweep(tx: Tx) -> Done:
    """Numbers that are too old to be accepted again go."""
    gone = await store.sweep(tx, tx.now - rules.KEPT)
    return Done(tx.actor.id, more={"gone": str(gone)})


async def _require_holder(unit: UUID, holder: UUID) -> None:
    try:
        actor = await identity.actor_of(holder)
    except NotFound:
        raise Invalid(fields={"holder": "choose_one"}) from None
    if actor.unit != unit or not actor.may(Right.SUBMISSION_WRITE):
        raise Invalid(fields={"holder": "choose_one"})
