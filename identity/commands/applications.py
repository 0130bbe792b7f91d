"""Applying for an account from outside, or for a colleague from inside (SUB-17).

- The stamped form and every word pass the marking gate. A picture of a form, which no machine reads, is declared by
  who files it and answered for by who reviews it; words that are held are refused.
- Somebody without an account gets a number and a code to look the application up with. The code is derived under the
  service's key from the record: it is kept nowhere, and a repeated request shows the same one. Whoever does not know
  both learns nothing, not even whether the number exists.
- Filing is limited by place and in all; the limits are counted while others wait. So is having a form examined.
- Three hands: the office looks at it and says for which unit, the security administrator approves, the system
  administrator opens; the account comes with a first password that must be changed at once.
- A third liaison officer is refused at the first and at the last step (SUB-02). What nobody decided lapses.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from crypto import sm3
from identity.commands import accounts, people, tries
from identity.commands.accounts import Issued
from identity.commands.words import require_plain
from identity.errors import ThirdLiaison, TooManyApplications
from identity.rights import Right, Role, demand
from identity.rules import Contact, wrong_contact
from identity.store import accounts as account_rows
from identity.store import applications as store
from identity.store import people as people_rows
from identity.store import units
from identity.store.applications import Application
from identity.workflow.accounts import AccountState
from identity.workflow.applications import APPLICATION, ApplicationState
from identity.workflow.register import Seat, UnitKind
from kernel import clock, vault
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared

KIND = store.KIND
LASTS = timedelta(days=30)
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
MOST_A_PLACE_A_DAY, MOST_AN_HOUR = 5, 30
MOST_FILES, LARGEST_FILE = 3, 10 * 1024 * 1024
OPEN = (ApplicationState.FILED, ApplicationState.REVIEWED, ApplicationState.APPROVED)
LIMITS = {"company": 60, "why": 500}


def guest(terminal: str) -> Actor:
    """Somebody nobody knows: no right at all."""
    return Actor(SYSTEM.id, SYSTEM.unit, frozenset({"guest"}), frozenset(), terminal=terminal)


def code_of(id: UUID) -> str:
    """What opens the application's state to whoever filed it."""
    tag = sm3.hmac(vault.derive("application code 1"), id.bytes)
    return base64.b32encode(tag[:10]).decode().rstrip("=").lower()


async def require_room(terminal: str) -> None:
    """Raise TooManyApplications where another one cannot be filed now: asked before anything is examined."""
    now = clock.now()
    from_there = await store.filed_since(now - A_DAY, _origin(terminal))
    if from_there >= MOST_A_PLACE_A_DAY or await store.filed_since(now - AN_HOUR) >= MOST_AN_HOUR:
        raise TooManyApplications


async def require_try(terminal: str) -> None:
    """Raise TooManyApplications where nothing of this place is examined for now."""
    await require_room(terminal)
    tries.one_more(_origin(terminal))


@command("application.file")
async def file(tx: Tx, cleared: Cleared) -> Done:
    """An application from outside. Raises TooManyApplications, Invalid."""
    await store.lock(tx)
    await require_room(tx.actor.terminal)
    return await _file(tx, cleared, None)


@command("application.file_own")
async def file_own(tx: Tx, cleared: Cleared) -> Done:
    """A unit's own people apply for a liaison officer. Raises ThirdLiaison, Invalid."""
    demand(tx.actor, Right.APPLICATION_FILE)
    await _require_seat(tx, tx.actor.unit)
    return await _file(tx, cleared, tx.actor.unit)


def require_short(words: Mapping[str, str], sizes: Sequence[int]) -> None:
    """What is looked at before anything is examined. Raises Invalid."""
    wrong = {name: "contact_too_long" for name, text in words.items() if len(text) > LIMITS["why"]}
    if len(sizes) > MOST_FILES or any(size > LARGEST_FILE for size in sizes):
        wrong["files"] = "application_files"
    if wrong:
        raise Invalid(fields=wrong)


async def _file(tx: Tx, cleared: Cleared, unit: UUID | None) -> Done:
    wrong = wrong_contact(_contact(cleared.parts))
    wrong |= {name: "contact_too_long" for name, most in LIMITS.items() if len(cleared.text(name)) > most}
    wrong |= {name: "required" for name in ("company", "phone") if not cleared.text(name).strip()}
    if not 0 < len(cleared.files) <= MOST_FILES or any(len(each.data) > LARGEST_FILE for each in cleared.files):
        wrong["files"] = "application_files"
    wrong |= {hold.where: "application_held" for hold in cleared.holds if not hold.content}
    if wrong:
        raise Invalid(fields=wrong)
    number = await store.next_number(tx, clock.local(tx.now).year)
    by = tx.actor.id if unit else None
    item = Application(
        new_id(tx.now), 1, ApplicationState.FILED, tx.now, tx.now + LASTS, number, unit, by, None, None, None, None,
        held=bool(cleared.holds),
    )  # fmt: skip
    await store.add(tx, item, _origin(tx.actor.terminal), cleared)
    tx.record(KIND, item.id, "create", target=item.state, after=repr(sorted(cleared.parts.items())).encode())
    for hold in cleared.holds:
        tx.record(KIND, item.id, "declare", after=hold.digest, note=hold.code)
    await tx.promise("identity.application", record=item.id, action="file", by=tx.actor.id)
    return Done(item.id, 1, item.state, {"number": number})


@command("application.review")
async def review(tx: Tx, id: UUID, version: int, unit: UUID, *, declared: bool = False) -> Done:
    """The office has compared form and person: it is for this unit. Raises ThirdLiaison."""
    item = await seen(id, version)
    row = APPLICATION.require(item, "review", tx.actor, {"unit": str(unit), "declared": "1" if declared else ""})
    place = await units.one(unit)
    if place is None or place.state != "open" or place.office or (item.unit or unit) != unit:
        raise Invalid(fields={"unit": "choose_one"})
    if item.unit is None and place.kind is not UnitKind.INSURER:
        raise Invalid(fields={"unit": "not_an_insurer"})
    await _require_seat(tx, unit)
    return await _moved(tx, item, row, unit=unit, reviewed_by=tx.actor.id)


@command("application.approve")
async def approve(tx: Tx, id: UUID, version: int) -> Done:
    """The security administrator agrees."""
    item = await seen(id, version)
    return await _moved(tx, item, APPLICATION.require(item, "approve", tx.actor), approved_by=tx.actor.id)


async def open_account(call: Call, id: UUID, version: int, login: str) -> Issued:
    """The system administrator opens the account with a first password, shown once. Raises ThirdLiaison, LoginTaken."""
    first, sealed = await accounts.first_password()
    return Issued(await _open(Call(call.actor), id, version, login, sealed), first)


@command("application.open")
async def _open(tx: Tx, id: UUID, version: int, login: str, hash: str) -> Done:
    item = await seen(id, version)
    row = APPLICATION.require(item, "open", tx.actor, {"login": login})
    words = (await store.words([id]))[id]
    if item.unit is None or item.approved_by is None:
        raise NotFound
    person = (await people.enter(tx, item.unit, _contact(words))).id
    await people.register_liaison.within(tx, person)
    roles = account_rows.stored(frozenset({Role.LIAISON}))
    made = await accounts.enter(
        tx, new_id(tx.now), login, unit=item.unit, person=person, roles=roles, applied_by=tx.actor.id,
        approved_by=item.approved_by, state=str(AccountState.APPROVED), password=hash, password_set=tx.now,
        must_change=True,
    )  # fmt: skip
    await tx.promise("identity.successor", unit=item.unit)
    done = await _moved(tx, item, row, opened_by=tx.actor.id, account=made.id)
    return Done(done.id, done.version, done.state, {"account": str(made.id), "login": login.strip().casefold()})


@command("application.refuse")
async def refuse(tx: Tx, id: UUID, version: int, note: str) -> Done:
    """Turned down, with the reason; the applicant reads it."""
    item = await seen(id, version)
    row = APPLICATION.require(item, "refuse", tx.actor, {"note": note})
    require_plain(note=note)
    return await _moved(tx, item, row, note_sealed=(await vault.box(id)).seal("note", note))


@command("application.take_back")
async def take_back(tx: Tx, id: UUID, version: int) -> Done:
    """The unit no longer wants it."""
    item = await seen(id, version)
    if item.unit != tx.actor.unit:
        raise NotFound
    return await _moved(tx, item, APPLICATION.require(item, "take_back", tx.actor))


@command("application.withdraw")
async def withdraw(tx: Tx, number: str, code: str) -> Done:
    """Whoever filed it from outside withdraws it. Raises NotFound for a wrong number or code alike."""
    item = await with_code(number, code)
    return await _moved(tx, item, APPLICATION.require(item, "withdraw", SYSTEM))


async def with_code(number: str, code: str) -> Application:
    """The application of a number whose code is known. Raises NotFound."""
    item = await store.of_number(number.strip().upper())
    expected = code_of(item.id if item else SYSTEM.id)
    right = hmac.compare_digest(expected.encode(), code.strip().casefold().encode())
    if item is None or not right:
        raise NotFound
    return item


async def lapse() -> int:
    """End what nobody decided in time; how many."""
    due = await store.lapsed(clock.now(), OPEN)
    for item in due:
        await _lapse(Call(SYSTEM), item.id, item.version)
    return len(due)


@command("application.lapse")
async def _lapse(tx: Tx, id: UUID, version: int) -> Done:
    item = await store.one(id)
    if item is None or item.version != version:
        return Done(id)
    return await _moved(tx, item, APPLICATION.require(item, "lapse", tx.actor))


async def seen(id: UUID, version: int) -> Application:
    """The application as it was seen. Raises NotFound, StaleVersion."""
    found = await store.one(id)
    if found is None:
        raise NotFound
    if found.version != version:
        raise StaleVersion
    return found


async def _moved(tx: Tx, item: Application, row: Any, **columns: object) -> Done:
    new = await store.move(tx, item, row.target, **columns)
    tx.record(KIND, item.id, row.action, source=item.state, target=row.target)
    for topic in row.then:
        await tx.promise(topic, record=item.id, action=row.action, by=tx.actor.id)
    return Done(item.id, new, str(row.target))


async def _require_seat(tx: Tx, unit: UUID) -> None:
    await people_rows.lock_unit(tx, unit)
    taken = [seat for seat in await people_rows.seats([unit]) if seat.kind is Seat.LIAISON]
    if len(taken) >= len(people.SEATS):
        raise ThirdLiaison(action=Seat.LIAISON.label, state="", reason="")


def _contact(words: dict[str, str]) -> Contact:
    return Contact(*(words.get(name, "").strip() for name in ("name", "post", "phone", "mail")))


def _origin(terminal: str) -> bytes:
    return sm3.hmac(vault.derive("application origin 1"), terminal.encode())
