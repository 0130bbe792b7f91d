"""Sign-off (SUB-08): who may, who stands in, several in one act, the device's signature over the exact text."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from app.verify.inspect import inspect
from app.verify.kinds import Kind
from app.verify.reasons import SignOffReason
from app.verify.report import Outcome, Question
from crypto.certificates.trust import Trust
from crypto.devices import evidence
from crypto.findings import Level
from gate import commands as gate
from identity.commands import roles
from identity.errors import DeviceNotBound
from kernel import clock, db
from kernel.actor import Call
from kernel.db import Done
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound, StaleVersion
from kernel.postgres import Cluster
from submissions.commands import debts, signing_rules, signing_together
from submissions.commands import signing as signing_commands
from submissions.errors import DeviceMustSign, SignatureBroken, SignChallengeOver, SignedAnother
from submissions.queries import signing as reads
from submissions.rules import text as rules
from submissions.rules.signing import DeviceRule, Wanted
from submissions.rules.signing_device import genuine
from tests.http.submissions.conftest import Site
from tests.http.submissions.signing import SERVICE, Stick, bound, draft, signature, unbound, waiting

pytestmark = [pytest.mark.requirement("SUB-08"), pytest.mark.thorough]
HEAD, CHARGE, OFFICER = "yunlu.qianfa", "yunlu.fenguan", "yunlu.xinxi1"
NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@contextmanager
def at(*moment: datetime) -> Iterator[list[datetime]]:
    """The clock stands, and is moved by changing the list."""
    now = [*moment]
    clock.install(lambda: now[0])
    try:
        yield now
    finally:
        clock.install()


@pytest.fixture
def monday() -> Iterator[list[datetime]]:
    with at(NOW) as now:
        yield now


async def away(site: Site, who: str, starts: datetime, ends: datetime, substitute: str = "") -> Done:
    stands = (await site.actor(substitute)).id if substitute else None
    return await signing_rules.enter_absence(Call(await site.actor(who)), starts, ends, stands)


async def refused(site: Site, text: Done, who: str, action: str = "sign_off") -> str:
    with pytest.raises(NotAllowedNow) as told:
        await site.act(text, who, action)
    return str(told.value.facts["reason"])


# --- who may ---


@pytest.mark.parametrize("kind", [("emergency", "urgent"), ("work", "flash")])
async def test_important_texts_are_signed_by_the_principal_head_alone(site: Site, kind: tuple[str, str]) -> None:
    text = await waiting(site, kind=kind)
    assert "主要负责人" in await refused(site, text, CHARGE)
    assert (await site.act(text, HEAD, "sign_off")).state == "signed_off"
    kept = await signature(text.id)
    assert kept
    assert (kept["capacity"], kept["important"]) == ("principal", True)


async def test_ordinary_texts_are_signed_by_the_leader_in_charge_too_and_unsigned_ones_never_leave(site: Site) -> None:
    text = await waiting(site)
    assert (await site.actor(OFFICER)).id != (await site.actor(CHARGE)).id
    with pytest.raises(NotAllowedNow):
        await site.act(text, OFFICER, "submit")
    with pytest.raises(Forbidden):
        await site.act(text, OFFICER, "sign_off")
    signed = await site.act(text, CHARGE, "sign_off")
    kept = await signature(text.id)
    assert kept
    assert (kept["capacity"], kept["important"], kept["device"]) == ("signer", False, None)
    assert (await site.act(signed, OFFICER, "submit")).state == "submitted"
    seen = await reads.about(await site.actor("shaixuan"), text.id)
    assert seen.last
    assert (seen.last.who, seen.last.device, seen.last.holds) == ("萧既明", False, True)


async def test_marking_makes_important_and_the_offices_table_is_never_undercut(site: Site) -> None:
    text, call = await draft(site), Call(await site.actor(OFFICER))
    marked = await signing_rules.mark_important(call, text.id, text.version, on=True)
    asked = await site.act(marked, OFFICER, "request_sign")
    assert "主要负责人" in await refused(site, asked, CHARGE)
    with pytest.raises(NotAllowedNow):
        await signing_rules.mark_important(call, text.id, asked.version, on=False)
    back = await site.act(asked, OFFICER, "revise")
    plain = await signing_rules.mark_important(call, text.id, back.version, on=False)
    assert (await site.act(await site.act(plain, OFFICER, "request_sign"), CHARGE, "sign_off")).state == "signed_off"
    urgent = await draft(site, kind=("work", "flash"))
    same = await signing_rules.mark_important(call, urgent.id, urgent.version, on=False)
    assert "主要负责人" in await refused(site, await site.act(same, OFFICER, "request_sign"), CHARGE)
    with pytest.raises(NotFound):
        await signing_rules.mark_important(Call(await site.actor("canglang.xinxi1")), text.id, 1, on=True)


async def test_where_the_unit_says_so_nobody_signs_what_they_wrote(site: Site) -> None:
    both = replace(
        await site.actor(CHARGE), rights=(await site.actor(CHARGE)).rights | (await site.actor(OFFICER)).rights
    )
    site.actors["both"] = both
    with pytest.raises(Forbidden):
        await signing_rules.set_two_hands(Call(both), on=True)
    await signing_rules.set_two_hands(Call(await site.actor(HEAD)), on=True)
    site.actors["yunlu.both.xinxi1"] = both
    own = await waiting(site, "yunlu.both")
    assert "起草" in await refused(site, own, "both")
    assert (await site.act(own, HEAD, "sign_off")).state == "signed_off"
    await signing_rules.set_two_hands(Call(await site.actor(HEAD)), on=False)
    assert (await site.act(await waiting(site, "yunlu.both"), "both", "sign_off")).state == "signed_off"


# --- who stands in ---


async def test_a_substitute_signs_from_the_hour_to_the_hour_and_it_says_for_whom(
    site: Site, monday: list[datetime]
) -> None:
    await away(site, HEAD, NOW + DAY, NOW + 5 * DAY, CHARGE)
    urgent = ("work", "flash")
    early = await waiting(site, kind=urgent)
    assert "主要负责人" in await refused(site, early, CHARGE)
    assert (await site.act(early, HEAD, "sign_off")).state == "signed_off", "the head has not left yet"
    monday[0] = NOW + DAY
    text, late = await waiting(site, kind=urgent), await waiting(site, kind=urgent)
    assert "外出" in await refused(site, text, HEAD)
    shown = await reads.about(await site.actor(OFFICER), text.id)
    assert [(line.who, line.substitute, line.now) for line in shown.absences] == [("裴千帆", "萧既明", True)]
    assert (await site.act(text, CHARGE, "sign_off")).state == "signed_off"
    kept = await signature(text.id)
    assert kept
    assert (kept["capacity"], kept["on_behalf"]) == ("substitute", (await site.actor(HEAD)).id)
    office = (await reads.about(await site.actor("shaixuan"), text.id)).last
    assert office is None, "the office does not see it before it is sent"
    monday[0] = NOW + 5 * DAY
    assert "主要负责人" in await refused(site, late, CHARGE), "it has ended by itself"
    assert (await site.act(late, HEAD, "sign_off")).state == "signed_off"


async def test_those_are_told_who_could_sign_it_that_day(site: Site, monday: list[datetime]) -> None:
    head, charge = [(await site.actor(who)).id for who in (HEAD, CHARGE)]
    urgent, plain = await waiting(site, kind=("work", "flash")), await waiting(site)
    assert await reads.signers(urgent.id) == [head]
    assert set(await reads.signers(plain.id)) == {head, charge}
    await away(site, HEAD, NOW, NOW + DAY, CHARGE)
    assert await reads.signers(urgent.id) == [charge]
    assert await reads.signers(plain.id) == [charge]
    monday[0] = NOW + 2 * DAY
    await away(site, HEAD, monday[0], NOW + 3 * DAY)
    assert set(await reads.signers(urgent.id)) == {head, charge}, "nobody could: everybody hears of it"


async def test_a_substitute_of_an_ordinary_signer_or_of_nobody_gains_nothing(
    site: Site, monday: list[datetime]
) -> None:
    await away(site, HEAD, NOW, NOW + DAY)
    text = await waiting(site, kind=("work", "flash"))
    for who in (HEAD, CHARGE):
        assert await refused(site, text, who)
    monday[0] = NOW + 2 * DAY
    await away(site, CHARGE, monday[0], NOW + 3 * DAY, HEAD)
    ordinary = await waiting(site)
    assert (await site.act(ordinary, HEAD, "sign_off")).state == "signed_off"
    kept = await signature(ordinary.id)
    assert kept
    assert kept["capacity"] == "principal"


async def test_an_absence_is_ended_early_by_the_two_it_is_about_and_by_nobody_else(
    site: Site, monday: list[datetime]
) -> None:
    entered = await away(site, HEAD, NOW, NOW + 5 * DAY, CHARGE)
    for stranger, refusal in ((OFFICER, Forbidden), ("canglang.qianfa", NotFound)):
        with pytest.raises(refusal):
            await signing_rules.end_absence(Call(await site.actor(stranger)), entered.id)
    text = await waiting(site, kind=("work", "flash"))
    monday[0] = NOW + timedelta(hours=1)
    await signing_rules.end_absence(Call(await site.actor(CHARGE)), entered.id)
    assert "主要负责人" in await refused(site, text, CHARGE)
    assert (await site.act(text, HEAD, "sign_off")).state == "signed_off"
    with pytest.raises(NotAllowedNow):
        await signing_rules.end_absence(Call(await site.actor(HEAD)), entered.id)
    lines = await db.fetch("SELECT action FROM journal WHERE record = $1 ORDER BY seq", entered.id)
    assert [line["action"] for line in lines] == ["create", "revoke"]


async def test_what_is_wrong_with_an_absence_is_said_and_nothing_is_kept(site: Site, monday: list[datetime]) -> None:
    await away(site, HEAD, NOW + DAY, NOW + 2 * DAY)
    for starts, ends, substitute, field in (
        (NOW, NOW - DAY, "", "ends"),
        (NOW - 2 * DAY, NOW - DAY, "", "ends"),
        (NOW, NOW + 100 * DAY, "", "ends"),
        (NOW + DAY, NOW + 3 * DAY, "", "starts"),
        (NOW + 3 * DAY, NOW + 4 * DAY, HEAD, "substitute"),
        (NOW + 3 * DAY, NOW + 4 * DAY, OFFICER, "substitute"),
        (NOW + 3 * DAY, NOW + 4 * DAY, "canglang.qianfa", "substitute"),
    ):
        with pytest.raises(Invalid) as told:
            await away(site, HEAD, starts, ends, substitute)
        assert set(told.value.fields) == {field}
    with pytest.raises(Invalid):
        await away(site, CHARGE, NOW + DAY, NOW + 3 * DAY, HEAD)
    with pytest.raises(Forbidden):
        await away(site, OFFICER, NOW, NOW + DAY)
    assert len(await db.fetch("SELECT 1 FROM signer_absence")) == 1
    assert (await away(site, CHARGE, NOW + 3 * DAY, NOW + 4 * DAY, HEAD)).state == "entered", "control"


async def test_who_is_no_principal_head_any_more_has_no_substitute(site: Site, monday: list[datetime]) -> None:
    await away(site, HEAD, NOW, NOW + 5 * DAY, CHARGE)
    text, head = await waiting(site, kind=("work", "flash")), await site.actor(HEAD)
    system, security = Call(await site.actor("xitong")), Call(await site.actor("baomi"))
    asked = await roles.ask_roles(system, head.id, ("signer",))
    await roles.grant_role(security, asked.id, 1)
    try:
        assert "主要负责人" in await refused(site, text, CHARGE)
    finally:
        asked = await roles.ask_roles(system, head.id, ("principal", "signer"))
        await roles.grant_role(security, asked.id, 1)
    assert (await site.act(text, CHARGE, "sign_off")).state == "signed_off", "control"


# --- several in one act ---


async def test_one_bad_text_never_stops_the_others(site: Site) -> None:
    good, stale, gone = [await waiting(site) for _ in range(3)]
    urgent = await waiting(site, kind=("work", "flash"))
    await site.act(gone, OFFICER, "revise")
    foreign = await waiting(site, "canglang")
    ticked = [good, replace_version(stale, stale.version - 1), urgent, gone, foreign, Done(uuid4())]
    last = await waiting(site)
    call = Call(await site.actor(CHARGE), "batch-1")
    wanted = [Wanted(each.id, each.version) for each in [*ticked, last]]
    outcomes = await signing_together.sign_each(call, wanted)
    assert [type(each.refusal) for each in outcomes] == [
        type(None), StaleVersion, NotAllowedNow, StaleVersion, NotFound, NotFound, type(None),
    ]  # fmt: skip
    again = await signing_together.sign_each(call, wanted)
    assert [each.refusal is None for each in again] == [each.refusal is None for each in outcomes]
    assert len(await db.fetch("SELECT 1 FROM submission_signature")) == 2


def replace_version(done: Done, version: int) -> Done:
    return Done(done.id, version, done.state)


async def test_the_page_signs_what_is_ticked_and_says_what_was_not(site: Site) -> None:
    first, second = await waiting(site), await waiting(site, kind=("work", "flash"))
    charge = await site.as_(CHARGE)
    page = await charge.get("/sign")
    assert page.text.count('name="text"') == 1, "an important text has no tick for who may not sign it"
    assert "须由主要负责人签发" in page.text
    result = await charge.post("/sign", ticks(first, second))
    assert "已签发 1 件" in result.text
    assert "没有签发 1 件" in result.text
    assert "重要信息须由主要负责人签发" in result.text
    assert (await charge.post("/sign", {})).status_code == 422
    assert (await (await site.as_(OFFICER)).get("/sign")).status_code == 403
    officer = await (await site.as_(OFFICER)).get(f"/submissions/{first.id}")
    assert "登录签发，没有用设备" in officer.text


# --- the device ---


@pytest_asyncio.fixture
async def stick(site: Site, tmp_path: Path) -> AsyncIterator[Stick]:
    made = await bound(site, "canglang.qianfa", tmp_path)
    yield made
    await unbound(made)
    signing_commands.install()


async def test_the_device_signs_each_text_and_the_office_sees_it(site: Site, stick: Stick) -> None:
    texts = [await waiting(site, "canglang"), await waiting(site, "canglang", ("work", "flash"))]
    with pytest.raises(DeviceMustSign):
        await site.act(texts[0], stick.login, "sign_off")
    answered = stick.signed(await stick.ask(*texts))
    assert [each.refusal for each in await stick.answer(answered)] == [None, None]
    with pytest.raises(SignChallengeOver):
        await stick.answer(answered)
    sent = await site.act(Done(texts[1].id, texts[1].version + 1), "canglang.xinxi1", "submit")
    shown = (await reads.about(await site.actor("shaixuan"), sent.id)).last
    assert shown
    assert (shown.device, shown.genuine, shown.holds, shown.capacity.value) == (True, True, True, "principal")
    desk = await (await site.as_("shaixuan")).get(f"/desk/{sent.id}")
    assert "设备签名有效" in desk.text
    at = f"/submissions/{sent.id}/signatures/{shown.id}"
    assert at in desk.text
    data = (await (await site.as_("shaixuan")).get(at)).content
    assert evidence.read(data).said.digest.hex() == shown.digest
    told = inspect(data, Question(Trust(()), clock.now()))[0]
    assert (told.kind, SignOffReason.SIGNATURE in {each.reason for each in told.findings if each.level is Level.PASSED}) == (
        Kind.SIGN_OFF, True,
    ), "genuine; nobody is trusted here"  # fmt: skip
    forged = inspect(data.replace(b"capacity=principal", b"capacity=signer"), Question(Trust(()), clock.now()))[0]
    assert forged.outcome is Outcome.INVALID
    assert (await (await site.as_("yunlu.xinxi1")).get(at)).status_code == 404, "another unit's"


async def test_a_changed_signature_or_statement_is_seen_and_stops_the_text(
    site: Site, stick: Stick, database: Cluster
) -> None:
    text = await waiting(site, "canglang")
    assert [each.refusal for each in await stick.answer(stick.signed(await stick.ask(text)))] == [None]
    row = await signature(text.id)
    assert row
    assert genuine(row)
    other, said = bytes([row["signature"][0] ^ 1]) + row["signature"][1:], row["statement"]
    for change in (
        {"signature": other}, {"statement": said + b"x"}, {"version": row["version"] + 1}, {"capacity": "signer"},
        {"digest": bytes(32)}, {"submission": uuid4()}, {"statement": said.replace(b"principal", b"signer")},
    ):  # fmt: skip
        assert not genuine(row | change), change
    signed = Done(text.id, text.version + 1)
    for column, value in (("signature", other), ("digest", bytes(32))):
        await behind(database, f"UPDATE submission_signature SET {column} = $1", value)
        with pytest.raises(SignatureBroken):
            await site.act(signed, "canglang.xinxi1", "submit")
        assert not (await reads.about(await site.actor(stick.login), text.id)).signatures[0].holds
        await behind(database, f"UPDATE submission_signature SET {column} = $1", row[column])
    assert (await site.act(signed, "canglang.xinxi1", "submit")).state == "submitted", "control"


async def behind(database: Cluster, sql: str, *args: object) -> None:
    """Change the database behind the program's back."""
    connection = await asyncpg.connect(database.owner_dsn)
    try:
        await connection.execute(sql, *args)
    finally:
        await connection.close()


ELSE: tuple[dict[str, object], ...] = (
    {"digest": bytes(32)}, {"record": uuid4()}, {"version": 9}, {"capacity": "signer"}, {"login": "yunlu.qianfa"},
    {"unit": "云麓监管局"}, {"nonce": bytes(32)}, {"service": "http://other"}, {"issued": NOW},
)  # fmt: skip


async def test_a_signature_over_anything_else_is_refused(site: Site, stick: Stick) -> None:
    text = await waiting(site, "canglang")
    for other in ELSE:
        good = await waiting(site, "canglang")
        asked = await stick.ask(text, good)
        wrong, right = stick.signed(asked, **other), stick.signed(asked)
        first, second = await stick.answer(replace(right, signatures=(wrong.signatures[0], right.signatures[1])))
        assert isinstance(first.refusal, SignedAnother), other
        assert second.refusal is None, "the other text is signed all the same"
        assert await signature(good.id)
    assert await signature(text.id) is None
    assert len(await db.fetch("SELECT 1 FROM journal WHERE action = 'device_refused'")) == len(ELSE)


async def test_a_text_changed_after_it_was_asked_for_is_not_signed(site: Site, stick: Stick) -> None:
    text = await waiting(site, "canglang")
    answered = stick.signed(await stick.ask(text))
    back = await site.act(text, "canglang.xinxi1", "revise")
    await site.act(back, "canglang.xinxi1", "request_sign")
    (outcome,) = await stick.answer(answered)
    assert isinstance(outcome.refusal, StaleVersion)
    assert await signature(text.id) is None


async def test_a_challenge_is_its_signers_answered_once_and_in_time(site: Site, stick: Stick) -> None:
    with at(datetime.now(UTC)) as now:
        text = await waiting(site, "canglang")
        answered = stick.signed(await stick.ask(text))
        with pytest.raises(SignChallengeOver):
            await signing_together.answer(Call(await site.actor(HEAD)), answered)
        now[0] += timedelta(minutes=5)
        with pytest.raises(SignChallengeOver):
            await stick.answer(answered)
        short = stick.signed(await stick.ask(text))
        with pytest.raises(SignChallengeOver):
            await stick.answer(replace(short, signatures=()))
        assert await signature(text.id) is None
        (outcome,) = await stick.answer(stick.signed(await stick.ask(text, note="同意")))
        assert outcome.refusal is None


async def test_a_device_taken_away_between_question_and_answer_signs_nothing(site: Site, stick: Stick) -> None:
    text = await waiting(site, "canglang")
    answered = stick.signed(await stick.ask(text))
    await unbound(stick)
    (outcome,) = await stick.answer(answered)
    assert isinstance(outcome.refusal, DeviceNotBound)
    assert await signature(text.id) is None


@pytest.mark.parametrize(
    ("rule", "holder", "other"), [("bound", True, False), ("always", True, True), ("never", False, False)]
)
async def test_the_installation_says_when_a_device_has_to_sign(
    site: Site, stick: Stick, rule: str, holder: bool, other: bool
) -> None:
    signing_commands.install(DeviceRule(rule))
    for who, unit, wanted in ((stick.login, "canglang", holder), (HEAD, "yunlu", other)):
        text = await waiting(site, unit)
        try:
            await site.act(text, who, "sign_off")
        except DeviceMustSign:
            assert wanted
        else:
            assert not wanted


@pytest.mark.parametrize("replaced", [False, True])
async def test_a_text_sent_unsigned_is_signed_late_by_the_device(site: Site, stick: Stick, *, replaced: bool) -> None:
    text = await draft(site, "canglang", ("emergency", "flash"))
    sent = await site.act(text, "canglang.xinxi1", "send_unsigned", note="负责人在途中，联系不上")
    if replaced:
        back = await site.act(sent, "shaixuan", "return", code="facts", note="请核实")
        await site.act(back, "canglang.xinxi1", "revise")
        await db.fetch("UPDATE submission SET digest = $2 WHERE id = $1", sent.id, b"\1" * 32)
    row = await db.one("SELECT id, version, digest FROM submission_debt WHERE submission = $1", sent.id)
    assert row
    browser = await site.actor(stick.login)
    said = await gate.pass_gate(Call(browser), {})
    with pytest.raises(DeviceMustSign):
        await debts.act(Call(browser), row["id"], row["version"], "pay", said)
    asked = await signing_together.ask_late(Call(browser), row["id"], row["version"], said, SERVICE)
    found = await reads.asked(browser, asked.id)
    assert found
    (outcome,) = await stick.answer(stick.signed(found))
    assert outcome.refusal is None
    (kept,) = await db.fetch("SELECT * FROM submission_signature WHERE submission = $1", sent.id)
    assert genuine(kept)
    assert (kept["digest"], kept["voided_why"]) == (row["digest"], "replaced" if replaced else "")
    paid = await db.one("SELECT state FROM submission_debt WHERE id = $1", row["id"])
    assert paid == {"state": "paid"}


@pytest.mark.requirement("SUB-11")
async def test_the_pages_lead_to_the_device_and_a_marking_in_the_opinion_stops_there(site: Site) -> None:
    signing_commands.install(DeviceRule.ALWAYS)
    try:
        head, text, urgent = await site.as_(HEAD), await waiting(site), await waiting(site, kind=("work", "flash"))
        fields = {"version": str(text.version), "note": "绝密★长期"}
        assert (await head.post(f"/submissions/{text.id}/sign_off", fields)).status_code == 422
        assert not await db.fetch("SELECT 1 FROM sign_challenge_text")
        led = await head.post(f"/submissions/{text.id}/sign_off", fields | {"note": "同意"})
        assert led.headers["location"].startswith("/sign/device/")
        shown = await head.get(led.headers["location"])
        assert "用设备签发 1 件" in shown.text
        assert "/sign-off?service=http%3A%2F%2Ftestserver" in shown.text
        both = await (await site.as_(CHARGE)).post("/sign", ticks(text, urgent))
        assert "用设备签发 1 件" in both.text
        assert "这几件不能签发，不影响其他的" in both.text
        stranger = await (await site.as_(CHARGE)).get(led.headers["location"])
        assert stranger.status_code == 409, "a challenge is its signer's own"
        none = await head.post("/sign/answer", {"nonce": "zz"})
        assert (none.status_code, "已经过期或者已经用过" in none.text) == (409, True)
        assert await signature(text.id) is None
    finally:
        signing_commands.install()


def ticks(*texts: Done) -> dict[str, Any]:
    return {"text": [f"{each.id}.{each.version}" for each in texts]}


async def test_an_absence_is_entered_shown_and_ended_on_its_page(site: Site) -> None:
    head, tomorrow = await site.as_(HEAD), clock.local(clock.now() + DAY)
    fields = {"starts": f"{tomorrow:%Y-%m-%dT%H:%M}", "ends": f"{tomorrow + DAY:%Y-%m-%dT%H:%M}"}
    charge = str((await site.actor(CHARGE)).id)
    assert (await head.post("/sign/absence", fields | {"ends": "gestern"})).status_code == 422
    assert (await head.post("/sign/absence", fields | {"substitute": charge})).status_code == 303
    page = await (await site.as_(OFFICER)).get("/sign/absence")
    assert "由萧既明代签" in page.text
    assert "登记外出</button>" not in page.text, "an officer reads it only"
    (row,) = await db.fetch("SELECT id FROM signer_absence")
    assert (await (await site.as_(CHARGE)).post(f"/sign/absence/{row['id']}/end", {})).status_code == 303
    assert "没有人登记外出" in (await head.get("/sign/absence")).text
    assert (await head.post("/sign/two-hands", {"on": "1"})).status_code == 303
    assert "取消这条规定" in (await head.get("/sign/absence")).text
    await head.post("/sign/two-hands", {"on": ""})


# --- any later change ---


async def test_opening_the_text_again_voids_the_signature_and_says_so(site: Site) -> None:
    text = await waiting(site, files=[("附表.txt", "赔付明细".encode())])
    signed = await site.act(text, HEAD, "sign_off")
    back = await site.act(signed, OFFICER, "revise")
    (voided,) = (await reads.about(await site.actor(OFFICER), text.id)).signatures
    assert (voided.holds, voided.why) == (False, "取回修改")
    page = await (await site.as_(OFFICER)).get(f"/submissions/{text.id}")
    assert "签发已失效" in page.text
    again = await site.act(await site.act(back, OFFICER, "request_sign"), HEAD, "sign_off")
    await site.act(again, OFFICER, "withdraw")
    assert await signature(text.id) is None
    assert len(await db.fetch("SELECT 1 FROM submission_signature")) == 2


WORDS = st.text(max_size=12)
FILES = st.lists(st.tuples(st.text(min_size=1, max_size=6), st.binary(max_size=32)), max_size=3)


@given(WORDS, WORDS, FILES, st.data())
def test_any_changed_bit_of_what_is_signed_changes_its_digest(
    title: str, body: str, files: list[tuple[str, bytes]], data: st.DataObject
) -> None:
    signed = rules.digest(title, body, files)
    others = [
        (title + "甲", body, files),
        (title, body + "\n", files),
        (body, title, files),
        (title, body, [*files, ("n", b"")]),
    ]
    if files:
        place = data.draw(st.integers(0, len(files) - 1))
        name, content = files[place]
        bit = data.draw(st.integers(0, 8 * len(content) - 1)) if content else 0
        flipped = (int.from_bytes(content, "big") ^ (1 << bit)).to_bytes(len(content), "big") if content else b"x"
        others += [
            (title, body, [*files[:place], each, *files[place + 1 :]])
            for each in ((name + "x", content), (name, flipped))
        ]
        others += [(title, body, files[::-1]), (title, body, files[:-1])]
    for other in others:
        assert (rules.digest(*other) == signed) == (other == (title, body, files))
