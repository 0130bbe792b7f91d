"""Rights: one enum, one table, default refuse.

- A right is `record:scope:act`. `own` means the actor's own unit or person; the command still checks the object.
- A role has exactly the rights written here. Nothing is inherited, and the three administrators hold no business right.
- The three administrators exclude one another (SEC-01); so do writing an issue and giving it final approval (PUB-01,
  checked per object by the workflow).
"""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from kernel.actor import Actor
from kernel.errors import Forbidden
from kernel.workflow import Labelled


class Role(Labelled):
    """What a person is in the system; an account may hold several that do not exclude each other."""

    LIAISON = "liaison", "信息员"
    SIGNER = "signer", "签发人"
    PRINCIPAL = "principal", "主要负责人"
    SCREENER = "screener", "筛选人"
    EDITOR = "editor", "编辑"
    PROOFREADER = "proofreader", "校对"
    APPROVER = "approver", "签批人"
    LEADER = "leader", "领导"
    DUTY = "duty", "值班员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全保密管理员"
    AUDITOR = "auditor", "安全审计员"


class Right(StrEnum):
    """Alphabetical."""

    ACCOUNT_APPLY = "account:system:apply"
    ACCOUNT_APPROVE = "account:security:approve"
    ACCOUNT_DISABLE = "account:system:disable"
    ACCOUNT_OWN = "account:own:use"
    APPLICATION_FILE = "application:own:file"
    APPLICATION_REVIEW = "application:office:review"
    ARCHIVE_FILE = "archive:office:file"
    ARCHIVE_READ = "archive:office:read"
    ARTICLE_EDIT = "article:office:edit"
    ARTICLE_READ = "article:office:read"
    ASSIGNMENT_CONSENT = "assignment:office:consent"
    ASSIGNMENT_HAND = "assignment:own:hand"
    ASSIGNMENT_ORDER = "assignment:office:order"
    ASSIGNMENT_READ = "assignment:office:read"
    ASSIGNMENT_TAKE = "assignment:own:take"
    BOOK_EDIT = "book:own:edit"
    BOOK_READ = "book:all:read"
    CALENDAR_EDIT = "calendar:office:edit"
    CATALOGUE_EDIT = "catalogue:office:edit"
    CHANNEL_KEY = "channel:security:key"
    COPY_CHECK = "copy:office:check"
    DEBT_EXCUSE = "debt:office:excuse"
    DELIVERY_READ = "delivery:own:read"
    DEVICE_BIND = "device:security:bind"
    DISC_REGISTER = "disc:office:register"
    ENTRY_WRITE = "entry:office:write"
    GATE_REGISTER = "gate:audit:read"
    GATE_RULES = "gate:security:rule"
    HOLD_RELEASE = "hold:own:release"
    INSTRUCTION_ANSWER = "instruction:own:answer"
    INSTRUCTION_READ = "instruction:office:read"
    INSTRUCTION_ROUTE = "instruction:office:route"
    INSTRUCTION_WRITE = "instruction:own:write"
    ISSUE_APPROVE = "issue:office:approve"
    ISSUE_COMPILE = "issue:office:compile"
    ISSUE_PROOFREAD = "issue:office:proofread"
    ISSUE_READ = "issue:office:read"
    JOURNAL_READ = "journal:audit:read"
    KIND_DISTRIBUTE = "kind:office:distribute"
    KIND_EDIT = "kind:office:edit"
    NOTICE_CALL = "notice:office:call"
    NOTICE_PRESS = "notice:office:press"
    NOTICE_TRACE = "notice:office:trace"
    OUTBOX_MANAGE = "outbox:system:manage"
    PERIOD_KEEP = "period:office:keep"
    PERIOD_ZERO = "period:own:zero"
    PHONE_NOTE = "phone:office:note"
    ROLE_GRANT = "role:security:grant"
    SCORE_APPEAL = "score:own:appeal"
    SCORE_CORRECT = "score:office:correct"
    SCORE_DECIDE = "score:office:decide"
    SCORE_ENTER = "score:office:enter"
    SCORE_FORCE = "score:office:force"
    SCORE_READ = "score:all:read"
    SCORE_RULES = "score:office:rule"
    SUBMISSION_ASSERT = "submission:channel:assert"
    SUBMISSION_EXPORT = "submission:list:export"
    SUBMISSION_READ = "submission:office:read"
    SUBMISSION_READ_OWN = "submission:own:read"
    SUBMISSION_SCREEN = "submission:office:screen"
    SUBMISSION_SEND = "submission:own:send"
    SUBMISSION_SIGN = "submission:own:sign"
    SUBMISSION_SIGN_IMPORTANT = "submission:own:sign_important"
    SUBMISSION_UNSIGNED = "submission:own:unsigned"
    SUBMISSION_WRITE = "submission:own:write"
    TABLES_EDIT = "tables:office:edit"
    UNIT_DIRECT = "unit:office:direct"
    UNIT_MANAGE = "unit:system:manage"


_BASIC = frozenset({Right.ACCOUNT_OWN, Right.BOOK_READ})
_DESK = _BASIC | {
    Right.ARCHIVE_READ, Right.ARTICLE_READ, Right.ASSIGNMENT_READ, Right.DELIVERY_READ, Right.INSTRUCTION_READ,
    Right.ISSUE_READ, Right.SCORE_READ, Right.SUBMISSION_READ,
}  # fmt: skip
_SIGN = _BASIC | {
    Right.APPLICATION_FILE, Right.ASSIGNMENT_HAND, Right.BOOK_EDIT, Right.DELIVERY_READ, Right.HOLD_RELEASE,
    Right.INSTRUCTION_ANSWER, Right.SCORE_APPEAL, Right.SCORE_READ, Right.SUBMISSION_EXPORT, Right.SUBMISSION_READ_OWN,
    Right.SUBMISSION_SEND, Right.SUBMISSION_SIGN,
}  # fmt: skip

TABLE: dict[Role, frozenset[Right]] = {
    Role.LIAISON: _BASIC
    | {
        Right.APPLICATION_FILE, Right.ASSIGNMENT_HAND, Right.ASSIGNMENT_TAKE, Right.BOOK_EDIT,
        Right.DELIVERY_READ, Right.INSTRUCTION_ANSWER, Right.PERIOD_ZERO, Right.SCORE_APPEAL, Right.SCORE_READ,
        Right.SUBMISSION_EXPORT, Right.SUBMISSION_READ_OWN, Right.SUBMISSION_SEND, Right.SUBMISSION_UNSIGNED,
        Right.SUBMISSION_WRITE,
    },
    Role.SIGNER: _SIGN,
    Role.PRINCIPAL: _SIGN | {Right.SUBMISSION_SIGN_IMPORTANT},
    Role.SCREENER: _DESK | {Right.NOTICE_PRESS, Right.SUBMISSION_SCREEN},
    Role.EDITOR: _DESK
    | {
        Right.APPLICATION_REVIEW, Right.ARCHIVE_FILE, Right.ARTICLE_EDIT, Right.ASSIGNMENT_ORDER,
        Right.CALENDAR_EDIT, Right.CATALOGUE_EDIT, Right.COPY_CHECK, Right.DEBT_EXCUSE, Right.DISC_REGISTER,
        Right.ENTRY_WRITE, Right.INSTRUCTION_ROUTE, Right.ISSUE_COMPILE, Right.KIND_EDIT, Right.NOTICE_PRESS,
        Right.PERIOD_KEEP, Right.PHONE_NOTE, Right.SCORE_CORRECT, Right.SCORE_DECIDE, Right.SCORE_ENTER, Right.SCORE_RULES,
        Right.SUBMISSION_ASSERT, Right.SUBMISSION_EXPORT, Right.SUBMISSION_SCREEN, Right.TABLES_EDIT, Right.UNIT_DIRECT,
    },
    Role.PROOFREADER: _DESK | {Right.ISSUE_PROOFREAD},
    Role.APPROVER: _DESK
    | {
        Right.ASSIGNMENT_CONSENT, Right.COPY_CHECK, Right.DEBT_EXCUSE, Right.HOLD_RELEASE, Right.ISSUE_APPROVE,
        Right.KIND_DISTRIBUTE, Right.SCORE_DECIDE, Right.SCORE_FORCE, Right.SUBMISSION_EXPORT, Right.UNIT_DIRECT,
    },
    Role.LEADER: _BASIC | {Right.DELIVERY_READ, Right.INSTRUCTION_READ, Right.INSTRUCTION_WRITE, Right.SCORE_READ},
    Role.DUTY: _DESK
    | {
        Right.APPLICATION_REVIEW, Right.ASSIGNMENT_ORDER, Right.DISC_REGISTER, Right.ENTRY_WRITE,
        Right.INSTRUCTION_ROUTE, Right.NOTICE_CALL, Right.NOTICE_PRESS, Right.NOTICE_TRACE, Right.PHONE_NOTE,
        Right.SCORE_ENTER,
        Right.SUBMISSION_ASSERT, Right.SUBMISSION_EXPORT, Right.SUBMISSION_SCREEN,
    },
    Role.SYSTEM_ADMIN: _BASIC
    | {
        Right.ACCOUNT_APPLY, Right.ACCOUNT_DISABLE, Right.BOOK_EDIT, Right.NOTICE_TRACE, Right.OUTBOX_MANAGE,
        Right.UNIT_MANAGE,
    },
    Role.SECURITY_ADMIN: _BASIC
    | {Right.ACCOUNT_APPROVE, Right.CHANNEL_KEY, Right.COPY_CHECK, Right.DEVICE_BIND, Right.GATE_RULES, Right.ROLE_GRANT},
    Role.AUDITOR: _BASIC | {Right.GATE_REGISTER, Right.JOURNAL_READ},
}  # fmt: skip

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
OUTSIDE = frozenset(
    {Role.LIAISON, Role.SIGNER, Role.PRINCIPAL}
)  # the roles of a reporting unit; all others belong to the general office


def excluded(roles: frozenset[Role]) -> bool:
    """Whether one account may not hold these roles together: an administrator holds nothing else (SEC-01)."""
    return bool(roles & ADMINISTRATORS) and len(roles) > 1


def misplaced(roles: frozenset[Role], *, office: bool) -> bool:
    """Whether a role has no place in the unit: reporting units write and sign, the office does the rest (SEC-03)."""
    return bool(roles & OUTSIDE) if office else bool(roles - OUTSIDE)


def holding(right: str) -> frozenset[Role]:
    """The roles whose row holds the right."""
    return frozenset(role for role, row in TABLE.items() if right in row)


def rights_of(roles: frozenset[Role]) -> frozenset[str]:
    """The union of the table's rows."""
    return frozenset(right.value for role in roles for right in TABLE[role])


def demand(actor: Actor, right: str) -> None:
    """Raise Forbidden unless the table grants `right`."""
    if not actor.may(right):
        raise Forbidden(action="")


def actor_with(id: UUID, unit: UUID, roles: Iterable[str], *, office: bool, terminal: str = "") -> Actor:
    """The actor an account with these roles is."""
    held = frozenset(map(Role, roles))
    return Actor(id, unit, frozenset(role.value for role in held), rights_of(held), office, terminal)
