"""Sending an issue back to an earlier step, with a code and a reason (ED-09, PUB-01).

- Back to its compilers the issue stays as it is. Back to editing, verification or screening it loses the articles named
  (none named: all), which stand where that step begins; what was screened out leaves its submissions free to be taken up.
- It can be sent back from approval, from the approved pages and from the proof: a number that was given stays.
- The whole thread is kept: who sent it back from where to where, when, why; the reason stands with the act.
"""

from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from bulletins.commands import articles, desk
from bulletins.rules.articles import Article
from bulletins.rules.issues import Issue
from bulletins.rules.responsibility import BackTo, ReturnCode, Returned, Subject
from bulletins.store import responsibility as store
from bulletins.tables.articles import Article as ArticleTable
from bulletins.workflow.article import ARTICLE
from kernel.db import Tx
from kernel.errors import Invalid
from kernel.ids import new_id
from kernel.workflow import Labelled
from marking.cleared import Cleared

L = TypeVar("L", bound=Labelled)
KIND = "article"


async def send_back(tx: Tx, issue: Issue, said: Cleared) -> None:
    """What goes with a move that sends the issue back. `said`: code, to, articles (ids, a blank between). Raises Invalid."""
    code, to = _choice(ReturnCode, said, "code"), BackTo.COMPILING
    if said.text("to").strip():
        to = _choice(BackTo, said, "to")
    back = Returned(new_id(), Subject.ISSUE, issue.id, issue.state, to, code, tx.actor.id, tx.now)
    await store.send_back(tx, back)
    if to is BackTo.COMPILING:
        return
    for article in _named(issue, said.text("articles").split()):
        gone = replace(back, id=new_id(), subject=Subject.ARTICLE, record=article.id, source=article.state)
        await store.send_back(tx, gone)
        await _out(tx, article, to)


async def _out(tx: Tx, article: Article, to: BackTo) -> None:
    row = ARTICLE.require(article, f"back_to_{to}", tx.actor)
    columns: dict[str, object] = {} if to is BackTo.EDITING else {"verified_by": None}
    await tx.move(
        ArticleTable, article.id, article.version, article.state, row.target, issue=None, position=0, **columns
    )
    await desk.end(tx, KIND, article.id, article.state, str(row.target))
    await articles.record(tx, article, row.action, str(row.target))


def _named(issue: Issue, ids: list[str]) -> list[Article]:
    try:
        wanted = {UUID(id) for id in ids}
    except ValueError:
        raise Invalid(fields={"articles": "not_a_choice"}) from None
    if not wanted <= {article.id for article in issue.articles}:
        raise Invalid(fields={"articles": "not_a_choice"})
    return [article for article in issue.articles if article.id in wanted or not wanted]


def _choice(choices: type[L], said: Cleared, name: str) -> L:
    try:
        return choices(said.text(name).strip())
    except ValueError:
        raise Invalid(fields={name: "choose_one"}) from None
