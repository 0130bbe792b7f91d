"""Reads of the leader's desk: today's issues and those of earlier days nobody confirmed, with the face of every item.

- Unread goes first, urgent before the rest, then the newest. What was confirmed today stays below.
- Everything is read in a handful of statements, however many issues wait: the desk must be there at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bulletins.errors import TakenBack
from bulletins.queries import instructions as instruction_reads
from bulletins.queries.common import cards
from bulletins.queries.instruction_views import InstructionLine
from bulletins.queries.views import Card
from bulletins.rules.articles import Article
from bulletins.rules.deliveries import Delivery
from bulletins.rules.faces import MOST as MOST_CHARACTERS
from bulletins.rules.faces import Face, face
from bulletins.rules.ink import SLIP, Ink, bound, drawn_on, read
from bulletins.rules.instructions import Instruction
from bulletins.rules.issues import Issue
from bulletins.rules.notes import CIRCULATE
from bulletins.store import articles as article_rows
from bulletins.store import deliveries as delivery_rows
from bulletins.store import instructions as instruction_rows
from bulletins.store import issues as issue_rows
from bulletins.store import kinds as kind_rows
from bulletins.store import leader as store
from bulletins.store import notes
from bulletins.store.leader import Phrase
from bulletins.workflow.article import UNSUBMITTED
from bulletins.workflow.delivery import UNREAD, DeliveryState, reaches, visible
from bulletins.workflow.instruction import InstructionState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotFound
from submissions.queries import urgency

MOST, MOST_LINES, MOST_OWN = 40, 20, 200
ANSWERED, TO_CONFIRM = "answered", "unconfirmed"  # states of instructions their leader is asked to look at
SHOWN = (*UNREAD, DeliveryState.ACCEPTED, DeliveryState.CLOSED)


@dataclass(frozen=True, slots=True)
class Item:
    """An article and what is read of it first."""

    card: Card
    face: Face


@dataclass(frozen=True, slots=True)
class Entry:
    """One copy on the desk. `slip`: what ink on a slip beside it is bound to; `why`: why it goes round."""

    delivery: Delivery
    issue: Issue
    items: tuple[Item, ...]
    written: tuple[tuple[Instruction, str], ...]
    urgent: bool
    today: bool
    slip: str
    why: str
    reads_for: str

    @property
    def id(self) -> UUID:
        """The delivery's."""
        return self.delivery.id

    @property
    def unread(self) -> bool:
        """Whether it waits to be confirmed."""
        return self.delivery.state in UNREAD


@dataclass(frozen=True, slots=True)
class FaceSheet:
    """The page of an article's face. `behind`: the text was changed after the face was written."""

    article: Article
    written: str
    opening: str
    behind: bool
    may_write: bool
    most: int = MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class Desk:
    """What a leader's desk shows."""

    entries: tuple[Entry, ...]
    answered: tuple[InstructionLine, ...]
    to_confirm: tuple[InstructionLine, ...]
    phrases: tuple[str, ...]
    own: tuple[Phrase, ...]
    large: bool | None

    @property
    def unread(self) -> int:
        """How many wait."""
        return sum(entry.unread for entry in self.entries)

    def group(self, name: str) -> list[Entry]:
        """Entries that are `today` and unread, of `earlier` days and unread, or `read`."""
        if name == "read":
            return [entry for entry in self.entries if not entry.unread]
        return [entry for entry in self.entries if entry.unread and entry.today == (name == "today")]

    def around(self, id: UUID) -> tuple[int, UUID | None, UUID | None]:
        """The place of an entry from 1, and its neighbours."""
        ids = [entry.id for entry in self.entries]
        here = ids.index(id)
        return here + 1, ids[here - 1] if here else None, ids[here + 1] if here + 1 < len(ids) else None


async def desk(viewer: Actor, also: UUID | None = None) -> Desk:
    """The desk; `also`: a copy that is shown although it would not stand there. Raises NotFound for one not theirs."""
    demand(viewer, Right.INSTRUCTION_WRITE)
    unread = await delivery_rows.mine(viewer.id, viewer.unit, states=UNREAD, limit=MOST)
    latest = await delivery_rows.mine(viewer.id, viewer.unit, states=SHOWN, limit=MOST)
    wanted = {delivery.id: delivery for delivery in [*unread, *filter(_of_today, latest)]}
    if also is not None and also not in wanted:
        wanted[also] = await _theirs(viewer, also)
    mine = await instruction_rows.listed(everything=False, leader=viewer.id, unit=None, limit=MOST_OWN)
    entries = await _entries(viewer, list(wanted.values()), mine)
    entries.sort(key=lambda entry: (not entry.unread, not entry.urgent, -entry.delivery.id.int))
    return Desk(
        tuple(entries), await _lines(viewer, mine, ANSWERED), await _lines(viewer, mine, TO_CONFIRM),
        tuple(await kind_rows.phrases()), tuple(await store.phrases(viewer.id)), await store.large(viewer.id),
    )  # fmt: skip


async def face_sheet(viewer: Actor, id: UUID) -> FaceSheet:
    """For the editors. Raises NotFound."""
    if not viewer.may(Right.ARTICLE_READ):
        raise NotFound
    article = await article_rows.article(id)
    written = (await store.faces([id])).get(id)
    return FaceSheet(
        article, written.text if written else "", face(article.body).text,
        behind=written is not None and written.edition != article.edition,
        may_write=viewer.may(Right.ARTICLE_EDIT) and article.issue_state in UNSUBMITTED,
    )  # fmt: skip


async def own_phrases(viewer: Actor) -> list[Phrase]:
    """The viewer's own phrases."""
    return await store.phrases(viewer.id)


async def issue_of(viewer: Actor, id: UUID) -> Issue:
    """The issue of a copy, with its articles. Raises NotFound."""
    return await issue_rows.issue((await _theirs(viewer, id)).issue)


async def ink_of(viewer: Actor, id: UUID) -> Ink:
    """What was drawn: its leader sees it, and the office. Raises NotFound, also for pages that are no longer the same."""
    entry = await instruction_rows.instruction(id)
    office = viewer.may(Right.INSTRUCTION_READ) and viewer.may(Right.ISSUE_READ)
    if not entry.ink or not (office or (entry.leader == viewer.id and viewer.may(Right.INSTRUCTION_WRITE))):
        raise NotFound
    drawn, issue = read(entry.ink), await issue_rows.some([entry.issue])
    if not drawn_on(drawn, issue[entry.issue].pdf_digest):
        raise NotFound
    return drawn


async def _theirs(viewer: Actor, id: UUID) -> Delivery:
    delivery = await delivery_rows.delivery(id)
    if not visible(delivery, viewer) or delivery.state not in SHOWN:
        raise TakenBack if reaches(delivery, viewer) else NotFound
    return delivery


async def _entries(viewer: Actor, deliveries: Sequence[Delivery], mine: Sequence[Instruction]) -> list[Entry]:
    ids = [delivery.issue for delivery in deliveries]
    issues = await issue_rows.some(ids)
    articles = await article_rows.of_issues(ids)
    words = await store.faces([article.id for article in articles])
    shown = {card.article.id: card for card in await cards(viewer, articles, [one.kind for one in issues.values()])}
    hurried = await urgency.hurried(viewer, {source.submission for article in articles for source in article.sources})
    why = await notes.newest(ids, CIRCULATE)
    others = await identity.names(viewer, {one.person for one in deliveries if one.person} - {viewer.id})
    entries = []
    for delivery in deliveries:
        of_it = [article for article in articles if article.issue == delivery.issue]
        issue = replace(issues[delivery.issue], articles=tuple(of_it))
        items = tuple(
            Item(shown[one.id], face(one.body, words[one.id].text if one.id in words else "")) for one in of_it
        )
        entries.append(
            Entry(
                delivery, issue, items,
                tuple((one, InstructionState(one.state).label) for one in reversed(mine) if one.issue == issue.id),
                urgent=any(source.submission in hurried for one in of_it for source in one.sources),
                today=_of_today(delivery), slip=bound(issue.pdf_digest, SLIP),
                why=why.get(issue.id, ""), reads_for=others.get(delivery.person, "") if delivery.person else "",
            )
        )  # fmt: skip
    return entries


async def _lines(viewer: Actor, mine: Sequence[Instruction], state: str) -> tuple[InstructionLine, ...]:
    """The viewer's own instructions in a state, newest first."""
    return tuple(await instruction_reads.lines(viewer, [one for one in mine if one.state == state][:MOST_LINES]))


def _of_today(delivery: Delivery) -> bool:
    return _day(delivery.arrived_at or delivery.created) == _day(clock.now())


def _day(moment: datetime) -> object:
    return clock.local(moment).date()
