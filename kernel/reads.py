"""Reads that do not need one another's answers, begun at the same moment: what they ask travels together (kernel/memo.py).

- Outside a request that only reads, and inside a transaction, which is one connection, they go one after the other.
- When one refuses, those still under way are stopped.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

from kernel import db, memo

T = TypeVar("T")


class Begin(Protocol):
    """Begins a read; its answer is awaited where it is needed."""

    def __call__(self, read: Coroutine[Any, Any, T], /) -> Awaitable[T]:
        """The answer to come."""
        ...


@asynccontextmanager
async def together() -> AsyncIterator[Begin]:
    """For the block; every read that was begun in it has ended with it."""
    apart = not memo.reading() or db.current().current_transaction.get() is not None
    begun: list[Coroutine[Any, Any, Any]] = []
    tasks: list[asyncio.Task[Any]] = []

    def begin(read: Coroutine[Any, Any, T], /) -> Awaitable[T]:
        if apart:
            begun.append(read)
            return read
        tasks.append(asyncio.create_task(read))
        return tasks[-1]

    try:
        yield begin
    finally:
        for read in begun:
            read.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  # what nobody asked for any more is not a loose end
