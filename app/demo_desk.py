"""Articles on the editors' desk: one in somebody's hands with a question to its unit, one that nobody has, one being edited.

- Made once, through the product's commands, after the texts of demo_content. Two units report one flood: an event.
"""

from uuid import UUID

from app.demo_cast import of_login, person, said
from app.demo_content import Text, submit
from bulletins.commands import articles, claims, comments, questions
from bulletins.queries import articles as article_queries
from bulletins.queries import kinds as kind_queries
from bulletins.rules import lineage
from bulletins.rules.kinds import Genre
from bulletins.workflow.article import ArticleState
from identity.rights import Right
from kernel import outbox
from kernel.actor import Actor, Call
from kernel.db import Done

KIND = "简报"
FLOOD = (
    "11月20日夜间，青川市遭遇强降雨，城区多处积水，全市共接到车险报案1240件、企财险报案86件，估损金额约4300万元。"
    "各保险机构启动应急预案，开通理赔绿色通道，投入查勘人员320人、救援车辆95台，截至21日12时已完成查勘1010件。"
)
HOMES = (
    "截至10月末，沧浪辖区农房保险承保43.2万户，覆盖率78.6%，比去年同期提高5.1个百分点。"
    "前10个月累计赔付2160万元，户均赔付3120元。\n\n部分山区乡镇承保率仍不到一半，主要是代办点少、宣传不够。"
)
EDITED = (
    "截至10月末，沧浪辖区农房保险覆盖率达到78.6%，比去年同期提高5.1个百分点。前10个月累计赔付2160万元，户均3120元。"
    "\n\n部分山区乡镇承保率仍不到一半。建议在乡镇便民中心增设代办点。"
)
CARE = (
    "归舟人寿保险公司今年以来为2.4万名老年客户上门办理保全、理赔业务3.1万件，平均办结时间由5.2天缩短到1.8天。"
    "\n\n客户满意度97.3%，同比提高2.4个百分点。"
)
FLOODS = (
    Text("yunlu", "青川市强降雨保险理赔应对情况", FLOOD, "accept"),
    Text("changqiao", "青川强降雨车险企财险理赔进展", f"{FLOOD}公司已预付赔款380万元。", "accept"),
)


async def found_desk() -> None:
    """Put them on the desk."""
    editor, other = await person(Right.ARTICLE_EDIT), await of_login("bianji2")
    if any(
        column.cards
        for column in (await article_queries.board(editor)).columns
        if column.state == ArticleState.SELECTED
    ):
        return
    for text in FLOODS:
        await submit(text)
    homes = await _made(editor, Text("canglang", "农房保险扩面提质情况", HOMES, "accept"))
    care = await _made(editor, Text("guizhou", "老年客户上门服务情况", CARE, "accept"))
    await claims.act(Call(other), "article", care.id, "claim")
    await _ask(editor, care.id, 0, "3.1万件是否包括电话办理的？")
    homes = await articles.act(Call(editor), homes.id, homes.version, "verify", said())
    homes = await articles.write(Call(editor), homes.id, homes.version, said(title="沧浪农房保险扩面提质", body=EDITED))
    await _answered(editor, homes.id)
    await comments.comment(
        Call(other),
        homes.id,
        3,
        await _digest(editor, homes.id, 3),
        said(text="建议是编辑新写的，请与单位核对后再用。"),
    )
    while await outbox.drain():
        continue


async def _made(editor: Actor, text: Text) -> Done:
    kind = next(kind for kind in await kind_queries.kinds(editor) if kind.name == KIND)
    source = await submit(text)
    return await articles.select(
        Call(editor), kind.id, Genre.SURVEY, [source.id], said(title=text.title, body=text.body)
    )  # fmt: skip


async def _ask(editor: Actor, article: UUID, place: int, words: str) -> Done:
    source = (await article_queries.made_from(editor, article))[0]
    return await questions.ask(
        Call(editor), article, source, place, await _digest(editor, article, place), said(text=words)
    )  # fmt: skip


async def _answered(editor: Actor, article: UUID) -> None:
    asked = await _ask(editor, article, 0, "78.6%是按户数还是按应保户数计算？")
    officer = await person(Right.SUBMISSION_WRITE, "canglang")
    words = said(text="按应保户数计算，应保户数55万户，来自民政部门台账。")
    await questions.act(Call(officer), asked.id, asked.version, "answer", words)


async def _digest(editor: Actor, article: UUID, place: int) -> str:
    body = (await article_queries.show(editor, article)).card.article.body
    return lineage.digest(lineage.sentences(body)[place])
