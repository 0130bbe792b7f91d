"""People in the demo: an officer who left, an application for an account, regular reports, what the editors look for."""

from datetime import timedelta

from app.demo_cast import of_login, person
from gate import commands as gate
from identity.commands import accounts, applications
from identity.queries import register as identity
from identity.rights import Right, Role
from identity.rules import Contact
from kernel import clock
from kernel.actor import Call
from submissions.commands import focus, office_tables, periods, writing
from submissions.queries import periods as period_reads
from submissions.rules.office_tables import Place
from submissions.rules.records import Details

WHO_LEFT, WHERE, ZERO = "changqiao.linshi", "changqiao.xinxi1", ("canglang.xinxi1", "jijin.xinxi1")
NAME = Contact("范知秋", "办公室借调")
DRAFT = {
    "title": "农险承保机构协办费用情况", "body": "3月以来，全省7家公司的协办费用同比下降4.2%。", "source": "", "contact": "",
}  # fmt: skip
FOCUS = {
    "title": "近期报送要点",
    "body": "一是岁末年初防灾减灾和理赔服务的做法、数据和困难。\n二是中小公司偿付能力变化中的苗头性问题。\n"
    "要有时间、地点、数据来源；同一件事有新进展的，请用续报。",
}
APPLICATION = {
    "company": "澄江财产保险股份有限公司", "name": "陆知微", "post": "办公室综合岗", "phone": "010-55501288",
    "mail": "luzhiwei@example.invalid", "why": "本公司首次设信息员。",
}  # fmt: skip
FORM = [("信息员账号申请表.txt", "澄江财产保险股份有限公司申请开通信息员账号一个，信息员陆知微。（盖章）".encode())]


async def found_people() -> None:
    """Once, through the product's own commands; what is there already is left alone."""
    editor = await person(Right.TABLES_EDIT)
    if await period_reads.codes(editor):
        return
    today = clock.local(clock.now()).date()
    words = await gate.pass_gate(Call(editor), {"label": "每周信息", "identifier": "weekly"})
    typed = {"cadence": "week", "category": ""}
    await office_tables.add(Call(editor), Place("period", {"code": "weekly"}, today), typed, words)
    await periods.turn()
    for login in ZERO:
        await _zero(login)
    await focus.publish(Call(editor), today, today + timedelta(days=30), await gate.pass_gate(Call(editor), FOCUS))
    guest = Call(applications.guest("127.0.0.1"))
    await applications.file(guest, await gate.pass_gate(guest, APPLICATION, FORM))
    await _leave()


async def _zero(login: str) -> None:
    found = await of_login(login)
    for duty in (await period_reads.own(found))[:1]:
        if duty.settled is None:
            await periods.zero(Call(found), duty.id, duty.version)


async def _leave() -> None:
    """Somebody helped out, began a text, and has left again."""
    colleague = await of_login(WHERE)
    system, security = await person(Right.ACCOUNT_APPLY), await person(Right.ACCOUNT_APPROVE)
    applied = await accounts.apply_account(Call(system), colleague.unit, WHO_LEFT, (Role.LIAISON,), NAME)
    await accounts.approve_account(Call(security), applied.id, applied.version)
    call = Call(await identity.actor_of(applied.id))
    await writing.create(call, await gate.pass_gate(call, DRAFT), Details("work", "normal", "news", None))
    left = await identity.person_of(system, applied.id)
    if left:
        await accounts.person_leaves(Call(system), left, (await identity.person(system, left)).version)
