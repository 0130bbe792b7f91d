"""What a working day left behind (bench/day.py): how long everything took and waited, and every clock against the table.

The table, bench/day.toml, is written by hand; what stands in one and not in the other is a difference.
"""

import statistics
import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from bench.dayscript import DAY, Day
from kernel import db

TABLE = Path(__file__).resolve().parent / "day.toml"
EVENING = DAY.replace(hour=18, minute=30)


class Took(msgspec.Struct, frozen=True):
    """Requests of one sort, milliseconds."""

    what: str
    requests: int
    p50: float
    p95: float
    slowest: float


class Wait(msgspec.Struct, frozen=True):
    """How long a step waited in the office's day, minutes, and how long it might have."""

    kind: str
    step: str
    number: int
    median: float
    longest: float
    late: int


class Result(msgspec.Struct, frozen=True):
    """Everything a reader needs to judge or repeat a run."""

    day: str
    commit: str
    machine: dict[str, str]
    units: int
    submissions: int
    articles: int
    deliveries: int
    took: list[Took]
    waits: list[Wait]
    wrong: list[str]


async def compared() -> list[str]:
    """Clocks that are not in the table, or say something else; steps that came late; copies that did not arrive."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["clock"]
    table = {(row["kind"], row["step"], row["rule"]): row for row in rows}
    wrong = []
    for each in await db.fetch("SELECT * FROM due_clock ORDER BY id"):
        key = each["kind"], each["step"], each["rule"]
        row = table.get(key)
        if row is None:
            wrong.append(f"not in the table: {key} due {each['due'].astimezone(DAY.tzinfo)}")
            continue
        hours, _, minutes = str(row.get("after", "")).partition(":")
        due: datetime = (
            row["due"] if "due" in row else each["start"] + timedelta(hours=int(hours), minutes=int(minutes))
        )
        if due != each["due"]:
            wrong.append(f"{key}: {each['due'].astimezone(DAY.tzinfo)} instead of {due}")
        ended = each["ended"] or EVENING
        if each["due"] <= EVENING and ended > each["due"] and each["ending"] in (None, "settled"):
            wrong.append(f"{key} of {each['record']} was late: {ended.astimezone(DAY.tzinfo)}")
    wrong += [f"clock never started: {key}" for key in table if not await _started(key)]
    for each in await db.fetch("SELECT state, count(*) AS number FROM delivery WHERE state = 'queued' GROUP BY state"):
        wrong.append(f"{each['number']} copies did not arrive")
    return sorted(set(wrong))


async def _started(key: tuple[str, str, str]) -> bool:
    return bool(await db.fetch("SELECT 1 FROM due_clock WHERE kind = $1 AND step = $2 AND rule = $3 LIMIT 1", *key))


async def waits() -> list[Wait]:
    """Minutes from the beginning of a step to its end, by kind and step."""
    rows = await db.fetch(
        "SELECT kind, step, extract(epoch FROM ended - start) / 60 AS minutes, ended > due AS late FROM due_clock"
        " WHERE ending = 'settled' ORDER BY kind, step"
    )
    found: dict[tuple[str, str], list[tuple[float, bool]]] = {}
    for row in rows:
        found.setdefault((row["kind"], row["step"]), []).append((float(row["minutes"]), row["late"]))
    return [
        Wait(kind, step, len(each), round(statistics.median(m for m, _ in each), 1), round(max(m for m, _ in each), 1),
             sum(late for _, late in each))
        for (kind, step), each in found.items()
    ]  # fmt: skip


def taken(day: Day) -> list[Took]:
    """Requests by what they did."""

    def at(values: Sequence[float], share: float) -> float:
        return round(sorted(values)[min(int(len(values) * share), len(values) - 1)], 1)

    return [Took(what, len(ms), at(ms, 0.5), at(ms, 0.95), round(max(ms), 1)) for what, ms in sorted(day.took.items())]


def page(result: Result) -> str:
    """The result as a page of Markdown."""
    lines = [
        f"# One working day, {result.day}, commit {result.commit}", "",
        _counted(result), "",
        "## Waiting, in minutes of the office's day", "", "| record | step | number | median | longest | late |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
        *(f"| {w.kind} | {w.step} | {w.number} | {w.median} | {w.longest} | {w.late} |" for w in result.waits), "",
        "## Requests, in milliseconds", "", "| what | requests | p50 | p95 | slowest |", "| --- | ---: | ---: | ---: | ---: |",
        *(f"| {t.what} | {t.requests} | {t.p50} | {t.p95} | {t.slowest} |" for t in result.took), "",
        "## Clocks against the table written by hand", "",
        *([f"- {one}" for one in result.wrong] or ["Every clock agrees; nothing was late."]), "",
    ]  # fmt: skip
    return "\n".join(lines)


def _counted(result: Result) -> str:
    """What was played, and where."""
    on = "; ".join(f"{name}: {value}" for name, value in result.machine.items())
    made = f"{result.submissions} submissions, {result.articles} articles, 3 issues, {result.deliveries} copies"
    return f"{result.units} units, {made}. {on}."
