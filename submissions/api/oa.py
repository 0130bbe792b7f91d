"""The signed API of the units' OA systems (docs/oa.md).

- No session and no cookie: each request is signed with the unit's key; what the key's unit may not see is not there.
- A text needs Idempotency-Key. The same request repeated gets the stored answer; another one under the key is refused.
- Attachments travel in the body as base64; everything passes the gate before anything is stored. What a person would
  have to declare is refused here: it is written in the system, where two people answer for it.
"""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, HeaderParameter, JSONBody

from crypto import sm3
from gate import commands as gate
from kernel.actor import Call
from kernel.errors import Invalid, NotFound, TooLarge
from kernel.problem import problems
from kernel.web import BODY_LIMIT, PUBLIC, AnyRequest
from submissions.commands import oa
from submissions.errors import FileTooLarge, OaUnsigned
from submissions.forms import submissions as forms
from submissions.queries import channels as channel_reads
from submissions.queries import lists as submission_lists
from submissions.queries import records as submission_records
from submissions.rules import oa as rules
from submissions.rules.oa import Signed
from submissions.rules.records import LARGEST_FILE, MOST_FILES, Choice, Details
from submissions.rules.text import LONGEST_BODY, LONGEST_LINE, LONGEST_TITLE

SIGNED = "signed request: X-ZX-Key, X-ZX-Date, X-ZX-Nonce, X-ZX-Digest, X-ZX-Signature (docs/oa.md)"
Header = Annotated[str, HeaderParameter(name="idempotency-key", required=False)]
Code = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{0,40}$")]
Shut = Annotated[str, msgspec.Meta(max_length=LONGEST_LINE)]


class Attachment(msgspec.Struct, forbid_unknown_fields=True):
    """A file; `content` is base64 of its bytes."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    content: Annotated[str, msgspec.Meta(max_length=LARGEST_FILE * 4 // 3 + 8)]


class SignOff(msgspec.Struct, forbid_unknown_fields=True):
    """A sign-off made in the OA: who of the unit's registered signers, in which capacity, when."""

    signer: UUID
    capacity: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    signed_at: Annotated[datetime, msgspec.Meta(tz=True)]


class OaSubmission(msgspec.Struct, forbid_unknown_fields=True):
    """A text from the unit's OA. Codes are those of GET /api/v1/oa/lists."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TITLE)]
    body: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_BODY)]
    category: Code
    urgency: Code
    genre: Code
    learned: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    source: Shut = ""
    contact: Shut = ""
    attachments: Annotated[list[Attachment], msgspec.Meta(max_length=MOST_FILES)] = []
    signed: SignOff | None = None


class Taken(msgspec.Struct):
    """What became of it: `to_sign` waits for the unit's signer, `submitted` has arrived."""

    id: UUID
    state: str
    number: str


class Standing(msgspec.Struct):
    """Where a text of the unit stands; `reply` is what the office asked for, if anything."""

    id: UUID
    number: str
    state: str
    title: str
    submitted: datetime | None
    reply: str


class Entry(msgspec.Struct):
    """A code and what it stands for."""

    code: str
    label: str


class OaLists(msgspec.Struct):
    """The office's lists, the ways open for each genre's code, and the unit's signers."""

    categories: list[Entry]
    urgencies: list[Entry]
    genres: list[Entry]
    open_genres: list[str]
    signers: list[Entry]


async def _genuine(request: AnyRequest) -> None:
    """Before anything of the request is looked at: who sends it. The body is read once, whole, within its limit."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > BODY_LIMIT:
        raise TooLarge(limit=f"{BODY_LIMIT // 1024 // 1024} MB")
    query = request.scope["query_string"].decode("latin-1")
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    target = raw.decode("latin-1").partition("?")[0] + (f"?{query}" if query else "")
    caller = await oa.authenticated(request.method, target, rules.presented(request.headers), await request.body())
    request.scope["user"], request.scope["state"]["oa"] = caller.actor, caller


def _caller(request: AnyRequest) -> oa.Caller:
    caller = request.scope["state"].get("oa")
    if not isinstance(caller, oa.Caller):
        raise OaUnsigned
    return caller


@post(
    "/api/v1/oa/submissions", opt=PUBLIC, before_request=_genuine, tags=["oa"], description=SIGNED, security=[{"oa": []}],
    responses=problems(400, 401, 409, 413, 422, 429, 503),
)  # fmt: skip
async def send(request: AnyRequest, data: JSONBody[OaSubmission], idempotency_key: Header = "") -> Taken:
    """A text from the unit's OA."""
    caller = _caller(request)
    if not rules.REQUEST_KEY.fullmatch(idempotency_key):
        raise Invalid(fields={"idempotency-key": "oa_request_key"})
    digest = sm3.hash(msgspec.json.encode(data))
    at = await oa.answered(caller, idempotency_key, digest)
    if at is None:
        text = {name: getattr(data, name) for name in forms.TEXTS}
        text |= {"capacity": data.signed.capacity} if data.signed else {}
        cleared = await gate.pass_gate(Call(caller.actor), text, [_file(one) for one in data.attachments])
        details = Details(data.category, data.urgency, data.genre, data.learned)
        signed = Signed(data.signed.signer, data.signed.capacity, data.signed.signed_at) if data.signed else None
        at = await oa.receive(caller, idempotency_key, digest, cleared, details, signed)
    numbers = await submission_lists.numbers(caller.actor, [at.id])
    return Taken(at.id, at.state, numbers.get(at.id, ""))


@get(
    "/api/v1/oa/submissions/{id:uuid}", opt=PUBLIC, before_request=_genuine, tags=["oa"], description=SIGNED, security=[{"oa": []}],
    responses=problems(400, 401, 404, 413, 429, 503),
)  # fmt: skip
async def standing(request: AnyRequest, id: FromPath[UUID]) -> Standing:
    """Where a text of the unit stands."""
    caller = _caller(request)
    sheet = await submission_records.show(caller.actor, id)
    if sheet.item.unit != caller.unit:
        raise NotFound
    line, reply = sheet.line, sheet.reply
    return Standing(id, line.number, str(line.state), sheet.title, line.sent, reply.note if reply else "")


@get(
    "/api/v1/oa/lists", opt=PUBLIC, before_request=_genuine, tags=["oa"], description=SIGNED, security=[{"oa": []}],
    responses=problems(400, 401, 413, 429, 503),
)  # fmt: skip
async def lists(request: AnyRequest) -> OaLists:
    """The codes a text is sent with, and who of the unit may be named as signer."""
    caller = _caller(request)
    known = await submission_lists.lists(caller.actor)
    open_genres = await channel_reads.open_genres(caller.actor, "oa")
    signers = await channel_reads.signers(caller.actor, caller.unit)
    return OaLists(
        _entries(known.categories), _entries(known.urgencies), _entries(known.genres), open_genres,
        [Entry(str(account), name) for account, name in signers.items()],
    )  # fmt: skip


def _entries(choices: tuple[Choice, ...]) -> list[Entry]:
    return [Entry(choice.code, choice.label) for choice in choices]


def _file(given: Attachment) -> tuple[str, bytes]:
    try:
        data = base64.b64decode(given.content, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(fields={"attachments": "not_base64"}) from None
    if len(data) > LARGEST_FILE:
        raise FileTooLarge(fields={"attachments": FileTooLarge.code}, limit=LARGEST_FILE // 1024 // 1024)
    return given.name, data


API: list[Any] = [send, standing, lists]
