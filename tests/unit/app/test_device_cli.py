"""`zhengxun device`: a token from its making to its revocation, every refusal in words, and what the doctor says."""

from pathlib import Path

import pytest

from app import cli, settings, templating
from app.devices.examined import device as examined
from app.examinations import State
from app.settings import BadSetting, Settings
from crypto import errors
from crypto.certificates.authority import Order, single
from crypto.certificates.build import new_serial
from crypto.certificates.profiles import Role, name
from crypto.devices import softfile
from crypto.devices.softtoken import SoftwareToken
from crypto.devices.software import SoftwareDevice
from crypto.errors import DeviceError
from kernel import clock
from tests.simulators import pki
from tests.simulators.devices import Fake, compiled

PIN, ADMIN_PIN, OTHER_PIN = "zhangsan-1", "guanli-8812", "zhangsan-2"


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(softfile, "SCRYPT", {"n": 16, "r": 8, "p": 1})
    monkeypatch.setenv("ZHENGXUN_DATA", str(tmp_path / "data"))
    for what, pin in (("pin", PIN), ("admin", ADMIN_PIN), ("other", OTHER_PIN), ("ca", "qianfa-551177")):
        file = tmp_path / what
        file.write_text(pin + "\n")
        file.chmod(0o600)
    monkeypatch.chdir(tmp_path)


def device(*words: str) -> int:
    return cli.main(["device", *words])


def made(address: str = "stick/zhang.json", *more: str) -> int:
    return device("init", address, "--label", "张三", "--pin-file", "pin", "--admin-pin-file", "admin", *more)


def test_every_refusal_of_a_device_has_words_and_a_next_step() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DeviceError)]
    codes = {kind.code for kind in kinds} | {errors.WrongPin(0).code, errors.DeviceFailed(0).code}
    assert len(codes) > 20
    for code in sorted(codes):
        assert templating.message(code).endswith("。"), code
        assert templating.next_step(code), code
    assert "5" in templating.message(errors.WrongPin(5).code, **errors.WrongPin(5).facts)


@pytest.mark.requirement("KEY-04")
def test_a_token_from_its_making_to_its_revocation(capsys: pytest.CaptureFixture[str]) -> None:
    assert made() == 0
    assert "张三" in capsys.readouterr().out
    assert (
        cli.main(["ca", "init", "--organisation", "某某局", "--pin-file", "ca", "--root-pin-file", "ca", "--yes"]) == 0
    )
    who = ("--name", "张三", "--organisation", "某某局")
    assert device("request", "stick/zhang.json", *who, "--out", "zhang.csr", "--pin-file", "pin") == 0
    assert cli.main(["ca", "issue", "zhang.csr", "--pin-file", "ca", "--out", "issued", "--yes"]) == 0
    [folder] = Path("issued").iterdir()
    assert device("install", "stick/zhang.json", str(folder), "--pin-file", "pin") == 0
    capsys.readouterr()
    assert device("show", "stick/zhang.json") == 0
    shown = capsys.readouterr().out
    held = SoftwareToken(Path("stick/zhang.json")).certificates()
    assert held.sign is not None
    assert held.encrypt is not None
    assert f"{held.sign.serial:x}" in shown
    assert f"{held.encrypt.serial:x}" in shown
    assert device("list", "stick") == 0
    assert "6 / 6" in capsys.readouterr().out
    assert device("revoke", "stick/zhang.json", "--reason", "lost", "--yes", "--ca-pin-file", "ca") == 0
    assert "2" in capsys.readouterr().out
    assert device("revoke", "stick/zhang.json", "--reason", "lost", "--yes", "--ca-pin-file", "ca") == cli.REFUSED


@pytest.mark.requirement("KEY-03")
def test_pins_are_changed_lost_and_given_anew(capsys: pytest.CaptureFixture[str]) -> None:
    assert made() == 0
    assert device("pin", "stick/zhang.json", "--pin-file", "pin", "--new-pin-file", "other") == 0
    for left in (5, 4, 3, 2, 1):
        capsys.readouterr()
        assert device("pin", "stick/zhang.json", "--pin-file", "pin", "--new-pin-file", "other") == cli.REFUSED
        assert str(left) in capsys.readouterr().err
    for _ in range(2):
        assert device("pin", "stick/zhang.json", "--pin-file", "pin", "--new-pin-file", "other") == cli.REFUSED
        assert "锁定" in capsys.readouterr().err
    assert device("show", "stick/zhang.json") == 1
    assert "已锁定" in capsys.readouterr().out
    assert device("unblock", "stick/zhang.json", "--admin-pin-file", "admin", "--new-pin-file", "pin") == 0
    SoftwareToken(Path("stick/zhang.json")).unlock(PIN)
    assert device("pin", "stick/zhang.json", "--admin", "--pin-file", "admin", "--new-pin-file", "other") == 0
    assert device("unblock", "stick/zhang.json", "--admin-pin-file", "admin", "--new-pin-file", "pin") == cli.REFUSED


def test_wrong_orders_change_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert made() == 0
    before = Path("stick/zhang.json").read_bytes()
    for words in (
        ("init", "stick/zhang.json", "--pin-file", "pin", "--admin-pin-file", "admin"),
        ("init", "stick/li.json", "--pin-file", "pin", "--admin-pin-file", "pin"),
        ("init", "sdf:/none.so", "--pin-file", "pin", "--admin-pin-file", "admin"),
        ("show", "stick/none.json"),
        ("show", "ftp:nowhere"),
        ("show", "skf:/none.so"),
        ("install", "stick/zhang.json", "nowhere", "--pin-file", "pin"),
        ("revoke", "stick/zhang.json", "--reason", "lost", "--yes"),
    ):
        assert device(*words) == cli.REFUSED, words
        assert capsys.readouterr().err.endswith("。\n"), words
    assert Path("stick/zhang.json").read_bytes() == before
    assert not Path("stick/li.json").exists()


def test_a_token_of_a_maker_is_made_ready(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = Fake(compiled("skf", tmp_path), tmp_path / "key.state")
    address = f"skf:{key.library}"
    assert device("list", address) == 1
    assert "初始化" in capsys.readouterr().out
    assert made(address) == 0
    assert device("list", address) == 1
    shown = capsys.readouterr().out
    assert "UKey" in shown
    assert "没有证书" in shown
    assert device("pin", address, "--admin", "--pin-file", "admin", "--new-pin-file", "other") == cli.REFUSED
    assert device("pin", address, "--pin-file", "pin", "--new-pin-file", "other") == 0
    assert key.handles == 0


def chosen(tmp_path: Path, **more: str) -> Settings:
    pin = tmp_path / "secret"
    pin.write_text("module-pin-1")
    pin.chmod(0o600)
    given = {"ZHENGXUN_DATA": str(tmp_path / "data"), "ZHENGXUN_KEK_PIN_FILE": str(pin)}
    return settings.read({**given, **more})


def test_the_service_takes_the_device_that_is_set(tmp_path: Path) -> None:
    assert str(chosen(tmp_path).device_address) == f"software:{tmp_path}/data/secrets/device.json"
    other = chosen(tmp_path, ZHENGXUN_DEVICE="sdf:/opt/libsdf.so#3")
    assert (other.device_address.driver, other.device_address.slot) == ("sdf", "3")
    with pytest.raises(BadSetting) as caught:
        chosen(tmp_path, ZHENGXUN_DEVICE="pkcs11")
    assert caught.value.code == "settings.expects_device"


async def test_the_doctor_looks_at_the_device(tmp_path: Path) -> None:
    now = chosen(tmp_path)
    assert [found.code for found in await examined(now)] == ["doctor.device_none"]
    path = Path(now.device_address.path)
    SoftwareDevice.create(path, "module-pin-1")
    assert [found.code for found in await examined(now)] == ["doctor.device"]
    path.with_name("device.json.tries").write_text("2")
    [found] = await examined(now)
    assert (found.code, found.state, found.facts["left"]) == ("doctor.device_tries", State.WARN, 4)
    assert [found.code for found in await examined(now)] == ["doctor.device"]
    wrong = chosen(tmp_path, ZHENGXUN_KEK_PIN="not the pin")
    assert [found.code for found in await examined(wrong)] == ["module.wrong_pin"]


async def test_the_service_starts_with_a_card_and_says_why_it_does_not(tmp_path: Path) -> None:
    card = Fake(compiled("sdf", tmp_path), tmp_path / "card.state")
    pin = {"ZHENGXUN_KEK_PIN": "pin 123456"}
    [found] = await examined(chosen(tmp_path, ZHENGXUN_DEVICE=f"sdf:{card.library}", **pin))
    assert found.code == "doctor.device"
    for address, code in (
        (f"sdf:{tmp_path}/none.so", "device.driver_missing"),
        (f"skf:{card.library}", "device.unsupported"),
    ):
        [found] = await examined(chosen(tmp_path, ZHENGXUN_DEVICE=address, **pin))
        assert (found.state, found.code) == (State.BAD, code)
    card.plug(present=False)
    [found] = await examined(chosen(tmp_path, ZHENGXUN_DEVICE=f"sdf:{card.library}", **pin))
    assert found.code == "module.removed"
    assert card.handles == 0


@pytest.mark.parametrize(
    ("days", "state", "code"),
    [
        (200, State.OK, "doctor.device_certificate"),
        (20, State.WARN, "doctor.device_certificate_over"),
        (3, State.WARN, "doctor.device_certificate_over"),
    ],
)
async def test_the_doctor_says_how_long_the_certificate_lasts(
    days: int, state: State, code: str, tmp_path: Path
) -> None:
    now = chosen(tmp_path)
    module = SoftwareDevice.create(Path(now.device_address.path), "module-pin-1")
    moment = clock.now()
    authority = pki.holder(pki.root(start=moment), Role.ISSUING, "测试签发", start=moment)
    order = Order(name("政讯服务", "办公厅"), Role.SERVICE, moment, new_serial(), days)
    module.install(single(order, module.public_key, authority.signer), None, None)
    found = (await examined(now))[1]
    assert (found.code, found.state) == (code, state)
    assert str(days - 1) in str(found.facts["left"]) or str(days) in str(found.facts["left"])
    assert templating.message(found.code, **found.facts).startswith("签名证书有效至")
