"""What a leader's browser keeps for a bad network: the pack, the key it is closed with, the page that opens it (ADR 0019).

- The key is made from the session: the same while it lasts, another for the next one; it is stored nowhere here. A session
  that has ended is given no key.
- The pack is the desk with every item in it, as the page shows them. Making it reads; it opens nothing in the reader's name.
- The page that opens a pack holds no word of anybody's: a browser may keep it as it keeps a picture.
"""

from base64 import b64encode
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from bulletins.commands import leader as commands
from bulletins.pages.copies import drawn, given
from bulletins.pages.leader import WRITE, by_script, drawing
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import leader as queries
from bulletins.rules import ink
from bulletins.rules.deliveries import HandedForm
from crypto import sm3
from gate import commands as gate
from identity.queries import register as identity
from kernel import vault
from kernel.errors import Refusal
from kernel.web import PUBLIC, AnyRequest, Form, actor, done, page
from marking.told import stopped

PURPOSE = "leader.pack 1"
LONGEST = 500


@get("/leader/pack", guards=WRITE, include_in_schema=False)
async def pack(request: AnyRequest) -> Template:
    """Every item of the desk, as fragments."""
    found = await queries.desk(actor(request))
    return Template("bulletins/leader_pack.html", context={"desk": found, **drawing()})


@get("/leader/key", guards=WRITE, include_in_schema=False)
async def key(request: AnyRequest) -> Response[dict[str, str]]:
    """What this session's pack is closed with, until when, whose it is, and the token its acts are sent with."""
    session, me = request.scope["auth"], actor(request)
    made = sm3.hmac(vault.derive(PURPOSE), session.id_hash + me.id.bytes)
    names = await identity.names(me, [me.id])
    return Response(
        {
            "key": b64encode(made).decode(), "pack": sm3.hash(made).hex()[:16], "until": session.ends.isoformat(),
            "person": str(me.id), "name": names.get(me.id, ""), "csrf": session.csrf,
        }
    )  # fmt: skip


@get("/leader/shell", opt=PUBLIC, include_in_schema=False)
async def shell() -> Template:
    """The empty desk: what a browser without a network opens its pack in."""
    return Template("bulletins/leader_shell.html")


@get("/leader/{id:uuid}/pages", guards=WRITE, include_in_schema=False)
async def pages(request: AnyRequest, id: FromPath[UUID]) -> Response[dict[str, Any]]:
    """How many pages the reader's own copy has, and what ink on each is bound to."""
    made = await given(request, id, HandedForm.PAGES)
    issue = await queries.issue_of(actor(request), id)
    count = len(await drawn(request, made.data))
    return Response({"bound": [ink.bound(issue.pdf_digest, number) for number in range(1, count + 1)]})


@get("/leader/phrases", guards=WRITE, include_in_schema=False)
async def phrases(request: AnyRequest) -> Template:
    """The reader's own phrases."""
    return await _phrases(request)


@post("/leader/phrases", guards=WRITE, include_in_schema=False)
async def change_phrases(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Add one, or take one away."""
    call = form.call(request)
    try:
        if form.text("drop"):
            await commands.drop_phrase(call, form.uuid("drop"))
        else:
            await commands.add_phrase(call, await gate.pass_gate(call, {"text": form.text("text")[:LONGEST]}))
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _phrases(request, refusal, form.text("text"))
    return done(request, "/leader/phrases", "phrases_kept")


@post("/leader/large", guards=WRITE, include_in_schema=False)
async def large(request: AnyRequest, form: NamedDependency[Form]) -> Response[Any]:
    """Large text, for this person on whatever machine."""
    await commands.read_large(form.call(request), form.text("large") == "1")
    return Response({"done": "large"}, status_code=200) if by_script(request) else done(request, "/leader")


async def _phrases(request: AnyRequest, refusal: Refusal | None = None, typed: str = "") -> Template:
    return await page(
        request, "bulletins/leader_phrases.html", status=refusal.status if refusal else 200,
        phrases=await queries.own_phrases(actor(request)), most=commands.MOST_PHRASES, refusal=refusal, typed=typed,
        stopped=stopped(refusal),
    )  # fmt: skip


ROUTES: list[object] = [pack, key, shell, pages, phrases, change_phrases, large]
