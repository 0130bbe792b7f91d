"""Files that cannot be judged: declared by one person, released by another, and never out of the unit before (T 2, J 20)."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from crypto import sm3
from gate import commands as gate
from gate import queries
from gate.errors import HoldDenied, HoldWaiting
from gate.workflow import HoldState
from identity.rights import Role, rights_of
from kernel import db
from kernel.actor import Call
from kernel.db import Done
from kernel.errors import Forbidden, NeedsNote, NotAllowedNow, NotFound, Refusal, StaleVersion
from kernel.postgres import Cluster
from marking.errors import Held
from submissions.commands import moving, writing
from submissions.queries import records as submission_records
from tests.simulators.declared import EVERYTHING
from tests.unit.submissions.people import PEOPLE
from tests.workflow.gate.people import (
    OFFICER,
    OLD,
    SCREENER,
    SIGNER,
    acts,
    counts,
    held,
    old_document,
    rows,
    saved,
    states,
)
from tests.workflow.submissions.conftest import TEXT, act, stored, write

pytestmark = pytest.mark.requirement("SUB-11")
BOTH = replace(OFFICER, rights=rights_of(frozenset({Role.LIAISON, Role.SIGNER})))  # one person, both roles
TICK = "1"


async def to_sign(at: Done) -> Done:
    return await act(at, OFFICER, "request_sign")


async def test_what_nobody_declared_is_not_kept_and_leaves_one_row_of_the_register(runtime: Cluster) -> None:
    before = await counts()
    with pytest.raises(Held) as refused:
        await held(declared=False)
    assert refused.value.releasable
    after = await counts()
    assert {table: n - before[table] for table, n in after.items() if n != before[table]} == {
        "gate_refusal": 1, "journal": 1,
    }  # fmt: skip
    row = await db.one("SELECT * FROM gate_refusal")
    assert row
    assert (row["actor"], row["unit"], row["place"]) == (OFFICER.id, OFFICER.unit, "file")
    assert row["rule"].startswith("unreadable:")


async def test_a_declared_file_is_kept_and_the_declaration_stands_in_the_journal(runtime: Cluster) -> None:
    at = await held()
    (row,) = await rows(at)
    assert (row["state"], row["kind"], row["unit"], row["declared_by"]) == (
        "declared", "submission", OFFICER.unit, OFFICER.id,
    )  # fmt: skip
    assert (row["place"], bytes(row["content"]), row["decided_by"]) == ("file", sm3.hash(OLD[1]), None)
    assert await acts(at) == [("declare", OFFICER.id)]
    sheet = await submission_records.show(OFFICER, at.id)
    assert [(line.state, line.waits) for line in sheet.holds] == [(HoldState.DECLARED, True)]
    assert sheet.files[0].holds == sheet.holds


async def test_a_clean_submission_has_no_hold_and_asks_nobody_anything(runtime: Cluster) -> None:
    at = await to_sign(await write(OFFICER))
    offer = next(o for o in (await submission_records.show(SIGNER, at.id)).offers if o.action == "sign_off")
    assert "declared" not in {ask.name for ask in offer.asks}
    await act(at, SIGNER, "sign_off")
    assert await rows() == []


async def test_the_signer_is_asked_and_releases_with_the_signature(runtime: Cluster) -> None:
    at = await to_sign(await held())
    offer = next(o for o in (await submission_records.show(SIGNER, at.id)).offers if o.action == "sign_off")
    assert [ask.kind for ask in offer.asks if ask.name == "declared"] == ["check"]
    with pytest.raises(NeedsNote) as refused:
        await act(at, SIGNER, "sign_off", note="同意")
    assert set(refused.value.fields) == {"declared"}
    assert await states(at) == ["declared"]
    signed = await act(at, SIGNER, "sign_off", note="同意", declared=TICK)
    (row,) = await rows(at)
    assert (row["state"], row["decided_by"]) == ("released", SIGNER.id)
    assert await acts(at) == [("declare", OFFICER.id), ("release", SIGNER.id)]
    assert (await act(signed, OFFICER, "submit")).state == "submitted"


async def test_one_person_with_both_roles_cannot_do_both_and_is_told_why(runtime: Cluster) -> None:
    at = await to_sign(await held(actor=BOTH))
    offer = next(o for o in (await submission_records.show(BOTH, at.id)).offers if o.action == "sign_off")
    assert not offer.enabled
    assert offer.reason
    with pytest.raises(NotAllowedNow):
        await act(at, BOTH, "sign_off", declared=TICK)
    (row,) = await rows(at)
    with pytest.raises(Forbidden):
        await gate.deny(Call(BOTH), row["id"], row["version"])
    async with db.transaction(BOTH) as tx:
        with pytest.raises(Forbidden):
            await gate.release(tx, [at.id], declared=True)
    assert await states(at) == ["declared"]
    await act(at, SIGNER, "sign_off", declared=TICK)


async def test_the_database_itself_refuses_one_person_for_both(runtime: Cluster) -> None:
    await held()
    with pytest.raises(asyncpg.CheckViolationError):
        await db.fetch("UPDATE hold SET state = 'released', decided_by = declared_by, decided_at = now()")
    with pytest.raises(asyncpg.CheckViolationError):
        await db.fetch("UPDATE hold SET state = 'released'")


async def test_nothing_leaves_with_an_unreleased_hold_even_past_the_sign_off(runtime: Cluster) -> None:
    at = await act(await to_sign(await held()), SIGNER, "sign_off", declared=TICK)
    await db.fetch("UPDATE hold SET state = 'declared', decided_by = NULL, decided_at = NULL")
    offer = next(o for o in (await submission_records.show(OFFICER, at.id)).offers if o.action == "submit")
    assert not offer.enabled
    with pytest.raises(NotAllowedNow):
        await act(at, OFFICER, "submit")
    assert (await stored(at.id)).state == "signed_off"


async def test_the_office_gets_the_file_only_once_it_is_released(runtime: Cluster) -> None:
    at = await act(await to_sign(await held()), SIGNER, "sign_off", declared=TICK)
    at = await act(at, OFFICER, "submit")
    sheet = await submission_records.show(SCREENER, at.id)
    assert [line.state for line in sheet.holds] == [HoldState.RELEASED]
    assert (await submission_records.file(SCREENER, at.id, sheet.files[0].id)).data == OLD[1]
    await db.fetch("UPDATE hold SET state = 'declared', decided_by = NULL, decided_at = NULL")
    with pytest.raises(NotFound):
        await submission_records.file(SCREENER, at.id, sheet.files[0].id)
    assert (await submission_records.file(OFFICER, at.id, sheet.files[0].id)).data == OLD[1]
    assert await queries.holds(SCREENER, [at.id]) == ()


async def test_sent_back_the_declaration_stands_and_is_not_asked_again(runtime: Cluster) -> None:
    at = await act(await to_sign(await held()), SIGNER, "sign_back", note="请补充口径")
    assert await states(at) == ["declared"]
    at = await saved(at, TEXT | {"body": TEXT["body"] + "口径为签单口径。"})
    at = await act(await to_sign(at), SIGNER, "sign_off", declared=TICK)
    assert await acts(at) == [("declare", OFFICER.id), ("release", SIGNER.id)]


async def test_a_released_file_that_did_not_change_is_not_asked_about_again(runtime: Cluster) -> None:
    at = await act(await to_sign(await held()), SIGNER, "sign_off", declared=TICK)
    at = await act(at, OFFICER, "revise")
    at = await saved(at, TEXT | {"body": TEXT["body"] + "补充。"}, [OLD])
    at = await to_sign(at)
    offer = next(o for o in (await submission_records.show(SIGNER, at.id)).offers if o.action == "sign_off")
    assert "declared" not in {ask.name for ask in offer.asks}
    await act(at, SIGNER, "sign_off")
    assert await states(at) == ["released"]


async def test_a_file_taken_off_lets_its_hold_lapse_and_put_back_it_is_declared_anew(runtime: Cluster) -> None:
    at = await act(await to_sign(await held()), SIGNER, "sign_off", declared=TICK)
    at = await act(at, OFFICER, "revise")
    (file,) = (await submission_records.show(OFFICER, at.id)).files
    at = await writing.detach(Call(OFFICER), at.id, at.version, file.id)
    assert await states(at) == ["lapsed"]
    with pytest.raises(Held):
        await saved(at, TEXT, [OLD])
    at = await saved(at, TEXT, [OLD], declared=True)
    assert await states(at) == ["lapsed", "declared"]
    assert [action for action, _ in await acts(at)] == ["declare", "release", "lapse", "declare"]


async def test_another_file_of_the_same_name_is_another_matter(runtime: Cluster) -> None:
    at = await held()
    with pytest.raises(Held):
        await saved(at, TEXT, [(OLD[0], old_document("另一份"))])
    at = await saved(at, TEXT, [(OLD[0], old_document("另一份"))], declared=True)
    assert await states(at) == ["declared", "declared"]


async def test_a_declaration_for_one_record_is_none_for_another(runtime: Cluster) -> None:
    first, other = await held(), await write(OFFICER)
    with pytest.raises(Held):
        await saved(other, TEXT, [OLD])
    borrowed = await gate.pass_gate(Call(OFFICER), TEXT, [OLD], record=first.id)
    with pytest.raises(HoldWaiting):
        await writing.attach(Call(OFFICER), other.id, other.version, borrowed)
    assert await rows(other) == []


async def test_denied_stays_until_it_is_taken_out(runtime: Cluster) -> None:
    at = await to_sign(await held())
    (row,) = await rows(at)
    await gate.deny(Call(SIGNER), row["id"], row["version"])
    offers = {o.action: o for o in (await submission_records.show(SIGNER, at.id)).offers}
    assert not offers["sign_off"].enabled
    assert offers["sign_back"].enabled
    with pytest.raises(NotAllowedNow):
        await act(at, SIGNER, "sign_off", declared=TICK)
    at = await act(at, SIGNER, "sign_back", note="附件请重新另存")
    with pytest.raises(NotAllowedNow):
        await to_sign(at)
    with pytest.raises(HoldDenied):
        await saved(at, TEXT, [OLD], declared=True)
    (file,) = (await submission_records.show(OFFICER, at.id)).files
    at = await writing.detach(Call(OFFICER), at.id, at.version, file.id)
    at = await act(await to_sign(at), SIGNER, "sign_off")
    assert await acts(at) == [("declare", OFFICER.id), ("deny", SIGNER.id), ("lapse", OFFICER.id)]


@pytest.mark.parametrize("who", ["officer", "other_officer", "other_signer", "screener", "approver", "editor", "leader",
                                 "system_admin", "security_admin", "auditor"])  # fmt: skip
async def test_nobody_but_a_signer_of_the_unit_decides(runtime: Cluster, who: str) -> None:
    at = await to_sign(await held())
    (row,) = await rows(at)
    with pytest.raises((Forbidden, NotFound)):
        await gate.deny(Call(PEOPLE[who]), row["id"], row["version"])
    async with db.transaction(PEOPLE[who]) as tx:
        with pytest.raises(Forbidden):
            await gate.release(tx, [at.id], declared=True)
    assert await states(at) == ["declared"]


async def test_of_many_who_decide_at_once_one_wins(runtime: Cluster) -> None:
    at = await to_sign(await held())
    (row,) = await rows(at)
    signers = [replace(SIGNER, id=PEOPLE[name].id) for name in ("signer", "other_signer", "editor", "leader", "duty")]
    calls = [gate.deny(Call(signer), row["id"], row["version"]) for signer in signers * 2]
    calls += [act(at, signer, "sign_off", declared=TICK) for signer in signers * 2]
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(end, Done) for end in ended) == 1
    assert all(isinstance(end, Done | Refusal) for end in ended)
    assert len(await acts(at)) == 2
    assert (await states(at) == ["released"]) is ((await stored(at.id)).state == "signed_off")


async def test_a_stale_decision_is_refused(runtime: Cluster) -> None:
    at = await to_sign(await held())
    (row,) = await rows(at)
    with pytest.raises(StaleVersion):
        await gate.deny(Call(SIGNER), row["id"], row["version"] + 1)
    with pytest.raises(NotFound):
        await gate.deny(Call(SIGNER), at.id, 1)


async def test_words_that_only_one_person_sees_cannot_be_declared(runtime: Cluster) -> None:
    at = await to_sign(await write(OFFICER))
    said = await gate.pass_gate(Call(SIGNER), {"note": "同意"}, [OLD], declared=EVERYTHING)
    with pytest.raises(HoldWaiting):
        await moving.act(Call(SIGNER), at.id, at.version, "sign_off", said)
    assert (await stored(at.id)).state == "to_sign"


async def test_a_file_that_must_be_mended_first_cannot_be_declared(runtime: Cluster) -> None:
    broken = ("附表.docx", b"PK\x03\x04" + bytes(40))
    with pytest.raises(Held) as refused:
        await held([broken])
    assert not refused.value.releasable
    assert await db.fetch("SELECT 1 FROM submission") == []
