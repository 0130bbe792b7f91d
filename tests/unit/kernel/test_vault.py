"""The vault on a real database: sealed values stay in their place, keys rotate, erasing is final."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.devices import softfile
from crypto.devices.base import Wrapped
from crypto.devices.software import SoftwareDevice
from kernel import blindindex, db, vault
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Tx, command
from kernel.errors import Unavailable
from kernel.ids import new_id
from kernel.postgres import Cluster
from kernel.vault import Box, ContentDamaged, ContentErased

PIN = "test-pin-0000"


@pytest.fixture
def own_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftwareDevice:
    monkeypatch.setattr(softfile, "SCRYPT", {"n": 16, "r": 8, "p": 1})
    return SoftwareDevice.create(tmp_path / "device.json", PIN)


@pytest.fixture
async def vaulted(runtime: Cluster, own_device: SoftwareDevice) -> AsyncIterator[SoftwareDevice]:
    vault.install(own_device)
    yield own_device
    vault.install(None)


@pytest.fixture
def box(own_device: SoftwareDevice) -> Box:
    vault.install(own_device)
    return vault.mint(new_id(), "submission")


async def kept(*boxes: Box) -> None:
    async with db.transaction(SYSTEM) as tx:
        for one in boxes:
            await vault.keep(tx, one)


@given(text=st.text(), data=st.binary(max_size=200))
def test_round_trip_of_any_text_and_bytes(text: str, data: bytes) -> None:
    box = Box(UUID(int=1), "record", Wrapped("k", b""), b"k" * 16)
    text = text.encode("utf-8", "ignore").decode()
    assert box.open("title", box.seal("title", text)) == text
    assert box.open_bytes("file", box.seal_bytes("file", data)) == data


def test_a_value_opens_only_in_its_record_and_field(box: Box) -> None:
    other = vault.mint(new_id())
    same_key = Box(other.owner, box.kind, box.wrapped, box.key)
    sealed, blob = box.seal("title", "事故快报"), box.seal_bytes("file", b"content")
    for thief, field in ((other, "title"), (same_key, "title"), (box, "body"), (box, "titl"), (box, "")):
        with pytest.raises(ContentDamaged):
            thief.open(field, sealed)
    for thief, field in ((other, "file"), (same_key, "file"), (box, "title")):
        with pytest.raises(ContentDamaged):
            thief.open_bytes(field, blob)
    with pytest.raises(ContentDamaged):
        box.open("file", blob)


def test_damage_is_a_refusal_never_an_empty_text(box: Box) -> None:
    sealed = box.seal("title", "事故快报")
    for bad in (b"", sealed[:-1], sealed + b"\0", bytes(len(sealed)), sealed[:20] + b"\0" + sealed[21:]):
        with pytest.raises(ContentDamaged):
            box.open("title", bad)


def test_sealing_twice_shows_nothing_equal_and_nothing_clear(box: Box) -> None:
    one, two = box.seal("title", "事故快报"), box.seal("title", "事故快报")
    assert one != two
    assert "事故".encode() not in one
    assert box.key.hex() not in repr(box)
    assert str(box.key) not in repr(box)


def test_without_a_device_the_vault_is_closed() -> None:
    vault.install(None)
    for action in (lambda: vault.mint(new_id()), lambda: vault.derive("codes")):
        with pytest.raises(Unavailable):
            action()


def test_a_device_whose_file_is_gone_mints_nothing(own_device: SoftwareDevice, tmp_path: Path) -> None:
    vault.install(own_device)
    (tmp_path / "device.json").unlink()
    with pytest.raises(Unavailable):
        vault.mint(new_id())


async def test_a_kept_key_opens_what_was_sealed(vaulted: SoftwareDevice) -> None:
    box = vault.mint(new_id(), "submission")
    sealed = box.seal("title", "事故快报")
    await kept(box)
    again = await vault.box(box.owner)
    assert (again.open("title", sealed), again.kind) == ("事故快报", "submission")
    row = await db.one("SELECT * FROM data_key WHERE owner = $1", box.owner)
    assert row is not None
    assert box.key not in bytes(row["wrapped"])


@command("test.keep_and_open")
async def keep_and_open(tx: Tx, fail: bool) -> Done:
    box = vault.mint(new_id())
    await vault.keep(tx, box)
    assert (await vault.box(box.owner)).key == box.key
    if fail:
        raise RuntimeError(str(box.owner))
    return Done(box.owner)


async def test_a_key_is_visible_inside_its_transaction_and_gone_when_that_fails(vaulted: SoftwareDevice) -> None:
    done = await keep_and_open(Call(SYSTEM), fail=False)
    assert (await vault.box(done.id)).owner == done.id
    with pytest.raises(RuntimeError) as caught:
        await keep_and_open(Call(SYSTEM), fail=True)
    with pytest.raises(ContentErased):
        await vault.box(UUID(str(caught.value)))


async def test_many_boxes_leave_out_the_erased(vaulted: SoftwareDevice) -> None:
    one, two, never = vault.mint(new_id()), vault.mint(new_id()), new_id()
    await kept(one, two)
    found = await vault.boxes([one.owner, two.owner, never])
    assert {owner: box.key for owner, box in found.items()} == {one.owner: one.key, two.owner: two.key}
    assert await vault.boxes([]) == {}


async def test_destroying_takes_the_key_and_the_search_rows(vaulted: SoftwareDevice) -> None:
    one, two = vault.mint(new_id()), vault.mint(new_id())
    await kept(one, two)
    async with db.transaction(SYSTEM) as tx:
        for box in (one, two):
            await blindindex.put(tx, box.owner, "submission", "事故快报")
        await vault.destroy(tx, one.owner)
    with pytest.raises(ContentErased):
        await vault.box(one.owner)
    assert (await vault.box(two.owner)).key == two.key
    assert await blindindex.candidates("事故", ["submission"]) == [two.owner]


async def test_rotation_rewraps_every_key_and_loses_none(vaulted: SoftwareDevice) -> None:
    boxes = [vault.mint(new_id()) for _ in range(25)]
    sealed = {box.owner: box.seal("title", str(box.owner)) for box in boxes}
    await kept(*boxes)
    assert await vault.rewrap() == 0
    kek = vaulted.rotate()
    newer = vault.mint(new_id())
    await kept(newer)
    assert [await vault.rewrap(10) for _ in range(4)] == [10, 10, 5, 0]
    assert {row["kek"] for row in await db.fetch("SELECT kek FROM data_key")} == {kek}
    for owner, box in (await vault.boxes(sealed)).items():
        assert box.open("title", sealed[owner]) == str(owner)
    assert await db.one("SELECT 1 FROM journal WHERE kind = 'vault' AND action = 'rewrap' AND target = $1", kek)


async def test_two_rewraps_at_once_do_not_wait_for_each_other(vaulted: SoftwareDevice) -> None:
    boxes = [vault.mint(new_id()) for _ in range(20)]
    await kept(*boxes)
    vaulted.rotate()
    moved = await asyncio.gather(vault.rewrap(15), vault.rewrap(15))
    assert sum(moved) + await vault.rewrap() == 20
    assert {owner: box.key for owner, box in (await vault.boxes([b.owner for b in boxes])).items()} == {
        box.owner: box.key for box in boxes
    }


async def test_exchanged_altered_and_foreign_wrapped_keys_are_refused(vaulted: SoftwareDevice, tmp_path: Path) -> None:
    one, two = vault.mint(new_id()), vault.mint(new_id())
    sealed = one.seal("title", "事故快报")
    await kept(one, two)
    await db.fetch("UPDATE data_key SET wrapped = $2 WHERE owner = $1", one.owner, two.wrapped.sealed)
    with pytest.raises(ContentDamaged):
        (await vault.box(one.owner)).open("title", sealed)
    await db.fetch("UPDATE data_key SET wrapped = $2 WHERE owner = $1", one.owner, one.wrapped.sealed[:-1] + b"\0")
    await db.fetch("UPDATE data_key SET wrapped = $2 WHERE owner = $1", two.owner, b"")
    for owner in (one.owner, two.owner):
        with pytest.raises(ContentDamaged):
            await vault.box(owner)
    vault.install(SoftwareDevice.create(tmp_path / "another.json", PIN))
    await db.fetch("UPDATE data_key SET wrapped = $2 WHERE owner = $1", one.owner, one.wrapped.sealed)
    with pytest.raises(ContentDamaged):
        await vault.box(one.owner)


async def test_a_key_is_kept_once(vaulted: SoftwareDevice) -> None:
    box = vault.mint(new_id())
    await kept(box)
    with pytest.raises(Exception, match="data_key_pkey"):
        await kept(Box(box.owner, box.kind, box.wrapped, b"0" * 16))
    assert (await vault.box(box.owner)).key == box.key
