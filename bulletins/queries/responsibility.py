"""Who answers for which step: of one issue, and of one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bulletins.rules.issues import Issue
from bulletins.rules.responsibility import Returned, StepDone, Subject, genuine, standing, wants
from bulletins.store import articles as article_rows
from bulletins.store import issues as issue_rows
from bulletins.store import notes, sheeting
from bulletins.store import responsibility as store
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor
from submissions.commands import signing
from submissions.queries import records as submission_records

MOST_OWN = 50


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in words. `wanting`: its person has a device and has not signed with it yet."""

    done: StepDone
    who: str
    what: str
    href: str
    genuine: bool
    holder: str = ""
    wanting: bool = False
    times: int = 1


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A sending back in words."""

    returned: Returned
    who: str
    what: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The steps of an issue as they stand, and every sending back."""

    lines: tuple[StepLine, ...] = ()
    returns: tuple[ReturnLine, ...] = ()

    @property
    def wanting(self) -> tuple[StepLine, ...]:
        """Those a device's signature is missing under."""
        return tuple(line for line in self.lines if line.wanting)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the viewer's device is asked to sign."""

    id: UUID
    service: str
    login: str
    unit: str
    nonce: bytes
    issued: datetime
    ends: datetime
    lines: tuple[StepLine, ...]


async def of_issue(viewer: Actor, issue: Issue) -> Thread:
    """Every step behind an issue, and what was sent back on its way."""
    demand(viewer, Right.ISSUE_READ)
    called = {issue.id: issue.name} | {article.id: article.title for article in issue.articles}
    sources = [source.submission for article in issue.articles for source in article.sources]
    steps = await store.of_records([*called, *sources])
    returns = await store.returns([issue.id, *(article.id for article in issue.articles)])
    people = await identity.names(viewer, {back.by for back in returns})
    said = {(note.at, note.by): note.text for note in await notes.of(issue.id)}
    return Thread(
        tuple(await _lines(viewer, standing(steps), steps)),
        tuple(
            ReturnLine(
                back, people.get(back.by, ""), called.get(back.record, ""), sheeting.source_of(back),
                said.get((back.at, back.by), ""),
            )
            for back in returns
        ),
    )  # fmt: skip


async def own(viewer: Actor) -> tuple[StepLine, ...]:
    """What the viewer has done, the newest first."""
    demand(viewer, Right.ISSUE_READ)
    return tuple(await _lines(viewer, await store.own(viewer.id, unsigned=False, limit=MOST_OWN)))


async def asked(viewer: Actor, id: UUID) -> Asked | None:
    """What the viewer's device is asked to sign, while it can be answered."""
    found = await store.challenge(viewer.id, id=id)
    if found is None:
        return None
    account = await account_reads.own_account(viewer)
    lines = await _lines(viewer, await store.some(found.steps))
    return Asked(
        found.id, found.service, account.login, account.unit_name, found.nonce, found.issued, found.ends, tuple(lines)
    )


async def _lines(viewer: Actor, steps: Sequence[StepDone], every: Iterable[StepDone] = ()) -> list[StepLine]:
    names = await identity.names(viewer, {done.by for done in steps})
    called = await _called(viewer, steps)
    open_ones = [done.by for done in steps if done.signed is None]
    wanting = await signing.who_by_device(viewer, list(set(open_ones))) if open_ones else {}
    times: dict[tuple[UUID, str], int] = {}
    for done in every:
        times[done.record, done.step] = times.get((done.record, done.step), 0) + 1
    return [
        StepLine(
            done, names.get(done.by, ""), *called.get(done.record, ("", "")), genuine(done), sheeting.holder(done),
            wants(done, wanting), times.get((done.record, done.step), 1),
        )
        for done in steps
    ]  # fmt: skip


async def _called(viewer: Actor, steps: Sequence[StepDone]) -> dict[UUID, tuple[str, str]]:
    """What a record is called and where it is read."""
    ids = {subject: [done.record for done in steps if done.subject is subject] for subject in Subject}
    called = {
        one.id: (one.title, f"/articles/{one.id}") for one in await article_rows.articles(set(ids[Subject.ARTICLE]))
    }
    issues = await issue_rows.some(set(ids[Subject.ISSUE]))
    called |= {id: (one.name, f"/issues/{id}") for id, one in issues.items()}
    if ids[Subject.SUBMISSION] and viewer.may(Right.SUBMISSION_READ):
        texts = await submission_records.sources(viewer, list(dict.fromkeys(ids[Subject.SUBMISSION])))
        called |= {one.id: (one.title, f"/submissions/{one.id}") for one in texts}
    return called
