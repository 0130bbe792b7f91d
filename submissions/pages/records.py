"""The record's page, for the unit and on the office's desk.

- One route carries every move of the record, and one more the same moves from the desk.
- A move that was refused stands open again with what was typed for it.
"""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from markupsafe import Markup, escape

from gate import commands as gate
from identity.rights import Right
from kernel import reach, seen
from kernel.actor import Actor
from kernel.errors import Invalid, NotFound, Refusal
from kernel.reads import together
from kernel.web import AnyRequest, Form, actor, as_file, done, framed, needs, page_in
from marking.errors import Held, MarkingFound
from marking.masking import Exposed, exposed
from marking.told import Told, quotations, stopped, why
from scores.queries import worth
from submissions.commands import moving, signing_together
from submissions.errors import DeviceMustSign
from submissions.forms import submissions as forms
from submissions.pages.lists import options, reads
from submissions.queries import assignments, checklist, claims, examples, nearness
from submissions.queries import channels as channel_reads
from submissions.queries import debts as debt_reads
from submissions.queries import events as event_reads
from submissions.queries import fax as entries
from submissions.queries import lists as submission_lists
from submissions.queries import phone as phone_reads
from submissions.queries import records as submission_records
from submissions.queries import signing as signing_reads
from submissions.rules.records import KIND, Lists
from submissions.rules.signing import Wanted
from submissions.rules.views import Sheet
from submissions.workflow.examples import USED
from submissions.workflow.submission import WORKFLOW, State
from typeset.reading import html

Answer = Template | Response[None]
_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True, slots=True)
class Refused:
    """A move that did not take place, with what was typed for it."""

    refusal: Refusal
    action: str
    typed: dict[str, str]


@get("/submissions/{id:uuid}", guards=[reads], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The record."""
    return await _record(request, id, "submissions/show.html")


@get("/submissions/{id:uuid}/files/{file:uuid}", guards=[reads], include_in_schema=False)
async def download(request: AnyRequest, id: FromPath[UUID], file: FromPath[UUID]) -> Response[bytes]:
    """An attachment, always as a download."""
    me = actor(request)
    blob = await submission_records.file(me, id, file)
    await seen.mark(me, KIND, id)
    return as_file(blob.name, blob.data, blob.media)


@get("/submissions/{id:uuid}/signatures/{signature:uuid}", guards=[reads], include_in_schema=False)
async def proof(request: AnyRequest, id: FromPath[UUID], signature: FromPath[UUID]) -> Response[bytes]:
    """What a device has signed, with its certificate: `zhengxun verify` checks it."""
    me = actor(request)
    data = await signing_reads.proof(me, id, signature)
    await seen.mark(me, KIND, id)
    return as_file(f"sign-off-{signature}.json", data, "application/json")


@post("/submissions/{id:uuid}/{action:str}", guards=[reads], include_in_schema=False)
async def act(request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]) -> Answer:
    """Any move of the record."""
    try:
        refused = await _act(request, id, action, form)
    except DeviceMustSign:
        return await _to_device(request, id, form)
    if refused:
        return await _record(request, id, "submissions/show.html", refused)
    return done(request, f"/submissions/{id}{'/edit' if action == 'revise' else ''}", f"submission_{action}")


@get("/desk/{id:uuid}", guards=[needs(Right.SUBMISSION_READ)], include_in_schema=False)
async def screen(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One submission on the desk: read it, then accept, return or decline."""
    return await _record(request, id, "submissions/screen.html")


@post("/desk/{id:uuid}/{action:str}", guards=[needs(Right.SUBMISSION_READ)], include_in_schema=False)
async def act_on_desk(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Answer:
    """A move made from the desk; then the next one that waits and that no colleague has."""
    refused = await _act(request, id, action, form)
    if refused:
        return await _record(request, id, "submissions/screen.html", refused)
    me = actor(request)
    waits = (await submission_lists.listing(me, forms.wanted({}, (State.SUBMITTED,), "due"))).lines
    had = await claims.of(me, KIND, [line.id for line in waits])
    free = (line.id for line in waits if line.id not in had or had[line.id].holder == me.id)
    following = next((f"/desk/{one}" for one in free), "/desk")
    return done(request, following, f"submission_{action}")


async def _act(request: AnyRequest, id: UUID, action: str, form: Form) -> Refused | None:
    """Carry the move out; a refusal that the page itself can show comes back."""
    call = form.call(request)
    if action not in WORKFLOW.actions():
        raise NotFound
    typed = {name: form.text(name) for name in ("code", "passage", "note") if form.text(name)}
    try:
        cleared = await gate.pass_gate(call, forms.said(form))
        await moving.act(call, id, form.int("version"), action, cleared)
    except (Invalid, MarkingFound, Held) as refusal:
        return Refused(refusal, action, typed)
    return None


async def _to_device(request: AnyRequest, id: UUID, form: Form) -> Answer:
    """The signer has a device: what it is to sign, with what was said, waits for its answer."""
    call = form.call(request)
    cleared, wanted = await gate.pass_gate(call, forms.said(form)), Wanted(id, form.int("version"))
    asked = await signing_together.ask_device(call, (wanted,), cleared, reach.service_of(request))
    return done(request, f"/sign/device/{asked.id}")


async def _record(request: AnyRequest, id: UUID, template: str, refused: Refused | None = None) -> Template:
    me = actor(request)
    async with together() as begin:  # the record first: what is read beside it is for nobody who may not see it
        showing, frame, lists = (
            begin(submission_records.show(me, id)),
            begin(framed(request)),
            begin(submission_lists.lists(me)),
        )
        beside = {
            "signing": begin(signing_reads.about(me, id)), "near": begin(nearness.near(me, id)),
            "ticked": begin(checklist.ticked(me, id)), "origin": begin(channel_reads.origin(me, id)),
            "entry": begin(entries.entry(me, id)), "debts": begin(debt_reads.of_submission(me, id)),
            "event": begin(event_reads.of_submission(me, id)), "call": begin(phone_reads.of_submission(me, id)),
            "answers": begin(assignments.tasks_of(me, id)), "worth": begin(worth.of_submission(me, id)),
            "example": begin(examples.why(me, id)),
        }  # fmt: skip
        sheet = await showing
        read: dict[str, Any] = {name: await answer for name, answer in beside.items()}
        around, codes = await frame, _codes(await lists)
    await seen.mark(me, KIND, id)
    refusal = refused.refusal if refused else None
    return page_in(
        around, request, template, status=refusal.status if refusal else 200, sheet=sheet, body=_marked(sheet), codes=codes,
        refusal=refusal, stopped=stopped(refusal), why=why, quoted=_quoted(sheet),
        exposed=_exposed(sheet, me), may_take_up=me.may(Right.ARTICLE_EDIT) and sheet.item.state == State.SCREENED,
        may_hold_up=me.may(Right.ARTICLE_EDIT) and sheet.item.state in USED, of_office=me.may(Right.SUBMISSION_READ),
        asked_about=sheet.line.sent and (me.may(Right.SUBMISSION_WRITE) or me.may(Right.ARTICLE_READ)),
        opened=refused.action if refused else "", typed=refused.typed if refused else {}, **read,
    )  # fmt: skip


def _codes(lists: Lists) -> dict[str, list[tuple[str, str]]]:
    """The choices of the record's own acts."""
    return {"return_codes": options(lists.return_codes), "decline_codes": options(lists.decline_codes)}


def _marked(sheet: Sheet) -> Markup:
    """The text, with the sentence that was sent back marked where it stands in one run of words."""
    passage = str(escape(sheet.reply.passage)) if sheet.reply else ""
    pieces = _TAG.split(html(sheet.body))
    at = next((n for n, piece in enumerate(pieces) if passage and passage in piece and not piece.startswith("<")), None)
    if at is not None:
        pieces[at] = pieces[at].replace(passage, f'<mark id="passage">{passage}</mark>', 1)
    return Markup("".join(pieces))  # noqa: S704 - html() has cleaned it, the passage is escaped


def _quoted(sheet: Sheet) -> dict[bytes, Told]:
    """The passages that are held in the text, for those who have to judge them."""
    if all(hold.content for hold in sheet.holds):
        return {}
    return quotations({name: getattr(sheet, name) for name in forms.TEXTS})


def _exposed(sheet: Sheet, me: Actor) -> tuple[Exposed, ...]:
    """Personal numbers, while the unit can still take them out."""
    if sheet.item.unit != me.unit or sheet.item.state not in {State.DRAFT, State.TO_SIGN}:
        return ()
    return exposed({name: getattr(sheet, name) for name in forms.TEXTS})


ROUTES: list[object] = [show, download, proof, act, screen, act_on_desk]
