"""The columns of a list that is taken out as a sheet."""

from kernel.workflow import Labelled


class Column(Labelled):
    """Headings, in order."""

    NUMBER = "number", "编号"
    TITLE = "title", "标题"
    UNIT = "unit", "报送单位"
    CATEGORY = "category", "内容类别"
    GENRE = "genre", "体裁"
    URGENCY = "urgency", "紧急程度"
    STATE = "state", "状态"
    CHARS = "chars", "字数"
    SENT = "sent", "报送时间"
    SAVED = "saved", "最后修改"
    DUE = "due", "时限"


class Words(Labelled):
    """What else stands on the sheet; braces are filled in."""

    TITLE = "title", "报送信息清单"
    FOOT = "foot", "{who} 于 {when} 导出，共 {rows} 条。内部资料，不得外传。"
