"""Pages of the catalogue of data already collected: the list, one entry, a table in and out, what was asked nevertheless."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, sheets
from kernel.actor import Actor
from kernel.blindindex import QueryTooShort
from kernel.errors import Invalid, Refusal, StaleVersion
from kernel.sheets import BadSheet
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.errors import Held, MarkingFound
from marking.told import stopped
from submissions.commands import catalogue as commands
from submissions.errors import BadTable
from submissions.forms import assignments as forms
from submissions.forms.submissions import optional_uuid
from submissions.pages.assignments import concerned
from submissions.queries import catalogue as queries
from submissions.rules.catalogue import LIMITS, MOST_ROWS, Column, Period
from submissions.rules.sights import Entry
from submissions.workflow.assignments import order_visible

Answer = Template | Response[None]
SHOWN_AGAIN = (Invalid, MarkingFound, Held, StaleVersion)
COLUMNS = {column.value: column.label for column in Column}
EXAMPLE = ("", "", "", Period.MONTH.label, "", "", "", "", "")


@get("/catalogue", guards=[concerned], include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """What is collected already."""
    me, asked = actor(request), request.query_params
    query = {name: asked[name].strip()[:80] for name in ("q", "unit", "after", "before") if asked.get(name, "").strip()}
    unit, wrong = optional_uuid(query.get("unit", "")), ""
    place, back = optional_uuid(query.get("before") or query.get("after", "")), "before" in query
    entries, more = list[Entry](), False
    try:
        entries, more = await queries.listing(me, query.get("q", ""), unit, place, backwards=back)
    except QueryTooShort as refusal:
        wrong = refusal.code
    before, after = (more, True) if back else (place is not None, more)
    return await page(
        request, "submissions/catalogue.html", query=query, entries=entries, wrong=wrong, office=order_visible(me),
        prev=entries[0].id if entries and before else None, next=entries[-1].id if entries and after else None,
        may_edit=me.may(Right.CATALOGUE_EDIT), units=await _units(me) if order_visible(me) else [],
    )  # fmt: skip


@get("/catalogue/table", guards=[concerned], include_in_schema=False)
async def table(request: AnyRequest) -> Response[bytes]:
    """All of it as a table, with no cell that a program would work out."""
    found = await queries.everything(actor(request))
    return _download([_row(entry) for entry in found])


@get("/catalogue/form", guards=[needs(Right.CATALOGUE_EDIT)], include_in_schema=False)
async def sample(request: AnyRequest) -> Response[bytes]:  # noqa: ARG001 - the same for everyone
    """An empty table to fill in."""
    return _download([EXAMPLE])


@get("/catalogue/overrides", guards=[needs(Right.ASSIGNMENT_READ)], include_in_schema=False)
async def overrides(request: AnyRequest) -> Template:
    """Where a unit was asked for what is there already, and why."""
    rows = await queries.overridden(actor(request))
    return await page(request, "submissions/catalogue_overrides.html", rows=rows)


@get("/catalogue/new", guards=[needs(Right.CATALOGUE_EDIT)], include_in_schema=False)
async def blank(request: AnyRequest) -> Template:
    """An empty entry."""
    today = clock.local(clock.now()).date().isoformat()
    return await _form(request, None, {"period": Period.MONTH.value, "valid_from": today})


@post("/catalogue/new", guards=[needs(Right.CATALOGUE_EDIT)], include_in_schema=False)
async def add(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """Keep a new entry."""
    call = form.call(request)
    try:
        cleared = await gate.pass_gate(call, forms.entry_texts(form))
        await commands.add(call, cleared, forms.entry_details(form))
    except SHOWN_AGAIN as refusal:
        return await _form(request, None, _typed(form), refusal)
    return done(request, "/catalogue", "catalogue_kept")


@post("/catalogue/import", guards=[needs(Right.CATALOGUE_EDIT)], include_in_schema=False)
async def take_in(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """A whole table, or nothing of it."""
    try:
        await _take_in(request, form)
    except (BadTable, MarkingFound, Held) as refusal:
        return await page(
            request, "submissions/catalogue_import.html", status=refusal.status, refusal=refusal, columns=COLUMNS,
            stopped=stopped(refusal), faults=getattr(refusal, "rows", ()), most=MOST_ROWS, limits=LIMITS,
        )  # fmt: skip
    return done(request, "/catalogue", "catalogue_imported")


@get("/catalogue/import", guards=[needs(Right.CATALOGUE_EDIT)], include_in_schema=False)
async def choose(request: AnyRequest) -> Template:
    """Choose a table."""
    return await page(
        request, "submissions/catalogue_import.html", refusal=None, columns=COLUMNS, stopped=None, faults=(),
        most=MOST_ROWS, limits=LIMITS,
    )  # fmt: skip


@get("/catalogue/{id:uuid}", guards=[concerned], include_in_schema=False)
async def edit(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One entry, to read or to change."""
    entry = await queries.entry(actor(request), id)
    values = {name: getattr(entry, name) for name in LIMITS} | {"unit": str(entry.unit), "period": entry.period.value}
    days = {"valid_from": entry.valid_from.isoformat(), "valid_until": _iso(entry)}
    return await _form(request, entry, values | days)


@post("/catalogue/{id:uuid}", guards=[needs(Right.CATALOGUE_EDIT)], include_in_schema=False)
async def change(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """Keep a changed entry."""
    call = form.call(request)
    try:
        cleared = await gate.pass_gate(call, forms.entry_texts(form))
        await commands.change(call, id, form.int("version"), cleared, forms.entry_details(form))
    except SHOWN_AGAIN as refusal:
        return await _form(request, await queries.entry(call.actor, id), _typed(form), refusal)
    return done(request, "/catalogue", "catalogue_kept")


async def _take_in(request: AnyRequest, form: Form) -> None:
    """Raises BadTable, MarkingFound, Held."""
    call = form.call(request)
    if not form.files:
        raise BadTable("required")
    upload = form.files[0]
    await gate.pass_gate(call, {}, [(upload.name, upload.data)])
    try:
        rows = await asyncio.to_thread(sheets.read, upload.data, COLUMNS, MOST_ROWS)
    except BadSheet as bad:
        raise BadTable(bad.code) from bad
    units = {unit.name: unit.id for unit in await identity.units(call.actor)}
    words, lines, faults = forms.table_lines(rows, units, clock.local(clock.now()).date())
    if faults:
        raise BadTable("catalogue_bad_table", tuple(faults))
    await commands.take_in(call, await gate.pass_gate(call, words), lines)


async def _form(
    request: AnyRequest, entry: Entry | None, values: dict[str, Any], refusal: Refusal | None = None
) -> Template:
    me = actor(request)
    return await page(
        request, "submissions/catalogue_entry.html", status=refusal.status if refusal else 200, entry=entry,
        values=values, refusal=refusal, stopped=stopped(refusal), limits=LIMITS, may_edit=me.may(Right.CATALOGUE_EDIT),
        units=await _units(me), periods=[(period.value, period.label) for period in Period],
    )  # fmt: skip


async def _units(me: Actor) -> list[tuple[str, str]]:
    return [(str(unit.id), unit.name) for unit in await identity.units(me)]


def _typed(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in (*LIMITS, "unit", "period", "valid_from", "valid_until")}


def _iso(entry: Entry) -> str:
    return entry.valid_until.isoformat() if entry.valid_until else ""


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        entry.name, entry.fields, entry.source, entry.period.label, entry.unit_name, entry.basis, entry.contact,
        entry.valid_from.isoformat(), _iso(entry),
    )  # fmt: skip


def _download(rows: list[tuple[str, ...]]) -> Response[bytes]:
    data = sheets.write("catalogue", tuple(COLUMNS.values()), rows)
    headers = {"content-disposition": 'attachment; filename="catalogue.xlsx"'}
    return Response(data, media_type=sheets.MEDIA, headers=headers)


ROUTES: list[object] = [index, table, sample, overrides, blank, add, choose, take_in, edit, change]
