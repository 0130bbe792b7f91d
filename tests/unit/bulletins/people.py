"""The people and records of these tests, made without a database."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

from bulletins.rules.anchors import Anchor
from bulletins.rules.articles import Article, Source
from bulletins.rules.deliveries import Delivery
from bulletins.rules.handover import ReadingHandover
from bulletins.rules.instructions import Duty, Instruction, Target
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Cadence, Genre, Kind, Limit, Reader
from bulletins.rules.questions import Question
from bulletins.rules.widening import Widening
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
KIND = Kind(
    name("kind"), 1, "brief", "简报", "简报", "机关各部门", Cadence.WEEKLY, "办公厅", active=True, limits=(LIMIT,)
)
READERS = (Reader(unit=UNIT), Reader(person=PEOPLE["leader"].id))


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


def question(state: str) -> Question:
    return Question(
        name("question"), 1, state, name("article"), name("submission"), UNIT, Anchor(1, 0, "0" * 16, "题目。"), "",
        "口径？", EDITOR, NOW, NOW,
    )  # fmt: skip


def widening(state: str, *, by: str = "editor", late: bool = False) -> Widening:
    """`late` with an issue that is not out yet: neither list can take it."""
    return Widening(name("widening"), 1, state, name("issue"), late, PEOPLE[by].id, NOW, issue_state="compiling")


def handover(state: str) -> ReadingHandover:
    leader, other = PEOPLE["leader"].id, PEOPLE["other_leader"].id
    return ReadingHandover(name("handover"), 1, state, leader, other, NOW, NOW, NOW)


def instruction(state: str, *, kind: str = "task", way: str = "paper", sight: str = "whole") -> Instruction:
    """Routed to the unit once it was routed; typed in by the editor when it came on paper."""
    done = {"answered": "accepted", "closed": "accepted", "archived": "accepted"}.get(state, "owed")
    target = Target(UNIT, "已办理", PEOPLE["officer"].id, NOW, state=done)
    targets = () if state in ("ink", "unconfirmed", "registered", "void") else (target,)
    return Instruction(
        name("instruction"), 1, state, name("issue"), None, PEOPLE["leader"].id, "请研究", NOW, targets=targets, kind=kind,
        way=way, sight=sight, transcriber=EDITOR,
    )  # fmt: skip


def duty(state: str, *, asked: bool = False, alone: bool = True) -> Duty:
    """The unit's part of a routed instruction; another unit has one as well unless `alone`."""
    mine = Target(UNIT, state=state, asked_due=NOW if asked else None)
    others = () if alone else (Target(OTHER_UNIT),)
    where = "routed" if state in ("owed", "excused") or not alone else "answered"
    return Duty(mine, replace(instruction(where), targets=(mine, *others)))
