"""What cannot be read as a plain file is refused with its reason, and nothing waits or fills memory on the way."""

import os
from pathlib import Path

import pytest

from app.verify import files
from app.verify.reasons import FileReason


def refused(path: Path, limit: int = files.LIMIT) -> str:
    with pytest.raises(files.Unreadable) as caught:
        files.read(path, limit)
    return caught.value.finding.reason


def test_a_plain_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert files.read(tmp_path / "a") == b"abc"


def test_what_is_no_plain_file(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "link").symlink_to("/dev/zero")
    assert refused(tmp_path / "empty") == FileReason.EMPTY
    assert refused(tmp_path / "pipe") == FileReason.SPECIAL
    assert refused(tmp_path / "loop") == FileReason.LOOP
    assert refused(tmp_path / "link") == FileReason.SPECIAL
    assert refused(tmp_path) == FileReason.SPECIAL
    assert refused(Path("/dev/null")) == FileReason.SPECIAL
    assert refused(tmp_path / "nowhere" / "x") == FileReason.MISSING
    assert refused(tmp_path / "empty" / "x") == FileReason.MISSING
    assert refused(tmp_path / "a\0b") == FileReason.UNREADABLE
    assert refused(tmp_path / ("n" * 300)) == FileReason.UNREADABLE


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "a").chmod(0)
    assert refused(tmp_path / "a") == FileReason.UNREADABLE


def test_a_large_file_is_not_read_at_all(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    assert refused(tmp_path / "sparse") == FileReason.TOO_LARGE
    (tmp_path / "ten").write_bytes(b"0123456789")
    assert refused(tmp_path / "ten", 9) == FileReason.TOO_LARGE
    assert files.read(tmp_path / "ten", 10) == b"0123456789"


def test_a_folder_gives_its_plain_files_in_order(tmp_path: Path) -> None:
    for name in ("b", "a", ".hidden", "sub/c", ".git/d"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "to_a").symlink_to(tmp_path / "a")
    found = [str(each.relative_to(tmp_path)) for each in files.named([tmp_path])]
    assert found == ["a", "b", "sub/c"]
    assert list(files.named([tmp_path / "to_a", tmp_path / "none"])) == [tmp_path / "to_a", tmp_path / "none"]
