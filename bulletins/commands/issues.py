"""Every write of issues.

- The issue's row is locked first; what is read afterwards holds until the end of the transaction.
- No locked row waits for the press: pages are set before the transaction, which takes them only if they are still right.
- Approval takes the gate's proof for exactly the texts that stand in the issue, by the rules of the day, and releases
  what editors declared; who declared it does not approve it. What nobody declared goes back to them.
- Approval fixes the digest of the texts and gives the number; the counter falls back with a failed approval, so numbers
  have no gaps (PUB-12).
- Approval keeps every word of the pages, names of units and readers among them, and the gate looks at them as they will
  stand there. Typesetting prints what was kept: who is renamed afterwards changes no page (ED-07).
- Typesetting, proofreading and release refuse a text that is not the approved one (ED-07).
- Release is one transaction: deliveries, publication, adoption of every source with its points, the promise to deliver.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from bulletins.errors import ContentChanged, IssueClosed, ListWidened, NoRule
from bulletins.rules import content, scoring
from bulletins.rules.articles import Article
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Reader
from bulletins.rules.scores import Event, Rule, Share
from bulletins.store import copies, notes, printing, scores
from bulletins.store import deliveries as delivery_rows
from bulletins.store import issues as store
from bulletins.store import kinds as kind_rows
from bulletins.tables.articles import Article as ArticleTable
from bulletins.tables.deliveries import Delivery as DeliveryTable
from bulletins.tables.issues import Issue as IssueTable
from bulletins.workflow.acts import Act
from bulletins.workflow.article import ARTICLE, OPEN_ISSUE
from bulletins.workflow.delivery import DELIVERY, DeliveryState
from bulletins.workflow.issue import ISSUE, IssueState
from crypto import sm3
from gate import commands as gate
from gate import queries as held
from identity.rights import Right
from kernel import blindindex, blobs, clock, vault
from kernel.actor import Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, NotFound, StaleVersion
from kernel.ids import new_id
from kernel.workflow import Transition
from marking.cleared import Cleared
from submissions.commands import moving
from submissions.workflow.submission import Adoption
from typeset.turns import turn


@command("issue.open")
async def open_issue(tx: Tx, kind_id: UUID) -> Done:
    """A new issue of a kind, with the kind's readers."""
    _may(tx, Right.ISSUE_COMPILE)
    kind = await kind_rows.kind(kind_id)
    if not kind.active:
        raise NotFound
    issue = new_id()
    await store.add(tx, issue, kind, IssueState.COMPILING)
    tx.record("issue", issue, "begin", target=IssueState.COMPILING)
    return Done(issue, 1, IssueState.COMPILING)


@command("issue.arrange")
async def arrange(tx: Tx, id: UUID, version: int, order: Sequence[UUID], readers: Sequence[Reader]) -> Done:
    """Print order of the articles, and the readers: left out is allowed, added is not (PUB-05)."""
    _may(tx, Right.ISSUE_COMPILE)
    issue = await _found(tx, id, version)
    if issue.state not in OPEN_ISSUE:
        raise IssueClosed(action="", state=IssueState(issue.state).label, reason="")
    if set(order) != {article.id for article in issue.articles}:
        raise StaleVersion
    if not set(readers) <= set(issue.readers):
        raise ListWidened
    kept = [reader for reader in issue.readers if reader in set(readers)]
    new = await tx.move(IssueTable, id, version, issue.state, issue.state)
    await store.order(tx, id, order)
    await store.set_readers(tx, id, kept)
    await store.hand(tx, id)
    after = content.digest(await store.issue(id))
    tx.record("issue", id, "arrange", source=issue.state, target=issue.state, before=content.digest(issue), after=after)
    return Done(id, new, issue.state)


@command("issue.act")
async def act(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """submit, withdraw, send_back, proofread, reject."""
    gate.nothing_held(said)
    issue = await _found(tx, id, version)
    row = ISSUE.require(issue, action, tx.actor, said.parts)
    columns: dict[str, object] = {}
    match action:
        case "submit":
            await store.hand(tx, id)
        case "proofread":
            _hold(issue)
            columns = {"proofread_by": tx.actor.id}
        case "withdraw" | "send_back" | "reject":
            pass
        case _:
            raise NotFound(action=action)
    return await _moved(tx, issue, row, said.text("note"), **columns)


@command("issue.approve")
async def approve(tx: Tx, id: UUID, version: int, said: Cleared, texts: Cleared) -> Done:
    """Fix what will be printed, and give the number unless an earlier approval gave it. `texts`: from examined().

    Raises MarkingFound for what reads as one only on the pages; whoever calls is gate.noting().
    """
    gate.nothing_held(said)
    issue = await _found(tx, id, version)
    if issue.state == IssueState.IN_APPROVAL:
        checked = await printing.checked(tx.actor, issue)
        issue = replace(issue, unfit=checked.stops(issue.kind))
    row = ISSUE.require(issue, "approve", tx.actor, said.parts)
    await _pass(tx, issue, said, texts)
    signed: dict[str, Any] = {"approved_by": tx.actor.id, "approved_at": tx.now, "digest": content.digest(issue)}
    if issue.number is None:
        year = clock.local(tx.now).year
        number = await store.next_number(tx, f"issue:{issue.kind.id}:{year}")
        total = await store.next_number(tx, f"issue:{issue.kind.id}")
        signed |= {"year": year, "number": number, "total": total}
    issue = replace(issue, **signed)
    layout = await printing.laid(tx.actor, issue)
    await gate.require_unmarked({"pages": layout.seen})
    return await _moved(tx, issue, row, said.text("note"), layout=await copies.keep(tx, issue, layout), **signed)


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
        if _offered(issue, "approve", call.actor):
            await printing.checked(call.actor, issue)
    return texts


async def typeset(call: Call, id: UUID, version: int) -> Done:
    """Print the approved text to PDF, write the OFD of the same pages, and keep both with their digests."""
    if call.actor.may(Right.ISSUE_READ):
        issue = await store.issue(id)
        if issue.version == version and _offered(issue, "typeset", call.actor):
            async with turn(call.actor.id):
                await printing.prepare(await printing.approved(call.actor, issue))
    return await _typeset(call, id, version)


@command("issue.typeset")
async def _typeset(tx: Tx, id: UUID, version: int) -> Done:
    issue = await _found(tx, id, version)
    row = ISSUE.require(issue, "typeset", tx.actor)
    _hold(issue)
    layout = await printing.approved(tx.actor, issue)
    made = await printing.files(layout)
    columns: dict[str, object] = {"ofd": None, "ofd_digest": None}
    if issue.layout is None:
        columns["layout"] = await copies.keep(tx, issue, layout)
    for file in made:
        written = await blobs.write(await vault.box(id), file.data)
        columns[file.form] = await blobs.add(tx, id, written, f"{issue.stem}.{file.form}", file.media)
        columns[f"{file.form}_digest"] = sm3.hash(file.data)
    return await _moved(tx, issue, row, "", **columns)


@command("issue.export")
async def export(tx: Tx, id: UUID, form: str, digest: bytes) -> Done:
    """Note that the actor took these bytes for editing outside (SEC-06). The files are made by queries.issues.exported."""
    _may(tx, Right.ISSUE_COMPILE)
    issue = await store.issue(id)
    tx.record(
        "issue", id, Act.EXPORT, source=issue.state, target=issue.state, before=issue.digest, after=digest, note=form
    )
    return Done(id, issue.version, issue.state)


@command("issue.release")
async def release(tx: Tx, id: UUID, version: int) -> Done:
    """Out it goes: everything or nothing."""
    issue = await _found(tx, id, version)
    row = ISSUE.require(issue, "release", tx.actor)
    _hold(issue)
    rule = scoring.in_force(issue.kind.rules, Event.ADOPTED, clock.local(tx.now).date())
    if rule is None:
        raise NoRule(kind=issue.kind.name)
    done = await _moved(tx, issue, row, released_at=tx.now)
    for article in issue.articles:
        await _publish(tx, issue, article, rule)
    for delivery in await delivery_rows.add(tx, id, issue.readers, DeliveryState.QUEUED):
        tx.record("delivery", delivery, "create", target=DeliveryState.QUEUED)
    texts = [part for article in issue.articles for part in (article.title, article.body)]
    await blindindex.put(tx, id, "issue", issue.name, *texts)
    return done


@command("issue.archive")
async def archive(tx: Tx, id: UUID, version: int) -> Done:
    """For archive.commands: `archive.within(tx, …)`. Deliveries that were confirmed are closed with it."""
    issue = await _found(tx, id, version)
    row = ISSUE.require(issue, "archive", tx.actor)
    done = await _moved(tx, issue, row)
    for delivery in await delivery_rows.of_issue(id):
        if delivery.state == DeliveryState.ACCEPTED:
            close = DELIVERY.require(delivery, "close", tx.actor)
            await tx.move(DeliveryTable, delivery.id, delivery.version, delivery.state, close.target)
            tx.record("delivery", delivery.id, "close", source=delivery.state, target=close.target)
    return done


def _offered(issue: Issue, action: str, actor: Actor) -> bool:
    return any(offer.action == action for offer in ISSUE.offered(issue, actor))


async def _names(viewer: Actor, issue: Issue) -> dict[str, str]:
    """What is printed around the articles; it was typed elsewhere, some of it long ago."""
    units, people = await printing.named(viewer, issue)
    kind = issue.kind
    said = {"name": kind.name, "masthead": kind.masthead, "office": kind.office, "identifier": kind.code}
    return said | {"units": "\n".join(units.values()), "people": "\n".join(people.values())}


async def _publish(tx: Tx, issue: Issue, article: Article, rule: Rule) -> None:
    row = ARTICLE.require(article, "publish", tx.actor)
    await tx.move(ArticleTable, article.id, article.version, article.state, row.target, published=tx.now)
    digest = content.Text(article.title, article.body).digest()
    tx.record("article", article.id, "publish", source=article.state, target=row.target, before=digest, after=digest)
    shares = {source.submission: source.share for source in article.sources}
    points = scoring.split(rule.points, rule.sharing, shares)
    said = f"{rule.event.label} {rule.points.normalize():f} · {rule.sharing.label}"
    lines = [Share(source.submission, source.unit, points[source.submission], rule.id) for source in article.sources]
    await scores.add(tx, issue.id, article.id, lines)
    for line in lines:
        adoption = Adoption(issue.id, issue.name, article.id, Decimal(line.points), said)
        await moving.adopt.within(tx, line.submission, adoption)


async def _moved(tx: Tx, issue: Issue, row: Transition, note: str = "", **columns: object) -> Done:
    """Move, note, journal line, promises: the end of every act on an issue."""
    new = await tx.move(IssueTable, issue.id, issue.version, issue.state, row.target, **columns)
    await notes.add(tx, issue.id, row.action, note)
    digest = content.digest(issue)
    tx.record(
        "issue",
        issue.id,
        row.action,
        source=issue.state,
        target=row.target,
        before=digest,
        after=digest,
        note=note.strip(),
    )
    for topic in row.then:
        await tx.promise(topic, record=issue.id, action=row.action)
    return Done(issue.id, new, str(row.target))


def _hold(issue: Issue) -> None:
    """Raise unless the text is the approved one."""
    if content.digest(issue) != issue.digest:
        raise ContentChanged


async def _pass(tx: Tx, issue: Issue, said: Cleared, texts: Cleared) -> None:
    """Raise unless the proof is for what stands here, and two people answer for everything held."""
    if texts.parts != content.parts(issue):
        raise StaleVersion
    await gate.require_newest(texts)
    await gate.require_kept((content.article_at(hold.where), hold.digest) for hold in texts.holds)
    articles = [article.id for article in issue.articles]
    await gate.release(tx, articles, declared=bool(said.text("declared").strip()))


async def _found(tx: Tx, id: UUID, version: int) -> Issue:
    if not tx.actor.may(Right.ISSUE_READ):
        raise NotFound
    await store.lock(tx, id)
    issue = await store.issue(id)
    if issue.version != version:
        raise StaleVersion
    return replace(issue, holds=await held.standing(tx.actor, [article.id for article in issue.articles]))


def _may(tx: Tx, right: Right) -> None:
    if not tx.actor.may(right):
        raise Forbidden(action="")
