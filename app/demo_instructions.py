"""Instructions for the demo: in ink and on paper, waiting; a question with two units; ranks; leaders without an account.

- One unit has answered, the other has asked for more time.

Made once, through the product's commands, after the texts of demo_content.
"""

from datetime import timedelta
from uuid import UUID

from app.demo_cast import of_login, person, said
from bulletins.commands import duties, instructions
from bulletins.queries import deliveries as delivery_queries
from bulletins.queries import instructions as instruction_queries
from bulletins.queries import issues as issue_queries
from bulletins.rules import ink
from bulletins.rules.instructions import Given, Paper, Wanted
from identity.rights import Right
from kernel import clock, outbox
from kernel.actor import Actor, Call
from marking.cleared import clear
from submissions.commands import office_tables
from submissions.rules.office_tables import Place

TOP, DEPUTY = "lingdao1", "lingdao2"
QUESTION = "理赔周期缩短的经验可否推广？争议条款的口径请研究提出意见。"
PAPER = "情况重要，请办公厅商有关单位抓紧落实，月底前报我。"
DEMAND = "请就推广条件和条款口径提出书面意见，写明时限和责任人。"
ANSWER = "已会同12家机构梳理条款口径37条，拟于12月上旬印发统一说明；推广条件见附后分析，建议先在3个市试点。"
MORE = "争议条款涉及4家总公司，须等总公司书面答复后汇总，请求延期一周。"
UPPER = (("upper-1", "韩景明", "分管副市长", "upper"), ("upper-2", "裴长风", "市政府秘书长", "upper"))
STROKES = (
    (40, 300, 520, 300), (280, 180, 280, 700), (120, 420, 460, 420), (90, 560, 500, 560), (640, 240, 900, 240),
    (760, 160, 700, 640), (660, 420, 960, 400), (1060, 260, 1380, 250), (1220, 160, 1200, 680), (1080, 470, 1400, 460),
)  # fmt: skip


async def found_instructions() -> None:
    """Make them once."""
    editor = await person(Right.INSTRUCTION_ROUTE)
    if (await instruction_queries.listing(editor, wanted=Wanted(way="paper")))[0]:
        return
    leader, deputy = await of_login(TOP), await of_login(DEPUTY)
    for who, rank in ((leader, "top"), (deputy, "deputy")):
        await duties.set_rank(Call(editor), who.id, rank)
    today = clock.local(clock.now()).date()
    for place, (code, name, post, rank) in enumerate(UPPER, 1):
        row = Place("outside_leader", {"code": code}, today)
        words = said(label=name, post=post, identifier=code)
        await office_tables.add(Call(editor), row, {"rank": rank, "place": str(place)}, words)
    copies, _ = await delivery_queries.listing(leader)
    issue = copies[-1].issue
    article = issue.articles[0].id if issue.articles else None
    await _question(editor, leader, issue.id, article)
    await instructions.register(Call(leader), issue.id, article, said(text=""), "task", _ink(issue.pdf_digest))
    scan = dict(await issue_queries.final(editor, issue.id))["pdf"].data
    paper = Paper(deputy.id, issue.id, article, clock.local(clock.now()).date(), "task")
    await instructions.register_paper(Call(editor), paper, clear({"text": PAPER}, [("批示扫描件.pdf", scan)]))
    while await outbox.drain():
        continue


async def _question(editor: Actor, leader: Actor, issue: UUID, article: UUID | None) -> None:
    """Two units: one answers, the other asks for more time."""
    done = await instructions.register(Call(leader), issue, article, said(text=QUESTION), "question")
    first, second = await person(Right.INSTRUCTION_ANSWER, "yunlu"), await person(Right.INSTRUCTION_ANSWER, "canglang")
    given = Given(units=(first.unit, second.unit), term="ordinary")
    await instructions.act(Call(editor), done.id, done.version, "route", said(text=DEMAND), given)
    targets = {target.unit: target for target in (await instruction_queries.show(editor, done.id)).instruction.targets}
    until = (clock.local(clock.now()) + timedelta(days=16)).date()
    await duties.act(Call(second), targets[second.unit].id, 1, "ask_extension", said(text=MORE), Given(due=until))
    await duties.act(Call(first), targets[first.unit].id, 1, "answer", said(text=ANSWER))


def _ink(pdf: bytes) -> str:
    """A few strokes on a slip."""
    lines = [
        [14, [x1, y1, 120, (x2 - x1) // 2, (y2 - y1) // 2, 90, (x2 - x1) // 2, (y2 - y1) // 2, 70]]
        for x1, y1, x2, y2 in STROKES
    ]
    return str([1, 0, 1600, 900, lines, ink.bound(pdf, ink.SLIP)]).replace("'", '"').replace(" ", "")
