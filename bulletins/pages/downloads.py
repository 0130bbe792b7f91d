"""An issue as files: what was printed, as PDF and as OFD, under its own name."""

from urllib.parse import quote
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from bulletins.commands import typesetting
from bulletins.queries import issues as queries
from crypto import sm3
from identity.rights import Right
from kernel import seen
from kernel.actor import Call
from kernel.blobs import Blob
from kernel.web import AnyRequest, actor, needs

PRIVATE = {"Cache-Control": "private, no-store"}


@get("/issues/{id:uuid}/pdf", guards=[needs(Right.ISSUE_READ)], include_in_schema=False)
async def pdf(request: AnyRequest, id: FromPath[UUID]) -> Response[bytes]:
    """The printed issue as PDF."""
    me = actor(request)
    blob = await queries.pdf(me, id)
    await seen.mark(me, "issue", id)
    return attached(blob.data, blob.media, blob.name)


@get("/issues/{id:uuid}/ofd", guards=[needs(Right.ISSUE_READ)], include_in_schema=False)
async def ofd(request: AnyRequest, id: FromPath[UUID]) -> Response[bytes]:
    """The printed issue as OFD."""
    me = actor(request)
    blob: Blob = await queries.ofd(me, id)
    await seen.mark(me, "issue", id)
    return attached(blob.data, blob.media, blob.name)


@get("/issues/{id:uuid}/export/{ending:str}", guards=[needs(Right.ISSUE_COMPILE)], include_in_schema=False)
async def export(request: AnyRequest, id: FromPath[UUID], ending: FromPath[str]) -> Response[bytes]:
    """An approved issue as docx or HTML, for who must edit it outside; who took which bytes is in the journal."""
    me = actor(request)
    name, file = await queries.exported(me, id, ending)
    await typesetting.export(Call(me), id, ending, sm3.hash(file.data))
    return attached(file.data, file.media, name)


def attached(data: bytes, media: str, name: str) -> Response[bytes]:
    """A file to be saved; its name in RFC 5987 form, and one of ASCII for programs that know no other."""
    plain = f"issue.{name.rpartition('.')[2]}"
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=media, headers={**PRIVATE, "Content-Disposition": named})


ROUTES: list[object] = [pdf, ofd, export]
