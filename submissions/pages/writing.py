"""Writing a submission: the form, keeping it, an outline or a file put into it.

- A refused form comes back with everything that was typed, and says at each field what to mend.
- What the gate refused is shown to the person who typed it, from this request's memory, and nowhere else.
- A text that somebody else, or another tab, wrote on meanwhile is shown with what differs; its writer chooses.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from gate import commands as gate
from identity.rights import Right
from kernel.actor import Actor, Call
from kernel.errors import Invalid, Refusal, StaleVersion
from kernel.ids import new_id
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.cleared import Cleared
from marking.errors import Held, MarkingFound
from marking.masking import covered, exposed
from marking.told import declared, stopped
from submissions.commands import checklist, moving, uploads, writing
from submissions.errors import ChannelClosed, CopyMoved, FileTooLarge, InternalJournal, TooManyFiles
from submissions.forms import drafts as draft_forms
from submissions.forms import submissions as forms
from submissions.pages.lists import choices
from submissions.queries import checklist as checklist_reads
from submissions.queries import drafts as draft_reads
from submissions.queries import lists as submission_lists
from submissions.queries import mine as mine_reads
from submissions.queries import records as submission_records
from submissions.rules import templates
from submissions.rules import text as rules
from submissions.rules.drafts import Copy, Sent
from submissions.rules.records import LARGEST_FILE, MOST_FILES
from submissions.rules.views import Conflict, Sheet
from typeset import importing
from typeset.dropped import Dropped
from typeset.errors import NotImportable

Answer = Template | Response[None]
SHOWN_AGAIN = (Invalid, MarkingFound, Held, FileTooLarge, StaleVersion, CopyMoved)
FIRST = {"category": "work", "urgency": "normal", "genre": "news"}
TECHNICAL = ("version", "asked", "declared", "copy", "sequence", "tab")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form's page says besides what stands in its fields.

    `chosen`: files that came along and are gone; `left_out`: what an import could not take; `restored`: the working copy
    whose text stands there; `outline`: an outline was put in.
    """

    refusal: Refusal | None = None
    chosen: tuple[str, ...] = ()
    left_out: tuple[Dropped, ...] | None = None
    restored: Copy | None = None
    conflict: Conflict | None = None
    outline: bool = False
    importing: bool = False
    begun: tuple[Any, ...] = field(default=())


@get("/submissions/new", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def blank(request: AnyRequest, copy: FromQuery[str] = "") -> Template:
    """An empty form, or one that was begun and not saved."""
    me = actor(request)
    named = draft_forms.copy(copy)
    kept = await draft_reads.by_id(me, named) if named else None
    if kept is None or kept.submission:
        begun = await draft_reads.begun(me)
        return await _write_page(request, None, FIRST | {"copy": str(named or new_id())}, Shown(begun=begun))
    return await _write_page(request, None, FIRST | _of(kept), Shown(restored=kept))


@post("/submissions/new", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def create(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """Keep a new draft, and send it for signature when asked to."""
    call = form.call(request)
    if changed := await _changed(call, form):
        return await _write_page(request, None, *changed)
    try:
        cleared = await _passed(call, form)
        kept = await writing.create(call, cleared, forms.details(form), sent=draft_forms.sent(form))
    except SHOWN_AGAIN as refusal:
        return await _refused(request, None, form, refusal)
    return await _onwards(request, form, kept.id, kept.version)


@get("/submissions/{id:uuid}/edit", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def edit(request: AnyRequest, id: FromPath[UUID]) -> Answer:
    """The form with what stands in the draft, or with what its writer had not saved yet."""
    me = actor(request)
    sheet = await submission_records.show(me, id)
    if not sheet.editable:
        return done(request, f"/submissions/{id}")
    stored = _stored(sheet) | {"check": list(await checklist_reads.codes(me, id))}
    kept = await draft_reads.of_submission(me, id)
    if kept is None:
        return await _write_page(request, sheet, stored | {"copy": str(new_id())}, Shown())
    values = stored | _of(kept)
    if all(values[name] == stored[name] for name in kept.fields if name in stored):
        return await _write_page(request, sheet, values, Shown())
    conflict = None if kept.base == sheet.item.version else _against(sheet, values)
    return await _write_page(request, sheet, values, Shown(restored=kept, conflict=conflict))


@post("/submissions/{id:uuid}/edit", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def save(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """Keep the changed draft."""
    call = form.call(request)
    if changed := await _changed(call, form):
        return await _write_page(request, await submission_records.show(call.actor, id), *changed)
    try:
        cleared = await _passed(call, form, id)
        sent = draft_forms.sent(form, id)
        kept = await writing.save(call, id, form.int("version"), cleared, forms.details(form), sent=sent)
    except SHOWN_AGAIN as refusal:
        return await _refused(request, await submission_records.show(call.actor, id), form, refusal)
    return await _onwards(request, form, id, kept.version)


@post(
    "/submissions/{id:uuid}/files/{file:uuid}/remove", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False
)
async def detach(
    request: AnyRequest, id: FromPath[UUID], file: FromPath[UUID], form: NamedDependency[Form]
) -> Response[None]:
    """Take an attachment off the draft."""
    await writing.detach(form.call(request), id, form.int("version"), file)
    return done(request, f"/submissions/{id}/edit", "saved")


async def _passed(call: Call, form: Form, record: UUID | None = None) -> Cleared:
    """The form through the gate, once it is no longer than what can be kept."""
    text, files = forms.examinable(forms.parts(form)), forms.files(form)
    tickets = draft_forms.tickets(form)
    if len(files) + len(tickets) > MOST_FILES:
        raise TooManyFiles(fields={"files": TooManyFiles.code}, most=MOST_FILES)
    files += await uploads.whole(call.actor, tickets)
    return await gate.pass_gate(call, text, files, declared=declared(form.text("declared")), record=record)


async def _changed(call: Call, form: Form) -> tuple[dict[str, Any], Shown] | None:
    """What a button puts into the form without keeping anything; None for the buttons that keep it."""
    typed, chosen = _typed(form), tuple(forms.names(form))
    if form.text("mask"):
        return typed | covered(forms.parts(form), form.text("mask")), Shown(chosen=chosen)
    if form.text("act") == "template":
        headings = await checklist_reads.headings(call.actor)
        mine = [one.label for one in headings if one.category == typed["category"]]
        return typed | {"body": templates.outlined(typed["body"], mine)}, Shown(chosen=chosen, outline=True)
    if form.text("act") != "import":
        return None
    try:
        return await _imported(call, form)
    except (Invalid, MarkingFound, Held, FileTooLarge) as refusal:
        return typed, Shown(refusal, chosen, importing=True)


async def _imported(call: Call, form: Form) -> tuple[dict[str, Any], Shown]:
    """The words of a file in the form. The whole file passes the gate first: a marking in what is left out counts."""
    file = next((one for one in form.files if one.field == "import" and one.data), None)
    if file is None:
        raise Invalid(fields={"import": "choose_a_file"})
    if len(file.data) > LARGEST_FILE:
        raise FileTooLarge(fields={"import": FileTooLarge.code}, limit=LARGEST_FILE // 1024 // 1024)
    await gate.pass_gate(call, {}, [(file.name, file.data)], declared=declared(form.text("declared")))
    try:
        source = await asyncio.to_thread(importing.read, file.name, file.data)
    except NotImportable as unusable:
        raise Invalid(fields={"import": NotImportable.code}) from unusable
    typed = _typed(form)
    body = templates.joined(typed["body"], source.markdown)
    title = typed["title"] or source.title[: rules.LONGEST_TITLE]
    return typed | {"title": title, "body": body}, Shown(chosen=tuple(forms.names(form)), left_out=source.warnings)


async def _onwards(request: AnyRequest, form: Form, id: UUID, version: int) -> Answer:
    """After keeping a text: to the record, sent for signature when the writer pressed that button."""
    me = actor(request)
    await checklist.tick(Call(me, f"{form.key}-t" if form.key else ""), id, version, sorted(form.all("check")))
    if form.text("act") != "request_sign":
        return done(request, f"/submissions/{id}", "saved")
    call = Call(me, f"{form.key}+" if form.key else "")
    try:
        await moving.act(call, id, version, "request_sign", await gate.pass_gate(call, {}))
    except (InternalJournal, ChannelClosed) as refusal:  # kept as a draft; its page says how to go on
        return done(request, f"/submissions/{id}", refusal.code)
    return done(request, f"/submissions/{id}", "submission_request_sign")


async def _refused(request: AnyRequest, sheet: Sheet | None, form: Form, refusal: Refusal) -> Template:
    """The form again; when somebody else or another tab wrote on, with what differs."""
    values, me = _typed(form), actor(request)
    conflict = None
    if isinstance(refusal, CopyMoved):
        conflict = await other_tab(me, draft_forms.sent(form, sheet.item.id if sheet else None), values)
    elif isinstance(refusal, StaleVersion) and sheet is not None and sheet.editable:
        conflict = _against(sheet, values)
    return await _write_page(request, sheet, values, Shown(refusal, tuple(forms.names(form)), conflict=conflict))


async def other_tab(viewer: Actor, sent: Sent, values: dict[str, Any]) -> Conflict | None:
    """What the viewer's other tab has written, against what stands in this form."""
    kept = None
    if sent.submission:
        kept = await draft_reads.of_submission(viewer, sent.submission)
    elif sent.copy:
        kept = await draft_reads.by_id(viewer, sent.copy)
    if kept is None:
        return None
    theirs = (kept.fields.get("title", ""), kept.fields.get("body", ""))
    segments = await asyncio.to_thread(draft_reads.differences, theirs, (values["title"], values["body"]))
    return Conflict(*segments, kept.saved, other_tab=True, sequence=kept.sequence, version=sent.base)


def _against(sheet: Sheet, values: dict[str, Any]) -> Conflict:
    """What is saved now, against what stands in this form."""
    title, body = draft_reads.differences((sheet.title, sheet.body), (values["title"], values["body"]))
    sequence = int(values.get("sequence") or 0)
    return Conflict(title, body, sheet.saved, other_tab=False, sequence=sequence, version=sheet.item.version)


async def _write_page(request: AnyRequest, sheet: Sheet | None, values: dict[str, Any], shown: Shown) -> Template:
    me = actor(request)
    lists, refusal = await submission_lists.lists(me), shown.refusal
    if shown.conflict:
        values |= {"sequence": shown.conflict.sequence, "version": shown.conflict.version}
    return await page(
        request, "submissions/edit.html", status=refusal.status if refusal else 200, sheet=sheet, values=values,
        lists=lists, choices=choices(lists), refusal=refusal, stopped=stopped(refusal), limits=rules.LIMITS, shown=shown,
        chosen=shown.chosen, asked=values.get("asked", ""), ticked=bool(values.get("declared")),
        exposed=exposed({name: values.get(name, "") for name in forms.TEXTS}), first=FIRST,
        questions=await checklist_reads.questions(me), headings=await checklist_reads.headings(me),
        most_files=MOST_FILES, largest_file=LARGEST_FILE // 1024 // 1024, focus=await mine_reads.focus(me),
    )  # fmt: skip


def _typed(form: Form) -> dict[str, Any]:
    names = (*forms.TEXTS, *forms.CHOSEN, *TECHNICAL)
    typed = {name: form.text(name) for name in names}
    return typed | {"check": form.all("check"), "upload": form.all("upload"), "copy": typed["copy"] or str(new_id())}


def _stored(sheet: Sheet) -> dict[str, Any]:
    texts = {name: getattr(sheet, name) for name in forms.TEXTS} | {
        "learned": forms.typed(sheet.learned),
        "release": forms.typed(sheet.release),
        "level": sheet.level,
    }
    return texts | dict(zip(FIRST, sheet.details, strict=True))


def _of(kept: Copy) -> dict[str, Any]:
    ticks = kept.fields.get("check", "").split()
    return {**kept.fields, "check": ticks, "copy": str(kept.id), "sequence": kept.sequence}


ROUTES: list[object] = [blank, create, edit, save, detach]
