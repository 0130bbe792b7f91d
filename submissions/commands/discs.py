"""Writing the register of optical discs: receipt without content, the chain of custody (SUB-12).

- Nothing is asked that could say what is on a disc: its number, whose it is, who gave it to whom, when, how many, at
  which level, where it lies. What little is typed passes the gate and is sealed.
- Every move and every printing of the register is a row of the journal.
"""

import re
from uuid import UUID

import msgspec

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, vault
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared
from submissions.rules.discs import Received, item_of
from submissions.store import discs as store
from submissions.tables.channels import Disc, DiscNote
from submissions.workflow.discs import DISC, DiscState, Level

KIND = "disc"
LONGEST_NAME, LONGEST_REMARK, MOST_PIECES = 60, 60, 999
_CARRIER = re.compile(r"[0-9A-Za-z〔〕()（）\[\]/_-]{1,40}")


@command("disc.receive")
async def receive(tx: Tx, given: Received, said: Cleared) -> Done:
    """A disc was handed in. `said`: from, to (names), remark."""
    demand(tx.actor, Right.DISC_REGISTER)
    gate.nothing_held(said)
    words = {name: said.parts.get(name, "").strip() for name in ("from", "to", "remark")}
    if wrong := await _wrong(tx, given, words):
        raise Invalid(fields=wrong)
    box = vault.mint(new_id(), KIND)
    await vault.keep(tx, box)
    people = msgspec.json.encode({"from": words["from"], "to": words["to"]}).decode()
    number = await store.next_number(tx, clock.local(tx.now).year)
    await tx.insert(
        Disc, id=box.owner, state=DiscState.RECEIVED.value, number=number, created=tx.now, moved=tx.now,
        carrier=given.carrier, unit=given.unit, received=given.received, level=given.level, pieces=given.pieces,
        people_sealed=box.seal("people", people), remark_sealed=box.seal("remark", words["remark"]), entered_by=tx.actor.id,
    )  # fmt: skip
    tx.record(KIND, box.owner, "receive", target=DiscState.RECEIVED, note=number)
    return Done(box.owner, 1, DiscState.RECEIVED.value)


@command("disc.act")
async def act(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """A step of the chain of custody."""
    demand(tx.actor, Right.DISC_REGISTER)
    gate.nothing_held(said)
    row = await store.disc(id)
    if row is None:
        raise NotFound
    if row["version"] != version:
        raise StaleVersion
    move = DISC.require(item_of(row), action, tx.actor, said.parts)
    words = next((said.parts[ask.name].strip() for ask in move.asks if said.parts.get(ask.name)), "")
    if len(words) > LONGEST_NAME:
        raise Invalid(fields={move.asks[0].name: "contact_too_long"})
    box = await vault.box(id)
    columns: dict[str, object] = {"proposed_by": tx.actor.id if action == "propose" else None}
    if action == "store":
        columns["place_sealed"] = box.seal("place", words)
    new = await tx.move(Disc, id, version, row["state"], move.target, moved=tx.now, **columns)
    await tx.insert(
        DiscNote, id=new_id(), disc=id, action=action, note_sealed=box.seal(f"note:{action}", words), author=tx.actor.id,
        at=tx.now,
    )  # fmt: skip
    tx.record(KIND, id, action, source=row["state"], target=move.target, note=words)
    return Done(id, new, str(move.target))


@command("disc.printed")
async def printed(tx: Tx, id: UUID, what: str) -> Done:
    """The register or a slip was opened for printing."""
    demand(tx.actor, Right.DISC_REGISTER)
    tx.record(KIND, id, "print", note=what)
    return Done(id)


async def _wrong(tx: Tx, given: Received, words: dict[str, str]) -> dict[str, str]:
    wrong = {}
    if not _CARRIER.fullmatch(given.carrier):
        wrong["carrier"] = "disc_carrier"
    if given.received > tx.now:
        wrong["received"] = "in_the_future"
    if given.level not in list(Level):
        wrong["level"] = "choose_one"
    if not 1 <= given.pieces <= MOST_PIECES:
        wrong["pieces"] = "not_a_number"
    wrong |= {name: "required" for name in ("from", "to") if not words[name]}
    wrong |= {name: "contact_too_long" for name, text in words.items() if len(text) > LONGEST_NAME}
    try:
        if (await identity.unit(SYSTEM, given.unit)).office:
            wrong["unit"] = "choose_one"
    except NotFound:
        wrong["unit"] = "choose_one"
    return wrong
