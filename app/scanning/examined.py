"""What `zhengxun doctor` looks at in the marking gate: the rules, the limited process, the reading of pictures.

- Without a limited process no file passes, so that is bad. A bound the system does not give, and pictures nobody can
  read, are warnings: what is not read is held.
"""

import asyncio

from app.examinations import Finding, State, connection, refused
from app.runtime import sees_markings
from app.settings import Settings
from app.templating import message
from gate.rules import book_of
from kernel.errors import StartRefused
from marking.child import pool, probe
from marking.child.wire import Broken
from marking.eyes import engine
from marking.eyes.engine import NoEngine
from marking.selfcheck import MARKED
from marking.verdict import Decision


async def gate(_settings: Settings) -> list[Finding]:
    """The scanner, then what stands behind it."""
    return [await asyncio.to_thread(each) for each in (_rules, _process, _pictures)]


def _rules() -> Finding:
    try:
        return Finding("marking", State.OK, "doctor.marking", {"cases": sees_markings()})
    except StartRefused as refusal:
        return refused("marking", refusal)


async def house_rules(dsn: str) -> list[Finding]:
    """The rules of this house, as the security administrator made them."""
    async with connection(dsn) as database:
        known = await database.fetchval("SELECT to_regclass('public.gate_rules') IS NOT NULL")
        row = (
            await database.fetchrow("SELECT number, edits FROM gate_rules ORDER BY number DESC LIMIT 1")
            if known
            else None
        )
    if row is None:
        return [Finding("marking", State.OK, "doctor.rules_none")]
    book = book_of(row["edits"], row["number"])
    try:
        await asyncio.to_thread(sees_markings, book)
    except StartRefused as refusal:
        return [refused("marking", refusal)]
    facts: dict[str, object] = {"number": row["number"], "edits": len(book.edits)}
    return [Finding("marking", State.OK, "doctor.rules", facts)]


def _process() -> Finding:
    try:
        bounds = probe.held()
    except Broken:
        return Finding("marking", State.BAD, "doctor.reader_none")
    found = pool.examine({}, [("marked.txt", MARKED[0].encode())])
    if [one.decision for one in found] != [Decision.REFUSE]:
        return Finding("marking", State.BAD, "doctor.reader_blind")
    missing = [message(f"doctor.bound.{name}") for name, holds in bounds.items() if not holds]
    if missing:
        return Finding("marking", State.WARN, "doctor.reader_loose", {"bounds": "、".join(missing)})
    return Finding("marking", State.OK, "doctor.reader", {"bounds": len(bounds)})


def _pictures() -> Finding:
    try:
        engine.ready()
    except NoEngine:
        return Finding("marking", State.WARN, "doctor.eyes_none")
    return Finding("marking", State.OK, "doctor.eyes")
