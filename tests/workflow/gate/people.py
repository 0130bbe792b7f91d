"""Files that no machine can judge, and submissions that carry them."""

from collections.abc import Sequence

from gate import commands as gate
from kernel import db
from kernel.actor import Actor, Call
from kernel.db import Done, Row
from submissions.commands import writing
from tests.simulators.declared import EVERYTHING
from tests.unit.submissions.people import PEOPLE
from tests.workflow.submissions.conftest import DETAILS, TEXT

OFFICER, SIGNER, SCREENER = (PEOPLE[name] for name in ("officer", "signer", "screener"))
File = tuple[str, bytes]


def old_document(words: str = "") -> bytes:
    """What an office program of the last century wrote: nobody can say what stands in it."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000) + words.encode("utf-16-le")


OLD: File = ("旧稿.doc", old_document())


async def held(
    files: Sequence[File] = (OLD,), text: dict[str, str] = TEXT, actor: Actor = OFFICER, *, declared: bool = True
) -> Done:
    """A new draft with files that are held."""
    call = Call(actor)
    return await writing.create(
        call, await gate.pass_gate(call, text, files, declared=EVERYTHING if declared else ()), DETAILS
    )


async def saved(at: Done, text: dict[str, str] = TEXT, files: Sequence[File] = (), *, declared: bool = False) -> Done:
    """The draft kept with another text and further files."""
    call = Call(OFFICER)
    cleared = await gate.pass_gate(call, text, files, declared=EVERYTHING if declared else (), record=at.id)
    return await writing.save(call, at.id, at.version, cleared, DETAILS)


async def rows(of: Done | None = None) -> list[Row]:
    """Holds as they are stored, oldest first."""
    return await db.fetch("SELECT * FROM hold WHERE $1::uuid IS NULL OR record = $1 ORDER BY id", of.id if of else None)


async def states(of: Done) -> list[str]:
    """Where the record's holds stand."""
    return [row["state"] for row in await rows(of)]


async def acts(of: Done) -> list[tuple[str, object]]:
    """Every act on the record's holds with its actor, as the journal has it."""
    found = await db.fetch(
        "SELECT j.action, j.actor FROM journal j JOIN hold h ON h.id = j.record WHERE j.kind = 'hold' AND h.record = $1"
        " ORDER BY j.seq",
        of.id,
    )
    return [(row["action"], row["actor"]) for row in found]


async def counts() -> dict[str, int]:
    """How many rows every table has."""
    tables = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'")
    found = {}
    for table in tables:
        row = await db.one(f'SELECT count(*) AS n FROM "{table["tablename"]}"')
        found[table["tablename"]] = row["n"] if row else 0
    return found
