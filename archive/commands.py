"""Filing: what is finished, with everything that led to it, becomes one signed, sealed package (PUB-07, ARC-01).

- An issue is filed once it was released; a year's closed instructions together, as often as some were closed since.
- The package is built, checked by the offline verifier, and stored before anything moves to archived; one that does not
  verify is not filed.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from archive import content, store
from archive.errors import NothingToFile, NotWhole
from archive.package import Part, build
from archive.tables import Sort
from archive.verify import verify
from bulletins.commands import instructions, issues
from bulletins.queries import instruction_sheets
from bulletins.queries import issues as issue_queries
from bulletins.workflow.acts import Act
from crypto import sm3
from identity.rights import Right, demand
from kernel import blobs, clock, heads, vault
from kernel.db import Done, Tx, command
from kernel.ids import new_id

PACKAGE = "application/zip"


@command("archive.file_issue")
async def file_issue(tx: Tx, issue: UUID, version: int) -> Done:
    """File a released issue. Raises Forbidden, NotAllowedNow, StaleVersion, NotWhole."""
    demand(tx.actor, Right.ARCHIVE_FILE)
    await issues.archive.within(tx, issue, version)
    record = await issue_queries.record(tx.actor, issue)
    facts = {
        "kind": record.kind.name, "year": str(record.year), "number": str(record.number), "total": str(record.total),
        "released": _time(record.released_at), "filed": _time(tx.now),
    }  # fmt: skip
    parts = await content.of_issue(tx.actor, issue)
    return await _file(tx, Sort.ISSUE, record.name, facts, parts, issue)


@command("archive.file_instructions")
async def file_instructions(tx: Tx, year: int) -> Done:
    """File the instructions that were closed in a year and are not filed yet. Raises Forbidden, NothingToFile, NotWhole."""
    demand(tx.actor, Right.ARCHIVE_FILE)
    closed = await instruction_sheets.to_file(tx.actor, year)
    if not closed:
        raise NothingToFile(year=year)
    for id in closed:
        await instructions.archive.within(tx, id)
    parts = [part for id in closed for part in await content.of_instruction(tx.actor, id)]
    rows, records = await instruction_sheets.filed_rows(tx.actor, closed)
    parts += [content.listed(rows), await content.journal(records)]
    facts = {"kind": Sort.INSTRUCTIONS.label, "year": str(year), "number": str(len(closed)), "filed": _time(tx.now)}
    return await _file(tx, Sort.INSTRUCTIONS, Sort.INSTRUCTIONS.label, facts, parts, None)


@command("archive.hand_over")
async def hand_over(tx: Tx, year: int, packages: int) -> Done:
    """The journal's line of a list that was taken away. Raises Forbidden."""
    demand(tx.actor, Right.ARCHIVE_FILE)
    tx.record("archive", tx.actor.unit, Act.EXPORT, after=str(year).encode(), note=str(packages))
    return Done(tx.actor.unit)


async def _file(  # noqa: PLR0913, PLR0917 - what is filed, as what, under what name
    tx: Tx, sort: Sort, label: str, facts: Mapping[str, str], parts: Sequence[Part], issue: UUID | None
) -> Done:
    head = await heads.latest()
    data = await asyncio.to_thread(build, facts, parts, heads.text(head) if head else "", vault.device())
    if (await asyncio.to_thread(verify, data, vault.device().public_key)).faults:
        raise NotWhole
    filed, year = new_id(), clock.local(tx.now).year
    box = vault.mint(filed, "archive")
    await vault.keep(tx, box)
    written = await blobs.write(box, data)
    package = await blobs.add(tx, filed, written, f"{label}.zip", PACKAGE)
    digest = sm3.hash(data)
    await store.add(
        tx, id=filed, issue=issue, label=label, year=year, item=await store.next_item(tx, year), package=package,
        digest=digest, files=len(parts), filed_by=tx.actor.id, created=tx.now, sort=sort,
    )  # fmt: skip
    tx.record("archive", filed, "file", after=digest)
    return Done(filed, more={"issue": str(issue or "")})


def _time(at: datetime | None) -> str:
    return at.isoformat() if at else ""
