"""The pages of submissions: the unit's list, writing, the record; the office's desk.

- One route carries every move of the record, and one more the same moves from the desk.
- A refused form comes back with everything that was typed, and says at each field what to mend.
- What the gate refused is shown to the person who typed it, from this request's memory, and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Template
from markupsafe import Markup

from identity import queries as identity
from identity.rights import Right
from kernel import seen
from kernel.actor import Actor, Call
from kernel.errors import Forbidden, Invalid, NotFound, Refusal, StaleVersion
from kernel.web import AnyRequest, Form, actor, done, needs, page, signed_in
from marking.errors import Held, MarkingFound
from marking.rules import BY_ID
from marking.scan import scan
from marking.verdict import Decision
from submissions import commands, forms, queries
from submissions.errors import FileTooLarge
from submissions.rules import text as rules
from submissions.rules.records import KIND, LARGEST_FILE, MOST_FILES, Choice, Lists
from submissions.rules.views import Listed, Sheet
from submissions.workflow import WORKFLOW, State
from typeset.reading import html

Answer = Template | Response[None]
SHOWN_AGAIN = (Invalid, MarkingFound, Held, FileTooLarge, StaleVersion)
LIMITS = {
    "title": rules.LONGEST_TITLE,
    "body": rules.LONGEST_BODY,
    "source": rules.LONGEST_LINE,
    "contact": rules.LONGEST_LINE,
}
FIRST = {"category": "work", "urgency": "normal", "genre": "news"}


@dataclass(frozen=True, slots=True)
class Refused:
    """A move that did not take place, with what was typed for it."""

    refusal: Refusal
    action: str
    typed: dict[str, str]


def reads(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: people of a unit that reports, and people of the office."""
    signed_in(connection, handler)
    if not (connection.user.may(Right.SUBMISSION_READ_OWN) or connection.user.may(Right.SUBMISSION_READ)):
        raise Forbidden(action="")


@get("/submissions", guards=[reads], include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """The viewer's submissions."""
    me = actor(request)
    query = forms.query_of(request.query_params)
    listed = await queries.listing(me, forms.wanted(query))
    return await page(request, "submissions/index.html", **await _list_context(me, query, listed))


@get("/submissions/new", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def blank(request: AnyRequest) -> Template:
    """An empty form."""
    return await _write_page(request, None, {**FIRST})


@post("/submissions/new", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def create(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """Keep a new draft, and send it for signature when asked to."""
    call = form.call(request)
    try:
        cleared = await commands.pass_gate(call, forms.parts(form), forms.files(form))
        kept = await commands.create(call, cleared, forms.details(form))
    except SHOWN_AGAIN as refusal:
        return await _write_page(request, None, _typed(form), refusal)
    return await _onwards(request, form, kept.id, kept.version)


@get("/submissions/{id:uuid}/edit", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def edit(request: AnyRequest, id: FromPath[UUID]) -> Answer:
    """The form with what stands in the draft."""
    sheet = await queries.show(actor(request), id)
    if not sheet.editable:
        return done(request, f"/submissions/{id}")
    values = {name: getattr(sheet, name) for name in forms.TEXTS} | {"learned": forms.typed(sheet.learned)}
    return await _write_page(request, sheet, values | dict(zip(FIRST, sheet.details, strict=True)))


@post("/submissions/{id:uuid}/edit", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def save(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """Keep the changed draft."""
    call = form.call(request)
    try:
        cleared = await commands.pass_gate(call, forms.parts(form), forms.files(form))
        kept = await commands.save(call, id, form.int("version"), cleared, forms.details(form))
    except SHOWN_AGAIN as refusal:
        return await _write_page(request, await queries.show(call.actor, id), _typed(form), refusal)
    return await _onwards(request, form, id, kept.version)


@post("/submissions/hints", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def hints(request: AnyRequest, form: NamedDependency[Form]) -> Template:
    """What to look at in a text that is being written. Nothing is kept, nothing is logged."""
    me, text = actor(request), forms.parts(form)
    genre = await queries.genre(me, form.text("genre"))
    found = rules.hints(text["title"], text["body"], genre, source=text["source"], contact=text["contact"])
    verdicts = [scan(part, where) for where, part in text.items()]
    marked = next((verdict for verdict in verdicts if verdict.decision is Decision.REFUSE), None)
    context = {"genre": genre, "hints": found, "marked": marked, "written": bool(text["body"])}
    return Template("submissions/hints.json", context=context, media_type=MediaType.JSON)


@get("/submissions/{id:uuid}", guards=[reads], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The record."""
    return await _record(request, id, "submissions/show.html")


@get("/submissions/{id:uuid}/versions/{number:int}", guards=[reads], include_in_schema=False)
async def compare(
    request: AnyRequest, id: FromPath[UUID], number: FromPath[int], against: FromQuery[int | None] = None
) -> Template:
    """What changed between two saved texts."""
    me = actor(request)
    sheet, comparison = await queries.show(me, id), await queries.compare(me, id, number, against)
    await seen.mark(me, KIND, id)
    return await page(request, "submissions/compare.html", sheet=sheet, comparison=comparison)


@get("/submissions/{id:uuid}/files/{file:uuid}", guards=[reads], include_in_schema=False)
async def download(request: AnyRequest, id: FromPath[UUID], file: FromPath[UUID]) -> Response[bytes]:
    """An attachment, always as a download."""
    me = actor(request)
    blob = await queries.file(me, id, file)
    await seen.mark(me, KIND, id)
    named = f"attachment; filename*=UTF-8''{quote(blob.name)}"
    return Response(blob.data, media_type=blob.media, headers={"content-disposition": named})


@post(
    "/submissions/{id:uuid}/files/{file:uuid}/remove", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False
)
async def detach(
    request: AnyRequest, id: FromPath[UUID], file: FromPath[UUID], form: NamedDependency[Form]
) -> Response[None]:
    """Take an attachment off the draft."""
    await commands.detach(form.call(request), id, form.int("version"), file)
    return done(request, f"/submissions/{id}/edit", "saved")


@post("/submissions/{id:uuid}/{action:str}", guards=[reads], include_in_schema=False)
async def act(request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]) -> Answer:
    """Any move of the record."""
    refused = await _act(request, id, action, form)
    if refused:
        return await _record(request, id, "submissions/show.html", refused)
    return done(request, f"/submissions/{id}{'/edit' if action == 'revise' else ''}", f"submission_{action}")


@get("/desk", guards=[needs(Right.SUBMISSION_READ)], include_in_schema=False)
async def desk(request: AnyRequest) -> Template:
    """What units have sent, the most pressing first."""
    me = actor(request)
    query = forms.query_of(request.query_params)
    listed = await queries.listing(me, forms.wanted(query, (State.SUBMITTED,), "due"))
    return await page(request, "submissions/desk.html", **await _list_context(me, query, listed))


@get("/desk/{id:uuid}", guards=[needs(Right.SUBMISSION_READ)], include_in_schema=False)
async def screen(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One submission on the desk: read it, then accept, return or decline."""
    return await _record(request, id, "submissions/screen.html")


@post("/desk/{id:uuid}/{action:str}", guards=[needs(Right.SUBMISSION_READ)], include_in_schema=False)
async def act_on_desk(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Answer:
    """A move made from the desk; then the next one that waits."""
    refused = await _act(request, id, action, form)
    if refused:
        return await _record(request, id, "submissions/screen.html", refused)
    waits = await queries.listing(actor(request), forms.wanted({}, (State.SUBMITTED,), "due"))
    following = f"/desk/{waits.lines[0].id}" if waits.lines else "/desk"
    return done(request, following, f"submission_{action}")


async def _act(request: AnyRequest, id: UUID, action: str, form: Form) -> Refused | None:
    """Carry the move out; a refusal that the page itself can show comes back."""
    call = form.call(request)
    if action not in WORKFLOW.actions():
        raise NotFound
    said = {name: form.text(name) for name in ("code", "note") if form.text(name)}
    try:
        cleared = await commands.pass_gate(call, said, [])
        await commands.act(call, id, form.int("version"), action, cleared)
    except (Invalid, MarkingFound) as refusal:
        return Refused(refusal, action, said)
    return None


async def _onwards(request: AnyRequest, form: Form, id: UUID, version: int) -> Answer:
    """After keeping a text: to the record, sent for signature when the writer pressed that button."""
    if form.text("act") != "request_sign":
        return done(request, f"/submissions/{id}", "saved")
    call = Call(actor(request), f"{form.key}+" if form.key else "")
    await commands.act(call, id, version, "request_sign", await commands.pass_gate(call, {}, []))
    return done(request, f"/submissions/{id}", "submission_request_sign")


async def _record(request: AnyRequest, id: UUID, template: str, refused: Refused | None = None) -> Template:
    me = actor(request)
    sheet = await queries.show(me, id)
    await seen.mark(me, KIND, id)
    refusal = refused.refusal if refused else None
    return await page(
        request, template, status=refusal.status if refusal else 200, sheet=sheet, body=Markup(html(sheet.body)),  # noqa: S704
        return_codes=_options((await queries.lists(me)).return_codes), refusal=refusal, marked=_marked(refusal),
        may_take_up=me.may(Right.ARTICLE_EDIT) and sheet.item.state == State.SCREENED,
        opened=refused.action if refused else "", typed=refused.typed if refused else {},
    )  # fmt: skip


async def _write_page(
    request: AnyRequest, sheet: Sheet | None, values: dict[str, Any], refusal: Refusal | None = None
) -> Template:
    lists = await queries.lists(actor(request))
    return await page(
        request, "submissions/edit.html", status=refusal.status if refusal else 200, sheet=sheet, values=values,
        lists=lists, choices=_choices(lists), refusal=refusal, marked=_marked(refusal), limits=LIMITS,
        most_files=MOST_FILES, largest_file=LARGEST_FILE // 1024 // 1024,
    )  # fmt: skip


def _options(entries: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(entry.code, entry.label) for entry in entries]


def _choices(lists: Lists) -> dict[str, list[tuple[str, str]]]:
    return {name: _options(getattr(lists, name)) for name in ("categories", "urgencies", "genres")}


def _typed(form: Form) -> dict[str, Any]:
    names = (*forms.TEXTS, *FIRST, "learned")
    return {name: form.text(name) for name in names} | {"version": form.text("version")}


def _marked(refusal: Refusal | None) -> dict[str, str] | None:
    """What the gate found, for the page of the person who typed it."""
    if isinstance(refusal, MarkingFound):
        return {"where": refusal.where, "words": refusal.words, "why": BY_ID[refusal.rule].reason}
    if isinstance(refusal, Held):
        return {"where": refusal.where, "words": "", "why": refusal.reason.label if refusal.reason else ""}
    return None


async def _list_context(me: Actor, query: dict[str, str], listed: Listed) -> dict[str, Any]:
    lists = await queries.lists(me)
    units = await identity.units(me) if me.office else []
    return {
        "query": query, "lines": listed.lines, "prev": forms.token(listed.prev), "next": forms.token(listed.next),
        "states": [(state.value, state.label) for state in State], "choices": _choices(lists),
        "units": [(str(unit.id), unit.name) for unit in units], "office": me.office,
        "may_write": me.may(Right.SUBMISSION_WRITE), "waiting": await queries.waiting_count(me),
    }  # fmt: skip


ROUTES: list[object] = [
    index, blank, create, edit, save, hints, show, compare, download, detach, act, desk, screen, act_on_desk,
]  # fmt: skip
