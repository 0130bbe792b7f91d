"""Archives: where members lie, what they are called, how deep they go."""

import io
import struct
import zipfile

import py7zr
import pytest

from marking.extract import names, source
from marking.verdict import Part, Unreadable
from tests.unit.marking.extract.pieces import holes, lines


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, body in members.items():
            made.writestr(name, body)
    return out.getvalue()


PLAIN = archive({"甲.txt": "春耕".encode() * 40, "b.txt": b"x"})


def test_a_plain_archive_has_no_holes() -> None:
    assert (holes(PLAIN), "甲" in lines(PLAIN, Part.FILE_NAME)) == (set(), True)


@pytest.mark.parametrize(
    "name",
    ["../a", "a/../../b", "/a", "\\a", "C:a", "a\u202etxt.exe", "a\x01", "con.txt", "b/LPT1", "..\\a"],
)
def test_names_that_lead_astray_are_unsafe(name: str) -> None:
    assert names.is_unsafe(name)
    assert Unreadable.UNSAFE in holes(archive({name: b"x"}))


@pytest.mark.parametrize("name", ["a/b.txt", "关于…的通知.docx", "..a/b", "console.txt", "2026:1.txt"])
def test_ordinary_names_are_safe(name: str) -> None:
    assert not names.is_unsafe(name)


def test_a_member_with_two_names_is_unsafe() -> None:
    at = PLAIN.index(b"b.txt")
    assert holes(PLAIN[:at] + b"c" + PLAIN[at + 1 :]) == {Unreadable.UNSAFE}


def test_members_that_overlap_are_not_unpacked() -> None:
    one = archive({"a.txt": b"x" * 99, "b.txt": b"y" * 99})
    first, second = one.index(b"PK\x01\x02"), one.rindex(b"PK\x01\x02")
    listed = (
        one[:second] + one[first : first + second - first].replace(b"a.txt", b"b.txt") + one[one.rindex(b"PK\5\6") :]
    )
    assert holes(listed) == {Unreadable.UNSAFE}


def test_bytes_between_members_make_the_file_two() -> None:
    start = PLAIN.index(b"PK\x01\x02")
    size, at = struct.unpack_from("<II", PLAIN, PLAIN.rindex(b"PK\5\6") + 12)
    end = bytearray(PLAIN[PLAIN.rindex(b"PK\5\6") :])
    struct.pack_into("<II", end, 12, size, at + 4)
    assert holes(PLAIN[:start] + b"free" + PLAIN[start : PLAIN.rindex(b"PK\5\6")] + bytes(end)) == {Unreadable.MIXED}


def test_a_wrong_checksum_is_a_hole_behind_which_reading_goes_on() -> None:
    stored = archive({"a.txt": "春耕".encode(), "b.txt": b"sowing"}, zipfile.ZIP_STORED)
    broken = stored.replace("春耕".encode(), "秋收".encode(), 1)
    assert (holes(broken), {"秋收", "sowing"} <= set(lines(broken))) == ({Unreadable.DAMAGED}, True)


def test_an_archive_without_its_list_is_salvaged() -> None:
    cut = PLAIN[: PLAIN.index(b"PK\x01\x02")]
    assert (holes(cut), "春耕" * 40 in lines(cut)) == ({Unreadable.DAMAGED}, True)


def test_two_archives_deep_is_read_and_three_is_a_hole() -> None:
    two = archive({"b.zip": archive({"a.txt": "春耕".encode()})})
    assert (holes(two), "春耕" in lines(two)) == (set(), True)
    assert holes(archive({"c.zip": two})) == {Unreadable.NESTED}


def test_parts_are_counted_over_all_archives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_TOTAL", 1 << 40)
    inner = archive({f"{n}.txt": b"x" for n in range(2600)}, zipfile.ZIP_STORED)
    assert holes(inner) == set()
    assert Unreadable.TOO_LARGE in holes(archive({"a.zip": inner, "b.zip": inner}))


def seven(members: dict[str, bytes], password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as made:
        for name, body in members.items():
            made.writef(io.BytesIO(body), name)
    return out.getvalue()


def test_a_7z_is_read_with_its_names() -> None:
    data = seven({"甲/乙.txt": "春耕".encode(), "b.zip": archive({"a.txt": "秋收".encode()})})
    assert holes(data) == set()
    assert {"甲", "乙", "春耕", "秋收"} <= set(lines(data))


def test_a_7z_is_held_for_what_a_zip_is() -> None:
    assert holes(seven({"a.txt": b"x"}, "secret")) == {Unreadable.ENCRYPTED}
    assert holes(seven({"a.txt": b"x"}) + b"tail") == {Unreadable.MIXED}
    assert holes(seven({"a.txt": b"x"})[:-4]) >= {Unreadable.MIXED, Unreadable.DAMAGED}
