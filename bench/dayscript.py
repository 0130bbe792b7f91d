"""One working day of an editorial office, written down: who does what at which hour, all of it through HTTP.

- 15 September 2026 is a Tuesday. Texts arrive from half past eight to half past eleven; the office screens every half
  hour, writes from ten, puts three issues before the director at four, releases at five; leaders read and write at ten
  past; units are told, answer, and the office closes by six.
- A step that is refused ends the run: in an ordinary day nothing is.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from bench.texts import Writer
from kernel import db
from kernel.clock import LOCAL

DAY = datetime(2026, 9, 15, 8, 30, tzinfo=LOCAL)
TARGETS = (("brief", "survey"), ("special", "news"), ("daily", "digest"))
TOLD = "请有关单位认真研究，按期报送办理情况。"
PASSWORD = "haiyan-day-2026"  # noqa: S105 - of accounts that live as long as the run


class RefusedError(Exception):
    """A step that should have been possible was not."""


@dataclass(slots=True)
class Visitor:
    """Somebody's browser."""

    login: str
    client: httpx.AsyncClient
    token: str = ""

    async def enter(self) -> None:
        """Sign in; the token of the session's forms."""
        self.client.cookies.clear()
        await self.client.post("/sign-in", data={"login": self.login, "password": PASSWORD, "next": "/"})
        text = (await self.client.get("/me")).text
        self.token = text.split('name="_csrf" value="', 1)[1].split('"', 1)[0]


@dataclass(slots=True)
class Day:
    """The people, the clock, and what was measured: milliseconds of every request by what it did."""

    address: str
    units: tuple[str, ...]
    editors: tuple[str, ...]
    now: datetime = DAY
    visitors: dict[str, Visitor] = field(default_factory=dict)
    took: dict[str, list[float]] = field(default_factory=dict)
    articles: list[UUID] = field(default_factory=list)
    issues: list[UUID] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    async def who(self, login: str) -> Visitor:
        """Somebody signed in."""
        if login not in self.visitors:
            limits = httpx.Limits(max_connections=4)
            self.visitors[login] = Visitor(login, httpx.AsyncClient(base_url=self.address, timeout=60, limits=limits))
            await self.visitors[login].enter()
        return self.visitors[login]

    async def get(self, login: str, what: str, url: str) -> str:
        """A page somebody looks at."""
        answer = await self._sent(login, what, lambda v: v.client.get(url))
        return answer.text

    async def post(self, login: str, what: str, url: str, **fields: str | list[str]) -> UUID | None:
        """A form somebody sends; the id in the address it leads to. Raises RefusedError."""

        def sent(v: Visitor) -> Any:
            return v.client.post(url, data={"_csrf": v.token, "_key": uuid4().hex, **fields})

        answer = await self._sent(login, what, sent)
        if answer.status_code not in (200, 303):
            raise RefusedError(f"{login} {url}: {answer.status_code} {_said(answer.text)}")
        last = answer.headers.get("location", "").split("?")[0].split("#")[0].rsplit("/", 1)[-1]
        try:
            return UUID(last)
        except ValueError:
            return None

    async def _sent(self, login: str, what: str, send: Any) -> httpx.Response:
        visitor = await self.who(login)
        begin = time.perf_counter()
        answer: httpx.Response = await send(visitor)
        if answer.status_code == 401 or "/sign-in" in answer.headers.get("location", ""):  # noqa: PLR2004 - the session is over
            await visitor.enter()
            begin = time.perf_counter()
            answer = await send(visitor)
        self.took.setdefault(what, []).append((time.perf_counter() - begin) * 1000)
        return answer

    # What people do.

    async def report(self, number: int, writer: Writer, urgency: str = "normal") -> None:
        """A unit's officer writes, its head signs, the officer sends."""
        unit = self.units[number % len(self.units)]
        officer, head = f"{unit}.xinxi1", f"{unit}.qianfa"
        made = await self.post(
            officer, "write", "/submissions/new", title=writer.title(), body=writer.body(), source="本单位统计", contact="办公室",
            category="work", urgency=urgency, genre="news", learned=_typed(self.now - timedelta(minutes=20)), act="request_sign",
        )  # fmt: skip
        at = f"/submissions/{made}"
        await self.post(head, "sign", f"{at}/sign_off", version=await version("submission", made), note="同意")
        await self.post(officer, "send", f"{at}/submit", version=await version("submission", made))
        self.counts["submissions"] += 1

    async def screen(self) -> None:
        """Everything that waits: every tenth is returned, every fifteenth not used."""
        for row in await db.fetch(
            "SELECT id, version FROM submission WHERE state = 'submitted' ORDER BY submitted, id"
        ):
            self.counts["screened"] += 1
            act, code = "accept", {}
            if self.counts["screened"] % 10 == 0:
                act, code = "return", {"code": "facts", "note": "数据口径请核对。"}
            elif self.counts["screened"] % 15 == 0:
                act, code = "decline", {"code": "other", "note": "已有同类信息。"}
            await self.get("shaixuan", "open on the desk", f"/desk/{row['id']}")
            await self.post("shaixuan", "screen", f"/desk/{row['id']}/{act}", version=str(row["version"]), **code)

    async def write(self, number: int, body: str) -> None:
        """An editor makes an article of the next text that is free, verifies and finishes it."""
        editor = self.editors[number % len(self.editors)]
        kind, genre = TARGETS[number % len(TARGETS)]
        found = await db.fetch(
            "SELECT s.id FROM submission s WHERE s.state = 'screened' AND NOT EXISTS (SELECT 1 FROM article_source a"
            " WHERE a.submission = s.id) ORDER BY s.submitted, s.id LIMIT 1"
        )
        (row,) = await db.fetch("SELECT id FROM bulletin_kind WHERE code = $1", kind)
        made = await self.post(
            editor, "make an article", "/articles", source=str(found[0]["id"]), target=f"{row['id']}:{genre}",
            title=f"第{number + 1}篇：全辖业务运行情况", body=body,
        )  # fmt: skip
        await self.get(editor, "workbench", f"/articles/{made}")
        for act in ("verify", "finish"):
            await self.post(
                editor, act, f"/articles/{made}/{act}", version=await version("article", made), note="", why=""
            )
        if made:
            self.articles.append(made)

    async def compile(self) -> None:
        """An issue of every kind with what is finished for it; the daily one was put together by the clock."""
        for at, (code, _) in enumerate(TARGETS):
            editor = self.editors[at % len(self.editors)]
            (kind,) = await db.fetch("SELECT id FROM bulletin_kind WHERE code = $1", code)
            open_ones = await db.fetch("SELECT id FROM issue WHERE kind = $1 AND state = 'compiling'", kind["id"])
            issue = (
                open_ones[0]["id"]
                if open_ones
                else await self.post(editor, "open an issue", "/issues", kind=str(kind["id"]))
            )
            for article in await db.fetch(
                "SELECT id FROM article WHERE kind = $1 AND state = 'edited' ORDER BY id", kind["id"]
            ):
                await self.post(
                    editor, "place", f"/articles/{article['id']}/place", version=await version("article", article["id"]),
                    issue=str(issue),
                )  # fmt: skip
            if issue:
                self.issues.append(issue)

    async def onward(self, login: str, action: str) -> None:
        """One step of all three issues."""
        for issue in self.issues:
            await self.get(login, "open an issue's page", f"/issues/{issue}")
            await self.post(
                login, action, f"/issues/{issue}/{action}", version=await version("issue", issue), note="", declared="1"
            )

    async def lead(self) -> None:
        """Two leaders read everything; the first writes on every issue, the second marks it read."""
        for login in ("lingdao1", "lingdao2"):
            await self.get(login, "leader's desk", "/leader")
            rows = await db.fetch(
                "SELECT d.id, d.issue FROM delivery d JOIN account a ON a.id = d.person WHERE a.login = $1 ORDER BY d.id",
                login,
            )
            for row in rows:
                await self.get(login, "read", f"/deliveries/{row['id']}")
                if login == "lingdao1":
                    await self.post(login, "instruct", f"/deliveries/{row['id']}/instruct", text=TOLD, kind="task")
            await self.post(login, "圈阅", "/leader/circle", item=[str(row["id"]) for row in rows])

    async def route(self) -> None:
        """The office names the units that must answer."""
        for row in await db.fetch("SELECT id, issue FROM instruction WHERE state = 'registered' ORDER BY id"):
            units = await db.fetch(
                "SELECT DISTINCT s.unit FROM article_source s JOIN article a ON a.id = s.article WHERE a.issue = $1"
                " ORDER BY s.unit LIMIT 2", row["issue"],
            )  # fmt: skip
            await self.post(
                "zhiban", "route", f"/instructions/{row['id']}/route", version=await version("instruction", row["id"]),
                units=[str(unit["unit"]) for unit in units], term="ordinary",
            )  # fmt: skip

    async def answer(self) -> None:
        """Every named unit answers; the office takes the answer and closes."""
        owed = await db.fetch(
            "SELECT t.id, t.instruction, a.login FROM instruction_target t JOIN account a ON a.unit = t.unit"
            " WHERE t.state = 'owed' AND a.login LIKE '%.xinxi1' ORDER BY t.id"
        )
        for row in owed:
            at = f"/instructions/{row['instruction']}/duties/{row['id']}"
            await self.post(
                row["login"], "answer", f"{at}/answer", version=await version("instruction_target", row["id"]),
                text="已逐项研究，措施已落实。",
            )  # fmt: skip
            await self.post(
                "zhiban",
                "take the answer",
                f"{at}/accept",
                version=await version("instruction_target", row["id"]),
                text="",
            )
        for row in await db.fetch("SELECT id FROM instruction WHERE state = 'answered' ORDER BY id"):
            await self.post(
                "zhiban", "close", f"/instructions/{row['id']}/close", version=await version("instruction", row["id"]),
                note="办理情况已报领导。",
            )  # fmt: skip

    async def leave(self) -> None:
        """Everybody goes home."""
        await asyncio.gather(*(visitor.client.aclose() for visitor in self.visitors.values()))


async def version(table: str, record: UUID | None) -> str:
    """The version of a record, as its page would show it."""
    (row,) = await db.fetch(f"SELECT version FROM {table} WHERE id = $1", record)  # noqa: S608 - tables named in this file
    return str(row["version"])


def _typed(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M")


def _said(text: str) -> str:
    """What a refusing page says, without its markup."""
    for mark in ('class="wrong"', 'class="note error"', 'class="note warn"'):
        if mark in text:
            return " ".join(text.split(mark, 1)[1].replace("<", " <").split("</p>")[0].split())[-300:]
    return text[-300:]
