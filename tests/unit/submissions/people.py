"""The people of these tests, made without a database."""

from uuid import UUID, uuid5

from identity.rights import Role, rights_of
from kernel.actor import Actor
from submissions.workflow.submission import HOUSE

SPACE = UUID("6f1c6d9e-7a3e-4f5c-9d55-0d8c8a6f1a01")
UNIT, OTHER_UNIT, OFFICE_UNIT, PARENT_UNIT = (
    uuid5(SPACE, name) for name in ("unit", "other unit", "office", "parent unit")
)


def person(name: str, unit: UUID, role: Role) -> Actor:
    """Somebody with one role."""
    roles = frozenset({role})
    return Actor(uuid5(SPACE, name), unit, roles, rights_of(roles), unit == OFFICE_UNIT)


PEOPLE = {
    "officer": person("officer", UNIT, Role.LIAISON),
    "signer": person("signer", UNIT, Role.SIGNER),
    "head": person("head", UNIT, Role.PRINCIPAL),
    "other_officer": person("other officer", OTHER_UNIT, Role.LIAISON),
    "other_signer": person("other signer", OTHER_UNIT, Role.SIGNER),
    "parent": person("parent", PARENT_UNIT, Role.LIAISON),
    "parent_signer": person("parent signer", PARENT_UNIT, Role.SIGNER),
    "screener": person("screener", OFFICE_UNIT, Role.SCREENER),
    "editor": person("editor", OFFICE_UNIT, Role.EDITOR),
    "duty": person("duty", OFFICE_UNIT, Role.DUTY),
    "proofreader": person("proofreader", OFFICE_UNIT, Role.PROOFREADER),
    "approver": person("approver", OFFICE_UNIT, Role.APPROVER),
    "leader": person("leader", OFFICE_UNIT, Role.LEADER),
    "misplaced_screener": person("misplaced screener", OTHER_UNIT, Role.SCREENER),
    "system_admin": person("system admin", OFFICE_UNIT, Role.SYSTEM_ADMIN),
    "security_admin": person("security admin", OFFICE_UNIT, Role.SECURITY_ADMIN),
    "auditor": person("auditor", OFFICE_UNIT, Role.AUDITOR),
    "house": HOUSE,
}
