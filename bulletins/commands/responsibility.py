"""Steps are noted as they are done, and signed by who did them.

- `note` belongs to the act's own transaction: no step without its row, no row without its step.
- A person who has a device signs their steps with it, one or many in one act; what they did is asked of the device as
  it stands in the row. Before an issue is approved, and before it leaves, no step of such a person may be unsigned.
- A person without a device has signed by the act itself: their session, the row and the journal's line stand for it, as
  they do for a unit's sign-off (docs/adr/0017).
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from bulletins.errors import StepChallengeOver, StepSignedAnother
from bulletins.rules.articles import Article
from bulletins.rules.content import Text
from bulletins.rules.responsibility import (
    ACTS,
    CHALLENGE,
    MOST_AT_ONCE,
    Signature,
    Step,
    StepDone,
    Subject,
    standing,
    wants,
)
from bulletins.store import articles as article_rows
from bulletins.store import responsibility as store
from bulletins.store.responsibility import Challenge
from crypto.devices.statements import SignOff
from crypto.errors import BadEncoding
from identity.commands import challenges, keys
from identity.commands.challenges import Answer, Answered
from identity.errors import DeviceRefused, DeviceSignatureWrong
from identity.queries import accounts as account_reads
from kernel import trail
from kernel.actor import Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import NotFound
from kernel.ids import new_id
from submissions.commands import signing
from submissions.queries import records as submission_records

NONCE = 32


@dataclass(frozen=True, slots=True)
class Left:
    """What a record was when a step left it: its version, edition and SM3, and by whom."""

    subject: Subject
    record: UUID
    version: int
    edition: int
    digest: bytes


async def note(tx: Tx, step: Step, left: Left, *, forced: bool = False) -> None:
    """The actor has done a step; it began with what the step before it on this record left."""
    passed = await store.of_records((left.record,))
    await _add(
        tx, step, left, (passed[-1].edition, passed[-1].digest) if passed else (left.edition, left.digest), forced
    )


async def _add(tx: Tx, step: Step, left: Left, before: tuple[int, bytes], forced: bool = False) -> None:  # noqa: FBT001, FBT002
    done = StepDone(
        new_id(), step, left.subject, left.record, tx.actor.id, tx.now, left.version, before[0], left.edition,
        before[1], left.digest, forced,
    )  # fmt: skip
    await store.add(tx, done)
    tx.record("step", done.id, step, after=done.digest)


async def of_article(tx: Tx, article: Article, action: str, version: int) -> None:
    """The actor has verified or finished an article, if the act is one of these."""
    step = ACTS.get((Subject.ARTICLE, action))
    if step is None:
        return
    digest = Text(article.title, article.body).digest()
    if not await store.of_records((article.id,)):
        first = (await article_rows.editions(article.id))[0]
        left = Left(Subject.ARTICLE, article.id, version, article.edition, digest)
        await _add(tx, step, left, (first.number, first.digest))
        return
    await note(tx, step, Left(Subject.ARTICLE, article.id, version, article.edition, digest))


async def note_screening(tx: Tx, submissions: Iterable[UUID]) -> None:
    """Texts were taken up: who screened them answers for that, as the journal says."""
    wanted = list(submissions)
    known = {done.record for done in await store.of_records(wanted)}
    for record in wanted:
        item = None if record in known else await submission_records.item(record)
        passed = [line for line in await trail.history(record) if line.entry.action == "accept"] if item else []
        if item and passed:
            last = passed[-1]
            done = StepDone(
                new_id(), Step.SCREENING, Subject.SUBMISSION, record, last.actor, last.at, item.version, 1, 1,
                item.digest, item.digest, forced=False,
            )  # fmt: skip
            await store.add(tx, done)
            tx.record("step", done.id, Step.SCREENING, after=done.digest)


async def unsigned(viewer: Actor, issue: UUID, articles: Sequence[Article]) -> list[StepDone]:
    """Steps that stand behind an issue and want the signature of a device."""
    records = [issue, *(article.id for article in articles)]
    records += [source.submission for article in articles for source in article.sources]
    open_ones = [done for done in standing(await store.of_records(records)) if done.signed is None]
    wanting = await signing.who_by_device(viewer, list({done.by for done in open_ones})) if open_ones else {}
    return [done for done in open_ones if wants(done, wanting)]


@command("step.ask_device")
async def ask_device(tx: Tx, steps: tuple[UUID, ...], service: str) -> Done:
    """Put the actor's own steps to their device; those signed already are passed over. Raises NotFound."""
    found = await store.some(steps[:MOST_AT_ONCE])
    mine = tuple(done.id for done in found if done.by == tx.actor.id and done.signed is None)
    if not mine:
        raise NotFound
    issued = tx.now.replace(microsecond=0)
    made = Challenge(
        new_id(), tx.actor.id, service, secrets.token_bytes(NONCE), issued, tx.now + CHALLENGE, mine
    )  # fmt: skip
    await store.start_challenge(tx, made)
    return Done(made.id)


async def answer(call: Call, answered: Answered) -> Done:
    """Keep the signatures of every step asked for: all or none. The challenge is used up. Raises StepChallengeOver."""
    asked = await store.challenge(call.actor.id, nonce=answered.nonce)
    if asked is None or len(asked.steps) != len(answered.signatures):
        raise StepChallengeOver
    await _take(Call(call.actor), asked.id)
    try:
        return await _sign(call, asked, answered)
    except (DeviceRefused, StepSignedAnother) as refusal:
        await challenges.refused(Call(call.actor), call.actor.id, refusal.code)
        raise


@command("step.sign")
async def _sign(tx: Tx, asked: Challenge, answered: Answered) -> Done:
    steps = await store.some(asked.steps)
    account = await account_reads.own_account(tx.actor)
    for done, signature in zip(steps, answered.signatures, strict=True):
        try:
            message = statement(done, asked, account.login, account.unit_name).message()
            given = Answer(asked.nonce, answered.device, answered.certificate, signature)
            device = await challenges.checked(tx.actor.id, given, message)
        except (BadEncoding, DeviceSignatureWrong):
            raise StepSignedAnother from None
        await keys.require_bound(tx, device.id)
        kept = Signature(device.id, device.certificate, message, signature, tx.now)
        if await store.sign(tx, done.id, kept):
            tx.record("step", done.id, "sign", after=message + signature)
            for issue in await store.issues_behind(done):
                await tx.promise("issue.sheet", record=issue, action="sign")
    return Done(asked.id)


def statement(done: StepDone, asked: Challenge, login: str, unit: str) -> SignOff:
    """What the device has to have signed for a step. Raises BadEncoding."""
    return SignOff(
        asked.service, login, unit, done.step.value, done.record, done.version, done.digest, asked.nonce, asked.issued
    )


@command("step.device_answer")
async def _take(tx: Tx, id: UUID) -> Done:
    if not await store.take_challenge(tx, id):
        raise StepChallengeOver
    return Done(id)
