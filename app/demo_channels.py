"""Demo of the ways in: a signed fax entered for its unit, a disc of the register, an OA key, an address that may write in."""

from datetime import timedelta

from app.demo_cast import person, said
from gate import commands as gate
from identity.rights import Right
from kernel import clock
from kernel.actor import Call
from submissions.commands import discs, fax, intake, oa
from submissions.queries import oa as key_reads
from submissions.rules.discs import Received
from submissions.rules.oa import Mode, Signed
from submissions.rules.records import Details
from submissions.workflow.discs import Level

FAX = {
    "title": "归舟人寿客户服务系统短时中断已恢复",
    "body": "11月21日14时10分至14时50分，归舟人寿保险公司客户服务系统因线路检修中断40分钟，影响在线查询约1200人次，"
    "14时50分全部恢复，没有数据丢失，没有投诉。联系人：夏闻蝉。",
    "sender": "夏闻蝉（综合岗）",
    "capacity": "总经理",
}


async def found_channels() -> None:
    """Make them once."""
    security, duty = await person(Right.CHANNEL_KEY), await person(Right.ENTRY_WRITE)
    if await key_reads.keys(security):
        return
    officer = await person(Right.SUBMISSION_WRITE, "changqiao")
    grant = oa.Grant(officer.unit, officer.id, Mode.SIGN_HERE.value, 366)
    await oa.make_key(Call(security), grant, said(reference="长财险函〔2026〕18号"))
    writer = await person(Right.SUBMISSION_WRITE, "zixun")
    await intake.allow(Call(security), writer.id, said(mail="guyuchen@zixun.example"))
    sender, signer = await person(Right.SUBMISSION_WRITE, "guizhou"), await person(Right.SUBMISSION_SIGN, "guizhou")
    now = clock.now()
    signed = Signed(signer.id, FAX["capacity"], now - timedelta(hours=1))
    came = fax.Came(sender.unit, "fax", now - timedelta(minutes=20), signed)
    call = Call(duty)
    cleared = await gate.pass_gate(call, {"source": "", "contact": "", **FAX})
    await fax.enter(call, came, cleared, Details("market", "normal", "duty", now - timedelta(hours=2)), {})
    from_unit = await person(Right.SUBMISSION_WRITE, "canglang")
    given = Received("CL-2026-004", from_unit.unit, now - timedelta(days=1), Level.SECRET.value, 1)
    people = {"from": "穆清和", "to": "江晚舟", "remark": "封签完好"}
    kept = await discs.receive(call, given, await gate.pass_gate(call, people))
    await discs.act(call, kept.id, kept.version, "store", said(place="总值班室2号柜"))
