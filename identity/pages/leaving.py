"""Handovers: what somebody left, and who has it now."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from identity.queries import leaving as leaving_reads
from identity.queries import register
from identity.rights import Right
from identity.workflow.register import Heirloom
from kernel.web import AnyRequest, actor, needs, page, signed_in

LABELS = {each.value: each.label for each in Heirloom}
PLACES = {
    Heirloom.SUBMISSION: "/submissions", Heirloom.WORKING: "/submissions/new", Heirloom.TASK: "/assignments",
    Heirloom.CLAIM: "/editing?show=mine",
}  # fmt: skip

CONCERNED = [needs(Right.BOOK_EDIT, Right.UNIT_DIRECT, Right.UNIT_MANAGE, Right.ACCOUNT_APPROVE)]


@get("/handovers", guards=CONCERNED, include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """Handovers, those that wait for somebody first."""
    viewer = actor(request)
    rows = await leaving_reads.handovers(viewer)
    people = {one.account for one, _ in rows} | {one.heir for one, _ in rows if one.heir}
    return await page(
        request, "identity/handovers.html", rows=rows, names=await register.names(viewer, people), labels=LABELS,
        units=await register.unit_names(viewer, [one.unit for one, _ in rows]),
    )  # fmt: skip


@get("/handovers/{id:uuid}", guards=[signed_in], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One handover."""
    viewer = actor(request)
    item, lines = await leaving_reads.handover(viewer, id)
    people = {item.account, item.by} | ({item.heir} if item.heir else set())
    own = item.heir == viewer.id
    return await page(
        request, "identity/handover.html", item=item, lines=lines, names=await register.names(viewer, people),
        labels=LABELS, places=PLACES if own else {}, unit=(await register.unit_names(viewer, [item.unit]))[item.unit],
    )  # fmt: skip


ROUTES: list[object] = [index, show]
