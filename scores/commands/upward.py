"""What the office enters by hand: adoption and instructions elsewhere (PUB-11), and what a unit did wrong.

- An adoption elsewhere is of something we adopted: the same item, the same units and shares; level, publication, day,
  the reference by which it is known, and a document as evidence. It counts by the rule set of its day.
- A mistake in it is put right by a correction: cancelled by two hands, entered anew.
- References and reasons are sealed; both pass the gate, and nothing held is taken.
"""

import mimetypes
from datetime import date
from uuid import UUID

import msgspec

from gate.commands import nothing_held
from identity.queries import register as identity
from identity.rights import Right
from kernel import blobs, clock, vault
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound
from kernel.ids import new_id
from marking.cleared import Cleared
from scores.commands.happenings import KIND
from scores.rules.evaluate import in_force
from scores.rules.happenings import OWN, Happening, Share, Sort, standing
from scores.rules.ruleset import MOST
from scores.rules.upward import Upward
from scores.store import happenings, rulesets
from scores.store import upward as store

LONGEST, LARGEST_FILE = 500, 10 * 1024 * 1024
FAULTS = (Sort.LATE, Sort.OMITTED, Sort.CONCEALED, Sort.FALSE, Sort.NAMED, Sort.MISSED)


@command("score.register")
async def register(tx: Tx, entry: Upward, said: Cleared) -> Done:
    """One of our adoptions was adopted, or instructed on, elsewhere. Raises Invalid, NotFound."""
    _may(tx)
    reference = _words(said)
    known = standing(await happenings.some([entry.of]))
    if not known or known[0].sort is not Sort.ADOPTED or known[0].level != OWN:
        raise NotFound
    own = known[0]
    if wrong := await _wrong(tx, entry, own.day):
        raise Invalid(fields=wrong)
    id = new_id()
    made = Happening(
        entry.sort, own.item, own.shares, store.KEY, id, level=entry.level, outlet=entry.outlet, genre=own.genre,
        rank=entry.rank, awarded=entry.awarded, day=entry.day,
    )  # fmt: skip
    return await _kept(tx, id, made, reference, said)


@command("score.enter")
async def enter(tx: Tx, unit: UUID, sort: Sort, day: date, said: Cleared) -> Done:
    """A unit was late, left something out, hid it, reported what is not so. Raises Invalid."""
    _may(tx)
    reason = _words(said)
    wrong = {}
    if sort not in FAULTS:
        wrong["sort"] = "not_a_choice"
    if not await identity.unit_names(tx.actor, [unit]):
        wrong["unit"] = "choose_one"
    if day > clock.local(tx.now).date():
        wrong["day"] = "score_future"
    if wrong:
        raise Invalid(fields=wrong)
    id = new_id()
    return await _kept(tx, id, Happening(sort, id, (Share(unit),), store.KEY, id, day=day), reason, said)


async def _kept(tx: Tx, id: UUID, made: Happening, reference: str, said: Cleared) -> Done:
    box = vault.mint(id, store.KEY)
    await vault.keep(tx, box)
    happening, document = await happenings.add(tx, made), None
    for file in said.files:
        written = await blobs.write(box, file.data)
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        document = await blobs.add(tx, id, written, file.name, media)
    await store.add(tx, id, happening, reference, document)
    action = "enter" if made.sort in FAULTS else "register"
    tx.record(KIND, happening, action, after=msgspec.json.encode(made), note=reference)
    return Done(happening)


async def _wrong(tx: Tx, entry: Upward, adopted: date) -> dict[str, str]:
    if entry.day > clock.local(tx.now).date():
        return {"day": "score_future"}
    wrong = {}
    within = in_force(await rulesets.sets(), entry.day)
    levels = {level.code for level in within.rules.levels} if within else set()
    if entry.sort not in (Sort.ADOPTED, Sort.INSTRUCTED):
        wrong["sort"] = "not_a_choice"
    if entry.level not in levels - {OWN}:
        wrong["level"] = "choose_one"
    outlets = {outlet.code for outlet in within.rules.outlets if outlet.level == entry.level} if within else set()
    if entry.outlet not in outlets | {""}:
        wrong["outlet"] = "score_unknown_level"
    if entry.day < adopted:
        wrong["day"] = "score_before_ours"
    if entry.awarded is not None and not 0 <= entry.awarded <= MOST:
        wrong["awarded"] = "not_a_number"
    return wrong


def _may(tx: Tx) -> None:
    if not tx.actor.may(Right.SCORE_ENTER):
        raise Forbidden(action="")


def _words(said: Cleared) -> str:
    nothing_held(said)
    text = said.text("reference").strip()
    if not text:
        raise Invalid(fields={"reference": "required"})
    if len(text) > LONGEST:
        raise Invalid(fields={"reference": "too_long"}, limit=LONGEST)
    if len(said.files) > 1 or any(len(file.data) > LARGEST_FILE for file in said.files):
        raise Invalid(fields={"file": "score_one_file"})
    return text
