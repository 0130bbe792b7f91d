"""What the writing form asks while it is filled in: keeping a working copy, and hints on the text.

- A working copy is kept by the form's script; without scripts a text is kept by its button.
- What the gate stops is not kept: the answer says where and why, and the words stay in the browser.
- Hints are made from the request's memory. Nothing is kept, nothing is logged.
"""

import asyncio
from typing import Any
from uuid import UUID

from litestar import MediaType, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from gate import commands as gate
from identity.rights import Right
from kernel import clock
from kernel.actor import Call
from kernel.web import AnyRequest, Form, actor, done, needs
from marking.errors import Held, MarkingFound
from marking.masking import exposed
from marking.scan import findings
from marking.told import stopped, told
from submissions.commands import drafts
from submissions.errors import CopyMoved
from submissions.forms import drafts as draft_forms
from submissions.forms import submissions as forms
from submissions.pages.writing import other_tab
from submissions.queries import lists as submission_lists
from submissions.queries import nearness
from submissions.rules import text as rules
from submissions.rules.records import Genre

MOST_HINTED = 100_000  # characters of a field that are looked at while it is being written


@post("/submissions/draft", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def keep(request: AnyRequest, form: NamedDependency[Form]) -> Template:
    """Keep what stands in the form now."""
    call = Call(actor(request))
    fields, record = draft_forms.fields(form), draft_forms.copy(form.text("record"))
    sent = draft_forms.sent(form, record)
    try:
        cleared = await gate.pass_gate(call, fields, record=record)
        kept = await drafts.keep(call, sent, cleared)
    except (MarkingFound, Held) as refusal:
        return answer(422, stopped=stopped(refusal))
    except CopyMoved:
        return answer(409, conflict=await other_tab(call.actor, sent, fields))
    return answer(200, kept=kept, now=clock.now())


@post("/submissions/draft/{copy:uuid}/drop", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def drop(request: AnyRequest, copy: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Throw away what was not saved."""
    await drafts.drop(form.call(request), copy)
    record = draft_forms.copy(form.text("record"))
    return done(request, f"/submissions/{record}/edit" if record else "/submissions/new", "submission_copy_dropped")


@post("/submissions/hints", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def hints(request: AnyRequest, form: NamedDependency[Form]) -> Template:
    """What to look at in a text that is being written."""
    me = actor(request)
    genre = await submission_lists.genre(me, form.text("genre"))
    text = {name: words[:MOST_HINTED] for name, words in forms.parts(form).items()}
    context = await asyncio.to_thread(_looked_at, text, genre)
    near = await nearness.of_text(me, text["title"], text["body"], draft_forms.copy(form.text("record")))
    return Template("submissions/hints.json", context={**context, "near": near}, media_type=MediaType.JSON)


def _looked_at(text: dict[str, str], genre: Genre | None) -> dict[str, Any]:
    found = rules.hints(**text, genre=genre)
    marked = told(one for where, part in text.items() for one in findings(part, where))
    return {"genre": genre, "hints": found, "told": marked, "exposed": exposed(text), "written": bool(text["body"])}


def answer(status: int, **context: Any) -> Template:
    """What the form's script is told: kept, stopped by the gate, or written on elsewhere."""
    nothing = {"kept": None, "stopped": None, "conflict": None, "now": None}
    return Template("submissions/draft.json", context=nothing | context, media_type=MediaType.JSON, status_code=status)


ROUTES: list[object] = [keep, drop, hints]
