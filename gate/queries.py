"""Every read of the gate; the viewer always comes first.

- A hold is seen by the unit whose it is, by the office only once two people have answered for it.
- The register is read by the auditor and the security administrator; it holds no content, so neither do they see any.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from gate import store
from gate.rules import HoldLine, Item, RuleLine, RuleSet, Tried, book_of
from gate.workflow import HOLD, HoldState, Standing, visible
from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import Actor
from kernel.errors import Forbidden
from marking.eyes import marks
from marking.rulebook import BUILT_IN, Rulebook, current, from_json
from marking.rules import BY_ID, RULES
from marking.verdict import Part, Unreadable

__all__ = [
    "HoldLine",
    "Refused",
    "demand_register",
    "history",
    "holds",
    "refusals",
    "rule_label",
    "rules",
    "standing",
    "withheld",
]
PAGE = 50
UNREADABLE = "unreadable:"


@dataclass(frozen=True, slots=True)
class Refused:
    """A row of the register."""

    id: UUID
    at: datetime
    who: str
    unit: str
    terminal: str
    digest: str
    rule: str
    label: str
    place: str


async def holds(viewer: Actor, records: Iterable[UUID], *, lapsed: bool = False) -> tuple[HoldLine, ...]:
    """What is held in some records, oldest first."""
    found = [hold for hold in await store.holds(records, lapsed=lapsed) if visible(hold, viewer)]
    people = {hold.declared_by for hold in found} | {hold.decided_by for hold in found if hold.decided_by}
    names = await identity.names(viewer, people) if people else {}
    return tuple(_line(hold, names, viewer) for hold in found)


async def standing(_viewer: Actor, records: Iterable[UUID]) -> Standing:
    """For the guards of the records' own workflow."""
    held = await store.holds(records)
    waiting = [hold for hold in held if hold.state == HoldState.DECLARED]
    denied = sum(hold.state == HoldState.DENIED for hold in held)
    return Standing(len(waiting), denied, frozenset(hold.declared_by for hold in waiting))


async def withheld(_viewer: Actor, record: UUID) -> frozenset[bytes]:
    """SM3 of the record's files that two people have not answered for: nobody outside its unit gets them."""
    held = await store.holds([record])
    return frozenset(hold.content for hold in held if hold.content and hold.state != HoldState.RELEASED)


async def refusals(viewer: Actor, before: UUID | None = None) -> tuple[list[Refused], bool]:
    """A page of the register, newest first, and whether there is more."""
    demand_register(viewer)
    rows = await store.refusals(before, PAGE + 1)
    names = await identity.names(viewer, {row["actor"] for row in rows})
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    shown = [
        Refused(
            row["id"], row["at"], names.get(row["actor"], ""), units.get(row["unit"], ""), row["terminal"],
            bytes(row["digest"]).hex(), row["rule"], rule_label(row["rule"]), row["place"],
        )
        for row in rows[:PAGE]
    ]  # fmt: skip
    return shown, len(rows) > PAGE


def rule_label(code: str) -> str:
    """What a rule or a reason is called; empty for a rule that is gone."""
    if code.startswith(UNREADABLE):
        return Unreadable(code.removeprefix(UNREADABLE)).label
    rule = current().rule(code) or BY_ID.get(code) or marks.BY_ID.get(code)
    return rule.label if rule else ""


async def rules(viewer: Actor) -> tuple[Rulebook, tuple[RuleLine, ...]]:
    """The rules in force: the book, and every row of it, those switched off included."""
    demand_register(viewer)
    number = await store.newest()
    row = await store.rule_set(number)
    book = book_of(row["edits"], number) if row else BUILT_IN
    built_in = [(rule, book.rule(rule.id)) for rule in RULES]
    lines = [
        RuleLine(rule.id, rule.label, rule.reason, (now or rule).verdict, now is not None, own=False)
        for rule, now in built_in
    ]
    lines += [RuleLine(r.id, r.label, r.reason, r.verdict, on=True, own=True) for r in book.rules if r.own]
    return book, tuple(lines)


async def history(viewer: Actor) -> tuple[RuleSet, ...]:
    """Every rule set, newest first."""
    demand_register(viewer)
    rows = await store.rule_sets()
    names = await identity.names(viewer, {row["by"] for row in rows})
    return tuple(
        RuleSet(
            row["number"], row["at"], names.get(row["by"], ""), from_json(row["edits"]),
            msgspec.json.decode(row["summary"], type=Tried),
        )
        for row in rows
    )  # fmt: skip


def demand_register(viewer: Actor) -> None:
    """Raise Forbidden unless this person audits, or keeps the rules."""
    if not (viewer.may(Right.GATE_REGISTER) or viewer.may(Right.GATE_RULES)):
        raise Forbidden(action="")


def _line(hold: Item, names: dict[UUID, str], viewer: Actor) -> HoldLine:
    unread = hold.rule.startswith(UNREADABLE)
    return HoldLine(
        id=hold.id, version=hold.version, record=hold.record, state=HoldState(hold.state), place=hold.place,
        part=Part(hold.part), number=hold.number, rule="" if unread else hold.rule,
        reason=Unreadable(hold.rule.removeprefix(UNREADABLE)) if unread else None, digest=hold.digest,
        content=hold.content,
        declared_by=names.get(hold.declared_by, ""), declared_at=hold.declared_at,
        decided_by=names.get(hold.decided_by, "") if hold.decided_by else "", decided_at=hold.decided_at,
        offers=tuple(HOLD.offered(hold, viewer)),
    )  # fmt: skip
