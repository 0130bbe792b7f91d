"""The same signs written in another code: entities of every kind, escapes, and text that runs from right to left."""

from collections.abc import Callable
from random import Random

from tests.corpus.cells import READ, Cell, Kind, Row, has, put_in

_NAMES = {
    "★": ("&starf;", "&bigstar;"),
    "☆": ("&star;",),
    "*": ("&ast;", "&midast;"),
    "\u00a0": ("&nbsp;", "&NonBreakingSpace;", "&nbsp"),
    "\u200b": ("&ZeroWidthSpace;", "&NegativeThinSpace;"),
    "\u200c": ("&zwnj;",),
    "\u200d": ("&zwj;",),
    "\u00ad": ("&shy;", "&shy"),
    "\u200e": ("&lrm;",),
    "\u200f": ("&rlm;",),
    "\u2002": ("&ensp;",),
    "\u2003": ("&emsp;",),
    "\u2009": ("&thinsp;",),
    "\u200a": ("&hairsp;",),
    "\u2060": ("&NoBreak;",),
    "·": ("&middot;", "&centerdot;"),
    "—": ("&mdash;",),
    "\t": ("&Tab;",),
    "|": ("&vert;",),
    "\u2062": ("&it;", "&InvisibleTimes;"),
    "\u2063": ("&ic;",),
    "△": ("&xutri;",),
    "✶": ("&sext;",),
    "_": ("&lowbar;",),
}

_WRITTEN = READ | {Kind.GAP, Kind.ORDER}
_MIRRORED = str.maketrans("()[]{}（）［］｛｝【】〔〕「」『』﹝﹞", ")(][}{）（］［｝｛】【〕〔」「』『﹞﹝")
_SHOWN = READ | {Kind.GAP}  # a direction that is escaped twice turns nothing


def decimal(row: Row, dice: Random) -> Row | None:
    """&#26426; with leading zeros, without its semicolon, all signs or some."""
    return _each(row, dice, lambda sign: f"&#{'0' * dice.choice((0, 0, 0, 2, 5))}{ord(sign)};")


def hexadecimal(row: Row, dice: Random) -> Row | None:
    form = dice.choice(("&#x{:x};", "&#X{:X};", "&#x{:X};", "&#x000{:x};"))
    return _each(row, dice, lambda sign: form.format(ord(sign)))


def open_entities(row: Row, dice: Random) -> Row | None:
    """Without the semicolon, as browsers still read them; a digit behind would be taken into the number."""
    made = _each(row, dice, lambda sign: f"&#{ord(sign)}")
    if made is None:
        return None
    closed = [
        cell.written(cell.text + ";") if _open(cell) and _follows(made, at) else cell for at, cell in enumerate(made)
    ]
    return tuple(closed)


def _open(cell: Cell) -> bool:
    return cell.coded and not cell.text.endswith(";")


def _follows(row: Row, at: int) -> bool:
    """Whether what comes next would be read as part of the entity."""
    return at + 1 < len(row) and row[at + 1].text[:1] in "0123456789;"


def twice(row: Row, dice: Random) -> Row | None:
    """&amp;#26426; and &amp;amp;#26426;."""
    lead = dice.choice(("&amp;", "&amp;", "&amp;amp;", "&#38;", "&#x26;", "&AMP;"))
    return _each(
        row, dice, lambda sign: f"{lead}#{ord(sign)};" if dice.random() < 0.5 else f"{lead}#x{ord(sign):x};", _SHOWN
    )


def wide_entities(row: Row, dice: Random) -> Row | None:
    """＆#２６４２６；: full-width signs that fold to an entity."""
    return _each(row, dice, lambda sign: "".join(chr(ord(one) + 0xFEE0) for one in f"&#{ord(sign)};"), _SHOWN)


def named(row: Row, dice: Random) -> Row | None:
    able = [at for at, cell in enumerate(row) if not cell.coded and cell.text in _NAMES]
    if not able or has(row, Kind.CODE):
        return None
    return tuple(
        cell.written(dice.choice(_NAMES[cell.text]), coded=True) if at in able else cell for at, cell in enumerate(row)
    )


def named_gaps(row: Row, dice: Random) -> Row | None:
    """Blanks and joiners by name between the signs."""
    if has(row, Kind.CODE):
        return None
    name = dice.choice(
        (
            "&nbsp;",
            "&ZeroWidthSpace;",
            "&zwnj;",
            "&zwj;",
            "&shy;",
            "&ensp;",
            "&emsp;",
            "&thinsp;",
            "&lrm;",
            "&rlm;",
            "&NoBreak;",
            "&#8203;",
            "&#x200B;",
            "&#65279;",
            "&#xFE0F;",
            "&#x00AD;",
            "&#12288;",
            "&nbsp;&nbsp;",
            "&amp;nbsp;",
            "&Tab;",
            "&InvisibleTimes;",
        )
    )
    at = dice.randint(1, len(row) - 1)
    return (*row[:at], put_in(name, Kind.GAP, coded=True), *row[at:])


def unicode_escapes(row: Row, dice: Random) -> Row | None:
    """\\u673a as programs and JSON write it; nothing decodes both this and markup."""
    if has(row, Kind.MARKUP, Kind.CODE, Kind.BREAK) or any(cell.coded for cell in row):
        return None
    forms = ("\\u{:04x}", "\\u{:04X}", "\\u{{{:x}}}")
    form = dice.choice(forms)
    whole = dice.random() < 0.5
    made = [
        cell.written("".join(_escaped(sign, form) for sign in cell.text), coded=True)
        if (whole and cell.kind in READ) or cell.kind is Kind.LEVEL
        else cell
        for cell in row
    ]
    return tuple(made)


def _escaped(sign: str, form: str) -> str:
    if "{{" in form or ord(sign) <= 0xFFFF:
        return form.format(ord(sign))
    high, low = divmod(ord(sign) - 0x10000, 0x400)
    return form.format(0xD800 + high) + form.format(0xDC00 + low)


def _each(row: Row, dice: Random, form: Callable[[str], str], kinds: frozenset[Kind] = _WRITTEN) -> Row | None:
    """Some signs, or all, with what was put between them: each cell of one code once."""
    able = [at for at, cell in enumerate(row) if not cell.coded and cell.kind in kinds and cell.text]
    if not able or has(row, Kind.CODE):
        return None
    chosen = set(able) if dice.random() < 0.5 else set(dice.sample(able, dice.randint(1, len(able))))
    return tuple(
        cell.written("".join(form(sign) for sign in cell.text), coded=True) if at in chosen else cell
        for at, cell in enumerate(row)
    )


def reversed_order(row: Row, dice: Random) -> Row | None:
    """Stored backwards behind a sign that turns it round again for the reader; whole, or from some sign on."""
    if has(row, Kind.ORDER, Kind.BREAK, Kind.MARKUP, Kind.CODE):
        return None
    first, last = dice.choice(
        (
            ("\u202e", "\u202c"),
            ("\u202e", ""),
            ("&#8238;", "&#8236;"),
            ("&#x202E;", ""),
            ("&#x202e;", "\u202c"),
            ("<bdo dir=rtl>", "</bdo>"),
            ('<bdo dir="rtl">', "</bdo>"),
            ("<BDO DIR='RTL'>", "</BDO>"),
            ('<span style="unicode-bidi:bidi-override;direction:rtl">', "</span>"),
            ("\u202e\u202e", "\u202c\u202c"),
            ("\u200f\u202e", "\u202c\u200e"),
            ("\u2067\u202e", "\u202c\u2069"),
        )
    )
    start = 0 if dice.random() < 0.7 else dice.randint(1, max(len(row) - 2, 1))
    turned = row[:start], tuple(_turned(cell) for cell in reversed(row[start:]))
    return (
        *turned[0],
        put_in(first, Kind.ORDER, coded="&" in first or "<" in first),
        *turned[1],
        put_in(last, Kind.ORDER, coded="&" in last or "<" in last),
    )


def _turned(cell: Cell) -> Cell:
    """A cell of several signs is turned as well, a name of a sign is one sign; brackets are mirrored by what shows them."""
    return cell if cell.coded or cell.text[:1] in "&:" else cell.written(cell.text[::-1].translate(_MIRRORED))


def right_to_left(row: Row, dice: Random) -> Row | None:
    """Signs that announce another direction and change nothing in Chinese."""
    first, last = dice.choice(
        (
            ("\u202b", "\u202c"),
            ("\u2067", "\u2069"),
            ("\u202d", "\u202c"),
            ("\u2068", "\u2069"),
            ("\u202a", "\u202c"),
            ("&#8235;", "&#8236;"),
            ("&#x2067;", "&#x2069;"),
        )
    )
    at = dice.randint(0, len(row) - 1)
    return (
        *row[:at],
        put_in(first, Kind.GAP, coded="&" in first),
        *row[at:],
        put_in(last, Kind.GAP, coded="&" in last),
    )
