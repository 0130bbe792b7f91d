"""How an issue ends otherwise than in the archive: discarded, void, recalled, corrected (ED-13).

- Every operation names one of its typed reasons; with the note it is written once, and told to whom it concerns.
- A void issue keeps its number for ever and gives its articles back to the desk.
- A recall closes every copy at once, opened or not; its adoptions stand unless the approver takes them back as well (ED-05).
- A correction begins a new issue with the same texts, which takes the place of the old one when it is released.
"""

from dataclasses import replace
from uuid import UUID

from bulletins.commands import articles, circulation, steps
from bulletins.rules.articles import Article
from bulletins.rules.content import Text
from bulletins.rules.ending import REASONS
from bulletins.rules.issues import Issue
from bulletins.store import articles as article_rows
from bulletins.store import endings
from bulletins.store import issues as store
from bulletins.tables.articles import Article as ArticleTable
from bulletins.workflow.article import ARTICLE, ArticleState
from bulletins.workflow.issue import ISSUE, IssueState
from gate import commands as gate
from identity.rights import Right
from kernel.actor import Call
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared
from scores.commands import happenings

KIND = "article"


@command("issue.end")
async def end(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """discard, void, recall; `said`: note, and reason where one is asked. Raises Invalid, NotAllowedNow, Forbidden."""
    gate.nothing_held(said)
    issue = await steps.found(tx, id, version)
    row = ISSUE.require(issue, action, tx.actor, said.parts)
    await _explain(tx, id, action, said)
    if row.target is IssueState.VOIDED:
        await _free(tx, issue)
    if action == "recall":
        await circulation.take_back_all.within(tx, id)
        if said.text("unadopt"):
            await happenings.cancel.within(tx, id)
    return await steps.moved(tx, issue, row, said.text("note"))


async def correct(call: Call, id: UUID, version: int, said: Cleared) -> Done:
    """Begin the issue that takes this one's place, with its texts. Raises as above, and what the gate finds today."""
    if not call.actor.may(Right.ISSUE_READ):
        raise NotFound
    issue = await store.issue(id)
    texts = [
        await gate.pass_again(call, {"title": article.title, "body": article.body}, [article.id])
        for article in issue.articles
    ]
    return await _correct(call, id, version, said, texts)


@command("issue.correct")
async def _correct(tx: Tx, id: UUID, version: int, said: Cleared, texts: list[Cleared]) -> Done:
    gate.nothing_held(said)
    issue = await steps.found(tx, id, version)
    row = ISSUE.require(issue, "correct", tx.actor, said.parts)
    if [(one.text("title"), one.text("body")) for one in texts] != [(one.title, one.body) for one in issue.articles]:
        raise StaleVersion
    await _explain(tx, id, row.action, said)
    await steps.moved(tx, issue, row, said.text("note"))
    made = new_id()
    await store.add(tx, made, issue.kind, IssueState.COMPILING, corrects=id)
    tx.record("issue", made, "begin", target=IssueState.COMPILING)
    for position, (article, text) in enumerate(zip(issue.articles, texts, strict=True), 1):
        await _copy(tx, article, text, made, position)
    return Done(made, 1, IssueState.COMPILING)


async def supersede(tx: Tx, issue: Issue) -> None:
    """For the release of a correction: the issue it corrects is corrected now, and its readers are told."""
    if issue.corrects is None:
        return
    await store.lock(tx, issue.corrects)
    old = await store.issue(issue.corrects)
    if old.state == IssueState.RELEASED:
        await steps.moved(tx, old, ISSUE.require(old, "supersede", tx.actor))
    await tx.promise("issue.corrected", record=old.id, by=issue.id)


async def _copy(tx: Tx, article: Article, text: Cleared, issue: UUID, position: int) -> None:
    made = new_id()
    lineage = (await article_rows.editions(article.id))[-1].lineage
    copy = replace(article, id=made, state=ArticleState.SELECTED, created_by=tx.actor.id)
    await article_rows.add(tx, copy, lineage)
    await gate.keep_holds(tx, KIND, made, text, sources=[article.id])
    digest = Text(article.title, article.body).digest()
    tx.record(KIND, made, "select", target=ArticleState.SELECTED, after=digest)
    await tx.move(
        ArticleTable, made, 1, ArticleState.SELECTED, ArticleState.PLACED, issue=issue, position=position,
        verified_by=tx.actor.id, edited_by=tx.actor.id,
    )  # fmt: skip
    tx.record(
        KIND, made, "place", source=ArticleState.SELECTED, target=ArticleState.PLACED, before=digest, after=digest
    )


async def _free(tx: Tx, issue: Issue) -> None:
    for article in issue.articles:
        row = ARTICLE.require(article, "free", tx.actor)
        await tx.move(ArticleTable, article.id, article.version, article.state, row.target, issue=None, position=0)
        await articles.record(tx, article, row.action, str(row.target))


async def _explain(tx: Tx, id: UUID, operation: str, said: Cleared) -> None:
    known = REASONS.get(operation)
    if known is None:
        return
    if said.text("reason") not in set(known):
        raise Invalid(fields={"reason": "choose_one"})
    await endings.add(tx, id, operation, said.text("reason"))
