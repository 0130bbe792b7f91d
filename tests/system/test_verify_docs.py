"""docs/verify.md against the program: its commands are run, its tables are complete."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from app import cli
from app.verify import files, sandbox, second
from app.verify.cli import CODES, arguments
from app.verify.kinds import Kind
from tests.fuzz.samples import lay_out

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "verify.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^zhengxun (verify .*?)\s+# 退出码 (\d)$", TEXT, re.MULTILINE)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHENGXUN_DATA", str(tmp_path / "none"))
    return tmp_path


@pytest.mark.parametrize(("command", "code"), COMMANDS)
def test_the_commands_end_as_the_page_says(command: str, code: str, desk: Path) -> None:
    assert cli.main(shlex.split(command)) == int(code)


def test_the_page_has_commands_with_every_code() -> None:
    assert len(COMMANDS) >= 10
    assert {code for _, code in COMMANDS} == {"0", "1", "2"}
    assert set(CODES.values()) == {0, 1, 2}


def test_every_kind_and_every_option_has_its_row() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)) >= {each.value for each in Kind}
    parser = argparse.ArgumentParser()
    arguments(parser)
    known = {each for each in parser._option_string_actions if each.startswith("--")}
    assert known - {"--help"} <= set(re.findall(r"--[a-z-]+", TEXT))


def test_the_limits_are_the_program_s() -> None:
    assert f"单个文件上限 {files.LIMIT >> 20} MB，一次最多 {files.FILES:,} 个" in TEXT
    assert f"处理器时间（{sandbox.SECONDS:.0f} 秒，大文件按每秒 {sandbox.RATE >> 20} MB 增加）" in TEXT
    assert f"内存（{sandbox.MEMORY >> 20} MB 加文件大小的 {sandbox.COPIES} 倍）" in TEXT
    assert f"单个超过 {second.PIECE >> 10} KB、合计超过 {second.TOTAL >> 20} MB" in TEXT
