"""`zhengxun scan` as a program and as a person meets it."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app import cli
from app.scanning import batch

pytestmark = [pytest.mark.requirement("SUB-11"), pytest.mark.thorough]

PROJECT = Path(__file__).resolve().parents[2]
LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
PLAIN, MARKED, UNREAD = (
    "承保车辆 812 万辆。\n",
    "关于检查的通知\n机密★5年\n各单位：\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
)
LINES = 100_000 if LONG else 500


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Something of everything."""
    monkeypatch.chdir(tmp_path)
    here = tmp_path / "来稿"
    (here / "下级").mkdir(parents=True)
    (here / "甲.txt").write_text(PLAIN, encoding="utf-8")
    (here / "空.txt").touch()
    (here / "下级" / ".隐藏.txt").write_text(MARKED, encoding="utf-8")
    (here / "下级" / "旧.doc").write_bytes(UNREAD)
    (tmp_path / "外面.txt").write_text(MARKED, encoding="utf-8")
    (here / "链接.txt").symlink_to(tmp_path / "外面.txt")
    (here / "圈").symlink_to(here)
    os.mkfifo(here / "管道")
    return here


def scan(*words: object) -> int:
    return cli.main(["scan", *map(str, words)])


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_folder_is_gone_through_and_what_was_left_out_is_counted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scan("来稿") == 3
    said = capsys.readouterr().out
    assert "来稿/下级/.隐藏.txt" in said
    assert "机密★5年" in said
    assert "来稿/下级/旧.doc" in said
    assert "甲.txt" not in said, "what passes is only counted"
    assert "共检查 4 个：2 个未发现密级标志，1 个有密级标志，1 个须人工核对。" in said
    assert "3 个符号链接或特殊文件没有检查" in said
    assert "光盘" in said


def test_named_files_are_told_one_by_one_in_the_order_given(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan("来稿/链接.txt", "来稿/空.txt", "来稿/甲.txt") == 3, "a link that is named is followed"
    said = capsys.readouterr().out
    assert said.index("链接.txt") < said.index("空.txt") < said.index("甲.txt")
    assert scan("来稿/甲.txt") == 0
    assert "不等于内容不涉密" in capsys.readouterr().out
    assert scan("来稿/下级/旧.doc", "来稿/甲.txt") == 4


def test_of_many_findings_the_rest_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "多.txt").write_text(MARKED * 30, encoding="utf-8")
    assert scan(tmp_path / "多.txt") == 3
    assert "还有 10 处" in capsys.readouterr().out


def test_the_names_of_folders_and_files_are_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "绝密★长期").mkdir()
    (tmp_path / "绝密★长期" / "甲.txt").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "机密★5年.txt").touch()
    assert scan("--json", tmp_path) == 3
    said = {Path(str(line["id"])).name: line for line in lines(capsys.readouterr().out)}
    assert {name: line["verdict"] for name, line in said.items()} == {
        "绝密★长期": "refuse",
        "机密★5年.txt": "refuse",
        "甲.txt": "allow",
    }


def test_json_says_where_in_a_file_and_repeats_no_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("附件/通知.txt", MARKED)
    (tmp_path / "包.zip").write_bytes(packed.getvalue())
    assert scan("--json", tmp_path / "包.zip") == 3
    text = capsys.readouterr().out
    (line,) = lines(text)
    assert (line["start"], line["end"]) == (8, 13)
    assert line["findings"]
    assert "机密" not in text


def test_nothing_is_looked_at_where_something_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan("来稿", "没有") == 2
    assert scan("--batch", "没有.jsonl") == 2
    assert scan("--batch", "来稿/甲.txt", "来稿") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 3


@pytest.mark.parametrize(("given", "code"), [(MARKED.encode(), 3), (PLAIN.encode("gb18030"), 0), (UNREAD, 4)])
def test_standard_input_is_a_file_like_any_other(
    given: bytes, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert scan() == code
    assert "标准输入" in capsys.readouterr().out


def test_a_batch_is_answered_line_by_line_in_order() -> None:
    asked = [{"id": number, "text": MARKED if number % 7 == 0 else PLAIN} for number in range(LINES)]
    given = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in asked) + "not json"
    command = [sys.executable, "-m", "app.cli", "scan", "--batch", "-"]
    done = subprocess.run(command, input=given.encode(), capture_output=True, cwd=PROJECT, check=False)
    said = lines(done.stdout.decode())
    assert done.returncode == 3
    assert [line["id"] for line in said] == [*range(LINES), f"line {LINES + 1}"]
    assert [line["verdict"] == "refuse" for line in said[:-1]] == [number % 7 == 0 for number in range(LINES)]
    assert said[-1]["verdict"] == "hold"
    assert "1 行不是" in done.stderr.decode()


def test_who_writes_a_line_and_waits_gets_the_answer() -> None:
    reading, writing = os.pipe()
    answers = batch.answered(reading, workers=2)
    try:
        for number in range(3):
            os.write(writing, json.dumps({"id": number, "text": MARKED}).encode() + b"\n")
            said = next(packet for packet in answers if packet)
            assert [json.loads(answer.line)["id"] for answer in said] == [number]
    finally:
        os.close(writing)
        assert [packet for packet in answers if packet] == []
        os.close(reading)


def test_many_processes_answer_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "FEW", 20)
    monkeypatch.setattr(batch, "TOGETHER", 7)
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps({"id": number, "text": MARKED[number % 5 :]}) for number in range(200)))
    said = {}
    for workers in (1, 3):
        with file.open("rb") as given:
            said[workers] = [answer for packet in batch.answered(given.fileno(), workers) for answer in packet]
    assert said[1] == said[3]
    assert len(said[1]) == 200


def test_a_reader_that_leaves_ends_it_quietly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cases.jsonl").write_text(json.dumps({"id": 1, "text": PLAIN}))
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody:
        monkeypatch.setattr(sys, "stdout", nobody)
        assert scan("--batch", tmp_path / "cases.jsonl") == 0


@pytest.mark.skipif(not LONG, reason="a thousand files: with ZHENGXUN_TEST_LONG=1")
def test_a_thousand_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1_000):
        (tmp_path / f"{number:04}.txt").write_text(MARKED if number == 777 else PLAIN, encoding="utf-8")
    assert scan("--json", tmp_path) == 3
    said = lines(capsys.readouterr().out)
    assert [line["id"] for line in said if line["verdict"] != "allow"] == [str(tmp_path / "0777.txt")]
    assert len(said) == 1_000
