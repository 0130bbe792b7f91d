"""What pages show of sign-off; the viewer always comes first.

- A sign-off is seen by whoever sees the record: the office reads who signed, in which capacity, and whether a device
  signed and its signature is genuine now.
- Who is away, and who stands in, is seen by the people of the same unit.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from crypto.certificates.certificate import Certificate
from crypto.devices import evidence
from gate import queries as gate
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right
from kernel import blobs, clock, vault
from kernel.actor import SYSTEM, Actor
from kernel.db import Row
from kernel.errors import NotFound
from submissions.queries import common
from submissions.queries.lists import lines
from submissions.rules.records import Item, Scope, Wanted
from submissions.rules.signing import MOST_AT_ONCE, Absence, Capacity, Voided, capacity_of
from submissions.rules.signing_device import genuine, signed_by_device
from submissions.rules.signing_views import About, AbsenceLine, Asked, SignatureLine, ToSign
from submissions.store import listing
from submissions.store import signing as store
from submissions.store import submissions as records
from submissions.workflow.submission import WORKFLOW, State, visible


async def about(viewer: Actor, id: UUID) -> About:
    """What the record's page shows of sign-off; empty for who does not see the record."""
    row = await records.row(id)
    if row is None or not visible(records.item_of(row), viewer):
        return About()
    item = await store.known(records.item_of(row), row)
    own = viewer.unit == item.unit
    signed = [await _signature(viewer, each, item) for each in await store.signatures(id)]
    return About(
        important=item.signing.important or bool(row["important"]), reasons=tuple(await store.why_important(row)),
        marked=bool(row["important"]), may_mark=own and _may_mark(item, viewer, on=True),
        may_unmark=own and bool(row["important"]) and _may_mark(item, viewer, on=False),
        signatures=tuple(signed), absences=await absences(viewer) if own and item.state in WRITING else (),
    )  # fmt: skip


WRITING = frozenset({State.DRAFT, State.TO_SIGN})


def _may_mark(item: Item, viewer: Actor, *, on: bool) -> bool:
    writes, signs = viewer.may(Right.SUBMISSION_WRITE), viewer.may(Right.SUBMISSION_SIGN)
    return (writes and item.state == State.DRAFT) or (on and (writes or signs) and item.state == State.TO_SIGN)


async def _signature(viewer: Actor, row: Row, item: Item) -> SignatureLine:
    people = [row["signer"], *([row["on_behalf"]] if row["on_behalf"] else [])]
    names = await identity.names(viewer, people)
    device = signed_by_device(row)
    certificate = Certificate(bytes(row["certificate"])) if device else None
    return SignatureLine(
        id=row["id"], at=row["at"], who=names.get(row["signer"], ""), capacity=Capacity(row["capacity"]),
        on_behalf=names.get(row["on_behalf"], "") if row["on_behalf"] else "", device=device,
        genuine=device and genuine(row), certificate=f"{certificate.serial:x}" if certificate else "",
        holder=certificate.name if certificate else "", fits=bytes(row["digest"]) == item.digest,
        digest=bytes(row["digest"]).hex(), voided=row["voided"],
        why=Voided(row["voided_why"]).label if row["voided"] else "",
    )  # fmt: skip


async def proof(viewer: Actor, id: UUID, signature: UUID) -> bytes:
    """What a device has signed, as a file that is checked anywhere, for whoever sees the record. Raises NotFound."""
    row = await records.row(id)
    found = next((each for each in await store.signatures(id) if each["id"] == signature), None)
    if row is None or found is None or not visible(records.item_of(row), viewer) or not signed_by_device(found):
        raise NotFound
    return evidence.make(bytes(found["statement"]), bytes(found["certificate"]), bytes(found["signature"]))


async def absences(viewer: Actor) -> tuple[AbsenceLine, ...]:
    """Who of the viewer's unit is away now or soon, and who stands in."""
    return await _lines(viewer, await store.absences(viewer.unit, clock.now()))


async def absence(id: UUID) -> Absence | None:  # lint: allow visibility-required - jobs act for nobody
    """For this package's own jobs: who is away and who stands in."""
    return await store.absence(id)


async def signers(id: UUID) -> list[UUID]:  # lint: allow visibility-required - jobs act for nobody
    """For this package's own jobs: who could sign it today; everybody who signs in its unit when nobody could."""
    row = await records.row(id)
    if row is None:
        return []
    everybody = await identity.holders(SYSTEM, Right.SUBMISSION_SIGN, row["unit"])
    known = await store.standing(row)
    may = everybody
    if known.important:
        heads = await identity.holders(SYSTEM, Right.SUBMISSION_SIGN_IMPORTANT, row["unit"])
        may = [*heads, *known.substitutes]
    return [each for each in dict.fromkeys(may) if each not in known.away and each in everybody] or everybody


async def own_absences(viewer: Actor) -> tuple[AbsenceLine, ...]:
    """The viewer's own, over and revoked ones too."""
    return await _lines(viewer, await store.past_absences(viewer.id))


async def _lines(viewer: Actor, found: Sequence[Absence]) -> tuple[AbsenceLine, ...]:
    people = {person for each in found for person in (each.account, each.substitute) if person}
    names = await identity.names(viewer, people) if people else {}
    now = clock.now()
    return tuple(
        AbsenceLine(
            each.id, names.get(each.account, ""), names.get(each.substitute, "") if each.substitute else "",
            each.starts, each.revoked or each.ends, now=each.holds(now),
            open=each.revoked is None and each.ends > now and viewer.id in (each.account, each.substitute),
            revoked=each.revoked is not None,
        )
        for each in found
    )  # fmt: skip


async def others_who_sign(viewer: Actor) -> list[tuple[str, str]]:
    """Who of the viewer's unit could stand in for them: account and name."""
    found = [each for each in await identity.holders(viewer, Right.SUBMISSION_SIGN, viewer.unit) if each != viewer.id]
    names = await identity.names(viewer, found)
    return [(str(each), names.get(each, "")) for each in found]


async def two_hands(viewer: Actor) -> bool:
    """Whether in the viewer's unit nobody signs what they wrote."""
    return await store.two_hands(viewer.unit)


async def waiting(viewer: Actor) -> tuple[ToSign, ...]:
    """The texts that wait for a signature in the viewer's unit, whole, the oldest first."""
    wanted = Wanted(states=(State.TO_SIGN,), sort="created", ascending=True, limit=MOST_AT_ONCE)
    listed = await listing.listing(Scope(unit=viewer.unit), wanted)
    rows = [row for row in [await records.row(each["id"]) for each in listed] if row]
    opened, shown = await vault.boxes([row["id"] for row in rows]), await lines(viewer, rows)
    found = []
    for row, line in zip(rows, shown, strict=True):
        holds = await gate.standing(viewer, [row["id"]])
        item = replace(await store.known(records.item_of(row), row), holds=holds)
        offer = next((each for each in WORKFLOW.offered(item, viewer) if each.action == "sign_off"), None)
        title, body = common.text(opened[row["id"]], row)
        capacity, on_behalf = capacity_of(item.signing, viewer)
        names = await identity.names(viewer, [row["author"], *([on_behalf] if on_behalf else [])])
        found.append(
            ToSign(
                line=line, title=title, body=body, author=names.get(row["author"], ""),
                files=tuple((file.id, file.name, file.size) for file in await blobs.of(row["id"])),
                important=item.signing.important, capacity=capacity,
                on_behalf=names.get(on_behalf, "") if on_behalf else "", held=holds.waiting,
                reason=offer.reason if offer else "", allowed=bool(offer and offer.enabled),
            )
        )  # fmt: skip
    return tuple(found)


async def asked(viewer: Actor, id: UUID) -> Asked | None:
    """What the viewer's device is asked to sign, while it can be answered."""
    found = await store.challenge(viewer.id, id=id)
    if found is None:
        return None
    texts = await store.texts(found.id)
    account = await account_reads.own_account(viewer)
    titles = await _titles([text.submission for text in texts])
    return Asked(
        found.id, found.service, account.login, account.unit_name, found.nonce, found.issued, found.ends,
        tuple((text.submission, text.version, text.capacity, text.digest.hex()) for text in texts),
        tuple(titles.get(text.submission, "") for text in texts),
    )  # fmt: skip


async def titles(viewer: Actor, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Titles of those the viewer sees."""
    rows = [row for row in [await records.row(id) for id in ids] if row and visible(records.item_of(row), viewer)]
    return await _titles([row["id"] for row in rows])


async def _titles(ids: Sequence[UUID]) -> dict[UUID, str]:
    rows, opened = [await records.row(id) for id in ids], await vault.boxes(ids)
    return {row["id"]: common.text(opened[row["id"]], row)[0] for row in rows if row}
