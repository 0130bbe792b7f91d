"""Pages that are not printed yet, as pictures inside the answer: nothing of them has an address or is kept.

- A script asks for them after the page is there; without scripts the same address is a page of its own.
"""

from base64 import b64encode
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from bulletins.pages import articles
from bulletins.pages.refusals import TYPED_AGAIN
from bulletins.queries import articles as article_queries
from bulletins.queries import proofs as queries
from bulletins.queries.proofs import Proof
from bulletins.rules.printing import article_of
from identity.rights import Right
from kernel import seen
from kernel.errors import Refusal
from kernel.web import AnyRequest, Form, actor, needs, page


@get("/issues/{id:uuid}/preview", guards=[needs(Right.ISSUE_READ)], include_in_schema=False)
async def issue(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The pages of an issue before it is typeset."""
    me = actor(request)
    proof = await queries.issue(me, id)
    await seen.mark(me, "issue", id)
    return await _answer(request, proof, f"/issues/{id}")


@get("/articles/{id:uuid}/preview", guards=[needs(Right.ARTICLE_READ)], include_in_schema=False)
async def kept(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The pages of an article as it is kept."""
    me = actor(request)
    proof = await queries.article(me, id)
    await seen.mark(me, "article", id)
    return await _answer(request, proof, f"/articles/{id}")


@post("/articles/{id:uuid}/preview", guards=[needs(Right.ARTICLE_EDIT)], include_in_schema=False)
async def typed(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Template:
    """The pages of what is being written. It passes the gate like a text that is saved; then nothing of it is kept."""
    call = form.call(request)
    try:
        sources = await article_queries.made_from(call.actor, id)
        proof = await queries.article(call.actor, id, await articles.text(call, form, record=id, sources=sources))
    except Refusal as refusal:
        if refusal.status not in TYPED_AGAIN:
            raise
        proof = Proof(refusal=refusal)
    if request.headers.get("hx-request"):
        return _part(proof)
    return await articles.sheet(request, id, form=form, action="write", more={"proof": proof, **_pictures(proof)})


async def _answer(request: AnyRequest, proof: Proof, back: str) -> Template:
    """The part of a page for a script that asks, else a page."""
    if request.headers.get("hx-request"):
        return _part(proof)
    return await page(request, "bulletins/preview.html", back=back, proof=proof, **_pictures(proof))


def _part(proof: Proof) -> Template:
    return Template("bulletins/proof.html", context={"proof": proof, **_pictures(proof)})


def _pictures(proof: Proof) -> dict[str, Any]:
    return {
        "article_of": article_of,
        "pictures": [f"data:image/webp;base64,{b64encode(one).decode()}" for one in proof.pages],
    }


ROUTES: list[object] = [issue, kept, typed]
