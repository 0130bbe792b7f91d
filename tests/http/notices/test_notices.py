import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, db
from kernel.actor import SYSTEM, Call
from notices.commands import ladders, telling
from notices.rules import webhook
from notices.rules.webhook import Receipt
from tests.http.identity.site import Browser, Site
from tests.simulators import smsgate
from tests.workflow.notices.post import Post, work

pytestmark = pytest.mark.thorough
RECORD = UUID(int=77)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # a Monday, noon in the office


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    """No test here depends on the hour it runs at: at night nothing would leave."""
    clock.install(lambda: NOON)
    yield
    clock.install()


async def call_of(right: Right) -> Call:
    return Call(await identity.actor_of((await identity.holders(SYSTEM, right))[0]))


def login(site: Site, role: str) -> str:
    return next(row.login for row in site.accounts if row.role_label == role)


async def account(site: Site, role: str) -> UUID:
    viewer = (await call_of(Right.ACCOUNT_APPLY)).actor
    found = await account_reads.account_of_login(viewer, login(site, role))
    assert found is not None
    return found.id


async def tell(site: Site, role: str, record: UUID = RECORD, kind: str = "submission", *, urgent: bool = False) -> UUID:
    one = await account(site, role)
    system = await call_of(Right.ACCOUNT_APPLY)
    await telling.tell(system, "submission.return", kind, record, [one], urgent=urgent)
    return one


async def test_a_notice_is_shown_opened_and_marked_read_by_its_owner_only(site: Site) -> None:
    for _ in range(2):
        await tell(site, "签发人")
    mine, other = await site.as_(login(site, "签发人")), await site.as_(login(site, "校对"))
    page = (await mine.get("/notices")).text
    assert "有 2 条未读" in page
    first, second = dict.fromkeys(re.findall(r'action="(/notices/[0-9a-f-]+/read)"', page))
    assert (await other.post(first)).status_code == 404
    opened = await mine.post(first, go="1")
    assert (opened.status_code, opened.headers["location"]) == (303, f"/submissions/{RECORD}")
    assert (await mine.post(second)).headers["location"] == "/notices"
    assert "没有未读的通知" in (await mine.get("/notices")).text
    assert (await mine.post("/notices/read")).status_code == 303


async def test_the_bell_says_only_what_is_new_and_does_not_lengthen_the_session(site: Site) -> None:
    mine = await site.as_(login(site, "签发人"))
    page = (await mine.get("/notices")).text
    asks = re.search(r'hx-get="(/notices/bell\?had=[^"]*)"', page)
    assert asks is not None
    assert 'hx-trigger="notices-changed from:body"' in page
    assert (await mine.get(asks[1])).status_code == 204
    await tell(site, "签发人")
    new = await mine.get(asks[1])
    assert (new.status_code, new.headers["hx-trigger"]) == (200, "notices-changed")
    assert '<span class="badge">1' in new.text
    assert "<html" not in new.text
    again = re.search(r'hx-get="(/notices/bell\?had=[^"]*)"', new.text)
    assert again is not None
    lengths = []
    for path in (again[1], "/notices"):
        clock.install(lambda: NOON + timedelta(minutes=10))
        assert (await mine.get(path)).status_code in (200, 204)
        row = await db.one("SELECT max(last_seen) AS last FROM session")
        lengths.append(row and row["last"] - NOON)
    assert lengths == [timedelta(), timedelta(minutes=10)], "control: opening a page does lengthen it"
    gone = await site.browser().get("/notices/bell", headers={"accept": "application/json"})
    assert gone.status_code == 401


async def test_settings_are_kept_and_wrong_ones_change_nothing(site: Site, post: Post) -> None:
    mine = await site.as_(login(site, "信息员"))
    page = (await mine.get("/notices/settings")).text
    names = re.findall(r'<select class="input" id="[^"]*" name="([^"]+)"', page)
    assert len(names) == 8
    assert not any(name.startswith("urgent") for name in names), "emergencies are not to be chosen"
    good = dict.fromkeys(names, "digest") | {"quiet_from": "21:00", "quiet_until": "08:00", "digests": "09:00，16:30"}
    assert (await mine.post("/notices/settings", **good)).status_code == 303
    kept = await db.one("SELECT quiet, digests, free_days FROM notice_preference")
    assert kept == {"quiet": "21:00-08:00", "digests": "09:00,16:30", "free_days": False}
    bad = [{"digests": ""}, {"digests": "9 点"}, {"quiet_until": "21:00"}, {"quiet_from": "x"}, {names[0]: "never"}]
    for wrong in bad:
        refused = await mine.post("/notices/settings", **(good | {"free_days": "1"} | wrong))
        assert refused.status_code == 422, wrong
        assert "需要改正" in refused.text
    muted = good | {"urgent.mail": "none"}
    assert (await mine.post("/notices/settings", **muted)).status_code == 303
    assert await db.one("SELECT quiet, digests, free_days FROM notice_preference") == kept
    assert await db.fetch("SELECT 1 FROM notice_choice WHERE klass = 'urgent'") == []


async def test_what_was_sent_is_seen_by_its_person_and_by_those_who_answer_for_it(site: Site, post: Post) -> None:
    one = await tell(site, "信息员")
    await work()
    mine, other = await site.as_(login(site, "信息员")), await site.as_(login(site, "校对"))
    system = await site.as_(login(site, "系统管理员"))
    (row,) = await db.fetch("SELECT id FROM notice_letter WHERE account = $1", one)
    assert "已发出" in (await mine.get("/notices/sent")).text
    letter = f"/notices/sent/{row['id']}"
    text = (await mine.get(letter)).text
    assert "***@" in text
    assert (await other.get(letter)).status_code == 404
    assert str(row["id"]) not in (await other.get("/notices/sent?all=1")).text
    assert str(row["id"]) in (await system.get("/notices/sent?all=1")).text
    assert str(row["id"]) not in (await system.get("/notices/sent?failed=1")).text
    assert (await system.get(letter)).status_code == 200


async def mobile(site: Site, role: str) -> UUID:
    """Their account; they have entered a number a message can go to."""
    browser = await site.as_(login(site, role))
    fields = {"name": "叶疏桐", "post": "科员", "phone": "139 0000 0001", "mail": "y@example.invalid", "version": "1"}
    assert (await browser.post("/me", **fields)).status_code == 303
    return await account(site, role)


async def test_urging_is_for_the_office_and_shows_what_became_of_it(site: Site, post: Post) -> None:
    one = await mobile(site, "信息员")
    unit = (await identity.units_of(SYSTEM, [one]))[one]
    await tell(site, "信息员", unit, "unit")
    officer, editor = await site.as_(login(site, "信息员")), await site.as_(login(site, "编辑"))
    page = f"/notices/told?kind=unit&record={unit}"
    assert (await officer.get(page)).status_code == 403
    assert "未看" in (await editor.get(page)).text
    fields = {"kind": "unit", "record": str(unit), "account": str(one)}
    assert (await officer.post("/notices/press", **fields)).status_code == 403
    assert (await editor.post("/notices/press", **(fields | {"record": str(uuid4())}))).status_code == 404
    assert (await editor.post("/notices/press", **(fields | {"kind": "climb"}))).status_code == 404
    pressed = await editor.post("/notices/press", **fields, urgent="1")
    assert (pressed.status_code, pressed.headers["location"]) == (303, page)
    assert (await editor.post("/notices/press", **fields)).status_code == 409
    await work()
    assert len(post.gate.sent) == 1
    assert "已发出" in (await editor.get(page)).text


async def test_the_duty_desk_ticks_whom_it_phoned(site: Site, post: Post) -> None:
    one = await account(site, "信息员")
    system = await call_of(Right.ACCOUNT_APPLY)
    await ladders.start(system, "submission.return", "submission", RECORD, [one], ladder="emergency")
    await work()
    clock.install(lambda: NOON + timedelta(minutes=10))
    await work()
    duty, other = await site.as_(login(site, "值班员")), await site.as_(login(site, "校对"))
    page = (await duty.get("/notices/calls")).text
    assert (await other.get("/notices/calls")).status_code == 403
    found = re.search(r'action="(/notices/calls/[0-9a-f-]+)"', page)
    assert found is not None
    assert (await duty.post(found[1], result="maybe")).status_code == 422
    assert (await other.post(found[1], result="reached")).status_code == 403
    assert (await duty.post(found[1], result="reached")).status_code == 303
    assert "没有要打电话的人" in (await duty.get("/notices/calls")).text
    assert (await duty.post(found[1], result="reached")).status_code == 409


async def reported(browser: Browser, nonce: str, **changed: str) -> int:
    (row,) = await db.fetch("SELECT letter, gateway FROM notice_try WHERE channel = 'sms'")
    said = {"id": row["gateway"], "key": str(row["letter"]), "status": "delivered"} | changed
    body = msgspec.json.encode(Receipt(**{k: said[k] for k in ("id", "key", "status")}))
    key = b"somebody else's key, 32 bytes long" if "forged" in changed else smsgate.KEY
    headers = webhook.headers(key, clock.now(), nonce, body)
    return (await browser.client.post("/notices/sms/receipts", content=body, headers=headers)).status_code


async def receipt() -> str:
    (row,) = await db.fetch("SELECT receipt FROM notice_try WHERE channel = 'sms'")
    return str(row["receipt"])


async def test_a_receipt_is_believed_when_it_is_signed_once(site: Site, post: Post) -> None:
    await mobile(site, "信息员")
    await tell(site, "信息员", urgent=True)
    await work()
    gateway = site.browser()
    assert await reported(gateway, "a" * 20, forged="1") == 403
    assert (await gateway.client.post("/notices/sms/receipts", content=b"{}")).status_code == 403
    assert await reported(gateway, "b" * 20, id="g-99") == 404
    assert await reported(gateway, "c" * 20, key=str(uuid4())) == 404
    assert await reported(gateway, "d" * 20, status="read") == 422
    assert await receipt() == ""
    assert await reported(gateway, "e" * 20, status="undelivered") == 204
    assert await receipt() == "undelivered"
    assert await reported(gateway, "f" * 20) == 204
    assert await reported(gateway, "f" * 20) == 403, "the same call again"
    assert await reported(gateway, "g" * 20, status="undelivered") == 204
    assert await receipt() == "delivered", "what has arrived has arrived"
