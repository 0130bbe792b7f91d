"""Search over sealed text: keyed hashes of character pairs.

- Text and query are folded alike (NFKC, case, white space beside Chinese, invisible characters); every pair of adjacent
  letters or digits becomes HMAC-SM3 under the index's own key, cut to 32 bits. Any 2 or more characters can be found.
- A query is one or more terms, parted by white space; a record is found when every term stands in one of its texts.
- A row holds fewer than 5,000 tokens, so a long text takes several. Neighbouring rows share OVERLAP characters, and a
  term is looked up by its first OVERLAP characters: some row always holds all of them.
- Rows only narrow down: candidates are opened and checked with matches() before anyone sees them.
- No words, order or counts are stored. Whoever has the database still sees which records share pairs.
"""

import asyncio
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from uuid import UUID

from crypto import sm3
from kernel import db, vault
from kernel.db import Tx
from kernel.errors import Invalid
from kernel.ids import new_id

PURPOSE = "blind index 1"  # under another key nothing indexed before is found: index again
CHUNK, OVERLAP = 4000, 64
MOST_TERMS = 8
ROW_TOKENS = 4999
RUN = re.compile(r"[^\W_]{2,}")
BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
NEWEST = (
    "SELECT DISTINCT owner FROM search_row WHERE kind = ANY($1) AND ($2::uuid IS NULL OR owner < $2)"
    " AND tokens @> $3::integer[]{} ORDER BY owner DESC LIMIT $4"
)
ALSO = " AND owner IN (SELECT owner FROM search_row WHERE kind = ANY($1) AND tokens @> ${}::integer[])"
FEW = 7000  # where looking up all and walking down the list cost alike, at a million records
SAMPLE = 1000  # of the newest rows: how many hold a term tells how many do, nearly
HELD = (
    "SELECT count(*) FILTER (WHERE tokens @> $1::integer[]) AS held, count(*) AS seen, max(known.rows) AS rows"
    " FROM (SELECT tokens FROM search_row ORDER BY owner DESC LIMIT $2) newest,"
    " (SELECT reltuples::bigint AS rows FROM pg_class WHERE oid = 'search_row'::regclass) known"
)
NAMED = "{} = ANY(ARRAY(SELECT x.owner FROM search_row x WHERE x.tokens @> ${}::integer[]))"  # found once, then named
SHARES = (
    "SELECT owner, count(DISTINCT pair) AS found FROM search_row, unnest(tokens) AS pair WHERE kind = $1"
    " AND tokens && $2::integer[] AND ($3::uuid[] IS NULL OR owner = ANY($3)) AND pair = ANY($2) GROUP BY owner"
)
ONE_BY_ONE = "EXISTS (SELECT 1 FROM search_row x WHERE x.owner = {} AND x.tokens @> ${}::integer[] OFFSET 0)"  # no join
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")


class QueryTooShort(Invalid):
    """No two adjacent letters or digits in the query: there is nothing to look up."""

    code = "query_too_short"


def fold(text: str) -> str:
    """One form for index, query and check."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return BESIDE_CHINESE.sub("", unicodedata.normalize("NFKC", plain.casefold()))


def rows(key: bytes, *texts: str) -> list[list[int]]:
    """The token rows of a record's texts, sorted and unique. No pair crosses from one text into the next."""
    out: list[set[int]] = []
    for text in texts:
        for piece in _pieces(fold(text)):
            tokens = _tokens(key, piece)
            if out and len(out[-1] | tokens) <= ROW_TOKENS:
                out[-1] |= tokens
            elif tokens:
                out.append(tokens)
    return [sorted(row) for row in out]


def terms(query: str) -> list[list[int]]:
    """Per term of the query the tokens that one row must hold; terms beyond MOST_TERMS are left to the check."""
    key = _key()
    found = [_tokens(key, fold(term)[:OVERLAP]) for term in query.split()]
    if not any(found):
        raise QueryTooShort
    return [sorted(tokens) for tokens in found if tokens][:MOST_TERMS]


def needles(query: str) -> list[int]:
    """All tokens of the query, for `tokens @> …` over short texts (one row a record). Raises QueryTooShort."""
    return sorted({token for term in terms(query) for token in term})


def matches(query: str, *texts: str) -> bool:
    """The check in clear: whether every term of the query stands in one of the texts."""
    folded, wanted = [fold(text) for text in texts], [fold(term) for term in query.split()]
    return all(any(term in text for text in folded) for term in wanted)


def pairs(*texts: str) -> list[int]:
    """The tokens of texts, each once: what shares() compares."""
    return sorted({token for row in rows(_key(), *texts) for token in row})


async def shares(kind: str, tokens: Sequence[int], owners: Sequence[UUID] | None = None) -> dict[UUID, float]:
    """How much of a text's pairs each record of a kind has, 0 to 1; those that have none are left out."""
    if not tokens:
        return {}
    found = await db.fetch(SHARES, kind, list(tokens), None if owners is None else list(owners))
    return {row["owner"]: row["found"] / len(tokens) for row in found}


async def clause(query: str, owner: str, first: int) -> tuple[str, list[object]]:
    """(SQL condition on the column `owner`, its arguments from `$first` on): to stand beside a visibility filter.

    A term that about FEW rows or less hold is looked up and named; one that more hold is asked for row by row, in the
    order of the list, until the page is full. The planner would choose wrongly: it takes the pairs of a word for
    independent. A sample of the newest rows tells which it is.
    """
    parts, arguments = list[str](), list[object]()
    for tokens in terms(query):
        shape = ONE_BY_ONE if await _many(tokens) else NAMED
        parts.append(shape.format(owner, first + len(arguments)))
        arguments.append(tokens)
    return " AND ".join(parts), arguments


async def _many(tokens: list[int]) -> bool:
    """Whether more than about FEW rows hold all of them."""
    found = await db.one(HELD, tokens, SAMPLE)
    return found is not None and found["held"] * max(found["rows"] or 0, found["seen"]) > FEW * found["seen"]


async def put(tx: Tx, owner: UUID, kind: str, *texts: str) -> None:
    """Index the texts of a record under `kind`, in place of what was there under it."""
    prepared = await asyncio.to_thread(rows, _key(), *texts)
    await tx.run("DELETE FROM search_row WHERE owner = $1 AND kind = $2", owner, kind)
    for row in prepared:
        columns = (new_id(), owner, kind, row)
        await tx.run("INSERT INTO search_row (id, owner, kind, tokens) VALUES ($1, $2, $3, $4)", *columns)


async def drop(tx: Tx, owner: UUID) -> None:
    """Take a record out of the index."""
    await tx.run("DELETE FROM search_row WHERE owner = $1", owner)


async def candidates(query: str, kinds: Sequence[str], before: UUID | None = None, limit: int = 50) -> list[UUID]:
    """Records that may match, newest first, before `before`; the caller filters by right and checks with matches()."""
    first, *others = terms(query)
    beside = "".join(ALSO.format(number) for number in range(5, 5 + len(others)))
    arguments = (list(kinds), before, first, limit, *others)
    return [row["owner"] for row in await db.fetch(NEWEST.format(beside), *arguments)]


def _key() -> bytes:
    return vault.derive(PURPOSE)


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, max(1, len(text) - OVERLAP), CHUNK - OVERLAP):
        yield text[start : start + CHUNK]


def _tokens(key: bytes, text: str) -> set[int]:
    return {_token(key, run[i : i + 2]) for run in RUN.findall(text) for i in range(len(run) - 1)}


@lru_cache(1 << 17)
def _token(key: bytes, pair: str) -> int:
    digest = sm3.hmac(key, pair.encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest[:4], "big", signed=True)  # fits PostgreSQL's integer
