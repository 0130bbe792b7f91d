"""Questions to units: the unit answers in place; the office sees what it waits for.

- A submission's page asks for its own questions once it is there; without scripts the same address is a page of its own.
"""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from bulletins.commands import questions as commands
from bulletins.forms import desk as forms
from bulletins.queries import questions as reads
from bulletins.workflow.question import KIND
from gate import commands as gate
from identity.rights import Right
from kernel import seen
from kernel.errors import Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.told import stopped

CONCERNED = [needs(Right.SUBMISSION_WRITE, Right.ARTICLE_READ)]
TYPED_AGAIN = (409, 422)


@get("/questions", guards=CONCERNED, include_in_schema=False)
async def index(request: AnyRequest, submission: FromQuery[UUID | None] = None) -> Template:
    """What a unit was asked; for the office all it waits for. `submission`: all that was asked about that one."""
    me = actor(request)
    found = await (reads.of_submission(me, submission) if submission else reads.listing(me))
    name = "questions_part" if submission and request.headers.get("hx-request") else "questions"
    return await page(request, f"bulletins/{name}.html", found=found, office=me.office, about=submission)


@get("/questions/{id:uuid}", guards=CONCERNED, include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One question."""
    return await _show(request, id)


@post("/questions/{id:uuid}/{action:str}", guards=CONCERNED, include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Answer, add, take back."""
    call = form.call(request)
    try:
        words = {} if action == "withdraw" else forms.words(form)
        made = await commands.act(call, id, form.int("version"), action, await gate.pass_gate(call, words))
    except Refusal as refusal:
        if refusal.status not in TYPED_AGAIN:
            raise
        return await _show(request, id, refusal, form, action)
    if action == "withdraw":
        return done(request, f"/articles/{made.more['article']}#sentences", "done")
    return done(request, f"/questions/{id}", "question_answered")


async def _show(
    request: AnyRequest, id: UUID, refusal: Refusal | None = None, form: Form | None = None, action: str = ""
) -> Template:
    me = actor(request)
    view = await reads.show(me, id)
    await seen.mark(me, KIND, id)
    return await page(
        request, "bulletins/question.html", status=refusal.status if refusal else 200, view=view, refusal=refusal,
        stopped=stopped(refusal), opened=action, values={"text": form.text("text")} if form else {}, office=me.office,
    )  # fmt: skip


ROUTES: list[object] = [index, show, act]
