"""The parts a marking is made of, as patterns over folded text: levels, stars, terms, what may stand between.

- A pattern is written with names in angle brackets; `shape` fills them in.
- What may stand between two characters is bounded and never given back: no text can make a search slow.
- A level is written in Chinese (`H`), half in letters (`M`), in pinyin or Zhuyin (`P`) or in English (`E`).
"""

import re

# Between the characters of a level; between a level, its star and its term; inside a term.
_GAP = r"[^\w★]{0,40}+"
_NEAR = r"[^\w\n★。;!?,、》]{0,40}+"
_TIGHT = r"[^\w\n]{0,12}+"
_OVER = r"[^\w★]{0,12}+"  # a number and its unit may stand on two lines
_LETTER = r"[^\w\n★]{0,9}+"

_ONE = "[一lixo0-9]"  # a stroke, a cross or a digit put between the two characters of a level
_MI = "(?:m<l>i[1-5]?(?![a-z])|ㄇ<l>ㄧ)"
_FIRST_LETTERS = "(?:(?<![a-z])(?:j<l>u<l>e|j<l>i|m<l>i)[1-5]?|ㄐ<l>ㄩ<l>ㄝ|ㄐ<l>ㄧ|ㄇ<l>ㄧ)"
_NUMERAL = "[〇○◯零一二三四五六七八九十百两半壹贰叁肆伍陆柒捌玖拾佰廿卅卌幺仨]"
_OPENING = "(?:启<t>用|启<t>封|解<t>密|公<t>布|公<t>开|开<t>封|拆<t>封|发<t>布|开<t>启|宣<t>布|开<t>考|开<t>标|揭<t>晓|下<t>发)"
_WHOLE = r"(?![一-鿿])"

_NAMES = {
    "H": "(?:绝<g>密|机<g>密|秘<g>密)",
    "M": f"(?:[绝机秘]<g>{_MI}|{_FIRST_LETTERS}<g>密)",
    # In one line.
    "K": rf"(?:[绝机秘][^\w\n★]{{0,40}}+(?:密|{_MI})|{_FIRST_LETTERS}[^\w\n★]{{0,40}}+密)",
    "P": f"(?:{_FIRST_LETTERS}<g>{_MI})",
    "E": (
        r"(?:(?<![a-z])(?:t<l>o<l>p<g>)?s<l>e<l>c<l>r<l>e<l>t(?![a-z])"
        r"|(?<![a-z])c<l>o<l>n<l>f<l>i<l>d<l>e<l>n<l>t<l>i<l>a<l>l(?![a-z])|(?<![a-z])classified(?![a-z]))"
    ),
    # With something put between, which only a star behind it can excuse.
    "F": f"(?:[绝机秘]<g>{_ONE}<g>(?:密|{_MI}))",
    "C": "(?:(?:普<g>通|核<g>心)<g>商<g>业<g>秘<g>密|(?:(?:普<g>通|核<g>心)<g>)?商<g>密)",
    # Words that belong to the level, and the number of a note.
    "A": r"(?:<l>(?:级|等级|件|文件|资料|材料|事项))?(?:\[?\^?[0-9]{1,2}\]?(?=[^\w\n]{0,9}★))?",
    "S": r"★(?:[^\w\n]{0,3}★){0,20}",
    "T": (
        r"(?:(?:[0-9](?:<t>[0-9oil〇○◯]){0,2}(?![0-9])|[oil〇○◯][0-9oil〇○◯]{0,2}(?![0-9])|(?<![a-z])[ivx]{1,4}(?![a-z]))"
        r"<v>(?:年(?![级代度])|个<t>月|月(?![份初底末中上下]|<t>[0-9])|日|天|周(?!年)|星期|nian(?![a-z])|years?|yrs?|months?)"
        rf"|chang<t>qi(?![a-z])|长<t>期(?:{_WHOLE}|(?=保密|有效))|永<t>久(?:{_WHOLE}|(?=保密))|{_OPENING}<t>前"
        r"|(?:保密)?(?:至|到|截至)<t>[0-9]{4}<t>年)"
    ),
    "W": rf"(?:(?![0-9]{{3}})(?=[0-9]{{0,2}}{_NUMERAL})(?:{_NUMERAL}|[0-9])(?:<t>(?:{_NUMERAL}|[0-9])){{0,5}}<v>(?:年|个<t>月))",
    "D": "[0-9]{4}<t>年<t>[0-9]{1,2}<t>月<t>[0-9]{1,2}<t>日",
    # A term that is a condition, in any words.
    "Z": "(?:[一-鿿]<t>){2,12}?[前后时止](?![一-鿿])",
    "U": "(?:特<t>提|特<t>急|加<t>急|平<t>急|急<t>件|紧<t>急)",
    "B": r"(?:(?<![绝机秘])密[^\w★]{0,9}+级(?:标[志识])?(?:<l>[和及与、]<l>(?:保<l>密)?<l>期<l>限)?"
    r"|[保秘涉]<l>密<l>(?:等<l>级|级<l>别|程<l>度))",
    # Words that may stand for "密级" at the head of a page.
    "L": (
        r"(?:(?:(?:[绝机秘定]<l>密|文<l>件|公<l>文|资<l>料|材<l>料|安<l>全|信<l>息)<l>)?(?:等<l>级|级<l>别|类<l>别|程<l>度)"
        r"|定<l>密|密<l>别|秘<l>级|密<l>等(?:及[^\n:]{0,16})?"
        r"|(?<![a-z])(?:sec(?:urity|recy|ret)<l>)?(?:classification|secrecy|level|grade)(?:<l>level)?(?![a-z])|(?<![a-z])miji(?![a-z]))"
    ),
    # What comes before a level and is a part of it.
    "X": "(?:(?:极|绝<l>对|一<l>般<l>公<l>务)<l>)",
    "g": _GAP,
    "n": _NEAR,
    "t": _TIGHT,
    "v": _OVER,
    "l": _LETTER,
}
_NAME = re.compile(r"<([A-Zglntv])>")


def shape(pattern: str) -> re.Pattern[str]:
    """The pattern with its names filled in; ^ and $ are those of a line."""
    while _NAME.search(pattern):
        pattern = _NAME.sub(lambda found: _NAMES[found[1]], pattern)
    return re.compile(pattern, re.MULTILINE)


# Without one of these in it a reading has no marking.
SEED = shape(
    rf"[绝机秘商]<g>(?:{_ONE}<g>)?(?:密|m<l>i|★)|商<g>业<g>秘|[a-zㄝㄧ][1-5]?<g>(?:密|m<l>i|ㄇ)|<E>|<B>|密<t>★|(?:jm|mm)<t>★"
)
