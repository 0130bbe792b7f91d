"""What is put between the signs of a marking: blanks, signs that show nothing, accents, separators, ends of lines."""

from random import Random

from tests.corpus.cells import SHORT, Kind, Row, has, inserted, level_at, put_in, seams

_BLANKS = " 　\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u1680\t\u2800"
_INVISIBLE = (
    "\u200b\u200c\u200d\u2060\u00ad\ufeff\u180e\u2061\u2062\u2063\u2064\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5\u061c\u200e\u200f"
    "\u206a\u206b\u206c\u206d\u206e\u206f\ufff9\ufffa\ufffb\ufe00\ufe01\ufe0e\ufe0f\U000e0100\U000e01ef\U000e0001\U000e0020\U000e007f"
    "\u180b\u180c\u180d\U0001bca0\U0001d173\U0001d17a"
)
_CONTROLS = "\x01\x02\x03\x08\x0e\x0f\x10\x1a\x1b\x7f\x80\x84\x9f\v"
_ACCENTS = (
    "\u0300\u0301\u0302\u0307\u030a\u0323\u0327\u032d\u0332\u0335\u0336\u0337\u0338\u033f\u0346\u0489\u20d2\u20dd\u20de\u20e0"
    "\u3099\u309a\ufe20\u1dc4"
)
_SEPARATORS = "·-—–_.。,，、/\\|｜・•‧~～:：+=…‐‑⁃∙⋅﹒﹣－．；;!！"
_BREAKS = ("\n", "\r\n", "\n", "\u2028", "\u2029", "\x85", "\f", "\v", "\n　　", "\n  ", "\r")


def blanks(row: Row, dice: Random) -> Row | None:
    """One or several, at some seams or at every one, all of one kind or mixed."""
    if has(row, Kind.LATIN):  # letters are spaced evenly or not at all
        sign = dice.choice(_BLANKS)
        return inserted(row, range(1, len(row)), lambda: [put_in(sign, Kind.GAP)])
    every = dice.random() < 0.25 and not has(row, Kind.OTHER)
    pool = dice.choice(_BLANKS) if dice.random() < 0.7 else _BLANKS
    return inserted(
        row,
        range(1, len(row)) if every else seams(row, dice),
        lambda: [put_in(dice.choice(pool), Kind.GAP) for _ in range(dice.choice((1, 1, 1, 2, 2, 4)))],
    )


def invisible(row: Row, dice: Random) -> Row | None:
    return inserted(
        row,
        seams(row, dice),
        lambda: [put_in(dice.choice(_INVISIBLE), Kind.GAP) for _ in range(dice.choice((1, 1, 2, 3)))],
    )


def controls(row: Row, dice: Random) -> Row | None:
    return inserted(row, seams(row, dice), lambda: [put_in(dice.choice(_CONTROLS), Kind.GAP)])


def accents(row: Row, dice: Random) -> Row | None:
    """Combining marks over, under and through the signs, as struck-through or decorated text carries them."""
    return inserted(
        row, seams(row, dice), lambda: [put_in(dice.choice(_ACCENTS), Kind.GAP) for _ in range(dice.choice((1, 1, 2)))]
    )


def separators(row: Row, dice: Random) -> Row | None:
    """One kind of sign, inside the level and beside it; a bare level would become another word."""
    if not has(row, Kind.STAR) or not has(row, Kind.TERM) or not level_at(row):
        return None
    sign = dice.choice(_SEPARATORS)
    level = level_at(row)
    near = [at for at in seams(row, dice) if at - 1 in level or at in level]
    return inserted(row, near, lambda: [put_in(sign, Kind.GAP)])


def dashes(row: Row, dice: Random) -> Row | None:
    """Between level, star and term: 机密-★-10年."""
    edges = [at for at in range(1, len(row)) if (row[at - 1].kind is Kind.STAR) != (row[at].kind is Kind.STAR)]
    sign = dice.choice(("-", "—", " - ", "/", "|", "·", "：", ":", "，", " — ", "--", "+", "_"))
    if not has(row, Kind.TERM):
        return None
    return inserted(row, edges[: dice.randint(1, 2)], lambda: [put_in(sign, Kind.GAP)])


def broken_lines(row: Row, dice: Random) -> Row | None:
    """Wrapped somewhere; a number stays whole half of the time."""
    if has(row, Kind.ORDER, Kind.BREAK, Kind.OTHER) or any(cell.weak for cell in row):
        return None
    if has(row, Kind.LATIN):  # a word of letters is never torn apart, nor is a label
        able = [at for at, cell in enumerate(row) if cell.kind is Kind.STAR and at]
    else:
        able = [at for at in range(1, len(row)) if Kind.LABEL not in (row[at].kind, row[at - 1].kind)]
    if not able:
        return None
    return inserted(row, [dice.choice(able)], lambda: [put_in(dice.choice(_BREAKS), Kind.BREAK)])


def vertical(row: Row, dice: Random) -> Row | None:
    """One sign under the other."""
    if has(row, Kind.ORDER, Kind.BREAK, Kind.MARKUP, Kind.LATIN, Kind.OTHER) or any(cell.weak for cell in row):
        return None
    end = dice.choice(("\n", "\n", "\r\n", "\n\n", "\n　　"))
    return inserted(row, range(1, len(row)), lambda: [put_in(end, Kind.BREAK)])


def brackets(row: Row, dice: Random) -> Row | None:
    """The level, or what follows it, in brackets or quotation marks of its own."""
    level = level_at(row)
    if not level or not has(row, Kind.STAR) or level[-1] - level[0] != len(level) - 1:
        return None
    first, last = dice.choice(("()", "（）", "[]", "【】", "〔〕", "「」", "“”", "『』", "{}", "﹝﹞"))
    start, end = (level[0], level[-1]) if dice.random() < 0.7 else (level[-1], level[-1])
    return (*row[:start], put_in(first, Kind.GAP), *row[start : end + 1], put_in(last, Kind.GAP), *row[end + 1 :])


def star_inside(row: Row, dice: Random) -> Row | None:
    """绝★密, and the star once more or not."""
    level, star = level_at(row), [at for at, cell in enumerate(row) if cell.kind is Kind.STAR]
    if (
        len(level) < 2
        or not star
        or row[star[0]].given != "★"
        or level[-1] - level[-2] != 1
        or any(cell.weak for cell in row)
    ):
        return None
    inside = (*row[: level[-1]], row[star[0]], *row[level[-1] :])
    again = dice.random() < 0.5
    return inside if again else (*inside[: star[0] + 1], *inside[star[0] + 2 :])


def doubled_stars(row: Row, dice: Random) -> Row | None:
    star = [at for at, cell in enumerate(row) if cell.kind is Kind.STAR]
    if not star or not 1 <= len(row) - star[0] - 1 <= SHORT:  # three stars and a date may be somebody's rating
        return None
    return (*row[: star[0]], *[row[star[0]]] * dice.choice((2, 2, 3)), *row[star[0] + 1 :])


def star_first(row: Row, dice: Random) -> Row | None:
    """★机密★10年, ★机密10年."""
    level, star = level_at(row), [at for at, cell in enumerate(row) if cell.kind is Kind.STAR]
    if not level or not star or has(row, Kind.LABEL) or not has(row, Kind.TERM) or any(cell.weak for cell in row):
        return None
    plain = has(row, Kind.NUMBER) or row[-1].given == "期"
    stays = not plain or has(row, Kind.LATIN) or len(level) > 2 or dice.random() < 0.6 or len(row) - star[0] - 1 > SHORT
    rest = row if stays else (*row[: star[0]], *row[star[0] + 1 :])
    return (row[star[0]], *rest)
