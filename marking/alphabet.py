"""The shapes that readers take for one another, as data: to -> from.

- Only shapes met in or near a marking are listed: the aim is to see a marking, not to convert a text.
- A strong star is read as the mark of a classification wherever it stands behind a level; a weak one (asterisk,
  reference mark) is also a footnote sign and counts only in a marking's own place.
"""

STRONG_STARS = frozenset("★☆✩✪✫✬✭✮✯✰⭐🌟⚝✦✧⋆🟊🟉⍟⛤⛥⛦⛧🔯✡")
WEAK_STARS = frozenset("*✱∗⁎⁕✲✳❋✴✵✶✷✸✹✺✻✼✽❊❉❃٭※⊛꙳")

# Letters that draw nothing, or only a gap, though Unicode does not call them so.
INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5")
BLANKS = frozenset("\u2800")

_SHAPES = {
    "绝": "絕絶",
    "机": "機",
    "秘": "祕泌",
    "密": "宓冞蜜蔤",
    "商": "啇",
    "级": "級",
    "长": "長镸",
    "启": "啟啓",
    "期": "朞",
    "年": "秊",
    "个": "個箇",
    "内": "內",
    "国": "國",
    "业": "業",
    "术": "術",
    "标": "標",
    "识": "識",
    "定": "㝎",
    "为": "為爲",
    "两": "兩",
    "贰": "貳",
    "叁": "參",
    "陆": "陸",
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
    "〇": "○◯",
}
TWINS = {seen: shape for shape, seens in _SHAPES.items() for seen in seens}

# No marking is without it: a text that has nothing read as this, and no star, needs no closer look.
ESSENTIAL = "密"
