"""Doctor on the trust folder and the own authority: fine, running out, over, unreadable."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import settings, templating
from app.ca import examined as ca_examined
from app.ca.folder import publish
from app.examinations import State
from crypto.certificates.profiles import Role
from crypto.certificates.trust import Trust
from kernel import clock
from tests.simulators.pki import AT, DAY, House, empty_list, holder, house


@pytest.fixture(scope="module")
def home() -> House:
    return house()


@pytest.fixture
def folder(tmp_path: Path, home: House) -> Iterator[Path]:
    clock.install(lambda: AT + DAY)
    publish(tmp_path / "trust", home.trust)
    yield tmp_path
    clock.install()


async def found(folder: Path) -> list[tuple[State, str]]:
    examined = await ca_examined.authorities(settings.read({"ZHENGXUN_DATA": str(folder)}))
    for each in examined:
        assert templating.message(each.code, **each.facts)
        assert each.state is State.OK or templating.next_step(each.code, **each.facts)
    return [(each.state, each.code) for each in examined]


async def test_all_is_well(folder: Path) -> None:
    assert await found(folder) == [(State.OK, "doctor.trust")]


async def test_nobody_is_trusted_yet(folder: Path) -> None:
    shutil.rmtree(folder / "trust")
    assert await found(folder) == [(State.OK, "doctor.trust_none")]


async def test_lists_run_out_first(folder: Path) -> None:
    clock.install(lambda: AT + 25 * DAY)
    assert await found(folder) == [(State.WARN, "doctor.trust_list")] * 2


@pytest.mark.parametrize(("days", "state"), [(3652 - 20, State.WARN), (3652 + 1, State.BAD)])
async def test_an_authority_runs_out(folder: Path, days: int, state: State) -> None:
    clock.install(lambda: AT + days * DAY)
    assert (await found(folder))[0] == (state, "doctor.trust_certificate")


async def test_a_renewed_authority_is_no_trouble(folder: Path, home: House) -> None:
    clock.install(lambda: AT + (3652 - 20) * DAY)
    again = holder(home.root, Role.ISSUING, "测试签发", start=clock.now(), pair=home.issuing.pair)
    lists = tuple(empty_list(each, at=clock.now(), number=2) for each in (home.root, again))
    publish(folder / "trust", Trust((), (again.certificate,), lists))
    assert await found(folder) == [(State.OK, "doctor.trust")]


async def test_a_file_that_cannot_be_used(folder: Path) -> None:
    (folder / "trust" / "roots" / "bad.cer").write_bytes(b"bad")
    assert await found(folder) == [(State.BAD, "doctor.trust_bad")]
