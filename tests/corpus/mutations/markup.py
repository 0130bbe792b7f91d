"""What a page or a Markdown text puts around the signs: tags, comments, emphasis, links, styles, cells of a table."""

from random import Random

from tests.corpus.cells import Cell, Kind, Row, has, inserted, level_at, put_in, seams

_TAGS = (
    "b",
    "i",
    "u",
    "s",
    "em",
    "strong",
    "span",
    "font",
    "sup",
    "sub",
    "small",
    "big",
    "mark",
    "del",
    "ins",
    "code",
    "a",
    "bdi",
    "kbd",
    "x-y",
    "w:t",
    "o:p",
    "SPAN",
    "Font",
)
_ATTRIBUTES = (
    "",
    "",
    "",
    ' style="color:red"',
    " style='font-size:1pt;color:#fff'",
    ' class="a b"',
    ' title="x>y"',
    ' data-a="&lt;"',
    " lang=zh",
    ' style="display:inline"',
    '\n id="k"',
    ' title="★"',
    " a='1' b=\"2\"",
)
_EMPTY = (
    "<wbr>",
    "<wbr/>",
    "<a name='x'></a>",
    "<span></span>",
    "<b></b>",
    "<img src='x.png'>",
    "<!---->",
    "<?x y?>",
    "<i />",
    "</b>",
    '<span style="width:0"></span>',
    "<script></script>",
    "<o:p></o:p>",
)
_COMMENTS = (
    "<!-- x -->",
    "<!--密-->",
    "<!--\n-->",
    "<!-- 2026年 -->",
    "<!-- > -->",
    "<!--★-->",
    "<![CDATA[]]>",
    "<!-- <b> -->",
    "<!--a--><!--b-->",
)
_EMPHASIS = ("**", "*", "__", "_", "~~", "==", "***", "`", "^", "~", "++", "||", "``")


def tags(row: Row, dice: Random) -> Row | None:
    """One or two runs of signs in elements of their own, as editors split them."""
    made = row
    for _ in range(dice.choice((1, 1, 2))):
        made = _wrapped(made, dice, *_element(dice))
    return made


def escaped_tags(row: Row, dice: Random) -> Row | None:
    """Tags that were escaped once too often, so that they stand in the page as text."""
    first, last = _element(dice)
    return _wrapped(
        row, dice, first.replace("<", "&lt;").replace(">", "&gt;"), last.replace("<", "&lt;").replace(">", "&gt;")
    )


def _element(dice: Random) -> tuple[str, str]:
    name = dice.choice(_TAGS)
    return f"<{name}{dice.choice(_ATTRIBUTES)}>", f"</{name}>"


def empty_elements(row: Row, dice: Random) -> Row | None:
    # The end of a line tears a word of letters, a label and a number, and ends what runs from right to left.
    pool = _EMPTY if has(row, Kind.LATIN, Kind.LABEL, Kind.OTHER, Kind.ORDER) else (*_EMPTY, "<br>", "<br/>")
    return inserted(row, seams(row, dice, 2), lambda: [_empty(dice.choice(pool))])


def _empty(tag: str) -> Cell:
    return put_in(tag, Kind.BREAK if tag.startswith("<br") else Kind.MARKUP)


def comments(row: Row, dice: Random) -> Row | None:
    return inserted(row, seams(row, dice, 2), lambda: [put_in(dice.choice(_COMMENTS), Kind.MARKUP)])


def emphasis(row: Row, dice: Random) -> Row | None:
    """Some signs, or all, between Markdown's marks; an asterisk for a star would be taken for one of them."""
    if any(cell.weak for cell in row):
        return None
    mark = dice.choice(_EMPHASIS)
    kind = Kind.CODE if "`" in mark else Kind.MARKUP
    if kind is Kind.CODE and any(cell.coded for cell in row):
        return None
    return _wrapped(row, dice, mark, mark, kind)


def backslashes(row: Row, dice: Random) -> Row | None:
    """Markdown's escape before signs that need none."""
    return inserted(row, seams(row, dice, 2), lambda: [put_in("\\", Kind.MARKUP)])


def links(row: Row, dice: Random) -> Row | None:
    first, last = dice.choice(
        (
            ("[", "](https://example.cn/a_b)"),
            ("[", "](#m)"),
            ("[", "][1]"),
            ('<a href="/x?a=1&b=2">', "</a>"),
            ("[", '](a.html "t")'),
            ("[", "]"),
        )
    )
    return _wrapped(row, dice, first, last)


def ruby(row: Row, dice: Random) -> Row | None:
    """Signs in ruby elements without their readings."""
    first, last = dice.choice((("<ruby>", "</ruby>"), ("<ruby><rb>", "</rb></ruby>"), ("<ruby>", "<rt></rt></ruby>")))
    return _wrapped(row, dice, first, last)


def tex(row: Row, dice: Random) -> Row | None:
    """Bold and coloured as TeX writes it."""
    first, last = dice.choice((("\\textbf{", "}"), ("\\textcolor{red}{", "}"), ("{\\bf ", "}"), ("\\emph{", "}")))
    if has(row, Kind.CODE) or not has(row, Kind.STAR):
        return None
    return _wrapped(row, dice, first, last)


def table_cells(row: Row, dice: Random) -> Row | None:
    """Level, star and term in cells beside one another."""
    edges = [
        at
        for at in range(1, len(row))
        if row[at].kind is not row[at - 1].kind and row[at].kind in (Kind.STAR, Kind.NUMBER, Kind.TERM)
    ]
    edges = [at for at in edges if not (row[at].kind is Kind.TERM and row[at - 1].kind is Kind.NUMBER)]
    edges = [at for at in edges if not (row[at].kind is Kind.NUMBER and row[at - 1].kind is Kind.TERM)]
    if not has(row, Kind.STAR) or not edges or any(cell.weak for cell in row) or has(row, Kind.BREAK, Kind.ORDER):
        return None
    made = inserted(row, edges, lambda: [put_in(dice.choice((" | ", "|", "\t", "</td><td>", " ｜ ")), Kind.MARKUP)])
    return made and (*made, put_in("", Kind.BREAK))  # it wants a line of its own


def _wrapped(row: Row, dice: Random, first: str, last: str, kind: Kind = Kind.MARKUP) -> Row:
    """Around all of it, or around a run of signs that begins or ends inside the level."""
    level = level_at(row)
    start, end = 0, len(row)
    if dice.random() < 0.7 and len(level) > 1:
        cut = dice.choice(level[1:])
        start, end = (dice.randint(0, cut - 1), cut) if dice.random() < 0.5 else (cut, dice.randint(cut + 1, len(row)))
    return (*row[:start], put_in(first, kind), *row[start:end], put_in(last, kind), *row[end:])
