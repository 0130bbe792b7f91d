"""Lists of submissions; the viewer always comes first.

- People of a unit see their unit's submissions in every state; people of the office see what has been sent to it, never
  a text that is still the unit's own, nor one that was never sent. Anything else does not exist for them.
- Lists are read by key, never by offset. A text filter narrows by the blind index and is checked on the opened text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import blindindex, clock, clocks, vault
from kernel.actor import Actor
from kernel.db import Row
from kernel.reads import together
from kernel.work import Found, Hit, WorkItem, snippet
from submissions.queries import common
from submissions.rules import clocks as timing
from submissions.rules.channels import Channel
from submissions.rules.records import KIND, Choice, Genre, Lists, Scope, Wanted
from submissions.rules.views import Line, Listed
from submissions.store import listing as listing_store
from submissions.store import submissions as store
from submissions.workflow.submission import WORKFLOW, State, waits_for

__all__ = [
    "Wanted", "genre", "lines", "listed_rows", "listing", "lists", "numbers", "search", "tallies", "titles", "waiting",
    "waiting_count",
]  # fmt: skip
PAGE, SEARCH_PAGE, MOST_WAITING, ROUNDS = 20, 20, 50, 8
CHOICE = ("code", "label", "help_label", "least", "most")
NEXT_ACT: dict[str, str] = {
    State.DRAFT: "request_sign", State.RETURNED: "revise", State.TO_SIGN: "sign_off", State.SIGNED_OFF: "submit",
    State.TO_FORWARD: "forward",
    State.SUBMITTED: "accept",
}  # fmt: skip


async def lists(viewer: Actor) -> Lists:  # noqa: ARG001 - the office's lists are the same for everyone
    """The choices of the forms, as they stand today."""
    today = clock.local(clock.now()).date()
    found = await store.all_choices(today)
    kinds = [found.get(kind, []) for kind in ("category", "urgency", "genre", "return_code", "decline_code", "level")]
    return Lists(*(tuple(Choice(*(row[name] for name in CHOICE)) for row in rows) for rows in kinds))


async def genre(viewer: Actor, code: str) -> Genre | None:
    """The lengths a genre asks for."""
    found = next((choice for choice in (await lists(viewer)).genres if choice.code == code), None)
    return Genre(found.code, found.label, found.least, found.most) if found else None


async def listing(viewer: Actor, wanted: Wanted) -> Listed:
    """One page of a list, with the keys of its neighbours."""
    rows, more = await _matching(viewer, replace(wanted, limit=PAGE + 1))
    shown = await lines(viewer, rows)
    if wanted.backwards:
        shown.reverse()
    first, last = (shown[0].key, shown[-1].key) if shown else (None, None)
    before, after = (more, True) if wanted.backwards else (bool(wanted.beyond), more)
    return Listed(tuple(shown), first if before else None, last if after else None)


async def listed_rows(viewer: Actor, wanted: Wanted) -> tuple[list[Line], bool]:
    """`wanted.limit` - 1 lines of a list, and whether there are more."""
    rows, more = await _matching(viewer, wanted)
    return await lines(viewer, rows), more


async def search(viewer: Actor, q: str, before: UUID | None = None) -> Found:
    """Submissions that contain every word of `q`, newest first. Raises QueryTooShort."""
    earlier = await store.row(before) if before else None
    beyond = (earlier["created"], earlier["id"]) if earlier else None
    rows, more = await _matching(viewer, Wanted(text=q, beyond=beyond, limit=SEARCH_PAGE + 1))
    opened = await vault.boxes(row["id"] for row in rows)
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    hits = []
    for row in rows:
        title, body = common.text(opened[row["id"]], row)
        at, url = row["submitted"] or row["created"], f"/submissions/{row['id']}"
        state, unit = State(row["state"]).label, units.get(row["unit"], "")
        hits.append(Hit(KIND, row["id"], title, url, at, snippet(q, body), unit, state))
    return Found(tuple(hits), more)


async def waiting(actor: Actor) -> list[WorkItem]:
    """What this person should do next: sign, send, mend, screen."""
    mine, office = waits_for(actor)
    rows: list[Row] = []
    if mine and actor.may(Right.SUBMISSION_READ_OWN):
        found = await listing_store.listing(Scope(unit=actor.unit), Wanted(states=mine, limit=MOST_WAITING))
        rows += [row for row in found if row["state"] != State.DRAFT or row["author"] == actor.id]
    if actor.may(Right.SUBMISSION_READ_OWN) and actor.may(Right.SUBMISSION_SEND):
        through = Wanted(states=(State.TO_FORWARD,), limit=MOST_WAITING)
        rows += await listing_store.listing(Scope(through=actor.unit), through)
    if office:
        wanted = Wanted(states=office, sort="submitted", ascending=True, limit=MOST_WAITING)
        rows += await listing_store.listing(Scope(office=True), wanted)
    return [
        WorkItem(
            KIND, line.id, line.title, line.state.label, line.door, WORKFLOW.label_of(NEXT_ACT[line.state]),
            line.since, line.unit_name, clock=line.clock,
        )
        for line in await lines(actor, rows)
    ]  # fmt: skip


async def titles(viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Titles of those that the viewer may see: for notices and other packages' pages."""
    rows = await listing_store.listing(common.known(viewer), Wanted(ids=tuple(ids), limit=1000))
    opened = await vault.boxes(row["id"] for row in rows)
    return {row["id"]: opened[row["id"]].open("title", bytes(row["title_sealed"])) for row in rows}


async def numbers(viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Numbers of those that the viewer may see and that have one."""
    rows = await listing_store.listing(common.known(viewer), Wanted(ids=tuple(ids), limit=1000))
    return {row["id"]: row["number"] for row in rows if row["number"]}


async def waiting_count(viewer: Actor) -> int:
    """How many submissions lie on the office's desk."""
    return await listing_store.count_by_state(common.scope(viewer), (State.SUBMITTED,)) if viewer.office else 0


async def tallies(_viewer: Actor, since: datetime, until: datetime) -> dict[UUID, int]:
    """How many submissions each unit has sent in a period: figures everyone may see."""
    return {row["unit"]: row["sent"] for row in await store.tallies(since, until)}


def _word(words: Mapping[tuple[str, str], tuple[str, str]], kind: str, row: Row) -> str:
    """A code that stands in no list of the office, of a record brought in from elsewhere, is shown as it is."""
    return words.get((kind, row[kind]), (row[kind], ""))[0]


async def _matching(viewer: Actor, wanted: Wanted) -> tuple[list[Row], bool]:
    """A page of rows that hold against the opened text, and whether there are more."""
    size, kept = wanted.limit - 1, list[Row]()
    for _ in range(ROUNDS):
        rows = await listing_store.listing(common.scope(viewer), wanted)
        kept += await _checked(rows[:size], wanted.text)
        if len(rows) <= size:
            return kept[:size], len(kept) > size
        if len(kept) >= size:
            break
        wanted = replace(wanted, beyond=(rows[size - 1]["sorted"], rows[size - 1]["id"]))
    return kept[:size], True


async def _checked(rows: list[Row], text: str) -> list[Row]:
    if not text:
        return rows
    opened = await vault.boxes(row["id"] for row in rows)
    return [row for row in rows if blindindex.matches(text, *common.text(opened[row["id"]], row))]


async def lines(viewer: Actor, rows: Sequence[Row]) -> list[Line]:
    """Rows as a list shows them."""
    ids = [row["id"] for row in rows]
    async with together() as begin:
        opening, timing_of = begin(vault.boxes(ids)), begin(clocks.of(KIND, ids))
        naming = begin(identity.unit_names(viewer, {row["unit"] for row in rows}))
        wording = begin(store.labels("category", "urgency", "genre"))
        opened, timed, units, words = await opening, await timing_of, await naming, await wording
    return [
        Line(
            id=row["id"], version=row["version"], title=opened[row["id"]].open("title", bytes(row["title_sealed"])),
            state=State(row["state"]), number=row["number"] or "", unit=row["unit"],
            unit_name=units.get(row["unit"], ""), category=_word(words, "category", row),
            urgency=_word(words, "urgency", row), genre=_word(words, "genre", row),
            urgency_code=row["urgency"], chars=row["chars"], since=row["moved"], saved=row["saved"],
            sent=row["submitted"],
            clock=shown.shown if (shown := timing.pressing(timed.get(row["id"], ()), office=viewer.office)) else None,
            channel="" if row["channel"] == Channel.WEB else Channel(row["channel"]).label,
            lag=timing.lag(timed.get(row["id"], ())), key=(row.get("sorted") or row["created"], row["id"]),
        )
        for row in rows
    ]  # fmt: skip
