"""The journal's rows about what a package holds, each with the hash before it: checked offline row by row.

- A row's hash is recomputed from its fields and the hash before it; rows that follow one another in the journal must meet.
- The rows between are not in the package: the whole chain is for the exported journal (`zhengxun verify` of that).
"""

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kernel.journal import Entry, Line, chain


def text(rows: Iterable[tuple[bytes, Line]]) -> bytes:
    """One JSON object a line."""
    return "".join(json.dumps(_plain(before, line), ensure_ascii=False) + "\n" for before, line in rows).encode()


def whole(data: bytes) -> bool:
    """Whether every row is what its hash says. Raises ValueError, KeyError, TypeError for what is no extract."""
    last: tuple[int, bytes] | None = None
    for source in data.decode().splitlines():
        found = json.loads(source)
        previous, line = bytes.fromhex(found["previous"]), _line(found)
        if chain(previous, line) != line.hash or (last and not _follows(last, line, previous)):
            return False
        last = (line.seq, line.hash)
    return True


def _follows(last: tuple[int, bytes], line: Line, previous: bytes) -> bool:
    """Later in the journal; the very next row holds the hash of this one."""
    return line.seq > last[0] and (line.seq > last[0] + 1 or previous == last[1])


def _plain(before: bytes, line: Line) -> dict[str, object]:
    e = line.entry
    return {
        "seq": line.seq, "at": line.at.isoformat(), "actor": str(line.actor), "unit": str(line.unit),
        "terminal": line.terminal, "kind": e.kind, "record": str(e.record), "action": e.action, "source": e.source,
        "target": e.target, "before": e.before.hex(), "after": e.after.hex(), "note": e.note.hex(),
        "previous": before.hex(), "hash": line.hash.hex(),
    }  # fmt: skip


def _line(found: dict[str, str]) -> Line:
    digests = [bytes.fromhex(found[name]) for name in ("before", "after", "note")]
    entry = Entry(found["kind"], UUID(found["record"]), found["action"], found["source"], found["target"], *digests)
    return Line(
        int(found["seq"]), datetime.fromisoformat(found["at"]), UUID(found["actor"]), UUID(found["unit"]), found["terminal"],
        entry, bytes.fromhex(found["hash"]),
    )  # fmt: skip
