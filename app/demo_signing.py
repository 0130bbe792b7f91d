"""Texts that wait for a signature in one unit of the demo, one of them important, and a head who will be away."""

from datetime import timedelta

from app.demo_cast import of_login
from kernel import clock
from kernel.actor import Call
from marking.cleared import clear
from submissions.commands import moving, signing_rules, writing
from submissions.commands.writing import Details
from submissions.queries import signing as signing_queries

OFFICER, HEAD, CHARGE = "yunlu.xinxi1", "yunlu.qianfa", "yunlu.fenguan"
TEXTS = (
    (
        "normal", "云麓监管局开展互联网保险销售页面专项检查",
        ("11月17日至20日，云麓监管局对辖区9家公司的互联网保险销售页面开展专项检查，抽查页面216个，发现信息披露不全31处、"
        "强制搭售4处，已要求3家公司限期整改。来源：本局检查组。联系人：叶疏桐，010-55501234。"),
    ),
    (
        "flash", "云麓一家中介机构突然停业，客户聚集咨询",
        ("11月22日上午9时许，云麓市一家保险中介机构停业，约40名客户在其门店聚集咨询。我局已派人到场，会同属地公安、金融办"
        "做好解释，截至10时30分秩序平稳，涉及保单约1200件。来源：现场报告。联系人：叶疏桐，010-55501234。"),
    ),
    (
        "normal", "农业保险秋季理赔进展",
        ("截至11月20日，云麓辖区秋粮农业保险报案1.8万件，已结案1.6万件，赔付6320万元，平均结案时间5.2天，比去年缩短1.4天。"
        "来源：本局统计信息系统。联系人：乔一苇，010-55504321。"),
    ),
)  # fmt: skip


async def found_signing() -> None:
    """Make them, once."""
    officer, head, charge = [await of_login(login) for login in (OFFICER, HEAD, CHARGE)]
    if await signing_queries.own_absences(head):
        return
    for urgency, title, body in TEXTS:
        details = Details("work", urgency, "news", clock.now() - timedelta(hours=1))
        text = clear({"title": title, "body": body, "source": "", "contact": ""})
        made = await writing.create(Call(officer), text, details)
        await moving.act(Call(officer), made.id, made.version, "request_sign", clear({}))
    starts = clock.now() + timedelta(days=6)
    await signing_rules.enter_absence(Call(head), starts, starts + timedelta(days=5), charge.id)
