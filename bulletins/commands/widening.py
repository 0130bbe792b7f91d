"""Widening: further readers are asked for by the sender and agreed to by another person (workflow/widening.py).

- Before the approval the readers agreed to stand on the list that is frozen; after the release their copies are sent at once.
- An answer is due within a term; what nobody has answered by then expires.
"""

from collections.abc import Sequence
from uuid import UUID

from bulletins.commands import deliveries, lists
from bulletins.errors import AlreadyOnList, NoWideningNow
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Reader
from bulletins.rules.lists import Step
from bulletins.rules.widening import Widening
from bulletins.store import deliveries as delivery_rows
from bulletins.store import issues as issue_rows
from bulletins.store import notes, recipients, terms
from bulletins.store import widening as store
from bulletins.tables.issues import Issue as IssueTable
from bulletins.tables.lists import Widening as WideningTable
from bulletins.workflow.issue import IssueState
from bulletins.workflow.widening import AFTER, BEFORE, WIDENING, WideningState
from gate.commands import nothing_held
from identity.rights import Right, demand
from kernel import clocks
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NeedsNote, NotFound, StaleVersion
from marking.cleared import Cleared

KIND = "widening"


@command("widening.ask")
async def ask(tx: Tx, issue_id: UUID, readers: Sequence[Reader], said: Cleared) -> Done:
    """Ask for further readers, with the reason. Raises Forbidden, NoWideningNow, AlreadyOnList, Invalid, NeedsNote."""
    nothing_held(said)
    demand(tx.actor, Right.ISSUE_COMPILE)
    await issue_rows.lock(tx, issue_id)
    issue = await issue_rows.issue(issue_id)
    if issue.state not in BEFORE | AFTER:
        raise NoWideningNow(action="", state=IssueState(issue.state).label, reason="")
    if not said.text("note").strip():
        raise NeedsNote(fields={"note": "required"}, action="")
    wanted = await _wanted(tx, issue, readers)
    id = await store.add(tx, issue_id, WideningState.ASKED, wanted, late=issue.state in AFTER)
    await notes.add(tx, issue_id, "widen", said.text("note"))
    await clocks.start(tx, KIND, id, Step.CONSENT, await terms.due(Step.CONSENT, issue.kind.code, "", tx.now))
    tx.record(KIND, id, "ask", target=WideningState.ASKED, note=said.text("note"))
    tx.record("issue", issue_id, "widen", source=issue.state, target=issue.state, note=said.text("note"))
    await tx.promise("widening.tell", record=id, action="ask")
    return Done(id, 1, WideningState.ASKED)


@command("widening.decide")
async def decide(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """Agree or refuse; never whoever asked. Raises NotFound, Forbidden, NotAllowedNow, NeedsNote, StaleVersion."""
    nothing_held(said)
    if not tx.actor.may(Right.ISSUE_READ) or action not in ("agree", "refuse"):
        raise NotFound
    found = await _locked(tx, id)
    if found.version != version:
        raise StaleVersion
    row = WIDENING.require(found, action, tx.actor, said.parts)
    new = await tx.move(WideningTable, id, version, found.state, row.target, decided_by=tx.actor.id, decided=tx.now)
    await notes.add(tx, found.issue, f"widen_{action}", said.text("note"))
    await clocks.settle(tx, KIND, id)
    tx.record(KIND, id, action, source=found.state, target=row.target, note=said.text("note"))
    tx.record("issue", found.issue, f"widen_{action}", note=said.text("note"))
    if action == "agree":
        await _let_in(tx, found)
    await tx.promise("widening.tell", record=id, action=action)
    return Done(id, new, str(row.target))


@command("widening.expire")
async def expire(tx: Tx, id: UUID) -> Done:
    """Nobody has answered in time."""
    found = await _locked(tx, id)
    if found.state != WideningState.ASKED:
        return Done(id, found.version, found.state)
    row = WIDENING.require(found, "expire", tx.actor)
    new = await tx.move(WideningTable, id, found.version, found.state, row.target, decided=tx.now)
    await clocks.drop(tx, KIND, id)
    tx.record(KIND, id, "expire", source=found.state, target=row.target)
    await tx.promise("widening.tell", record=id, action="expire")
    return Done(id, new, str(row.target))


async def _locked(tx: Tx, id: UUID) -> Widening:
    """The issue is locked first, as every act on an issue does."""
    await issue_rows.lock(tx, (await store.one(id)).issue)
    await store.lock(tx, id)
    return await store.one(id)


async def _let_in(tx: Tx, found: Widening) -> None:
    if found.late:
        await deliveries.add_late(tx, await issue_rows.issue(found.issue, readers=False), found.readers)
        return
    issue = await issue_rows.issue(found.issue, readers=False)
    await tx.move(IssueTable, issue.id, issue.version, issue.state, issue.state)


async def _wanted(tx: Tx, issue: Issue, readers: Sequence[Reader]) -> list[Reader]:
    """The readers that are new to the issue. Raises Invalid, AlreadyOnList."""
    once = list(dict.fromkeys(readers))
    if not once:
        raise Invalid(fields={"readers": "required"})
    await lists.known(once)
    if issue.state in AFTER:
        has = await delivery_rows.recipients(tx, issue.id, once)
    else:
        has = set(issue.readers) | await recipients.cuts(issue.id)
    fresh = [one for one in once if one not in has]
    if not fresh:
        raise AlreadyOnList
    return fresh
