"""Handovers: what somebody left, and who has it now."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from identity import queries
from identity.workflow import Heirloom
from kernel.web import AnyRequest, actor, page, signed_in

LABELS = {each.value: each.label for each in Heirloom}
PLACES = {Heirloom.SUBMISSION: "/submissions", Heirloom.WORKING: "/submissions/new", Heirloom.TASK: "/assignments"}


@get("/handovers", guards=[signed_in], include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """Handovers, those that wait for somebody first."""
    viewer = actor(request)
    rows = await queries.handovers(viewer)
    people = {one.account for one, _ in rows} | {one.heir for one, _ in rows if one.heir}
    return await page(
        request, "identity/handovers.html", rows=rows, names=await queries.names(viewer, people), labels=LABELS,
        units=await queries.unit_names(viewer, [one.unit for one, _ in rows]),
    )  # fmt: skip


@get("/handovers/{id:uuid}", guards=[signed_in], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One handover."""
    viewer = actor(request)
    item, lines = await queries.handover(viewer, id)
    people = {item.account, item.by} | ({item.heir} if item.heir else set())
    own = item.heir == viewer.id
    return await page(
        request, "identity/handover.html", item=item, lines=lines, names=await queries.names(viewer, people),
        labels=LABELS, places=PLACES if own else {}, unit=(await queries.unit_names(viewer, [item.unit]))[item.unit],
    )  # fmt: skip


ROUTES: list[object] = [index, show]
