"""What stands around every page: who I am, where I can go, what waits, what just happened."""

from dataclasses import dataclass
from typing import Any

from app import drill
from app.templating import message, messages, next_step
from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import Actor
from kernel.errors import Refusal
from kernel.reads import together
from kernel.web import FLASH, AnyRequest
from kernel.workflow import Labelled
from notices.queries import reading as notices

LARGE = "zx_large"
TODO = "/todo"  # 待办 for everyone, and also for those whose first page is another one


class Door(Labelled):
    """The entries of the left rail, in order. The first page of who is a leader first of all is their desk."""

    TODO = "/", "待办"
    SUBMISSIONS = "/submissions", "报送"
    SIGN = "/sign", "待签发"
    ASSIGNMENTS = "/assignments", "约稿调研"
    DESK = "/desk", "编辑台"
    EVENTS = "/events", "应急"
    ISSUES = "/issues", "刊物"
    LEADER = "/leader", "领导阅办"
    READING = "/deliveries", "阅件"
    INSTRUCTIONS = "/instructions", "批示"
    SCORES = "/scores", "统计"
    ARCHIVE = "/archive", "档案"
    BOOK = "/book", "通讯录"
    CALENDAR = "/calendar", "工作日历"
    ADMIN = "/admin", "管理"


@dataclass(frozen=True, slots=True)
class Opens:
    """Who sees a door: any of the rights; none = everyone."""

    door: Door
    icon: str
    rights: tuple[Right, ...] = ()
    apart: bool = False
    also: tuple[str, ...] = ()  # pages elsewhere that belong to this door


DOORS = (
    Opens(Door.TODO, "list-todo"),
    Opens(
        Door.SUBMISSIONS, "send", (Right.SUBMISSION_READ, Right.SUBMISSION_READ_OWN), also=("/mine", "/periods", "/questions"),
    ),
    Opens(Door.SIGN, "circle-check", (Right.SUBMISSION_SIGN,)),
    Opens(
        Door.ASSIGNMENTS, "notebook-pen", (Right.ASSIGNMENT_READ, Right.SUBMISSION_READ_OWN), also=("/catalogue",)
    ),
    Opens(
        Door.DESK, "pen-line", (Right.ARTICLE_READ,),
        also=("/editing", "/articles", "/silent", "/focus", "/settings", "/duty", "/discs"),
    ),
    Opens(
        Door.EVENTS, "triangle-alert", (Right.SUBMISSION_READ, Right.SUBMISSION_READ_OWN), also=("/debts", "/phone"),
    ),
    Opens(Door.ISSUES, "newspaper", (Right.ISSUE_READ,), also=("/kinds", "/copies", "/lists", "/widenings")),
    Opens(Door.LEADER, "book-open", (Right.INSTRUCTION_WRITE,)),
    Opens(Door.READING, "inbox", (Right.DELIVERY_READ,)),
    Opens(Door.INSTRUCTIONS, "stamp", (Right.INSTRUCTION_READ, Right.INSTRUCTION_ANSWER)),
    Opens(Door.SCORES, "chart", (Right.SCORE_READ,), also=("/circulars", "/commendations", "/silence", "/figures")),
    Opens(Door.ARCHIVE, "archive", (Right.ARCHIVE_READ,)),
    Opens(Door.BOOK, "contact", (Right.BOOK_READ,), also=("/handovers", "/applications")),
    Opens(Door.CALENDAR, "clock", (Right.CALENDAR_EDIT,), apart=True),
    Opens(
        Door.ADMIN, "settings",
        (Right.ACCOUNT_APPLY, Right.ACCOUNT_APPROVE, Right.JOURNAL_READ, Right.OUTBOX_MANAGE), apart=True,
        also=("/gate",),
    ),
)  # fmt: skip


async def frame(request: AnyRequest) -> dict[str, Any]:
    """For kernel.web.install."""
    user = request.scope.get("user")
    common = {
        "flash": _flash(request), "csrf": getattr(request.scope.get("auth"), "csrf", ""),
        "watched": getattr(request.scope.get("auth"), "device", None) is not None,
        "large": request.cookies.get(LARGE) == "1", "path": request.url.path, "drill": drill.on(),
    }  # fmt: skip
    if not isinstance(user, Actor):
        return {**common, "me": None, "nav": []}
    try:
        async with together() as begin:
            named, rung = begin(identity.me(user)), begin(notices.bell(user))
            me = {**await named, **await rung, "presses": user.may(Right.NOTICE_PRESS)}
    except Refusal:  # the error page must still be drawn while the database is away
        me = {"name": "", "unit": "", "notices": 0, "newest": "", "presses": False}
    return {**common, "me": me, "nav": nav(user, request.url.path)}


def leads(user: Actor) -> bool:
    """Whether this person is a leader first of all: writes instructions and has no part in making the issues."""
    return user.may(Right.INSTRUCTION_WRITE) and not user.may(Right.ISSUE_READ)


def nav(user: Actor, path: str) -> list[dict[str, Any]]:
    """The rail for this person."""
    shown = [opens for opens in DOORS if not opens.rights or any(user.may(right) for right in opens.rights)]
    return [
        {
            "href": TODO if opens.door is Door.TODO and leads(user) else str(opens.door), "label": opens.door.label,
            "icon": opens.icon, "count": 0, "apart": opens.apart,
            "current": path == opens.door or f"{path}/".startswith(_under(opens)),
        }
        for opens in shown
    ]  # fmt: skip


def _under(opens: Opens) -> tuple[str, ...]:
    """How addresses behind this door begin."""
    own = (f"{TODO}/",) if opens.door is Door.TODO else (f"{opens.door}/",)
    return (*own, *(f"{path}/" for path in opens.also))


def _flash(request: AnyRequest) -> list[dict[str, str]]:
    given = request.cookies.get(FLASH, "")
    code = next((code for code in (f"flash.{given}", given) if code in messages()), "")
    if not code:
        return []
    found = messages()[code]
    tone = found.get("tone", "ok") if isinstance(found, dict) else "ok"
    return [{"tone": tone, "text": message(code), "next": next_step(code)}]
