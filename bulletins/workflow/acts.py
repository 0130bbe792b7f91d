"""Acts of this package that are no rows of a workflow table: beginnings, and changes that leave the state as it is."""

from bulletins.rules.responsibility import Step
from kernel.workflow import Labelled


class Act(Labelled):
    """What the history calls them."""

    SELECT = "select", "选用"
    COMMENT = "comment", "批注"
    RESOLVE = "resolve", "批注已处理"
    ASK_REVIEW = "ask_review", "请同事提意见"
    REVIEWED = "reviewed", "意见提完"
    ASK_UNIT = "ask_unit", "问来源单位"
    BEGIN = "begin", "开始编排"
    ARRANGE = "arrange", "调整次序"
    PLACE = "place", "编入稿件"
    TAKE_OUT = "take_out", "移出稿件"
    REGISTER = "register", "批示"
    PAPER = "paper", "登记纸质批示"
    ROUTE = "route", "转办"
    ADD = "add", "增加承办单位"
    TELL = "tell", "告知报送单位"
    SLIP = "slip", "发督办单"
    CREATE = "create", "列入发送"
    OPEN_FIRST = "open_first", "首次打开"
    PLAN = "plan", "排定日期"
    EMBARGO = "embargo", "限定发布时间"
    NARROW = "narrow", "缩小发送范围"
    PUT_BACK = "put_back", "恢复发送"
    WIDEN = "widen", "申请扩大发送范围"
    WIDEN_AGREE = "widen_agree", "同意扩大发送范围"
    WIDEN_REFUSE = "widen_refuse", "不同意扩大发送范围"
    CIRCULATE = "circulate", "传阅说明"
    TAKE_COPIES = "take_copies", "收回未打开的"
    URGE = "urge", "催办未阅的"
    PRESS = "press", "催办"
    HAND_OVER = "hand_over", "交他人代阅"
    HAND_BACK = "hand_back", "收回代阅"
    RENEW = "renew", "重新取数"
    EXPORT = "export", "导出"
    ACKNOWLEDGE = "acknowledge", "看过核对提示"
    SHEET = "sheet", "打印责任单"
    HAND_OUT = "hand_out", "取用本份文件"
    CHECK_COPY = "check_copy", "核验份号"
    FACE = "face", "写提要"
    PHRASE_ADD = "phrase_add", "添加常用语"
    PHRASE_DROP = "phrase_drop", "去掉常用语"


class StepAct(Labelled):
    """A step done by its person, and its signature."""

    SCREENING = Step.SCREENING.value, Step.SCREENING.label
    VERIFICATION = Step.VERIFICATION.value, Step.VERIFICATION.label
    EDITING = Step.EDITING.value, Step.EDITING.label
    COMPILING = Step.COMPILING.value, Step.COMPILING.label
    APPROVAL = Step.APPROVAL.value, Step.APPROVAL.label
    LAYOUT = Step.LAYOUT.value, Step.LAYOUT.label
    PROOFREADING = Step.PROOFREADING.value, Step.PROOFREADING.label
    PRINTING = Step.PRINTING.value, Step.PRINTING.label
    SIGN = "sign", "签名"


class DayAct(Labelled):
    """What the clock does for a day that owes an issue."""

    OWE = "owe", "登记当日应出一期"
    ASSEMBLE = "assemble", "自动组稿"


class PraiseAct(Labelled):
    """The beginning of a commendation."""

    BEGIN = "begin", "提出名单"


class CodeAct(Labelled):
    """Acts on a verification code that belongs to no copy."""

    REFUSE = "refuse", "核验码不予认可"


class ListAct(Labelled):
    """Acts on a group of readers."""

    MAKE = "make", "建立"
    RENAME = "rename", "改名"
    END = "end", "停用"
    ADD = "add", "增加成员"
    REMOVE = "remove", "移出成员"


class AskAct(Labelled):
    """Acts on a widening that stand in no table."""

    ASK = "ask", "申请"


class HandoverAct(Labelled):
    """Acts on reading handed over that stand in no table."""

    GIVE = "give", "交办"


class RankAct(Labelled):
    """Acts on what belongs to instructions and is no record of its own: leaders' ranks, the monthly list."""

    RANK = "rank", "设定职级"
    MAKE = "make", "拟月度清单"
