"""Every write of articles.

- Text enters only as `Cleared`, the gate's proof; every text is kept as an edition of its own, none is overwritten.
- What the gate held of a text goes along as the editor's declaration; what was released in a source carries over.
- With every text the lineage of its sentences is traced anew against the submissions it is made from.
- Placing and taking out change the issue as well: whoever looks at an older version of the issue cannot send it on.
- What a colleague has or writes at the moment is not touched (commands/desk.py).
- Order of locks: issue, then article.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from bulletins.commands import desk, locks, questions, responsibility
from bulletins.errors import IssueClosed, NotScreened, OtherKind
from bulletins.rules import lineage
from bulletins.rules.articles import Article, Origin, Source
from bulletins.rules.content import Text
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Genre
from bulletins.store import articles as store
from bulletins.store import issues as issue_rows
from bulletins.store import kinds as kind_rows
from bulletins.store import notes
from bulletins.tables.articles import Article as ArticleTable
from bulletins.tables.issues import Issue as IssueTable
from bulletins.workflow.article import ARTICLE, OPEN_ISSUE, ArticleState
from gate import commands as gate
from identity.rights import Right, demand
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared
from submissions.commands.progress import step
from submissions.queries import claims as claim_reads
from submissions.queries import records as submission_records
from submissions.workflow.submission import State
from typeset.reading import length

KIND = "article"
LONGEST_TITLE, LONGEST_BODY = 120, 100_000
USABLE = frozenset({State.SCREENED, State.ADOPTED})


@command("article.select")
async def select(tx: Tx, kind: UUID, genre: Genre, chosen: Sequence[UUID], cleared: Cleared) -> Done:
    """An article of a kind from screened submissions, in the order given; `cleared` holds its first title and body."""
    demand(tx.actor, Right.ARTICLE_EDIT)
    text = text_of(cleared)
    limit = (await kind_rows.kind(kind)).limit(genre)
    if limit is None:
        raise Invalid(fields={"genre": "not_a_choice"})
    sources = await submission_records.sources(tx.actor, await usable(chosen))
    traced, shares = traced_shares(text, {source.id: source.body for source in sources})
    made = Article(
        id=new_id(), version=1, state=ArticleState.SELECTED, kind=kind, genre=genre, issue=None, position=0,
        title=text.title,
        body=text.body, chars=length(text.body), edition=1, created=tx.now, created_by=tx.actor.id,
        sources=tuple(Source(source.id, source.unit, shares[source.id]) for source in sources), limit=limit,
    )  # fmt: skip
    await store.add(tx, made, traced)
    await gate.keep_holds(tx, KIND, made.id, cleared, sources=chosen)
    await responsibility.note_screening(tx, [source.id for source in sources])
    await step.within(tx, [source.id for source in sources], made.id, "select")
    await desk.end(tx, KIND, made.id, "", made.state)
    tx.record("article", made.id, "select", target=made.state, after=text.digest())
    return Done(made.id, 1, made.state)


@command("article.write")
async def write(tx: Tx, id: UUID, version: int, cleared: Cleared) -> Done:
    """Keep a changed text; an unchanged one leaves nothing behind."""
    article = await found(tx, id, version)
    row = ARTICLE.require(article, "write", tx.actor)
    await desk.begin(tx, KIND, id, article.state)
    await locks.take(tx, id)
    text = text_of(cleared)
    before = Text(article.title, article.body)
    sources = [source.submission for source in article.sources]
    newly_held = await gate.keep_holds(tx, KIND, id, cleared, sources=sources)
    if text == before and not newly_held:
        return Done(id, version, article.state)
    texts = await submission_records.sources(tx.actor, sources)
    traced, shares = traced_shares(text, {source.id: source.body for source in texts})
    number = article.edition + 1
    new = await tx.move(
        ArticleTable, id, version, article.state, row.target, edition=number, chars=length(text.body),
        edited_by=tx.actor.id,
    )  # fmt: skip
    await store.keep(tx, id, number, text, traced)
    await store.set_shares(tx, id, shares)
    await desk.end(tx, KIND, id, article.state, str(row.target))
    await desk.begin(tx, KIND, id, str(row.target))
    tx.record(
        "article", id, "write", source=article.state, target=row.target, before=before.digest(), after=text.digest()
    )
    return Done(id, new, str(row.target))


@command("article.act")
async def act(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """Any move that is a button and concerns the article alone."""
    gate.nothing_held(said)
    article = await found(tx, id, version)
    row = ARTICLE.require(article, action, tx.actor, said.parts)
    await desk.begin(tx, KIND, id, article.state)
    columns: dict[str, object] = {}
    match action:
        case "verify":
            columns = {"verified_by": tx.actor.id}
        case "finish":
            columns = {"edited_by": tx.actor.id}
        case "return" | "resume":
            columns = {"verified_by": None}
        case "restore":
            columns = {"verified_by": None, "drop_code": None}
        case "drop":
            columns = {"drop_code": await _drop_code(tx, said)}
            await questions.withdraw_all(tx, id)
        case "hold":
            pass
        case _:
            raise NotFound(action=action)
    new = await tx.move(ArticleTable, id, version, article.state, row.target, **columns)
    await responsibility.of_article(tx, article, action, new)
    await notes.add(tx, id, action, said.text("note"))
    await record(tx, article, action, str(row.target), said.text("note"))
    await desk.end(tx, KIND, id, article.state, str(row.target))
    return Done(id, new, str(row.target))


@command("article.place")
async def place(tx: Tx, id: UUID, version: int, issue_id: UUID) -> Done:
    """Put a finished article at the end of an open issue of its kind."""
    issue = await _open_issue(tx, issue_id)
    article = await found(tx, id, version)
    row = ARTICLE.require(article, "place", tx.actor, {"issue": str(issue_id)})
    if article.kind != issue.kind.id:
        raise OtherKind(fields={"issue": OtherKind.code})
    if not await printable(article):
        raise NotScreened(action="", state="", reason="")
    last = max((placed.position for placed in issue.articles), default=0)
    new = await tx.move(ArticleTable, id, version, article.state, row.target, issue=issue_id, position=last + 1)
    await _touch(tx, issue, "place")
    await record(tx, article, "place", str(row.target))
    return Done(id, new, str(row.target), {"issue": str(issue_id)})


@command("article.take_out")
async def take_out(tx: Tx, id: UUID, version: int) -> Done:
    """Take an article out of an issue that is still being compiled."""
    before = await found(tx, id, version)
    if before.issue is not None:
        await issue_rows.lock(tx, before.issue)
    article = await found(tx, id, version)
    row = ARTICLE.require(article, "take_out", tx.actor)
    if article.issue is None:
        raise IssueClosed(action=row.label, state="", reason="")
    new = await tx.move(ArticleTable, id, version, article.state, row.target, issue=None, position=0)
    await _touch(tx, await issue_rows.issue(article.issue), "take_out")
    await record(tx, article, "take_out", str(row.target))
    return Done(id, new, str(row.target), {"issue": str(article.issue)})


async def _drop_code(tx: Tx, said: Cleared) -> str:
    """Why it is not used: a code of the editors' own list."""
    code = said.text("code").strip()
    if code not in {choice.code for choice in await claim_reads.drop_codes(tx.actor)}:
        raise Invalid(fields={"code": "not_a_choice"})
    return code


async def record(tx: Tx, article: Article, action: str, target: str, note: str = "") -> None:
    """The journal's line, and the step that the units of its sources are told."""
    await step.within(tx, [source.submission for source in article.sources], article.id, action)
    digest = Text(article.title, article.body).digest()
    tx.record(
        "article",
        article.id,
        action,
        source=article.state,
        target=target,
        before=digest,
        after=digest,
        note=note.strip(),
    )


async def found(tx: Tx, id: UUID, version: int) -> Article:
    """The article as the actor may see it, at the version they saw. Raises NotFound, StaleVersion."""
    if not tx.actor.may(Right.ARTICLE_READ):
        raise NotFound
    article = await store.article(id)
    if article.version != version:
        raise StaleVersion
    return article


async def _open_issue(tx: Tx, id: UUID) -> Issue:
    await issue_rows.lock(tx, id)
    issue = await issue_rows.issue(id)
    if issue.state not in OPEN_ISSUE:
        raise IssueClosed(action="", state="", reason="")
    return issue


async def _touch(tx: Tx, issue: Issue, action: str) -> None:
    """The issue is not what it was: a new version, one more hand."""
    await tx.move(IssueTable, issue.id, issue.version, issue.state, issue.state)
    await issue_rows.hand(tx, issue.id)
    tx.record("issue", issue.id, action, source=issue.state, target=issue.state)


async def usable(chosen: Sequence[UUID]) -> list[UUID]:
    """The submissions, each once, all of them such that may be printed."""
    wanted = list(dict.fromkeys(chosen))
    if not await _usable(wanted):
        raise NotScreened(action="", state="", reason="")
    return wanted


async def printable(article: Article) -> bool:
    """Whether everything the article is made from may be printed; circulars and commendations are made from no submission."""
    return not article.sources or await _usable([source.submission for source in article.sources])


async def _usable(submissions: Sequence[UUID]) -> bool:
    items = [await submission_records.item(one) for one in submissions]
    return bool(items) and all(item is not None and item.state in USABLE for item in items)


def traced_shares(text: Text, bodies: Mapping[UUID, str]) -> tuple[tuple[Origin, ...], dict[UUID, int]]:
    """The origin of every sentence, and what of the text comes from each source."""
    traced = lineage.trace(text.body, bodies)
    return traced, lineage.shares(text.body, traced, list(bodies))


def text_of(cleared: Cleared) -> Text:
    """Title and body of an article. Raises Invalid."""
    text = Text(cleared.text("title").strip(), cleared.text("body").strip())
    wrong = {name: "required" for name in ("title", "body") if not getattr(text, name)}
    if len(text.title) > LONGEST_TITLE:
        wrong["title"] = "too_long"
    if len(text.body) > LONGEST_BODY:
        wrong["body"] = "too_long"
    if wrong:
        raise Invalid(fields=wrong, limit=LONGEST_TITLE)
    return text
