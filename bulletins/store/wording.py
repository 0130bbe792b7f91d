"""What the consistency sheet is asked with and what was said to it: lists, register, numbers; acknowledged findings."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from bulletins.rules.articles import Article
from bulletins.rules.consistency import Finding, Known, Ranked
from bulletins.rules.consistency_sheet import findings
from bulletins.rules.wording import ListSort, WordingList, pairs, ranked
from bulletins.store import issues as issue_rows
from bulletins.store import kinds as kind_rows
from bulletins.tables import wording as tables
from identity.queries import register as identity
from identity.rights import Right
from kernel import db
from kernel.actor import SYSTEM
from kernel.db import Row, Tx


async def known(day: date) -> Known:
    """What the office knows on a day: its own list of leaders first, then those of the register that stand in none."""
    now = {sort: found[0].lines if (found := await lists(sort, day)) else () for sort in ListSort}
    people = ranked(now[ListSort.LEADERS])
    listed = {one.name for one in people}
    register = [one for one in await _leaders() if one.name not in listed]
    numbers = {
        kind.name: (await issue_rows.expected(kind.id, day.year))[0] for kind in await kind_rows.kinds(day=day)
    }  # fmt: skip
    shorts, former = pairs(now[ListSort.SHORTS]), pairs(now[ListSort.FORMER])
    return Known(day, (*people, *register) if people else (), shorts, former, numbers)


async def lists(sort: ListSort, until: date | None = None) -> list[WordingList]:
    """Lists of a sort, the newest first; `until`: that have begun by then."""
    rows = await db.fetch(
        "SELECT * FROM wording_list WHERE sort = $1 AND ($2::date IS NULL OR since <= $2) ORDER BY since DESC, id DESC",
        sort.value, until,
    )  # fmt: skip
    return [_list(row) for row in rows]


async def add(tx: Tx, made: WordingList) -> None:
    """A further list."""
    await tx.insert(
        tables.WordingList, id=made.id, sort=made.sort.value, since=made.since, lines=list(made.lines), by=made.by,
        at=made.at,
    )  # fmt: skip


async def acknowledge(tx: Tx, article: UUID, keys: Iterable[str]) -> None:
    """The actor has looked at these findings."""
    for key in keys:
        await tx.run(
            "INSERT INTO finding_seen (article, finding, by, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            article, key, tx.actor.id, tx.now,
        )  # fmt: skip


async def acknowledged(articles: Sequence[UUID]) -> dict[tuple[UUID, str], Row]:
    """Who looked at which finding, and when."""
    rows = await db.fetch("SELECT * FROM finding_seen WHERE article = ANY($1)", list(articles))
    return {(row["article"], row["finding"]): row for row in rows}


async def unseen(articles: Sequence[Article], day: date) -> list[tuple[Article, Finding]]:
    """Findings of these texts nobody has acknowledged."""
    if not articles:
        return []
    context, seen = await known(day), await acknowledged([article.id for article in articles])
    return [
        (article, finding)
        for article in articles
        for finding in findings(article.title, article.body, context)
        if (article.id, finding.key) not in seen
    ]


async def _leaders() -> list[Ranked]:
    made = []
    for account in await identity.holders(SYSTEM, Right.INSTRUCTION_WRITE):
        contact = await identity.contact_of(SYSTEM, account)
        if contact and contact.post:
            made.append(Ranked(contact.name, (contact.post,)))
    return made


def _list(row: Row) -> WordingList:
    return WordingList(row["id"], ListSort(row["sort"]), row["since"], tuple(row["lines"]), row["by"], row["at"])
