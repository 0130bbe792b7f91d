"""The pages of what is still being written: exactly those that would be printed, for the people who make them.

- What an article's writer has typed passed the gate on its way here, as it does when it is saved.
- Nothing of it is stored: the pages go from the typesetter to the viewer.
"""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from bulletins.rules.content import Text
from bulletins.rules.issues import Issue
from bulletins.rules.printing import Checked
from bulletins.store import articles as article_rows
from bulletins.store import issues as store
from bulletins.store import kinds as kind_rows
from bulletins.store import printing
from bulletins.workflow.article import OPEN_ISSUE
from bulletins.workflow.issue import PRINTED, IssueState
from identity.rights import Right, demand
from kernel.actor import Actor
from kernel.errors import NotFound, Refusal
from marking.cleared import Cleared
from typeset.turns import turn


@dataclass(frozen=True, slots=True)
class Proof:
    """Pages as WebP; or why there are none. `expected`: the number on them is the one the approval will give."""

    pages: tuple[bytes, ...] = ()
    refusal: Refusal | None = None
    expected: bool = False
    checked: Checked | None = None
    issue: Issue | None = None


async def issue(viewer: Actor, id: UUID) -> Proof:
    """An issue that is not typeset yet. Raises NotFound."""
    if not viewer.may(Right.ISSUE_READ):
        raise NotFound
    found = await store.issue(id)
    if not found.articles or found.state in PRINTED:
        raise NotFound
    signed = found.state == IssueState.APPROVED
    try:
        layout = await (printing.approved if signed else printing.laid)(viewer, found)
        async with turn(viewer.id):
            drawn, checks = printing.pictures(layout, stamped=not signed), _checked(viewer, found)
            pages, checked = await asyncio.gather(drawn, checks)
        return Proof(pages, expected=found.number is None, checked=checked, issue=found)
    except Refusal as refusal:
        return Proof(refusal=refusal)


async def _checked(viewer: Actor, issue: Issue) -> Checked | None:
    """For who can still change it; the approver's page has it already."""
    return await printing.checked(viewer, issue) if issue.state in OPEN_ISSUE else None


async def article(viewer: Actor, id: UUID, typed: Cleared | None = None) -> Proof:
    """One article in its kind, as typed or else as it is kept. Raises NotFound, Forbidden."""
    demand(viewer, Right.ARTICLE_READ)
    found = await article_rows.article(id)
    kind = await kind_rows.kind(found.kind)
    text = Text(typed.text("title"), typed.text("body")) if typed else Text(found.title, found.body)
    doc = await printing.alone(viewer, kind, found, text)
    try:
        async with turn(viewer.id):
            layout = await asyncio.to_thread(doc.layout)
            return Proof(await printing.pictures(layout, stamped=True), expected=True)
    except Refusal as refusal:
        return Proof(refusal=refusal)
