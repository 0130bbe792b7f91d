"""Vault and signed heads on a server's crypto card: the keys come from the card, nothing else is different."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from crypto import sm2
from crypto.devices.sdf.driver import SdfModule
from kernel import clock, db, heads, vault
from kernel.actor import SYSTEM
from kernel.errors import Unavailable
from kernel.ids import new_id
from kernel.postgres import Cluster
from tests.simulators.devices import PIN, SdfBench, compiled


@pytest.fixture
async def card(runtime: Cluster, tmp_path: Path) -> AsyncIterator[SdfBench]:
    made = SdfBench(tmp_path, compiled("sdf", tmp_path))
    vault.install(opened(made.make()))
    yield made
    vault.install(None)
    made.close()


def opened(module: SdfModule) -> SdfModule:
    module.unlock(PIN)
    return module


async def test_content_is_read_after_a_restart_and_a_rotation(card: SdfBench) -> None:
    box = vault.mint(new_id(), "submission")
    sealed = box.seal("title", "事故快报")
    async with db.transaction(SYSTEM) as tx:
        await vault.keep(tx, box)
    assert (await vault.box(box.owner)).open("title", sealed) == "事故快报"
    again = opened(card.again())
    vault.install(again)
    assert (await vault.box(box.owner)).open("title", sealed) == "事故快报"
    kek = again.rotate()
    assert [await vault.rewrap(), await vault.rewrap()] == [1, 0]
    row = await db.one("SELECT kek FROM data_key WHERE owner = $1", box.owner)
    assert row is not None
    assert row["kek"] == kek
    assert (await vault.box(box.owner)).open("title", sealed) == "事故快报"


async def test_a_head_is_signed_by_the_card(card: SdfBench) -> None:
    module = card.open[-1]
    async with db.transaction(SYSTEM) as tx:
        tx.record("vault", vault.JOURNAL_ID, "rewrap", target="test")
    head = await heads.sign(module, None, clock.now())
    assert head is not None
    assert head.key == module.serial
    sm2.PublicKey(module.public_key).verify(head.message(), head.signature)


async def test_without_the_card_nothing_is_read_or_written(card: SdfBench) -> None:
    box = vault.mint(new_id())
    async with db.transaction(SYSTEM) as tx:
        await vault.keep(tx, box)
    card.pull()
    with pytest.raises(Unavailable):
        vault.mint(new_id())
    with pytest.raises(Unavailable):
        await vault.box(box.owner)
    card.plug()
    assert (await vault.box(box.owner)).key == box.key
