"""Demo of writing: an item that two units report, a draft of three texts with its ticks, a text begun and not saved."""

from app.demo_cast import person, said
from app.demo_content import Text, submit
from identity.rights import Right
from kernel.actor import Call
from kernel.ids import new_id
from submissions.commands import checklist, drafts, writing
from submissions.queries import lists as submission_lists
from submissions.queries.lists import Wanted
from submissions.rules.drafts import Sent
from submissions.rules.records import Details

TWICE = Text(
    "canglang", "沧浪辖区26家机构参加消费者权益保护培训",
    "11月18日，海晏保险行业协会组织26家会员单位开展年度消费者权益保护培训，沧浪辖区参训340人，"
    "重点学习投诉处理和适当性管理要求，现场解答问题21个。", "submit", genre="news",
)  # fmt: skip
TITLE = "云麓冬季森林防火保险服务准备情况"
STEPS = (
    "云麓监管局部署冬季森林防火保险服务。",
    "11月16日，云麓监管局部署冬季森林防火保险服务，辖内8家机构备勘人员到位。",
    "11月16日，云麓监管局部署冬季森林防火保险服务，辖内8家机构186名备勘人员到位，在5个林区县设临时理赔点。据各机构报送，承保森林面积412万亩，同比增长6%。联系人：叶疏桐，010-55500001。",
)
BEGUN = {
    "title": "三季度车险投诉情况",
    "body": "三季度，云麓市受理车险投诉",
    "category": "work",
    "urgency": "normal",
    "genre": "news",
}


async def found_writing() -> None:
    """Make them once."""
    officer = await person(Right.SUBMISSION_WRITE, "yunlu")
    if any(
        line.title == TITLE for line in (await submission_lists.listing(officer, Wanted(text=TITLE, limit=2))).lines
    ):
        return
    await submit(TWICE)
    details = Details("work", "normal", "news")
    done = await writing.create(Call(officer), said(title=TITLE, body=STEPS[0]), details)
    for body in STEPS[1:]:
        done = await writing.save(Call(officer), done.id, done.version, said(title=TITLE, body=body), details)
    await checklist.tick(
        Call(officer), done.id, done.version, ["facts_checked", "figures_checked", "one_matter", "own_duty"]
    )
    await drafts.keep(Call(officer), Sent(new_id(), None, 0, 0, ""), said(**BEGUN))
