"""The forms of an official document, as GB/T 9704-2012 names them, and what may stand on them."""

from kernel.workflow import Labelled


class Form(Labelled):
    """How a document is laid out: 9704 §7 the document itself, §10 the special forms."""

    DOWNWARD = "downward", "文件格式（下行文、平行文）"
    UPWARD = "upward", "文件格式（上行文）"
    LETTER = "letter", "信函格式"
    ORDER = "order", "命令（令）格式"
    MINUTES = "minutes", "纪要格式"


class Sealing(Labelled):
    """What stands over the date: 7.3.5.1 the office's seal, 7.3.5.3 the signer's name stamp, 7.3.5.2 neither."""

    SEAL = "seal", "加盖印章"
    NAME = "name", "加盖签发人签名章"
    NONE = "none", "不加盖印章"


class Urgency(Labelled):
    """7.2.3; telegrams know four degrees, two of which they share with documents."""

    NONE = "none", ""
    EXTRA = "extra", "特急"
    URGENT = "urgent", "加急"
    TELEGRAM_FIRST = "telegram_first", "特提"
    TELEGRAM_ORDINARY = "telegram_ordinary", "平急"
