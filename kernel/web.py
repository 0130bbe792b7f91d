"""What every page module uses of HTTP: forms, calls, redirects, guards.

- A form is read in memory within a limit, never spooled to disk: nothing unchecked may touch a disk.
- Every form of a signed-in person carries the session's token and an idempotency key; reading the form checks the token.
- A key is stored as it comes and no gate looks at it: letters, digits and three signs, nothing that could say something.
- A handler names the right it needs with `needs(Right.X)`, or is marked PUBLIC; a test demands one of the two.
"""

import hmac
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, quote
from uuid import UUID

from litestar import MediaType, Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers.base import BaseRouteHandler
from litestar.response import Template
from multipart import MultipartSegment, ParserError, PushMultipartParser, parse_options_header

from kernel.actor import Actor, Call
from kernel.clock import LOCAL
from kernel.errors import CsrfFailed, Forbidden, Invalid, SignedOut, TooLarge

PUBLIC = {"public": True}
BODY_LIMIT = 64 * 1024 * 1024
FIELD_LIMIT = 4 * 1024 * 1024
FLASH = "zx_flash"
_KEY = re.compile(r"[A-Za-z0-9_+-]{0,80}")
AnyRequest = Request[Any, Any, Any]
Frame = Callable[[AnyRequest], Awaitable[dict[str, Any]]]
_frame: list[Frame] = []


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form, whole, in memory."""

    field: str
    name: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A parsed form. Missing fields read as empty text."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: tuple[Upload, ...] = ()

    def text(self, name: str, default: str = "") -> str:
        """The field with plain line feeds, outer blanks removed."""
        values = self.fields.get(name)
        # No keyboard types a NUL; PostgreSQL takes none.
        return values[0].replace("\r\n", "\n").replace("\0", "").strip() if values else default

    def all(self, name: str) -> list[str]:
        """Every value of a repeated field, blanks left out."""
        return [value.strip() for value in self.fields.get(name, []) if value.strip()]

    def int(self, name: str) -> int:
        """Raises Invalid naming the field."""
        try:
            return int(self.text(name))
        except ValueError:
            raise Invalid(fields={name: "not_a_number"}) from None

    def uuid(self, name: str) -> UUID:
        """Raises Invalid naming the field."""
        try:
            return UUID(self.text(name))
        except ValueError:
            raise Invalid(fields={name: "choose_one"}) from None

    def chosen(self, name: str) -> UUID | None:
        """The same where nothing may be chosen: None when empty. Raises Invalid naming the field."""
        return self.uuid(name) if self.text(name) else None

    def moment(self, name: str) -> datetime | None:
        """A local date and time as an input of kind datetime-local gives it; None when empty. Raises Invalid."""
        return moment(self.text(name), name)

    def given_moment(self, name: str) -> datetime:
        """The same where one must be given. Raises Invalid naming the field."""
        found = self.moment(name)
        if found is None:
            raise Invalid(fields={name: "required"})
        return found

    def day(self, name: str) -> date | None:
        """A date as an input of kind date gives it; None when empty. Raises Invalid naming the field."""
        try:
            return date.fromisoformat(self.text(name)) if self.text(name) else None
        except ValueError:
            raise Invalid(fields={name: "not_a_date"}) from None

    def given_day(self, name: str) -> date:
        """The same where one must be given. Raises Invalid naming the field."""
        found = self.day(name)
        if found is None:
            raise Invalid(fields={name: "required"})
        return found

    @property
    def key(self) -> str:
        """The form's idempotency key. Raises Invalid."""
        return _checked(self.text("_key"))

    def call(self, request: AnyRequest) -> Call:
        """Who asks, with this form's key."""
        return Call(actor(request), self.key)


def moment(text: str, name: str) -> datetime | None:
    """A local date and time as typed; None when empty. Raises Invalid naming the field."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LOCAL)
    except ValueError:
        raise Invalid(fields={name: "not_a_moment"}) from None


def install(frame: Frame) -> None:
    """The function that gives every page its frame: me, nav, notices, flash, csrf, large."""
    _frame[:] = [frame]


def actor(request: AnyRequest) -> Actor:
    """Who is signed in. Raises SignedOut."""
    user = request.scope.get("user")
    if not isinstance(user, Actor):
        raise SignedOut
    return user


def needs(*rights: str) -> Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], None]:
    """A guard: signed in, and the rights table grants one of `rights`."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
        user = connection.scope.get("user")
        if not isinstance(user, Actor):
            raise SignedOut
        if not any(user.may(right) for right in rights):
            raise Forbidden(action="")

    return guard


def signed_in(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard for what everyone with an account may do."""
    if not isinstance(connection.scope.get("user"), Actor):
        raise SignedOut


async def framed(request: AnyRequest) -> dict[str, Any]:
    """The frame of this request's page: for a page that reads it together with what it shows."""
    return await _frame[0](request) if _frame else {}


async def page(request: AnyRequest, name: str, *, status: int = 200, **context: Any) -> Template:
    """A page inside its frame."""
    return page_in(await framed(request), request, name, status=status, **context)


def page_in(frame: dict[str, Any], request: AnyRequest, name: str, *, status: int = 200, **context: Any) -> Template:
    """A page inside a frame that is read already."""
    cookies = [Cookie(FLASH, path="/", max_age=0)] if request.cookies.get(FLASH) else []
    return Template(name, context={**frame, **context}, media_type=MediaType.HTML, status_code=status, cookies=cookies)


def done(request: AnyRequest, url: str, flash: str = "") -> Response[None]:
    """After a write: go to `url` and say `flash` (a code of templates/messages.toml) there."""
    cookies = [Cookie(FLASH, value=flash, path="/", max_age=60, httponly=True, samesite="lax")] if flash else []
    if request.headers.get("hx-request"):
        return Response(None, status_code=204, headers={"HX-Redirect": url}, cookies=cookies)
    return Response(None, status_code=303, headers={"Location": url}, cookies=cookies)


def as_file(name: str, data: bytes, media: str) -> Response[bytes]:
    """A file under its own name, always as a download."""
    named = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=media, headers={"content-disposition": named})


async def provide_form(request: AnyRequest) -> Form:
    """The dependency `form`. Raises TooLarge, Invalid, CsrfFailed."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == "multipart/form-data":
        form = await _multipart(request, options.get("boundary", ""))
    else:
        body = b"".join([chunk async for chunk in _limited(request, FIELD_LIMIT)])
        form = Form(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=2000))
    check_token(request, form.text("_csrf"))
    return form


async def provide_call(request: AnyRequest) -> Call:
    """The dependency `call` of the JSON API: token and idempotency key from headers. Raises CsrfFailed, Invalid."""
    check_token(request, request.headers.get("x-csrf-token", ""))
    return Call(actor(request), _checked(request.headers.get("idempotency-key", "")))


def check_token(request: AnyRequest, given: str) -> None:
    """Raise CsrfFailed unless the session's token came along. A person not signed in has none to abuse."""
    session = request.scope.get("auth")
    expected = getattr(session, "csrf", "")
    if expected and not hmac.compare_digest(expected.encode(), given.encode()):
        raise CsrfFailed


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise Invalid(fields={"_key": "not_a_key"})
    return key


async def _limited(request: AnyRequest, limit: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit=f"{limit // 1024 // 1024} MB")
        yield chunk


async def _multipart(request: AnyRequest, boundary: str) -> Form:
    fields: dict[str, list[str]] = {}
    files: list[Upload] = []
    head: MultipartSegment | None = None
    data = bytearray()
    try:
        with PushMultipartParser(boundary, max_segment_count=500) as parser:
            async for chunk in _limited(request, BODY_LIMIT):
                for part in parser.parse(chunk):
                    if isinstance(part, MultipartSegment):
                        head, data = part, bytearray()
                    elif part:
                        data += part
                        if head is not None and head.filename is None and len(data) > FIELD_LIMIT:
                            raise TooLarge(limit=f"{FIELD_LIMIT // 1024 // 1024} MB")
                    elif head is not None:
                        _keep(head, bytes(data), fields, files)
    except (ParserError, ValueError) as error:
        raise Invalid from error
    return Form(fields, tuple(files))


def _keep(head: MultipartSegment, data: bytes, fields: dict[str, list[str]], files: list[Upload]) -> None:
    if head.filename is None:
        fields.setdefault(head.name, []).append(data.decode("utf-8", "replace"))
    elif head.filename or data:
        files.append(Upload(head.name, head.filename, head.content_type or "", data))
