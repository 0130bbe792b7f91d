from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from gate.rules import Item
from gate.workflow import (
    DECLARATION,
    HOLD,
    OTHER_HAND,
    SETTLED,
    UNDENIED,
    HoldState,
    Standing,
    visible,
)
from identity.rights import Role, rights_of
from kernel.actor import Actor
from kernel.errors import Forbidden, NotAllowedNow
from tests.unit.bulletins.people import NOW, OFFICE, UNIT, name
from tests.unit.bulletins.people import PEOPLE as EVERYBODY

DECLARER = {
    "submission": replace(EVERYBODY["signer"], id=name("declarer")),
    "article": replace(EVERYBODY["approver"], id=name("declarer")),
}
ALL_RIGHTS = rights_of(frozenset({Role.LIAISON, Role.SIGNER, Role.EDITOR, Role.APPROVER}))


def item(kind: str, state: str) -> Item:
    unit = UNIT if kind == "submission" else OFFICE
    decided = (name("signer"), NOW) if state in ("released", "denied") else (None, None)
    return Item(
        name("hold"), 1, state, kind, name("record"), unit, "file", "body", 0, "unreadable:format", b"\1" * 32, b"\2" * 32,
        name("declarer"), NOW, *decided,
    )  # fmt: skip


def _written_by_hand() -> dict[tuple[str, str, str], set[str]]:
    lines = (Path(__file__).parent / "who_may.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {(kind, state, action): set(people) for kind, state, action, *people in rows}


WHO_MAY = _written_by_hand()


def may(actor: Actor, kind: str, state: str, action: str) -> bool:
    try:
        HOLD.require(item(kind, state), action, actor)
    except (Forbidden, NotAllowedNow):
        return False
    return True


@pytest.mark.requirement("SUB-11")
@pytest.mark.parametrize("kind", ["submission", "article"])
@pytest.mark.parametrize("state", list(HoldState))
@pytest.mark.parametrize("action", sorted(HOLD.actions()))
def test_every_person_may_exactly_what_the_hand_written_file_says(kind: str, state: str, action: str) -> None:
    people = EVERYBODY | {"declarer": DECLARER[kind]}
    allowed = {who for who, actor in people.items() if may(actor, kind, state, action)}
    assert allowed == WHO_MAY.get((kind, str(state), action), set())


@pytest.mark.requirement("SUB-11")
@pytest.mark.parametrize("kind", ["submission", "article"])
@pytest.mark.parametrize("action", ["release", "deny"])
@pytest.mark.parametrize("unit", [UNIT, OFFICE])
def test_whoever_declared_it_decides_nothing_whatever_rights_they_hold(kind: str, action: str, unit: object) -> None:
    mighty = Actor(name("declarer"), unit, frozenset(), ALL_RIGHTS, office=True)  # type: ignore[arg-type]
    assert not may(mighty, kind, "declared", action)
    other = replace(mighty, id=name("somebody else"), unit=UNIT)
    assert may(other, kind, "declared", action)


def test_a_hold_is_seen_by_its_unit_and_by_the_office_once_it_is_released() -> None:
    def sees(kind: str, state: str) -> set[str]:
        return {who for who, actor in EVERYBODY.items() if visible(item(kind, state), actor)}

    office = {who for who, actor in EVERYBODY.items() if actor.office}
    for state in ("declared", "denied", "lapsed"):
        assert sees("submission", state) == {"officer", "signer"}
    assert sees("submission", "released") == {"officer", "signer"} | office
    assert sees("article", "declared") == office


@pytest.mark.parametrize(("standing", "undenied", "settled", "asked"), [
    (Standing(), True, True, False),
    (Standing(1, 0, frozenset({name("declarer")})), True, False, True),
    (Standing(0, 1), False, False, False),
    (Standing(2, 1, frozenset({name("declarer")})), False, False, True),
])  # fmt: skip
def test_what_other_records_are_asked_and_told(standing: Standing, undenied: bool, settled: bool, asked: bool) -> None:
    record, signer = SimpleNamespace(holds=standing), EVERYBODY["signer"]
    assert DECLARATION.when
    assert (UNDENIED.check(record, signer), SETTLED.check(record, signer)) == (undenied, settled)
    assert DECLARATION.when(record, signer) is asked
    assert OTHER_HAND.check(record, signer)
    assert OTHER_HAND.check(record, DECLARER["submission"]) is not bool(standing.declarers)
