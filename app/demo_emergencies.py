"""What the demo shows of emergencies: a call whose text is waited for, a text that is signed later, a chain of two."""

from datetime import timedelta

from app.demo_cast import person
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, outbox
from kernel.actor import SYSTEM, Actor, Call
from submissions.commands import events, moving, phone, writing
from submissions.commands.phone import Taken
from submissions.queries import events as event_reads
from submissions.queries import phone as phone_reads
from submissions.queries import records
from submissions.rules.records import Details
from submissions.workflow.events import EventState, PhoneState, ReportKind

CALLER, WRITER, FOLLOWER = "peixun", "jijin", "yanling"
WORDS = {
    "caller": "保险教育培训院值班员 丁未央 010-55500002",
    "words": "培训院学员宿舍楼停电，部分学员滞留电梯\n18 时 05 分停电，2 部电梯内 7 名学员已全部救出，无人受伤，正在抢修。",
}
TEXT = {
    "title": "稳定基金管理所机房漏水致查询服务中断",
    "body": "今日8时40分，保险稳定基金管理所机房空调管道漏水，公众查询服务中断。已切换备用机房，未造成数据丢失，预计今日恢复。",
    "source": "基金管理所值班室", "contact": "梅映雪 010-55500003",
}  # fmt: skip
REASON = "方既白副所长在飞行途中，两次致电未接，已发短信。"
PROGRESS = "截至11月22日8时，雁岭辖区接到台风报案6,011件，估损2.68亿元，已赔付2,950件、7,120万元。未发生群体性事件。"


async def found_emergencies() -> None:
    """Make them once."""
    duty = await person(Right.PHONE_NOTE, "zhiban")
    if (await phone_reads.listing(duty, tuple(PhoneState)))[0]:
        return
    await _call(duty)
    officer = await person(Right.SUBMISSION_WRITE, WRITER)
    details = Details("emergency", "flash", "duty", clock.now() - timedelta(minutes=35), level="4")
    made = await writing.create(Call(officer), await gate.pass_gate(Call(officer), TEXT), details)
    said = await gate.pass_gate(Call(officer), {"note": REASON})
    await moving.act(Call(officer), made.id, made.version, "send_unsigned", said)
    await _follow(await person(Right.SUBMISSION_WRITE, FOLLOWER))
    while await outbox.drain():
        continue


async def _call(duty: Actor) -> None:
    caller = await person(Right.SUBMISSION_WRITE, CALLER)
    now = clock.now()
    taken = Taken(caller.unit, now - timedelta(minutes=25), now - timedelta(minutes=10), "4")
    await phone.note(Call(duty), await gate.pass_gate(Call(duty), WORDS), taken)


async def _follow(officer: Actor) -> None:
    """The next report of what the unit has reported, signed by its head."""
    lines, _ = await event_reads.listing(officer, (EventState.OPEN,))
    head = await identity.actor_of((await identity.holders(SYSTEM, Right.SUBMISSION_SIGN_IMPORTANT, officer.unit))[0])
    for line in lines[:1]:
        made = await events.draft_next(Call(officer), line.id, ReportKind.FOLLOW_UP)
        sheet = await records.show(officer, made.id)
        text = {"title": sheet.title, "body": PROGRESS, "source": sheet.source, "contact": sheet.contact}
        details = Details(*sheet.details, sheet.learned, level=sheet.level)
        done = await writing.save(Call(officer), made.id, 1, await gate.pass_gate(Call(officer), text), details)
        for action, who in (("request_sign", officer), ("sign_off", head), ("submit", officer)):
            said = await gate.pass_gate(Call(who), {})
            done = await moving.act(Call(who), made.id, done.version, action, said)
