"""What can be done with a row of the office's tables."""

from kernel.workflow import Labelled

KIND = "office_table"


class TableAct(Labelled):
    """Acts of the journal."""

    ADD = "add", "增加"
    CHANGE = "change", "修改"
    END = "end", "停用"
    DROP = "drop", "取消未生效的"
