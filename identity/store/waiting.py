"""What the register keeps waiting for somebody: rows of the first page."""

from datetime import datetime, time, timedelta
from uuid import UUID

from identity.rights import Right
from identity.rules import policy
from identity.store import accounts, applications, keys, leaving, people, units
from identity.workflow.accounts import ACCOUNT, DEVICE_BINDING, ROLE_CHANGE, AccountState, Expiry
from identity.workflow.applications import APPLICATION, ApplicationState
from identity.workflow.register import Handed, PlainAct, Seat
from kernel import clock
from kernel.actor import Actor
from kernel.work import Clock, WorkItem

SHOWN = 100


async def for_approval() -> list[WorkItem]:
    """Accounts applied for."""
    return [
        WorkItem(
            "account", item.id, item.login, AccountState.APPLIED.label, f"/admin/accounts/{item.id}",
            ACCOUNT.label_of("approve"), item.created, item.unit_name,
        )
        for item in await accounts.listed(AccountState.APPLIED, None, "", SHOWN)
    ]  # fmt: skip


async def for_grant() -> list[WorkItem]:
    """Changes of role asked for."""
    changes = await accounts.role_changes(None, open_only=True)
    who = await people.names_of_accounts([change.account for change in changes])
    return [
        WorkItem(
            "role_change", change.id, "、".join([who.get(change.account, ""), *(role.label for role in sorted(change.roles))]),
            ROLE_CHANGE.states(change.state).label, f"/admin/roles/{change.id}", ROLE_CHANGE.label_of("grant"), change.created,
        )
        for change in changes
    ]  # fmt: skip


async def gaps(unit: UUID | None) -> list[WorkItem]:
    """Liaison officers to be named, with the clock of the ten working days (SUB-02)."""
    found = await people.gaps(unit)
    names = await units.names([gap.unit for gap in found])
    return [
        WorkItem(
            "unit", gap.unit, names.get(gap.unit, ""), PlainAct.GAP_OPENED.label, f"/book/{gap.unit}", PlainAct.APPOINT.label,
            gap.opened, names.get(gap.unit, ""), Seat.LIAISON.label,
            Clock(gap.opened, _end(gap), provisional=gap.provisional),
        )
        for gap in found
    ]  # fmt: skip


async def stale(unit: UUID) -> list[WorkItem]:
    """Entries of the address book that nobody has confirmed for long (KEY-10)."""
    found = await units.one(unit)
    if found is None or clock.now() - found.confirmed < policy().contacts_fresh:
        return []
    due = found.confirmed + policy().contacts_fresh
    act = PlainAct.CONFIRM.label
    return [WorkItem("unit", unit, found.name, act, f"/book/{unit}", act, due, found.name)]


async def certificates(viewer: Actor) -> list[WorkItem]:
    """The viewer's own devices whose certificate ends soon (KEY-03)."""
    now, before = clock.now(), policy().expiry_warning
    return [
        WorkItem(
            "device_binding", each.id, f"{DEVICE_BINDING.label} {each.serial}", mark.label, "/me", PlainAct.OPEN.label,
            each.created, clock=Clock(each.not_after - before, each.not_after),
        )
        for each in await keys.ending(viewer.id, before, now)
        if (mark := Expiry.of(each.not_after - now))
    ]  # fmt: skip


async def for_hands(viewer: Actor) -> list[WorkItem]:
    """Applications that wait for this hand (SUB-17)."""
    rights = {
        ApplicationState.FILED: Right.APPLICATION_REVIEW, ApplicationState.REVIEWED: Right.ACCOUNT_APPROVE,
        ApplicationState.APPROVED: Right.ACCOUNT_APPLY,
    }  # fmt: skip
    states = tuple(state for state, right in rights.items() if viewer.may(right))
    found = await applications.listed(None, states) if states else []
    words = await applications.words([item.id for item in found])
    acts = {ApplicationState.FILED: "review", ApplicationState.REVIEWED: "approve", ApplicationState.APPROVED: "open"}
    return [
        WorkItem(
            applications.KIND, item.id, f"{words[item.id]['company']} {words[item.id]['name']}",
            ApplicationState(item.state).label, f"/applications/{item.id}",
            APPLICATION.label_of(acts[ApplicationState(item.state)]), item.created, item.number,
        )
        for item in found
    ]  # fmt: skip


async def handovers(unit: UUID | None) -> list[WorkItem]:
    """What was left and nobody of the unit can take."""
    found = await leaving.listed(unit, waiting=True)
    names, lines = await units.names([one.unit for one in found]), await leaving.lines([one.id for one in found])
    return [
        WorkItem(
            "handover", one.id, names.get(one.unit, ""), Handed.WAITING.label, f"/handovers/{one.id}",
            Handed.HAND_OVER.label, one.at, names.get(one.unit, ""),
        )
        for one in found
        if lines[one.id]
    ]  # fmt: skip


async def for_actor(viewer: Actor) -> list[WorkItem]:
    """All of it, by right."""
    rows = await certificates(viewer) + await for_hands(viewer)
    if viewer.may(Right.ACCOUNT_APPROVE):
        rows += await for_approval()
    if viewer.may(Right.ROLE_GRANT):
        rows += await for_grant()
    if viewer.may(Right.UNIT_DIRECT):
        rows += await gaps(None) + await handovers(None)
    if viewer.may(Right.BOOK_EDIT):
        rows += await gaps(viewer.unit) + await stale(viewer.unit)
    return rows


def _end(gap: people.Gap) -> datetime:
    return datetime.combine(gap.due + timedelta(days=1), time(), clock.LOCAL)
