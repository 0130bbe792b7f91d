"""What the service's module does beyond a token, alike in a file and in a card; and PIN tries of many processes at once."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto import sm4
from crypto.devices import softfile
from crypto.devices.base import TRIES, Module, Wrapped
from crypto.devices.sdf.driver import SdfModule
from crypto.devices.softtoken import SoftwareToken
from crypto.devices.software import SoftwareDevice
from crypto.errors import BadCiphertext, BadKey, DeviceDamaged, NotUnlocked, UnknownKey
from tests.simulators.devices import PIN, ModuleBench, SdfBench, SkfBench, SoftwareBench, compiled

pytestmark = pytest.mark.thorough

PROJECT = Path(softfile.__file__).parents[2]


@pytest.fixture(params=["file", "card"])
def bench(request: pytest.FixtureRequest, tmp_path: Path, libraries: Path) -> Iterator[ModuleBench | SdfBench]:
    if request.param == "file":
        yield ModuleBench(tmp_path)
        return
    card = SdfBench(tmp_path, compiled("sdf", libraries))
    yield card
    card.close()
    assert card.fake.handles == 0


@pytest.fixture
def module(bench: ModuleBench | SdfBench) -> Module:
    return opened(bench.make())


def opened(device: SoftwareToken | SdfModule) -> Module:
    assert isinstance(device, SoftwareDevice | SdfModule)
    device.unlock(PIN)
    return device


def test_what_is_wrapped_comes_back_after_a_restart(bench: ModuleBench | SdfBench, module: Module) -> None:
    key = sm4.new_key()
    wrapped, derived, newest = module.wrap(key), module.derive("codes"), module.newest
    assert key not in wrapped.sealed
    again = opened(bench.again())
    assert again.unwrap(wrapped) == key
    assert (again.derive("codes"), again.newest) == (derived, newest)
    assert len({again.derive(purpose) for purpose in ("", "codes", "code", "codes ")}) == 4


def test_a_new_kek_wraps_and_the_older_still_unwrap(bench: ModuleBench | SdfBench, module: Module) -> None:
    key = sm4.new_key()
    old = module.wrap(key)
    kek = module.rotate()
    new = module.wrap(key)
    assert old.kek != new.kek == kek == module.newest
    assert module.unwrap(old) == module.unwrap(new) == key
    again = opened(bench.again())
    assert again.unwrap(old) == again.unwrap(new) == key
    assert again.newest == kek


def test_altered_moved_and_foreign_keys_are_refused(module: Module) -> None:
    old = module.wrap(sm4.new_key())
    kek = module.rotate()
    for sealed in (
        old.sealed[:-1] + bytes([old.sealed[-1] ^ 1]),
        old.sealed[:20] + bytes([old.sealed[20] ^ 1]) + old.sealed[21:],
        bytes([old.sealed[0] ^ 1]) + old.sealed[1:],
        old.sealed[:-1],
        b"",
    ):
        with pytest.raises(BadCiphertext):
            module.unwrap(Wrapped(old.kek, sealed))
    with pytest.raises(BadCiphertext):
        module.unwrap(Wrapped(kek, old.sealed))
    with pytest.raises(UnknownKey):
        module.unwrap(Wrapped("none", old.sealed))
    assert module.unwrap(old)


def test_a_locked_module_does_nothing(module: Module) -> None:
    wrapped = module.wrap(sm4.new_key())
    module.lock()
    for action in (
        lambda: module.wrap(sm4.new_key()),
        lambda: module.unwrap(wrapped),
        lambda: module.derive("codes"),
        lambda: module.newest,
        module.rotate,
    ):
        with pytest.raises(NotUnlocked):
            action()


def test_another_process_that_rotates_is_noticed(tmp_path: Path, libraries: Path) -> None:
    card = SdfBench(tmp_path, compiled("sdf", libraries))
    one, two = opened(card.make()), opened(card.another())
    kek = two.rotate()
    key = sm4.new_key()
    assert one.unwrap(two.wrap(key)) == key
    assert one.newest == kek
    assert one.rotate() != kek
    assert two.newest == one.newest
    card.close()


def test_what_is_sealed_to_a_card_shows_no_key_and_its_damage_is_noticed(tmp_path: Path, libraries: Path) -> None:
    card = SdfBench(tmp_path, compiled("sdf", libraries))
    module = opened(card.make())
    seed = card.open[-1]._seed or b""
    [file] = card.folder.glob("*.json")
    good = json.loads(file.read_text())
    assert seed.hex() not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(BadKey):
        module.wrap(b"not a whole block")
    damaged: list[object] = [
        {**good, "serial": "0000"},
        {**good, "seed": [*good["seed"][:3], "00" * 32]},
        {**good, "keks": []},
        [],
    ]
    for bad in damaged:
        file.write_text(json.dumps(bad))
        with pytest.raises(DeviceDamaged):
            opened(card.again())
    file.write_text(json.dumps(good))
    assert opened(card.again()).derive("codes")
    card.close()


TRY_FOUR_TIMES = """
import sys
from pathlib import Path
from crypto.devices import registry, softfile
from crypto.errors import DeviceLocked, WrongPin
softfile.SCRYPT = {"n": 16, "r": 8, "p": 1}
device = registry.open(registry.parse(sys.argv[1]), folder=Path(sys.argv[2]))
for _ in range(4):
    try:
        device.unlock("wrong 12345")
    except WrongPin as error:
        print(error.left)
    except DeviceLocked:
        print("locked")
device.close()
"""


@pytest.mark.parametrize("kind", ["software", "skf", "sdf"])
def test_processes_that_try_at_once_do_not_exceed_the_limit(kind: str, tmp_path: Path, libraries: Path) -> None:
    environment = dict(os.environ)
    if kind == "software":
        stick = SoftwareBench(tmp_path)
        stick.make()
        address = f"software:{stick.path}"
    else:
        library = compiled(kind, libraries)
        made = SkfBench(tmp_path, library) if kind == "skf" else SdfBench(tmp_path, library)
        made.make()
        made.close()
        environment[f"{kind.upper()}_FAKE_STATE"] = str(made.fake.state)
        address = f"{kind}:{library}"
    order = [sys.executable, "-c", TRY_FOUR_TIMES, address, str(tmp_path / "secrets")]
    runners = [
        subprocess.Popen(order, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    said = [word for runner in runners for word in runner.communicate()[0].split()]
    assert len(said) == 12
    assert sorted(word for word in said if word != "locked") == [str(left) for left in range(TRIES)]
