"""Who answers for which step, signed by device or session, sent back with a code; the sheet that says so (PUB-01)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from bulletins.commands import articles, issues, releasing, responsibility, typesetting
from bulletins.errors import StepChallengeOver, StepSignedAnother
from bulletins.queries import articles as article_reads
from bulletins.queries import issues as issue_reads
from bulletins.queries import kinds as kind_reads
from bulletins.queries import responsibility as reads
from bulletins.queries import sheets
from bulletins.rules.content import Text
from bulletins.rules.kinds import Genre
from bulletins.rules.responsibility import BackTo, Step, genuine
from bulletins.workflow.issue import ISSUE
from crypto.devices.softtoken import SoftwareToken
from crypto.devices.statements import SignOff
from identity.commands import keys
from identity.commands.challenges import Answered
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right
from kernel import db
from kernel.actor import SYSTEM, Call
from kernel.db import Done
from kernel.errors import Invalid, NeedsNote, NotAllowedNow, NotFound
from kernel.ids import new_id
from tests.http.identity.tokens import PIN, Authority, certificate
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, PROOFREADER, Office, drained

SERVICE = "http://127.0.0.1:8701"
pytestmark = [pytest.mark.requirement("PUB-01"), pytest.mark.thorough]


@dataclass
class Stick:
    """A device bound to somebody, and what its agent does with it."""

    office: Office
    login: str
    device: SoftwareToken

    async def sign(self, *steps: UUID, **other: object) -> Done:
        """`other`: fields of the statements that are signed in place of the right ones."""
        call = self.office.call(self.login)
        asked = await reads.asked(call.actor, (await responsibility.ask_device(call, steps, SERVICE)).id)
        assert asked is not None
        signatures = []
        for line in asked.lines:
            said: dict[str, object] = {
                "service": asked.service, "login": asked.login, "unit": asked.unit, "capacity": line.done.step.value,
                "record": line.done.record, "version": line.done.version, "digest": line.done.digest,
                "nonce": asked.nonce, "issued": asked.issued,
            }  # fmt: skip
            signatures.append(self.device.sign(SignOff(**(said | other)).message()))  # type: ignore[arg-type]
        serial = f"{certificate(self.device).serial:x}"
        answered = Answered(asked.nonce, self.device.serial, serial, tuple(signatures))
        return await responsibility.answer(self.office.call(self.login), answered)


@pytest_asyncio.fixture
async def mine(office: Office, tmp_path: Path) -> AsyncIterator[Stick]:
    """The editor signs by device, while the test runs."""
    authority = Authority.found(tmp_path / "trust")
    keys.install(tmp_path / "trust")
    device = authority.device(tmp_path / "device.json")
    binder = await identity.actor_of((await identity.holders(SYSTEM, Right.DEVICE_BIND))[0])
    editor = office.actors[EDITOR].id
    await keys.bind(Call(binder, new_id().hex), editor, device.serial, certificate(device).pem())
    device.unlock(PIN)
    yield Stick(office, EDITOR, device)
    for each in await account_reads.devices(binder, editor):
        if each.state == "bound":
            await keys.unbind(Call(binder, new_id().hex), each.id, each.version, "收回")


async def at_approval(office: Office) -> tuple[Done, UUID]:
    """An issue that waits for the director, and its article."""
    kind, article = await office.finished_article((await office.screened()).id)
    issue = await issues.open_issue(office.call(EDITOR), kind)
    await articles.place(office.call(EDITOR), article.id, article.version, issue.id)
    record = await issue_reads.record(office.actors[EDITOR], issue.id)
    said = await office.cleared(EDITOR)
    return await issues.act(office.call(EDITOR), issue.id, record.version, "submit", said), article.id


async def thread(office: Office, issue: UUID) -> reads.Thread:
    return await reads.of_issue(office.actors[EDITOR], await issue_reads.record(office.actors[EDITOR], issue))


async def send_back(office: Office, at: Done, login: str, action: str, **said: str) -> Done:
    words = await office.cleared(login, {"note": "请再核", "code": "facts", **said})
    return await issues.act(office.call(login), at.id, at.version, action, words)


async def test_every_step_leaves_who_when_and_over_which_text(office: Office) -> None:
    done = await office.released()
    lines = {line.done.step: line for line in (await thread(office, done.id)).lines}
    names = await identity.names(SYSTEM, [actor.id for actor in office.actors.values()])
    by = {step: line.who for step, line in lines.items()}
    expected = {
        Step.SCREENING: "shaixuan", Step.VERIFICATION: EDITOR, Step.EDITING: EDITOR, Step.COMPILING: EDITOR,
        Step.APPROVAL: DIRECTOR, Step.LAYOUT: EDITOR, Step.PROOFREADING: PROOFREADER, Step.PRINTING: EDITOR,
    }  # fmt: skip
    assert by == {step: names[office.actors[login].id] for step, login in expected.items()}
    issue = await issue_reads.record(office.actors[EDITOR], done.id)
    text = Text(issue.articles[0].title, issue.articles[0].body).digest()
    assert lines[Step.VERIFICATION].done.digest == lines[Step.EDITING].done.digest == text
    assert lines[Step.COMPILING].done.digest == lines[Step.APPROVAL].done.digest == issue.digest
    assert {lines[step].done.digest for step in (Step.LAYOUT, Step.PROOFREADING, Step.PRINTING)} == {issue.pdf_digest}
    with pytest.raises(Exception, match="permission denied"):
        await db.fetch("UPDATE step_done SET by = by")
    rows = await db.fetch("SELECT count(*) AS n FROM journal WHERE kind = 'step'")
    assert rows[0]["n"] == len(lines)


async def test_what_was_changed_in_a_step_is_kept_before_and_after(office: Office) -> None:
    kinds = await kind_reads.kinds(office.actors[EDITOR])
    kind = next(kind for kind in kinds if kind.limit(Genre.SURVEY))
    text = await office.cleared(EDITOR, {"title": "题目", "body": "第一稿。"})
    source = (await office.screened()).id
    done = await articles.select(office.call(EDITOR), kind.id, Genre.SURVEY, [source], text)
    done = await articles.act(office.call(EDITOR), done.id, done.version, "verify", await office.cleared(EDITOR))
    for body in ("第二稿。", "第三稿。"):
        said = await office.cleared(EDITOR, {"title": "题目", "body": body})
        done = await articles.write(office.call(EDITOR), done.id, done.version, said)
    await articles.act(office.call(EDITOR), done.id, done.version, "finish", await office.cleared(EDITOR))
    (edited,) = [line.done for line in await reads.own(office.actors[EDITOR]) if line.done.record == done.id and
                 line.done.step is Step.EDITING]  # fmt: skip
    assert (edited.edition_before, edited.edition, edited.changed) == (1, 3, True)
    assert (edited.before, edited.digest) == (Text("题目", "第一稿。").digest(), Text("题目", "第三稿。").digest())


async def test_who_has_a_device_signs_every_step_with_it_before_the_issue_is_approved(
    office: Office, mine: Stick
) -> None:
    at, _ = await at_approval(office)
    said = await office.cleared(DIRECTOR)
    with pytest.raises(NotAllowedNow) as refused:
        await office.approve(at, said)
    assert refused.value.facts["reason"]
    steps = [line.done for line in (await thread(office, at.id)).wanting]
    assert {step.step for step in steps} == {Step.VERIFICATION, Step.EDITING, Step.COMPILING}
    with pytest.raises(NotFound):
        await responsibility.ask_device(office.call(DIRECTOR), (steps[0].id,), SERVICE)
    with pytest.raises(StepSignedAnother):
        await mine.sign(steps[0].id, digest=b"x" * 32)
    with pytest.raises(StepSignedAnother):
        await mine.sign(steps[0].id, capacity="approval")
    await mine.sign(*[step.id for step in steps])
    found = await thread(office, at.id)
    assert not found.wanting
    assert all(line.genuine == (line.who == found.lines[1].who) for line in found.lines)
    at = await office.approve(at, said)
    at = await typesetting.typeset(office.call(EDITOR), at.id, at.version)
    at = await issues.act(office.call(PROOFREADER), at.id, at.version, "proofread", await office.cleared(PROOFREADER))
    with pytest.raises(NotAllowedNow):
        await releasing.release(office.call(EDITOR), at.id, at.version)
    await mine.sign(*[line.done.id for line in (await thread(office, at.id)).wanting])
    await releasing.release(office.call(EDITOR), at.id, at.version)


async def test_a_signature_is_good_once_and_for_its_step_alone(office: Office, mine: Stick) -> None:
    at, _ = await at_approval(office)
    first, second, _ = [line.done for line in (await thread(office, at.id)).wanting]
    await mine.sign(first.id)
    with pytest.raises(StepChallengeOver):
        await responsibility.answer(office.call(EDITOR), Answered(b"n" * 32, mine.device.serial, "1", (b"s",)))
    with pytest.raises(NotFound):
        await mine.sign(first.id)
    kept = {line.done.id: line.done for line in (await thread(office, at.id)).lines}
    assert genuine(kept[first.id])
    assert not genuine(kept[second.id])
    moved = type(first)(**{name: getattr(kept[second.id], name) for name in first.__dataclass_fields__}
                        | {"signed": kept[first.id].signed})  # fmt: skip
    assert not genuine(moved), "another step's signature"


async def test_an_issue_goes_back_to_any_earlier_step_with_a_code_and_the_thread_is_kept(office: Office) -> None:
    at, article = await at_approval(office)
    words = await office.cleared(DIRECTOR, {"note": "请再核"})
    with pytest.raises(NeedsNote):
        await issues.act(office.call(DIRECTOR), at.id, at.version, "send_back", words)
    with pytest.raises(Invalid):
        await send_back(office, at, DIRECTOR, "send_back", code="because")
    with pytest.raises(Invalid):
        await send_back(office, at, DIRECTOR, "send_back", to="editing", articles=str(new_id()))
    states = {BackTo.EDITING: "verified", BackTo.VERIFICATION: "selected", BackTo.COMPILING: "placed"}
    for number, (to, state) in enumerate(states.items(), 1):
        at = await send_back(office, at, DIRECTOR, "send_back", to=to.value)
        now = (await article_reads.show(office.actors[EDITOR], article)).card.article
        assert (at.state, now.state, now.issue) == ("sent_back", state, at.id if state == "placed" else None)
        passed = await thread(office, at.id)
        assert [back.returned.back_to for back in passed.returns if back.returned.record == at.id] == list(states)[
            :number
        ]
        at = await again(office, at, now.state, article)
    last = (await thread(office, at.id)).returns[-1]
    assert (last.note, last.source) == ("请再核", "送审")
    at = await send_back(office, at, DIRECTOR, "send_back", to="screening", articles=str(article))
    dropped = (await article_reads.show(office.actors[EDITOR], article)).card.article
    assert (dropped.state, dropped.issue) == ("dropped", None)


async def again(office: Office, at: Done, state: str, article: UUID) -> Done:
    """The ordinary way back to the approver."""
    now = (await article_reads.show(office.actors[EDITOR], article)).card.article
    for action in {"selected": ("verify", "finish"), "verified": ("finish",)}.get(state, ()):
        said = await office.cleared(EDITOR)
        done = await articles.act(office.call(EDITOR), article, now.version, action, said)
        now = (await article_reads.show(office.actors[EDITOR], done.id)).card.article
    if state != "placed":
        await articles.place(office.call(EDITOR), article, now.version, at.id)
    record = await issue_reads.record(office.actors[EDITOR], at.id)
    return await issues.act(office.call(EDITOR), at.id, record.version, "submit", await office.cleared(EDITOR))


async def test_approved_pages_come_back_to_be_changed_and_keep_their_number(office: Office) -> None:
    at = await office.approved_issue()
    for action in ("", "typeset", "proofread"):
        if action == "typeset":
            at = await typesetting.typeset(office.call(EDITOR), at.id, at.version)
        elif action:
            said = await office.cleared(PROOFREADER)
            at = await issues.act(office.call(PROOFREADER), at.id, at.version, action, said)
        back = await send_back(office, at, DIRECTOR, "take_back")
        issue = await issue_reads.record(office.actors[EDITOR], at.id)
        assert (back.state, issue.number, issue.total) == ("sent_back", 1, 1)
        at = await issues.act(office.call(EDITOR), at.id, back.version, "submit", await office.cleared(EDITOR))
        at = await office.approve(at, await office.cleared(DIRECTOR))
        at = await typesetting.typeset(office.call(EDITOR), at.id, at.version) if action == "typeset" else at
    assert not [row for row in ISSUE.transitions if row.action == "take_back" and row.right != Right.ISSUE_APPROVE]


async def test_the_sheet_is_printed_with_the_issue_and_kept(office: Office) -> None:
    done = await office.ready_issue()
    draft = await sheets.files(office.actors[EDITOR], done.id)
    assert [file.form for file in draft] == ["pdf", "ofd"]
    await releasing.release(office.call(EDITOR), done.id, done.version)
    await drained()
    kept = await sheets.files(office.actors[EDITOR], done.id)
    rows = await db.fetch("SELECT pdf_digest FROM issue_sheet WHERE issue = $1", done.id)
    assert len(rows) == 1
    assert kept == await sheets.files(office.actors[DIRECTOR], done.id), "the very file, however often it is asked for"
    assert kept[0].data.startswith(b"%PDF")
    for stranger in (LEADER, OFFICER):
        with pytest.raises(Exception):  # noqa: B017, PT011 - Forbidden or NotFound, by the reader's rights
            await sheets.files(office.actors[stranger], done.id)
