"""What an article's page carries beside its moves: the lock, remarks, questions to units, colleagues, joining.

- Every act comes back to the sentence it was about; what was refused stands open again with what was typed.
- The lock is asked for by the page while it lives; its answers are empty pages with a status.
"""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from bulletins.commands import comments, locks, merging, questions
from bulletins.forms import common
from bulletins.forms import desk as forms
from bulletins.pages.articles import EDIT, READ, sheet, text
from bulletins.pages.refusals import TYPED_AGAIN
from bulletins.queries import joining
from gate import commands as gate
from kernel.actor import Call
from kernel.errors import Refusal
from kernel.web import AnyRequest, Form, actor, done, page
from marking.told import stopped

Answer = Template | Response[None]


@post("/articles/{id:uuid}/lock", guards=EDIT, include_in_schema=False)
async def lock(
    request: AnyRequest,
    id: FromPath[UUID],
    form: NamedDependency[Form],  # noqa: ARG001 - its token is looked at
) -> Response[None]:
    """The page writes, for some more minutes."""
    await locks.lock(Call(actor(request)), id)
    return Response(None, status_code=204)


@post("/articles/{id:uuid}/unlock", guards=EDIT, include_in_schema=False)
async def unlock(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """The page is left."""
    await locks.unlock(Call(actor(request)), id)
    return done(request, "/editing") if form.text("leave") else Response(None, status_code=204)


@post("/articles/{id:uuid}/comment", guards=READ, include_in_schema=False)
async def comment(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """A remark on a sentence."""
    call = form.call(request)
    try:
        said = await gate.pass_gate(call, forms.words(form))
        await comments.comment(call, id, form.int("position"), form.text("digest"), said)
    except Refusal as refusal:
        return await _again(request, id, refusal, form, "comment")
    return done(request, f"/articles/{id}#s{form.int('position')}", "comment_kept")


@post("/articles/{id:uuid}/resolve", guards=READ, include_in_schema=False)
async def resolve(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """A remark has been dealt with."""
    await comments.resolve(form.call(request), id, form.uuid("comment"))
    return done(request, f"/articles/{id}#sentences", "done")


@post("/articles/{id:uuid}/ask", guards=EDIT, include_in_schema=False)
async def ask(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """A question to the unit of a source."""
    call = form.call(request)
    try:
        said = await gate.pass_gate(call, forms.words(form))
        await questions.ask(
            call,
            id,
            form.uuid("submission"),
            form.int("position"),
            form.text("digest"),
            said,
            form.day("due"),
        )
    except Refusal as refusal:
        return await _again(request, id, refusal, form, "ask")
    return done(request, f"/articles/{id}#s{form.int('position')}", "question_asked")


@post("/articles/{id:uuid}/ask_review", guards=EDIT, include_in_schema=False)
async def ask_review(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """A colleague is asked to comment."""
    try:
        await comments.ask_review(form.call(request), id, form.uuid("reader"))
    except Refusal as refusal:
        return await _again(request, id, refusal, form, "ask_review")
    return done(request, f"/articles/{id}", "review_asked")


@post("/articles/{id:uuid}/reviewed", guards=READ, include_in_schema=False)
async def reviewed(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """One has said what one had to say."""
    await comments.reviewed(form.call(request), id)
    return done(request, "/editing", "reviewed")


@get("/articles/{id:uuid}/join", guards=EDIT, include_in_schema=False)
async def join(
    request: AnyRequest, id: FromPath[UUID], source: FromQuery[list[UUID] | None] = None, other: FromQuery[str] = ""
) -> Template:
    """What could become one with this article; once chosen, the text of both to be worked into one."""
    chosen = await joining.proposal(actor(request), id, source or [], other)
    return await _joining(request, id, chosen)


@post("/articles/{id:uuid}/join", guards=EDIT, include_in_schema=False)
async def joined(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """Make one of them."""
    call, version, picked = form.call(request), form.int("version"), common.ids(form, "source")
    try:
        cleared = await text(call, form, record=id, sources=[*await joining.sources(call.actor, id), *picked])
        if form.text("other"):
            other, seen = forms.version_of(form, "other")
            await merging.merge(call, id, version, other, seen, cleared)
        else:
            await merging.take_in(call, id, version, picked, cleared)
    except Refusal as refusal:
        if refusal.status not in TYPED_AGAIN:
            raise
        chosen = await joining.proposal(call.actor, id, picked, form.text("other"))
        typed = {"title": form.text("title"), "body": form.text("body")}
        return await _joining(request, id, chosen, refusal=refusal, typed=typed, form=form)
    return done(request, f"/articles/{id}", "joined")


async def _joining(request: AnyRequest, id: UUID, chosen: joining.Proposal, **more: Any) -> Template:
    refusal, form = more.get("refusal"), more.get("form")
    return await page(
        request, "bulletins/join.html", status=refusal.status if refusal else 200, id=id, chosen=chosen,
        refusal=refusal, stopped=stopped(refusal), asked=form.text("asked") if form else "",
        ticked=bool(form and form.text("declared")),
        typed=more.get("typed") or {"title": chosen.title, "body": chosen.body},
    )  # fmt: skip


async def _again(request: AnyRequest, id: UUID, refusal: Refusal, form: Form, action: str) -> Template:
    if refusal.status not in TYPED_AGAIN:
        raise refusal
    typed = {name: form.text(name) for name in ("text", "position", "submission", "due", "reader")}
    return await sheet(request, id, refusal, form, action, more={"typed_at": typed})


ROUTES: list[object] = [lock, unlock, comment, resolve, ask, ask_review, reviewed, join, joined]
