"""The security administrator's page of ways in for programs and mails: OA keys, senders, what became of mails.

- A key's secret is shown on the page that answers its making, and on no other.
"""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import SYSTEM
from kernel.errors import Invalid, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.errors import Held, MarkingFound
from submissions.commands import intake, oa
from submissions.forms import submissions as writing_forms
from submissions.queries import intake as mail_reads
from submissions.queries import oa as key_reads
from submissions.rules.oa import Mode

KEEPS = needs(Right.CHANNEL_KEY)
SHOWN_AGAIN = (Invalid, MarkingFound, Held)
FIELDS = ("holder", "mode", "days", "reference", "account", "mail")
DAYS = 366


@get("/admin/channels", guards=[KEEPS], include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """Keys and senders."""
    return await _page(request)


@post("/admin/channels/keys", guards=[KEEPS], include_in_schema=False)
async def make_key(request: AnyRequest, form: NamedDependency[Form]) -> Template:
    """A new key; this answer shows its secret."""
    call = form.call(request)
    try:
        holder = form.uuid("holder")
        unit = (await identity.actor_of(holder)).unit
        words = writing_forms.examinable({"note": form.text("reference")})
        said = await gate.pass_gate(call, {"reference": words["note"]})
        made = await oa.make_key(call, oa.Grant(unit, holder, form.text("mode"), form.int("days")), said)
    except SHOWN_AGAIN as refusal:
        return await _page(request, refusal=refusal, typed={name: form.text(name) for name in FIELDS})
    return await _page(request, made=made.id, secret=await key_reads.secret(call.actor, made.id))


@post("/admin/channels/keys/{id:uuid}/revoke", guards=[KEEPS], include_in_schema=False)
async def revoke_key(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """The key is worth nothing from now on."""
    await oa.revoke_key(form.call(request), id, form.int("version"))
    return done(request, "/admin/channels", "oa_key_revoked")


@post("/admin/channels/senders", guards=[KEEPS], include_in_schema=False)
async def allow(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """An address may write in."""
    call = form.call(request)
    try:
        words = writing_forms.examinable({"contact": form.text("mail")})
        await intake.allow(call, form.uuid("account"), await gate.pass_gate(call, {"mail": words["contact"]}))
    except SHOWN_AGAIN as refusal:
        return await _page(request, refusal=refusal, typed={name: form.text(name) for name in FIELDS})
    return done(request, "/admin/channels", "intake_allowed")


@post("/admin/channels/senders/{id:uuid}/end", guards=[KEEPS], include_in_schema=False)
async def end(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """An address may no longer write in."""
    await intake.end(form.call(request), id, form.int("version"))
    return done(request, "/admin/channels", "intake_ended")


async def _page(
    request: AnyRequest, *, refusal: Refusal | None = None, typed: dict[str, str] | None = None,
    made: UUID | None = None, secret: str = "",
) -> Template:  # fmt: skip
    me = actor(request)
    return await page(
        request, "submissions/oa.html", status=refusal.status if refusal else 200, keys=await key_reads.keys(me),
        senders=await mail_reads.senders(me), mails=await mail_reads.mails(me), officers=await _officers(),
        modes=[(mode.value, mode.label) for mode in Mode], refusal=refusal, typed=typed or {"days": str(DAYS)}, made=made,
        secret=secret,
    )  # fmt: skip


async def _officers() -> list[tuple[str, str]]:
    """Every liaison officer with an account, by unit: who may answer for a key or an address."""
    found = []
    for unit in await identity.units(SYSTEM):
        accounts = await identity.holders(SYSTEM, Right.SUBMISSION_WRITE, unit.id)
        names = await identity.names(SYSTEM, accounts)
        found += [(str(account), f"{unit.name} {names.get(account, '')}") for account in accounts]
    return found


ROUTES: list[object] = [index, make_key, revoke_key, allow, end]
