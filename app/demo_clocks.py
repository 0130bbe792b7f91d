"""Clocks for the demo: an instruction on its way, one that is overdue, a news release that came late, an outage.

Made through the product's commands; a house that has an outage already is left alone.
"""

from datetime import datetime, timedelta

from app.demo_cast import person, said
from identity.rights import Right
from kernel import calendar, clock, worktime
from kernel.actor import Actor, Call
from kernel.db import Done
from submissions.commands import moving, writing
from submissions.rules.records import Details

RUNNING = (
    "中央领导对农业保险作出批示",
    "11月20日，有关方面转来中央领导对农业保险保障水平的批示，要求研究提高完全成本保险覆盖面。",
)
OVERDUE = ("省领导对车险理赔服务作出批示", "省领导在10月理赔服务情况报告上批示，要求督促各公司压缩小额案件理赔周期。")
RELEASED = (
    "云麓监管局召开防汛保险理赔新闻通气会",
    "通气会介绍12家公司防汛理赔进展：接到报案8,431件，已决赔款1.2亿元。",
)


async def found_clocks() -> None:
    """Make them once."""
    if await calendar.outages():
        return
    now = clock.now()
    editor = await person(Right.CALENDAR_EDIT)
    outage = _worked_days_ago(3)
    await calendar.declare_outage(Call(editor), "network", outage, outage + timedelta(hours=2))
    await calendar.install()
    officer = await person(Right.SUBMISSION_WRITE, "canglang")
    head = await person(Right.SUBMISSION_SIGN_IMPORTANT, "canglang")
    await _write(officer, RUNNING, Details("instruction", "normal", "news", now - timedelta(hours=20)))
    await _write(officer, OVERDUE, Details("instruction", "normal", "news", now - timedelta(days=8)))
    release = Details("work", "normal", "release", now - timedelta(days=1), now - timedelta(hours=3, minutes=20))
    done = await _write(officer, RELEASED, release)
    for who, action in ((officer, "request_sign"), (head, "sign_off"), (officer, "submit")):
        done = await moving.act(Call(who), done.id, done.version, action, said())


async def _write(officer: Actor, text: tuple[str, str], details: Details) -> Done:
    return await writing.create(Call(officer), said(title=text[0], body=text[1], source="", contact=""), details)


def _worked_days_ago(days: int) -> datetime:
    """Nine in the morning of an earlier working day."""
    day = clock.local(clock.now()).date()
    while days:
        day -= timedelta(days=1)
        days -= worktime.current().is_work(day)
    return datetime(day.year, day.month, day.day, 9, tzinfo=clock.LOCAL)
