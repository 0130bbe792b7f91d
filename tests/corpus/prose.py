"""Ordinary official prose from templates and vocabularies: what reports, notices and minutes say, with and without the words
on secrecy that a scanner must not take for a marking."""

from random import Random

_UNITS = (
    "市发展改革委",
    "省应急管理厅",
    "县人民政府办公室",
    "区教育局",
    "市市场监管局",
    "高新区管委会",
    "省气象局",
    "市住房城乡建设局",
    "县农业农村局",
    "市财政局",
    "各保监局",
    "市卫生健康委",
    "省交通运输厅",
    "市水务局",
    "县审计局",
    "市生态环境局",
    "区民政局",
    "市统计局",
    "省档案馆",
    "市政务服务中心",
)
_TOPICS = (
    "防汛抗旱",
    "优化营商环境",
    "农村道路养护",
    "老旧小区改造",
    "政务信息报送",
    "安全生产隐患排查",
    "秸秆综合利用",
    "公共就业服务",
    "义务教育均衡发展",
    "行政审批改革",
    "疫苗接种",
    "乡村振兴",
    "耕地保护",
    "电子公文传输",
    "重点项目建设",
    "防范非法集资",
    "消费者权益保护",
    "气象灾害预警",
    "档案数字化",
    "保险业务统计",
)
_ACTIONS = (
    "召开专题会议研究部署",
    "制定实施方案并分解任务",
    "组织三个督查组赴基层检查",
    "建立台账逐项销号",
    "开展集中培训",
    "压实工作责任",
    "加强部门协同",
    "完善应急预案",
    "开通咨询热线",
    "细化责任清单",
    "邀请专家现场指导",
    "向社会公开征求意见",
    "建立月调度、季通报机制",
    "推动流程再造",
)
_RESULTS = (
    "取得阶段性成效",
    "群众满意度达到{p}%",
    "同比增长{p}%",
    "累计完成投资{n}亿元",
    "办结事项{n}件",
    "整改问题{n}个",
    "惠及群众{n}万人",
    "平均办理时间压缩{p}%",
    "新增就业{n}人",
    "排查隐患{n}处",
    "发放资金{n}万元",
    "受理咨询{n}次",
)
_SENTENCES = (
    "{u}围绕{t}，{a}，{r}。",
    "今年以来，{u}把{t}摆上重要议事日程，{a}，{a2}，{r}。",
    "{y}年{m}月{d}日，{u}就{t}工作{a}。",
    "一是突出重点，{a}；二是强化保障，{a2}；三是注重实效，{r}。",
    "截至{m}月底，{t}工作{r}，其中{u}{r2}。",
    "下一步，{u}将继续推进{t}，{a}。",
    "会议要求，各单位要高度重视{t}工作，{a}，确保按时完成。",
    "现将{t}有关情况报告如下。",
    "联系人：王建国，电话：0431-8888{n}{d}。",
    "（{u}供稿）",
    "从调研情况看，{t}仍存在基础薄弱、人员不足等问题，需要{a}。",
    "{u}负责同志表示，要进一步{a}，力争{t}工作走在前列。",
)
_SECRECY = (
    "各单位要切实加强保密工作，严格执行保密法律法规。",
    "要密切关注{t}进展，加强与{u}的密切配合。",
    "{u}举办了《中华人民共和国保守国家秘密法》专题讲座。",
    "参会人员应当遵守保密纪律，手机统一存放。",
    "{u}与供应商签订了保密协议，明确了商业秘密保护条款。",
    "选举采取无记名投票方式，秘密写票，当场计票。",
    "该区域人口密集，需要周密部署{t}工作。",
    "{u}完成了涉密人员年度复审和保密要害部位检查。",
    "系统采用商用密码技术，保证数据的机密性和完整性。",
    "市委机要局、市国家密码管理局派员到会指导。",
)
_TITLES = (
    "关于{t}工作情况的报告",
    "关于进一步加强{t}工作的通知",
    "{u}{t}工作取得新进展",
    "关于报送{t}有关情况的函",
    "{y}年{t}工作总结",
    "{t}专题会议纪要",
)


def sentence(dice: Random) -> str:
    return _filled(dice.choice(_SENTENCES), dice)


def with_secrecy(dice: Random) -> str:
    """A sentence with an ordinary word on secrecy in it."""
    return _filled(dice.choice(_SECRECY), dice)


def title(dice: Random) -> str:
    return _filled(dice.choice(_TITLES), dice)


def paragraph(dice: Random, least: int = 1, most: int = 3) -> str:
    return "".join(sentence(dice) for _ in range(dice.randint(least, most)))


def pages(dice: Random, paragraphs: int) -> str:
    """A text of some paragraphs, each indented as official texts are."""
    return "\n".join("　　" + paragraph(dice) for _ in range(paragraphs))


def _filled(template: str, dice: Random) -> str:
    # Twice: results hold numbers of their own.
    return _once(_once(template, dice), dice)


def _once(template: str, dice: Random) -> str:
    return template.format(
        u=dice.choice(_UNITS),
        t=dice.choice(_TOPICS),
        a=dice.choice(_ACTIONS),
        a2=dice.choice(_ACTIONS),
        r=dice.choice(_RESULTS),
        r2=dice.choice(_RESULTS),
        y=dice.randint(2012, 2026),
        m=dice.randint(1, 12),
        d=dice.randint(10, 28),
        n=dice.randint(11, 99),
        p=dice.randint(5, 98),
    )
