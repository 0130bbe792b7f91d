"""`zhengxun verify` as it is called: options, exit codes, what goes to which stream, and that nothing else is touched."""

import json
import shutil
import socket
from pathlib import Path

import pytest

from app import cli, runtime
from kernel import postgres
from tests.fuzz.samples import DOCUMENT, SERVICE, blank, lay_out, samples, sealed
from tests.unit.crypto.seals.office import office

pytestmark = pytest.mark.thorough


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with samples and the certificates to trust; an installation that must not be opened."""

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("verification must not start, open or call anything")

    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHENGXUN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(socket.socket, "connect", forbidden, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setattr(postgres, "embedded", forbidden)
    monkeypatch.setattr(runtime, "running", forbidden)
    return tmp_path


def verify(*words: str) -> int:
    return cli.main(["verify", *words])


TRUST = ("--trust", "root.pem")


def test_a_sealed_file_is_valid_and_the_last_line_says_so(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify("公文.ofd", *TRUST) == 0
    told = capsys.readouterr()
    lines = told.out.rstrip().splitlines()
    assert lines[0] == "✓ 有效　公文.ofd"
    assert lines[-1] == "结论：有效。"
    assert "签名      云麓市办公厅　2026-11-21 16:30:00" in told.out
    assert "根证书    测试根" in told.out
    assert told.err == ""


def test_nothing_is_written(desk: Path) -> None:
    before = sorted(each.name for each in desk.rglob("*"))
    verify(".", *TRUST)
    assert sorted(each.name for each in desk.rglob("*")) == before
    assert not (desk / "data").exists()


def test_without_a_root_signatures_fail_and_the_reader_is_told_why(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify("报文.p7") == 1
    told = capsys.readouterr()
    assert "没有受信任的根证书" in told.err
    assert told.out.rstrip().endswith("结论：无效，不能采信。")


def test_the_installation_s_trust_folder_is_the_default(desk: Path) -> None:
    for name, certificate in (("roots", office().trust.roots[0]), ("intermediates", office().issuing.certificate)):
        folder = desk / "data" / "trust" / name
        folder.mkdir(parents=True)
        (folder / "a.cer").write_bytes(certificate.der)
    assert verify("报文.p7") == 0
    shutil.rmtree(desk / "data")


def test_exit_codes(desk: Path) -> None:
    (desk / "notes.txt").write_text("nothing")
    (desk / "bad.p7").write_bytes(samples()["signed"].data.replace(DOCUMENT, DOCUMENT[::-1]))
    (desk / "envelope.p7").write_bytes(sealed()["both"].data)
    (desk / "plain.pdf").write_bytes(blank())
    assert verify("报文.p7", "回执.p7", *TRUST) == 0
    assert verify("bad.p7", *TRUST) == 1
    assert verify("plain.pdf", *TRUST) == 2
    assert verify("notes.txt", *TRUST) == 2
    assert verify("envelope.p7", *TRUST) == 2
    assert verify("nowhere", *TRUST) == 2
    assert verify("报文.p7", "notes.txt", *TRUST) == 2
    assert verify("报文.p7", "notes.txt", "bad.p7", *TRUST) == 1
    (desk / "void").mkdir()
    assert verify("void", *TRUST) == 2


def test_detached_content(desk: Path) -> None:
    assert verify("附签.p7", *TRUST) == 2
    assert verify("附签.p7", "--content", "原文.txt", *TRUST) == 0
    assert verify("附签.p7", "--content", "root.pem", *TRUST) == 1
    assert verify("报文.p7", "--content", "root.pem", *TRUST) == 1


def test_a_journal_needs_its_heads(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = SERVICE.public_key.hex()
    assert verify("journal.jsonl", *TRUST) == 2
    assert verify("journal.jsonl", "--heads", "heads", *TRUST) == 0
    assert "没有用 --key 指定签名公钥" in capsys.readouterr().out
    assert verify("journal.jsonl", "--heads", "heads/head-000000000008.json", "--key", key.upper(), *TRUST) == 0
    assert "没有用 --key 指定签名公钥" not in capsys.readouterr().out
    assert verify("journal.jsonl", "--heads", "heads", "--key", "ab" * 64, *TRUST) == 1
    assert verify("heads", *TRUST) == 2
    assert verify("heads", "--key", key, *TRUST) == 0
    assert verify("归档包.zip", "--key", key, *TRUST) == 0
    assert verify("归档包.zip", "--key", "ab" * 64, *TRUST) == 1


def test_another_moment(desk: Path) -> None:
    assert verify("印章.esl", *TRUST, "--at", "2026-06-01") == 0
    assert verify("印章.esl", *TRUST, "--at", "2025-12-31T23:59:59+08:00") == 1
    assert verify("印章.esl", *TRUST, "--at", "2040-01-01") == 1


def test_strict_wants_fresh_revocation_lists(desk: Path) -> None:
    assert verify("报文.p7", *TRUST) == 0
    assert verify("报文.p7", *TRUST, "--strict") == 1
    assert verify("报文.p7", *TRUST, "--trust", "吊销.crl") == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--trust", "nowhere"),
        ("--trust", "原文.txt"),
        ("--trust", "印章.esl"),
        ("--at", "yesterday"),
        ("--at", "\x1b[2J"),
        ("--key", "abc"),
        ("--key", "ab"),
        ("--heads", "root.pem"),
        ("--content", "nowhere"),
        ("--heads", "nowhere"),
    ],
)
def test_options_that_make_no_sense(desk: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, str]) -> None:
    trust = () if words[0] == "--trust" else TRUST
    assert verify("报文.p7", *trust, *words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.strip()
    assert "\x1b" not in told.err


def test_json(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify("公文.ofd", "nowhere", "--json", *TRUST) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["version"], told["outcome"], told["exit"]) == (1, "unverified", 2)
    assert [(each["path"], each["kind"], each["outcome"]) for each in told["files"]] == [
        ("公文.ofd", "ofd", "valid"), ("nowhere", "unknown", "unverified"),
    ]  # fmt: skip
    assert told["files"][0]["signatures"][0]["seal"] == "云麓市办公厅（测试）"
    assert told["files"][1]["findings"][0]["reason"] == "file.missing"


def test_a_folder_is_everything_in_it(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = SERVICE.public_key.hex()
    words = (".", "--heads", "heads", "--key", key, "--content", "原文.txt", "--json", *TRUST)
    assert verify(*words) == 2
    told = json.loads(capsys.readouterr().out)
    by_path = {each["path"]: each["outcome"] for each in told["files"]}
    assert {path for path, outcome in by_path.items() if outcome == "unverified"} == {"原文.txt"}


def test_everything_that_passed_can_be_seen(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verify("报文.p7", *TRUST)
    short = capsys.readouterr().out
    verify("报文.p7", "--all", *TRUST)
    assert len(capsys.readouterr().out) > len(short)


def test_the_journal_command_refuses_what_is_no_export(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "bomb").write_bytes(samples()["journal"].data + b"[" * 100_000)
    (desk / "void").touch()
    for file in ("公文.ofd", "原文.txt", "bomb", "void"):
        assert cli.main(["journal", "verify", "--file", file]) == 2
    assert capsys.readouterr().err.count("不是日志导出文件") == 4
    assert cli.main(["journal", "verify", "--file", "journal.jsonl", "--heads", "heads"]) == 0
