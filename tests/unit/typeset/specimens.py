"""Official documents as an office would issue them, one of each form: for every test that needs real pages."""

from collections.abc import Callable, Mapping
from datetime import date

from typeset.official.document import Annex, Attendance, OfficialDoc, Person
from typeset.official.forms import Form, Sealing, Urgency

NOTICE_BODY = """\
为进一步规范政务信息报送工作，提高信息质量和时效，更好地服务领导决策，根据《中华人民共和国政府信息公开条例》和国家金融监督管理总局有关规定，结合我市金融监管工作实际，现就加强政务信息报送工作有关事项通知如下：

# 一、总体要求

以习近平新时代中国特色社会主义思想为指导，坚持围绕中心、服务大局，坚持实事求是、准确及时，着力构建上下联动、左右协同、运转高效的信息工作格局。到2026年底，各单位信息报送及时率达到98%以上，重要信息首报时间不超过30分钟。

# 二、重点任务

## （一）突出报送重点

各单位要围绕防范化解金融风险、服务实体经济、保护消费者合法权益等重点工作，及时报送苗头性、倾向性、预警性信息。

### 1.紧急信息。

突发事件发生后，事发单位应当在30分钟内电话报告、1小时内书面报告，并做好续报、终报工作。

#### （1）首报

首报要素应当齐全，包括时间、地点、人员、经过、影响范围和已采取的措施。

#### （2）续报

续报只报新的进展，不重复首报内容。

### 2.综合信息。

综合信息一般不超过3000字，做到观点鲜明、数据翔实、建议可行。

## （二）健全工作机制

各单位要明确一名负责同志分管信息工作，指定政治素质好、文字能力强的同志担任信息员，并实行A、B角制度。信息员调整的，应当在10个工作日内向市局办公室备案。

# 三、工作要求

各单位要把政务信息工作摆上重要议事日程，加强组织领导，严格审核把关，落实保密责任。市局办公室将按季度通报信息报送和采用情况，并纳入年度考核。执行中遇到的问题，请及时反馈市局办公室。
"""

ANNEX_TABLE = """\
各单位信息员名单按下表填报，每季度末更新一次。

| 序号 | 单位 | 分管领导 | 信息员（A角） | 信息员（B角） | 联系电话 |
|---|---|---|---|---|---|
| 1 | 东江监管分局 | 王建国 | 李晓红 | 张海涛 | 0532-88000001 |
| 2 | 南山监管分局 | 陈志强 | 赵丽娟 | 孙鹏飞 | 0532-88000002 |
| 3 | 北湖监管分局 | 刘文华 | 周婷婷 | 吴俊杰 | 0532-88000003 |

填报时请注意核对联系电话，确保24小时畅通。
"""


def notice() -> OfficialDoc:
    """下行: a regulator's 通知 with two annexes."""
    return OfficialDoc(
        form=Form.DOWNWARD,
        offices=("国家金融监督管理总局滨海监管局",),
        title="关于进一步加强和规范政务信息报送工作的通知",
        number="滨金监发〔2026〕18号",
        addressees=("各监管分局", "各直属单位", "机关各处室"),
        markdown=NOTICE_BODY,
        dated=date(2026, 11, 2),
        urgency=Urgency.EXTRA,
        annexes=(
            Annex("2026年度政务信息报送要点及各季度重点选题计划安排一览表", ANNEX_TABLE),
            Annex("信息员登记表", ANNEX_TABLE, landscape=True),
        ),
        note="此件公开发布",
        carbon=("国家金融监督管理总局办公厅", "滨海市人民政府办公室", "人民银行滨海市分行"),
        issuer="国家金融监督管理总局滨海监管局办公室",
        issued=date(2026, 11, 3),
    )


def request() -> OfficialDoc:
    """上行: a 请示 of two offices with two 签发人."""
    return OfficialDoc(
        form=Form.UPWARD,
        offices=("滨海市财政局", "滨海市地方金融管理局"),
        title="关于设立滨海市中小微企业融资风险补偿资金的请示",
        number="滨财金〔2026〕37号",
        addressees=("滨海市人民政府",),
        markdown=(
            "为深入贯彻落实党中央、国务院关于支持中小微企业发展的决策部署，缓解我市中小微企业融资难、融资贵问题，"
            "经认真调研并征求有关部门意见，拟设立滨海市中小微企业融资风险补偿资金。现将有关情况请示如下：\n\n"
            "# 一、设立的必要性\n\n截至2026年9月末，全市中小微企业贷款余额1286.4亿元，同比增长11.2%，但信用贷款占比仅为17.3%，"
            "低于全省平均水平4.1个百分点。\n\n# 二、资金规模和来源\n\n首期规模2亿元，由市级财政预算安排，分两年到位。\n\n"
            "# 三、管理方式\n\n资金由市财政局会同市地方金融管理局管理，专户存储，专款专用，接受审计监督。\n\n妥否，请批示。"
        ),
        dated=date(2026, 10, 20),
        signers=("赵明远", "欧阳文静"),
        note="联系人：刘海燕，联系电话：0532-88001234",
        issuer="滨海市财政局办公室",
    )


def letter() -> OfficialDoc:
    """信函: a 函 that asks another office for its opinion."""
    return OfficialDoc(
        form=Form.LETTER,
        offices=("滨海市人民政府办公室",),
        title="关于征求《滨海市突发事件信息报送办法（征求意见稿）》意见的函",
        number="滨政办函〔2026〕9号",
        addressees=("国家金融监督管理总局滨海监管局",),
        markdown=(
            "为进一步规范突发事件信息报送工作，我办起草了《滨海市突发事件信息报送办法（征求意见稿）》。现送你局征求意见，"
            "请认真研究，于2026年11月20日前将书面意见反馈我办；逾期未反馈的，视为无意见。\n\n特此函达。"
        ),
        dated=date(2026, 11, 9),
        urgency=Urgency.URGENT,
        annexes=(Annex("滨海市突发事件信息报送办法（征求意见稿）", "为规范突发事件信息报送工作，制定本办法。" * 6),),
        note="联系人：周婷，联系电话：0532-88005678",
        carbon=("滨海市应急管理局",),
    )


def order() -> OfficialDoc:
    """命令（令）: the mayor puts a rule into force."""
    return OfficialDoc(
        form=Form.ORDER,
        offices=("滨海市人民政府",),
        mark="滨海市人民政府令",
        title="滨海市人民政府令第86号",
        number="第86号",
        addressees=(),
        markdown="《滨海市政务信息工作管理办法》已经2026年10月28日市人民政府第42次常务会议通过，现予公布，自2027年1月1日起施行。",
        dated=date(2026, 11, 5),
        sealing=Sealing.NAME,
        persons=(Person("市长", "周正平"),),
        annexes=(
            Annex(
                "滨海市政务信息工作管理办法",
                "# 第一章　总则\n\n**第一条**　为了规范政务信息工作，根据有关法律、法规，结合本市实际，制定本办法。\n\n"
                "**第二条**　本市各级行政机关的政务信息采集、报送、编发和使用，适用本办法。",
            ),
        ),
        carbon=("市委各部门", "市人大常委会办公室", "市政协办公室", "市监委", "市法院", "市检察院", "滨海警备区"),
        issuer="滨海市人民政府办公室",
        issued=date(2026, 11, 6),
    )


def minutes() -> OfficialDoc:
    """纪要: of an executive meeting; no seal."""
    return OfficialDoc(
        form=Form.MINUTES,
        offices=("滨海市人民政府办公室",),
        mark="滨海市人民政府常务会议纪要",
        title="研究金融风险防范化解和冬季安全生产工作",
        number="第12期",
        addressees=(),
        markdown=(
            "2026年11月10日，周正平市长主持召开市人民政府第43次常务会议，研究金融风险防范化解、冬季安全生产等工作。现纪要如下：\n\n"
            "# 一、关于金融风险防范化解工作\n\n会议听取了市地方金融管理局关于前三季度金融运行情况的汇报。会议指出，"
            "全市金融运行总体平稳，"
            "但中小法人机构资产质量承压，个别领域风险不容忽视。\n\n会议要求，一要压实属地责任，二要加强监测预警，三要稳妥处置存量风险。\n\n"
            "# 二、关于冬季安全生产工作\n\n会议强调，要深入开展安全生产治本攻坚行动，"
            "紧盯燃气、消防、道路交通等重点领域，坚决防范遏制重特大事故。"
        ),
        dated=date(2026, 11, 12),
        attendance=Attendance(
            present=(
                "周正平",
                "李文博",
                "王海燕",
                "张立新",
                "陈晓东",
                "市财政局刘建军",
                "市应急管理局孙国强",
                "市地方金融管理局欧阳文静",
            ),
            excused=("赵明远（出差）",),
            observing=("市人大常委会办公室马晓丽", "市政协办公室何志刚"),
        ),
        carbon=("市委办公室", "市人大常委会办公室", "市政协办公室", "各区（市）人民政府", "市政府各部门"),
        issuer="滨海市人民政府办公室",
    )


def joint() -> OfficialDoc:
    """联合行文: a 通知 of three offices."""
    return OfficialDoc(
        form=Form.DOWNWARD,
        offices=("滨海市发展和改革委员会", "滨海市财政局", "滨海市应急管理局"),
        signatures=("市发展改革委", "市财政局", "市应急管理局"),
        title="关于做好2026年今冬明春应急物资储备和调运保障工作的通知",
        number="滨发改联〔2026〕205号",
        addressees=("各区（市）发展改革局", "各区（市）财政局", "各区（市）应急管理局"),
        markdown=(
            "为切实做好今冬明春应急物资储备和调运保障工作，确保关键时刻拿得出、调得快、用得上，经市人民政府同意，现将有关事项通知如下：\n\n"
            "# 一、及早安排部署\n\n各区（市）要于11月30日前完成应急物资盘点和补充工作，建立品种、数量、存放地点、责任人清单。\n\n"
            "# 二、强化资金保障\n\n所需资金由同级财政统筹安排，专款专用，不得挤占挪用。"
        ),
        dated=date(2026, 11, 16),
        carbon=("省发展和改革委员会", "省财政厅", "省应急管理厅"),
        issuer="滨海市发展和改革委员会办公室",
    )


SPECIMENS: Mapping[str, Callable[[], OfficialDoc]] = {
    "notice": notice,
    "request": request,
    "letter": letter,
    "order": order,
    "minutes": minutes,
    "joint": joint,
}
