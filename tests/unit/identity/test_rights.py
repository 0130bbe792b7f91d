from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from uuid import UUID

import pytest

from identity.rights import ADMINISTRATORS, TABLE, Right, Role, actor_with, excluded, holding, misplaced, rights_of
from identity.workflow.accounts import ACCOUNT, ROLE_CHANGE, AccountState, ChangeState
from kernel.actor import SYSTEM, Actor
from kernel.errors import Forbidden, NotAllowedNow

UNIT = UUID(int=100)
ASKED = {"note": "理由", "reason": "unused"}
PEOPLE: dict[str, Actor] = {
    name: actor_with(UUID(int=i), UNIT, [role], office=True)
    for i, (name, role) in enumerate(
        {
            "sysadmin": Role.SYSTEM_ADMIN,
            "sysadmin2": Role.SYSTEM_ADMIN,
            "secadmin": Role.SECURITY_ADMIN,
            "secadmin2": Role.SECURITY_ADMIN,
            "auditor": Role.AUDITOR,
            "editor": Role.EDITOR,
            "holder": Role.SCREENER,
        }.items(),
        start=1,
    )
} | {"system": SYSTEM}


@dataclass(frozen=True)
class Item:
    state: str
    id: UUID = PEOPLE["holder"].id
    applied_by: UUID = PEOPLE["sysadmin"].id
    last_administrator: bool = False


@dataclass(frozen=True)
class Change:
    state: str
    account: UUID = PEOPLE["holder"].id
    asked_by: UUID = PEOPLE["sysadmin"].id


def rows(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.requirement("SEC-03")
def test_each_right_is_held_by_exactly_the_roles_of_the_hand_written_table() -> None:
    written = {right: set(roles) for right, *roles in rows("who_may.txt")}
    assert written == {right.value: {role.value for role in holding(right)} for right in Right}


@pytest.mark.requirement("SEC-01")
def test_no_two_administrators_share_a_right_that_an_ordinary_account_does_not_have_too() -> None:
    common = set.intersection(*(set(TABLE[role]) for role in Role))
    for one, other in combinations(ADMINISTRATORS, 2):
        assert set(TABLE[one]) & set(TABLE[other]) == common


@pytest.mark.requirement("SEC-01")
def test_an_administrator_reads_and_writes_no_business_content() -> None:
    business = ("submission:", "article:", "issue:", "delivery:", "instruction:", "archive:", "score:")
    assert not [
        right for role in ADMINISTRATORS for right in rights_of(frozenset({role})) if right.startswith(business)
    ]


@pytest.mark.requirement("SEC-01")
@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("other", list(Role))
def test_an_administrator_holds_no_second_role(administrator: Role, other: Role) -> None:
    assert excluded(frozenset({administrator, other})) == (administrator != other)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_belongs_to_the_office_or_to_reporting_units_never_to_both(role: Role) -> None:
    held = frozenset({role})
    assert misplaced(held, office=True) != misplaced(held, office=False)


@pytest.mark.requirement("SEC-02")
@pytest.mark.parametrize("state", list(AccountState))
@pytest.mark.parametrize("action", sorted(ACCOUNT.actions()))
def test_every_step_of_an_account_is_taken_by_exactly_whom_the_hand_written_file_says(
    state: AccountState, action: str
) -> None:
    written = {(state, action): set(people) for state, action, *people in rows("account_steps.txt")}
    allowed = set()
    for name, actor in PEOPLE.items():
        try:
            ACCOUNT.require(Item(state), action, actor, ASKED)
        except (Forbidden, NotAllowedNow):
            continue
        allowed.add(name)
    assert allowed == written.get((str(state), action), set())


@pytest.mark.requirement("SEC-02")
@pytest.mark.parametrize("action", ["disable", "lock"])
def test_the_last_usable_administrator_of_a_kind_stays(action: str) -> None:
    who = PEOPLE["sysadmin2" if action == "disable" else "secadmin"]
    with pytest.raises(NotAllowedNow):
        ACCOUNT.require(Item(AccountState.ACTIVE, last_administrator=True), action, who, ASKED)


@pytest.mark.requirement("SEC-01")
def test_roles_are_granted_by_the_security_administrator_who_neither_asked_nor_gets_them() -> None:
    grant = {name for name, who in PEOPLE.items() if ROLE_CHANGE.offered(Change(ChangeState.ASKED), who)}
    assert grant == {"secadmin", "secadmin2", "sysadmin"}
    for_herself = Change(ChangeState.ASKED, account=PEOPLE["secadmin"].id)
    with pytest.raises(Forbidden):
        ROLE_CHANGE.require(for_herself, "grant", PEOPLE["secadmin"])
    asked_herself = Change(ChangeState.ASKED, asked_by=PEOPLE["secadmin"].id)
    with pytest.raises(Forbidden):
        ROLE_CHANGE.require(asked_herself, "grant", PEOPLE["secadmin"])
