"""One submission; the viewer always comes first. What the viewer may not see does not exist."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from gate import queries as gate
from identity.queries import register as identity
from identity.queries import trails
from identity.queries.trails import HistoryLine
from identity.rights import Right
from kernel import blobs, clocks, textdiff, vault
from kernel.actor import SYSTEM, Actor
from kernel.blobs import Blob
from kernel.db import Row
from kernel.errors import NotFound
from kernel.reads import together
from kernel.vault import Box
from kernel.workflow import Step
from submissions.queries import common
from submissions.queries.lists import lines
from submissions.rules import clocks as timing
from submissions.rules import views
from submissions.rules.progress import Holder
from submissions.rules.progress import Step as Doing
from submissions.rules.records import KIND, Item
from submissions.rules.views import Attached, Comparison, Dossier, Passed, Sheet, Source
from submissions.store import forwarding, progress
from submissions.store import submissions as store
from submissions.workflow.submission import WORKFLOW, Adoption, PlainAct, State, editable, visible
from typeset.blocks import plain

Codes = Mapping[tuple[str, str], tuple[str, str]]
PLAIN: dict[str, str] = {act.value: act.label for act in PlainAct}
ARRIVED = ("submit", "forward", "send_unsigned")  # acts after which a text is the office's
TEXT_ACTS = (PlainAct.CREATE, PlainAct.SAVE)


async def show(viewer: Actor, id: UUID) -> Sheet:
    """Everything the record's page shows. Raises NotFound."""
    row = await _row(viewer, id)
    async with together() as begin:
        routing, standing = begin(forwarding.routed(row)), begin(gate.standing(viewer, [id]))
        holding, listing = begin(gate.holds(viewer, [id])), begin(_file_digests(id))
        opening, past_of = begin(vault.box(id)), begin(trails.trail(viewer, id, WORKFLOW))
        naming = begin(identity.names(viewer, [one for one in (row["author"], row["signed_by"]) if one]))
        using, saving, saying = begin(store.adoptions(id)), begin(store.versions(id)), begin(store.notes(id))
        wording = begin(store.labels("return_code", "decline_code"))
        stepping, drawing, lining = (
            begin(_progress(viewer, id)),
            begin(_clocks(viewer, id)),
            begin(lines(viewer, [row])),
        )
        attaching = begin(blobs.of(id))
        item = replace(await routing, holds=await standing)
        held, files, box, past = await holding, await listing, await opening, await past_of
        title, body = common.text(box, row)
        names, used, steps = await naming, await using, await stepping
        texts = _shown(viewer, row, past.history, await saving)
        history = _history(box, past.history, texts, await saying, await wording)
        attached, clock_sheets, (line,) = await attaching, await drawing, await lining
    return Sheet(
        item=item, line=line, title=title, body=body,
        source=box.open("source", bytes(row["source_sealed"])),
        contact=box.open("contact", bytes(row["contact_sealed"])),
        learned=row["learned"], release=row["release"], saved=row["saved"], author=names.get(row["author"], ""),
        signed_by=names.get(row["signed_by"], ""), signed_at=row["signed_at"],
        files=tuple(
            Attached(file.id, file.name, file.media, file.size, tuple(h for h in held if h.content == files[file.id]))
            for file in attached
        ),
        holds=held,
        offers=tuple(WORKFLOW.offered(item, viewer)), steps=_line(item),
        history=tuple(sorted((*history, *steps), key=lambda passed: passed.at, reverse=True)),
        reply=views.reply_of(history), holder=_holder(row, steps),
        readers=tuple(views.Reader(one.who, one.unit, one.last) for one in past.readers),
        adoptions=tuple(Adoption(a["issue"], a["issue_label"], a["article"], a["points"], a["rule"]) for a in used),
        details=(row["category"], row["urgency"], row["genre"]), level=row["level"], editable=editable(item, viewer),
        clocks=clock_sheets,
    )  # fmt: skip


async def _clocks(viewer: Actor, id: UUID) -> tuple[views.ClockSheet, ...]:
    """The newest clock of every step that concerns the viewer's side, with the moves of its due time."""
    found = (await clocks.of(KIND, [id])).get(id, ())
    newest = {each.step: each for each in timing.concerning(found, office=viewer.office)}
    moves = await clocks.moves([each.id for each in newest.values()])
    return tuple(
        views.ClockSheet(
            timing.Step(each.step).label, each.shown, tuple(move for move in moves if move.clock == each.id),
            each.late if each.step in timing.OF_UNIT else None,
        )
        for each in newest.values()
    )  # fmt: skip


def _line(item: Item) -> tuple[Step, ...]:
    """The flow line; what was sent unsigned has not been signed on the way."""
    owed = item.debt is not None and not item.signed
    return tuple(
        replace(step, status="todo") if owed and step.state in (State.TO_SIGN, State.SIGNED_OFF) else step
        for step in WORKFLOW.steps(item.state)
    )


async def item(id: UUID) -> Item | None:  # lint: allow visibility-required - jobs act for nobody
    """For this package's own jobs: who wrote it and where it stands; no content, no viewer."""
    row = await store.row(id)
    return store.item_of(row) if row else None


async def sources(viewer: Actor, ids: Sequence[UUID]) -> list[Source]:
    """The texts an article is made from, in the order asked for. Raises NotFound when one is not visible."""
    found = await store.rows_of(ids)
    rows = [_seen(viewer, found.get(one)) for one in ids]
    opened = await vault.boxes(ids)
    return [
        Source(row["id"], row["number"] or "", row["unit"], *common.text(opened[row["id"]], row), row["submitted"])
        for row in rows
    ]


async def compare(viewer: Actor, id: UUID, number: int, against: int | None = None) -> Comparison:
    """What changed between two saved texts; `against` is the one shown before it unless given. Raises NotFound."""
    row = await _row(viewer, id)
    rows = _shown(viewer, row, (await trails.trail(viewer, id, WORKFLOW)).history, await store.versions(id))
    box = await vault.box(id)
    texts = {row["number"]: common.text(box, row, f":{row['number']}") for row in rows}
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
    sent = _sent(await store.versions(id), (await trails.trail(viewer, id, WORKFLOW)).history)
    texts = tuple((v["number"], *common.text(box, v, f":{v['number']}")) for v in sent)
    files = [await blobs.read(kept["id"]) for kept in await store.files(id)]
    return Dossier(row["number"] or "", texts, tuple(views.DossierFile(file.name, file.data) for file in files))


async def file(viewer: Actor, id: UUID, blob: UUID) -> Blob:
    """An attachment, opened. Raises NotFound."""
    row = await _row(viewer, id)
    digests = await _file_digests(id)
    if blob not in digests or (row["unit"] != viewer.unit and digests[blob] in await gate.withheld(viewer, id)):
        raise NotFound
    return await blobs.read(blob)


def _shown(viewer: Actor, row: Row, acts: Sequence[HistoryLine], versions: list[Row]) -> list[Row]:
    """Which saved texts somebody may open: every one in the unit, elsewhere those that were sent."""
    own = viewer.may(Right.SUBMISSION_READ_OWN) and row["unit"] == viewer.unit
    return versions if own else _sent(versions, acts)


def _sent(versions: list[Row], acts: Sequence[HistoryLine]) -> list[Row]:
    return views.sent(versions, [act.at for act in acts if act.action in ARRIVED])


async def _row(viewer: Actor, id: UUID) -> Row:
    return _seen(viewer, await store.row(id))


def _seen(viewer: Actor, row: Row | None) -> Row:
    if row is None or not visible(store.item_of(row), viewer):
        raise NotFound
    return row


async def _file_digests(id: UUID) -> dict[UUID, bytes]:
    return {row["id"]: bytes(row["digest"]) for row in await store.files(id)}


def _history(
    box: Box, acts: Sequence[HistoryLine], versions: list[Row], notes: list[Row], codes: Codes
) -> tuple[Passed, ...]:
    """Every act, newest first, with what was said and which of these texts was saved by it."""
    said = {(row["at"], row["action"]): _said(box, row, codes) for row in notes}
    texts = {row["saved"]: int(row["number"]) for row in versions}
    return tuple(
        Passed(
            act.at, act.who, act.unit, act.action, PLAIN.get(act.action, act.label), act.target,
            **said.get((act.at, act.action), {}),
            text_number=texts.get(act.at, 0) if act.action in TEXT_ACTS else 0,
        )
        for act in reversed(acts)
    )  # fmt: skip


async def _progress(viewer: Actor, id: UUID) -> tuple[Passed, ...]:
    """The steps inside the office, newest first. The office tells its name, and to its own people who it was."""
    rows = await progress.of(id)
    who = await identity.names(viewer, {row["holder"] for row in rows}) if viewer.office else {}
    office = (await identity.office(SYSTEM)).name if rows else ""
    return tuple(
        Passed(
            row["at"], who.get(row["holder"], ""), office, f"{views.STEP}{row['step']}", Doing(row["step"]).label, ""
        )
        for row in reversed(rows)
    )


def _holder(row: Row, steps: Sequence[Passed]) -> Holder | None:
    """Who has it inside the office, as far as an article was made of it."""
    if row["state"] != State.SCREENED or not steps:
        return None
    return Holder(steps[0].who, steps[0].unit, steps[0].at, steps[0].label)


def _said(box: Box, row: Row, codes: Codes) -> dict[str, str]:
    label, remedy = codes.get((f"{row['action']}_code", row["code"]), ("", ""))
    passage = box.open(f"passage:{row['action']}", bytes(row["passage_sealed"])) if row["passage_sealed"] else ""
    note = box.open(f"note:{row['action']}", bytes(row["note_sealed"]))
    return {"code": label, "remedy": remedy, "passage": passage, "note": note}
