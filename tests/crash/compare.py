"""What the clients were told against what is there, after the last kill.

- Lost: an acknowledged operation without its row, its journal line, its answer under the key, its content.
- Doubled: a second record, journal line, promise, notice or number for one operation.
- Torn: a file's row without its file, a chain that does not hold, a promise that nobody keeps.
"""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from crypto import sm3
from submissions.workflow.submission import WORKFLOW
from tests.crash.story import STEPS

Operation = dict[str, Any]
STATES = dict(zip(STEPS, ("draft", "draft", "to_sign", "signed_off", "submitted", "screened"), strict=True))


@dataclass(slots=True)
class Told:
    """The acknowledged operations of all clients, by record."""

    operations: list[Operation] = field(default_factory=list)
    records: dict[UUID, list[Operation]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, folder: Path) -> "Told":
        told = cls()
        for path in sorted(folder.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                operation = json.loads(line)
                told.operations.append(operation)
                if operation["op"] in STEPS:
                    told.records[UUID(operation.get("record") or operation["id"])].append(operation)
        return told


async def faults(connection: asyncpg.Connection, told: Told, blobs: Path) -> list[str]:
    """Everything that does not fit."""
    return [
        *await _records(connection, told),
        *await _journal(connection, told),
        *await _answers(connection, told),
        *await _numbers(connection),
        *await _promises(connection, told),
        *await _notices(connection, told),
        *await _files(connection, told, blobs),
    ]


async def _records(connection: asyncpg.Connection, told: Told) -> list[str]:
    found = []
    rows = {row["id"]: row for row in await connection.fetch("SELECT id, state, version FROM submission")}
    for record, operations in told.records.items():
        row = rows.get(record)
        state = STATES[max((each["op"] for each in operations), key=STEPS.index)]
        if row is None:
            found.append(f"lost: submission {record}")
        elif row["version"] < len(operations) or (row["version"] == len(operations) and row["state"] != state):
            found.append(f"lost: {record} stands at {row['state']} {row['version']} after {len(operations)} operations")
        elif row["version"] > len(operations):
            found.append(f"doubled: {record} has version {row['version']} after {len(operations)} operations")
    found += [f"doubled: submission {record} that nobody was told of" for record in rows.keys() - told.records.keys()]
    texts = Counter(row["submission"] for row in await connection.fetch("SELECT submission FROM submission_version"))
    for record, operations in told.records.items():
        if texts[record] != sum(each["op"] in ("create", "save") for each in operations):
            found.append(f"{record} has {texts[record]} texts")
    return found


async def _journal(connection: asyncpg.Connection, told: Told) -> list[str]:
    rows = await connection.fetch("SELECT record, action FROM journal WHERE kind = 'submission'")
    there = Counter((row["record"], row["action"]) for row in rows)
    wanted = Counter((record, each["op"]) for record, operations in told.records.items() for each in operations)
    return [f"lost: journal line {key}" for key in wanted - there] + [
        f"doubled: journal line {key}" for key in there - wanted
    ]


async def _answers(connection: asyncpg.Connection, told: Told) -> list[str]:
    rows = await connection.fetch(
        "SELECT a.login, i.key FROM idempotency i JOIN account a ON a.id = i.actor WHERE i.answer IS NOT NULL"
    )
    there = {(row["login"], row["key"]) for row in rows}
    found = [
        f"lost: the answer to {each['key']}"
        for each in told.operations
        if "key" in each and (each["login"], each["key"]) not in there
    ]
    open_ones = await connection.fetchval("SELECT count(*) FROM idempotency WHERE answer IS NULL")
    return [*found, f"{open_ones} keys without an answer"] if open_ones else found


async def _numbers(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch("SELECT number FROM submission WHERE number IS NOT NULL")
    numbers = sorted(int(row["number"].rpartition("-")[2]) for row in rows)
    return [] if numbers == list(range(1, len(numbers) + 1)) else [f"numbers are not 1…{len(numbers)}: {numbers[-5:]}"]


async def _promises(connection: asyncpg.Connection, told: Told) -> list[str]:
    rows = await connection.fetch(
        "SELECT topic, ids->>'record' AS record, ids->>'action' AS action, state FROM outbox WHERE topic LIKE 'submission.%'"
    )
    there = Counter((row["topic"], row["record"], row["action"]) for row in rows)
    topics = {row.action: row.then for row in WORKFLOW.transitions}
    wanted = Counter(
        (topic, str(record), each["op"]) for record, operations in told.records.items() for each in operations
        for topic in topics.get(each["op"], ())
    )  # fmt: skip
    found = [f"lost: promise {key}" for key in wanted - there] + [f"doubled: promise {key}" for key in there - wanted]
    stuck = await connection.fetch(
        "SELECT topic, state, error, count(*) AS n FROM outbox WHERE state <> 'done' GROUP BY 1, 2, 3"
    )
    return found + [f"stuck: {row['n']} of {row['topic']} {row['state']} {row['error']}" for row in stuck]


async def _notices(connection: asyncpg.Connection, told: Told) -> list[str]:
    rows = await connection.fetch("SELECT record, topic, account FROM notice WHERE record_kind = 'submission'")
    there = Counter((row["record"], row["topic"], row["account"]) for row in rows)
    found = [f"doubled: notice {key}" for key, count in there.items() if count > 1]
    reached = {(record, topic) for record, topic, _ in there}
    topics = {f"submission.{row.action}" for row in WORKFLOW.transitions if row.then}
    for record, operations in told.records.items():
        wanted = {(record, f"submission.{each['op']}") for each in operations} - reached
        found += [f"lost: notice {topic} of {record}" for _, topic in wanted if topic in topics]
    return found


async def _files(connection: asyncpg.Connection, told: Told, blobs: Path) -> list[str]:
    rows = await connection.fetch("SELECT b.digest, f.submission FROM blob b JOIN submission_file f ON f.id = b.id")
    found = []
    for row in rows:
        name = bytes(row["digest"]).hex()
        path = blobs / name[:2] / name
        if not path.exists() or sm3.hash(path.read_bytes()) != bytes(row["digest"]):
            found.append(f"torn: file {name} of {row['submission']}")
    there = Counter(row["submission"] for row in rows)
    for record, operations in told.records.items():
        wanted = sum(int(each.get("attached", 0)) for each in operations)
        if there[record] != wanted:
            found.append(
                f"{'lost' if there[record] < wanted else 'doubled'}: files of {record}: {there[record]} of {wanted}"
            )
    return found


def orphans(connection_digests: set[str], blobs: Path) -> int:
    """Files without a row: allowed (the order is file first), swept later; counted all the same."""
    return sum(path.is_file() and path.name not in connection_digests for path in blobs.glob("*/*"))
