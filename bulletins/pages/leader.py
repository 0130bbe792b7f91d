"""The leader's desk: what is on it, one item at a time, and what a leader does there.

- Without scripts every item is a page and every act a form; with them the desk stays open and acts go as JSON.
- An act sent twice is done once: its key comes from where it was written, also when that was without a network.
- 圈阅 of several is as many acts, each with its own result; one that fails takes no other with it.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from markupsafe import Markup

from bulletins.commands import deliveries, instructions
from bulletins.commands import leader as commands
from bulletins.errors import InkElsewhere
from bulletins.forms import common as forms
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import leader as queries
from bulletins.queries.common import dated
from bulletins.queries.leader import Desk, Entry
from bulletins.rules import ink as ink_rules
from bulletins.rules.instructions import Instruction
from bulletins.rules.issues import Issue
from gate import commands as gate
from identity.rights import Right
from kernel import seen
from kernel.actor import Call
from kernel.errors import NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.told import stopped
from typeset.reading import html

WRITE = [needs(Right.INSTRUCTION_WRITE)]
MOST_AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item of a batch: a code of messages.toml, empty when it is done."""

    entry: Entry | None
    code: str = ""


@get("/leader", guards=WRITE, include_in_schema=False)
async def desk(request: AnyRequest) -> Template:
    """The desk, with its first item open."""
    found = await queries.desk(actor(request))
    first = found.entries[0] if found.entries else None
    return await _shown(request, found, first)


@get("/leader/{id:uuid}", guards=WRITE, include_in_schema=False)
async def item(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The desk, with this item open."""
    return await _opened(request, id)


@post("/leader/circle", guards=WRITE, include_in_schema=False)
async def circle(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[Any]:
    """圈阅 of what was chosen."""
    call = form.call(request)
    codes = {id: await _circled(call, id) for id in forms.ids(form, "item")[:MOST_AT_ONCE]}
    if by_script(request):
        return Response({"results": {str(id): code for id, code in codes.items()}}, status_code=200)
    found = await queries.desk(call.actor)
    entries = {entry.id: entry for entry in found.entries}
    results = [Result(entries.get(id), code) for id, code in codes.items()]
    return await _shown(request, found, found.entries[0] if found.entries else None, results=results)


@post("/leader/{id:uuid}/{action:str}", guards=WRITE, include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[Any]:
    """Opened, 已阅, or an instruction: typed or drawn."""
    call = form.call(request)
    try:
        await _done(call, id, action, form)
    except Refusal as refusal:
        if refusal.status != CORRECTABLE or by_script(request):
            raise
        return await _opened(request, id, refusal, form)
    if by_script(request):
        return Response({"done": action}, status_code=200)
    return done(request, f"/leader/{id}", "delivery_accepted" if action == "accept" else "instruction_registered")


async def _done(call: Call, id: UUID, action: str, form: Form) -> None:
    match action:
        case "open":
            await deliveries.open_delivery(call, id)
        case "accept":
            await commands.circle(call, id)
        case "instruct":
            await _instruct(call, id, form)
        case _:
            raise NotFound


async def _instruct(call: Call, id: UUID, form: Form) -> None:
    """What was written; drawn lines are bound to the page they were drawn on."""
    issue = await queries.issue_of(call.actor, id)
    drawn = form.text("ink")
    ink = ""
    if drawn:
        read = ink_rules.read(drawn)
        if not ink_rules.drawn_on(read, issue.pdf_digest):
            raise InkElsewhere
        ink = ink_rules.written(read)
    said = await gate.pass_gate(call, forms.texts(form, "text"))
    article = form.chosen("article")
    await instructions.register(call, issue.id, article, said, ink=ink)


async def _circled(call: Call, id: UUID) -> str:
    key = f"{call.key}-{id.hex}"[:80] if call.key else ""
    try:
        await commands.circle(Call(call.actor, key), id)
    except Refusal as refusal:
        return refusal.code
    return ""


async def _opened(request: AnyRequest, id: UUID, refusal: Refusal | None = None, form: Form | None = None) -> Template:
    found = await queries.desk(actor(request), also=id)
    entry = next(entry for entry in found.entries if entry.id == id)
    return await _shown(request, found, entry, refusal=refusal, form=form)


async def _shown(  # noqa: PLR0913 - what the desk can show
    request: AnyRequest,
    found: Desk,
    entry: Entry | None,
    *,
    results: list[Result] | None = None,
    refusal: Refusal | None = None,
    form: Form | None = None,
) -> Template:
    """The desk with one item open: showing it is its first reading."""
    me = actor(request)
    if entry is not None:
        await deliveries.open_delivery(Call(me), entry.id)
        await seen.mark(me, "delivery", entry.id)
    large: dict[str, Any] = {"large": found.large} if found.large is not None else {}
    return await page(
        request, "bulletins/leader.html", status=refusal.status if refusal else 200, desk=found, entry=entry,
        results=results or [], refusal=refusal, stopped=stopped(refusal), typed=form.text("text") if form else "",
        chosen=form.text("article") if form else "", **drawing(), **large,
    )  # fmt: skip


def drawing() -> dict[str, Any]:
    """What the fragments of an item need."""
    return {
        "dated": dated, "text_of": lambda body: Markup(html(body)),  # noqa: S704 - sanitised
        "ink_of": _ink_of,
    }  # fmt: skip


def _ink_of(one: Instruction, issue: Issue) -> dict[str, Any] | None:
    """The ink of an instruction as a picture that needs no network; none where the pages are other ones now."""
    if not one.ink:
        return None
    drawn = ink_rules.read(one.ink)
    if not ink_rules.drawn_on(drawn, issue.pdf_digest):
        return None
    return {
        "page": drawn.page,
        "src": f"data:image/svg+xml;base64,{b64encode(ink_rules.svg(drawn, cut=True).encode()).decode()}",
    }


def by_script(request: AnyRequest) -> bool:
    """Whether the desk's own script asks, which shows what became of an act itself."""
    return "application/json" in request.headers.get("accept", "")


ROUTES: list[object] = [desk, item, circle, act]
