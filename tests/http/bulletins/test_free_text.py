"""Every command that keeps words people typed, by the page or the API that carries them: a marking in any field stops it.

The table WAYS is complete: a command that takes words and stands neither there nor among CODES fails a test.
"""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from bulletins.commands import daily as daily_commands
from bulletins.commands import kinds as kind_commands
from bulletins.queries import deliveries as delivery_reads
from bulletins.rules import lineage
from bulletins.rules.daily import Hours
from bulletins.store import kinds as kind_rows
from gate import commands as gate
from identity.commands import accounts, applications, founding, keys, people, roles, units
from identity.errors import AlreadyFounded
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right
from identity.rules import Contact
from kernel import clock, db
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import REGISTRY
from kernel.postgres import Cluster
from marking.errors import MarkingFound
from marking.rulebook import BUILT_IN, use
from submissions.commands import moving, writing
from submissions.rules.records import Adoption, Details
from tests.corpus.carriers.pdf import pdf
from tests.http.bulletins.conftest import Browser, Site, version_of
from tests.http.identity.tokens import Authority, certificate
from tests.simulators.office import BODY, DIRECTOR, EDITOR, LEADER, OFFICER, PROOFREADER, SCREENER, SIGNER

pytestmark = [pytest.mark.thorough, pytest.mark.requirement("SUB-11")]

_days = count(1)
MARKED = "绝密★长期"
SYSTEM_ADMIN, SECURITY_ADMIN, DUTY = "xitong", "baomi", "zhiban"
TEXT = {"title": "一季度保险市场运行情况", "body": BODY, "source": "本局统计", "contact": "办公室"}
FORM = TEXT | {"category": "work", "urgency": "normal", "genre": "news"}
# Rows a request writes whatever becomes of it.
TOGETHER = 60  # tables in a statement: a longer one would be planned again each time
WRITTEN_ANYWAY = {"session", "seen", "schedule"}


@dataclass(frozen=True, slots=True)
class Request:
    """What a person sends who does the thing."""

    login: str
    url: str
    fields: dict[str, Any]
    json: bool = False
    files: tuple[tuple[str, tuple[str, bytes]], ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How words reach a command. `free`: the fields that hold words; `marked`: the marking, where it has to look special."""

    command: str
    name: str
    free: tuple[str, ...]
    prepare: Callable[[Site], Awaitable[Request]]
    marked: str = MARKED


def unique(name: str) -> str:
    return f"{name}{uuid4().hex[:6]}"


async def actor(right: Right) -> Actor:
    return await identity.actor_of((await identity.holders(SYSTEM, right))[0])


# --- submissions ---


async def new_draft(_site: Site) -> Request:
    return Request(OFFICER, "/submissions/new", FORM)


async def new_draft_by_program(_site: Site) -> Request:
    return Request(OFFICER, "/api/v1/submissions", FORM, json=True)


async def saved_draft(site: Site) -> Request:
    at = await site.office.draft()
    return Request(OFFICER, f"/submissions/{at.id}/edit", FORM | {"version": str(at.version)})


async def working_copy(_site: Site) -> Request:
    return Request(OFFICER, "/submissions/draft", FORM | {"copy": str(uuid4()), "tab": "a" * 32})


async def signature(site: Site) -> Request:
    at = await site.office.act(await site.office.draft(), OFFICER, "request_sign")
    return Request(SIGNER, f"/submissions/{at.id}/sign_off", {"version": str(at.version), "note": "同意"})


async def signature_by_program(site: Site) -> Request:
    at = await site.office.act(await site.office.draft(), OFFICER, "request_sign")
    fields = {"action": "sign_off", "version": at.version, "note": "同意"}
    return Request(SIGNER, f"/api/v1/submissions/{at.id}/acts", fields, json=True)


async def desk(site: Site) -> Request:
    at = await site.office.act(await site.office.signed(), OFFICER, "submit")
    return Request(
        SCREENER, f"/desk/{at.id}/decline", {"version": str(at.version), "code": "known", "note": "已有同类信息"}
    )


# --- emergencies ---


async def unsigned(_site: Site) -> UUID:
    """The debt of an emergency that was sent unsigned."""
    officer = Call(await actor_of(OFFICER))
    details = Details("emergency", "flash", "duty", clock.now(), level="1")
    made = await writing.create(officer, await gate.pass_gate(officer, TEXT), details)
    said = await gate.pass_gate(officer, {"note": "领导在航班上"})
    await moving.act(officer, made.id, made.version, "send_unsigned", said)
    row = await db.one("SELECT debt FROM submission WHERE id = $1", made.id)
    assert row
    return UUID(str(row["debt"]))


async def unsigned_emergency(_site: Site) -> Request:
    officer = Call(await actor_of(OFFICER))
    details = Details("emergency", "flash", "duty", clock.now(), level="1")
    made = await writing.create(officer, await gate.pass_gate(officer, TEXT), details)
    return Request(OFFICER, f"/submissions/{made.id}/send_unsigned", {"version": "1", "note": "领导在航班上"})


async def refused_debt(site: Site) -> Request:
    return Request(SIGNER, f"/debts/{await unsigned(site)}/refuse", {"version": "1", "note": "数字未核实"})


async def noted_call(_site: Site) -> Request:
    now = clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M")
    unit = (await actor_of(OFFICER)).unit
    fields = {"unit": str(unit), "learned": now, "called": now, "caller": "值班员", "words": "停电，无人受伤"}
    return Request(DUTY, "/phone/new", fields)


async def dropped_call(site: Site) -> Request:
    await sent(await site.as_(DUTY), await noted_call(site))
    row = await db.one("SELECT id FROM phone_note ORDER BY noted DESC LIMIT 1")
    assert row
    return Request(DUTY, f"/phone/{row['id']}/drop", {"version": "1", "note": "核实为误报"})


async def actor_of(login: str) -> Actor:
    account = await account_reads.account_of_login(await actor(Right.ACCOUNT_APPLY), login)
    assert account
    return await identity.actor_of(account.id)


# --- assignments ---


def order_form(site: Site) -> dict[str, Any]:
    due = (clock.local(clock.now()) + timedelta(days=9)).date().isoformat()
    return {
        "act": "issue", "topic": unique("题目"), "wanted": "请报送情况。", "bulletin": "专报", "why": "急需",
        "override": "口径不同",
        "kind": "solicited", "category": "assigned", "genre": "overview", "due": due, "asks_data": "no",
        "units": [str(site.office.actors[OFFICER].unit)],
    }  # fmt: skip


async def new_order(site: Site) -> Request:
    return Request(EDITOR, "/assignments/new", order_form(site))


async def newest(site: Site, table: str) -> dict[str, Any]:
    """The newest order or task, after one more was given."""
    await (await site.as_(EDITOR)).post("/assignments/new", **order_form(site))
    row = await db.one(f"SELECT id, version FROM {table} ORDER BY id DESC")
    assert row
    return row


async def cancelled_order(site: Site) -> Request:
    row = await newest(site, "assignment")
    return Request(EDITOR, f"/assignments/{row['id']}/cancel", {"version": str(row["version"]), "note": "不再需要"})


async def declined_task(site: Site) -> Request:
    row = await newest(site, "assignment_task")
    said = {"version": str(row["version"]), "note": "不掌握"}
    return Request(OFFICER, f"/assignments/tasks/{row['id']}/decline", said)


def entry_form(site: Site) -> dict[str, Any]:
    words = {"name": "统计月报", "fields": "保费、赔款", "source": "统计系统", "basis": "制度", "contact": "统计岗"}
    return words | {"unit": str(site.office.actors[OFFICER].unit), "period": "month", "valid_from": "2026-01-01"}


async def new_entry(site: Site) -> Request:
    return Request(EDITOR, "/catalogue/new", entry_form(site))


async def changed_entry(site: Site) -> Request:
    await (await site.as_(EDITOR)).post("/catalogue/new", **entry_form(site))
    row = await db.one("SELECT id, version FROM catalogue_entry ORDER BY id DESC")
    assert row
    return Request(EDITOR, f"/catalogue/{row['id']}", entry_form(site) | {"version": str(row["version"])})


# --- bulletins ---


async def new_article(site: Site) -> Request:
    at = await site.office.screened()
    fields = {"target": f"{await site.kind()}:survey", "source": str(at.id), "title": "题目", "body": "正文。"}
    return Request(EDITOR, "/articles", fields)


async def written_article(site: Site) -> Request:
    at = await site.article("verified")
    return Request(EDITOR, f"/articles/{at.id}/write", {"version": str(at.version), "title": "题目", "body": "正文。"})


async def dropped_article(site: Site) -> Request:
    at = await site.article("selected")
    return Request(EDITOR, f"/articles/{at.id}/drop", {"version": str(at.version), "note": "不合要求", "code": "other"})


def sentence_of(words: str) -> dict[str, Any]:
    """The first sentence of what the editor has written, as a form names it."""
    return {"position": "0", "digest": lineage.digest(lineage.sentences(words)[0])}


async def commented(site: Site) -> Request:
    at = await site.article("verified")
    fields = sentence_of(site.office.words.article_body) | {"text": "口径请核对"}
    return Request(PROOFREADER, f"/articles/{at.id}/comment", fields)


async def asked_unit(site: Site) -> Request:
    at = await site.article("selected")
    row = await db.one("SELECT submission FROM article_source WHERE article = $1", at.id)
    assert row is not None
    fields = sentence_of(site.office.words.article_body) | {
        "text": "口径含摩托车吗？",
        "submission": str(row["submission"]),
    }
    return Request(EDITOR, f"/articles/{at.id}/ask", fields)


async def instruction_on_the_desk(site: Site) -> Request:
    return Request(LEADER, f"/leader/{(await site.copy()).id}/instruct", {"text": "请研究"})


async def own_phrase(_site: Site) -> Request:
    return Request(LEADER, "/leader/phrases", {"text": "请按程序办"})


async def written_face(site: Site) -> Request:
    return Request(EDITOR, f"/articles/{(await site.article('selected')).id}/face", {"face": "三句话说清"})


async def answered_question(site: Site) -> Request:
    made = await asked_unit(site)
    await sent(await site.as_(EDITOR), made)
    row = await db.one("SELECT id FROM source_question ORDER BY id DESC LIMIT 1")
    assert row is not None
    return Request(OFFICER, f"/questions/{row['id']}/answer", {"version": "1", "text": "不含摩托车"})


async def taken_in(site: Site) -> Request:
    at, more = await site.article("selected"), await site.office.screened()
    fields = {"version": str(at.version), "source": str(more.id), "title": "题目", "body": "正文。"}
    return Request(EDITOR, f"/articles/{at.id}/join", fields)


async def merged(site: Site) -> Request:
    at, other = await site.article("selected"), await site.article("selected")
    fields = {"version": str(at.version), "other": f"{other.id}:{other.version}", "title": "题目", "body": "正文。"}
    return Request(EDITOR, f"/articles/{at.id}/join", fields)


async def sent_back(site: Site) -> Request:
    at = await site.issue("in_approval")
    return Request(
        DIRECTOR, f"/issues/{at.id}/send_back", {"version": str(at.version), "code": "facts", "note": "请核对"}
    )


async def listed_words(_site: Site) -> Request:
    since = clock.local(clock.now()).date().isoformat()
    return Request(EDITOR, "/wording/former", {"lines": "青阳保险所 青阳分局", "since": since})


async def voided(site: Site) -> Request:
    at = await site.issue("approved")
    fields = {"version": str(at.version), "note": "不再印发", "reason": "no_need"}
    return Request(DIRECTOR, f"/issues/{at.id}/void", fields)


async def corrected(site: Site) -> Request:
    at = await site.issue("released")
    fields = {"version": str(await version_of("issue", at.id)), "note": "数据有误", "reason": "fact"}
    return Request(EDITOR, f"/issues/{at.id}/correct", fields)


async def group_made(_site: Site) -> Request:
    return Request(DIRECTOR, "/lists", {"name": unique("有关单位"), "sort": "other"})


async def group_renamed(site: Site) -> Request:
    browser = await site.as_(DIRECTOR)
    await browser.post("/lists", name=unique("某组"), sort="other")
    row = await db.one("SELECT id FROM reader_group ORDER BY place DESC LIMIT 1")
    assert row
    return Request(DIRECTOR, f"/lists/{row['id']}/rename", {"name": unique("另一组"), "version": "1"})


async def widening_asked(site: Site) -> Request:
    at = await site.issue("compiling")
    reader = f"person:{(await actor(Right.NOTICE_CALL)).id}"
    return Request(EDITOR, f"/issues/{at.id}/distribution/ask", {"note": "内容与其有关", "readers": reader})


async def widening_refused(site: Site) -> Request:
    asked = await widening_asked(site)
    assert (await (await site.as_(EDITOR)).post(asked.url, **asked.fields)).status_code == 303
    row = await db.one("SELECT id FROM widening ORDER BY id DESC LIMIT 1")
    assert row
    fields = {"widening": str(row["id"]), "version": "1", "answer": "refuse", "note": "与其无关"}
    return Request(DIRECTOR, asked.url.replace("/ask", "/decide"), fields)


async def explained(site: Site) -> Request:
    at = await site.issue("compiling")
    return Request(EDITOR, f"/issues/{at.id}/distribution/explain", {"note": "请各位参阅", "version": str(at.version)})


async def taken_back(site: Site) -> Request:
    at = await site.issue("released")
    row = await db.one("SELECT id FROM delivery WHERE issue = $1 AND state = 'arrived' LIMIT 1", at.id)
    assert row
    return Request(EDITOR, f"/issues/{at.id}/distribution/take_back", {"note": "发错了", "delivery": str(row["id"])})


async def excused(site: Site) -> Request:
    daily = next(kind for kind in await kind_rows.kinds() if kind.code == "daily").id
    today = clock.local(clock.now()).date()
    line = Hours(daily, today, None, 960, 1050)
    made = await daily_commands._owe(Call(SYSTEM), line, today - timedelta(days=next(_days)))
    return Request(DIRECTOR, f"/issues/days/{made.id}/excuse", {"version": "1", "note": "当日无情况"})


async def approval(site: Site) -> Request:
    at = await site.issue("in_approval")
    return Request(DIRECTOR, f"/issues/{at.id}/approve", {"version": str(at.version), "note": "同意"})


async def instruction(site: Site) -> Request:
    await site.issue("released")
    copies, _ = await delivery_reads.listing(site.office.actors[LEADER])
    await (await site.as_(LEADER)).get(f"/deliveries/{copies[0].id}")
    return Request(LEADER, f"/deliveries/{copies[0].id}/instruct", {"text": "请研究"})


async def answered(site: Site) -> Request:
    at = await site.instruction("routed")
    row = await db.one("SELECT id, version FROM instruction_target WHERE instruction = $1", at.id)
    assert row
    await (await site.as_(OFFICER)).get(f"/instructions/{at.id}")
    said = {"version": str(row["version"]), "text": "已落实"}
    return Request(OFFICER, f"/instructions/{at.id}/duties/{row['id']}/answer", said)


async def routed(site: Site) -> Request:
    at = await site.instruction("registered")
    unit = str(site.office.actors[OFFICER].unit)
    said = {"version": str(at.version), "units": unit, "term": "ordinary", "text": "请报办法"}
    return Request(EDITOR, f"/instructions/{at.id}/route", said)


async def followed(site: Site) -> Request:
    at = await site.instruction("routed")
    return Request(LEADER, f"/instructions/{at.id}/follow", {"text": "请抓紧", "kind": "task"})


async def paper(site: Site) -> Request:
    issue = await site.issue("released")
    fields = {
        "issue": str(issue.id), "leader": str(site.office.actors[LEADER].id), "kind": "task", "text": "请研究",
        "said": clock.local(clock.now()).date().isoformat(),
    }  # fmt: skip
    return Request(EDITOR, "/instructions", fields, files=(("scan", ("批示.pdf", pdf())),))


def kind_form() -> dict[str, Any]:
    return {
        "name": unique("专刊"), "masthead": "专刊", "office": "办公厅", "audience": "各单位", "cadence": "weekly",
        "takes-news": "1", "least-news": "1", "most-news": "500", "active": "1", "channels": "system",
        "since": clock.local(clock.now()).date().isoformat(),
    }  # fmt: skip


async def new_kind(_site: Site) -> Request:
    return Request(EDITOR, "/kinds", kind_form() | {"code": unique("extra_")})


async def changed_kind(site: Site) -> Request:
    id = await site.kind("opinion")  # no other test here writes for it
    return Request(EDITOR, f"/kinds/{id}/change", kind_form() | {"version": str(await version_of("bulletin_kind", id))})


# --- the register ---


async def unit_of(site: Site) -> UUID:
    return site.office.actors[OFFICER].unit


async def new_unit(_site: Site) -> Request:
    fields = {"name": unique("青阳分局"), "kind": "local_bureau", "department": "办公室"}
    return Request(SYSTEM_ADMIN, "/admin/units", fields)


async def changed_unit(site: Site) -> Request:
    id = await unit_of(site)
    fields = {"name": unique("云麓监管局"), "department": "综合处", "version": str(await version_of("unit", id))}
    return Request(SYSTEM_ADMIN, f"/admin/units/{id}", fields)


async def new_person(site: Site) -> Request:
    fields = {"name": "游子衿", "post": "科员", "phone": "010-55500000", "mail": "y@example.invalid"}
    return Request(OFFICER, f"/book/{await unit_of(site)}/people", fields)


async def changed_person(site: Site) -> Request:
    call = Call(site.office.actors[OFFICER])
    made = await people.add_person(call, await unit_of(site), Contact("沈南星"))
    fields = {"name": "沈北辰", "post": "科员", "mail": "s@example.invalid", "version": "1"}
    return Request(OFFICER, f"/book/people/{made.id}", fields)


async def applied(site: Site) -> tuple[UUID, UUID]:
    """A new account that waits for its approval, and its unit."""
    call, unit = Call(await actor(Right.ACCOUNT_APPLY)), await unit_of(site)
    made = await accounts.apply_account(call, unit, unique("person"), ("liaison",), Contact("柳青"))
    return made.id, unit


async def application(site: Site) -> Request:
    fields = {
        "unit": str(await unit_of(site)), "login": unique("person"), "roles": "liaison", "name": "许听澜", "post": "科员",
        "mail": "x@example.invalid",
    }  # fmt: skip
    return Request(SYSTEM_ADMIN, "/admin/accounts", fields)


async def refused_account(site: Site) -> Request:
    id, _ = await applied(site)
    return Request(SECURITY_ADMIN, f"/admin/accounts/{id}/refuse", {"version": "1", "note": "材料不全"})


async def opened_account(site: Site) -> tuple[UUID, int]:
    id, _ = await applied(site)
    issued = await accounts.approve_account(Call(await actor(Right.ACCOUNT_APPROVE)), id, 1)
    return id, issued.done.version


async def locked_account(site: Site) -> Request:
    id, version = await opened_account(site)
    return Request(SECURITY_ADMIN, f"/admin/accounts/{id}/lock", {"version": str(version), "note": "核查"})


async def refused_roles(site: Site) -> Request:
    id, _ = await opened_account(site)
    asked = await roles.ask_roles(Call(await actor(Right.ACCOUNT_APPLY)), id, ("signer",))
    return Request(SECURITY_ADMIN, f"/admin/roles/{asked.id}/refuse", {"version": "1", "note": "不合规定"})


async def returned(site: Site) -> Request:
    at = await site.office.act(await site.office.signed(), OFFICER, "submit")
    said = {"version": str(at.version), "note": "请核实", "code": "facts"}
    return Request(SCREENER, f"/desk/{at.id}/return", said)


async def kept_view(_site: Site) -> Request:
    return Request(SCREENER, "/submissions/views", {"page": "desk", "query": "category=market", "name": "市场"})


async def unbound(site: Site) -> Request:
    id, _ = await opened_account(site)
    device = _authority[0].device(_authority[0].folder.parent / unique("stick") / "device.json")
    call = Call(await actor(Right.DEVICE_BIND))
    made = await keys.bind(call, id, device.serial, certificate(device).der)
    return Request(SECURITY_ADMIN, f"/admin/devices/{made.id}/unbind", {"version": "1", "note": "遗失"})


async def new_row(_site: Site) -> Request:
    day = clock.local(clock.now()).date() + timedelta(days=9)
    fields = {"code": unique("x"), "label": "气象", "help_label": "", "place": "9", "day": day.isoformat()}
    return Request(EDITOR, "/settings/tables/decline_code/add", fields)


async def changed_row(_site: Site) -> Request:
    day = clock.local(clock.now()).date() + timedelta(days=9)
    fields = {"key-code": "other", "label": "其他", "help_label": "", "place": "9", "day": day.isoformat()}
    return Request(EDITOR, "/settings/tables/return_code/change", fields)


async def new_focus(_site: Site) -> Request:
    day = clock.local(clock.now()).date().isoformat()
    return Request(EDITOR, "/focus", {"title": "报送要点", "body": "台风理赔情况。", "first": day, "last": day})


async def new_example(site: Site) -> Request:
    submission = (await site.office.screened()).id
    async with db.transaction(await actor(Right.ISSUE_APPROVE)) as tx:
        await moving.adopt.within(tx, submission, Adoption(uuid4(), "专报 2026 年第 1 期", uuid4()))
    return Request(EDITOR, f"/examples/{submission}/mark", {"why": "数据有对比，建议可行。"})


async def filed_application() -> UUID:
    guest = Call(applications.guest("192.0.2.77"))
    words = {"company": "甲公司", "name": "江渺", "post": "", "phone": "010-55501234", "mail": "", "why": ""}
    return (await applications.file(guest, await gate.pass_gate(guest, words, [("表.txt", b"form")]))).id


async def refused_application(_site: Site) -> Request:
    return Request(EDITOR, f"/applications/{await filed_application()}/refuse", {"version": "1", "note": "材料不全"})


_authority: list[Authority] = []

PERSON = ("name", "post")
ENTRY = ("name", "fields", "source", "basis", "contact")
# --- channels ---


async def key_made(site: Site) -> Request:
    holder = str(site.office.actors[OFFICER].id)
    fields = {"holder": holder, "mode": "sign_here", "days": "30", "reference": "监函3号"}
    return Request(SECURITY_ADMIN, "/admin/channels/keys", fields)


async def sender_allowed(site: Site) -> Request:
    fields = {"account": str(site.office.actors[OFFICER].id), "mail": f"{unique('a')}@example.invalid"}
    return Request(SECURITY_ADMIN, "/admin/channels/senders", fields)


def local(**back: int) -> str:
    return (clock.now() - timedelta(**back)).astimezone(clock.LOCAL).strftime("%Y-%m-%dT%H:%M")


async def fax_entered(site: Site) -> Request:
    signer = site.office.actors[SIGNER]
    own = {
        "unit": str(signer.unit), "channel": "fax", "received": local(minutes=5), "sender": "值班员", "genre": "duty",
        "signing": "paper", "signer": str(signer.id), "capacity": "局长", "signed_at": local(hours=1),
    }  # fmt: skip
    return Request(EDITOR, "/duty/entries/new", FORM | own)


async def entry_objected(site: Site) -> Request:
    request = await fax_entered(site)
    await sent(await site.as_(EDITOR), request)
    row = await db.one("SELECT submission FROM submission_entry ORDER BY at DESC LIMIT 1")
    assert row is not None
    return Request(OFFICER, f"/submissions/{row['submission']}/entry/object", {"version": "1", "note": "金额不对"})


async def no_journal(site: Site) -> Request:
    at = await site.office.draft()
    return Request(OFFICER, f"/submissions/{at.id}/no-journal", {"version": str(at.version), "reason": "是普通信息"})


async def disc_received(site: Site) -> Request:
    fields = {
        "carrier": unique("YL-"), "unit": str(site.office.actors[OFFICER].unit), "from": "王", "to": "李",
        "received": local(minutes=5), "level": "secret", "pieces": "1", "remark": "封签完好",
    }  # fmt: skip
    return Request(EDITOR, "/discs/new", fields)


async def disc_stored(site: Site) -> Request:
    made = await sent(await site.as_(EDITOR), await disc_received(site))
    return Request(EDITOR, f"{made.headers['location']}/store", {"version": "1", "place": "3号柜"})


WAYS = (
    Way("oa.make_key", "page", ("reference",), key_made),
    Way("intake.allow", "page", ("mail",), sender_allowed, f"{MARKED}@example.invalid"),
    Way("entry.enter", "page", (*TEXT, "sender", "capacity"), fax_entered),
    Way("entry.decide", "page", ("note",), entry_objected),
    Way("submission.no_journal", "page", ("reason",), no_journal),
    Way("disc.receive", "page", ("from", "to", "remark"), disc_received),
    Way("disc.act", "store", ("place",), disc_stored),
    Way("submission.create", "page", tuple(TEXT), new_draft),
    Way("submission.create", "program", tuple(TEXT), new_draft_by_program),
    Way("submission.save", "page", tuple(TEXT), saved_draft),
    Way("draft.keep", "autosave", tuple(TEXT), working_copy),
    Way("draft.keep", "choices", ("category", "genre", "learned"), working_copy),
    Way("submission.act", "sign_off", ("note",), signature),
    Way("submission.act", "program", ("note",), signature_by_program),
    Way("submission.act", "decline", ("note",), desk),
    Way("submission.act", "return", ("note", "passage"), returned),
    Way("submission.act", "send_unsigned", ("note",), unsigned_emergency),
    Way("debt.act", "refuse", ("note",), refused_debt),
    Way("phone.note", "page", ("caller", "words"), noted_call),
    Way("phone.act", "drop", ("note",), dropped_call),
    Way("submission_view.keep", "page", ("name",), kept_view),
    Way("assignment.issue", "page", ("topic", "wanted", "bulletin", "why", "override"), new_order),
    Way("assignment.order_act", "cancel", ("note",), cancelled_order),
    Way("assignment.act", "decline", ("note",), declined_task),
    Way("catalogue.add", "page", ENTRY, new_entry),
    Way("catalogue.change", "page", ENTRY, changed_entry),
    Way("article.select", "page", ("title", "body"), new_article),
    Way("article.write", "page", ("title", "body"), written_article),
    Way("article.act", "drop", ("note",), dropped_article),
    Way("article.comment", "page", ("text",), commented),
    Way("question.ask", "page", ("text",), asked_unit),
    Way("question.act", "answer", ("text",), answered_question),
    Way("article.take_in", "page", ("title", "body"), taken_in),
    Way("article.merge", "page", ("title", "body"), merged),
    Way("issue.act", "send_back", ("note",), sent_back),
    Way("wording.list", "page", ("lines",), listed_words),
    Way("issue.end", "void", ("note",), voided),
    Way("issue.correct", "page", ("note",), corrected),
    Way("daily.excuse", "page", ("note",), excused),
    Way("issue.approve", "page", ("note",), approval),
    Way("group.make", "page", ("name",), group_made),
    Way("group.rename", "page", ("name",), group_renamed),
    Way("widening.ask", "page", ("note",), widening_asked),
    Way("widening.decide", "page", ("note",), widening_refused),
    Way("circulation.explain", "page", ("note",), explained),
    Way("circulation.take_back", "page", ("note",), taken_back),
    Way("instruction.register", "leader's desk", ("text",), instruction_on_the_desk),
    Way("phrase.add", "page", ("text",), own_phrase),
    Way("article.face", "page", ("face",), written_face),
    Way("instruction.register", "page", ("text",), instruction),
    Way("instruction.register", "follow", ("text",), followed),
    Way("instruction.act", "page", ("text",), routed),
    Way("instruction_duty.act", "page", ("text",), answered),
    Way("instruction.paper", "page", ("text",), paper),
    Way("kind.make", "page", kind_commands.NAMES, new_kind),
    Way("kind.make", "code", ("code",), new_kind, "juemi_5nian"),
    Way("kind.change", "page", kind_commands.NAMES, changed_kind),
    Way("unit.found", "page", ("name", "department"), new_unit),
    Way("unit.change", "page", ("name", "department"), changed_unit),
    Way("person.add", "page", PERSON, new_person),
    Way("person.add", "mail", ("mail",), new_person, f"{MARKED}@example.invalid"),
    Way("person.change", "page", PERSON, changed_person),
    Way("person.change", "mail", ("mail",), changed_person, f"{MARKED}@example.invalid"),
    Way("account.apply", "page", PERSON, application),
    Way("account.apply", "login", ("login",), application, "juemi5nian"),
    Way("account.refuse", "page", ("note",), refused_account),
    Way("account.lock", "page", ("note",), locked_account),
    Way("role_change.refuse", "page", ("note",), refused_roles),
    Way("device.unbind", "page", ("note",), unbound),
    Way("table.add", "page", ("label", "help_label"), new_row),
    Way("table.add", "code", ("code",), new_row, "juemi5nian"),
    Way("table.change", "page", ("label", "help_label"), changed_row),
    Way("focus.publish", "page", ("title", "body"), new_focus),
    Way("example.mark", "page", ("why",), new_example),
    Way("application.refuse", "page", ("note",), refused_application),
)
# Commands that take text which nobody wrote, and why.
CODES = {
    "circular.draft": "what this program wrote of figures, past the gate", "commendation.act": "an action",
    "circular.export": "a file of figures",
    "instruction.export": "a filter of the ledger, in the journal as a digest", "instruction.rank": "a rank of the list",
    "instruction.slip": "a colour",
    "desk.act": "a kind of record and an action", "event.act": "an action and a record",
    "event.draft": "the title of a report that passed, looked at again",
    "phone.draft": "words of a note that passed, looked at again",
    "disc.printed": "a word of this program and a year", "intake.note": "digests and codes",
    "intake.take": "a mail; every field of it in tests/http/submissions/test_intake.py",
    "oa.receive": "a signed request; every field of it in tests/http/submissions/test_oa.py",
    "oa.use_key": "a number used once, by its pattern",
    "assignment.begin": "the topic of an order, which passed, looked at again", "assignment.set_quota": "a code and a number",
    "assignment.end_quota": "a code",
    "catalogue.take_in": "cells of a table; tests/http/submissions/test_assignments.py",
    "application.file": "words and a stamped form; every field in tests/http/submissions/test_people_pages.py",
    "application.file_own": "the same", "application.open": "a login, past account.enter; tested there too",
    "application.withdraw": "a number and a code, kept nowhere", "period.open": "a code of the office's table",
    "account.disable": "a reason from a list", "account.device_ask": "an address of this service",
    "account.device_refused": "a code", "account.issue": "a step and a hash", "account.password": "a hash",
    "account.sign_in": "a hash", "account.try_right": "a hash", "calendar.enter": "a day",
    "calendar.declare_outage": "a code and two moments",
    "copy.refuse": "kept as a digest",
    "device.bind": "a serial number and a certificate of our authority; tested below",
    "gate.change_rules": "phrases the gate looks for", "gate.refused": "a digest and codes",
    "gate.rules_refused": "kept as a digest", "house.found": "before there is a page; tested below",
    "issue.export": "an ending from a list and a hash",
    "kind.score": "a number and codes", "score_rules.extend": "the same, and a name that passed with its kind",
    "score_rules.draft": "words of a document; tests/http/scores", "score_rules.write": "the same",
    "score_correction.propose": "a number; its reason in tests/http/scores", "score_correction.act": "an action",
    "score_appeal.act": "an action; its answer in tests/http/scores", "score_appeal.file": "a code; its words in tests/http/scores",
    "score.register": "codes; its words in tests/http/scores", "score.enter": "the same",
    "score_correction.cancel": "the same", "notice.choose": "codes and hours", "notice.ladder": "codes",
    "notice.tell_each": "codes", "notice.press_each": "a kind of record", "circulation.remind": "a topic",
    "notice.press": "a kind of record", "notice.receipt": "a nonce, an id and a code, each by its pattern",
    "notice.tell": "a topic", "notice.tick": "a result from a list", "person.release": "a post from a list",
    "record.open": "a kind of record", "role_change.ask": "roles from a list",
    "signing.ask_device": "an opinion on its way to submission.act; tests/http/submissions/test_signing.py",
    "signing.ask_device_late": "an opinion on its way to debt.act, past the same gate",
    "submission.export": "a list's filters, kept as a digest", "submission.step": "a step from a list",
    "submission.restore": "a text of the record that passed the gate; passes it again",
    "submission.tick": "codes of a list",
    "step.ask_device": "an address of this service",
    "wording.acknowledge": "keys of findings, each looked for among those there are",
    "submission.attach": "takes only what passed; no page of its own", "submission.adopt": "the number of an issue",
    "unit.warn_gap": "levels",
}  # fmt: skip
WORDS = ("str", "Cleared", "Contact", "Kind", "Points", "Founder", "Details", "Adoption")


@pytest.fixture(scope="module", autouse=True)
def authority(tmp_path_factory: pytest.TempPathFactory) -> None:
    _authority[:] = [Authority.found(tmp_path_factory.mktemp("authority") / "trust")]
    keys.install(_authority[0].folder)


@pytest.fixture(autouse=True)
def _built_in_rules() -> None:
    use(BUILT_IN)


async def stored() -> dict[str, tuple[int, str]]:
    """Every table: how many rows it has, and which: what is written is another row to the server, in another place."""
    there = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    names = sorted({row["tablename"] for row in there} - WRITTEN_ANYWAY - {"migration"})
    found = dict[str, tuple[int, str]]()
    for part in (names[at : at + TOGETHER] for at in range(0, len(names), TOGETHER)):
        asked = " UNION ALL ".join(
            f"SELECT '{name}' a,count(*) n,sum(hashtext(ctid::text||xmin::text))::text d FROM \"{name}\""
            for name in part
        )
        found |= {row["a"]: (row["n"], row["d"] or "") for row in await db.fetch(asked)}
    return found


async def sent(browser: Browser, request: Request, **other: str) -> httpx.Response:
    fields = request.fields | other
    if request.files:
        form = {"_csrf": await browser.token(), "_key": uuid4().hex, **fields}
        return await browser.client.post(request.url, data=form, files=list(request.files))
    if not request.json:
        return await browser.post(request.url, **fields)
    return await browser.client.post(request.url, json=fields, headers={"x-csrf-token": await browser.token()})


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.command}-{way.name}")
async def test_a_marking_in_any_field_is_refused_kept_nowhere_and_entered_in_the_register(way: Way, site: Site) -> None:
    request = await way.prepare(site)
    browser = await site.as_(request.login)
    await browser.get(request.url.rpartition("/")[0])  # the first opening of a page is a line of the journal
    before = await stored()
    for name in way.free:
        answer = await sent(browser, request, **{name: way.marked})
        assert answer.status_code == 422, (name, answer.status_code, answer.text[-600:])
        assert f"附件“{name}”" not in answer.text, "what was typed is called by its name, not a file"
        after = await stored()
        changed = {table: after[table][0] - before[table][0] for table in after if after[table] != before[table]}
        assert changed == {"gate_refusal": 1, "journal": 1}, name
        row = await db.one("SELECT * FROM gate_refusal ORDER BY at DESC, id DESC LIMIT 1")
        assert row is not None
        place = "identifier" if name == "code" else name
        assert (row["place"], len(row["digest"]), bool(row["rule"])) == (place, 32, True)
        assert row["actor"] != SYSTEM.id
        before = after
    taken = await sent(browser, request)
    assert taken.status_code in (200, 201, 303), taken.text[-600:]
    after = await stored()
    assert after["journal"][0] > before["journal"][0], "control: without the marking it is done"
    assert after["gate_refusal"] == before["gate_refusal"]


def test_the_table_has_every_command_that_takes_words() -> None:
    """Also from the other side: nothing stands in it that is no command."""
    taking = {
        name
        for name, command in REGISTRY.items()
        if not name.startswith("test.")  # other tests register their own
        and any(
            word in str(p.annotation) for p in inspect.signature(command.body).parameters.values() for word in WORDS
        )
    }
    walked = {way.command for way in WAYS}
    assert walked | set(CODES) <= set(REGISTRY)
    assert taking - walked - set(CODES) == set()
    assert len(taking & walked) > 15, "control: the signatures were read"


async def test_a_certificate_with_a_marking_in_its_name_is_not_bound(site: Site) -> None:
    id, _ = await opened_account(site)
    call, authority = Call(await actor(Right.DEVICE_BIND)), _authority[0]
    device = authority.device(authority.folder.parent / unique("stick") / "device.json")
    named = authority.certify(device.public_key, MARKED)
    with pytest.raises(MarkingFound) as refused:
        await keys.bind(call, id, device.serial, named.der)
    assert (refused.value.where, await db.fetch("SELECT 1 FROM device_binding WHERE account = $1", id)) == (
        "certificate",
        [],
    )
    await keys.bind(call, id, device.serial, certificate(device).der)


async def test_a_house_is_not_founded_under_a_marking(site: Site) -> None:
    """Names of the first unit and its administrators go through the same two functions as all later ones."""
    three = [founding.Founder(unique("person"), Contact(name), "first password") for name in ("甲某", "乙某", "丙某")]
    with pytest.raises(AlreadyFounded):
        await founding.found_house("办公厅", (three[0], three[1], three[2]))
    unit = await units.seen(await unit_of(site))
    async with db.transaction(SYSTEM) as tx:
        for name, department in ((MARKED, ""), ("青阳分局", MARKED)):
            with pytest.raises(MarkingFound):
                await units.enter(tx, replace(unit, name=name, department=department))
        with pytest.raises(MarkingFound):
            await people.enter(tx, unit.id, Contact(MARKED))


async def _written_in(database: Cluster, kind: UUID, column: str, words: str) -> None:
    """Past the product: it has no right to change an edition."""
    connection = await asyncpg.connect(database.owner_dsn)
    try:
        await connection.execute(f"UPDATE bulletin_kind_edition SET {column} = $2 WHERE kind = $1", kind, words)
    finally:
        await connection.close()


@pytest.mark.parametrize("column", ["masthead", "office", "name"])
async def test_what_was_typed_before_the_gate_stood_there_stops_the_approval(
    column: str, site: Site, database: Cluster
) -> None:
    at = await site.issue("in_approval")
    kind = await kind_rows.kind(await site.kind())
    director = await site.as_(DIRECTOR)
    try:
        await _written_in(database, kind.id, column, MARKED)
        refused = await director.post(f"/issues/{at.id}/approve", version=str(at.version))
        assert refused.status_code == 422
        assert await version_of("issue", at.id) == at.version
        assert await db.fetch("SELECT place FROM gate_refusal") == [{"place": column}]
    finally:
        await _written_in(database, kind.id, column, getattr(kind, column))
    assert (await director.post(f"/issues/{at.id}/approve", version=str(at.version))).status_code == 303
