"""What one request has read already is not read again, and what it asks for at one moment goes to the database at once.

- A page asks many small questions, many of them twice: only plain SELECTs outside a transaction, with the same words and
  the same values; only inside `one_reading`, which the web's middleware opens around a request that changes nothing.
- Questions of several coroutines that wait at the same moment (`reads.together`) travel as one statement.
- A transaction of the request itself forgets everything, when it begins and when it ends: what was written is read.
- Each reader gets rows of its own. When the request is over nothing is remembered, whoever still holds its context.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

READS = ("SELECT", "WITH RECURSIVE")  # the house writes nothing by a recursive statement
TURNS = 3  # of the loop: a coroutine that begins others, which begin others, has asked by then
Rows = list[dict[str, Any]]
Question = tuple[str, tuple[object, ...]]
Ask = Callable[[Sequence[Question]], Awaitable[Sequence[Rows]]]


class _Memory:
    """The rows by question; `closed` once the request is over."""

    def __init__(self) -> None:
        self.rows: dict[object, Rows] = {}
        self.closed = False
        self._waiting: dict[object, tuple[Question, asyncio.Future[Rows]]] = {}
        self._asked: dict[object, asyncio.Future[Rows]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def forget(self) -> None:
        """Whatever was read so far may be different now; so may what is under way."""
        self.rows.clear()
        self._asked = {}

    async def answer(self, key: object, question: Question, ask: Ask) -> Rows:
        """The answer, asked for together with what others ask at this moment."""
        found = self._asked.get(key)
        if found is None:
            loop = asyncio.get_running_loop()
            found = self._asked[key] = loop.create_future()
            if not self._waiting:
                loop.call_soon(self._send, ask, 1, TURNS)
            self._waiting[key] = question, found
        return await asyncio.shield(found)

    def _send(self, ask: Ask, count: int, turns: int) -> None:
        """Once nobody has asked for more for some turns of the loop."""
        if turns or len(self._waiting) > count:
            left = turns - 1 if len(self._waiting) == count else TURNS
            asyncio.get_running_loop().call_soon(self._send, ask, len(self._waiting), left)
            return
        waiting, self._waiting = self._waiting, {}
        task = asyncio.get_running_loop().create_task(self._answered(waiting, ask))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answered(self, waiting: dict[object, tuple[Question, asyncio.Future[Rows]]], ask: Ask) -> None:
        asked = self._asked
        try:
            answers = await ask([question for question, _ in waiting.values()])
        except BaseException as error:  # noqa: BLE001 - who asked is told, whatever it is
            for _, future in waiting.values():
                future.set_exception(error)
                future.exception()  # seen, even when nobody waits any more
        else:
            for (key, (_, future)), rows in zip(waiting.items(), answers, strict=True):
                if asked is self._asked and not self.closed:
                    self.rows[key] = rows
                future.set_result(rows)
        for key in waiting:
            asked.pop(key, None)


_current: ContextVar[_Memory | None] = ContextVar("memo", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Around one request that only reads."""
    memory = _Memory()
    token = _current.set(memory)
    try:
        yield
    finally:
        memory.closed = True
        memory.rows.clear()
        _current.reset(token)


def reading() -> bool:
    """Whether a request that only reads is under way."""
    return (memory := _current.get()) is not None and not memory.closed


def forget() -> None:
    """Something was written, or is about to be."""
    if (memory := _current.get()) is not None:
        memory.forget()


async def read(sql: str, args: tuple[object, ...], ask: Ask) -> Rows:
    """The rows, remembered or asked for now."""
    memory = _current.get()
    key = _key(sql, args) if memory is not None and not memory.closed else None
    if memory is None or key is None:
        return (await ask([(sql, args)]))[0]
    known = memory.rows.get(key)
    if known is None:
        known = await memory.answer(key, (sql, args), ask)
    return [dict(row) for row in known]


def _key(sql: str, args: tuple[object, ...]) -> object | None:
    if not sql.startswith(READS) or "now()" in sql:
        return None
    key = (sql, *(tuple(arg) if isinstance(arg, list) else arg for arg in args))
    try:
        hash(key)
    except TypeError:
        return None
    return key
