"""The installation a run is measured on: an embedded server, the migrations, the demo organisation, two people signed in.

- Everything is made through the product's own commands. The two sessions are rows of the product's table; the peers
  look the same cookie up in the same row.
- `reader` works in the general office and sees what units have sent; `writer` is a liaison officer of one unit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app import demo_organisation, runtime
from app.settings import Settings
from bench import corpus
from bench.texts import Writer
from identity.commands import signin
from identity.queries import register as identity
from identity.rights import Right, holding
from kernel import blindindex, db
from kernel.postgres import Cluster

READER, WRITER = "bianji1", "yunlu.xinxi1"
PASSWORD = "haiyan-bench-2026"  # noqa: S105 - of accounts that live as long as the run
READ = 400
# Ranks in the lexicon: in 200,000 texts a rare word stands in about 150 of them, a middle one in 2,000, a frequent one in 35,000.
BANDS = {"rare": (19_000, 19_400), "middle": (1_200, 1_600), "frequent": (60, 84)}
WORDS = 24


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as a browser holds it."""

    cookie: str
    token: str
    account: UUID


@dataclass(frozen=True, slots=True)
class House:
    """What the scenarios need to know of the installation."""

    reader: SignedIn
    writer: SignedIn
    reads: tuple[UUID, ...]
    keys: tuple[tuple[datetime, UUID], ...]
    words: dict[str, tuple[str, ...]]
    unit: UUID


async def found(
    settings: Settings, where: Cluster, sizes: tuple[int, int], seed: int, told: Callable[[int], None]
) -> House:
    """Everything in place; the corpus is only made when the database holds none. `sizes`: records, distinct texts (0: all)."""
    async with runtime.running(settings, where.service_dsn):
        accounts = await demo_organisation.found_demo(PASSWORD)
        passwords = {account.login: account.password for account in accounts}
        if not await db.one("SELECT 1 AS one FROM submission LIMIT 1"):
            await corpus.fill(await _order(settings, where, sizes, seed), told)
        reader, writer = [await _signed_in(login, passwords[login]) for login in (READER, WRITER)]
        words = {name: await _words(*band) for name, band in BANDS.items()}
        unit = (await identity.actor_of(writer.account)).unit
        return House(reader, writer, await _read(), await _keys(), words, unit)


async def _signed_in(login: str, password: str) -> SignedIn:
    made = await signin.sign_in(login, password, terminal="127.0.0.1")
    account = await db.one("SELECT id FROM account WHERE login = $1", login)
    if account is None:
        raise LookupError(login)
    return SignedIn(made.session, signin.token(made.session), account["id"])


async def _order(settings: Settings, where: Cluster, sizes: tuple[int, int], seed: int) -> corpus.Order:
    rows = await db.fetch("SELECT id, unit, roles FROM account ORDER BY login")
    people = {
        right: {row["unit"]: row["id"] for row in rows if holding(right) & frozenset(row["roles"])}
        for right in (Right.SUBMISSION_WRITE, Right.SUBMISSION_SIGN)
    }
    signers = people[Right.SUBMISSION_SIGN]
    writers = tuple((unit, id, signers[unit]) for unit, id in people[Right.SUBMISSION_WRITE].items() if unit in signers)
    rule = await db.one("SELECT code, label, measure, amount FROM submission_due_rule WHERE code = 'office-screen'")
    if rule is None:
        raise LookupError("the desk's rule is gone")
    device = settings.data / "secrets" / "device.json"
    return corpus.Order(
        sizes[0], seed, where.owner_dsn, device, settings.pin(), writers, tuple(rule.values()), sizes[1]
    )


async def _read() -> tuple[UUID, ...]:
    """Records the reader may see, from all over the table."""
    rows = await db.fetch(
        "SELECT id FROM submission WHERE state IN ('adopted', 'closed', 'submitted') ORDER BY digest LIMIT $1", READ
    )
    return tuple(row["id"] for row in rows)


async def _keys() -> tuple[tuple[datetime, UUID], ...]:
    """Places all over the list, for pages behind the first."""
    rows = await db.fetch("SELECT created, id FROM submission ORDER BY digest LIMIT 60")
    return tuple((row["created"], row["id"]) for row in rows)


async def _words(first: int, last: int) -> tuple[str, ...]:
    """Words of the band that the index holds at all."""
    found = []
    for word in Writer(0).words[first:last]:
        if await db.one(
            "SELECT 1 AS one FROM search_row WHERE tokens @> $1::integer[] LIMIT 1", blindindex.needles(word)
        ):
            found.append(word)
        if len(found) == WORDS:
            break
    return tuple(found)
