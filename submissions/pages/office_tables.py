"""The office's tables: as of a day, a change from a day on, what was, who changed it (SUB-03)."""

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from gate import commands as gate
from identity.rights import Right
from kernel import clock
from kernel.errors import Invalid, NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.errors import Held, MarkingFound
from marking.told import stopped
from submissions.commands import office_tables as commands
from submissions.errors import CodeKept, LastRow, RowPlanned
from submissions.queries import office_tables as reads
from submissions.rules.office_tables import IDENTIFIER, OfficeTable, Place

EDIT = [needs(Right.TABLES_EDIT)]
SHOWN_AGAIN = (Invalid, MarkingFound, Held, CodeKept, LastRow, RowPlanned)
ACTS = ("add", "change", "end", "drop")


@get("/settings/tables", guards=EDIT, include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """Every table."""
    return await page(request, "submissions/office_tables.html", tables=reads.tables(actor(request)))


@get("/settings/tables/{name:str}", guards=EDIT, include_in_schema=False)
async def show(
    request: AnyRequest, name: FromPath[str], day: FromQuery[str] = "", edit: FromQuery[str] = ""
) -> Template:  # fmt: skip
    """One table as of a day; `edit`: the key of the row that is being changed."""
    return await _show(request, name, day, edit=edit)


@post("/settings/tables/{name:str}/{action:str}", guards=EDIT, include_in_schema=False)
async def act(
    request: AnyRequest, name: FromPath[str], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:  # fmt: skip
    """Add, change, end, give up."""
    spec = reads.described(actor(request), name)
    if action not in ACTS:
        raise NotFound
    try:
        await _act(request, spec, action, form)
    except SHOWN_AGAIN as refusal:
        return await _show(request, name, "", refusal, action, form)
    return done(request, f"/settings/tables/{name}", "table_changed")


async def _act(request: AnyRequest, spec: OfficeTable, action: str, form: Form) -> None:
    call = form.call(request)
    day = _day(form.text("day"))
    if day is None:
        raise Invalid(fields={"day": "not_a_date"})
    prefix = "" if action == "add" else "key-"
    key = {column.name: form.text(f"{prefix}{column.name}")[:100] for column in spec.key}
    place = Place(spec.name.value, key, day)
    if action in ("end", "drop"):
        await (commands.end if action == "end" else commands.drop)(call, place)
        return
    typed = {column.name: form.text(column.name)[:400] for column in spec.columns}
    made = {IDENTIFIER: key[spec.codes[0]]} if spec.codes and action == "add" else {}
    words = await gate.pass_gate(call, {name: typed[name] for name in spec.words} | made)
    plain = {name: text for name, text in typed.items() if name not in spec.words}
    await (commands.add if action == "add" else commands.change)(call, place, plain, words)


async def _show(  # noqa: PLR0913, PLR0917 - what a refused form brings back
    request: AnyRequest, name: str, day: str, refusal: Refusal | None = None, opened: str = "",
    form: Form | None = None, edit: str = "",
) -> Template:  # fmt: skip
    me, today = actor(request), clock.local(clock.now()).date()
    spec, at = reads.described(me, name), _day(day) or today
    rows = await reads.rows(me, spec, at)
    typed = {key: values[0] for key, values in form.fields.items() if not key.startswith("_")} if form else {}
    if form and opened != "add":
        edit = "|".join(typed.get(f"key-{column.name}", "") for column in spec.key)
    context: dict[str, Any] = {
        "spec": spec, "rows": rows, "at": at, "today": today, "changes": await reads.changes(me, spec),
        "options": await reads.options(me, spec, today), "refusal": refusal, "stopped": stopped(refusal),
        "opened": opened, "typed": typed, "edit": edit, "earliest": commands.tomorrow(today),
    }  # fmt: skip
    return await page(request, "submissions/office_table.html", status=refusal.status if refusal else 200, **context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


ROUTES: list[object] = [index, show, act]
