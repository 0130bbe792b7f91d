"""Pages of instructions: the ledger, one instruction, every act on it and on its duties."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from bulletins.commands import duties, ledger
from bulletins.commands import instructions as commands
from bulletins.forms import common as forms
from bulletins.forms import instructions as instruction_forms
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import instruction_ledger as table
from bulletins.queries import instruction_sheets as sheets
from bulletins.queries import instructions as queries
from bulletins.rules import ink
from bulletins.rules.instructions import Colour, Way
from bulletins.workflow.instruction import READERS, InstructionState
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, seen
from kernel.errors import Refusal
from kernel.sheets import MEDIA, write
from kernel.web import AnyRequest, Form, actor, as_file, done, needs, page, signed_in
from marking.told import declared, stopped
from submissions.workflow.told import Said

MOMENT = "%Y-%m-%d %H:%M"


@get("/instructions", guards=[needs(*READERS)], include_in_schema=False)
async def listing(request: AnyRequest, before: FromQuery[UUID | None] = None, density: FromQuery[str] = "") -> Template:
    """The ledger: those this person may see, newest first."""
    me = actor(request)
    query = {name: request.query_params.get(name, "") for name in instruction_forms.SELECT} | {"density": density}
    lines, more = await queries.listing(me, query["state"], before, instruction_forms.wanted(query))
    office = me.may(Right.INSTRUCTION_READ) and me.may(Right.ISSUE_READ)
    choices: dict[str, Any] = {
        "states": [(member.value, member.label) for member in InstructionState],
        "kinds": [(member.value, member.label) for member in Said], "ways": [(member.value, member.label) for member in Way],
        "colours": [(member.value, member.label) for member in Colour],
    }  # fmt: skip
    if office:
        choices["leaders"] = await sheets.leaders(me)
        choices["units"] = [(str(unit.id), unit.name) for unit in await identity.units(me) if not unit.office]
    return await page(
        request, "bulletins/instructions.html", lines=lines, more=more, query=query, office=office,
        desk=me.may(Right.INSTRUCTION_ROUTE), may_export=office and me.may(Right.SUBMISSION_EXPORT),
        may_rank=me.may(Right.TABLES_EDIT), **choices,
    )  # fmt: skip


@post("/instructions/export", guards=[needs(Right.SUBMISSION_EXPORT)], include_in_schema=False, status_code=200)
async def export(request: AnyRequest, form: NamedDependency[Form]) -> Response[bytes]:
    """The ledger as the address has it, as a sheet."""
    me = actor(request)
    query = {name: form.text(name) for name in instruction_forms.SELECT}
    lines = await sheets.ledger(me, instruction_forms.wanted(query))
    await ledger.export(form.call(request), query, len(lines))
    who = (await identity.names(me, [me.id])).get(me.id, "")
    now = clock.local(clock.now())
    foot = table.Words.FOOT.label.format(who=who, when=now.strftime(MOMENT), rows=len(lines))
    rows = [table.cells(line) for line in lines]
    data = write(table.Words.TITLE.label, [column.label for column in table.Column], [*rows, [foot]])
    return as_file(f"{table.Words.TITLE.label}-{now:%Y%m%d-%H%M}.xlsx", data, MEDIA)


@get("/instructions/{id:uuid}", guards=[signed_in], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One instruction."""
    return await _show(request, id)


@post("/instructions/{id:uuid}/{action:str}", guards=[signed_in], include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Any move; telling the reporting units now; what the leader writes further."""
    call = form.call(request)
    try:
        said = await gate.pass_gate(call, forms.texts(form, "text", "note"))
        if action == "tell":
            await duties.tell_units(call, id)
        elif action == "follow":
            first = await queries.show(actor(request), id)
            entry = first.instruction
            made = await commands.register(call, entry.issue, entry.article, said, form.text("kind"), "", id)
            return done(request, f"/instructions/{made.id}", "done")
        else:
            await commands.act(call, id, form.int("version"), action, said, instruction_forms.given(form))
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _show(request, id, refusal, form, action)
    return done(request, f"/instructions/{id}", "done")


@post("/instructions/{id:uuid}/duties/{duty:uuid}/{action:str}", guards=[signed_in], include_in_schema=False)
async def act_on_duty(
    request: AnyRequest, id: FromPath[UUID], duty: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Answer, ask for more time, judge."""
    call = form.call(request)
    try:
        said = await gate.pass_gate(call, forms.texts(form, "text"))
        await duties.act(call, duty, form.int("version"), action, said, instruction_forms.given(form))
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _show(request, id, refusal, form, f"{duty}/{action}")
    return done(request, f"/instructions/{id}", "done")


@get("/instructions/new", guards=[needs(Right.INSTRUCTION_ROUTE)], include_in_schema=False)
async def new(
    request: AnyRequest, issue: FromQuery[UUID | None] = None, follows: FromQuery[UUID | None] = None
) -> Template:
    """Register a paper instruction: first the issue, then what stands on the paper."""
    return await _new(request, issue, {"follows": str(follows or "")})


@post("/instructions", guards=[needs(Right.INSTRUCTION_ROUTE)], include_in_schema=False)
async def register(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Keep it with its scans; what the gate holds of them is declared by who enters it."""
    call = form.call(request)
    try:
        paper = instruction_forms.paper(form)
        files = [(file.name, file.data) for file in form.files if file.data]
        said = await gate.pass_gate(call, forms.texts(form, "text"), files, declared=declared(form.text("declared")))
        made = await commands.register_paper(call, paper, said)
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        typed = {key: values[0] for key, values in form.fields.items() if not key.startswith("_")}
        issue, follows = (form.chosen(name) for name in ("issue", "follows"))
        typed["follows"] = str(follows or "")
        return await _new(request, issue, typed, refusal, [file.name for file in form.files])
    return done(request, f"/instructions/{made.id}", "instruction_registered")


async def _new(
    request: AnyRequest, issue: UUID | None, typed: dict[str, str], refusal: Refusal | None = None,
    chosen: list[str] | None = None,
) -> Template:  # fmt: skip
    me = actor(request)
    first = await queries.show(me, UUID(typed["follows"])) if typed.get("follows") else None
    issues, shown, leaders = await sheets.papers(me, first.instruction.issue if first else issue)
    return await page(
        request, "bulletins/instruction_new.html", status=refusal.status if refusal else 200, refusal=refusal,
        stopped=stopped(refusal), typed=typed, issue=shown,
        issue_options=[(str(each.id), each.name) for each in issues],
        article_options=[(str(each.id), each.title) for each in shown.articles] if shown else [], leaders=leaders, first=first,
        kinds=[(member.value, member.label) for member in Said], chosen=chosen or [],
        today=clock.local(clock.now()).date(),
    )  # fmt: skip


async def _show(
    request: AnyRequest, id: UUID, refusal: Refusal | None = None, form: Form | None = None, action: str = ""
) -> Template:
    me = actor(request)
    sheet = await queries.show(me, id)
    await seen.mark(me, "instruction", id)
    typed: dict[str, Any] = (
        {name: form.text(name) for name in ("due", "text", "note", "term", "kind", "code")}
        | {"units": form.all("units")}
        if form
        else {}
    )
    proposed = {
        "route": {"units": list(sheet.suggested), "term": "ordinary"}, "classify": {"kind": sheet.instruction.kind},
        "transcribe": {"text": sheet.instruction.text}, "correct": {"text": sheet.instruction.text},
    }  # fmt: skip
    return await page(
        request, "bulletins/instruction.html", status=refusal.status if refusal else 200, sheet=sheet,
        refusal=refusal, stopped=stopped(refusal), opened=action, values=typed, proposed=proposed,
        kinds=[(member.value, member.label) for member in Said],
        mine=sheet.all_seen and sheet.instruction.leader == me.id,
        ink_page=ink.read(sheet.instruction.ink).page if sheet.instruction.ink else 0,
    )  # fmt: skip


ROUTES: list[object] = [listing, export, new, register, show, act, act_on_duty]
