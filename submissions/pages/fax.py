"""The duty desk's page for what comes by fax, telephone or on paper, and the unit's word on it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel.errors import Invalid, NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.errors import Held, MarkingFound
from marking.told import stopped
from submissions.commands import carriers, fax
from submissions.errors import FileTooLarge
from submissions.forms import channels as forms
from submissions.forms import submissions as writing_forms
from submissions.forms.submissions import optional_uuid
from submissions.pages.lists import choices, reads
from submissions.queries import channels as channel_reads
from submissions.queries import fax as entry_reads
from submissions.queries import lists as submission_lists
from submissions.rules.channels import AT_THE_DESK
from submissions.rules.records import LARGEST_FILE, MOST_FILES
from submissions.rules.text import LIMITS
from submissions.workflow.fax import ENTRY

Answer = Template | Response[None]
SHOWN_AGAIN = (Invalid, MarkingFound, Held, FileTooLarge)


@get("/duty/entries", guards=[needs(Right.ENTRY_WRITE)], include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """Entries that wait for their unit's word."""
    return await page(request, "submissions/entries.html", lines=await entry_reads.waiting(actor(request)))


@get("/duty/entries/new", guards=[needs(Right.ENTRY_WRITE)], include_in_schema=False)
async def blank(request: AnyRequest) -> Template:
    """The form; choosing the unit first brings its signers."""
    asked = {name: request.query_params.get(name, "") for name in ("unit", "channel")}
    return await _form(request, {**forms.FIRST, **{name: text for name, text in asked.items() if text}})


@post("/duty/entries/new", guards=[needs(Right.ENTRY_WRITE)], include_in_schema=False)
async def enter(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """Register it."""
    values = {name: form.text(name) for name in forms.FIELDS}
    call = form.call(request)
    try:
        came, details = forms.came(form), forms.details(form)
        own = {name: form.text(name)[: fax.LONGEST_SENDER + 1] for name in ("sender", "capacity")}
        text = writing_forms.examinable(writing_forms.parts(form)) | own
        cleared = await gate.pass_gate(call, text, writing_forms.files(form))
        note = {"note": form.text("why")} if came.owed else {}
        kept = await fax.enter(call, came, cleared, details, writing_forms.examinable(note))
    except SHOWN_AGAIN as refusal:
        return await _form(request, values, refusal, writing_forms.names(form))
    where = f"/submissions/{kept.id}" if kept.state == "submitted" else "/duty/entries"
    return done(request, where, f"entry_{kept.state}")


@post("/submissions/{id:uuid}/entry/{action:str}", guards=[needs(Right.SUBMISSION_SEND)], include_in_schema=False)
async def decide(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Response[None]:
    """The unit confirms or objects."""
    if action not in ENTRY.actions():
        raise NotFound
    call = form.call(request)
    said = await gate.pass_gate(call, writing_forms.examinable({"note": form.text("note")}))
    await fax.decide(call, id, form.int("version"), action, said)
    return done(request, f"/submissions/{id}", f"entry_{action}")


@post("/submissions/{id:uuid}/no-journal", guards=[reads], include_in_schema=False)
async def no_journal(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """The officer's word that the text is no internal journal."""
    call = form.call(request)
    reason = form.text("reason")
    if len(reason) > carriers.LONGEST_REASON:
        raise Invalid(fields={"reason": "too_long"})
    await carriers.no_journal(call, id, form.int("version"), await gate.pass_gate(call, {"reason": reason}))
    return done(request, f"/submissions/{id}", "carrier_said")


async def _form(
    request: AnyRequest, values: dict[str, Any], refusal: Refusal | None = None, chosen: list[str] | None = None
) -> Template:
    me = actor(request)
    unit = optional_uuid(values.get("unit", ""))
    signers = await channel_reads.signers(me, unit) if unit else {}
    lists = await submission_lists.lists(me)
    units = [(str(one.id), one.name) for one in await identity.units(me) if not one.office]
    return await page(
        request, "submissions/entry_new.html", status=refusal.status if refusal else 200, values=values, refusal=refusal,
        stopped=stopped(refusal), limits=LIMITS, chosen=chosen or [], units=units, choices=choices(lists),
        signers=[(str(account), name) for account, name in signers.items()],
        ways=[(way.value, way.label) for way in AT_THE_DESK], most_files=MOST_FILES,
        largest_file=LARGEST_FILE // 1024 // 1024, signings=[(one.value, one.label) for one in forms.Signing],
    )  # fmt: skip


ROUTES: list[object] = [index, blank, enter, decide, no_journal]
