"""The same signs written with other characters: variants, compatibility forms, other scripts' digits, other stars, look-alikes."""

from collections.abc import Mapping, Sequence
from random import Random

from tests.corpus.cells import SHORT, Cell, Kind, Row, has, level_at, swapped, written

_TRADITIONAL = {
    "机": "機",
    "绝": "絕",
    "长": "長",
    "个": "個箇",
    "启": "啟啓",
    "级": "級",
    "开": "開",
    "项": "項",
    "验": "驗",
    "务": "務",
    "后": "後",
    "业": "業",
    "试": "試",
    "结": "結",
    "别": "別",
    "号": "號",
    "极": "極",
}
_VARIANTS = {"秘": "祕㊙", "绝": "絶", "年": "秊", "密": "宻", "启": "啓", "个": "箇"}
_COMPATIBLE = {
    "年": "\uf98e",
    "月": "\u2f49\u328a\U0001f237",
    "日": "\u2f47\u3290",
    "长": "\u2fa7\u2ed1\u2ed3",
    "前": "\U0001f21c",
    "秘": "㊙",
    "心": "\u2f3c",
    "一": "\u2f00\u3220\u3280",
    "二": "\u2f06\u3221\u3281",
    "三": "\u3222\u3282",
    "五": "\u3224\u3284",
    "六": "\u3225\u3285",
    "十": "\u2f17\u3038\u3229\u3289",
    "用": "\u2f64",
}
_LOOKS = {"密": "宓宻蜜冞", "机": "杋仉", "秘": "泌袐", "绝": "绐", "商": "啇"}
_SPLIT = {"机": ("木几", "木 几"), "秘": ("禾必", "禾 必"), "绝": ("纟色", "糹色"), "密": ("宀必山", "宓山")}
_STRONG = "☆✩✪✫✬✭✮✯✰⭐🌟⍟✡✦✧⋆⭑⭒🟊⚝✶✷✸⛤✴"
_EMOJI = ("⭐\ufe0f", "★\ufe0e", "★\ufe0f", "🌟", "&starf;", "&bigstar;", "&star;", ":star:")
_ASTERISKS = "*＊﹡∗⁎✱✲✳❋"
_SYMBOLS = "●◆■▲△◎※○◇♦🌠💫✨"
_LETTERS = {
    "e": "еe\u212f",
    "E": "ЕΕ",
    "c": "сϲ",
    "C": "СϹ",
    "t": "т𝐭",
    "T": "ТΤ",
    "o": "оο",
    "O": "ОΟ",
    "p": "рρ",
    "P": "РΡ",
    "i": "іι",
    "I": "ІΙ",
    "a": "аα",
    "A": "АΑ",
    "S": "Ѕ",
    "s": "ѕ",
    "j": "ј",
    "J": "Ј",
    "m": "ｍ𝗺",
    "M": "МΜ",
    "n": "ｎ",
    "N": "Ν",
    "u": "ｕ",
    "U": "Ｕ",
}
_SCRIPTS = (
    0x660,
    0x6F0,
    0x7C0,
    0x966,
    0x9E6,
    0xA66,
    0xAE6,
    0xBE6,
    0xC66,
    0xD66,
    0xE50,
    0xED0,
    0xF20,
    0x1040,
    0x17E0,
    0x1810,
    0x1946,
    0x1B50,
    0xFF10,
    0x1D7CE,
    0x1D7D8,
    0x1D7E2,
    0x1D7EC,
    0x1D7F6,
    0x1FBF0,
)
_SMALL = (
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "⓿❶❷❸❹❺❻❼❽❾",
    "〇一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖",
    "零壹貳參肆伍陸柒捌玖",
)
_WHOLE = {
    "1": ("一", "壹", "①", "⑴", "⒈", "Ⅰ", "I", "㊀"),
    "3": ("三", "叁", "③", "⑶", "⒊", "Ⅲ", "III", "㊂", "〣", "叄"),
    "5": ("五", "伍", "⑤", "⑸", "⒌", "Ⅴ", "V", "㊄", "〥", "❺"),
    "6": ("六", "陆", "⑥", "⑹", "⒍", "Ⅵ", "VI", "㊅", "〦", "陸"),
    "8": ("八", "捌", "⑧", "⑻", "⒏", "Ⅷ", "VIII", "㊇", "〨"),
    "9": ("九", "玖", "⑨", "⑼", "⒐", "Ⅸ", "IX", "㊈"),
    "10": ("十", "拾", "一十", "壹拾", "⑩", "⑽", "⒑", "Ⅹ", "X", "㊉", "〸", "❿", "➓"),
    "15": ("十五", "拾伍", "一十五", "⑮", "⒂", "⒖", "XV", "⓯", "ⅩⅤ"),
    "18": ("十八", "拾捌", "⑱", "⒅", "⒙", "XVIII", "⓲"),
    "20": ("二十", "廿", "贰拾", "⑳", "⒇", "⒛", "XX", "〹", "⓴", "卄", "貳拾", "弍拾"),
    "30": ("三十", "卅", "叁拾", "㉚", "XXX", "〺", "參拾"),
}


def fullwidth(row: Row, dice: Random) -> Row | None:
    return swapped(row, {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}, dice)


def traditional(row: Row, dice: Random) -> Row | None:
    return swapped(row, _TRADITIONAL, dice)


def variants(row: Row, dice: Random) -> Row | None:
    return swapped(row, _VARIANTS, dice)


def compatible(row: Row, dice: Random) -> Row | None:
    return swapped(row, _COMPATIBLE, dice)


def look_alikes(row: Row, dice: Random) -> Row | None:
    """One sign of the level only: two of them are another word; and only with a star and a term."""
    return _one_of_level(row, _LOOKS, dice)


def split_signs(row: Row, dice: Random) -> Row | None:
    """One sign of the level taken apart into its halves."""
    return _one_of_level(row, _SPLIT, dice)


def _one_of_level(row: Row, table: Mapping[str, Sequence[str]], dice: Random) -> Row | None:
    able = [at for at in level_at(row) if row[at].plain and row[at].given in table]
    if (
        not able
        or has(row, Kind.LATIN)
        or not (has(row, Kind.STAR) and has(row, Kind.TERM))
        or any(cell.weak for cell in row)
    ):
        return None
    at = dice.choice(able)
    return (*row[:at], row[at].written(dice.choice(table[row[at].given]), weak=True), *row[at + 1 :])


def stars(row: Row, dice: Random) -> Row | None:
    """White, outlined, boxed stars, stars of six and eight points."""
    return swapped(row, {"★": _STRONG, "▲": "△▴▵🔺"}, dice)


def emoji_stars(row: Row, dice: Random) -> Row | None:
    return swapped(row, {"★": _EMOJI}, dice)


def asterisks(row: Row, dice: Random) -> Row | None:
    return _weak_star(row, _ASTERISKS, dice)


def symbols(row: Row, dice: Random) -> Row | None:
    """Some other sign where the star belongs."""
    return _weak_star(row, _SYMBOLS, dice)


def _weak_star(row: Row, signs: str, dice: Random) -> Row | None:
    """Only where a term says what the sign stands for, and the level is unmistakable."""
    at = next((at for at, cell in enumerate(row) if cell.kind is Kind.STAR and cell.plain and cell.given == "★"), -1)
    term = written(row[at + 1 :])
    plain = term == "长期" or any(cell.kind is Kind.NUMBER for cell in row[at:])
    able = at > 0 and plain and len(term) <= SHORT and not has(row, Kind.LATIN, Kind.BREAK)
    if not able or any(cell.weak for cell in row):
        return None
    return (*row[:at], row[at].written(dice.choice(signs), weak=True), *row[at + 1 :])


def letters(row: Row, dice: Random) -> Row | None:
    """Cyrillic, Greek and mathematical letters that look the same."""
    if not has(row, Kind.LATIN):
        return None
    return swapped(row, _LETTERS, dice)


def case(row: Row, dice: Random) -> Row | None:
    """Capitals and small letters mixed."""
    able = [
        at
        for at, cell in enumerate(row)
        if cell.kind is Kind.LATIN and cell.plain and cell.text.swapcase() != cell.text
    ]
    if not able:
        return None
    chosen = set(dice.sample(able, dice.randint(1, len(able))))
    return tuple(cell.written(cell.text.swapcase()) if at in chosen else cell for at, cell in enumerate(row))


def digits_of_scripts(row: Row, dice: Random) -> Row | None:
    zero = dice.choice(_SCRIPTS)
    return _digits(row, "".join(chr(zero + digit) for digit in range(10)))


def small_digits(row: Row, dice: Random) -> Row | None:
    """Raised, lowered, circled; Chinese numerals one by one, plain and financial."""
    return _digits(row, dice.choice(_SMALL))


def _digits(row: Row, signs: str) -> Row | None:
    able = [at for at, cell in enumerate(row) if cell.kind is Kind.NUMBER and cell.plain and cell.given.isascii()]
    if not able:
        return None
    return tuple(cell.written(signs[int(cell.given)]) if at in able else cell for at, cell in enumerate(row))


def whole_numbers(row: Row, dice: Random) -> Row | None:
    """The number as one sign or in words: ⑩, Ⅹ, 拾, 廿, 卅."""
    run = [at for at, cell in enumerate(row) if cell.kind is Kind.NUMBER]
    number = "".join(row[at].text for at in run)
    if not run or number not in _WHOLE or run[-1] - run[0] != len(run) - 1:
        return None
    new = Cell(dice.choice(_WHOLE[number]), Kind.NUMBER, number)
    return (*row[: run[0]], new, *row[run[-1] + 1 :])
