import pytest

from app.demo_organisation import HOUSES, OFFICE, found_demo
from identity.commands import signin
from identity.queries import register
from kernel import db
from kernel.actor import SYSTEM
from kernel.postgres import Cluster

PASSWORD = "demo password 2026"


@pytest.mark.requirement("SUB-01")
async def test_the_demo_has_four_kinds_of_units_and_a_second_founding_changes_nothing(
    runtime: Cluster, cheap: None
) -> None:
    table = await found_demo(PASSWORD)
    before = await db.one("SELECT count(*) AS n FROM journal")
    assert await found_demo(PASSWORD) == table
    assert await db.one("SELECT count(*) AS n FROM journal") == before
    assert len({row.login for row in table}) == len(table)
    units = await register.units(SYSTEM)
    assert {unit.name for unit in units} == {OFFICE, *(house.name for house in HOUSES)}
    assert len({unit.kind for unit in units if not unit.office}) == 4
    for row in table:
        assert not (await signin.sign_in(row.login, PASSWORD)).must_change
