"""The faces of a package: subsets of the source files, found by the PostScript name the PDF gives them.

- Not the PDF's own subsets: those are bare outlines without a table of characters, which no OFD reader can address.
- Outlines stay what they are (CFF or TrueType); tables of layout go, since every letter has its place.
- Where the typesetter drew another glyph than the table of characters names (—— as one stroke, ffi), the glyph is
  named beside the characters (GB/T 33190, 11.4 CGTransform).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import uharfbuzz as hb

from typeset import fonts as roles
from typeset.errors import NotConverted
from typeset.fonts import FontSet

_LAYOUT: Final = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "STAT", "MATH", "kern")
_NAMES: Final = (1, 2, 4, 6)
_CFF: Final = "CFF "
_SCRIPTS: Final = ("Hani", "Latn", "Zyyy")
_SAME: Final = 0.02  # sizes


@dataclass(frozen=True, slots=True)
class Subset:
    """An embedded face: its file, and the new numbers of the glyphs that are named."""

    family: str
    postscript: str
    data: bytes
    suffix: str
    glyphs: Mapping[int, int]


class Face:
    """One source face."""

    def __init__(self, path: str, index: int, family: str) -> None:
        self.family = family
        self._face = hb.Face(hb.Blob.from_file_path(path), index)
        self._font = hb.Font(self._face)
        self.postscript = self._face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or family
        self._named: dict[tuple[str, float], int | None] = {}

    def named(self, text: str, advance: float) -> int | None:
        """The glyph to be named for these characters, drawn so wide in sizes; None where the table of characters says it."""
        key = text, round(advance, 2)
        if key not in self._named:
            self._named[key] = self._other(*key)
        return self._named[key]

    def subset(self, characters: Iterable[str], named: Iterable[int]) -> Subset:
        """The file with these characters, and these glyphs beside."""
        wanted = hb.SubsetInput()
        wanted.sets(hb.SubsetInputSets.UNICODE).update({ord(each) for each in characters} | {ord(" ")})
        wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(set(named))
        wanted.sets(hb.SubsetInputSets.NAME_ID).clear()
        wanted.sets(hb.SubsetInputSets.NAME_ID).update(_NAMES)
        wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(_tag(each) for each in _LAYOUT)
        wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        plan = hb.SubsetPlan(self._face, wanted)
        made = bytes(plan.execute().blob.data)
        suffix = "otf" if _CFF in self._face.table_tags else "ttf"
        return Subset(self.family, self.postscript, made, suffix, dict(plan.old_to_new_glyph_mapping))

    def _other(self, text: str, advance: float) -> int | None:
        """Which glyph of those a typesetter may take has that width: it depends on the script around the characters."""
        plain = self._font.get_nominal_glyph(ord(text)) if len(text) == 1 else None
        if plain is not None and self._near(self._font.get_glyph_h_advance(plain), advance):
            return None
        for script in _SCRIPTS:
            glyphs = self._shaped(text, script)
            if len(glyphs) == 1 and self._near(glyphs[0][1], advance):
                return glyphs[0][0]
        return None

    def _near(self, width: int, advance: float) -> bool:
        return abs(width / float(self._face.upem) - advance) < _SAME

    def _shaped(self, text: str, script: str) -> list[tuple[int, int]]:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", script, "zh"
        hb.shape(self._font, buffer)
        places = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        return [(int(info.codepoint), int(place.x_advance)) for info, place in places]


def face(postscript: str, fonts: FontSet) -> Face:
    """The source of what a PDF calls so. Raises NotConverted."""
    found = _faces(fonts).get(postscript)
    if found is None:
        raise NotConverted(f"face {postscript}")
    return found


@cache
def _faces(fonts: FontSet) -> Mapping[str, Face]:
    """By PostScript name; of two alike the one that a role names first, as the typesetter takes it."""
    files = roles.files(fonts)
    found: dict[str, Face] = {}
    for families in roles.roles(fonts).values():
        for family in families:
            for path, index in files[family]:
                one = Face(path, index, family)
                found.setdefault(one.postscript, one)
    return found


def _tag(name: str) -> int:
    return int.from_bytes(name.encode(), "big")
