"""A few invented texts in different states, so that the demo's pages show something to do for everyone.

- Everything is made through the product's commands by the people who would do it; nothing is put into a table by hand.
- It is made once: a house that has submissions already is left alone.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.demo_cast import person, said
from bulletins.commands import (
    approving,
    articles,
    circulation,
    deliveries,
    instructions,
    issues,
    releasing,
    typesetting,
)
from bulletins.queries import deliveries as delivery_queries
from bulletins.queries import issues as issue_queries
from bulletins.queries import kinds as kind_queries
from bulletins.rules.kinds import Genre
from identity.rights import Right
from kernel import clock, outbox
from kernel.actor import Actor, Call
from kernel.db import Done
from submissions.commands import examples, moving, writing
from submissions.commands.writing import Details
from submissions.queries import lists as submission_lists
from submissions.queries import records as submission_records
from submissions.queries.lists import Wanted

ORDER = ("draft", "request_sign", "sign_off", "submit", "accept")


@dataclass(frozen=True, slots=True)
class Text:
    """One text: whose, what, and how far it gets."""

    unit: str
    title: str
    body: str
    until: str
    category: str = "work"
    urgency: str = "normal"
    genre: str = "overview"


TEXTS = (
    Text(
        "yunlu", "车险综合改革一周年成效与问题",
        "今年以来，云麓监管局认真落实车险综合改革部署。截至10月末，辖区承保车辆812.6万辆，同比增长4.3%；"
        "单均保费2836元，同比下降6.1%，改革红利持续释放。\n\n## 一、主要做法\n\n一是压实主体责任，建立按月监测、按季通报机制；"
        "二是强化行为监管，对7家机构开展现场检查；三是优化理赔服务，线上化理赔占比达到91.7%。\n\n## 二、存在的问题\n\n"
        "部分机构费用管控不到位，新能源车承保意愿不足，个别地区案均赔款上升较快。\n\n## 三、下一步打算\n\n"
        "督促机构完善费用管控，推动出台新能源车差异化系数。（来源：云麓监管局财险处；联系人：叶疏桐）", "accept",
    ),
    Text(
        "changqiao", "新能源车险承保理赔情况分析",
        "长桥财产保险公司对前三季度新能源车险业务作了分析。新能源车出险率高于燃油车1.8倍，案均赔款7120元。\n\n"
        "| 指标 | 新能源车 | 燃油车 |\n| --- | --- | --- |\n| 承保数量（万辆） | 41.2 | 388.5 |\n| 出险率 | 31.4% | 17.2% |\n"
        "| 案均赔款（元） | 7120 | 5260 |\n\n建议统一电池检测标准，推进维修数据共享。", "accept", "market",
    ),
    Text(
        "canglang", "农业保险电子化承保理赔试点经验",
        "沧浪监管局在3个县开展农业保险电子化承保理赔试点。\n\n1. 承保环节：卫星遥感核验面积，农户手机确认。\n"
        "2. 理赔环节：查勘影像实时上传，平均结案6.5天，缩短9天。\n3. 监督环节：赔款到户率100%。\n\n"
        "试点惠及农户4.7万户。", "submit", genre="experience",
    ),
    Text(
        "hangxie", "行业协会组织开展年度消费者权益保护培训",
        "11月18日，海晏保险行业协会组织26家会员单位开展年度消费者权益保护培训，参训340人，"
        "重点学习投诉处理和适当性管理要求。", "submit", genre="news",
    ),
    Text(
        "yanling", "台风“青岚”保险应对情况续报",
        "截至11月21日18时，雁岭辖区接到台风报案5126件，估损2.31亿元，已赔付1807件、4680万元，理赔绿色通道运行平稳。",
        "submit", "emergency", "urgent", "duty",
    ),
    Text(
        "guizhou", "个人养老金业务开展情况",
        "截至10月末，归舟人寿保险公司个人养老金保险产品累计承保3.2万件，保费2.6亿元。", "request_sign", genre="news",
    ),
    Text(
        "yunlu", "银保渠道销售行为整治阶段性进展",
        "云麓监管局对辖区12家机构银保渠道销售行为开展整治，已发现问题38个，完成整改29个。", "sign_off", genre="news",
    ),
    Text("zixun", "三季度行业数据质量通报要点", "前三季度行业数据报送及时率99.2%，错误率0.13%。", "draft", genre="news"),
)  # fmt: skip


async def found_content() -> None:
    """Make the texts, one issue that is out, and one that waits."""
    editor = await person(Right.ISSUE_COMPILE)
    if (await submission_lists.listing(editor, Wanted(limit=1))).lines:
        return
    made = [(text, await submit(text)) for text in TEXTS]
    taken = [done.id for text, done in made if text.until == "accept"]
    out = await _issue(editor, "简报", TEXTS[0], taken[:1])
    await release(editor, out)
    while await outbox.drain():
        continue
    record = await issue_queries.record(editor, out)
    await circulation.explain(
        Call(editor), out, record.version, said(note="请各监管局对照本辖区情况参阅，做法可以借鉴。")
    )
    await examples.mark(Call(editor), taken[0], said(why="先摆变化再讲问题，数字有来源，每条建议写明由谁办。"))
    await _instruct(editor, out, made[0][1].id)
    await _issue(editor, "监管参考", TEXTS[1], taken[1:])
    while await outbox.drain():
        continue


async def submit(text: Text) -> Done:
    """Write a text and bring it as far as it says."""
    officer = await person(Right.SUBMISSION_WRITE, text.unit)
    signer = await person(Right.SUBMISSION_SIGN, text.unit)
    screener = await person(Right.SUBMISSION_SCREEN)
    learned = clock.now() - timedelta(minutes=30) if text.category == "emergency" else None
    details = Details(category=text.category, urgency=text.urgency, genre=text.genre, learned=learned)
    done = await writing.create(Call(officer), said(title=text.title, body=text.body), details)
    people = {"request_sign": officer, "sign_off": signer, "submit": officer, "accept": screener}
    for action in ORDER[1 : ORDER.index(text.until) + 1]:
        done = await moving.act(Call(people[action]), done.id, done.version, action, said())
    return done


async def _issue(editor: Actor, name: str, text: Text, chosen: list[UUID]) -> UUID:
    call = Call(editor)
    kind = next(kind for kind in await kind_queries.kinds(editor) if kind.name == name)
    done = await articles.select(call, kind.id, Genre.SURVEY, chosen, said(title=text.title, body=text.body))
    issue = await issues.open_issue(call, kind.id)
    await place(editor, done, issue.id)
    return issue.id


async def place(editor: Actor, done: Done, issue: UUID) -> None:
    """Verify and finish an article, and put it into an issue."""
    call = Call(editor)
    for action in ("verify", "finish"):
        done = await articles.act(call, done.id, done.version, action, said())
    await articles.place(call, done.id, done.version, issue)


async def release(editor: Actor, issue: UUID) -> None:
    """From the compiling to the readers."""
    director, reader = await person(Right.ISSUE_APPROVE), await person(Right.ISSUE_PROOFREAD)
    record = await issue_queries.record(editor, issue)
    done = await issues.act(Call(editor), issue, record.version, "submit", said())
    texts = await approving.examined(Call(director), issue)
    done = await approving.approve(Call(director), issue, done.version, said(), texts)
    done = await typesetting.typeset(Call(editor), issue, done.version)
    done = await issues.act(Call(reader), issue, done.version, "proofread", said())
    await releasing.release(Call(editor), issue, done.version)


async def _instruct(editor: Actor, issue: UUID, submission: UUID) -> None:
    leader = await person(Right.INSTRUCTION_WRITE)
    copies, _ = await delivery_queries.listing(leader)
    opened = await deliveries.open_delivery(Call(leader), copies[0].delivery.id)
    await deliveries.accept(Call(leader), opened.id, opened.version)
    article = (await issue_queries.record(editor, issue)).articles[0].id
    text = said(text="做法很好，请总结推广，并将新能源车承保问题的后续进展专题报告。")
    done = await instructions.register(Call(leader), issue, article, text)
    unit = (await submission_records.sources(editor, [submission]))[0].unit
    due = (clock.local(clock.now()) + timedelta(days=10)).date()
    await instructions.route(Call(editor), done.id, done.version, [unit], due)
