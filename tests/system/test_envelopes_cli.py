"""`zhengxun agent envelope` and `open`: the marking gate before the PIN and before anything is written."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import cli, pins
from crypto import sm3
from crypto.certificates import certificate as certificates
from crypto.certificates.signer import Signer
from crypto.devices import softfile
from crypto.devices.softtoken import SoftwareToken
from crypto.messages import both
from kernel import clock
from tests.conftest import at_home_in

pytestmark = [pytest.mark.requirement("SUB-11"), pytest.mark.thorough]

PIN = "135790"
PLAIN, MARKED = "关于报送第三季度信息的通知\n".encode(), "机密★5年\n关于报送信息的通知\n".encode()
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@dataclass(frozen=True)
class Desks:
    """Two terminals under one authority, in one folder."""

    folder: Path

    def agent(self, *words: str) -> int:
        return cli.main(["agent", *words])

    def send(self, *words: str, file: str = "通知.txt", out: str = "发出.p7m") -> int:
        who = ["--device", "software:发件.json", "--pin-file", "pin", "--yes"]
        return self.agent("envelope", file, "--to", "收件-encrypt.cer", "--out", out, *who, *words)

    def open(self, *words: str, file: str = "发出.p7m", out: str = "收到.txt") -> int:
        return self.agent("open", file, "--out", out, "--device", "software:收件.json", "--pin-file", "pin", *words)

    def smuggle(self, content: bytes) -> None:
        """What a terminal without a gate would send."""
        device = SoftwareToken(self.folder / "发件.json")
        device.unlock(PIN)
        own = device.certificates().sign
        assert own is not None
        to = certificates.load((self.folder / "收件-encrypt.cer").read_bytes())
        signer = Signer(own, device.sign)
        (self.folder / "发出.p7m").write_bytes(
            both.seal(content, [signer], [to], at=clock.now().replace(microsecond=0))
        )
        device.close()


def secret(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("desks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(softfile, "SCRYPT", {"n": 16, "r": 8, "p": 1})
        patch.chdir(folder)
        patch.setenv("ZHENGXUN_DATA", str(folder / "data"))
        secret(folder / "authority-pin", "authority-pin")
        secret(folder / "pin", PIN)
        opened = ["--pin-file", "authority-pin", "--root-pin-file", "authority-pin", "--yes"]
        assert cli.main(["ca", "init", "--organisation", "滨海市测试局", *opened]) == 0
        for name in ("发件", "收件"):
            assert cli.main(["device", "init", f"software:{name}.json", "--label", name, "--pin-file", "pin",
                             "--admin-pin-file", "authority-pin"]) == 0  # fmt: skip
            asked = ["--name", name, "--organisation", "滨海市测试局", "--out", f"{name}.csr", "--pin-file", "pin"]
            assert cli.main(["device", "request", f"software:{name}.json", *asked]) == 0
            assert (
                cli.main(["ca", "issue", f"{name}.csr", "--out", "签发", "--pin-file", "authority-pin", "--yes"]) == 0
            )
            (given,) = (folder / "签发").glob(f"{name}-*")
            assert cli.main(["device", "install", f"software:{name}.json", str(given), "--pin-file", "pin"]) == 0
            (folder / f"{name}-encrypt.cer").write_bytes((given / "encrypt.cer").read_bytes())
            (folder / f"{name}-sign.cer").write_bytes((given / "sign.cer").read_bytes())
        for name, content in (("通知.txt", PLAIN), ("标志.txt", MARKED), ("旧表.xls", OLD)):
            (folder / name).write_bytes(content)
        yield folder


@pytest.fixture
def desks(founded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desks]:
    """What a test writes is gone before the next."""
    with at_home_in(founded, monkeypatch):
        yield Desks(founded)


@pytest.fixture
def written(founded: Path) -> Callable[[], set[str]]:
    """Names of the files since the test began."""
    before = {each.name for each in founded.iterdir()}
    return lambda: {each.name for each in founded.iterdir()} - before


def test_a_document_goes_from_one_terminal_to_the_other(desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    assert desks.send() == 0
    assert "收件" in capsys.readouterr().out
    assert PLAIN not in (desks.folder / "发出.p7m").read_bytes()
    assert desks.open() == 0
    assert (desks.folder / "收到.txt").read_bytes() == PLAIN
    assert "签名人：发件" in capsys.readouterr().out


def test_the_terminals_own_device_is_used_where_none_is_named(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desks.send() == 0
    assert (
        desks.agent("--device", "software:收件.json", "open", "发出.p7m", "--out", "一.txt", "--pin-file", "pin") == 0
    )
    monkeypatch.setenv("ZHENGXUN_AGENT_DEVICE", "software:收件.json")
    assert desks.agent("open", "发出.p7m", "--out", "二.txt", "--pin-file", "pin") == 0
    assert (desks.folder / "二.txt").read_bytes() == PLAIN


def test_a_marking_is_refused_before_the_pin(
    desks: Desks, written: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def typed(what: str, _file: Path | None) -> str:
        asked.append(what)
        return PIN

    monkeypatch.setattr(pins, "read", typed)
    assert desks.send(file="标志.txt") == 3
    told = capsys.readouterr().err
    assert "机密★5年" in told
    assert "光盘" in told
    assert (asked, written()) == ([], set())
    assert desks.send() == 0
    assert asked


def test_a_marking_found_after_decrypting_is_told_by_digest_and_rule_and_never_written(
    desks: Desks, written: Callable[[], set[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    desks.smuggle(MARKED)
    assert desks.open() == 3
    told = capsys.readouterr()
    assert sm3.hash(MARKED).hex() in told.err
    assert "光盘" in told.err
    assert written() == {"发出.p7m"}
    assert desks.open("--declare") == 3
    assert written() == {"发出.p7m"}


def test_what_cannot_be_read_is_declared_on_the_terminal_or_stays(
    desks: Desks, written: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desks.send(file="旧表.xls") == 4
    assert "--declare" in capsys.readouterr().err
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert desks.send("--declare", file="旧表.xls") == 4
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert desks.send("--declare", file="旧表.xls") == 4
    assert written() == set()
    monkeypatch.setattr("builtins.input", lambda _: "已核对")
    assert desks.send("--declare", file="旧表.xls") == 0
    assert sm3.hash(OLD).hex() in capsys.readouterr().out
    assert desks.open(out="旧表.xls.收到") == 4
    assert desks.open("--declare", out="旧表.xls.收到") == 0
    assert (desks.folder / "旧表.xls.收到").read_bytes() == OLD


def test_what_is_not_sent_or_opened(
    desks: Desks, written: Callable[[], set[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert desks.send("--to", "发件-sign.cer") == 2
    assert "不是加密证书" in capsys.readouterr().err
    assert desks.send("--to", "pin") == 2
    assert desks.send("--trust", "签发", out="一.p7m") == 2
    assert desks.send(file="没有.txt") == 2
    assert desks.open(file="没有.p7m") == 2
    assert desks.open(file="通知.txt") == 2
    assert "不能采信" in capsys.readouterr().err
    assert desks.agent("open", "发出.p7m", "--out", "一.txt") == 2
    assert written() == set()
    desks.smuggle(PLAIN)
    assert desks.open(out="通知.txt") == 2
    assert "已经存在" in capsys.readouterr().err
    assert (
        desks.agent("open", "发出.p7m", "--out", "一.txt", "--device", "software:发件.json", "--pin-file", "pin") == 2
    )
    assert written() == {"发出.p7m"}
