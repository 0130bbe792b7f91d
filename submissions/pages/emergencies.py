"""Phone reports and debts: their lists, their pages, their acts (SUB-09, DU-01)."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Template
from markupsafe import Markup

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import reach, seen
from kernel.errors import Invalid, NotAllowedNow, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.errors import Held, MarkingFound
from marking.told import stopped
from submissions.commands import debts, phone, signing_together
from submissions.errors import DeviceMustSign
from submissions.forms import emergencies as forms
from submissions.forms import submissions as writing_forms
from submissions.pages.lists import options, reads
from submissions.queries import debts as debt_reads
from submissions.queries import lists as submission_lists
from submissions.queries import phone as phone_reads
from submissions.workflow.debts import KIND as DEBT
from submissions.workflow.debts import DebtState
from submissions.workflow.events import PHONE_KIND, PhoneState
from typeset.reading import html

Answer = Template | Response[None]
SHOWN_AGAIN = (Invalid, MarkingFound, Held, NotAllowedNow)
Standing = Annotated[str, QueryParameter(name="state")]


@get("/debts", guards=[reads], include_in_schema=False)
async def owed(request: AnyRequest, standing: Standing = "", after: FromQuery[str] = "") -> Template:
    """Debts of the viewer's unit, of every unit for the office; those still owed unless asked otherwise."""
    states = tuple(DebtState) if standing == "all" else (DebtState.OWED,)
    lines, more = await debt_reads.listing(actor(request), states, forms.place(after))
    return await page(
        request, "submissions/debts.html", lines=lines, state=standing,
        following=writing_forms.token(lines[-1].key) if more else "",
    )  # fmt: skip


@get("/debts/{id:uuid}", guards=[reads], include_in_schema=False)
async def debt(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """A debt with the text as it was sent."""
    return await _debt(request, id)


@post("/debts/{id:uuid}/{action:str}", guards=[reads], include_in_schema=False)
async def act_on_debt(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Answer:
    """Sign late, disagree, excuse."""
    call = form.call(request)
    try:
        said = await gate.pass_gate(call, writing_forms.said(form))
        await debts.act(call, id, form.int("version"), action, said)
    except DeviceMustSign:
        asked = await signing_together.ask_late(call, id, form.int("version"), said, reach.service_of(request))
        return done(request, f"/sign/device/{asked.id}")
    except SHOWN_AGAIN as refusal:
        return await _debt(request, id, refusal, action, {"note": form.text("note")})
    return done(request, f"/debts/{id}", f"debt_{action}")


@get("/phone", guards=[reads], include_in_schema=False)
async def calls(request: AnyRequest, standing: Standing = "", after: FromQuery[str] = "") -> Template:
    """Phone reports; those whose text is waited for unless asked otherwise."""
    me = actor(request)
    states = tuple(PhoneState) if standing == "all" else (PhoneState.NOTED,)
    lines, more = await phone_reads.listing(me, states, forms.place(after))
    return await page(
        request, "submissions/phone_notes.html", lines=lines, state=standing, may_note=me.may(Right.PHONE_NOTE),
        following=writing_forms.token(lines[-1].key) if more else "",
    )  # fmt: skip


@get("/phone/new", guards=[needs(Right.PHONE_NOTE)], include_in_schema=False)
async def blank(request: AnyRequest) -> Template:
    """The form of a call."""
    return await _call_form(request, {"called": forms.now_typed()})


@post("/phone/new", guards=[needs(Right.PHONE_NOTE)], include_in_schema=False)
async def take(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """Note a call."""
    call = form.call(request)
    try:
        words = {name: form.text(name)[: phone.LONGEST[name] + 1] for name in forms.WORDS}
        kept = await phone.note(call, await gate.pass_gate(call, words), forms.taken(form))
    except SHOWN_AGAIN as refusal:
        return await _call_form(request, {name: form.text(name) for name in forms.FIELDS}, refusal)
    return done(request, f"/phone/{kept.id}", "phone_note")


@get("/phone/{id:uuid}", guards=[reads], include_in_schema=False)
async def taken(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """A call and its text."""
    return await _call(request, id)


@post("/phone/{id:uuid}/draft", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def draft(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """Begin the text from the note."""
    try:
        made = await phone.draft(form.call(request), id)
    except SHOWN_AGAIN as refusal:
        return await _call(request, id, refusal, "draft")
    return done(request, f"/submissions/{made.id}/edit")


@post("/phone/{id:uuid}/link", guards=[reads], include_in_schema=False)
async def link(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """The text that follows is one that exists."""
    try:
        await phone.link(form.call(request), id, form.int("version"), form.uuid("submission"))
    except SHOWN_AGAIN as refusal:
        return await _call(request, id, refusal, "link")
    return done(request, f"/phone/{id}", "phone_link")


@post("/phone/{id:uuid}/drop", guards=[needs(Right.PHONE_NOTE)], include_in_schema=False)
async def drop(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """No text is wanted any more."""
    call = form.call(request)
    try:
        said = await gate.pass_gate(call, writing_forms.said(form))
        await phone.act(call, id, form.int("version"), "drop", said)
    except SHOWN_AGAIN as refusal:
        return await _call(request, id, refusal, "drop", {"note": form.text("note")})
    return done(request, f"/phone/{id}", "phone_drop")


async def _debt(
    request: AnyRequest,
    id: UUID,
    refusal: Refusal | None = None,
    opened: str = "",
    typed: Mapping[str, str] | None = None,
) -> Template:
    me = actor(request)
    sheet = await debt_reads.sheet(me, id)
    await seen.mark(me, DEBT, id)
    body = Markup(html(sheet.body))  # noqa: S704 - html() has cleaned it
    return await page(
        request, "submissions/debt.html", sheet=sheet, body=body, **_refused(refusal, opened, typed)
    )  # fmt: skip


async def _call(
    request: AnyRequest,
    id: UUID,
    refusal: Refusal | None = None,
    opened: str = "",
    typed: Mapping[str, str] | None = None,
) -> Template:
    me = actor(request)
    sheet = await phone_reads.sheet(me, id)
    await seen.mark(me, PHONE_KIND, id)
    return await page(request, "submissions/phone.html", sheet=sheet, **_refused(refusal, opened, typed))


async def _call_form(request: AnyRequest, values: Mapping[str, str], refusal: Refusal | None = None) -> Template:
    me = actor(request)
    office = await identity.office(me)
    units = [(str(unit.id), unit.name) for unit in await identity.units(me) if unit.id != office.id]
    return await page(
        request, "submissions/phone_new.html", values=values, units=units,
        levels=options((await submission_lists.lists(me)).levels), **_refused(refusal, "", None),
    )  # fmt: skip


def _refused(refusal: Refusal | None, opened: str, typed: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "refusal": refusal, "stopped": stopped(refusal), "status": refusal.status if refusal else 200, "opened": opened,
        "typed": dict(typed or {}),
    }  # fmt: skip


ROUTES: list[object] = [owed, debt, act_on_debt, calls, blank, take, taken, draft, link, drop]
