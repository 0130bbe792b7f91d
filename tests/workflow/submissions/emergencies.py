"""What the tests of debts, phone reports and events share: people of a founded town, on a clock that stands."""

from datetime import datetime
from uuid import UUID

from gate import commands as gate
from kernel import db
from kernel.actor import Actor, Call
from kernel.clock import LOCAL
from kernel.db import Done, Row
from submissions.commands import debts, moving, writing
from submissions.rules.records import Details

NIGHT = datetime(2026, 9, 30, 23, 40, tzinfo=LOCAL)  # before seven days of National Day
TEXT = {
    "title": "a市化工仓库起火", "body": "9月30日23时40分，a市一化工仓库起火，涉及3家财险公司承保标的，暂无人员伤亡。",
    "source": "a局值班室", "contact": "值班电话 010-55500001",
}  # fmt: skip


def at(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    """A moment of 2026 on the office's wall clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=LOCAL)


async def draft(actor: Actor, learned: datetime = NIGHT, level: str = "1", category: str = "emergency") -> Done:
    """A draft of an emergency."""
    call = Call(actor)
    details = Details(category, "flash", "duty", learned, level=level)
    return await writing.create(call, await gate.pass_gate(call, TEXT), details)


async def act(record: Done, actor: Actor, action: str, **said: str) -> Done:
    """A move on the version that was seen."""
    call = Call(actor)
    return await moving.act(call, record.id, record.version, action, await gate.pass_gate(call, said))


async def end(debt: Row, actor: Actor, action: str, **said: str) -> Done:
    """An end of a debt."""
    call = Call(actor)
    return await debts.act(call, debt["id"], debt["version"], action, await gate.pass_gate(call, said))


async def debt_of(record: Done) -> Row:
    """The newest debt of a submission."""
    row = await db.one("SELECT * FROM submission_debt WHERE submission = $1 ORDER BY id DESC", record.id)
    assert row
    return row


async def submission(record: Done) -> Row:
    """The record as it stands, with a version an act can be made on."""
    row = await db.one("SELECT * FROM submission WHERE id = $1", record.id)
    assert row
    return row


async def now_at(record: Done) -> Done:
    """The record at the version it has now."""
    row = await submission(record)
    return Done(record.id, row["version"], row["state"])


async def told(topic: str) -> set[str]:
    """Logins of those who were told something."""
    rows = await db.fetch("SELECT a.login FROM notice n JOIN account a ON a.id = n.account WHERE n.topic = $1", topic)
    return {row["login"] for row in rows}


async def reached(record: UUID) -> set[str]:
    """Logins of those who are being reached about a record, step by step, now."""
    rows = await db.fetch(
        "SELECT a.login FROM notice_climb c JOIN account a ON a.id = c.account WHERE c.record = $1 AND c.ended IS NULL",
        record,
    )
    return {row["login"] for row in rows}
