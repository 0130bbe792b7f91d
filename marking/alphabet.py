"""The shapes that readers take for one another, as data.

- Only shapes met in or near a marking are listed: the aim is to see a marking, not to convert a text.
- A strong star is read as the mark of a classification wherever it stands behind a level; a weak one (asterisk,
  reference mark, ornament) is also a footnote sign and counts only with a term or in a marking's own place.
- TWINS are other forms of the same character: they are always read as it. ALIKE are other characters that look or sound
  like it, and parts written apart: they are read so only where a star or a term follows.
"""

import re
import unicodedata
from html.entities import html5

STAR, WEAK_STAR = "★", "✱"
SIGN = "祕"  # 秘 in a circle: says 秘密, or only 秘 where 密 is written behind it
UNDERSCORE = "‿"  # an underscore is a word character to a regular expression; this is not

_STAR_BLOCKS = (range(0x600, 0x700), range(0x2000, 0x2C00), range(0xA640, 0xA680), range(0x1F300, 0x1F900))
_STAR_NAMES = re.compile(r"\b(?:STARS?|PENTAGRAM|SPARKLES?)\b")
_WEAK_NAMES = re.compile(r"\b(?:ASTERISKS?|ASTERISM|FLORETTE|SNOWFLAKE|PINWHEEL ASTERISK)\b")
_PICTURES = frozenset("🤩🌃🝒≛⍣☪")


def _named(names: re.Pattern[str]) -> frozenset[str]:
    characters = (chr(code) for block in _STAR_BLOCKS for code in block)
    return frozenset(one for one in characters if names.search(unicodedata.name(one, ""))) - _PICTURES


STRONG_STARS = _named(_STAR_NAMES) | frozenset("𓇼𓇽💫")
WEAK_STARS = _named(_WEAK_NAMES) | frozenset("*※❃☀☼❂⚹✢✣✤✥") - STRONG_STARS

# Letters that draw nothing, or only a gap, though Unicode does not call them so; marks of vowels and tones.
INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u3099\u309a")
BLANKS = frozenset("\u2800\u2422\u2423\u2420")
SEPARATORS = {"_": UNDERSCORE, "ー": "-", "ｰ": "-", "丨": "|", "丶": "·", "亅": "|", "…": "…", "ǀ": "|", "ㆍ": "·"}

_SHAPES = {
    "绝": "絕絶",
    "机": "機",
    "秘": "祕袐",
    "密": "宻",
    "商": "啇",
    "级": "級",
    "长": "長镸⻑⻒⻓仧兏",
    "启": "啟啓",
    "期": "朞",
    "年": "秊䄭",
    "月": "⺝⺼",
    "个": "個箇亇",
    "内": "內",
    "国": "國囯",
    "业": "業",
    "术": "術",
    "标": "標",
    "识": "識",
    "为": "為爲",
    "两": "兩両",
    "壹": "弌",
    "贰": "貳贰弍貮",
    "叁": "參叄弎参",
    "肆": "䦉",
    "陆": "陸",
    "玖": "镹",
    "拾": "㭍",
    "廿": "卄",
    "天": "兲",
    "周": "週",
    "资": "資",
    "编": "編",
    "号": "號",
    "紧": "緊",
    "规": "規",
    "护": "護",
    "严": "嚴",
    "泄": "洩",
    "涉": "渉",
    "关": "關関",
    "开": "開",
    "属": "屬",
    "样": "樣",
    "写": "寫",
    "纸": "紙",
    "报": "報",
    "讯": "訊",
    "纪": "紀",
    "录": "錄録",
    "请": "請",
    "办": "辦",
    "别": "別",
    "单": "單",
    "简": "簡",
    "专": "專",
    "复": "復",
    "总": "總",
    "结": "結",
    "决": "決",
    "布": "佈",
    "晓": "曉",
    "发": "發",
    "志": "誌",
    "于": "於",
    "对": "對",
    "极": "極",
    "务": "務",
    "军": "軍",
    "备": "備",
    "项": "項",
    "条": "條",
    "档": "檔",
    "盖": "蓋",
    "归": "歸",
    "纟": "⺰糹",
    "▲": "△▴▵🔺🔼⯅⏶",
    "一": "㇐",
    "a": "аαᴀɑАΑꓮ",
    "c": "сᴄϲСϹꓚᏟ",
    "d": "ԁꓓᎠ",
    "e": "еεᴇЕΕꓰᎬ",
    "f": "ꜰꓝϝ",
    "i": "іιɪıїІΙꓲ",
    "j": "јᴊȷЈꓙ",
    "l": "ʟꓡᏞ",
    "m": "мᴍμМΜꓟ",
    "n": "ɴηΝոꓠ",
    "o": "оοᴏОΟօꓳ",
    "p": "рρᴘРΡꓑ",
    "r": "ʀгꓣᎡ",
    "s": "ѕꜱЅꓢ",
    "t": "тτᴛТΤꓔ",
    "u": "υᴜцսꓴ",
    "y": "уУΥҮүꓬ",
}
TWINS = (
    {seen: shape for shape, seens in _SHAPES.items() for seen in seens if len(shape) == 1} | SEPARATORS | {"㊙": SIGN}
)

_ALIKE = {
    "绝": "绐绔绛觉决诀掘撅艴",
    "机": "仉杌朹杋玑叽讥饥矶肌几鸡枅",
    "秘": "泌柲铋毖秕",
    "密": "宓冞蜜蔤嘧谧榓樒滵淧峚谜",
    "年": "午",
    "级": "极",
}
ALIKE = {ord(seen): shape for shape, seens in _ALIKE.items() for seen in seens}
# Characters written in parts; between the parts gaps, or what parts every character of the line.
PARTS = re.compile(
    r"(?P<秘>禾\W{0,6}必)|(?P<机>木\W{0,6}[几幾])|(?P<绝>[纟糸]\W{0,6}色)|(?P<密>[宀冖]\W?必\W?山|宓\W?山)"
)
DESCRIBERS = frozenset(map(chr, range(0x2FF0, 0x3000)))  # "put left and right", "put above and below"

# Letters on dark or flagged squares and circles have no compatibility form.
_BOXED = (0x1F150, 0x1F170, 0x1F1E6)
BOXED = {chr(first + n): chr(ord("a") + n) for first in _BOXED for n in range(26)}

ENTITIES = {name.rstrip(";").lower(): value for name, value in sorted(html5.items(), reverse=True)}
# Names that are read without their semicolon, whatever follows.
BARE_ENTITIES = frozenset(name.lower() for name in html5 if not name.endswith(";")) | {"star", "starf", "bigstar"}

# No marking is without one of these: a text that has nothing read as one needs no closer look.
ESSENTIAL = "密宀冖" + SIGN
