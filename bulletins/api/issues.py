"""JSON API of this package, under /api/v1: issues and instructions, and the check of a copy, within the caller's rights."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from bulletins.commands import copies
from bulletins.queries import copies as copy_queries
from bulletins.queries import instructions as instruction_queries
from bulletins.queries import issues as queries
from bulletins.queries.issues import Wanted
from bulletins.rules.issues import Issue
from bulletins.workflow.instruction import READERS
from identity.rights import Right
from kernel import seen
from kernel.actor import Call
from kernel.problem import problems
from kernel.web import AnyRequest, actor, needs


class IssueShort(msgspec.Struct, frozen=True):
    """An issue in a list."""

    id: UUID
    kind: str
    state: str
    version: int
    name: str
    year: int | None
    number: int | None
    total: int | None
    created: datetime
    released: datetime | None


class ArticleOut(msgspec.Struct, frozen=True):
    """An article of an issue."""

    id: UUID
    title: str
    markdown: str
    characters: int
    submissions: list[UUID]


class IssueFull(msgspec.Struct, frozen=True):
    """An issue with its articles. `pdf_sm3`: hexadecimal, empty before typesetting."""

    issue: IssueShort
    articles: list[ArticleOut]
    pdf_sm3: str


class IssuePage(msgspec.Struct, frozen=True):
    """A page of a list; `next` is the mark to ask again with."""

    items: list[IssueShort]
    next: UUID | None


class InstructionOut(msgspec.Struct, frozen=True):
    """An instruction."""

    id: UUID
    state: str
    version: int
    issue: UUID
    article: UUID | None
    text: str
    written: datetime
    due: datetime | None
    units: list[UUID]


class InstructionPage(msgspec.Struct, frozen=True):
    """A page of a list."""

    items: list[InstructionOut]
    next: UUID | None


class CopyAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code as it was typed or scanned, the file's SM3 in hexadecimal, or both."""

    code: Annotated[str, msgspec.Meta(max_length=200)] = ""
    sm3: Annotated[str, msgspec.Meta(pattern="^([0-9a-fA-F]{64})?$")] = ""


class CopyGiven(msgspec.Struct, frozen=True):
    """A file or pages given to somebody. `form`: pdf or pages; `sm3`: hexadecimal, of the PDF."""

    form: str
    who: str
    at: datetime
    sm3: str


class CopyFound(msgspec.Struct, frozen=True):
    """The copy. `file`: none, same, plain (the office's file), other (copy `other` of this issue), differs."""

    issue: UUID
    name: str
    number: int
    recipient: str
    given: list[CopyGiven]
    file: str
    other: int


@get("/api/v1/issues", guards=[needs(Right.ISSUE_READ)], responses=problems(400, 401, 403, 503), tags=["issues"])
async def issues(
    request: AnyRequest,
    at: Annotated[str, QueryParameter(name="state", description="a state's code")] = "",
    before: FromQuery[UUID | None] = None,
) -> IssuePage:
    """Issues, newest first."""
    listed = await queries.listing(actor(request), Wanted(at, None, before))
    return IssuePage([_short(line.issue) for line in listed.lines], listed.next)


@get(
    "/api/v1/issues/{id:uuid}",
    guards=[needs(Right.ISSUE_READ)],
    responses=problems(401, 403, 404, 503),
    tags=["issues"],
)
async def issue(request: AnyRequest, id: FromPath[UUID]) -> IssueFull:
    """One issue with its articles; reading it is noted as opening its page is."""
    found = await queries.record(actor(request), id)
    await seen.mark(actor(request), "issue", id)
    articles = [
        ArticleOut(item.id, item.title, item.body, item.chars, [source.submission for source in item.sources])
        for item in found.articles
    ]
    return IssueFull(_short(found), articles, found.pdf_digest.hex())


@get("/api/v1/instructions", guards=[needs(*READERS)], responses=problems(400, 401, 403, 503), tags=["instructions"])
async def instructions(
    request: AnyRequest,
    at: Annotated[str, QueryParameter(name="state", description="a state's code")] = "",
    before: FromQuery[UUID | None] = None,
) -> InstructionPage:
    """Instructions the caller may see, newest first."""
    lines, more = await instruction_queries.listing(actor(request), at, before)
    found = [line.instruction for line in lines]
    return InstructionPage(
        [
            InstructionOut(
                entry.id, entry.state, entry.version, entry.issue, entry.article, entry.text, entry.created, entry.due,
                [target.unit for target in entry.targets],
            )
            for entry in found
        ],
        more,
    )  # fmt: skip


@post(
    "/api/v1/copies/check", guards=[needs(Right.COPY_CHECK)], tags=["copies"], status_code=200,
    responses=problems(400, 401, 403, 422, 503),
)  # fmt: skip
async def check(data: JSONBody[CopyAsked], call: NamedDependency[Call]) -> CopyFound:
    """Which copy a code or a file is. A code that is not genuine, or of no copy, is refused with the reason."""
    digest = bytes.fromhex(data.sm3)
    judged = await copies.judge(call, data.code.strip(), digest)
    found = await copy_queries.sheet(call.actor, judged.delivery, digest, told=judged.told)
    given = [CopyGiven(str(one.form), one.who, one.at, one.digest) for one in found.handed]
    issue = found.issue
    return CopyFound(issue.id, issue.name, found.delivery.number, found.recipient, given, found.file, found.other)


def _short(issue: Issue) -> IssueShort:
    return IssueShort(
        issue.id, issue.kind.code, issue.state, issue.version, issue.name, issue.year, issue.number, issue.total,
        issue.created, issue.released_at,
    )  # fmt: skip


API: list[object] = [issues, issue, instructions, check]
