"""The editor's words for the face of an article.

- They are written while the article is still in the editors' hands: who approves the issue has them before their eyes, and
  nothing a leader reads changes after approval.
"""

from uuid import UUID

from bulletins.errors import FaceClosed
from bulletins.rules.faces import MOST
from bulletins.store import articles as article_rows
from bulletins.store import issues as issue_rows
from bulletins.store import leader as store
from bulletins.workflow.article import UNSUBMITTED
from gate import commands as gate
from identity.rights import Right, demand
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound
from marking.cleared import Cleared


@command("article.face")
async def write(tx: Tx, id: UUID, said: Cleared) -> Done:
    """Keep the words; none takes the face away. The article stays as it is, and so does its version."""
    if not tx.actor.may(Right.ARTICLE_READ):
        raise NotFound
    demand(tx.actor, Right.ARTICLE_EDIT)
    gate.nothing_held(said)
    article = await article_rows.article(id)
    if article.issue:
        await issue_rows.lock(tx, article.issue)
        article = await article_rows.article(id)
    if article.issue_state not in UNSUBMITTED:
        raise FaceClosed
    words = "".join(said.text("face").split("\n")).strip()
    if len(words) > MOST:
        raise Invalid(fields={"face": "too_long"}, limit=MOST)
    await store.set_face(tx, id, article.edition, words)
    tx.record("article", id, "face", after=words.encode())
    return Done(id, article.version, article.state)
