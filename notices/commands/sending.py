"""What leaves the house: notices that are due become letters, letters are sent in order, every try is kept.

- What has been read meanwhile, or is no longer wanted, does not leave. What became due in quiet hours goes at their end;
  several at once go as one.
- A letter has one id in every try: the reader's program, or the gateway, tells repeats by it.
- A channel that does not answer is tried with one letter at a time, after 10 s, doubling to 10 min; a letter the other
  side wants later waits by itself. After seven days, or when it is refused, a letter has failed and people are told.
"""

from datetime import datetime
from itertools import groupby
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import outbox, worktime
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from kernel.errors import NotFound
from notices.commands.telling import notify, way_of
from notices.errors import NotFromGateway
from notices.rules import timing, webhook
from notices.rules.outcomes import OF_CHANNEL, End, Outcome, Report, Tried
from notices.rules.records import RecordKind
from notices.rules.topics import Channel, Way
from notices.store import choices, letters
from notices.store import notices as store
from notices.store.letters import Letter, Pipe, Posted
from notices.store.notices import About

AT_ONCE = 500
STEADY = 0.99  # the waits between tries are not spread: one letter at a time needs no jitter
FAILED = "notice.failed"


@command("notice.gather")
async def gather(tx: Tx) -> Done:
    """Put what is due into letters: one for each person and channel, emergencies each in their own."""
    due = await letters.due_posts(tx, AT_ONCE)
    people = sorted({each.account for each in due})
    chosen, hours = await choices.ways(people), await choices.hours(people)
    going, later = [], set()
    for each in due:
        held = await _held(tx, each, chosen, hours.get(each.account, timing.house()))
        if held is None:
            going.append(each)
        elif held > tx.now:
            later.add(held)
    for moment in sorted(later):
        await tx.promise("notice.gather", due=moment)
    for (_, _, urgent), group in groupby(going, lambda each: (each.account, each.channel, each.urgent)):
        posted = list(group)
        for part in [[each] for each in posted] if urgent else [posted]:
            await letters.write(tx, part)
    for channel in sorted({each.channel for each in going}):
        await tx.promise("notice.carry", channel=channel)
    if len(due) == AT_ONCE:
        await tx.promise("notice.gather")
    return Done(SYSTEM.id, more={"going": str(len(going))})


async def _held(tx: Tx, posted: Posted, chosen: choices.Chosen, hours: timing.Hours) -> datetime | None:
    """None: it goes now. Else until when it is held; now: for ever."""
    if posted.read:
        await letters.drop(tx, posted, End.READ)
        return tx.now
    if posted.urgent:
        return None
    if way_of(chosen, posted.account, posted.topic, Channel(posted.channel)) is Way.NONE:
        await letters.drop(tx, posted, End.MUTED)
        return tx.now
    free = timing.quiet_end(tx.now, hours, worktime.current())
    if free > tx.now:
        await letters.hold(tx, posted, free)
        return free
    return None


async def next_letter(tx: Tx, channel: Channel) -> Letter | None:
    """The letter to send now, or None: nothing is due, the channel rests, or somebody else carries.

    What needs no sending any more ends here. A fresh emergency is tried even while the channel rests.
    """
    if not await letters.alone(tx, channel.value):
        return None
    pipe = await letters.pipe(channel.value)
    resting = pipe.next_try is not None and pipe.next_try > tx.now
    while found := await letters.head(tx, channel.value, resting=resting):
        if all(notice.read_at for notice in await notices_of(found)):
            await letters.end(tx, found.id, End.READ, tried=False)
        elif (free := await _free(found, tx.now)) > tx.now:
            await letters.postpone(tx, found.id, free, tried=False)
        else:
            return found
    if not resting:
        await _go_on(tx, channel, tx.now)
    return None


async def notices_of(letter: Letter) -> list[store.Stored]:
    """What a letter tells of, oldest first."""
    return await store.of_letter(letter.id)


async def _free(letter: Letter, now: datetime) -> datetime:
    if letter.urgent:
        return now
    hours = (await choices.hours([letter.account])).get(letter.account, timing.house())
    return timing.quiet_end(now, hours, worktime.current())


async def no_address(tx: Tx, letter: Letter) -> None:
    """Its person has none; not a try."""
    await letters.end(tx, letter.id, End.NO_ADDRESS, tried=False)
    await _go_on(tx, Channel(letter.channel), tx.now)


async def tried(tx: Tx, letter: Letter, address: str, result: Tried) -> None:
    """Keep what came of a try, and see to what follows. `address`: masked."""
    await letters.note_try(tx, letter, address, result)
    channel = Channel(letter.channel)
    pipe = await letters.pipe(channel.value)
    again = tx.now
    if result.outcome in OF_CHANNEL:
        again = tx.now + outbox.wait_after(pipe.failures + 1, STEADY)
        await letters.note_pipe(tx, Pipe(pipe.channel, pipe.failures + 1, pipe.down_since or tx.now, again))
    elif pipe.failures:
        await letters.note_pipe(tx, Pipe(pipe.channel))
    if result.outcome is Outcome.SENT:
        await letters.end(tx, letter.id, End.SENT, tried=True)
    elif result.outcome is Outcome.REFUSED:
        await letters.end(tx, letter.id, End.FAILED, tried=True)
        await _tell_failed(tx, letter.id)
    else:
        wait = outbox.wait_after(letter.tries + 1, STEADY) if result.outcome is Outcome.LATER else again - tx.now
        await letters.postpone(tx, letter.id, tx.now + wait, tried=True)
        await give_up.within(tx)
    await _go_on(tx, channel, again)


async def _go_on(tx: Tx, channel: Channel, not_before: datetime) -> None:
    due = await letters.next_due(tx, channel.value)
    if due is not None:
        await tx.promise("notice.carry", due=max(due, not_before, tx.now), channel=channel)


@command("notice.give_up")
async def give_up(tx: Tx) -> Done:
    """Letters that were tried for seven days have failed, and people are told."""
    failed = await letters.expire(tx, outbox.PATIENCE)
    if failed:
        await _tell_failed(tx, failed[0])
    return Done(SYSTEM.id, more={"failed": str(len(failed))})


async def _tell_failed(tx: Tx, letter: UUID) -> None:
    """The duty desk and the system administrator; one unread notice for all that failed, the list has the rest."""
    people = await identity.holders(SYSTEM, Right.NOTICE_TRACE)
    fresh = sorted(set(people) - await store.waiting(people, FAILED))
    await notify(tx, About(FAILED, RecordKind.LETTER, letter), fresh)


@command("notice.sweep")
async def sweep(tx: Tx) -> Done:
    """Whatever is due and for some reason nobody was woken for goes on."""
    await give_up.within(tx)
    await gather.within(tx)
    for channel in Channel:
        due = await letters.next_due(tx, channel.value)
        if due is not None and due <= tx.now:
            await tx.promise("notice.carry", channel=channel)
    return Done(SYSTEM.id)


@command("notice.receipt")
async def receipt(tx: Tx, nonce: str, letter: UUID, gateway: str, status: str) -> Done:
    """What the gateway reports of a message. Raises NotFound for one it never took, NotFromGateway for a repeat."""
    if not await letters.fresh(tx, nonce, 2 * webhook.WINDOW):
        raise NotFromGateway(action="")
    if await letters.report(tx, letter, gateway, Report(status)) is None:
        raise NotFound
    return Done(letter, state=status)
