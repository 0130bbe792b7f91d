"""By which way a text comes in: through a parent unit, by fax or telephone, as a journal; and what stays outside as a disc."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from gate import commands as gate
from identity.commands import units
from kernel import clock, db, outbox
from kernel.actor import Actor, Call
from kernel.clock import LOCAL
from kernel.db import Done
from kernel.errors import Forbidden
from submissions.commands import carriers, moving, signing_rules, writing
from submissions.errors import InternalJournal
from submissions.rules import carrier
from submissions.rules.records import Details
from tests.http.submissions.conftest import BODY, FORM, Browser, Site, version_of

OFFICER, SIGNER, PARENT, PARENT_SIGNER = "yunlu.xinxi1", "yunlu.qianfa", "canglang.xinxi1", "canglang.qianfa"
JOURNAL = "工作简报\n\n第 3 期\n\n云麓监管局办公室　2026年3月1日\n\n8月3日，云麓市保费增长。"


def ago(**back: int) -> str:
    return (clock.now() - timedelta(**back)).astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M")


async def below(site: Site, *, direct: bool) -> None:
    """The unit of OFFICER stands below that of PARENT."""
    child, parent = (await site.actor(OFFICER)).unit, (await site.actor(PARENT)).unit
    await db.fetch("UPDATE unit SET parent = $2, direct = $3 WHERE id = $1", child, parent, direct)


async def apart(site: Site) -> None:
    await db.fetch("UPDATE unit SET parent = NULL, direct = false WHERE id = $1", (await site.actor(OFFICER)).unit)


async def state(id: UUID) -> str:
    row = await db.one("SELECT state FROM submission WHERE id = $1", id)
    assert row
    return str(row["state"])


async def told(login: str, site: Site) -> set[str]:
    while await outbox.drain():
        pass
    account = (await site.actor(login)).id
    return {row["topic"] for row in await db.fetch("SELECT topic FROM notice WHERE account = $1", account)}


@pytest.mark.requirement("SUB-01", "SUB-08")
async def test_a_unit_below_another_goes_through_it_until_it_is_named_a_direct_report_point(  # noqa: PLR0915 - one story
    site: Site,
) -> None:
    await below(site, direct=False)
    try:
        at = await site.bring_to("signed_off")
        with pytest.raises(Forbidden):
            await site.act(at, OFFICER, "submit")
        page = (await (await site.as_(OFFICER)).get(f"/submissions/{at.id}")).text
        assert "报上级单位" in page
        assert (await (await site.as_(PARENT)).get(f"/submissions/{at.id}")).status_code == 404
        at = await site.act(at, OFFICER, "submit_up")
        assert await state(at.id) == "to_forward"
        assert "submission.submit_up" in await told(PARENT, site)
        assert (await (await site.as_("shaixuan")).get(f"/submissions/{at.id}")).status_code == 404
        parent = await site.as_(PARENT)
        assert FORM["title"] in (await parent.get("/forwarding")).text
        assert FORM["title"] in (await parent.get("/")).text
        assert "转报" in (await parent.get(f"/submissions/{at.id}")).text
        with pytest.raises(Forbidden):
            await site.act(at, OFFICER, "forward")
        back = await site.act(at, PARENT, "send_down", note="请补充数据来源")
        row = await db.one("SELECT state, signed_by, number FROM submission WHERE id = $1", at.id)
        assert row
        assert tuple(row.values()) == ("draft", None, None)
        assert "请补充数据来源" in (await (await site.as_(OFFICER)).get(f"/submissions/{at.id}")).text
        assert (await parent.get(f"/submissions/{at.id}")).status_code == 404
        for action, login in (
            ("request_sign", OFFICER),
            ("sign_off", SIGNER),
            ("submit_up", SIGNER),
            ("forward", PARENT_SIGNER),
        ):
            back = await site.act(back, login, action)
        assert await state(at.id) == "submitted"
        assert "submission.forward" in await told(OFFICER, site)
        assert (await (await site.as_("shaixuan")).get(f"/desk/{at.id}")).status_code == 200
        assert (await parent.get(f"/submissions/{at.id}")).status_code == 200
        acts = [
            row["action"]
            for row in await db.fetch(
                "SELECT action FROM journal WHERE record = $1 AND action <> 'open' ORDER BY seq", at.id
            )
        ]
        assert acts[-4:] == ["request_sign", "sign_off", "submit_up", "forward"]
        editor, unit = (
            await site.actor("bianji1"),
            await db.one("SELECT id, version FROM unit WHERE id = $1", (await site.actor(OFFICER)).unit),
        )
        assert unit
        await units.name_direct(Call(editor), unit["id"], unit["version"], direct=True)
        at = await site.bring_to("signed_off")
        with pytest.raises(Forbidden):
            await site.act(at, OFFICER, "submit_up")
        await site.act(at, OFFICER, "submit")
        assert await state(at.id) == "submitted"
    finally:
        await apart(site)


@pytest.mark.requirement("SUB-10")
@pytest.mark.parametrize(("title", "body", "names", "is_journal"), [
    ("一季度工作", JOURNAL, (), True),
    ("云麓监管局工作简报 2026年第3期", BODY, (), True),
    ("动态", "# 保 险 工 作 动 态\n（2026年第12期，总第345期）\n正文", (), True),
    ("车险", "2026年第3期（总第128期）  2026年3月1日\n内部资料 注意保存\n车险理赔", (), True),
    ("车险", BODY, ("云麓监管局工作简报第3期.docx",), True),
    ("车险", "据《保险动态》第12期刊载，云麓市12家公司共赔付2.3亿元。", (), False),
    ("项目二期", "第二期工程已于3月完工。\n第三期计划。", ("第三期工程说明.docx",), False),
    ("国债", "2026年第3期\n国债承销情况如下", (), False),
    ("工作简报", "工作简报\n一季度保费增长", ("工作简报.docx", "信息统计2026年3期.xlsx"), False),
    ("关于编印《工作简报》第3期有关情况的报告", "我局编印了简报第3期，内部资料管理情况如下", (), False),
])  # fmt: skip
def test_a_journal_is_known_by_two_signs_and_a_text_that_cites_one_is_none(
    title: str, body: str, names: tuple[str, ...], is_journal: bool
) -> None:
    assert (carrier.found(title, body, names) is not None) is is_journal


@pytest.mark.requirement("SUB-10")
async def test_a_journal_is_not_sent_until_its_officer_says_in_words_why_it_is_none(site: Site) -> None:
    call = Call(await site.actor(OFFICER))
    text = {"title": "一季度工作", "body": JOURNAL, "source": "", "contact": ""}
    at = await writing.create(call, await gate.pass_gate(call, text), Details("work", "normal", "news"))
    nothing = await gate.pass_gate(call, {})
    with pytest.raises(InternalJournal):
        await moving.act(call, at.id, at.version, "request_sign", nothing)
    officer = await site.as_(OFFICER)
    assert "像是内部刊物" in (await officer.get(f"/submissions/{at.id}")).text
    refused = await officer.post(f"/submissions/{at.id}/no-journal", {"version": "1", "reason": " "})
    assert refused.status_code == 422
    reason = "本篇就是对编印简报情况的报告"
    assert (
        await officer.post(f"/submissions/{at.id}/no-journal", {"version": "1", "reason": reason})
    ).status_code == 303
    at = Done(at.id, await version_of(at.id))
    for action, login in (("request_sign", OFFICER), ("sign_off", SIGNER), ("submit", OFFICER)):
        at = await site.act(at, login, action)
    assert reason in (await (await site.as_("bianji1")).get(f"/submissions/{at.id}")).text
    row = await db.one("SELECT reason_sealed FROM submission_carrier")
    assert row
    assert reason.encode() not in bytes(row["reason_sealed"])
    signer = Call(await site.actor(SIGNER))
    said = await gate.pass_gate(signer, {"reason": "x"})
    with pytest.raises(Forbidden):
        await carriers.no_journal(signer, at.id, at.version, said)


async def fax(site: Site, **changed: str) -> dict[str, Any]:
    signer = await site.actor(SIGNER)
    return {
        "unit": str(signer.unit), "channel": "fax", "received": ago(minutes=30),
        "sender": "李值班（值班员）", "title": FORM["title"],
        "body": BODY, "category": "work", "urgency": "normal", "genre": "duty", "signing": "paper", "signer": str(signer.id),
        "capacity": "局长", "signed_at": ago(hours=1),
    } | changed  # fmt: skip


async def entered(desk: Browser, fields: dict[str, str]) -> tuple[int, str]:
    answer = await desk.post("/duty/entries/new", fields)
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.requirement("SUB-14", "SUB-08")
async def test_a_paper_signature_is_one_that_could_have_been_given_here_at_its_moment(site: Site) -> None:
    head, charge = await site.actor(SIGNER), await site.actor("yunlu.fenguan")
    began = clock.now()
    away = await signing_rules.enter_absence(Call(head), began, began + timedelta(hours=20), charge.id)
    clock.install(lambda: began + timedelta(hours=4))
    try:
        await signing_rules.end_absence(Call(head), away.id)
        clock.install(lambda: began + timedelta(hours=5))
        desk = await site.as_("zhiban")

        async def signed(who: Actor, hours: int, **more: str) -> int:
            return (await entered(desk, await fax(site, signer=str(who.id), signed_at=ago(hours=hours), **more)))[0]

        assert await signed(charge, 7) == 303, "an ordinary text, any signer, before any absence"
        assert await signed(head, 3) == 422, "away at that moment"
        assert await signed(charge, 7, urgency="flash") == 422, "important, and nobody stood in for the head"
        assert await signed(charge, 3, urgency="flash") == 303, "stood in at that moment, whatever holds now"
        assert await signed(charge, 0, urgency="flash") == 422, "no longer"
        assert await signed(head, 7, urgency="flash") == await signed(head, 0, urgency="flash") == 303
        await signing_rules.set_two_hands(Call(await site.actor(SIGNER)), True)
        assert await signed(head, 7) == 303, "who entered it for the unit is not who signed it"
    finally:
        clock.install()
    assert len(await db.fetch("SELECT 1 FROM submission WHERE signed_by IS NOT NULL")) == 5


@pytest.mark.requirement("SUB-14", "SUB-08")
async def test_a_fax_is_entered_with_its_paper_signature_and_the_unit_confirms_or_objects(site: Site) -> None:
    desk = await site.as_("zhiban")
    signer = str((await site.actor(SIGNER)).id)
    assert signer in (await desk.get(f"/duty/entries/new?unit={(await site.actor(SIGNER)).unit}&channel=fax")).text
    other = str((await site.actor("canglang.qianfa")).id)
    wrong = {
        "signer of another unit": await fax(site, signer=other), "no sender": await fax(site, sender=""),
        "not yet": await fax(site, received=(clock.now() + timedelta(hours=1)).astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M")),
        "genre not open": await fax(site, genre="news"), "web": await fax(site, channel="web"),
        "journal": await fax(site, body=JOURNAL), "marked": await fax(site, sender="机密★5年"),
    }  # fmt: skip
    assert {name: (await entered(desk, fields))[0] for name, fields in wrong.items()} == dict.fromkeys(wrong, 422)
    assert not await db.fetch("SELECT 1 FROM submission")
    refused = (await desk.post("/duty/entries/new", await fax(site, genre="news"))).text
    assert "网页填报" in refused
    status, where = await entered(desk, await fax(site))
    assert status == 303
    id = UUID(where.rpartition("/")[2])
    row = await db.one("SELECT state, channel, unit, signed_by FROM submission WHERE id = $1", id)
    assert row
    unit = (await site.actor(SIGNER)).unit
    assert tuple(row.values()) == ("submitted", "fax", unit, UUID(signer))
    page = (await desk.get(where)).text
    assert all(word in page for word in ("传真", "李值班", "外部签发", "局长", "待单位确认"))
    assert "传真 · " in (await (await site.as_("shaixuan")).get("/desk")).text
    assert "submission.entered" in await told(OFFICER, site)
    officer = await site.as_(OFFICER)
    assert "请核对" in (await officer.get(where)).text
    assert (
        await (await site.as_("canglang.xinxi1")).post(f"{where}/entry/confirm", {"version": "1"})
    ).status_code == 404
    assert (await officer.post(f"{where}/entry/object", {"version": "1"})).status_code == 422
    assert (await officer.post(f"{where}/entry/object", {"version": "1", "note": "金额应为2.2亿元"})).status_code == 303
    assert "金额应为2.2亿元" in (await desk.get(where)).text
    assert "submission.entry_objected" in await told("shaixuan", site)
    assert (await officer.post(f"{where}/entry/confirm", {"version": "2"})).status_code == 409
    assert (await (await site.as_("shaixuan")).get("/duty/entries")).status_code == 403


@pytest.mark.requirement("SUB-09", "SUB-14")
async def test_a_call_without_a_signature_is_owed_or_waits_for_the_units_signer(site: Site) -> None:
    desk = await site.as_("zhiban")
    status, where = await entered(desk, await fax(site, channel="phone", signing="unit"))
    assert (status, where) == (303, "/duty/entries")
    [row] = await db.fetch("SELECT id, state, channel FROM submission")
    assert (row["state"], row["channel"]) == ("to_sign", "phone")
    assert (await desk.get(f"/submissions/{row['id']}")).status_code == 404
    assert "在单位待签发" in (await desk.get("/duty/entries")).text
    not_first = await desk.post("/duty/entries/new", await fax(site, signing="owed", why="局长在飞机上，已打两次电话"))
    assert not_first.status_code == 403
    first = await fax(
        site, signing="owed", why="局长在飞机上，已打两次电话", category="emergency", urgency="urgent",
        learned=ago(minutes=40), level="1",
    )  # fmt: skip
    status, where = await entered(desk, first)
    assert status == 303, where
    row = (await db.fetch("SELECT state, signed_by FROM submission WHERE category = 'emergency'"))[0]
    assert (row["state"], row["signed_by"]) == ("submitted", None)
    assert len(await db.fetch("SELECT 1 FROM submission_debt")) == 1


@pytest.mark.requirement("SUB-14")
async def test_a_way_is_closed_from_its_day_on_and_the_refusal_names_the_others(site: Site) -> None:
    desk = await site.as_("zhiban")
    await db.fetch(
        "UPDATE submission_channel_rule SET valid_until = $1 WHERE channel = 'fax'", clock.local(clock.now()).date()
    )
    try:
        answer = await desk.post("/duty/entries/new", await fax(site))
        assert answer.status_code == 422
        assert re.search(r"请改用：[^。]*电话", answer.text)
    finally:
        await db.fetch("UPDATE submission_channel_rule SET valid_until = NULL WHERE channel = 'fax'")


@pytest.mark.requirement("SUB-12", "SUB-11")
async def test_a_disc_is_registered_without_content_kept_and_destroyed_by_two_hands(site: Site) -> None:
    desk, editor = await site.as_("zhiban"), await site.as_("bianji1")
    unit = str((await site.actor(OFFICER)).unit)
    form = {
        "carrier": "YL-2026-017", "unit": unit, "from": "王信息", "to": "值班员", "received": ago(minutes=5), "level": "secret",
        "pieces": "1", "remark": "封签完好",
    }  # fmt: skip
    wrong = {
        "words as number": form | {"carrier": "关于某事的材料"}, "marked remark": form | {"remark": "机密★5年"},
        "long remark": form | {"remark": "一" * 61}, "no level": form | {"level": ""}, "none": form | {"pieces": "0"},
        "not yet": form | {"received": ago(minutes=-30)}, "no name": form | {"from": ""},
    }  # fmt: skip
    assert {
        name: (await desk.post("/discs/new", fields)).status_code for name, fields in wrong.items()
    } == dict.fromkeys(wrong, 422)
    assert not await db.fetch("SELECT 1 FROM disc")
    answer = await desk.post("/discs/new", form)
    assert answer.status_code == 303, answer.text
    url = answer.headers["location"]
    assert (await desk.post(f"{url}/store", {"version": "1", "place": "3号柜"})).status_code == 303
    assert (await desk.post(f"{url}/propose", {"version": "2", "note": "期满，主任已批"})).status_code == 303
    alone = await desk.post(f"{url}/destroy", {"version": "3", "note": "粉碎"})
    assert alone.status_code == 409
    assert (await editor.post(f"{url}/destroy", {"version": "3", "note": "粉碎，监销人赵"})).status_code == 303
    page = (await editor.get(url)).text
    assert all(word in page for word in ("GP", "3号柜", "已销毁", "粉碎，监销人赵", "谁看过"))
    assert (await editor.post(f"{url}/store", {"version": "4", "place": "1号柜"})).status_code == 409
    assert "YL-2026-017" in (await editor.get("/discs/register")).text
    assert "王信息" in (await editor.get(f"{url}/slip")).text
    for login in (OFFICER, "shaixuan", "lingdao1", "shenji"):
        assert {
            (await (await site.as_(login)).get(path)).status_code for path in ("/discs", url, "/discs/register")
        } == {403}
    acts = [
        row["action"]
        for row in await db.fetch("SELECT action FROM journal WHERE kind = 'disc' AND action <> 'open' ORDER BY seq")
    ]
    assert acts == ["receive", "store", "propose", "destroy", "print", "print"]
    row = await db.one("SELECT * FROM disc")
    assert row
    assert "王信息".encode() not in bytes(row["people_sealed"])
