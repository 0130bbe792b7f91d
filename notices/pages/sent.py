"""What was sent: one's own, and for the duty desk and the system administrator everything, above all what failed."""

from typing import Annotated, Any
from uuid import UUID

from litestar import get
from litestar.params import FromPath, QueryParameter
from litestar.response import Template

from identity.rights import Right
from kernel.web import AnyRequest, actor, page, signed_in
from notices import forms
from notices.queries import sending

MINE = [signed_in]


@get("/notices/sent", guards=MINE, include_in_schema=False)
async def sent(
    request: AnyRequest, before: Annotated[UUID | None, QueryParameter()] = None,
    failed: Annotated[str, QueryParameter()] = "", all: Annotated[str, QueryParameter()] = "",
) -> Template:  # fmt: skip
    """Letters, newest first."""
    viewer = actor(request)
    traces = viewer.may(Right.NOTICE_TRACE)
    others = bool(failed or all) and traces
    found = sending.everything(viewer, before, failed=bool(failed)) if others else sending.mine(viewer, before)
    rows = await found
    shown = rows[: sending.PAGE]
    context: dict[str, Any] = {
        "rows": shown, "older": shown[-1].id if len(rows) > sending.PAGE else None, "others": others,
        "failed": bool(failed) and traces, **forms.doors(viewer), "down": await sending.down(viewer) if traces else {},
        "names": await sending.names(viewer, [row.account for row in shown]), **forms.words(),
    }  # fmt: skip
    return await page(request, "notices/sent.html", **context)


@get("/notices/sent/{id:uuid}", guards=MINE, include_in_schema=False)
async def letter(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One letter with every try."""
    viewer = actor(request)
    found, tries = await sending.one(viewer, id)
    names = await sending.names(viewer, [found.account])
    context = {"letter": found, "tries": tries, "names": names, "others": found.account != viewer.id, **forms.words()}
    return await page(request, "notices/letter.html", **context)


ROUTES: list[object] = [sent, letter]
