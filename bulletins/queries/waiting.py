"""What waits for a person in this package: the rows of 待办."""

from datetime import datetime
from uuid import UUID

from bulletins.queries import instructions
from bulletins.queries.common import SHOWN_PATH, cards
from bulletins.rules.issues import Issue
from bulletins.store import articles as article_rows
from bulletins.store import deliveries as delivery_rows
from bulletins.store import instructions as instruction_rows
from bulletins.store import issues as issue_rows
from bulletins.store import kinds as kind_rows
from bulletins.store import widening as widening_rows
from bulletins.workflow.article import ARTICLE, ArticleState
from bulletins.workflow.delivery import DELIVERY, DeliveryState
from bulletins.workflow.instruction import InstructionState
from bulletins.workflow.issue import ISSUE, IssueState
from bulletins.workflow.widening import WIDENING, WideningState
from identity.rights import Right
from kernel import clocks, trail
from kernel.actor import Actor
from kernel.work import WorkItem
from kernel.workflow import Workflow
from submissions.queries import claims

MOST = 50
IN_WORK = (ArticleState.SELECTED, ArticleState.VERIFIED)
MOVING = (
    IssueState.COMPILING, IssueState.SENT_BACK, IssueState.IN_APPROVAL, IssueState.APPROVED, IssueState.TYPESET,
    IssueState.PROOFREAD,
)  # fmt: skip
INSTRUCTED = (
    InstructionState.INK, InstructionState.UNCONFIRMED, InstructionState.REGISTERED, InstructionState.ROUTED,
    InstructionState.ANSWERED,
)  # fmt: skip
INSTRUCTS = (Right.INSTRUCTION_ROUTE, Right.INSTRUCTION_ANSWER, Right.INSTRUCTION_WRITE, Right.ISSUE_APPROVE)
UNREAD = (DeliveryState.ARRIVED, DeliveryState.OPENED)


async def waiting(actor: Actor) -> list[WorkItem]:
    """Articles to work on, issues to move, copies to read, instructions to route, answer, close."""
    items: list[WorkItem] = []
    if actor.may(Right.ARTICLE_EDIT):
        items += await _articles(actor)
    if actor.may(Right.ISSUE_READ):
        items += await _issues(actor)
    if actor.may(Right.KIND_DISTRIBUTE):
        items += await _widenings(actor)
    if actor.may(Right.DELIVERY_READ):
        items += await _deliveries(actor)
    if any(actor.may(right) for right in INSTRUCTS):
        items += await _instructions(actor)
    return items


async def _articles(actor: Actor) -> list[WorkItem]:
    listed = await article_rows.listed(IN_WORK, limit=MOST)
    held = await claims.of(actor, "article", [article.id for article in listed])
    mine = [one for one in listed if one.id not in held or held[one.id].holder == actor.id]
    found = await cards(actor, mine, await kind_rows.kinds())
    running = await clocks.of("article", [one.id for one in mine])
    due = {id: each.shown for id, own in running.items() for each in own if each.runs}
    acts = {ArticleState.SELECTED: "verify", ArticleState.VERIFIED: "finish"}
    return [
        WorkItem(
            "article", card.article.id, card.article.title, card.state, card.href,
            ARTICLE.label_of(acts[ArticleState(card.article.state)]),
            await _since(card.article.id, card.article.created),
            " ".join(part.unit for part in card.parts), card.kind, due.get(card.article.id),
        )
        for card in found
    ]  # fmt: skip


async def _issues(actor: Actor) -> list[WorkItem]:
    items = []
    for short in await issue_rows.listed(states=MOVING, limit=MOST):
        issue = await issue_rows.issue(short.id, readers=False)
        act = _next(issue, actor)
        if act:
            items.append(
                WorkItem(
                    "issue", issue.id, issue.name, IssueState(issue.state).label,
                    f"{SHOWN_PATH['issue']}/{issue.id}", act, await _since(issue.id, issue.created),
                    detail=" ".join(article.title for article in issue.articles[:3]),
                )
            )  # fmt: skip
    return items


def _next(issue: Issue, actor: Actor) -> str:
    """The primary act this person can take; a compiler is not told of issues that others compile."""
    for offer in ISSUE.offered(issue, actor):
        if offer.tone == "primary":
            mine = offer.action != "submit" or actor.id in issue.authors
            return offer.label if mine else ""
    return ""


async def _widenings(actor: Actor) -> list[WorkItem]:
    """Further readers somebody else has asked for."""
    found = [one for one in await widening_rows.asked(MOST) if one.asked_by != actor.id]
    issues = await issue_rows.some({one.issue for one in found})
    running = await clocks.of("widening", [one.id for one in found])
    return [
        WorkItem(
            "issue", one.id, issues[one.issue].name, WideningState(one.state).label,
            f"{SHOWN_PATH['issue']}/{one.issue}/distribution#asked", WIDENING.label, one.asked,
            clock=next((each.shown for each in running.get(one.id, ()) if each.runs), None),
        )
        for one in found
    ]  # fmt: skip


async def _deliveries(actor: Actor) -> list[WorkItem]:
    items = []
    for delivery in await delivery_rows.mine(actor.id, actor.unit, states=UNREAD, limit=MOST):
        issue = await issue_rows.issue(delivery.issue, readers=False)
        items.append(
            WorkItem(
                "delivery", delivery.id, issue.name, DeliveryState(delivery.state).label,
                f"{SHOWN_PATH['delivery']}/{delivery.id}", _label(DELIVERY, "accept"),
                delivery.arrived_at or delivery.created,
                detail=" ".join(article.title for article in issue.articles[:3]),
            )
        )  # fmt: skip
    return items


async def _instructions(actor: Actor) -> list[WorkItem]:
    found = await instruction_rows.listed(
        everything=actor.may(Right.INSTRUCTION_ROUTE) or actor.may(Right.ISSUE_APPROVE),
        leader=actor.id if actor.may(Right.INSTRUCTION_WRITE) else None,
        unit=actor.unit if actor.may(Right.INSTRUCTION_ANSWER) else None, states=INSTRUCTED, limit=MOST,
    )  # fmt: skip
    acts = {entry.id: instructions.next_act(entry, actor) for entry in found}
    return [
        WorkItem(
            "instruction", line.instruction.id, line.instruction.text or line.instruction.demand or line.title or line.issue,
            line.state, f"{SHOWN_PATH['instruction']}/{line.instruction.id}", acts[line.instruction.id],
            line.instruction.routed_at or line.instruction.created, line.leader, line.title or line.issue, line.clock,
        )
        for line in await instructions.lines(actor, [entry for entry in found if acts[entry.id]])
    ]  # fmt: skip


async def _since(record: UUID, otherwise: datetime) -> datetime:
    line = await trail.since(record)
    return line.at if line else otherwise


def _label(workflow: Workflow, action: str) -> str:
    return workflow.label_of(action)
