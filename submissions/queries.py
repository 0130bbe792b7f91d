"""Every read of submissions; the viewer always comes first.

- People of a unit see their unit's submissions in every state; people of the office see what has been sent to it, never
  a text that is still the unit's own, nor one that was never sent. Anything else does not exist for them.
- Lists are read by key, never by offset. A text filter narrows by the blind index and is checked on the opened text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from gate import queries as gate
from identity import queries as identity
from identity.queries import HistoryLine
from identity.rights import Right
from kernel import blindindex, blobs, clock, textdiff, vault
from kernel.actor import Actor
from kernel.blobs import Blob
from kernel.db import Row
from kernel.errors import NotFound
from kernel.vault import Box
from kernel.work import Found, Hit, WorkItem, snippet
from submissions import store
from submissions.rules import views
from submissions.rules.records import KIND, Choice, Genre, Item, Lists, Scope, Wanted
from submissions.rules.views import Attached, Comparison, Dossier, Line, Listed, Passed, Sheet, Source
from submissions.workflow import WORKFLOW, Adoption, PlainAct, State, editable, visible, waits_for
from typeset.blocks import plain

__all__ = [
    "Source", "Wanted", "compare", "dossier", "file", "genre", "item", "listing", "lists", "numbers", "search",
    "show", "sources", "tallies", "titles", "waiting", "waiting_count",
]  # fmt: skip
PAGE, SEARCH_PAGE, MOST_WAITING, ROUNDS = 20, 20, 50, 8
PLAIN: dict[str, str] = {act.value: act.label for act in PlainAct}
CHOICE = ("code", "label", "help_label", "least", "most")
TEXT_ACTS = (PlainAct.CREATE, PlainAct.SAVE)
NEXT_ACT: dict[str, str] = {
    State.DRAFT: "request_sign", State.RETURNED: "revise", State.TO_SIGN: "sign_off", State.SIGNED_OFF: "submit",
    State.SUBMITTED: "accept",
}  # fmt: skip


async def lists(viewer: Actor) -> Lists:  # noqa: ARG001 - the office's lists are the same for everyone
    """The choices of the forms, as they stand today."""
    today = clock.local(clock.now()).date()
    kinds = [await store.choices(kind, today) for kind in ("category", "urgency", "genre", "return_code")]
    return Lists(*(tuple(Choice(*(row[name] for name in CHOICE)) for row in rows) for rows in kinds))


async def genre(viewer: Actor, code: str) -> Genre | None:
    """The lengths a genre asks for."""
    found = next((choice for choice in (await lists(viewer)).genres if choice.code == code), None)
    return Genre(found.code, found.label, found.least, found.most) if found else None


async def listing(viewer: Actor, wanted: Wanted) -> Listed:
    """One page of a list, with the keys of its neighbours."""
    rows, more = await _matching(viewer, replace(wanted, limit=PAGE + 1))
    lines = await _lines(viewer, rows)
    if wanted.backwards:
        lines.reverse()
    first, last = (lines[0].key, lines[-1].key) if lines else (None, None)
    before, after = (more, True) if wanted.backwards else (bool(wanted.beyond), more)
    return Listed(tuple(lines), first if before else None, last if after else None)


async def search(viewer: Actor, q: str, before: UUID | None = None) -> Found:
    """Submissions that contain every word of `q`, newest first. Raises QueryTooShort."""
    earlier = await store.row(before) if before else None
    beyond = (earlier["created"], earlier["id"]) if earlier else None
    rows, more = await _matching(viewer, Wanted(text=q, beyond=beyond, limit=SEARCH_PAGE + 1))
    opened = await vault.boxes(row["id"] for row in rows)
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    hits = []
    for row in rows:
        title, body = _text(opened[row["id"]], row)
        at, url = row["submitted"] or row["created"], f"/submissions/{row['id']}"
        state, unit = State(row["state"]).label, units.get(row["unit"], "")
        hits.append(Hit(KIND, row["id"], title, url, at, snippet(q, body), unit, state))
    return Found(tuple(hits), more)


async def waiting(actor: Actor) -> list[WorkItem]:
    """What this person should do next: sign, send, mend, screen."""
    mine, office = waits_for(actor)
    rows: list[Row] = []
    if mine and actor.may(Right.SUBMISSION_READ_OWN):
        found = await store.listing(Scope(unit=actor.unit), Wanted(states=mine, limit=MOST_WAITING))
        rows += [row for row in found if row["state"] != State.DRAFT or row["author"] == actor.id]
    if office:
        wanted = Wanted(states=office, sort="submitted", ascending=True, limit=MOST_WAITING)
        rows += await store.listing(Scope(office=True), wanted)
    return [
        WorkItem(
            KIND, line.id, line.title, line.state.label, line.door, WORKFLOW.label_of(NEXT_ACT[line.state]),
            line.since, line.unit_name, clock=line.clock,
        )
        for line in await _lines(actor, rows)
    ]  # fmt: skip


async def show(viewer: Actor, id: UUID) -> Sheet:
    """Everything the record's page shows. Raises NotFound."""
    row = await _row(viewer, id)
    item = replace(store.item_of(row), holds=await gate.standing(viewer, [id]))
    held, files = await gate.holds(viewer, [id]), await _file_digests(id)
    box = await vault.box(id)
    title, body = _text(box, row)
    names = await identity.names(viewer, [person for person in (row["author"], row["signed_by"]) if person])
    past = await identity.trail(viewer, id, WORKFLOW)
    used = await store.adoptions(id)
    history = await _history(box, past.history, _shown(viewer, row, past.history, await store.versions(id)))
    return Sheet(
        item=item, line=(await _lines(viewer, [row]))[0], title=title, body=body,
        source=box.open("source", bytes(row["source_sealed"])),
        contact=box.open("contact", bytes(row["contact_sealed"])),
        learned=row["learned"], saved=row["saved"], author=names.get(row["author"], ""),
        signed_by=names.get(row["signed_by"], ""), signed_at=row["signed_at"],
        files=tuple(
            Attached(file.id, file.name, file.media, file.size, tuple(h for h in held if h.content == files[file.id]))
            for file in await blobs.of(id)
        ),
        holds=held,
        offers=tuple(WORKFLOW.offered(item, viewer)), steps=tuple(WORKFLOW.steps(row["state"])),
        history=history, reply=views.reply_of(history),
        readers=tuple(views.Reader(one.who, one.unit, one.last) for one in past.readers),
        adoptions=tuple(Adoption(a["issue"], a["issue_label"], a["article"], a["points"], a["rule"]) for a in used),
        details=(row["category"], row["urgency"], row["genre"]), editable=editable(item, viewer),
    )  # fmt: skip


async def item(id: UUID) -> Item | None:  # lint: allow visibility-required - jobs act for nobody
    """For this package's own jobs: who wrote it and where it stands; no content, no viewer."""
    row = await store.row(id)
    return store.item_of(row) if row else None


async def sources(viewer: Actor, ids: Sequence[UUID]) -> list[Source]:
    """The texts an article is made from, in the order asked for. Raises NotFound when one is not visible."""
    rows = [await _row(viewer, one) for one in ids]
    opened = await vault.boxes(ids)
    return [
        Source(row["id"], row["number"] or "", row["unit"], *_text(opened[row["id"]], row), row["submitted"])
        for row in rows
    ]


async def titles(viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Titles of those that the viewer may see: for notices and other packages' pages."""
    rows = await store.listing(_scope(viewer), Wanted(ids=tuple(ids), limit=1000))
    opened = await vault.boxes(row["id"] for row in rows)
    return {row["id"]: opened[row["id"]].open("title", bytes(row["title_sealed"])) for row in rows}


async def numbers(viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Numbers of those that the viewer may see and that have one."""
    rows = await store.listing(_scope(viewer), Wanted(ids=tuple(ids), limit=1000))
    return {row["id"]: row["number"] for row in rows if row["number"]}


async def waiting_count(viewer: Actor) -> int:
    """How many submissions lie on the office's desk."""
    return await store.count_by_state(_scope(viewer), (State.SUBMITTED,)) if viewer.office else 0


async def compare(viewer: Actor, id: UUID, number: int, against: int | None = None) -> Comparison:
    """What changed between two saved texts; `against` is the one shown before it unless given. Raises NotFound."""
    row = await _row(viewer, id)
    rows = _shown(viewer, row, (await identity.trail(viewer, id, WORKFLOW)).history, await store.versions(id))
    box = await vault.box(id)
    texts = {row["number"]: _text(box, row, f":{row['number']}") for row in rows}
    old_number = max((n for n in texts if n < number), default=0) if against is None else against
    if number not in texts or old_number not in texts:
        raise NotFound
    names = await identity.names(viewer, {row["author"] for row in rows})
    versions = tuple(views.Version(r["number"], names.get(r["author"], ""), r["saved"], r["chars"]) for r in rows)
    (old_title, old_body), (new_title, new_body) = texts[old_number], texts[number]
    title, body = textdiff.diff(old_title, new_title), textdiff.diff(plain(old_body), plain(new_body))
    return Comparison(old_number, number, versions, title, body, textdiff.changed(title) + textdiff.changed(body))


async def dossier(viewer: Actor, id: UUID) -> Dossier:
    """Every text that was sent and every attachment, for the archive. Raises NotFound."""
    row, box = await _row(viewer, id), await vault.box(id)
    sent = _sent(await store.versions(id), (await identity.trail(viewer, id, WORKFLOW)).history)
    texts = tuple((v["number"], *_text(box, v, f":{v['number']}")) for v in sent)
    files = [await blobs.read(kept["id"]) for kept in await store.files(id)]
    return Dossier(row["number"] or "", texts, tuple(views.DossierFile(file.name, file.data) for file in files))


async def tallies(_viewer: Actor, since: datetime, until: datetime) -> dict[UUID, int]:
    """How many submissions each unit has sent in a period: figures everyone may see."""
    return {row["unit"]: row["sent"] for row in await store.tallies(since, until)}


async def file(viewer: Actor, id: UUID, blob: UUID) -> Blob:
    """An attachment, opened. Raises NotFound."""
    row = await _row(viewer, id)
    digests = await _file_digests(id)
    if blob not in digests or (row["unit"] != viewer.unit and digests[blob] in await gate.withheld(viewer, id)):
        raise NotFound
    return await blobs.read(blob)


def _scope(viewer: Actor) -> Scope:
    own = viewer.unit if viewer.may(Right.SUBMISSION_READ_OWN) else None
    return Scope(own, viewer.office and viewer.may(Right.SUBMISSION_READ))


def _shown(viewer: Actor, row: Row, acts: Sequence[HistoryLine], versions: list[Row]) -> list[Row]:
    """Which saved texts somebody may open: every one in the unit, elsewhere those that were sent."""
    own = viewer.may(Right.SUBMISSION_READ_OWN) and row["unit"] == viewer.unit
    return versions if own else _sent(versions, acts)


def _sent(versions: list[Row], acts: Sequence[HistoryLine]) -> list[Row]:
    return views.sent(versions, [act.at for act in acts if act.action == "submit"])


async def _row(viewer: Actor, id: UUID) -> Row:
    row = await store.row(id)
    if row is None or not visible(store.item_of(row), viewer):
        raise NotFound
    return row


async def _matching(viewer: Actor, wanted: Wanted) -> tuple[list[Row], bool]:
    """A page of rows that hold against the opened text, and whether there are more."""
    size, kept = wanted.limit - 1, list[Row]()
    for _ in range(ROUNDS):
        rows = await store.listing(_scope(viewer), wanted)
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
    return [row for row in rows if blindindex.matches(text, *_text(opened[row["id"]], row))]


async def _lines(viewer: Actor, rows: Sequence[Row]) -> list[Line]:
    ids = [row["id"] for row in rows]
    opened = await vault.boxes(ids)
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    words = {kind: await store.labels(kind) for kind in ("category", "urgency", "genre")}
    running = {(c["submission"], c["step"]): views.clock_of(c) for c in await store.clocks(ids) if c["settled"] is None}
    return [
        Line(
            id=row["id"], version=row["version"], title=opened[row["id"]].open("title", bytes(row["title_sealed"])),
            state=State(row["state"]), number=row["number"] or "", unit=row["unit"],
            unit_name=units.get(row["unit"], ""), category=words["category"][row["category"]],
            urgency=words["urgency"][row["urgency"]], genre=words["genre"][row["genre"]],
            urgency_code=row["urgency"], chars=row["chars"], since=row["moved"], saved=row["saved"],
            sent=row["submitted"],
            clock=running.get((row["id"], "screen" if row["state"] == State.SUBMITTED else "report")),
            key=(row.get("sorted") or row["created"], row["id"]),
        )
        for row in rows
    ]  # fmt: skip


async def _file_digests(id: UUID) -> dict[UUID, bytes]:
    return {row["id"]: bytes(row["digest"]) for row in await store.files(id)}


async def _history(box: Box, acts: Sequence[HistoryLine], versions: list[Row]) -> tuple[Passed, ...]:
    """Every act, newest first, with what was said and which of these texts was saved by it."""
    codes = await store.labels("return_code")
    notes = await store.notes(box.owner)
    said = {(row["at"], row["action"]): (codes.get(row["code"], ""), _note(box, row)) for row in notes}
    texts = {row["saved"]: int(row["number"]) for row in versions}
    return tuple(
        Passed(
            act.at, act.who, act.unit, act.action, PLAIN.get(act.action, act.label), act.target,
            *said.get((act.at, act.action), ("", "")),
            texts.get(act.at, 0) if act.action in TEXT_ACTS else 0,
        )
        for act in reversed(acts)
    )  # fmt: skip


def _note(box: Box, row: Row) -> str:
    return box.open(f"note:{row['action']}", bytes(row["note_sealed"]))


def _text(box: Box, row: Row, suffix: str = "") -> tuple[str, str]:
    return (
        box.open(f"title{suffix}", bytes(row["title_sealed"])),
        box.open(f"body{suffix}", bytes(row["body_sealed"])),
    )
