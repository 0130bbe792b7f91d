"""Issues that wait on a leader's desk: one urgent, one of two articles, one with the editor's words for its face.

- Made once, through the product's commands, after the texts of demo_content.
"""

from uuid import UUID

from app.demo_cast import person, said
from app.demo_content import Text, place, release, submit
from bulletins.commands import articles, faces, issues
from bulletins.queries import issues as issue_queries
from bulletins.queries import kinds as kind_queries
from bulletins.queries.issues import Wanted
from bulletins.rules.kinds import Genre
from identity.rights import Right
from kernel import outbox
from kernel.actor import Actor, Call

KIND = "送阅信息"
STORM = (
    "11月21日夜间，雁岭市遭遇今年第14号台风“青岚”正面袭击，最大阵风13级，12个县区停电、停产企业386家。截至11月22日8时，辖内保险机构接到报案"
    "5,126件，估损2.31亿元，其中车险2,984件、农险1,407件、企财险735件；已赔付1,807件、4,680万元。\n\n## 一、已采取的措施\n\n"
    "一是启动二级响应，28家机构全部开通绿色通道，抽调查勘员640名、救援车辆215台进驻受灾县区。二是对小额案件免现场查勘，凭照片当日赔付，"
    "平均用时4.6小时。三是对绝收地块按保额五成预付，已预付1,120万元，惠及农户3,860户。\n\n## 二、需要关注的问题\n\n"
    "部分沿海养殖户只投保了财产险，没有投保风力指数保险，预计有1.4亿元损失不在保障范围；两个山区乡镇道路中断，查勘人员尚未进入；"
    "个别企业对“暴雨”与“洪水”的责任划分有不同理解，已出现集中咨询。\n\n## 三、下一步打算\n\n"
    "雁岭监管局将督促机构三日内完成首批赔付，"
    "会同农业农村部门核定养殖损失，对有争议的条款统一解释口径，并每日两次报送进展。（联系人：严望舒，010-55500006）"
)
ELDERLY = (
    "资讯中心对全辖38家机构适老服务作了暗访。九成机构设立了专门窗口，七成机构保留纸质单证；但仍有5家机构的客户端没有大字版，"
    "3家机构电话客服须按键6次才能转人工，平均等待3分20秒。暗访中有11位老人表示看不懂电子回执。\n\n## 主要做法\n\n"
    "一些机构做法可取：有的把关键条款印成大字提示卡，由柜员逐条念给老人听；有的对70岁以上客户电话直通人工；有的与社区合办“保险明白日”，"
    "半年接待咨询2,140人次。\n\n## 建议\n\n建议把适老服务纳入年度消费者权益保护评价，"
    "规定电话转人工不超过两次按键，电子回执同时提供大字纸质件。"
)
ELDERLY_FACE = (
    "暗访38家机构：九成设专窗、七成留纸单，仍有5家客户端无大字版、3家电话须按键6次才转人工。建议把适老服务纳入年度消保评价，"
    "规定转人工不超过两次按键、电子回执附大字纸质件。"
)
FARMING = (
    "沧浪监管局组织机构用无人机查勘水稻受灾情况，累计飞行210架次，核定损失面积8,300亩，"
    "查勘效率提高四倍，赔付640万元，惠及农户1,920户。"
)
PENSION = (
    "截至10月末，归舟人寿保险公司个人养老金保险产品累计承保3.2万件，保费2.6亿元，户均8,125元；"
    "35岁以下投保人占41%，同比提高9个百分点。"
)
LOTS = (
    ((Text("yanling", "台风“青岚”保险应对情况", STORM, "accept", "emergency", "urgent", "duty"), ""),),
    (
        (Text("canglang", "沧浪水稻保险查勘用上无人机", FARMING, "accept", genre="news"), ""),
        (Text("guizhou", "个人养老金业务稳步开展", PENSION, "accept", genre="news"), ""),
    ),
    ((Text("zixun", "保险机构适老服务暗访情况", ELDERLY, "accept", genre="experience"), ELDERLY_FACE),),
)  # fmt: skip


async def found_leader() -> None:
    """Put them on the desk."""
    editor = await person(Right.ISSUE_COMPILE)
    kind = next(kind for kind in await kind_queries.kinds(editor) if kind.name == KIND)
    if (await issue_queries.listing(editor, Wanted(kind=kind.id))).lines:
        return
    for lot in LOTS:
        await _issue(editor, kind.id, lot)
    while await outbox.drain():
        continue


async def _issue(editor: Actor, kind: UUID, lot: tuple[tuple[Text, str], ...]) -> None:
    call = Call(editor)
    issue = await issues.open_issue(call, kind)
    for text, face in lot:
        chosen = await submit(text)
        done = await articles.select(call, kind, Genre.SURVEY, [chosen.id], said(title=text.title, body=text.body))
        if face:
            await faces.write(call, done.id, said(face=face))
        await place(editor, done, issue.id)
    await release(editor, issue.id)
