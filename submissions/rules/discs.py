"""The values of a disc, apart from any storage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Received:
    """A disc as it was handed in."""

    carrier: str
    unit: UUID
    received: datetime
    level: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Item:
    """A disc as its workflow sees it."""

    id: UUID
    state: str
    version: int
    proposed_by: UUID | None


def item_of(row: Mapping[str, Any]) -> Item:
    """A row as the workflow sees it."""
    return Item(row["id"], row["state"], row["version"], row["proposed_by"])
