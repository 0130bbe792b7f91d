"""What can be chosen in the columns of the office's tables, and the columns' headings."""

from kernel.workflow import Labelled


class Head(Labelled):
    """The columns' headings."""

    CODE = "code", "代码"
    LABEL = "label", "名称"
    SENTENCE = "sentence", "说明（显示给用户）"
    HELP = "help_label", "提示"
    PLACE = "place", "次序"
    LEAST = "least", "最少字数"
    MOST = "most", "最多字数"
    STEP = "step", "环节"
    CATEGORY = "category", "类别"
    URGENCY = "urgency", "紧急程度"
    GENRE = "genre", "体裁"
    LEVEL = "level", "分级"
    MEASURE = "measure", "计时单位"
    AMOUNT = "amount", "时限"
    MINUTE = "minute", "当天第几分钟"
    KIND = "kind", "哪类时限"
    URGENT = "urgent", "紧急"
    MARK = "mark", "节点"
    LADDER = "ladder", "哪类事项"
    RUNG = "rung", "怎样催"
    RUNG_STEP = "rung_step", "第几级"
    MINUTES = "minutes", "开始后多少分钟"
    SHARE = "share", "用去时限的百分之几"
    AFTER = "after_minutes", "逾期后多少分钟"
    TELL = "tell", "提醒谁"
    CHANNEL = "channel", "渠道"
    QUALITY = "quality", "四条要求"
    CADENCE = "cadence", "多久一报"
    AUDIENCE = "audience", "发送方式"
    OUTLET = "outlet", "刊物代号（不填为各种刊物）"
    RANK = "rank", "批示人"
    SAID = "said", "批示类别"
    SIGHT = "sight", "告知范围"
    PERSON = "person", "姓名"
    POST = "post", "职务"
    LEADER_RANK = "leader_rank", "职级"


class Measure(Labelled):
    """What a term is counted in."""

    WORKING_DAY = "working_day", "工作日"
    DAY = "day", "天"
    HOUR = "hour", "小时"
    MINUTE = "minute", "分钟"
    MOMENT = "moment", "指定时刻"


class Length(Labelled):
    """What a term is counted in that has a length of its own."""

    WORKING_DAY = "working_day", "工作日"
    WORKING_HOUR = "working_hour", "工作小时（工作日 8:30—17:30）"
    DAY = "day", "天"
    HOUR = "hour", "小时"
    MINUTE = "minute", "分钟"


class DueStep(Labelled):
    """What a due rule is for."""

    REPORT = "report", "报送"
    SCREEN = "screen", "初筛"
    RELEASE = "release", "新闻发布前报送"


class DeskTermStep(Labelled):
    """What a term of the desk is for; screening has its own rules."""

    VERIFICATION = "verification", "内容核实"
    EDITING = "editing", "文字加工"
    PROOFREADING = "proofreading", "核稿校对"
    QUESTION = "question", "答复核实问题"


class EmergencyStep(Labelled):
    """What an emergency's term is for."""

    PHONE = "phone", "电话报告"
    TEXT = "text", "电话后报文字"
    REPORT = "report", "初报"
    FOLLOW_UP = "follow_up", "续报"
    FINAL = "final", "终报"
    DEBT = "debt", "补签"


class Tell(Labelled):
    """Whom a mark of a clock tells."""

    HOLDER = "holder", "经办人"
    SECOND = "second", "B 角"
    HEAD = "head", "负责人"


class ClockKind(Labelled):
    """The kinds of clocks that have marks of their own."""

    ANY = "", "一般"
    INSTRUCTION = "instruction", "批示办理"
    DELIVERY = "delivery", "刊物阅读"
    WIDENING = "widening", "扩大范围的申请"


class MarkName(Labelled):
    """The marks of a clock; the engine and the slips know them by these names."""

    HALF = "50", "过半"
    NEAR = "75", "将到"
    DUE = "100", "到时"
    SECOND = "b", "告知 B 角"
    HEAD = "head", "告知负责人"
    BLUE = "blue", "蓝单"
    YELLOW = "yellow", "黄单"
    RED = "red", "红单"


class Quality(Labelled):
    """The four qualities a text is held against (办法 第十三条)."""

    ACCURATE = "accurate", "准确"
    WHOLE = "whole", "全面"
    USEFUL = "useful", "适用"
    DEEP = "deep", "深入"


class DeliveryStep(Labelled):
    """What a term of reading is for."""

    ARRIVE = "arrive", "送达"
    OPEN = "open", "打开"
    ACCEPT = "accept", "阅毕"
    CONSENT = "consent", "答复扩大范围的申请"


class SentAs(Labelled):
    """For whom a bulletin is meant."""

    ANY = "", "各种方式"
    GENERAL = "general", "普发"
    CIRCULATED = "circulated", "送阅"
    REFERRED = "referred", "参阅"


class YesNo(Labelled):
    """A yes or a no."""

    YES = "true", "是"
    NO = "false", "否"


class Span(Labelled):
    """What the term of an answer is counted in: never a named moment."""

    WORKING_DAY = "working_day", "工作日"
    DAY = "day", "天"
    HOUR = "hour", "小时"


class Every(Labelled):
    """How often."""

    WEEK = "week", "每周"
    MONTH = "month", "每月"
