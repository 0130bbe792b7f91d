"""Where GB/T 9704-2012 puts the elements of each form, in mm from the page's top left corner: the tests' own table.

- 版心: 37 from the top, 28 from the left, 156 × 225; so 184 at the right, 262 at the bottom.
- A character of 三号 is 156/28, a line of the grid 22 of which fill the page with seven eighths of a character between
  them; 四号 is 14 pt. Two lines "blank" below a mark or a rule are two lines of the grid, between texts of one size the
  third line after. 二号 stands in the middle of its line: its baseline is 0.7 lower.
- "a - b" is a distance. Clauses are those of the standard.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

Row: TypeAlias = tuple[str, float]

CHARACTER: Final = 5.556
LINE: Final = 10.418
SMALL: Final = 14 * 25.4 / 72
LEFT, RIGHT, BOTTOM, MIDDLE = 28.0, 184.0, 262.0, 106.0
TITLE_LOWER: Final = 0.7

# 7.2.4-7.2.7
FILE_HEAD: Final[tuple[Row, ...]] = (
    ("mark.0.ink_top", 37 + 35),
    ("red.0.y - number.0.bottom", 4),
    ("red.0.x", LEFT),
    ("red.0.end", RIGHT),
    ("red.count", 1),
    ("title.0.ink_top - red.0.y", 2 * LINE),
    ("title.0.middle", MIDDLE),
    ("title.-1.middle", MIDDLE),
)
ONE_MARK: Final[tuple[Row, ...]] = (("mark.0.middle", MIDDLE), ("number.0.top - mark.0.ink_bottom", 2 * LINE))
NUMBER_MIDDLE: Final[tuple[Row, ...]] = (("number.0.middle", MIDDLE),)
# 7.3.2, 7.3.3
ADDRESSED: Final[tuple[Row, ...]] = (
    ("addressee.0.base - title.-1.base", 2 * LINE - TITLE_LOWER),
    ("addressee.0.x", LEFT),
    ("body.0.base - addressee.-1.base", LINE),
    ("body.0.x", LEFT + 2 * CHARACTER),
    ("body.1.x", LEFT),
)
# 7.3.5.1
SEALED: Final[tuple[Row, ...]] = (
    ("dated.0.base - signature.0.base", LINE),
    ("signature.-1.middle - dated.0.middle", 0),
    ("seal.-1.x - dated.0.middle", 0),
    ("seal.-1.y - signature.-1.top", LINE / 2 + CHARACTER / 2 - 3),
    ("seal.-1.page - dated.0.page", 0),
)
DATE_FOUR: Final[tuple[Row, ...]] = (("dated.0.end", RIGHT - 4 * CHARACTER),)
NOTE: Final[tuple[Row, ...]] = (("note.0.base - dated.0.base", LINE), ("note.0.x", LEFT + 2 * CHARACTER))
# 7.4
COLOPHON: Final[tuple[Row, ...]] = (
    ("black.-1.y", BOTTOM),
    ("black.-1.x", LEFT),
    ("black.-1.end", RIGHT),
    ("issuer.0.x", LEFT + SMALL),
    ("issued.0.end", RIGHT - SMALL),
    ("issued.0.base - issuer.0.base", 0),
)
CARBON: Final[tuple[Row, ...]] = (("carbon.0.x", LEFT + SMALL), ("black.count", 3))
CARBON_WRAPPED: Final[tuple[Row, ...]] = (("carbon.1.x", LEFT + 4 * SMALL),)
# 7.5
PAGE_1: Final[tuple[Row, ...]] = (("page.1.dash", BOTTOM + 7), ("page.1.end", RIGHT - SMALL))
PAGE_2: Final[tuple[Row, ...]] = (("page.2.dash", BOTTOM + 7), ("page.2.x", LEFT + SMALL))

EXPECTED: Final[Mapping[str, tuple[Row, ...]]] = {
    "notice": (
        *FILE_HEAD,
        *ONE_MARK,
        *NUMBER_MIDDLE,
        *ADDRESSED,
        ("urgency.0.top", 37 + LINE),  # 7.2.1, 7.2.3: below the room of the 份号
        ("urgency.0.x", LEFT),
        ("annex_note.0.base - body.-1.base", 2 * LINE),  # 7.3.4
        ("annex_note.0.x", LEFT + 2 * CHARACTER),
        ("annex_note.1.x - annex_note.0.x", 4.5 * CHARACTER),
        *SEALED,
        ("signature.0.end", RIGHT),  # as long as it is, it ends with the 版心
        *NOTE,
        ("annex.0.top", 37),  # 7.3.7
        ("annex.0.x", LEFT),
        ("annex.1.base - annex.0.base", 2 * LINE + TITLE_LOWER),
        ("annex.1.middle", MIDDLE),
        ("annex2.0.top", 28),  # across the page, its head at the binding side, the 版心 turned with the page
        ("annex2.0.x", 35),
        *COLOPHON,
        *CARBON,
        *CARBON_WRAPPED,
        *PAGE_1,
        *PAGE_2,
    ),
    "request": (
        *FILE_HEAD,
        ("number.0.top - mark.1.ink_bottom", 2 * LINE),
        ("number.0.x", LEFT + CHARACTER),  # 7.2.5
        ("signer.0.end", RIGHT - CHARACTER),  # 7.2.6
        ("signer.0.base - number.0.base", 0),
        *ADDRESSED,
        *SEALED,
        *DATE_FOUR,
        *NOTE,
        *COLOPHON,
        ("black.count", 2),
        *PAGE_1,
        *PAGE_2,
    ),
    "letter": (  # 10.1
        ("mark.0.ink_top", 30),
        ("mark.0.middle", MIDDLE),
        ("red.count", 4),
        ("red.0.top - mark.0.ink_bottom", 4),
        ("red.0.x", 20),
        ("red.0.end", 190),
        ("number.0.top - red.1.bottom", CHARACTER * 7 / 8),
        ("number.0.end", RIGHT),
        ("urgency.0.x", LEFT),
        ("urgency.0.base - number.0.base", LINE),
        ("title.0.base - urgency.0.base", 3 * LINE + TITLE_LOWER),
        ("title.0.middle", MIDDLE),
        *ADDRESSED,
        ("red.3.bottom", 297 - 20),
        ("red.3.x", 20),
        ("red.3.end", 190),
        *SEALED,
        *DATE_FOUR,
        *NOTE,
        ("black.count", 0),
        ("carbon.0.x", LEFT + SMALL),
        *PAGE_2,
    ),
    "order": (  # 10.2
        ("mark.0.ink_top", 37 + 20),
        *ONE_MARK,
        *NUMBER_MIDDLE,
        ("red.count", 0),
        ("body.0.base - number.0.base", 3 * LINE),
        ("body.0.x", LEFT + 2 * CHARACTER),
        ("seal.0.x", RIGHT - 4 * CHARACTER - 15),  # 7.3.5.3, a stamp of 30 mm
        ("seal.0.y - signature.0.top", CHARACTER / 2),
        ("signature.0.end", RIGHT - 6 * CHARACTER - 30),
        ("dated.0.base - body.-1.base", 6 * LINE),
        *DATE_FOUR,
        *COLOPHON,
        *CARBON,
        *CARBON_WRAPPED,
        *PAGE_1,
        *PAGE_2,
    ),
    "minutes": (  # 10.3
        ("mark.0.ink_top", 37 + 35),
        *ONE_MARK,
        *NUMBER_MIDDLE,
        ("red.0.y - dated.0.bottom", 4),
        ("title.0.ink_top - red.0.y", 2 * LINE),
        ("attendance.0.base - body.-1.base", 2 * LINE),
        ("attendance.0.x", LEFT + 2 * CHARACTER),
        ("attendance.1.x", LEFT + 5 * CHARACTER),
        ("seal.count", 0),
        *COLOPHON,
        *CARBON,
        *PAGE_1,
        *PAGE_2,
    ),
    "joint": (
        *FILE_HEAD,
        *NUMBER_MIDDLE,
        ("mark.count", 4),
        ("number.0.top - mark.2.ink_bottom", 2 * LINE),
        ("mark.0.x - mark.1.x", 0),
        ("mark.0.end - mark.1.end", 0),
        ("mark.3.ink_middle - mark.1.ink_middle", 0),  # 7.2.4: 文件 half way up
        *ADDRESSED,
        *SEALED,
        *DATE_FOUR,
        ("seal.count", 3),
        ("seal.0.y - seal.2.y", 0),
        *COLOPHON,
        *CARBON,
        *PAGE_1,
        *PAGE_2,
    ),
}
