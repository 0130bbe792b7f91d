"""One client of the pages: signs in, fills forms in, presses the same button again when no answer came.

- Every form has its idempotency key; a request that was not answered is repeated with the same key, at any server that is up.
- An answer counts when it is a redirect to where the form should lead; being sent to the sign-in page is a lost session.
- What was answered goes to a file that is on the disk (fsync) before it counts.
"""

import asyncio
import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from uuid import uuid4

import httpx

TOKEN = re.compile(r'name="_csrf" value="([0-9a-f]+)"')
PATIENCE = 60.0
SEE_OTHER, AWAY, BUG = 303, 503, 500
File = tuple[str, bytes]


class SessionLostError(Exception):
    """Signed in a moment ago, and unknown now."""


class RefusedError(Exception):
    """An answer that is neither what the form leads to nor a reason to try again."""


class GaveUpError(Exception):
    """No answer for a long time."""


@dataclass(slots=True)
class Log:
    """Acknowledged operations, one JSON object a line, each on the disk before it counts."""

    path: Path
    handle: int = -1
    count: int = 0

    def __post_init__(self) -> None:
        self.handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def add(self, **facts: object) -> None:
        os.write(self.handle, (json.dumps(facts) + "\n").encode())
        os.fsync(self.handle)
        self.count += 1


@dataclass(slots=True)
class Doors:
    """The addresses of the servers that are up, as far as is known."""

    up: list[str] = field(default_factory=list)

    def one(self, turn: int) -> str | None:
        return self.up[turn % len(self.up)] if self.up else None


@dataclass(slots=True)
class Clerk:
    """A signed-in person at a browser."""

    http: httpx.AsyncClient
    doors: Doors
    log: Log
    login: str
    cookie: str = ""
    token: str = ""
    repeated: int = 0
    sent: int = 0
    turn: int = 0
    refused: Callable[[str], None] = print

    async def sign_in(self, password: str) -> None:
        """A session, and the token for its forms."""
        answer = await self._send("/sign-in", {"login": self.login, "password": password})
        cookies = SimpleCookie(answer.headers.get("set-cookie", ""))
        self.cookie = next(f"{name}={morsel.value}" for name, morsel in cookies.items() if name.endswith("zx_session"))
        self.log.add(op="sign_in", login=self.login)
        page = await self._send("/", None)
        found = TOKEN.search(page.text)
        if found is None:
            raise RefusedError(f"{self.login}: no token on the first page")
        self.token = found[1]

    async def post(self, path: str, fields: dict[str, str], files: tuple[File, ...] = (), **facts: object) -> str:
        """Press the button until there is an answer; the address it leads to."""
        key = uuid4().hex
        before = self.sent
        answer = await self._send(path, {**fields, "_key": key, "_csrf": self.token}, files)
        self.repeated += self.sent - before - 1
        place = answer.headers["location"]
        record = place.split("/")[2] if place.count("/") > 1 else ""
        self.log.add(**{"key": key, "login": self.login, "id": record, **facts})
        return str(place)

    async def _send(self, path: str, fields: dict[str, str] | None, files: tuple[File, ...] = ()) -> httpx.Response:
        deadline, bugs = time.monotonic() + PATIENCE, 0
        while time.monotonic() < deadline:
            answer = await self._once(path, fields, files)
            if answer is None or answer.status_code == AWAY:
                await asyncio.sleep(0.02)
            elif answer.status_code >= BUG:
                bugs += 1
                self.refused(f"{path}: {answer.status_code}")
                if bugs > 2:
                    raise RefusedError(f"{path}: {answer.status_code} three times")
            elif _leads_on(answer) or (fields is None and answer.is_success):
                return answer
            elif answer.status_code in (SEE_OTHER, httpx.codes.UNAUTHORIZED):
                raise SessionLostError(self.login)
            else:
                raise RefusedError(f"{self.login} {path}: {answer.status_code}")
        raise GaveUpError(path)

    async def _once(self, path: str, fields: dict[str, str] | None, files: tuple[File, ...]) -> httpx.Response | None:
        self.turn += 1
        door = self.doors.one(self.turn)
        if door is None:
            return None
        self.sent += 1
        headers = {"cookie": self.cookie} if self.cookie else {}
        try:
            if fields is None:
                return await self.http.get(door + path, headers=headers)
            parts = [("files", (name, data)) for name, data in files]
            return await self.http.post(door + path, data=fields, files=parts or None, headers=headers)
        except httpx.TransportError:
            return None


def _leads_on(answer: httpx.Response) -> bool:
    return answer.status_code == SEE_OTHER and not answer.headers["location"].startswith("/sign-in")
