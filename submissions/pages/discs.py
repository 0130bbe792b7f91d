"""The register of optical discs: list, receipt, chain of custody, what is printed (SUB-12)."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Template

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, seen
from kernel.actor import Call
from kernel.clock import LOCAL
from kernel.errors import Invalid, NotFound, Refusal
from kernel.ids import new_id
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.errors import Held, MarkingFound
from marking.told import stopped
from submissions.commands import discs
from submissions.forms import submissions as writing_forms
from submissions.queries import discs as disc_reads
from submissions.rules.discs import Received
from submissions.workflow.discs import DISC, DiscState, Level

Answer = Template | Response[None]
REGISTERS = needs(Right.DISC_REGISTER)
SHOWN_AGAIN = (Invalid, MarkingFound, Held)
WORDS = ("from", "to", "remark")
FIELDS = (*WORDS, "carrier", "unit", "received", "level", "pieces")


@get("/discs", guards=[REGISTERS], include_in_schema=False)
async def index(
    request: AnyRequest,
    standing: Annotated[str, QueryParameter(name="state")] = "",
    after: FromQuery[UUID | None] = None,
) -> Template:
    """The register, newest first."""
    lines, more = await disc_reads.listed(actor(request), standing, after)
    following = str(lines[-1].id) if more else ""
    states = [(one.value, one.label) for one in DiscState]
    return await page(
        request, "submissions/discs.html", lines=lines, following=following, state=standing, states=states
    )


@get("/discs/new", guards=[REGISTERS], include_in_schema=False)
async def blank(request: AnyRequest) -> Template:
    """The form of a receipt."""
    return await _form(request, {"pieces": "1", "to": (await identity.me(actor(request)))["name"]})


@post("/discs/new", guards=[REGISTERS], include_in_schema=False)
async def receive(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """Register a receipt."""
    call = form.call(request)
    try:
        at = form.given_moment("received")
        given = Received(form.text("carrier"), form.uuid("unit"), at, form.text("level"), form.int("pieces"))
        words = {name: form.text(name)[: discs.LONGEST_NAME + 1] for name in WORDS}
        kept = await discs.receive(call, given, await gate.pass_gate(call, words))
    except SHOWN_AGAIN as refusal:
        return await _form(request, {name: form.text(name) for name in FIELDS}, refusal)
    return done(request, f"/discs/{kept.id}", "disc_received")


@get("/discs/register", guards=[REGISTERS], include_in_schema=False)
async def register(request: AnyRequest, year: FromQuery[int | None] = None) -> Template:
    """The register of a year, to be printed; that it was opened is in the journal."""
    me = actor(request)
    this = clock.local(clock.now()).year
    chosen = year if year and 2000 <= year <= this else this  # noqa: PLR2004 - no register is older
    since, until = datetime(chosen, 1, 1, tzinfo=LOCAL), datetime(chosen + 1, 1, 1, tzinfo=LOCAL)
    lines = await disc_reads.register(me, since, until)
    await discs.printed(Call(me), new_id(), f"register {chosen}")
    office = await identity.office(me)
    return await page(request, "submissions/disc_register.html", lines=lines, year=chosen, office=office.name)


@get("/discs/{id:uuid}", guards=[REGISTERS], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One disc and its chain of custody."""
    return await _show(request, id)


@get("/discs/{id:uuid}/slip", guards=[REGISTERS], include_in_schema=False)
async def slip(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The receipt for whoever handed it in, to be printed and signed."""
    me = actor(request)
    line = await disc_reads.disc(me, id)
    await discs.printed(Call(me), id, "slip")
    office = await identity.office(me)
    return await page(request, "submissions/disc_slip.html", disc=line, office=office.name)


@post("/discs/{id:uuid}/{action:str}", guards=[REGISTERS], include_in_schema=False)
async def act(request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]) -> Answer:
    """A step of the chain of custody."""
    if action not in DISC.actions():
        raise NotFound
    call = form.call(request)
    typed = {name: form.text(name)[: discs.LONGEST_NAME + 1] for name in ("note", "place") if form.text(name)}
    try:
        await discs.act(call, id, form.int("version"), action, await gate.pass_gate(call, typed))
    except SHOWN_AGAIN as refusal:
        return await _show(request, id, refusal, action, typed)
    return done(request, f"/discs/{id}", "disc_moved")


async def _show(
    request: AnyRequest, id: UUID, refusal: Refusal | None = None, opened: str = "", typed: dict[str, str] | None = None
) -> Template:
    me = actor(request)
    line = await disc_reads.disc(me, id)
    await seen.mark(me, discs.KIND, id)
    return await page(
        request, "submissions/disc.html", status=refusal.status if refusal else 200, disc=line, refusal=refusal,
        stopped=stopped(refusal), opened=opened, typed=typed or {}, readers=await disc_reads.readers(me, id),
    )  # fmt: skip


async def _form(request: AnyRequest, values: dict[str, str], refusal: Refusal | None = None) -> Template:
    me = actor(request)
    units = [(str(one.id), one.name) for one in await identity.units(me) if not one.office]
    now = writing_forms.typed(clock.now() - timedelta(minutes=1))
    return await page(
        request, "submissions/disc_new.html", status=refusal.status if refusal else 200, refusal=refusal, units=units,
        stopped=stopped(refusal), values={"received": now, **values}, levels=[(one.value, one.label) for one in Level],
    )  # fmt: skip


ROUTES: list[object] = [index, blank, receive, register, show, slip, act]
