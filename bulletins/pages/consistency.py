"""The consistency sheet beside a text, and the lists it goes by.

- A script asks for the sheet after the page is there; without scripts the same address is a page of its own.
"""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from bulletins.commands import wording as commands
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import consistency as queries
from bulletins.rules.wording import LONGEST_LINE, MOST_LINES, ListSort
from gate.commands import pass_gate
from identity.rights import Right
from kernel import clock, seen
from kernel.errors import Invalid, NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.told import stopped

READ = [needs(Right.ARTICLE_READ)]
LONGEST = MOST_LINES * LONGEST_LINE


@get("/articles/{id:uuid}/consistency", guards=READ, include_in_schema=False)
async def sheet(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """What a text says of itself and cannot both be right."""
    me = actor(request)
    found = await queries.of_article(me, id)
    await seen.mark(me, "article", id)
    name = "consistency_part" if request.headers.get("hx-request") else "consistency"
    return await page(request, f"bulletins/{name}.html", sheet=found, may_note=me.may(Right.ARTICLE_READ))


@post("/articles/{id:uuid}/consistency", guards=READ, include_in_schema=False)
async def acknowledge(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """The viewer has looked at these findings."""
    back = f"/issues/{form.uuid('issue')}" if form.text("issue") else f"/articles/{id}"
    keys = tuple(value[:32] for value in form.all("finding"))
    await commands.acknowledge(form.call(request), id, form.int("version"), keys)
    return done(request, back, "findings_seen")


@get("/wording", guards=[needs(Right.ISSUE_READ)], include_in_schema=False)
async def lists(request: AnyRequest) -> Template:
    """The office's own lists."""
    return await _lists(request)


@post("/wording/{sort:str}", guards=[needs(Right.KIND_EDIT)], include_in_schema=False)
async def set_list(request: AnyRequest, sort: FromPath[str], form: NamedDependency[Form]) -> Template | Response[None]:
    """A whole list from a day on."""
    if sort not in set(ListSort):
        raise NotFound
    try:
        lines, call = form.text("lines"), form.call(request)
        if len(lines) > LONGEST:
            raise Invalid(fields={"lines": "too_long"}, limit=LONGEST)
        since = form.given_day("since")
        await commands.set_list(call, ListSort(sort), since, await pass_gate(call, {"lines": lines}))
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _lists(request, refusal, form, sort)
    return done(request, "/wording", "saved")


async def _lists(
    request: AnyRequest, refusal: Refusal | None = None, form: Form | None = None, opened: str = ""
) -> Template:
    me = actor(request)
    return await page(
        request, "bulletins/wording.html", status=refusal.status if refusal else 200, lists=await queries.lists(me),
        refusal=refusal, stopped=stopped(refusal), opened=opened, typed=form.text("lines") if form else "",
        today=clock.local(clock.now()).date(), may_edit=me.may(Right.KIND_EDIT),
    )  # fmt: skip


ROUTES: list[object] = [sheet, acknowledge, lists, set_list]
