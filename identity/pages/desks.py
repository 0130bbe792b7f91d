"""The system administrator's units and waiting jobs, the auditor's journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Template

from identity import forms
from identity.commands import outbox, units
from identity.queries import accounts as account_reads
from identity.queries import journal as journal_reads
from identity.queries import register
from identity.rights import Right
from identity.workflow.register import UNIT, UnitKind
from kernel.clock import LOCAL
from kernel.errors import Invalid
from kernel.journal import Line
from kernel.web import AnyRequest, Form, actor, done, needs, page

MANAGE, AUDIT, JOBS = [needs(Right.UNIT_MANAGE)], [needs(Right.JOURNAL_READ)], [needs(Right.OUTBOX_MANAGE)]
FIELDS = ("name", "kind", "parent", "place", "department", "direct")


@dataclass(frozen=True, slots=True)
class Words:
    """What the journal calls a kind of record, its acts and its states; codes stay where there is no word."""

    label: str = ""
    acts: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)


NONE = Words()
_words: dict[str, Words] = {}


def install(words: Mapping[str, Words]) -> None:
    """The words of every kind of record that the journal is read with; called by the assembly."""
    _words.update(words)


@get("/admin/units", guards=MANAGE, include_in_schema=False)
async def unit_list(request: AnyRequest) -> Template:
    """The tree, closed units too."""
    tree = await register.units(actor(request), closed=True)
    return await page(request, "identity/units.html", tree=tree, states=UNIT.states)


@get("/admin/units/new", guards=MANAGE, include_in_schema=False)
async def new_unit(request: AnyRequest, parent: FromQuery[str] = "") -> Template:
    """The form of a new unit."""
    return await _form(request, None, {}, {"parent": parent})


@post("/admin/units", guards=MANAGE, include_in_schema=False)
async def found(request: AnyRequest, form: NamedDependency[Form]) -> Any:
    """A new unit."""
    try:
        made = await units.found_unit(
            form.call(request), form.text("name"), form.text("kind"), form.chosen("parent"),
            place=forms.place(form), direct=form.text("direct") == "1", department=form.text("department"),
        )  # fmt: skip
    except Invalid as refusal:
        return await _form(request, None, refusal.fields, {name: form.text(name) for name in FIELDS})
    return done(request, f"/book/{made.id}", "saved")


@get("/admin/units/{id:uuid}", guards=MANAGE, include_in_schema=False)
async def edit_unit(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The form of an existing unit."""
    unit = await register.unit(actor(request), id)
    values = {
        "name": unit.name,
        "parent": str(unit.parent or ""),
        "place": str(unit.place),
        "department": unit.department,
    }
    return await _form(request, unit, {}, values)


@post("/admin/units/{id:uuid}", guards=MANAGE, include_in_schema=False)
async def change(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Any:
    """Another name, place or department."""
    try:
        await units.change_unit(
            form.call(request), id, form.int("version"), form.text("name"), form.chosen("parent"),
            place=forms.place(form), department=form.text("department"),
        )  # fmt: skip
    except Invalid as refusal:
        unit = await register.unit(actor(request), id)
        return await _form(request, unit, refusal.fields, {name: form.text(name) for name in FIELDS})
    return done(request, f"/book/{id}", "saved")


@post("/admin/units/{id:uuid}/close", guards=MANAGE, include_in_schema=False)
async def close(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Take an empty unit off the register."""
    await units.close_unit(form.call(request), id, form.int("version"))
    return done(request, "/admin/units", "done")


@get("/admin/journal", guards=AUDIT, include_in_schema=False)
async def journal(  # noqa: PLR0913, PLR0917 - the filters of the address
    request: AnyRequest, kind: FromQuery[str] = "", record: FromQuery[str] = "", who: FromQuery[str] = "",
    since: FromQuery[str] = "", until: FromQuery[str] = "", density: FromQuery[str] = "",
    before: Annotated[int | None, QueryParameter(ge=1)] = None,
    after: Annotated[int | None, QueryParameter(ge=0)] = None,
) -> Template:  # fmt: skip
    """The journal, newest first, with names; `after` goes on to older rows, `before` back to newer ones."""
    viewer = actor(request)
    account = await account_reads.account_of_login(viewer, who.strip().casefold()) if who.strip() else None
    wanted = journal_reads.Filter(
        kind, "", account.id if account else None, _id(record), _moment(since), _moment(until, 1)
    )
    lines = [] if who.strip() and account is None else await journal_reads.journal(viewer, wanted, after, before)
    more = len(lines) > account_reads.PAGE
    shown = (lines[1:] if before is not None else lines[:-1]) if more else lines
    context: dict[str, Any] = {
        "rows": shown, "names": await register.names(viewer, {line.actor for line in shown}),
        "units": await register.unit_names(viewer, {line.unit for line in shown}),
        "kinds": [(kind, _words.get(kind, NONE).label or kind) for kind in await journal_reads.journal_kinds(viewer)],
        "query": {"kind": kind, "record": record, "who": who, "since": since, "until": until, "density": density},
        "next": str(shown[-1].seq) if shown and (more or before is not None) else None,
        "prev": str(shown[0].seq) if shown and (after is not None or (before is not None and more)) else None,
        "words": {line.seq: _words_of(line) for line in shown},
        "heads": await journal_reads.journal_heads(viewer),
    }  # fmt: skip
    return await page(request, "identity/journal.html", **context)


@get("/admin/outbox", guards=JOBS, include_in_schema=False)
async def waiting(request: AnyRequest) -> Template:
    """Jobs that stand aside."""
    return await page(request, "identity/outbox.html", rows=await journal_reads.jobs_aside(actor(request)))


@post("/admin/outbox/{id:int}/redrive", guards=JOBS, include_in_schema=False)
async def redrive(request: AnyRequest, id: FromPath[int], form: NamedDependency[Form]) -> Response[None]:
    """Try a job that stands aside again."""
    await outbox.redrive(form.call(request), id)
    return done(request, "/admin/outbox", "done")


async def _form(
    request: AnyRequest, unit: register.Unit | None, errors: dict[str, str], values: dict[str, str]
) -> Template:  # fmt: skip
    tree = [u for u in await register.units(actor(request)) if unit is None or u.id != unit.id]
    kinds = [kind for kind in UnitKind if kind is not UnitKind.GENERAL_OFFICE]
    offers = UNIT.offered(unit, actor(request)) if unit else []
    context: dict[str, Any] = {
        "unit": unit,
        "tree": tree,
        "kinds": kinds,
        "errors": errors,
        "values": values,
        "offers": offers,
    }
    return await page(request, "identity/unit_form.html", status=422 if errors else 200, **context)


def _words_of(line: Line) -> dict[str, str]:
    entry, words = line.entry, _words.get(line.entry.kind, NONE)
    return {
        "kind": words.label or entry.kind, "act": words.acts.get(entry.action, entry.action),
        "source": words.states.get(entry.source, entry.source), "target": words.states.get(entry.target, entry.target),
    }  # fmt: skip


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def _moment(day: str, plus: int = 0) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day) + timedelta(plus), time(), LOCAL)
    except ValueError:
        return None


ROUTES: list[object] = [
    unit_list, new_unit, found, edit_unit, change, close, journal, waiting, redrive,
]  # fmt: skip
