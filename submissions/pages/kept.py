"""Views of lists that people keep, and a list taken out as a sheet."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, sheets
from kernel.actor import Actor
from kernel.errors import Invalid
from kernel.web import AnyRequest, Form, actor, as_file, done, needs
from submissions.commands import kept as commands
from submissions.forms import submissions as forms
from submissions.pages.lists import reads
from submissions.queries import kept as queries
from submissions.rules.columns import Column, Words
from submissions.rules.views import Line
from submissions.workflow.submission import State

ADDRESSES = {"submissions": "/submissions", "desk": "/desk"}
MOMENT = "%Y-%m-%d %H:%M"


@post("/submissions/views", guards=[reads], include_in_schema=False)
async def keep(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Keep the filter that is in force."""
    call, query = form.call(request), _query(form)
    if not query:
        raise Invalid(fields={"query": "choose_one"})
    name = await gate.pass_gate(call, {"name": form.text("name")})
    await commands.keep(call, form.text("page"), name, query)
    return done(request, _address(form, query), "view_kept")


@post("/submissions/views/{id:uuid}/forget", guards=[reads], include_in_schema=False)
async def forget(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Forget one."""
    await commands.forget(form.call(request), id)
    return done(request, _address(form, _query(form)), "view_forgotten")


@post("/submissions/export", guards=[needs(Right.SUBMISSION_EXPORT)], include_in_schema=False, status_code=200)
async def export(request: AnyRequest, form: NamedDependency[Form]) -> Response[bytes]:
    """The list as the address has it, as a sheet."""
    me, query = actor(request), _query(form)
    states, sort = ((State.SUBMITTED,), "due") if form.text("page") == "desk" else ((), "-submitted")
    lines = await queries.sheet(me, forms.wanted(query, states, sort))
    await commands.export(form.call(request), query, len(lines))
    data = await _written(me, lines)
    day = clock.local(clock.now()).strftime("%Y%m%d-%H%M")
    return as_file(f"{Words.TITLE.label}-{day}.xlsx", data, sheets.MEDIA)


async def _written(me: Actor, lines: list[Line]) -> bytes:
    who = (await identity.names(me, [me.id])).get(me.id, "")
    when = clock.local(clock.now()).strftime(MOMENT)
    foot = Words.FOOT.label.format(who=who, when=when, rows=len(lines))
    rows: list[list[Any]] = [[_cell(line, column) for column in Column] for line in lines]
    return sheets.write(Words.TITLE.label, [column.label for column in Column], [*rows, [foot]])


def _cell(line: Line, column: Column) -> str | int:
    told: dict[Column, str | int] = {
        Column.CHARS: line.chars,
        Column.UNIT: line.unit_name,
        Column.STATE: line.state.label,
        Column.SENT: _moment(line.sent),
        Column.SAVED: _moment(line.saved),
        Column.DUE: _moment(line.clock.due if line.clock else None),
    }
    return told[column] if column in told else str(getattr(line, column.value))


def _moment(at: datetime | None) -> str:
    return clock.local(at).strftime(MOMENT) if at else ""


def _query(form: Form) -> dict[str, str]:
    given = forms.query_of(dict(parse_qsl(form.text("query"))))
    return {name: value for name, value in given.items() if name in forms.KEPT}


def _address(form: Form, query: dict[str, str]) -> str:
    base = ADDRESSES.get(form.text("page"), "/submissions")
    return f"{base}?{urlencode(query)}" if query else base


ROUTES: list[object] = [keep, forget, export]
