"""The desk at one address: the queues of its steps, who has what, acts on one or many.

- What is asked for stands in the address; an act comes back there. Of many, each has its own answer on the page.
"""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Template

from bulletins.commands import claims
from bulletins.forms import desk as forms
from bulletins.forms.desk import Asked
from bulletins.queries import desk as reads
from bulletins.rules.desk import Show
from identity.rights import Right
from kernel.errors import Invalid
from kernel.web import AnyRequest, Form, actor, done, needs, page
from submissions.workflow.claims import ClaimAct

READ = [needs(Right.ARTICLE_READ)]


@get("/editing", guards=READ, include_in_schema=False)
async def index(
    request: AnyRequest, step: FromQuery[str] = "", show: FromQuery[str] = "", days: FromQuery[str] = ""
) -> Template:
    """The queues."""
    return await _desk(request, Asked(step, show, days))


@post("/editing/act", guards=READ, include_in_schema=False)
async def act(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Take up, assign, take over, let go: one record or many."""
    asked = Asked(form.text("step"), form.text("show"), form.text("days"))
    call, action = form.call(request), forms.action(form)
    try:
        outcomes = await claims.batch(call, forms.items(form), action, form.chosen("to"))
    except Invalid as refusal:
        return await _desk(request, asked, refusal=refusal, ticked=form.all("record"))
    if any(one.refusal for one in outcomes):
        return await _desk(request, asked, outcomes=outcomes)
    return done(request, forms.back(form, asked), "desk_given" if action == ClaimAct.ASSIGN else "desk_done")


@post("/editing/reassign", guards=READ, include_in_schema=False)
async def reassign(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """All that somebody has goes to somebody else."""
    try:
        made = await claims.reassign(form.call(request), form.uuid("holder"), form.uuid("to"))
    except Invalid as refusal:
        return await _desk(request, Asked(), refusal=refusal)
    if made.more["left"] != "0":
        return await _desk(request, Asked(), given=made.more)
    return done(request, "/editing", "desk_given")


async def _desk(request: AnyRequest, asked: Asked, **more: Any) -> Template:
    me = actor(request)
    show, step, days = forms.shown(asked.show), forms.step(asked.step), forms.days(asked.days)
    found = await reads.queues(me, show, days, step)
    refusal = more.get("refusal")
    outcomes = more.get("outcomes", ())
    titles = {line.key: line.title for queue in found for line in queue.lines}
    return await page(
        request, "bulletins/editing.html", status=refusal.status if refusal else 200, queues=found,
        load=await reads.load(me), shows=[(one.value, one.label) for one in Show], show=show.value,
        step=step.value if step else "", days=days, refusal=refusal, given=more.get("given"),
        ticked=more.get("ticked", ()),
        outcomes=[(titles.get(f"{one.item.kind}:{one.item.record}", ""), one.refusal) for one in outcomes],
        acts=ClaimAct, me_id=me.id, may_reassign=me.may(Right.ARTICLE_EDIT) or me.may(Right.ISSUE_APPROVE),
        query={"step": asked.step, "show": asked.show, "days": asked.days},
    )  # fmt: skip


ROUTES: list[object] = [index, act, reassign]
