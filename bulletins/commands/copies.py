"""Copies: a reader is given their own file or pages, and the office asks which copy a paper or a file is.

- What is given is rendered for this reader, from what was approved; its hash is noted with who and when BEFORE it leaves.
  Pages looked at are noted once a person and content, every file each time.
- A code is judged before anything is looked up; refusals are journal rows, and so is every answer.
- Nothing that is brought for a check is kept; only its digest is compared.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from bulletins.errors import CopyUnknown, FileUnknown, NothingToCheck
from bulletins.rules.deliveries import Delivery, HandedForm
from bulletins.rules.issues import Issue
from bulletins.store import copies as store
from bulletins.store import deliveries as delivery_rows
from bulletins.store import issues as issue_rows
from bulletins.workflow.acts import Act, CodeAct
from bulletins.workflow.delivery import visible
from crypto import sm3
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import blobs, vault
from kernel.actor import Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import NotFound
from kernel.recent import Recent
from typeset import copies, engine, fonts, pool
from typeset.copies import PURPOSE, Copy
from typeset.document import Overlay
from typeset.errors import CopyCodeForged, NoCopyCode, NotTypeset
from typeset.fonts import FontSet
from typeset.turns import turn

NO_COPY: Final = UUID(int=0)
# A reader asks for one page of their copy after the other.
_made: Recent[tuple[UUID, Copy, FontSet], bytes] = Recent(8)
UNDRAWN: Final = "〓"  # stands for a character of a name that no face can draw


@dataclass(frozen=True, slots=True)
class CopyFile:
    """A reader's own file."""

    number: int
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Judged:
    """A genuine copy; `told`: read from a code, not only recognised by a file's bytes."""

    delivery: UUID
    told: bool


async def hand_out(call: Call, id: UUID, form: HandedForm) -> CopyFile:
    """The reader's own copy, noted. Raises NotFound."""
    delivery = await delivery_rows.delivery(id)
    if not visible(delivery, call.actor):
        raise NotFound
    issue = await issue_rows.issue(delivery.issue)
    data = await _rendered(call.actor, issue, delivery)
    digest = sm3.hash(data)
    if form is HandedForm.PDF or not await store.known(id, call.actor.id, form, digest):
        await _note(Call(call.actor), id, form, digest)
    return CopyFile(delivery.number, f"{issue.stem}-{delivery.number:06d}.pdf", data)


async def judge(call: Call, text: str, digest: bytes = b"") -> Judged:
    """Which copy the code tells, or the file with this SM3.

    Raises NothingToCheck, NoCopyCode, CopyCodeForged, CopyUnknown, FileUnknown.
    """
    demand(call.actor, Right.COPY_CHECK)
    if not text and not digest:
        raise NothingToCheck(fields={"code": "required"})
    try:
        delivery = await _told(text) if text else await _recognised(digest)
    except (NoCopyCode, CopyCodeForged, CopyUnknown, FileUnknown) as refusal:
        await _refuse(Call(call.actor), refusal.code, text)
        raise
    await _answer(Call(call.actor), delivery, digest)
    return Judged(delivery, bool(text))


@command("copy.note")
async def _note(tx: Tx, id: UUID, form: HandedForm, digest: bytes) -> Done:
    await store.add(tx, id, form, digest)
    tx.record("delivery", id, Act.HAND_OUT, after=digest, note=form)
    return Done(id)


@command("copy.answer")
async def _answer(tx: Tx, id: UUID, digest: bytes) -> Done:
    tx.record("delivery", id, Act.CHECK_COPY, after=digest)
    return Done(id)


@command("copy.refuse")
async def _refuse(tx: Tx, why: str, text: str) -> Done:
    tx.record("copy_code", NO_COPY, CodeAct.REFUSE, target=why, note=text)
    return Done(NO_COPY)


async def _told(text: str) -> UUID:
    said = copies.check(text, vault.derive(PURPOSE))
    for issue in await store.ending(said.short):
        if found := await delivery_rows.numbered(issue, said.number):
            return found.id
    raise CopyUnknown


async def _recognised(digest: bytes) -> UUID:
    if found := await store.as_bytes(digest):
        return found.delivery
    raise FileUnknown


async def _rendered(reader: Actor, issue: Issue, delivery: Delivery) -> bytes:
    """Issues typeset before copies were numbered have no layout: their readers get the approved file.

    Raises NotTypeset for a copy that bears nothing of its own.
    """
    if issue.pdf is None:
        raise NotFound
    approved = (await blobs.read(issue.pdf)).data
    if issue.layout is None:
        return approved
    layout, faces = issue.layout, fonts.current()
    copy = Copy(str(issue.id), delivery.number, await _recipient(reader, faces))
    overlay = copies.overlay(copy, vault.derive(PURPOSE), granted=True)
    async with turn(reader.id):
        made = await _made.got((layout, copy, faces), lambda: _printed(layout, overlay))
    if made == approved:  # a service older than its templates: nobody would know whose copy it is
        raise NotTypeset("a copy came out without its number")
    return made


async def _printed(layout: UUID, overlay: Overlay) -> bytes:
    return (await pool.printed(await store.layout(layout), overlay)).pdf


async def _recipient(reader: Actor, faces: FontSet) -> str:
    """Unit and name of whoever reads. A name that cannot be drawn whole keeps nobody from reading."""
    units = await identity.unit_names(reader, [reader.unit])
    people = await identity.names(reader, [reader.id])
    words = "\n".join((units.get(reader.unit, ""), people.get(reader.id, "")))
    return words.translate({ord(one): UNDRAWN for one in engine.missing(words, faces)})
