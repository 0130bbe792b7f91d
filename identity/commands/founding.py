"""The first three administrators, made once.

- Only while there is no account at all; an index over founders refuses a second founding that runs at the same moment.
- Each gets a first password that must be changed; from then on every account needs two of them.
"""

from dataclasses import dataclass, field, replace
from uuid import UUID

from identity.commands import accounts, passwords, people, units
from identity.errors import AlreadyFounded, NameTaken
from identity.rights import Role
from identity.rules import Contact
from identity.store import accounts as store
from identity.store.units import Unit
from identity.workflow.accounts import AccountState
from identity.workflow.register import UnitKind
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Tx, command
from kernel.ids import new_id

FOUNDERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Founder:
    """One of the three, in the order of FOUNDERS."""

    login: str
    contact: Contact
    password: str = field(repr=False)


async def found_house(office: str, founders: tuple[Founder, Founder, Founder]) -> Done:
    """The general office and its three administrators. Raises AlreadyFounded."""
    hashes = tuple([await passwords.hashed(founder.password) for founder in founders])
    without = tuple(replace(founder, password=hashed) for founder, hashed in zip(founders, hashes, strict=True))
    return await _found(Call(SYSTEM), office, without)


@command("house.found")
async def _found(tx: Tx, office: str, founders: tuple[Founder, ...]) -> Done:
    if await store.any_account():
        raise AlreadyFounded(action="", state="", reason="")
    unit = Unit(
        new_id(tx.now),
        1,
        "open",
        office,
        UnitKind.GENERAL_OFFICE,
        None,
        0,
        direct=False,
        department="",
        confirmed=tx.now,
    )
    try:
        await units.enter(tx, unit)
        for role, founder in zip(FOUNDERS, founders, strict=True):
            await _administrator(tx, unit.id, role, founder)
    except NameTaken as error:  # another founding was faster
        raise AlreadyFounded(action="", state="", reason="") from error
    return Done(unit.id, 1, "open")


async def _administrator(tx: Tx, unit: UUID, role: Role, founder: Founder) -> None:
    """`founder.password` is the hash by now."""
    person = await people.enter(tx, unit, founder.contact)
    await accounts.enter(
        tx, new_id(tx.now), founder.login, unit=unit, person=person.id, roles=[role.value], applied_by=SYSTEM.id,
        approved_by=SYSTEM.id, founder=True, state=AccountState.APPROVED.value, password=founder.password,
        password_set=tx.now, must_change=True,
    )  # fmt: skip
