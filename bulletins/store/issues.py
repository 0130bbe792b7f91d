"""Rows of issues: the record, its compilers, its readers, its numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from bulletins.rules.articles import Article
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Kind, Reader
from bulletins.store import articles as article_rows
from bulletins.store import kinds as kind_rows
from bulletins.store import recipients
from bulletins.tables.issues import Issue as IssueTable
from kernel import db, vault
from kernel.db import Row, Tx
from kernel.errors import NotFound

VISIBLE = """
($1::boolean OR EXISTS (
    SELECT 1 FROM delivery d WHERE d.issue = issue.id AND d.state NOT IN ('queued', 'taken_back')
    AND (d.person = $2 OR d.unit = $3)
))
"""

LIVE = frozenset({"compiling", "in_approval", "sent_back"})  # the list still follows the kind's


async def issue(id: UUID, *, readers: bool = True) -> Issue:
    """An issue with its articles, readers and compilers. Raises NotFound. `readers` False: whoever reads one needs no list."""
    found = (await several((id,))).get(id)
    if found is None:
        raise NotFound
    return replace(found, readers=await _readers(found)) if readers else found


async def several(ids: Iterable[UUID]) -> dict[UUID, Issue]:
    """Issues with their articles and compilers, without readers: as few statements for many as for one."""
    wanted = list(ids)
    rows = await db.fetch("SELECT * FROM issue WHERE id = ANY($1)", wanted) if wanted else []
    kinds = await kind_rows.kept(map(_held, rows))
    articles = await article_rows.of_issues(wanted)
    authors = await _authors(wanted)
    return {
        row["id"]: _issue(
            row, kinds[_held(row)], [one for one in articles if one.issue == row["id"]], (),
            frozenset(hand["person"] for hand in authors if hand["issue"] == row["id"]),
        )
        for row in rows
    }  # fmt: skip


async def listed(
    *,
    states: Sequence[str] = (),
    kind: UUID | None = None,
    before: UUID | None = None,
    after: UUID | None = None,
    limit: int = 30,
) -> list[Issue]:
    """Issues without their articles, newest first; `before`/`after` are keyset marks."""
    rows = await db.fetch(
        "SELECT * FROM issue WHERE ($1::text[] = '{}' OR state = ANY($1)) AND ($2::uuid IS NULL OR kind = $2)"  # noqa: S608
        " AND ($3::uuid IS NULL OR id < $3) AND ($4::uuid IS NULL OR id > $4)"
        f" ORDER BY id {'ASC' if after else 'DESC'} LIMIT $5",
        list(states), kind, before, after, limit,
    )  # fmt: skip
    return await _short(rows[::-1] if after else rows)


async def planned(first: date, last: date, states: Iterable[str] = ()) -> list[Issue]:
    """Issues of some days, without their articles: planned for them, or released on them where nothing was planned."""
    rows = await db.fetch(
        "SELECT * FROM issue WHERE coalesce(planned, (released_at AT TIME ZONE 'Asia/Shanghai')::date) BETWEEN $1 AND $2"
        " AND ($3::text[] = '{}' OR state = ANY($3)) ORDER BY id", first, last, list(states),
    )  # fmt: skip
    return await _short(rows)


async def unplanned(states: Iterable[str], limit: int = 200) -> list[Issue]:
    """Issues without a day, without their articles, oldest first."""
    rows = await db.fetch(
        "SELECT * FROM issue WHERE planned IS NULL AND state = ANY($1) ORDER BY id LIMIT $2", list(states), limit
    )
    return await _short(rows)


async def timed(now: datetime) -> list[Issue]:
    """Issues whose timed release has come, without their articles."""
    return await _short(await db.fetch("SELECT * FROM issue WHERE release_at <= $1 ORDER BY release_at LIMIT 50", now))


async def some(ids: Iterable[UUID]) -> dict[UUID, Issue]:
    """Issues without their articles, by id."""
    return {made.id: made for made in await _short(await db.fetch("SELECT * FROM issue WHERE id = ANY($1)", list(ids)))}


async def visible(ids: Iterable[UUID], *, all_of_them: bool, person: UUID, unit: UUID) -> list[UUID]:
    """Those of the issues this reader may see, newest first."""
    rows = await db.fetch(
        f"SELECT id FROM issue WHERE id = ANY($4) AND released_at IS NOT NULL AND {VISIBLE} ORDER BY id DESC",  # noqa: S608
        all_of_them, person, unit, list(ids),
    )  # fmt: skip
    return [row["id"] for row in rows]


async def add(  # noqa: PLR0913, PLR0917 - what an issue begins with
    tx: Tx, id: UUID, kind: Kind, state: str, planned: date | None = None, corrects: UUID | None = None
) -> None:
    """A new issue with its key and its compiler."""
    await vault.keep(tx, vault.mint(id, "issue"))
    await tx.insert(
        IssueTable, id=id, state=state, kind=kind.id, compiler=tx.actor.id, planned=planned, corrects=corrects,
        created=tx.now,
    )  # fmt: skip
    await hand(tx, id)


async def hand(tx: Tx, id: UUID) -> None:
    """Note that the actor compiled at this issue."""
    await tx.run("INSERT INTO issue_author (issue, person) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, tx.actor.id)


async def order(tx: Tx, id: UUID, articles: Sequence[UUID]) -> None:
    """Number the articles in print order, from 1."""
    for position, article in enumerate(articles, 1):
        await tx.run("UPDATE article SET position = $3 WHERE id = $2 AND issue = $1", id, article, position)


async def next_number(tx: Tx, series: str) -> int:
    """The next number without a gap: the counter's row is locked until the end, and falls back with a failure."""
    row = await tx.one(
        "INSERT INTO counter (series, last) VALUES ($1, 1) ON CONFLICT (series) DO UPDATE SET last = counter.last + 1"
        " RETURNING last",
        series,
    )
    return int((row or {"last": 0})["last"])


async def expected(kind: UUID, year: int) -> tuple[int, int]:
    """The number and total number the kind's next approval would give, as things stand."""
    rows = await db.fetch("SELECT series, last FROM counter WHERE series LIKE $1", f"issue:{kind}%")
    last = {row["series"]: int(row["last"]) for row in rows}
    return last.get(f"issue:{kind}:{year}", 0) + 1, last.get(f"issue:{kind}", 0) + 1


async def meant_for(id: UUID) -> tuple[str, str]:
    """The code of an issue's kind, and the audience its list was frozen for."""
    row = await db.one(
        "SELECT k.code, coalesce(l.audience, '') AS audience FROM issue i JOIN bulletin_kind k ON k.id = i.kind"
        " LEFT JOIN issue_list l ON l.issue = i.id WHERE i.id = $1",
        id,
    )
    return (row["code"], row["audience"]) if row else ("", "")


async def lock(tx: Tx, id: UUID) -> None:
    """Queue behind whoever changes this issue now: what is read afterwards stays true until the end."""
    await tx.run("SELECT 1 FROM issue WHERE id = $1 FOR UPDATE", id)


async def _readers(found: Issue) -> tuple[Reader, ...]:
    """The list as the approval froze it; until then as the kind's list stands, narrowed and widened."""
    if found.state not in LIVE:
        return await recipients.frozen(found.id)
    sources = {source.unit for article in found.articles for source in article.sources}
    return await recipients.live(found.kind.id, found.id, sources)


async def _authors(ids: Sequence[UUID]) -> list[Row]:
    """Issue, person: whoever compiled an issue, or wrote, verified or edited a text of it, a merged one among them."""
    return await db.fetch(
        "SELECT issue, person FROM issue_author WHERE issue = ANY($1)"
        " UNION SELECT a.issue, e.by FROM article_edition e JOIN article a ON a.id = e.article WHERE a.issue = ANY($1)"
        " UNION SELECT issue, edited_by FROM article WHERE issue = ANY($1) AND edited_by IS NOT NULL"
        " UNION SELECT issue, created_by FROM article WHERE issue = ANY($1)"
        " UNION SELECT issue, verified_by FROM article WHERE issue = ANY($1) AND verified_by IS NOT NULL"
        " UNION SELECT a.issue, d.by FROM step_done d JOIN article a ON a.id = d.record"
        " WHERE d.subject = 'article' AND a.issue = ANY($1)"
        " UNION SELECT m.issue, d.by FROM step_done d JOIN article a ON a.id = d.record"
        " JOIN article m ON m.id = a.merged_into WHERE d.subject = 'article' AND m.issue = ANY($1)"
        " UNION SELECT m.issue, e.by FROM article_edition e JOIN article a ON a.id = e.article"
        " JOIN article m ON m.id = a.merged_into WHERE m.issue = ANY($1)",
        ids,
    )


async def _short(rows: list[Row]) -> list[Issue]:
    kinds = await kind_rows.kept(_held(row) for row in rows)
    return [_issue(row, kinds[_held(row)], (), (), frozenset({row["compiler"]})) for row in rows]


def _held(row: Row) -> tuple[UUID, int | None]:
    """The edition of its kind an issue goes by: the one it was approved under; today's while it is open (PUB-02)."""
    return row["kind"], None if row["state"] in LIVE else row["kind_edition"]


def _issue(
    row: Row, kind: Kind, articles: Sequence[Article], readers: tuple[Reader, ...], authors: frozenset[UUID]
) -> Issue:
    return Issue(
        id=row["id"], version=row["version"], state=row["state"], kind=kind, compiler=row["compiler"],
        created=row["created"],
        year=row["year"], number=row["number"], total=row["total"], approved_by=row["approved_by"],
        approved_at=row["approved_at"], digest=bytes(row["digest"] or b""), pdf=row["pdf"],
        pdf_digest=bytes(row["pdf_digest"] or b""), ofd=row["ofd"], ofd_digest=bytes(row["ofd_digest"] or b""),
        layout=row["layout"], proofread_by=row["proofread_by"], released_at=row["released_at"],
        planned=row["planned"], embargo=row["embargo"], release_at=row["release_at"], release_by=row["release_by"],
        corrects=row["corrects"], articles=tuple(articles), readers=readers, authors=authors,
    )  # fmt: skip
