"""`zhengxun demo`, the whole job as a program: what it leaves behind verifies, and a step that does not hold stops it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import cli
from typeset.extract import drawn, same_text, text_of
from typeset.importing import read
from typeset.ofd import reading

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
TEXT = """云麓监管局关于车险综合改革实施情况的报告

　　今年以来，我局认真落实车险综合改革部署。截至十月末，辖区承保车辆812.6万辆，同比增长4.3%。
　　一、主要做法
　　一是压实主体责任；二是强化行为监管，对7家机构开展现场检查。
　　二、存在的问题
　　投诉中，车险70件、寿险52件，共计120件。
　　部分机构费用管控不到位，新能源车承保意愿不足。
"""


def zhengxun(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, env={**os.environ}, check=False
    )


@pytest.mark.requirement("PUB-07")
def test_a_text_goes_from_draft_to_archive_and_everything_left_behind_verifies(tmp_path: Path) -> None:
    sample = SAMPLES / "rules-2015-128.txt"
    source = tmp_path / "report.txt"
    source.write_text(sample.read_text(encoding="utf-8") if sample.exists() else TEXT, encoding="utf-8")
    out = tmp_path / "out"
    ran = zhengxun("demo", "--input", source, "--out", out)
    assert ran.returncode == 0, ran.stderr
    assert {path.name for path in out.iterdir()} == {
        "archive.zip", "bulletin.ofd", "bulletin.pdf", "heads", "journal.jsonl", "receipts.json", "summary.md",
    }  # fmt: skip
    pdf, imported = (out / "bulletin.pdf").read_bytes(), read(source.name, source.read_bytes())
    assert same_text([imported.markdown], pdf)
    assert drawn(reading.text_of((out / "bulletin.ofd").read_bytes())) == drawn(text_of(pdf))
    assert imported.title[:6] in text_of(pdf).replace("\n", "")
    assert zhengxun("verify", out / "archive.zip").returncode == 0
    key = json.loads((out / "journal.jsonl").read_text(encoding="utf-8").splitlines()[0])["public_key"]
    journal = ("journal", "verify", "--file", out / "journal.jsonl", "--heads", out / "heads", "--key")
    assert zhengxun(*journal, key).returncode == 0
    assert zhengxun(*journal, "00" * 64).returncode != 0
    lines = (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    (out / "journal.jsonl").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    assert zhengxun(*journal, key).returncode != 0
    receipts = json.loads((out / "receipts.json").read_text(encoding="utf-8"))
    assert len(receipts) > 2
    assert "一致性检查提示" in (out / "summary.md").read_text(encoding="utf-8")
    assert sum("accepted" in receipt for receipt in receipts) == 1


def test_a_marked_text_stops_at_the_gate_and_leaves_no_bulletin(tmp_path: Path) -> None:
    source = tmp_path / "marked.txt"
    source.write_text("机密★10年\n\n" + TEXT, encoding="utf-8")
    ran = zhengxun("demo", "--input", source, "--out", tmp_path / "out")
    assert ran.returncode != 0
    assert "机密" not in ran.stderr
    assert not (tmp_path / "out" / "bulletin.pdf").exists()


@pytest.mark.parametrize("arguments", [
    ("--input", "/nonexistent.txt", "--out", "{tmp}/out"),
    ("--input", "{tmp}/a.bin", "--out", "{tmp}/out"),
    ("--input", "{tmp}/a.txt", "--out", "{tmp}/a.txt"),
])  # fmt: skip
def test_bad_input_is_one_line_and_a_bad_exit(
    tmp_path: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    assert cli.main(["demo", *(argument.format(tmp=tmp_path) for argument in arguments)]) == 2
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1, said
