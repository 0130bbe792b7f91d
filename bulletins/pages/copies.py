"""Pages of copies: a reader's own file and pages, and the office's question which copy this is.

- Taking a file or looking at pages is a first reading, as opening the text is.
- A code or a file that says nothing is answered on the form's page, in words a person can act on.
"""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from bulletins.commands import copies as commands
from bulletins.commands import deliveries
from bulletins.pages.downloads import PRIVATE, attached
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import copies as queries
from bulletins.queries import deliveries as delivery_queries
from bulletins.queries.copies import CopySheet
from bulletins.rules.deliveries import HandedForm
from crypto import sm3
from identity.rights import Right
from kernel import seen
from kernel.actor import Call
from kernel.errors import NotFound, Refusal
from kernel.recent import Recent
from kernel.web import AnyRequest, Form, actor, needs, page
from typeset import pool
from typeset.turns import turn
from typeset.views import READING_DPI, Kind

READ = [needs(Right.DELIVERY_READ)]
CHECK = [needs(Right.COPY_CHECK)]
LONGEST_SHOWN = 120
_kept: Recent[bytes, Sequence[bytes]] = Recent(8)


@get("/deliveries/{id:uuid}/pdf", guards=READ, include_in_schema=False)
async def download(request: AnyRequest, id: FromPath[UUID]) -> Response[bytes]:
    """The reader's own copy as a file."""
    made = await given(request, id, HandedForm.PDF)
    return attached(made.data, "application/pdf", made.name)


@get("/deliveries/{id:uuid}/pages", guards=READ, include_in_schema=False)
async def pages(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The reader's own copy to look at."""
    made = await given(request, id, HandedForm.PAGES)
    reading = await delivery_queries.reading(actor(request), id)
    count = len(await drawn(request, made.data))
    return await page(request, "bulletins/copy.html", reading=reading, number=made.number, pages=count)


@get("/deliveries/{id:uuid}/pages/{number:int}", guards=READ, include_in_schema=False)
async def picture(request: AnyRequest, id: FromPath[UUID], number: FromPath[int]) -> Response[bytes]:
    """One page of the reader's own copy as a picture."""
    made = await given(request, id, HandedForm.PAGES)
    pictures = await drawn(request, made.data)
    if not 1 <= number <= len(pictures):
        raise NotFound
    return Response(pictures[number - 1], media_type="image/webp", headers=PRIVATE)


@get("/copies/check", guards=CHECK, include_in_schema=False)
async def ask(request: AnyRequest) -> Template:
    """The form."""
    return await _asked(request)


@post("/copies/check", guards=CHECK, include_in_schema=False)
async def answer(request: AnyRequest, form: NamedDependency[Form]) -> Template:
    """What the register says of the code or file, or why it says nothing."""
    call, text = form.call(request), form.text("code")
    digest = next((sm3.hash(upload.data) for upload in form.files if upload.field == "file"), b"")
    try:
        judged = await commands.judge(call, text, digest)
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _asked(request, text=text[:LONGEST_SHOWN], refusal=refusal)
    found = await queries.sheet(call.actor, judged.delivery, digest, told=judged.told)
    return await _asked(request, text=text, found=found)


async def _asked(
    request: AnyRequest, *, text: str = "", found: CopySheet | None = None, refusal: Refusal | None = None
) -> Template:
    status = refusal.status if refusal else 200
    return await page(
        request, "bulletins/copy_check.html", status=status, text=text, found=found, refusal=refusal,
        in_office=actor(request).may(Right.ISSUE_READ),
    )  # fmt: skip


async def given(request: AnyRequest, id: UUID, form: HandedForm) -> commands.CopyFile:
    """The reader's own copy, handed out; that is a first reading too."""
    me = actor(request)
    await deliveries.open_delivery(Call(me), id)
    made = await commands.hand_out(Call(me), id, form)
    await seen.mark(me, "delivery", id)
    return made


async def drawn(request: AnyRequest, data: bytes) -> Sequence[bytes]:
    """The pages of a copy; the last few are kept because a reader asks for one page after the other."""
    async with turn(actor(request).id):
        return await _kept.got(sm3.hash(data), lambda: pool.views(data, READING_DPI, Kind.WEBP))


ROUTES: list[object] = [download, pages, picture, ask, answer]
