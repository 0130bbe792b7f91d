"""Every mutation by its name, in the order in which they are put one upon the other.

What changes the shape comes before what changes the signs, then what goes between them, then direction, markup, codes:
in this order any two or three leave something a reader still sees. Each says by None that it does not fit.
"""

from collections.abc import Iterable
from random import Random

from tests.corpus.cells import Mutation, Row
from tests.corpus.mutations import codes, gaps, glyphs, markup

MUTATIONS: dict[str, Mutation] = {
    function.__name__: function
    for function in (
        gaps.star_inside,
        gaps.star_first,
        gaps.doubled_stars,
        glyphs.whole_numbers,
        glyphs.digits_of_scripts,
        glyphs.small_digits,
        glyphs.traditional,
        glyphs.variants,
        glyphs.compatible,
        glyphs.stars,
        glyphs.emoji_stars,
        glyphs.look_alikes,
        glyphs.split_signs,
        glyphs.asterisks,
        glyphs.symbols,
        glyphs.letters,
        glyphs.case,
        glyphs.fullwidth,
        gaps.brackets,
        gaps.dashes,
        gaps.separators,
        gaps.blanks,
        gaps.invisible,
        gaps.controls,
        gaps.accents,
        codes.right_to_left,
        codes.reversed_order,
        gaps.broken_lines,
        gaps.vertical,
        markup.table_cells,
        markup.tags,
        markup.escaped_tags,
        markup.empty_elements,
        markup.comments,
        markup.emphasis,
        markup.backslashes,
        markup.links,
        markup.ruby,
        markup.tex,
        codes.named,
        codes.named_gaps,
        codes.decimal,
        codes.hexadecimal,
        codes.open_entities,
        codes.twice,
        codes.wide_entities,
        codes.unicode_escapes,
    )
}
_RANK = {name: number for number, name in enumerate(MUTATIONS)}
_NOT_TEX = (
    "tags",
    "escaped_tags",
    "empty_elements",
    "comments",
    "emphasis",
    "backslashes",
    "links",
    "ruby",
    "table_cells",
    "named",
    "named_gaps",
    "decimal",
    "hexadecimal",
    "open_entities",
    "twice",
    "wide_entities",
)
# Both at once and a reader would have to guess: two disguises of the same sign, or two codes for two different programs.
_APART: tuple[set[str], ...] = (
    {"look_alikes", "split_signs", "symbols", "asterisks", "accents", "star_inside", "separators"},
    {"emphasis", "backslashes", "links"},
    *({"tex", name} for name in _NOT_TEX),  # nothing typesets both
    {"unicode_escapes", "named_gaps", "named", "decimal", "hexadecimal", "open_entities", "twice", "wide_entities"},
    {"right_to_left", "reversed_order"},
    {"star_inside", "doubled_stars"},
    {"star_first", "separators", "look_alikes", "split_signs"},
    {"right_to_left", "backslashes"},
    {"star_first", "broken_lines"},
    {"links", "vertical"},
    {"links", "broken_lines"},
    {"brackets", "dashes", "separators", "table_cells", "star_inside"},
    {"broken_lines", "vertical", "table_cells", "reversed_order"},
    {"split_signs", "vertical", "blanks", "broken_lines"},
    {"stars", "emoji_stars", "asterisks", "symbols"},
    {"asterisks", "emphasis"},
    {"look_alikes", "split_signs", "variants", "compatible"},
    {"dashes", "asterisks", "symbols"},
)


def apart(names: Iterable[str]) -> bool:
    """Whether these cannot be put together."""
    chosen = set(names)
    return any(len(chosen & group) > 1 for group in _APART)


def mutated(row: Row, names: Iterable[str], dice: Random) -> Row | None:
    """All of them, one upon the other; None when one does not fit or changes nothing."""
    for name in sorted(names, key=_RANK.__getitem__):
        made = MUTATIONS[name](row, dice)
        if made is None or made == row:
            return None
        row = made
    return row
