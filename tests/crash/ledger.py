"""A command that uses everything the base offers in one transaction, so that a loss or a double shows in every part.

- `deposit` seals a text under a key of its own, takes the next number of a gapless series, writes two journal rows and
  promises one delivery. The delivery's effect is a row that cannot be written twice.
- `faults` holds what is stored against what was acknowledged.
"""

from collections import Counter
from collections.abc import Mapping

import asyncpg

from kernel import outbox, vault
from kernel.db import Done, Tx, command
from kernel.ids import new_id

SERIES = "crash deposits"
TOPIC = "crash.deposited"


@command("crash.deposit")
async def deposit(tx: Tx, text: str) -> Done:
    id = new_id()
    box = vault.mint(id)
    await vault.keep(tx, box)
    tx.record("crash", id, "deposit", after=box.seal("text", text))
    # Late, because everybody who takes a number waits for the one before.
    counted = await tx.fetch(
        "INSERT INTO counter (series, last) VALUES ($1, 1)"
        " ON CONFLICT (series) DO UPDATE SET last = counter.last + 1 RETURNING last",
        SERIES,
    )
    number = str(counted[0]["last"])
    await tx.run("INSERT INTO search_row (id, owner, kind, tokens) VALUES ($1, $1, 'crash', $2)", id, [int(number)])
    await tx.promise(TOPIC, record=id, number=number)
    tx.record("crash", id, "number", target=number)
    return Done(id, 1, "deposited", {"number": number})


async def deliver(tx: Tx, ids: dict[str, str], _outbox_id: int) -> None:
    await tx.run("INSERT INTO counter (series, last) VALUES ($1, $2)", f"delivered {ids['record']}", int(ids["number"]))
    tx.record("crash", new_id(), "deliver", target=ids["number"])


def register() -> None:
    """Make the delivery's handler known to this process."""
    outbox.HANDLERS[TOPIC] = deliver


async def faults(connection: asyncpg.Connection, acknowledged: Mapping[str, Done], keys: int) -> list[str]:
    """Lost: acknowledged and not whole in the database. Doubled: more effects than there are keys."""
    found = []
    stored = {
        row["id"]: row["tokens"][0]
        for row in await connection.fetch("SELECT id, tokens FROM search_row WHERE kind = 'crash'")
    }
    boxes = {row["owner"] for row in await connection.fetch("SELECT owner FROM data_key")}
    written = Counter(
        (row["record"], row["action"])
        for row in await connection.fetch("SELECT record, action FROM journal WHERE kind = 'crash'")
    )
    promised = Counter(
        row["id"] for row in await connection.fetch("SELECT ids->>'record' AS id FROM outbox WHERE topic = $1", TOPIC)
    )
    answered = {row["key"] for row in await connection.fetch("SELECT key FROM idempotency WHERE answer IS NOT NULL")}
    for key, done in acknowledged.items():
        whole = (
            stored.get(done.id) == int(done.more["number"]) and done.id in boxes and key in answered
            and written[done.id, "deposit"] == written[done.id, "number"] == promised[str(done.id)] == 1
        )  # fmt: skip
        if not whole:
            found.append(f"lost: {key}")
    numbers = sorted(stored.values())
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"numbers are not 1…{len(numbers)}")
    if len(stored) > keys:
        found.append(f"doubled: {len(stored)} deposits for {keys} keys")
    found += [f"doubled: delivery of {id}" for id, count in promised.items() if count > 1]
    delivered = await connection.fetchval("SELECT count(*) FROM counter WHERE series LIKE 'delivered %'")
    if delivered != len(stored):
        found.append(f"{delivered} deliveries for {len(stored)} deposits")
    stuck = await connection.fetchval("SELECT count(*) FROM outbox WHERE state <> 'done'")
    if stuck:
        found.append(f"{stuck} outbox rows are not done")
    return found
