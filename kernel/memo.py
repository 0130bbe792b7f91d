"""What one request has read already is not read again: a page asks many small questions, and many of them twice.

- Only plain SELECTs outside a transaction, with the same words and the same values; only inside `one_reading`, which
  the web's middleware opens around a request that changes nothing.
- A transaction of the request itself forgets everything, when it begins and when it ends: what was written is read.
- Each reader gets rows of its own. When the request is over nothing is remembered, whoever still holds its context.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Rows = list[dict[str, Any]]


class _Memory:
    """The rows by question; `closed` once the request is over."""

    def __init__(self) -> None:
        self.rows: dict[object, Rows] = {}
        self.closed = False


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


def forget() -> None:
    """Something was written, or is about to be."""
    if (memory := _current.get()) is not None:
        memory.rows.clear()


async def read(sql: str, args: tuple[object, ...], asked: Callable[[], Awaitable[Rows]]) -> Rows:
    """The rows, remembered or asked for now."""
    memory = _current.get()
    key = _key(sql, args) if memory is not None and not memory.closed else None
    if memory is None or key is None:
        return await asked()
    if key not in memory.rows:
        rows = await asked()
        if memory.closed:
            return rows
        memory.rows[key] = rows
    return [dict(row) for row in memory.rows[key]]


def _key(sql: str, args: tuple[object, ...]) -> object | None:
    if not sql.startswith("SELECT") or "now()" in sql:
        return None
    key = (sql, *(tuple(arg) if isinstance(arg, list) else arg for arg in args))
    try:
        hash(key)
    except TypeError:
        return None
    return key
