"""The JSON API of the gate and the register.

- A program signs in like a person: the answer sets the session's cookie and gives the form token, which every writing
  request carries as X-CSRF-Token.
"""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from identity import forms
from identity.commands import presence, signin
from identity.queries import register
from identity.rights import Right
from kernel import reach
from kernel.actor import Call
from kernel.errors import SignedOut
from kernel.problem import problems
from kernel.web import PUBLIC, AnyRequest, actor, needs, signed_in


class Credentials(msgspec.Struct, forbid_unknown_fields=True):
    """Login and password."""

    login: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]


class Me(msgspec.Struct):
    """Who is signed in. `csrf` belongs into X-CSRF-Token of every writing request."""

    id: UUID
    name: str
    unit: UUID
    unit_name: str
    roles: list[str]
    rights: list[str]
    csrf: str
    must_change_password: bool


class Statement(msgspec.Struct, forbid_unknown_fields=True):
    """A device's statement that it is at work; `nonce` as the last answer gave it. Bytes in hexadecimal digits."""

    device: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    nonce: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    signature: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{128}$")]


class Leave(msgspec.Struct, forbid_unknown_fields=True):
    """The device was taken out; `nonce` as the last answer gave it."""

    device: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    nonce: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Heard(msgspec.Struct):
    """`nonce` belongs into the next statement. Not accepted: it was about an older one, try again with this.

    `sessions` hang on the device; `waiting`: a sign-in of its account has not been answered yet. Neither: lock it.
    """

    accepted: bool
    nonce: str
    sessions: int
    waiting: bool


class UnitRow(msgspec.Struct):
    """A unit of the tree, parents before children."""

    id: UUID
    name: str
    kind: str
    parent: UUID | None
    direct: bool


@post("/api/v1/session", opt=PUBLIC, tags=["session"], status_code=201, responses=problems(400, 403, 503))
async def start(request: AnyRequest, data: JSONBody[Credentials]) -> Response[Me]:
    """Sign in."""
    terminal = request.client.host if request.client else ""
    previous = forms.session_of(request.cookies)
    signed = await signin.sign_in(data.login, data.password, terminal=terminal, previous=previous)
    known = await signin.recall(signed.session, terminal=terminal)
    if known is None:
        raise SignedOut
    return Response(await _me(known), status_code=201, cookies=[forms.session_cookie(signed.session)])


@delete("/api/v1/session", guards=[signed_in], tags=["session"], status_code=204, responses=problems(401, 403, 503))
async def end(request: AnyRequest, call: NamedDependency[Call]) -> None:
    """Sign out."""
    await signin.sign_out(Call(call.actor), request.scope["auth"].id_hash)


@get("/api/v1/me", guards=[signed_in], tags=["session"], responses=problems(401, 503))
async def me(request: AnyRequest) -> Me:
    """Who is signed in, with the form token."""
    return await _me(signin.Recalled(actor(request), request.scope["auth"]))


@get("/api/v1/units", guards=[needs(Right.BOOK_READ)], tags=["register"], responses=problems(401, 403, 503))
async def units(request: AnyRequest) -> list[UnitRow]:
    """All units in the agreed order."""
    tree = await register.units(actor(request))
    return [UnitRow(unit.id, unit.name, unit.kind.value, unit.parent, unit.direct) for unit in tree]


@post("/api/v1/device/presence", opt=PUBLIC, tags=["device"], status_code=200, responses=problems(400, 403, 503))
async def present(request: AnyRequest, data: JSONBody[Statement]) -> Heard:
    """The agent of a device at work says so, every two seconds; the device's signature says who it is."""
    nonce, signature = bytes.fromhex(data.nonce), bytes.fromhex(data.signature)
    heard = await presence.hear(reach.service_of(request), data.device, nonce, signature)
    return Heard(heard.accepted, heard.nonce.hex(), heard.sessions, heard.waiting)


@post("/api/v1/device/gone", opt=PUBLIC, tags=["device"], status_code=204, responses=problems(400, 403, 503))
async def gone(data: JSONBody[Leave]) -> None:
    """The agent says that the device was taken out: what was opened with it ends at once."""
    await presence.gone(data.device, bytes.fromhex(data.nonce))


async def _me(known: signin.Recalled) -> Me:
    who, session = known.actor, known.session
    words = await register.me(who)
    return Me(
        who.id, words["name"], who.unit, words["unit"], sorted(who.roles), sorted(who.rights), session.csrf,
        session.must_change,
    )  # fmt: skip


API: list[Any] = [start, end, me, units, present, gone]
