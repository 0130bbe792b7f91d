"""The main job from a screened submission to the archive, as its people do it."""

import io
import zipfile

import pytest

from archive import commands as archive
from archive import queries as archive_queries
from archive.verify import verify
from bulletins.commands import instructions
from bulletins.queries import deliveries as delivery_reads
from bulletins.queries import distribution, search, waiting
from bulletins.queries import instructions as instruction_reads
from bulletins.queries import issues as issue_reads
from kernel import clock, vault
from kernel.errors import NotFound
from scores.queries import lines, standing
from submissions.queries import records as submission_records
from tests.simulators.office import EDITOR, LEADER, OFFICER, Office


@pytest.mark.requirement("PUB-01")
@pytest.mark.requirement("PUB-06")
@pytest.mark.requirement("PUB-10")
async def test_a_screened_submission_reaches_a_leader_and_comes_back_answered(office: Office) -> None:
    done = await office.instructed()
    sheet = await instruction_reads.show(office.actors[OFFICER], done.id)
    assert (sheet.instruction.state, sheet.instruction.text) == ("closed", office.words.instruction)
    assert [answer.text for answer in sheet.answers] == [office.words.answer]
    at = sheet.instruction.issue
    (item,) = (await issue_reads.show(office.actors[EDITOR], at)).issue.articles
    # The one above is on the whole issue and credits nobody; this one is on the item.
    said = await office.cleared(LEADER, {"text": office.words.instruction})
    await instructions.register(office.call(LEADER), at, item.id, said)
    issue = await issue_reads.show(office.actors[EDITOR], at)
    assert (issue.issue.state, issue.issue.number, issue.issue.total) == ("released", 1, 1)
    read = next(
        entry
        for entry in await distribution.receipts(office.actors[EDITOR], issue.issue.id)
        if entry.personal and entry.accepted_by
    )
    assert list(read.times) == ["arrived", "opened", "accepted"]
    today = clock.local(clock.now()).date()
    rows = await standing.standing(office.actors[OFFICER], today, today)
    mine = next(row for row in rows if row.unit == office.actors[OFFICER].unit)
    assert (mine.reported, mine.adopted, mine.instructed, mine.rank) == (1, 1, 1, 1)
    assert mine.points == sum(given.points for given in issue.scores) > 0
    assert [row.reported for row in rows if row.unit != mine.unit] == [0] * (len(rows) - 1)
    mine_sheet = await lines.unit_sheet(office.actors[OFFICER], mine.unit, today, today)
    assert {line.where for line in mine_sheet.lines} == {issue.issue.name}
    assert sum(line.points for line in mine_sheet.lines) == mine_sheet.total == mine.points


@pytest.mark.requirement("PUB-07")
@pytest.mark.requirement("ARC-01")
async def test_a_released_issue_is_filed_whole_and_its_package_verifies(office: Office) -> None:
    released = await office.released()
    filed = await archive.file_issue(office.call(EDITOR), released.id, released.version)
    data = (await archive_queries.package(office.actors[EDITOR], filed.id)).data
    assert verify(data, vault.device().public_key).faults == ()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        assert package.read("final/issue.pdf").startswith(b"%PDF")
        originals = [name for name in names if name.startswith("submissions/") and name.endswith(".md")]
        assert any(office.words.body in package.read(name).decode() for name in originals)
    assert {"articles/01/edition-001.md", "sign-off/issue.json", "receipts/deliveries.json"} <= names
    record = await issue_reads.record(office.actors[EDITOR], released.id)
    assert record.state == "archived"


@pytest.mark.requirement("PUB-05")
async def test_only_those_on_the_list_find_and_read_a_released_issue(office: Office) -> None:
    released = await office.released()
    outsider = next(actor for login, actor in office.actors.items() if login == OFFICER)
    record = await issue_reads.record(office.actors[EDITOR], released.id)
    on_list = {reader.unit for reader in record.readers}
    found = await search.search(office.actors[LEADER], office.words.article_title[:6])
    assert [hit.title for hit in found.hits] == [record.name]
    copies, _ = await delivery_reads.listing(office.actors[LEADER])
    assert [copy.issue.id for copy in copies] == [released.id]
    with pytest.raises(NotFound):
        await delivery_reads.reading(outsider, copies[0].id)
    assert outsider.unit in on_list, "the demo list names this unit; its own copy is another one"


async def test_the_submitting_unit_sees_where_its_text_was_used(office: Office) -> None:
    released = await office.released()
    record = await issue_reads.record(office.actors[EDITOR], released.id)
    submission = record.articles[0].sources[0].submission
    sheet = await submission_records.show(office.actors[OFFICER], submission)
    assert sheet.item.state == "adopted"
    assert [(a.issue, a.issue_label, a.article) for a in sheet.adoptions] == [
        (released.id, record.name, record.articles[0].id)
    ]


async def test_what_waits_names_the_next_act_of_each_person(office: Office) -> None:
    await office.ready_issue()
    waits = {item.kind: item.act for item in await waiting.waiting(office.actors[EDITOR])}
    assert waits["issue"] == "印发"
    await office.released()
    waits = {item.kind: item.act for item in await waiting.waiting(office.actors[LEADER])}
    assert waits["delivery"] == "已阅"
