"""Pages of articles: the board, taking up submissions, the editing page."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template
from markupsafe import Markup

from bulletins.commands import articles as commands
from bulletins.forms import common as forms
from bulletins.pages.refusals import TYPED_AGAIN
from bulletins.queries import articles as queries
from bulletins.queries import workbench
from gate import commands as gate
from identity.rights import Right
from kernel import seen
from kernel.actor import Call
from kernel.errors import Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.cleared import Cleared
from marking.masking import covered, exposed
from marking.scan import findings
from marking.told import declared, quotations, stopped, told, why
from submissions.queries import claims
from typeset.reading import html

READ = [needs(Right.ARTICLE_READ)]
EDIT = [needs(Right.ARTICLE_EDIT)]
TEXTS = ("title", "body")


@get("/articles", guards=READ, include_in_schema=False)
async def board(request: AnyRequest, kind: FromQuery[UUID | None] = None, aside: FromQuery[str] = "") -> Template:
    """What may be taken up, and what is in work."""
    found = await queries.board(actor(request), kind, aside=aside == "1")
    return await page(request, "bulletins/board.html", board=found, kind=str(kind or ""), aside=aside == "1")


@get("/articles/new", guards=EDIT, include_in_schema=False)
async def new(request: AnyRequest, source: FromQuery[list[UUID] | None] = None) -> Template:
    """The form that makes an article from submissions."""
    return await _new(request, source or [])


@post("/articles", guards=EDIT, include_in_schema=False)
async def select(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Make the article."""
    chosen = forms.ids(form, "source")
    call = form.call(request)
    try:
        kind, genre = forms.target(form)
        cleared = await text(call, form, sources=chosen)
        made = await commands.select(call, kind, genre, chosen, cleared)
    except Refusal as refusal:
        if refusal.status not in TYPED_AGAIN:
            raise
        return await _new(request, chosen, refusal, form)
    return done(request, f"/articles/{made.id}", "article_selected")


@get("/articles/{id:uuid}", guards=READ, include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The editing page."""
    return await sheet(request, id)


@get("/articles/{id:uuid}/compare", guards=READ, include_in_schema=False)
async def compare(request: AnyRequest, id: FromPath[UUID], new: FromQuery[int], old: FromQuery[int]) -> Template:
    """What changed between two kept texts."""
    before, after, segments = await queries.compare(actor(request), id, new, old)
    return await page(request, "bulletins/compare.html", id=id, before=before, after=after, segments=segments)


@post("/articles/{id:uuid}/{action:str}", guards=READ, include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Save the text, or move the article."""
    call, version = form.call(request), form.int("version")
    if action == "write" and form.text("mask"):
        return await sheet(request, id, None, form, action)
    try:
        match action:
            case "write":
                sources = await queries.made_from(call.actor, id)
                await commands.write(call, id, version, await text(call, form, record=id, sources=sources))
            case "place":
                await commands.place(call, id, version, form.uuid("issue"))
            case "take_out":
                await commands.take_out(call, id, version)
            case _:
                said = await gate.pass_gate(call, forms.texts(form, "note") | {"code": form.text("code")[:40]})
                await commands.act(call, id, version, action, said)
    except Refusal as refusal:
        if refusal.status not in TYPED_AGAIN:
            raise
        return await sheet(request, id, refusal, form, action)
    back = form.text("back")
    url = back if back.startswith("/issues/") else f"/articles/{id}"
    return done(request, url, "saved" if action == "write" else "done")


@post("/articles/hints", guards=EDIT, include_in_schema=False)
async def hints(form: NamedDependency[Form]) -> Template:
    """What the gate would say of a text that is being written. Nothing is kept, nothing is logged."""
    written = {name: form.text(name)[: forms.LIMITS["body"]] for name in TEXTS}
    context = await asyncio.to_thread(_looked_at, written)
    return Template("bulletins/hints.json", context=context, media_type=MediaType.JSON)


def _looked_at(text: dict[str, str]) -> dict[str, object]:
    marked = told(one for where, part in text.items() for one in findings(part, where))
    return {"told": marked, "exposed": exposed(text), "written": bool(text["body"])}


async def text(call: Call, form: Form, *, record: UUID | None = None, sources: Sequence[UUID] = ()) -> Cleared:
    """What was typed, through the gate. Raises MarkingFound, Held, Invalid."""
    parts = forms.texts(form, *TEXTS)
    return await gate.pass_gate(call, parts, declared=declared(form.text("declared")), record=record, sources=sources)


async def _new(
    request: AnyRequest, chosen: list[UUID], refusal: Refusal | None = None, form: Form | None = None
) -> Template:
    me = actor(request)
    parts = await queries.proposal(me, chosen)
    typed = form or Form()
    asked = typed.text("asked")
    first = parts[0] if parts else None
    return await page(
        request, "bulletins/new_article.html", status=refusal.status if refusal else 200, parts=parts,
        targets=await queries.choices(me), candidates=[] if parts else await queries.candidates(me), refusal=refusal,
        target=typed.text("target"), title=typed.text("title") if form else first.title if first else "",
        body=typed.text("body") if form else "\n\n".join(part.body.strip() for part in parts),
        stopped=stopped(refusal), asked=asked, ticked=bool(typed.text("declared")),
    )  # fmt: skip


async def sheet(  # noqa: PLR0913 - what was done before, and what is shown beside it
    request: AnyRequest,
    id: UUID,
    refusal: Refusal | None = None,
    form: Form | None = None,
    action: str = "",
    *,
    more: Mapping[str, Any] | None = None,
) -> Template:
    """The editing page; `form`: with what was typed there."""
    me = actor(request)
    found = await queries.show(me, id)
    await seen.mark(me, "article", id)
    kept = {"title": found.card.article.title, "body": found.card.article.body}
    typed = dict(kept)
    if form and action == "write":
        typed = covered({name: form.text(name) for name in TEXTS}, form.text("mask"))
    values = {name: form.text(name) for name in ("note", "issue", "code")} if form else {}
    return await page(
        request, "bulletins/article.html", status=refusal.status if refusal else 200, sheet=found, typed=typed,
        refusal=refusal, opened=action, values=values, body=Markup(html(found.card.article.body)),  # noqa: S704 - sanitised
        bodies={part.submission: Markup(html(part.body)) for part in found.card.parts},  # noqa: S704 - sanitised
        stopped=stopped(refusal), asked=form.text("asked") if form else "",
        ticked=bool(form and form.text("declared")), why=why,
        quoted=quotations(kept) if found.holds else {},
        exposed=exposed(typed) if found.can_write else (), bench=await workbench.bench(me, found),
        drop_codes=[(one.code, one.label) for one in await claims.drop_codes(me)],
        dropped=(await claims.drop_words(me)).get(found.card.article.drop_code, ""), me_id=me.id,
        **{"proof": None, "typed_at": {}, **(more or {})},
    )  # fmt: skip


ROUTES: list[object] = [board, new, select, hints, show, compare, act]
