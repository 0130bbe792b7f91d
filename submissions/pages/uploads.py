"""Attachments in pieces, for the form's script; a form without scripts sends its files with itself.

Begin, then pieces in order, then finish; a GET says how much is there, so that a broken connection goes on from there.
"""

from dataclasses import dataclass
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Template

from identity.rights import Right
from kernel.actor import Call
from kernel.errors import Invalid, TooLarge
from kernel.web import AnyRequest, actor, needs
from marking.errors import Held, MarkingFound
from marking.told import stopped
from submissions.commands import uploads
from submissions.errors import UploadGone
from submissions.forms import drafts as draft_forms
from submissions.pages.drafts import answer
from submissions.rules.drafts import CHUNK, Ticket


@dataclass(frozen=True, slots=True)
class Announced:
    """A file before it comes. `digest`: SM3 in hexadecimal."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """How much is there; `upload` is what the form sends later, `piece` the size of a piece."""

    received: int
    upload: str = ""
    piece: int = CHUNK
    passed: bool = False


@post("/submissions/uploads", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False, status_code=200)
async def begin(data: JSONBody[Announced], call: NamedDependency[Call]) -> Arrived:
    """Announce a file."""
    try:
        digest = bytes.fromhex(data.digest)
    except ValueError:
        raise Invalid(fields={"files": "required"}) from None
    begun = await uploads.begin(call, data.name, data.size, digest)
    return Arrived(0, f"{begun.id}.{begun.token.hex()}")


@get("/submissions/uploads/{id:uuid}", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def state(request: AnyRequest, id: FromPath[UUID]) -> Arrived:
    """How much of it is there."""
    return Arrived(await uploads.received(actor(request), _ticket(request, id)))


@put("/submissions/uploads/{id:uuid}", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def piece(request: AnyRequest, id: FromPath[UUID], start: FromQuery[int], call: NamedDependency[Call]) -> Arrived:
    """One piece more."""
    data = bytearray()
    async for some in request.stream():
        data += some
        if len(data) > CHUNK:
            raise TooLarge(limit=f"{CHUNK // 1024} KB")
    return Arrived(await uploads.piece(call, _ticket(request, id), start, bytes(data)))


@post("/submissions/uploads/{id:uuid}/finish", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def finish(request: AnyRequest, id: FromPath[UUID], call: NamedDependency[Call]) -> Template | Response[Arrived]:
    """Everything is there: the gate looks at it."""
    ticket = _ticket(request, id)
    try:
        passed = await uploads.finish(call, ticket)
    except (MarkingFound, Held) as refusal:
        return answer(422, stopped=stopped(refusal))
    return Response(Arrived(await uploads.received(call.actor, ticket), passed=passed), status_code=200)


@delete("/submissions/uploads/{id:uuid}", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def drop(request: AnyRequest, id: FromPath[UUID], call: NamedDependency[Call]) -> None:
    """Throw it away."""
    await uploads.drop(call, _ticket(request, id))


def _ticket(request: AnyRequest, id: UUID) -> Ticket:
    found = draft_forms.ticket(str(id), request.headers.get("x-upload-token", ""))
    if found is None:
        raise UploadGone
    return found


ROUTES: list[object] = [begin, state, piece, finish, drop]
