"""A few invented assignments in different states and a small catalogue, made through the product's commands, once."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.demo_cast import person
from gate import commands as gate
from identity.rights import Right
from kernel import clock, outbox
from kernel.actor import Actor, Call
from submissions.commands import assignments, catalogue, moving, tasks
from submissions.queries import assignments as board
from submissions.queries import catalogue as catalogue_queries
from submissions.queries import orders
from submissions.queries import records as submission_records
from submissions.queries import tasks as task_queries
from submissions.rules.assignments import Given, NewOrder, Recipient
from submissions.rules.catalogue import Details
from submissions.workflow.assignments import TaskState


@dataclass(frozen=True, slots=True)
class Wish:
    """One order: what, of whom, within how many days; `why`: it is above somebody's quota."""

    topic: str
    wanted: str
    units: tuple[str, ...]
    days: int
    kind: str = "solicited"
    genre: str = "overview"
    bulletin: str = "专报信息"
    why: str = ""
    override: str = ""


WISHES = (
    Wish(
        "新能源车险承保理赔情况",
        "请围绕以下问题报送：\n一、今年以来新能源车险承保、理赔的基本情况；\n二、承保难、续保难集中在哪些车型，原因是什么；\n"
        "三、费率、维修、数据方面的意见和建议。\n字数 2000 左右，重要数据注明口径。",
        ("yunlu", "canglang", "changqiao"), 9,
    ),
    Wish(
        "冬季农业保险防灾减损做法", "请报送冬季防灾减损的做法、投入和成效，附一至两个典型例子。", ("yanling", "yunlu"), 5,
        genre="experience", bulletin="简报",
    ),
    Wish(
        "保险业服务乡村振兴实地调研", "请配合开展实地调研：提供三个县的走访名单，参加座谈，并报送本单位的情况报告。",
        ("yunlu",), 15, kind="field", genre="study", bulletin="监管参考",
    ),
    Wish(
        "个人养老金业务推进情况", "请报送前三季度个人养老金业务的推进情况、问题和建议。", ("guizhou",), 6,
    ),
    Wish(
        "互联网渠道投诉集中的问题", "请分析三季度以来互联网渠道投诉集中的问题、成因和建议。", ("hangxie",), 4,
        kind="commissioned",
    ),
    Wish(
        "银保渠道费用管控情况", "请报送银保渠道费用管控的进展、存在的问题和下一步打算。", ("yunlu", "zhongjie"), 12,
        why="领导批示要求月底前汇总情况，云麓局的做法有代表性。",
    ),
    Wish(
        "车险保费收入和赔付支出分月情况", "请报送今年各月的保费收入、赔付支出，并说明波动较大的月份的原因。", ("changqiao",), 7,
        override="目录里的月报没有分车型，这次要按新能源车和燃油车分开。",
    ),
)  # fmt: skip
ANSWERS = (
    "11月以来，雁岭监管局组织4家农险公司开展冬季防灾减损，投入136万元，巡查大棚2.1万个，加固4300个。",
    "前三季度，归舟人寿个人养老金保险累计承保3.1万件，保费2.5亿元。主要问题是缴费接续率不高，建议扩大宣传。",
)
ENTRIES = (
    ("财产保险公司业务统计月报", "保费收入、赔付支出、承保数量、案均赔款", "保险统计信息系统", "month", "changqiao"),
    ("人身保险公司业务统计月报", "保费收入、赔付支出、退保金、新单保费", "保险统计信息系统", "month", "guizhou"),
    ("农业保险承保理赔季报", "承保面积、参保农户、赔款金额、受益农户", "农险信息管理平台", "quarter", "yanling"),
    ("消费投诉情况季报", "投诉件数、办结率、投诉类型", "消费投诉管理系统", "quarter", "hangxie"),
    ("保险专业中介机构年报", "机构数量、从业人员、佣金收入", "中介监管信息系统", "year", "zhongjie"),
)


async def found_assignments() -> None:
    """Make the catalogue and the orders, and let some units answer."""
    editor = await person(Right.ASSIGNMENT_ORDER)
    if (await catalogue_queries.listing(editor))[0]:
        return
    keeper = Call(await person(Right.CATALOGUE_EDIT))
    first = clock.local(clock.now()).date().replace(month=1, day=1)
    for name, fields, source, period, unit in ENTRIES:
        text = {"name": name, "fields": fields, "source": source, "basis": "统计制度", "contact": "统计岗"}
        home = (await person(Right.ASSIGNMENT_TAKE, unit)).unit
        await catalogue.add(keeper, await gate.pass_gate(keeper, text), Details(home, period, first))
    for wish in WISHES:
        await _order(editor, wish)
    await _live(editor)
    while await outbox.drain():
        continue


async def _order(editor: Actor, wish: Wish) -> None:
    units = [(await person(Right.ASSIGNMENT_TAKE, unit)).unit for unit in wish.units]
    due = (clock.local(clock.now()) + timedelta(days=wish.days)).date()
    plan = await orders.plan(editor, wish.topic, wish.wanted, units, asks_data=bool(wish.override))
    new = NewOrder(
        wish.kind, "assigned", wish.genre, due, tuple(Recipient(unit) for unit in units), asks_data=bool(wish.override),
        seen=tuple(one.id for one in plan.overlaps), entries=tuple(one.id for one in plan.hits),
        decision="override" if wish.override else "",
    )  # fmt: skip
    words = {"topic": wish.topic, "wanted": wish.wanted, "bulletin": wish.bulletin, "why": wish.why}
    call = Call(editor)
    await assignments.issue(call, new, await gate.pass_gate(call, words | {"override": wish.override}))


async def _live(editor: Actor) -> None:
    """云麓 works at the first and asks for more time; 雁岭 and 归舟 have answered; 行业协会 can't; 沧浪 has not looked yet."""
    yunlu = await person(Right.ASSIGNMENT_TAKE, "yunlu")
    first = await _task(yunlu, WISHES[0].topic)
    await _move(yunlu, first, "accept")
    await _move(yunlu, first, "progress", "已向12家公司收集数据，正在汇总。")
    later = Given(due=(clock.local(clock.now()) + timedelta(days=14)).date())
    await _move(yunlu, first, "ask_extension", "两家公司的数据要到下周才能核对完。", later)
    yanling = await person(Right.ASSIGNMENT_TAKE, "yanling")
    await _answer(yanling, await person(Right.SUBMISSION_SIGN_IMPORTANT, "yanling"), WISHES[1].topic, ANSWERS[0])
    guizhou = await person(Right.ASSIGNMENT_TAKE, "guizhou")
    done = await _task(guizhou, WISHES[3].topic)
    await _answer(guizhou, await person(Right.SUBMISSION_SIGN_IMPORTANT, "guizhou"), WISHES[3].topic, ANSWERS[1])
    await _move(editor, done, "close", "情况清楚，已转业务部门，拟在综合稿中使用。", Given(outcome="kept"))
    hangxie = await person(Right.ASSIGNMENT_TAKE, "hangxie")
    await _move(
        hangxie, await _task(hangxie, WISHES[4].topic), "decline", "协会不掌握各公司的投诉明细，建议向公司约稿。"
    )


async def _answer(officer: Actor, signer: Actor, topic: str, body: str) -> None:
    task = await _task(officer, topic)
    call, sheet = Call(officer), await task_queries.show(officer, task)
    text = await task_queries.beginning(officer, task)
    text |= {"body": body}
    begun = await tasks.begin(call, task, sheet.task.version, await gate.pass_gate(call, text))
    id = UUID(begun.more["submission"])
    for who, action in ((officer, "request_sign"), (signer, "sign_off"), (officer, "submit")):
        version = (await submission_records.show(who, id)).item.version
        await moving.act(Call(who), id, version, action, await gate.pass_gate(Call(who), {}))


async def _move(who: Actor, task: UUID, action: str, note: str = "", given: Given | None = None) -> None:
    sheet, call = await task_queries.show(who, task), Call(who)
    words = await gate.pass_gate(call, {"note": note} if note else {})
    await tasks.act(call, task, sheet.task.version, action, words, given or Given())


async def _task(officer: Actor, topic: str) -> UUID:
    lines = (await board.board(officer, (TaskState.ISSUED, TaskState.ACCEPTED))).lines
    return next(line.task.id for line in lines if line.topic == topic)
