"""Writing a submission: the form, what is said while it is filled in, keeping it.

- A refused form comes back with everything that was typed, and says at each field what to mend.
- What the gate refused is shown to the person who typed it, from this request's memory, and nowhere else.
"""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from gate import commands as gate
from identity.rights import Right
from kernel.actor import Call
from kernel.errors import Invalid, Refusal, StaleVersion
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.cleared import Cleared
from marking.errors import Held, MarkingFound
from marking.masking import covered, exposed
from marking.scan import findings
from marking.told import declared, stopped, told
from submissions.commands import moving, writing
from submissions.errors import FileTooLarge
from submissions.forms import submissions as forms
from submissions.pages.lists import choices
from submissions.queries import lists as submission_lists
from submissions.queries import records as submission_records
from submissions.rules import text as rules
from submissions.rules.records import LARGEST_FILE, MOST_FILES, Genre
from submissions.rules.views import Sheet

Answer = Template | Response[None]
SHOWN_AGAIN = (Invalid, MarkingFound, Held, FileTooLarge, StaleVersion)
MOST_HINTED = 100_000  # characters of a field that are looked at while it is being written
FIRST = {"category": "work", "urgency": "normal", "genre": "news"}


@get("/submissions/new", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def blank(request: AnyRequest) -> Template:
    """An empty form."""
    return await _write_page(request, None, {**FIRST})


@post("/submissions/new", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def create(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """Keep a new draft, and send it for signature when asked to."""
    if form.text("mask"):
        return await _write_page(request, None, _masked(form), chosen=forms.names(form))
    call = form.call(request)
    try:
        cleared = await _passed(call, form)
        kept = await writing.create(call, cleared, forms.details(form))
    except SHOWN_AGAIN as refusal:
        return await _write_page(request, None, _typed(form), refusal, forms.names(form))
    return await _onwards(request, form, kept.id, kept.version)


@get("/submissions/{id:uuid}/edit", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def edit(request: AnyRequest, id: FromPath[UUID]) -> Answer:
    """The form with what stands in the draft."""
    sheet = await submission_records.show(actor(request), id)
    if not sheet.editable:
        return done(request, f"/submissions/{id}")
    values = {name: getattr(sheet, name) for name in forms.TEXTS} | {"learned": forms.typed(sheet.learned)}
    return await _write_page(request, sheet, values | dict(zip(FIRST, sheet.details, strict=True)))


@post("/submissions/{id:uuid}/edit", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def save(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """Keep the changed draft."""
    call = form.call(request)
    if form.text("mask"):
        sheet = await submission_records.show(call.actor, id)
        return await _write_page(request, sheet, _masked(form), chosen=forms.names(form))
    try:
        cleared = await _passed(call, form, id)
        kept = await writing.save(call, id, form.int("version"), cleared, forms.details(form))
    except SHOWN_AGAIN as refusal:
        sheet = await submission_records.show(call.actor, id)
        return await _write_page(request, sheet, _typed(form), refusal, forms.names(form))
    return await _onwards(request, form, id, kept.version)


@post("/submissions/hints", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def hints(request: AnyRequest, form: NamedDependency[Form]) -> Template:
    """What to look at in a text that is being written. Nothing is kept, nothing is logged."""
    genre = await submission_lists.genre(actor(request), form.text("genre"))
    text = {name: words[:MOST_HINTED] for name, words in forms.parts(form).items()}
    context = await asyncio.to_thread(_looked_at, text, genre)
    return Template("submissions/hints.json", context=context, media_type=MediaType.JSON)


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
    return await gate.pass_gate(call, text, files, declared=declared(form.text("declared")), record=record)


def _looked_at(text: dict[str, str], genre: Genre | None) -> dict[str, Any]:
    found = rules.hints(**text, genre=genre)
    marked = told(one for where, part in text.items() for one in findings(part, where))
    return {"genre": genre, "hints": found, "told": marked, "exposed": exposed(text), "written": bool(text["body"])}


async def _onwards(request: AnyRequest, form: Form, id: UUID, version: int) -> Answer:
    """After keeping a text: to the record, sent for signature when the writer pressed that button."""
    if form.text("act") != "request_sign":
        return done(request, f"/submissions/{id}", "saved")
    call = Call(actor(request), f"{form.key}+" if form.key else "")
    await moving.act(call, id, version, "request_sign", await gate.pass_gate(call, {}))
    return done(request, f"/submissions/{id}", "submission_request_sign")


async def _write_page(
    request: AnyRequest,
    sheet: Sheet | None,
    values: dict[str, Any],
    refusal: Refusal | None = None,
    chosen: Sequence[str] = (),
) -> Template:
    lists = await submission_lists.lists(actor(request))
    return await page(
        request, "submissions/edit.html", status=refusal.status if refusal else 200, sheet=sheet, values=values,
        lists=lists, choices=choices(lists), refusal=refusal, stopped=stopped(refusal), limits=rules.LIMITS, chosen=chosen,
        asked=values.get("asked", ""), ticked=bool(values.get("declared")),
        exposed=exposed({name: values.get(name, "") for name in forms.TEXTS}),
        most_files=MOST_FILES, largest_file=LARGEST_FILE // 1024 // 1024,
    )  # fmt: skip


def _typed(form: Form) -> dict[str, Any]:
    names = (*forms.TEXTS, *FIRST, "learned", "version", "asked", "declared")
    return {name: form.text(name) for name in names}


def _masked(form: Form) -> dict[str, Any]:
    """What was typed, with the numbers masked that the writer chose. Nothing is kept yet."""
    return _typed(form) | covered(forms.parts(form), form.text("mask"))


ROUTES: list[object] = [blank, create, edit, save, hints, detach]
