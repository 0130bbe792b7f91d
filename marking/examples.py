"""A text for every rule of the built-in table that this rule names and no other stops: what is lost without the rule.

- A rule without an example is a rule that a rehearsal does not see: tests ask for one of each.
"""

from marking.doubts import NESTED, QUOTED
from marking.known import Case, Expected
from marking.rules import RULES
from marking.verdict import WHOLE, Part, Place

_DEEP = "密" + "<" * 60 + "b>" * 60

_TEXTS = {
    "level-star": "附件：机密★5年",
    "star-inside": "本件为机★密★10年",
    "star-first": "★机密10年",
    "level-asterisk": "本件为机密*10年",
    "level-term": "本件为机密10年。",
    "level-term-words": "本件为机密十年。",
    "level-period": "本件为机密，保密期限：10年",
    "level-alone": "关于某项工作的报告\n机密\n各县市区人民政府：",
    "level-bracket": "【机密】关于某项工作的报告",
    "level-paren": "关于某项工作的报告（机密）",
    "label-level": "密级：机密 份数：3",
    "label-alike": "密级：杌密",
    "label-column": "序号,密级,份号\n1,机密,000001",
    "label-checked": "密级：☑机密 □秘密",
    "level-urgent": "机密 特急",
    "level-number": "000123 机密",
    "level-heading": "机密—关于某项工作",
    "level-handling": "机密 专人保管，阅后退回",
    "name-level": "机密_会议纪要",
    "name-in-text": "请查收（机密_会议纪要.docx）",
    "commercial-mark": "本项目为商密▲",
    "commercial-term": "本项目为商密10年",
    "commercial-alone": "关于某项工作的报告\n商密\n正文",
    "romanised": "本件为jimi★10年",
    "slogan-star": "保守秘密★从我做起",
    "three-stars": "机密★★★",
    "level-term-doubt": "会议机密10年",
    "level-asterisk-doubt": "材料属绝密*",
    "level-cell": "甲\t机密\t乙",
    "level-option": "”””””””A. 绝密",
    "level-declared": "经研究，本件属于机密。",
    "romanised-doubt": "jimi",
    "name-romanised": "jimi会议纪要",
    QUOTED: "首页标有“机密★5年”字样的，一律退回。",
    NESTED: _DEEP,
}
EXAMPLES = tuple(Case(f"rule-{rule}", text, Expected.STOP) for rule, text in _TEXTS.items())
_NAMED = frozenset(f"rule-{rule.id}" for rule in RULES if rule.names)


def place(case: Case) -> Place:
    """Where the text of a case stands: rules of names see names alone."""
    return Place(Part.FILE_NAME) if case.id in _NAMED else WHOLE
