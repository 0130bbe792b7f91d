"""Files: sealed on disk, order of writing, damage and loss refused, sweeping spares the young."""

import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from crypto import sm3, sm4
from kernel import blobs, clock, db, vault
from kernel.actor import SYSTEM
from kernel.blobs import FileMissing
from kernel.errors import NotFound, Unavailable
from kernel.ids import new_id
from kernel.postgres import Cluster
from kernel.vault import Box, ContentDamaged, ContentErased

DATA = "关于某某事故的附件".encode() * 100


@pytest.fixture
def store(runtime: Cluster) -> Path:
    return blobs.folder()


@pytest.fixture
def later() -> Iterator[None]:
    """A clock two days ahead: everything written now is old."""
    system = clock.now
    start = system()
    clock.install(lambda: start + timedelta(days=2))
    yield
    clock.install()


async def stored(data: bytes = DATA, name: str = "附件.docx") -> tuple[Box, UUID]:
    box = vault.mint(new_id())
    written = await blobs.write(box, data)
    async with db.transaction(SYSTEM) as tx:
        await vault.keep(tx, box)
        return box, await blobs.add(tx, box.owner, written, name, "application/msword")


def files_in(store: Path) -> list[Path]:
    return sorted(path for path in store.rglob("*") if path.is_file())


async def test_what_is_written_is_read(store: Path) -> None:
    for data in (b"", b"x", DATA, os.urandom(sm4.FRAME + 17)):
        box, file_id = await stored(data)
        blob = await blobs.read(file_id)
        assert (blob.id, blob.owner, blob.name, blob.media) == (file_id, box.owner, "附件.docx", "application/msword")
        assert blob.data == data


async def test_the_file_is_named_by_the_digest_of_its_sealed_bytes_and_private(store: Path) -> None:
    await stored()
    (path,) = files_in(store)
    sealed = path.read_bytes()
    assert path.name == sm3.hash(sealed).hex()
    assert path.parent.name == path.name[:2]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "关于".encode() not in sealed
    row = await db.one("SELECT * FROM blob")
    assert row is not None
    assert "附件".encode() not in bytes(row["name_sealed"])
    assert (row["size"], bytes(row["digest"]).hex()) == (len(DATA), path.name)


async def test_the_files_of_a_record_are_listed_in_order(store: Path) -> None:
    box, first = await stored(b"one", "一.txt")
    second = await blobs.write(box, b"two!")
    async with db.transaction(SYSTEM) as tx:
        await blobs.add(tx, box.owner, second, "二.txt", "text/plain")
    assert [(one.id, one.name, one.size) for one in await blobs.of(box.owner)] == [
        (first, "一.txt", 3),
        (second.id, "二.txt", 4),
    ]
    assert await blobs.of(new_id()) == []


async def test_the_file_is_in_place_and_synced_before_write_returns(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def seen_fsync(handle: int) -> None:
        steps.append("fsync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "fsync file")
        fsync(handle)

    def seen_replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(self, target)

    box = vault.mint(new_id())
    await blobs.write(box, b"warm up: the other half of the folders")
    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(Path, "replace", seen_replace)
    written = await blobs.write(box, DATA)
    assert steps[-3:] == ["fsync file", "rename", "fsync folder"]
    assert (store / written.digest.hex()[:2] / written.digest.hex()).is_file()


async def test_a_full_disk_is_a_refusal_and_leaves_no_part(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def full(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(28, "No space left on device")
        fsync(handle)

    box = vault.mint(new_id())
    await blobs.write(box, b"folders exist")
    before = files_in(store)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        await blobs.write(box, DATA)
    assert files_in(store) == before


async def test_missing_and_damaged_files_are_told_apart(store: Path) -> None:
    _, file_id = await stored()
    (path,) = files_in(store)
    good = path.read_bytes()
    for bad in (good[:-1], good + b"\0", b"", good[:50] + b"\0\0" + good[52:]):
        path.write_bytes(bad)
        with pytest.raises(ContentDamaged):
            await blobs.read(file_id)
    path.unlink()
    with pytest.raises(FileMissing):
        await blobs.read(file_id)
    with pytest.raises(NotFound):
        await blobs.read(new_id())


async def test_a_row_pointing_at_another_file_of_the_same_record_is_refused(store: Path) -> None:
    box, first = await stored(b"the first")
    second = await blobs.write(box, b"the second")
    async with db.transaction(SYSTEM) as tx:
        await blobs.add(tx, box.owner, second, "b", "text/plain")
    await db.fetch("UPDATE blob SET digest = $2 WHERE id = $1", first, second.digest)
    with pytest.raises(ContentDamaged):
        await blobs.read(first)
    await db.fetch(
        "UPDATE blob SET name_sealed = (SELECT name_sealed FROM blob WHERE id = $2) WHERE id = $1", first, second.id
    )
    with pytest.raises(ContentDamaged):
        await blobs.of(box.owner)


async def test_a_file_cannot_be_hung_on_another_record(store: Path) -> None:
    box, other = vault.mint(new_id()), vault.mint(new_id())
    written = await blobs.write(box, DATA)
    async with db.transaction(SYSTEM) as tx:
        with pytest.raises(ValueError, match="another record"):
            await blobs.add(tx, other.owner, written, "a", "text/plain")


async def test_an_erased_record_cannot_be_read(store: Path) -> None:
    box, file_id = await stored()
    async with db.transaction(SYSTEM) as tx:
        await vault.destroy(tx, box.owner)
    with pytest.raises(ContentErased):
        await blobs.read(file_id)
    with pytest.raises(ContentErased):
        await blobs.of(box.owner)


async def test_sweep_spares_everything_young(store: Path) -> None:
    await blobs.write(vault.mint(new_id()), DATA)
    (path,) = files_in(store)
    (path.parent / ".tmp-half").write_bytes(b"half")
    assert await blobs.sweep(timedelta(0)) == 0
    assert len(files_in(store)) == 2
    almost = clock.now() - blobs.GRACE + timedelta(minutes=1)
    os.utime(path, (almost.timestamp(), almost.timestamp()))
    assert await blobs.sweep(timedelta(0)) == 0


async def test_sweep_removes_old_orphans_and_only_them(store: Path, later: None) -> None:
    _, file_id = await stored()
    (kept,) = files_in(store)
    orphan = await blobs.write(vault.mint(new_id()), b"never got a row")
    (kept.parent / ".tmp-0123").write_bytes(b"half")
    (kept.parent / "readme").write_bytes(b"not ours")
    (store / "readme").write_bytes(b"not ours")
    assert await blobs.sweep() == 2
    assert sorted(path.name for path in files_in(store)) == sorted([kept.name, "readme", "readme"])
    assert not (store / orphan.digest.hex()[:2] / orphan.digest.hex()).exists()
    assert (await blobs.read(file_id)).data == DATA
    assert await blobs.sweep() == 0


async def test_a_forgotten_file_goes_with_the_next_sweep(store: Path, later: None) -> None:
    _, file_id = await stored()
    async with db.transaction(SYSTEM) as tx:
        await blobs.forget(tx, file_id)
    assert await blobs.sweep() == 1
    assert files_in(store) == []
    with pytest.raises(NotFound):
        await blobs.read(file_id)


async def test_sweep_goes_through_many_files_in_chunks(
    store: Path, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "SWEEP_CHUNK", 3)
    kept = [await stored(b"%d" % number) for number in range(4)]
    for number in range(7):
        await blobs.write(vault.mint(new_id()), b"%d" % number)
    assert await blobs.sweep() == 7
    assert [(await blobs.read(file_id)).data for _, file_id in kept] == [b"0", b"1", b"2", b"3"]
