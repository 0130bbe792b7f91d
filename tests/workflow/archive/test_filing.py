"""Filing: a package that holds everything, shows any change, and is made once."""

import asyncio
import io
import json
import zipfile
from dataclasses import dataclass
from uuid import UUID

import pytest
from openpyxl import load_workbook

from archive import commands as archive
from archive import queries
from archive.verify import verify
from crypto import sm3
from kernel import clock, db, vault
from kernel.db import Done
from kernel.errors import Forbidden, NotAllowedNow, NotFound, Refusal, StaleVersion
from kernel.vault import ContentDamaged
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, PROOFREADER, Office
from tests.workflow.bulletins.house import House


@dataclass(frozen=True, slots=True)
class Package:
    """A filed issue and its package."""

    id: UUID
    data: bytes

    def json(self, path: str) -> list[dict[str, str]]:
        with zipfile.ZipFile(io.BytesIO(self.data)) as opened:
            return json.loads(opened.read(path))  # type: ignore[no-any-return]


async def filed(office: Office) -> Package:
    """An issue that a leader has read and written on, filed; its unit has answered."""
    await office.instructed()
    (released,) = await db.fetch("SELECT id, version FROM issue")
    done = await archive.file_issue(office.call(EDITOR), released["id"], released["version"])
    return Package(done.id, (await queries.package(office.actors[EDITOR], done.id)).data)


@pytest.mark.requirement("PUB-07")
@pytest.mark.requirement("ARC-01")
async def test_the_package_holds_originals_versions_sign_offs_receipts_and_the_final(office: Office) -> None:
    package = await filed(office)
    with zipfile.ZipFile(io.BytesIO(package.data)) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        texts = {name: opened.read(name) for name in opened.namelist()}
    roles = {entry["role"] for entry in manifest["files"]}
    assert roles == {
        "original", "version", "final", "sign_off", "receipt", "lineage", "instruction", "responsibility", "journal",
    }  # fmt: skip
    assert texts["responsibility/sheet.pdf"].startswith(b"%PDF")
    said = next(json.loads(data)[0] for name, data in texts.items() if name.endswith("/instruction.json"))
    assert (said["text"], said["duties"][0]["answer"]) == (office.words.instruction, office.words.answer)
    rows = [json.loads(line) for line in texts["journal/extract.jsonl"].decode().splitlines()]
    assert {"issue", "article", "submission", "instruction", "instruction_duty"} <= {row["kind"] for row in rows}
    assert [row["action"] for row in rows if row["kind"] == "instruction_duty"] == ["route", "answer", "accept"]
    original = b"".join(data for name, data in texts.items() if name.startswith("submissions/"))
    for words in (office.words.title, office.words.body, office.words.files[0][1].decode()):
        assert words.encode() in original
    assert office.words.article_body.encode() in texts["articles/01/edition-001.md"]
    assert texts["final/issue.pdf"].startswith(b"%PDF")
    names = {row["who"] for row in package.json("sign-off/issue.json")}
    acts = [row["act"] for row in package.json("sign-off/issue.json")]
    assert len(names) >= 3, "who compiled, approved and proofread are three people"
    assert acts.index("签批") < acts.index("校对无误") < acts.index("印发")
    receipts = package.json("receipts/deliveries.json")
    assert next(sorted(row) for row in receipts if row["accepted_by"])[:2] == ["accepted", "accepted_by"]


@pytest.mark.requirement("ARC-01")
async def test_any_changed_byte_is_found_without_the_service(office: Office) -> None:
    data = (await filed(office)).data
    key = vault.device().public_key
    assert verify(data, key).faults == ()
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        spans = [
            (info.filename, info.header_offset + 30 + len(info.filename), info.compress_size)
            for info in opened.infolist()
        ]
    missed = []
    for name, start, size in spans:
        for place in (start, start + size // 2, start + size - 1):
            flipped = bytearray(data)
            flipped[place] ^= 1
            if not verify(bytes(flipped), key).faults:
                missed.append((name, place))
    assert missed == []


async def test_a_package_of_another_service_is_not_taken_for_ours(office: Office) -> None:
    data = (await filed(office)).data
    assert verify(data, b"\1" * 64).faults
    assert verify(data).faults == (), "control: without a trusted key it is whole in itself"


async def test_filing_moves_the_issue_and_closes_what_was_confirmed(office: Office) -> None:
    await filed(office)
    rows = await db.fetch("SELECT state, accepted_at IS NOT NULL AS confirmed FROM delivery")
    assert {row["state"] for row in rows if row["confirmed"]} == {"closed"}
    assert {row["state"] for row in rows if not row["confirmed"]} == {"arrived"}
    assert (await db.fetch("SELECT state FROM issue"))[0]["state"] == "archived"


@pytest.mark.parametrize("login", [DIRECTOR, PROOFREADER, LEADER, OFFICER])
async def test_only_who_holds_the_right_files(office: Office, login: str) -> None:
    at = await office.released()
    with pytest.raises(Forbidden):
        await archive.file_issue(office.call(login), at.id, at.version)
    assert (await db.fetch("SELECT 1 FROM archive_filed")) == []


async def test_an_issue_that_was_not_released_cannot_be_filed(office: Office) -> None:
    at = await office.ready_issue()
    with pytest.raises(NotAllowedNow):
        await archive.file_issue(office.call(EDITOR), at.id, at.version)
    with pytest.raises(StaleVersion):
        await archive.file_issue(office.call(EDITOR), at.id, at.version - 1)


async def test_many_who_file_at_once_make_one_package(office: Office) -> None:
    at = await office.released()

    async def attempt() -> Done | Refusal:
        try:
            return await archive.file_issue(office.call(EDITOR), at.id, at.version)
        except Refusal as refused:
            return refused

    ended = await asyncio.gather(*(attempt() for _ in range(5)))
    assert sum(isinstance(end, Done) for end in ended) == 1
    assert len(await db.fetch("SELECT 1 FROM archive_filed")) == 1


async def test_a_package_damaged_in_the_store_is_not_shown_as_whole(office: Office, house: House) -> None:
    package = await filed(office)
    row = await db.one(
        "SELECT b.digest FROM archive_filed a JOIN blob b ON b.id = a.package WHERE a.id = $1", package.id
    )
    assert row
    name = bytes(row["digest"]).hex()
    path = house.folder / "blobs" / name[:2] / name
    sealed = bytearray(path.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(sealed)
    with pytest.raises(ContentDamaged):
        await queries.show(office.actors[EDITOR], package.id)


async def test_the_archive_is_not_there_for_others(office: Office) -> None:
    package = await filed(office)
    for login in (LEADER, OFFICER):
        with pytest.raises(NotFound):
            await queries.package(office.actors[login], package.id)
    assert (await queries.show(office.actors[DIRECTOR], package.id)).report.faults == ()


@pytest.mark.requirement("ARC-02")
async def test_the_list_of_a_year_names_every_package_as_it_can_be_held_against_it(office: Office) -> None:
    package = await filed(office)
    editor = office.actors[EDITOR]
    listed = await queries.of_year(editor, None)
    (entry,) = listed.entries
    assert (entry.size, entry.digest, listed.files) == (len(package.data), sm3.hash(package.data).hex(), entry.files)
    assert entry.name == (await queries.package(editor, package.id)).name
    sheet = load_workbook(io.BytesIO(queries.sheet(listed, "李某", clock.now()))).worksheets[0]
    rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert dict(zip(rows[0], rows[1], strict=True))["SM3"] == entry.digest
    assert "共 1 件" in rows[2][0]
    assert (await queries.of_year(editor, listed.year - 1)).entries == ()
    with pytest.raises(Forbidden):
        await archive.hand_over(office.call(DIRECTOR), listed.year, 1)
    with pytest.raises(NotFound):
        await queries.of_year(office.actors[LEADER], None)
