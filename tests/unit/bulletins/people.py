"""The people and records of these tests, made without a database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from bulletins.rules.articles import Article, Source
from bulletins.rules.deliveries import Delivery
from bulletins.rules.instructions import Instruction, Target
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Cadence, Genre, Kind, Limit, Reader
from bulletins.rules.scores import Event, Rule, Sharing
from identity.rights import Role, rights_of
from kernel.actor import SYSTEM, Actor

SPACE = UUID("6f1c6d9e-7a3e-4f5c-9d55-0d8c8a6f1a02")
NOW = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)


def name(of: str) -> UUID:
    return uuid5(SPACE, of)


UNIT, OTHER_UNIT, OFFICE = name("unit"), name("other unit"), name("office")


def person(called: str, unit: UUID, role: Role) -> Actor:
    return Actor(name(called), unit, frozenset({role}), rights_of(frozenset({role})), unit == OFFICE)


PEOPLE = {
    "officer": person("officer", UNIT, Role.LIAISON),
    "signer": person("signer", UNIT, Role.SIGNER),
    "other_officer": person("other officer", OTHER_UNIT, Role.LIAISON),
    "screener": person("screener", OFFICE, Role.SCREENER),
    "editor": person("editor", OFFICE, Role.EDITOR),
    "second_editor": person("second editor", OFFICE, Role.EDITOR),
    "proofreader": person("proofreader", OFFICE, Role.PROOFREADER),
    "approver": person("approver", OFFICE, Role.APPROVER),
    "second_approver": person("second approver", OFFICE, Role.APPROVER),
    "leader": person("leader", OFFICE, Role.LEADER),
    "other_leader": person("other leader", OFFICE, Role.LEADER),
    "duty": person("duty", OFFICE, Role.DUTY),
    "system_admin": person("system admin", OFFICE, Role.SYSTEM_ADMIN),
    "security_admin": person("security admin", OFFICE, Role.SECURITY_ADMIN),
    "auditor": person("auditor", OFFICE, Role.AUDITOR),
    "system": SYSTEM,
}
EDITOR = PEOPLE["editor"].id
LIMIT = Limit(Genre.NEWS, 2, 300, strict=True)
RULE = Rule(name("rule"), Event.ADOPTED, Decimal(3), Sharing.EVEN, date(2020, 1, 1))
KIND = Kind(
    name("kind"), 1, "brief", "简报", "简报", "机关各部门", Cadence.WEEKLY, "办公厅", active=True, limits=(LIMIT,),
    rules=(RULE,),
)  # fmt: skip


READERS = (Reader(person=PEOPLE["leader"].id), Reader(unit=UNIT))


def article(state: str, *, body: str = "试点县全部实现电子化承保。", issue_state: str = "compiling") -> Article:
    return Article(
        name("article"), 1, state, KIND.id, Genre.NEWS, name("issue"), 1, "题目", body, len(body), 1, NOW, EDITOR,
        (Source(name("submission"), UNIT, 100),), frozenset({EDITOR}), LIMIT, issue_state,
    )  # fmt: skip


def issue(state: str, *, authors: frozenset[UUID] = frozenset({EDITOR}), approved_by: UUID | None = None) -> Issue:
    return Issue(
        name("issue"), 1, state, KIND, EDITOR, NOW, articles=(article("placed"),), readers=READERS,
        authors=authors, approved_by=approved_by,
        number=None if state in {"compiling", "in_approval", "sent_back"} else 7,
        release_at=NOW if state == "proofread" else None,
    )  # fmt: skip


def delivery(state: str, *, personal: bool = False) -> Delivery:
    unit, reader = (None, PEOPLE["leader"].id) if personal else (UNIT, None)
    return Delivery(name("delivery"), 1, state, name("issue"), unit, reader, NOW)


def instruction(state: str, *, answered: bool = False) -> Instruction:
    target = Target(UNIT, "已办理", PEOPLE["officer"].id, NOW) if answered else Target(UNIT)
    targets = () if state == "registered" else (target,)
    return Instruction(
        name("instruction"), 1, state, name("issue"), None, PEOPLE["leader"].id, "请研究", NOW, targets=targets
    )
