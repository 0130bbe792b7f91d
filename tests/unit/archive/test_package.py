"""An archive package is reproducible, and every kind of damage to it is found and named."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from archive import extract
from archive.package import MANIFEST, SIGNATURE, Part, build, leaf, pack, root
from archive.verify import Fault, verify
from crypto import sm2, sm3
from kernel.journal import Entry, Line, chain

PAIR = sm2.generate()
PARTS = [
    Part("original/1/v1.md", "original", "# 标题\n正文".encode()),
    Part("final/issue.pdf", "final", b"%PDF-1.7 ..."),
    Part("sign-off.json", "sign_off", b"[]"),
]


@dataclass(frozen=True)
class Device:
    """A key device in memory."""

    serial: str = "device-1"
    public_key: bytes = PAIR.public.raw

    def sign(self, message: bytes) -> bytes:
        return PAIR.sign(message)


DEVICE = Device()


@pytest.fixture(scope="module")
def package() -> bytes:
    return build({"kind": "简报", "number": "3"}, PARTS, "", DEVICE)


def changed(package: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    change(files)
    return pack(files)


@pytest.mark.requirement("ARC-01")
def test_a_package_is_whole(package: bytes) -> None:
    report = verify(package, PAIR.public.raw)
    assert report.faults == ()
    assert report.facts == {"kind": "简报", "number": "3"}
    assert (report.files, report.signer) == (3, "device-1")


@pytest.mark.parametrize("path", [part.path for part in PARTS])
def test_a_flipped_byte_is_named(package: bytes, path: str) -> None:
    def flip(files: dict[str, bytes]) -> None:
        files[path] = bytes([files[path][0] ^ 1]) + files[path][1:]

    assert Fault("altered", path) in verify(changed(package, flip)).faults


def test_no_byte_of_the_package_can_change_unseen(package: bytes) -> None:
    unseen = []
    for place in range(len(package)):
        flipped = bytearray(package)
        flipped[place] ^= 1
        if not verify(bytes(flipped), PAIR.public.raw).faults:
            unseen.append(place)
    assert unseen == []
    assert verify(package + b"x").faults
    assert verify(b"x" + package).faults


def test_the_same_files_packed_otherwise_are_not_the_package(package: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    assert verify(buffer.getvalue()).faults == (Fault("container"),)


def test_the_name_of_the_signing_device_is_signed_too(package: bytes) -> None:
    def rename(files: dict[str, bytes]) -> None:
        files[SIGNATURE] = files[SIGNATURE].replace(b"device-1", b"device-2")

    assert verify(changed(package, rename)).faults == (Fault("signature", SIGNATURE),)


def test_a_missing_and_a_smuggled_file_are_named(package: bytes) -> None:
    assert Fault("missing", "sign-off.json") in verify(changed(package, lambda f: f.pop("sign-off.json"))).faults
    assert Fault("extra", "more.txt") in verify(changed(package, lambda f: f.update({"more.txt": b"x"}))).faults


@pytest.mark.requirement("PUB-07")
def test_two_files_that_were_swapped_are_both_named(package: bytes) -> None:
    first, second = PARTS[0].path, PARTS[2].path

    def swap(files: dict[str, bytes]) -> None:
        files[first], files[second] = files[second], files[first]

    faults = verify(changed(package, swap)).faults
    assert {Fault("swapped", first), Fault("swapped", second)} <= set(faults)


@pytest.mark.requirement("PUB-07")
def test_a_row_of_the_journal_that_is_not_what_its_hash_says_is_named_although_the_package_is_signed() -> None:
    rows = []
    previous = b"\7" * 32
    for seq in (5, 6, 9):
        entry = Entry("issue", UUID(int=1), "approve", "in_approval", "approved")
        line = Line(seq, datetime(2026, 9, 1, tzinfo=UTC), UUID(int=2), UUID(int=3), "", entry, b"")
        line = replace(line, hash=chain(previous, line))
        rows.append((previous, line))
        previous = line.hash if seq == 5 else rb"\8" * 32 if seq == 6 else b""
    data = extract.text(rows[:2])

    def faults(journal: bytes) -> tuple[Fault, ...]:
        parts = [*PARTS, Part("journal/extract.jsonl", "journal", journal)]
        return verify(build({}, parts, "", DEVICE), PAIR.public.raw).faults

    assert faults(data) == (), "control: rows as they stand in the journal"
    for false in (data.replace(b"approved", b"archived", 1), data + data, b"{}\n", b"x"):
        assert faults(false) == (Fault("journal", "journal/extract.jsonl"),), false
    torn = extract.text([rows[0], (rb"\9" * 32, replace(rows[1][1], hash=chain(rb"\9" * 32, rows[1][1])))])
    assert faults(torn), "rows that follow one another must meet"


def test_a_manifest_made_to_fit_changed_files_fails_its_signature(package: bytes) -> None:
    def forge(files: dict[str, bytes]) -> None:
        forged = build(
            {"kind": "简报", "number": "3"}, [*PARTS[:2], Part("sign-off.json", "sign_off", b"[1]")], "", DEVICE
        )
        with zipfile.ZipFile(io.BytesIO(forged)) as other:
            files[MANIFEST], files["sign-off.json"] = other.read(MANIFEST), other.read("sign-off.json")

    assert verify(changed(package, forge)).faults == (Fault("signature", SIGNATURE),)


def test_another_signer_is_refused(package: bytes) -> None:
    assert verify(package, sm2.generate().public.raw).faults == (Fault("signature", SIGNATURE),)


@pytest.mark.parametrize("damage", [b"", b"PK", b"not a zip"])
def test_what_cannot_be_read_is_a_fault(damage: bytes) -> None:
    assert verify(damage).faults == (Fault("unreadable"),)


@pytest.mark.parametrize("path", ["../out", "/abs", "a//b", "a\\b", "manifest.json", ""])
def test_a_path_that_leaves_the_package_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="inside"):
        build({}, [Part(path, "original", b"")], "", DEVICE)


def test_the_same_content_gives_the_same_manifest_and_root(package: bytes) -> None:
    again = build({"number": "3", "kind": "简报"}, list(reversed(PARTS)), "", DEVICE)

    def manifest(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(MANIFEST)

    assert manifest(again) == manifest(package)
    leaves = [leaf(part.path, sm3.hash(part.data)) for part in sorted(PARTS, key=lambda p: p.path)]
    first, second, third = leaves
    assert json.loads(manifest(package))["root"] == root([first, second, third]).hex()
    assert root([first, second, third]) == sm3.hash(b"\x01" + sm3.hash(b"\x01" + first + second) + third)
