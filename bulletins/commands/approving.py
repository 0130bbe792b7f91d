"""Approval 签批.

- It takes the gate's proof for exactly the texts that stand in the issue, by the rules of the day, and releases what
  editors declared; who declared it does not approve it. What nobody declared goes back to them.
- It fixes the digest of the texts and gives the number; the counter falls back with a failed approval, so numbers have no
  gaps (PUB-12).
- It keeps every word of the pages, names of units and readers among them, and the gate looks at them as they will stand
  there (ED-07).
- No locked row waits for the press: pages are set before the transaction, which takes them only if they are still right.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from bulletins.commands import lists, numbering, steps
from bulletins.rules import content
from bulletins.rules.issues import Issue
from bulletins.store import copies, printing, wording
from bulletins.store import issues as store
from bulletins.workflow.issue import ISSUE, IssueState
from gate import commands as gate
from identity.rights import Right
from kernel import clock
from kernel.actor import Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import NotFound, StaleVersion
from marking.cleared import Cleared
from typeset.turns import turn


@command("issue.approve")
async def approve(tx: Tx, id: UUID, version: int, said: Cleared, texts: Cleared) -> Done:
    """Fix what will be printed, and give the number unless an earlier approval gave it. `texts`: from examined().

    Raises MarkingFound for what reads as one only on the pages; whoever calls is gate.noting().
    """
    gate.nothing_held(said)
    issue = await steps.found(tx, id, version)
    if issue.state == IssueState.IN_APPROVAL:
        checked = await printing.checked(tx.actor, issue)
        unseen = await wording.unseen(issue.articles, clock.local(tx.now).date())
        issue = replace(issue, unfit=checked.stops(issue.kind), flawed=bool(checked.errors or unseen))
    row = ISSUE.require(issue, "approve", tx.actor, said.parts)
    await _pass(tx, issue, said, texts)
    await lists.freeze(tx, issue)
    signed: dict[str, Any] = {
        "approved_by": tx.actor.id,
        "approved_at": tx.now,
        "digest": content.digest(issue),
        "kind_edition": issue.kind.edition,
    }
    signed |= await numbering.give(tx, issue)
    issue = replace(issue, **{name: value for name, value in signed.items() if name != "kind_edition"})
    layout = await printing.laid(tx.actor, issue)
    await gate.require_unmarked({"pages": layout.seen})
    return await steps.moved(tx, issue, row, said.text("note"), layout=await copies.keep(tx, issue, layout), **signed)


async def examined(call: Call, id: UUID) -> Cleared:
    """The gate again, over every word that will be printed; its pages are looked at too, before the approval locks it.

    Raises MarkingFound, Held: `where` is "article's id/title" or "/body"; HoldWaiting when a name is held.
    """
    if not call.actor.may(Right.ISSUE_READ):
        raise NotFound
    issue = await store.issue(id)
    gate.nothing_held(await gate.pass_gate(call, await _names(call.actor, issue)))
    texts = await gate.pass_again(call, content.parts(issue), [article.id for article in issue.articles])
    async with turn(call.actor.id):
        if steps.offered(issue, "approve", call.actor):
            await printing.checked(call.actor, issue)
    return texts


async def _names(viewer: Actor, issue: Issue) -> dict[str, str]:
    """What is printed around the articles; it was typed elsewhere, some of it long ago."""
    units, people = await printing.named(viewer, issue)
    kind = issue.kind
    said = {"name": kind.name, "masthead": kind.masthead, "office": kind.office, "identifier": kind.code}
    return said | {"units": "\n".join(units.values()), "people": "\n".join(people.values())}


async def _pass(tx: Tx, issue: Issue, said: Cleared, texts: Cleared) -> None:
    """Raise unless the proof is for what stands here, and two people answer for everything held."""
    if texts.parts != content.parts(issue):
        raise StaleVersion
    await gate.require_newest(texts)
    await gate.require_kept((content.article_at(hold.where), hold.digest) for hold in texts.holds)
    articles = [article.id for article in issue.articles]
    await gate.release(tx, articles, declared=bool(said.text("declared").strip()))
