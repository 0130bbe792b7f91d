"""What is noted of working copies and of files on their way: that they were begun, and that they were thrown away."""

from kernel.workflow import Labelled


class DraftAct(Labelled):
    """Acts on what is not saved yet."""

    BEGIN = "begin", "开始自动保存"
    DROP = "drop", "清除未存的内容"
    UPLOAD = "upload", "开始上传附件"
