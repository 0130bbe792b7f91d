"""The JSON API of submissions.

- The same commands and queries as the pages, behind the same gate; a refusal is RFC 9457 with the refusal's own status.
- A new text's `declared` names what is answered for by the digests that the refusal listed in `holds`; a move's
  `declared` is the tick of the second person, and holds for the version they saw.
- An act is repeated safely with the header Idempotency-Key; every writing request carries the session's token.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from gate import commands as gate
from identity.rights import Right
from kernel import seen
from kernel.actor import Call
from kernel.db import Done
from kernel.errors import NotFound
from kernel.problem import problems
from kernel.web import AnyRequest, actor, needs
from submissions.commands import moving, writing
from submissions.forms import submissions as forms
from submissions.pages.lists import reads
from submissions.queries import lists as submission_lists
from submissions.queries import records as submission_records
from submissions.rules.records import KIND, Details
from submissions.rules.text import (
    LONGEST_BODY,
    LONGEST_CODE,
    LONGEST_LINE,
    LONGEST_NOTE,
    LONGEST_PASSAGE,
    LONGEST_TITLE,
)
from submissions.rules.views import Line
from submissions.workflow.submission import WORKFLOW

Code = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{0,40}$")]


class NewSubmission(msgspec.Struct, forbid_unknown_fields=True):
    """A draft. Codes are those of the office's lists."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TITLE)]
    body: Annotated[str, msgspec.Meta(max_length=LONGEST_BODY)]
    category: Code
    urgency: Code
    genre: Code
    learned: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    release: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    source: Annotated[str, msgspec.Meta(max_length=LONGEST_LINE)] = ""
    contact: Annotated[str, msgspec.Meta(max_length=LONGEST_LINE)] = ""
    declared: Annotated[
        list[Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]], msgspec.Meta(max_length=1000)
    ] = []


class Act(msgspec.Struct, forbid_unknown_fields=True):
    """A move, made on the version the caller has seen."""

    action: str
    version: Annotated[int, msgspec.Meta(ge=1)]
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""
    code: Annotated[str, msgspec.Meta(max_length=LONGEST_CODE)] = ""
    passage: Annotated[str, msgspec.Meta(max_length=LONGEST_PASSAGE)] = ""
    declared: bool = False


class Row(msgspec.Struct):
    """A submission in a list."""

    id: UUID
    version: int
    number: str
    title: str
    state: str
    unit: UUID
    unit_name: str
    chars: int
    submitted: datetime | None
    due: datetime | None


class Rows(msgspec.Struct):
    """A page of a list; `next` goes into `after`."""

    items: list[Row]
    next: str | None


class Whole(msgspec.Struct):
    """A submission with its text and what the caller may do with it now."""

    row: Row
    body: str
    source: str
    contact: str
    category: str
    urgency: str
    genre: str
    learned: datetime | None
    release: datetime | None
    late_seconds: int | None
    actions: list[str]


@get("/api/v1/submissions", guards=[reads], tags=["submissions"], responses=problems(400, 401, 403, 422, 503))
async def listing(  # noqa: PLR0913, PLR0917 - the parameters of the address
    request: AnyRequest, standing: Annotated[str, QueryParameter(name="state")] = "", category: FromQuery[str] = "",
    unit: FromQuery[UUID | None] = None, q: FromQuery[str] = "", after: FromQuery[str] = "",
) -> Rows:  # fmt: skip
    """Submissions the caller may see, newest first; `q` finds two or more characters in title or text."""
    asked = {"state": standing, "category": category, "unit": str(unit or ""), "q": q, "after": after}
    found = await submission_lists.listing(actor(request), forms.wanted(forms.query_of(asked)))
    return Rows([_row(line) for line in found.lines], forms.token(found.next))


@post(
    "/api/v1/submissions", guards=[needs(Right.SUBMISSION_WRITE)], tags=["submissions"],
    responses=problems(400, 401, 403, 409, 413, 422, 503),
)  # fmt: skip
async def create(data: JSONBody[NewSubmission], call: NamedDependency[Call]) -> Done:
    """A new draft of the caller's unit."""
    text = {name: getattr(data, name) for name in forms.TEXTS}
    cleared = await gate.pass_gate(call, text, declared=[bytes.fromhex(digest) for digest in data.declared])
    return await writing.create(
        call, cleared, Details(data.category, data.urgency, data.genre, data.learned, data.release)
    )


@get("/api/v1/submissions/{id:uuid}", guards=[reads], tags=["submissions"], responses=problems(401, 403, 404, 503))
async def one(request: AnyRequest, id: FromPath[UUID]) -> Whole:
    """One submission; reading it is noted as opening its page is."""
    sheet = await submission_records.show(actor(request), id)
    await seen.mark(actor(request), KIND, id)
    return Whole(
        _row(sheet.line), sheet.body, sheet.source, sheet.contact, *sheet.details, sheet.learned, sheet.release,
        int(sheet.line.lag.total_seconds()) if sheet.line.lag else None, [offer.action for offer in sheet.offers if offer.enabled],
    )  # fmt: skip


@post(
    "/api/v1/submissions/{id:uuid}/acts", guards=[reads], tags=["submissions"], status_code=200,
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)  # fmt: skip
async def act(id: FromPath[UUID], data: JSONBody[Act], call: NamedDependency[Call]) -> Done:
    """Move a submission; which moves are possible now is told by `actions` of the submission."""
    if data.action not in WORKFLOW.actions():
        raise NotFound
    said = {name: text for name in ("note", "code", "passage") if (text := getattr(data, name))}
    said |= {"declared": "1"} if data.declared else {}
    return await moving.act(call, id, data.version, data.action, await gate.pass_gate(call, said))


def _row(line: Line) -> Row:
    return Row(
        line.id, line.version, line.number, line.title, str(line.state), line.unit, line.unit_name, line.chars,
        line.sent, line.clock.due if line.clock else None,
    )  # fmt: skip


API: list[Any] = [listing, create, one, act]
