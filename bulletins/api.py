"""JSON API of this package, under /api/v1: issues and instructions, read only, within the caller's rights."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import FromPath, FromQuery, QueryParameter

from bulletins.queries import instructions as instruction_queries
from bulletins.queries import issues as queries
from bulletins.queries.issues import Wanted
from bulletins.rules.records import Issue
from identity.rights import Right
from kernel import seen
from kernel.problem import problems
from kernel.web import AnyRequest, actor, needs, signed_in


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


@get("/api/v1/instructions", guards=[signed_in], responses=problems(400, 401, 403, 503), tags=["instructions"])
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


def _short(issue: Issue) -> IssueShort:
    return IssueShort(
        issue.id, issue.kind.code, issue.state, issue.version, issue.name, issue.year, issue.number, issue.total,
        issue.created, issue.released_at,
    )  # fmt: skip


API: list[object] = [issues, issue, instructions]
