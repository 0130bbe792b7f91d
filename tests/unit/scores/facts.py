"""Happenings made without a database."""

import tomllib
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec

from scores.rules.evaluate import Dated
from scores.rules.happenings import Fact, Share, Sort
from scores.rules.ruleset import Level, Line, Outlet, RuleSet

SPACE = UUID("0d6a7f52-58a7-4c55-9f0c-93c5d4a0b7aa")
DATA = Path(__file__).resolve().parents[3] / "scores" / "data"
EXAMPLES = Path(__file__).resolve().parent / "examples"
START = date(2020, 1, 1)


def name(of: str) -> UUID:
    return uuid5(SPACE, of)


def fact(number: int, sort: str, units: list[str], day: date, **given: Any) -> Fact:
    """The `number`-th thing noted."""
    weights = given.pop("weights", [1] * len(units))
    shares = tuple(
        Share(name(unit), name(f"{unit} wrote"), weight) for unit, weight in zip(units, weights, strict=True)
    )
    item = name(given.pop("item", f"item {number}"))
    if "awarded" in given:
        given["awarded"] = Decimal(given["awarded"])
    return Fact(
        UUID(int=number + 1), Sort(sort), item, day, datetime.combine(day, time(1), UTC), name("editor"), shares,
        "issue", name("issue"), **given,
    )  # fmt: skip


def rules(code: str) -> RuleSet:
    return msgspec.convert(tomllib.loads((DATA / f"{code}.toml").read_text(encoding="utf-8")), RuleSet)


def dated(made: RuleSet, since: date = START, number: int = 1) -> Dated:
    return Dated(name(f"set {number}"), number, since, made)


def small(**given: Any) -> RuleSet:
    """A set of one line: an adoption in the brief gives 10."""
    whole: dict[str, Any] = {
        "name": "样本", "levels": (Level("own", "本级"), Level("up", "上级")),
        "outlets": (Outlet("brief", "简报"), Outlet("above", "上级刊物", "up")),
        "lines": (Line("adopted", Sort.ADOPTED, Decimal(10), outlet="brief"),),
    }  # fmt: skip
    return RuleSet(**(whole | given))
