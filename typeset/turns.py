"""One person's questions to the press are answered one after the other: nobody fills the queue for everybody else.

- A few may wait for their turn, as the pages of one document do that a browser asks for at once; more are PressBusy.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from typeset.errors import PressBusy

MOST: Final = 32


@dataclass(slots=True)
class _Line:
    """Who asks for one person, the one that is answered now among them."""

    place: asyncio.Lock = field(default_factory=asyncio.Lock)
    standing: int = 0


_lines: dict[UUID, _Line] = {}


@asynccontextmanager
async def turn(person: UUID) -> AsyncIterator[None]:
    """Wait for this person's turn and have it for the block; not to be asked for again inside it. Raises PressBusy."""
    line = _lines.setdefault(person, _Line())
    if line.standing >= MOST:
        raise PressBusy
    line.standing += 1
    try:
        async with line.place:
            yield
    finally:
        line.standing -= 1
        if not line.standing:
            del _lines[person]
