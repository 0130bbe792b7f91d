"""What waits for a person in this package: the rows of 待办."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from bulletins.queries import instructions
from bulletins.queries.common import SHOWN_PATH, cards
from bulletins.rules.articles import Article
from bulletins.rules.issues import Issue
from bulletins.store import articles as article_rows
from bulletins.store import deliveries as delivery_rows
from bulletins.store import instructions as instruction_rows
from bulletins.store import issues as issue_rows
from bulletins.store import kinds as kind_rows
from bulletins.store import widening as widening_rows
from bulletins.workflow.article import ARTICLE, ArticleState
from bulletins.workflow.delivery import DELIVERY, UNREAD, DeliveryState
from bulletins.workflow.instruction import InstructionState
from bulletins.workflow.issue import ISSUE, IssueState
from bulletins.workflow.widening import WIDENING, WideningState
from identity.rights import Right
from kernel import clocks, trail
from kernel.actor import Actor
from kernel.journal import Line
from kernel.work import WorkItem
from submissions.queries import claims

MOST = 50
LEADERS_PAGE = "/leader"  # where a leader reads and writes
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
    return items + await instructed(actor)


async def _articles(actor: Actor) -> list[WorkItem]:
    listed = await article_rows.listed(IN_WORK, limit=MOST)
    held = await claims.of(actor, "article", [article.id for article in listed])
    mine = [one for one in listed if one.id not in held or held[one.id].holder == actor.id]
    found = await cards(actor, mine, await kind_rows.kinds())
    running = await clocks.of("article", [one.id for one in mine])
    due = {id: each.shown for id, own in running.items() for each in own if each.runs}
    acts = {ArticleState.SELECTED: "verify", ArticleState.VERIFIED: "finish"}
    since = await trail.since(one.id for one in mine)
    return [
        WorkItem(
            "article", card.article.id, card.article.title, card.state, card.href,
            ARTICLE.label_of(acts[ArticleState(card.article.state)]), _at(since, card.article),
            " ".join(part.unit for part in card.parts), card.kind, due.get(card.article.id),
        )
        for card in found
    ]  # fmt: skip


async def _issues(actor: Actor) -> list[WorkItem]:
    listed = await issue_rows.listed(states=MOVING, limit=MOST)
    whole = await issue_rows.several(short.id for short in listed)
    acts = {short.id: _next(whole[short.id], actor) for short in listed}
    held = await claims.of(actor, "issue", whole)
    mine = [whole[id] for id, act in acts.items() if act and (id not in held or held[id].holder == actor.id)]
    since, running = await trail.since(issue.id for issue in mine), await clocks.of("issue", [one.id for one in mine])
    return [
        WorkItem(
            "issue", issue.id, issue.name, IssueState(issue.state).label, f"{SHOWN_PATH['issue']}/{issue.id}",
            acts[issue.id], _at(since, issue), detail=_titles(issue),
            clock=next((each.shown for each in running.get(issue.id, ()) if each.runs), None),
        )
        for issue in mine
    ]  # fmt: skip


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
    found = await delivery_rows.mine(actor.id, actor.unit, states=UNREAD, limit=MOST)
    issues = await issue_rows.several(delivery.issue for delivery in found)
    page = LEADERS_PAGE if actor.may(Right.INSTRUCTION_WRITE) else SHOWN_PATH["delivery"]
    return [
        WorkItem(
            "delivery", delivery.id, issues[delivery.issue].name, DeliveryState(delivery.state).label,
            f"{page}/{delivery.id}", DELIVERY.label_of("accept"),
            delivery.arrived_at or delivery.created, detail=_titles(issues[delivery.issue]),
        )
        for delivery in found
    ]  # fmt: skip


async def instructed(actor: Actor) -> list[WorkItem]:
    """Instructions in which the person has the next step."""
    if not any(actor.may(right) for right in INSTRUCTS):
        return []
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


def _at(since: Mapping[UUID, Line], record: Article | Issue) -> datetime:
    return since[record.id].at if record.id in since else record.created


def _titles(issue: Issue) -> str:
    return " ".join(article.title for article in issue.articles[:3])
