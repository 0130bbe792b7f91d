"""Pages of issues: the list, the page of one issue, its printed pages."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Template
from markupsafe import Markup

from bulletins.commands import approving, releasing, typesetting
from bulletins.commands import issues as commands
from bulletins.forms import common as forms
from bulletins.pages import planning
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import endings as ending_queries
from bulletins.queries import issues as queries
from bulletins.queries import kinds as kind_queries
from bulletins.queries.common import dated
from bulletins.queries.issues import Wanted
from bulletins.rules.content import parts
from bulletins.rules.printing import article_of
from bulletins.rules.responsibility import BackTo, ReturnCode
from bulletins.workflow.issue import PRINTED, IssueState
from gate import commands as gate
from identity.rights import Right
from kernel import seen
from kernel.errors import NotFound, Refusal
from kernel.recent import Recent
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.told import quotations, stopped, why
from typeset import pool
from typeset.reading import html
from typeset.turns import turn
from typeset.views import PREVIEW_DPI, Kind

READ = [needs(Right.ISSUE_READ)]
BACK = {
    "return_codes": [(code.value, code.label) for code in ReturnCode],
    "return_steps": [(step.value, step.label) for step in BackTo],
}
_drawn: Recent[UUID, Sequence[bytes]] = Recent(8)
PRIVATE = {"Cache-Control": "private, no-store"}


@get("/issues", guards=READ, include_in_schema=False)
async def listing(  # noqa: PLR0913, PLR0917 - what an address can hold
    request: AnyRequest,
    at: Annotated[str, QueryParameter(name="state")] = "",
    kind: FromQuery[UUID | None] = None,
    before: FromQuery[UUID | None] = None,
    after: FromQuery[UUID | None] = None,
    density: FromQuery[str] = "",
) -> Template:
    """Every issue, newest first."""
    me = actor(request)
    listed = await queries.listing(me, Wanted(at, kind, before, after))
    query = {"state": at, "kind": str(kind or ""), "density": density}
    return await page(
        request, "bulletins/issues.html", listed=listed, query=query, kinds=await kind_queries.kinds(me),
        states=[(member.value, member.label) for member in IssueState], may_open=me.may(Right.ISSUE_COMPILE),
    )  # fmt: skip


@post("/issues", guards=[needs(Right.ISSUE_COMPILE)], include_in_schema=False)
async def open_issue(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Begin an issue of a kind."""
    made = await commands.open_issue(form.call(request), form.uuid("kind"))
    return done(request, f"/issues/{made.id}", "issue_opened")


@get("/issues/{id:uuid}", guards=READ, include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The issue's page."""
    return await _show(request, id)


@post("/issues/{id:uuid}/{action:str}", guards=READ, include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Arrange or move the issue."""
    call, version = form.call(request), form.int("version")
    try:
        match action:
            case "arrange":
                await commands.arrange(call, id, version, forms.order(form))
            case "typeset":
                await typesetting.typeset(call, id, version)
            case "release":
                await releasing.release(call, id, version)
            case "approve":
                said = await gate.pass_gate(
                    call, forms.texts(form, "note") | {"declared": "1" if form.text("declared") else ""}
                )
                texts = await approving.examined(call, id)
                async with gate.noting(call):
                    await approving.approve(call, id, version, said, texts)
            case "submit" | "withdraw" | "send_back" | "take_back" | "proofread" | "reject":
                said = await gate.pass_gate(call, forms.texts(form, "note") | forms.sent_back(form))
                await commands.act(call, id, version, action, said)
            case _:
                made = await planning.act(call, id, version, action, form)
                return done(request, planning.back(form, f"/issues/{made.id}"), "done")
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _show(request, id, refusal, form, action)
    return done(request, f"/issues/{id}", "saved" if action == "arrange" else "done")


@get("/issues/{id:uuid}/pages/{number:int}", guards=READ, include_in_schema=False)
async def picture(request: AnyRequest, id: FromPath[UUID], number: FromPath[int]) -> Response[bytes]:
    """One printed page as a picture."""
    pictures = await _pictures(request, id)
    if not 1 <= number <= len(pictures):
        raise NotFound
    return Response(pictures[number - 1], media_type="image/webp", headers=PRIVATE)


async def _show(
    request: AnyRequest, id: UUID, refusal: Refusal | None = None, form: Form | None = None, action: str = ""
) -> Template:
    me = actor(request)
    sheet = await queries.show(me, id)
    await seen.mark(me, "issue", id)
    pages = len(await _pictures(request, id)) if sheet.issue.state in PRINTED else 0
    return await page(
        request, "bulletins/issue.html", status=refusal.status if refusal else 200,
        dated=dated(sheet.issue), sheet=sheet, article_of=article_of, pages=pages,
        refusal=refusal, stopped=stopped(refusal), why=why,
        quoted=quotations(parts(sheet.issue)) if sheet.holds else {},
        opened=action, values={name: form.text(name) for name in ("note", "code", "to", "reason", "moment")} if form else {},
        may_file=me.may(Right.ARCHIVE_FILE),
        may_check=me.may(Right.COPY_CHECK),
        choices=planning.CHOICES | BACK | {"articles": [(str(one.id), one.title) for one in sheet.issue.articles]},
        aside=await ending_queries.aside(me, sheet.issue),
        bodies={item.id: Markup(html(item.body)) for item in sheet.issue.articles},  # noqa: S704 - sanitised
    )  # fmt: skip


async def _pictures(request: AnyRequest, id: UUID) -> Sequence[bytes]:
    """The pages of the PDF; the last few are kept because a reader asks for one page after the other."""
    blob = await queries.pdf(actor(request), id)
    async with turn(actor(request).id):
        return await _drawn.got(blob.id, lambda: pool.views(blob.data, PREVIEW_DPI, Kind.WEBP))


ROUTES: list[object] = [listing, open_issue, show, act, picture]
