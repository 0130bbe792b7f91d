"""Makes the subsets in typeset/faces/ of their originals: `python -m tools.faces --help`.

- The same originals and the same fontTools give the same bytes: tables keep their dates, nothing is stamped.
- What goes: characters beyond the sets below, layout features, hints, names of the whole.
- Outlines are the originals', but for FandolFang's. Its cubic curves are so dense that every page pays for them: they are
  made quadratic (TrueType), no further from the original than CLOSE and the rounding to whole units.
- A face whose licence reserves its name gets another; every changed face says so in its own description.
- typeset/faces/standard.txt is 通用规范汉字表 (国发〔2013〕23号): 8,105 characters, property kTGH of Unihan.
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

FACES: Final = Path(__file__).resolve().parent.parent / "typeset" / "faces"
_FAMILY, _STYLE, _UNIQUE, _FULL, _POSTSCRIPT, _DESCRIPTION = 1, 2, 3, 4, 6, 10
_KEPT: Final = {0, _FAMILY, _STYLE, _UNIQUE, _FULL, 5, _POSTSCRIPT, 8, 9, _DESCRIPTION, 11, 13, 14}
_WINDOWS: Final = (3, 1, 0x409)
CLOSE: Final = 0.75  # of 1,000 units an em: at the size of body text a fifth of a dot of 1,200 dpi
# What a maxp of TrueType counts and no outline of ours has: zones of hints, functions, a stack.
_UNHINTED: Final = {
    "maxZones": 1,
    **dict.fromkeys(
        (
            "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
            "maxSizeOfInstructions", "maxComponentElements",
        ),
        0,
    ),
}  # fmt: skip
_PLAIN: Final = frozenset(range(0x20, 0x7F))
_LATIN: Final = frozenset(range(0xA0, 0x180))
_LETTERS: Final = _PLAIN | {one for one in range(0xC0, 0x250) if chr(one).isalpha()}
# Nobody's name or bulletin is written in these; LXGW WenKai has them, and 2 MB are saved.
_HANGUL: Final = frozenset(
    [*range(0x1100, 0x1200), *range(0x3130, 0x3190), *range(0xA960, 0xD800), *range(0xFFA0, 0xFFE0)]
)


@dataclass(frozen=True, slots=True)
class Face:
    """What is made of one original."""

    file: str
    family: str
    postscript: str
    original: str
    number: int = -1
    outlines: str = "Outlines unchanged."


FANG = Face(
    "FandolFang-Regular.ttf", "FandolFang R", "FandolFang-Regular", "FandolFang 0.3 of the Fandol team",
    outlines=f"Outlines converted from cubic (CFF) to quadratic (TrueType) curves within {CLOSE:g}/1000 em.",
)  # fmt: skip
KAI = Face("ZhengxunKai-Regular.ttf", "Zhengxun Kai", "ZhengxunKai-Regular", "LXGW WenKai 1.250")
LIGHT = Face("ZhengxunFangkai-Light.ttf", "Zhengxun Fangkai", "ZhengxunFangkai-Light", "LXGW WenKai Light 1.250")
LATIN = Face(
    "ZhengxunFangLatin-Light.ttf", "Zhengxun Fang Latin", "ZhengxunFangLatin-Light", "LXGW WenKai Mono Light 1.250"
)
SONG = Face(
    "ZhengxunBiaosong-Bold.otf", "Zhengxun Biaosong", "ZhengxunBiaosong-Bold", "Noto Serif CJK SC Bold 2.001", 2
)


def standard() -> frozenset[int]:
    """The characters of 通用规范汉字表."""
    return frozenset(map(ord, (FACES / "standard.txt").read_text("utf-8"))) - {0x0A}


def gb2312() -> frozenset[int]:
    """All characters of GB/T 2312, signs included."""
    pairs = (bytes([high, low]) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return frozenset(ord(one) for pair in pairs if (one := pair.decode("gb2312", "ignore")))


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("fandol_fang", "lxgw_wenkai", "lxgw_wenkai_light", "lxgw_wenkai_mono_light", "noto_serif_bold"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--out", type=Path, default=FACES)
    given = parser.parse_args(None if arguments is None else list(arguments))
    usual = gb2312() | standard() | _PLAIN
    # FandolFang's letters and digits are far heavier than its characters; those of WenKai Mono are half as wide, as usual.
    _made(FANG, given.fandol_fang, (usual | _LATIN) - _LETTERS, given.out)
    _made(LATIN, given.lxgw_wenkai_mono_light, _LETTERS, given.out)
    _made(SONG, given.noto_serif_bold, usual | _LATIN, given.out)
    rare = _beyond(given.lxgw_wenkai, Path(pylopdf_fonts_zh_cn.serif_path())) - _HANGUL
    _made(KAI, given.lxgw_wenkai, usual | _LATIN | rare, given.out)
    # Beside 仿宋, for the characters it lacks: the same brush, as light as it.
    _made(
        LIGHT, given.lxgw_wenkai_light, (usual | rare) & _beyond(given.lxgw_wenkai_light, given.fandol_fang), given.out
    )


def _beyond(more: Path, less: Path) -> frozenset[int]:
    """The characters one face has and the other lacks."""
    with TTFont(more, lazy=True) as first, TTFont(less, lazy=True) as second:
        return frozenset(first.getBestCmap()) - frozenset(second.getBestCmap())


def _made(face: Face, original: Path, characters: frozenset[int], folder: Path) -> None:
    font = TTFont(original, fontNumber=face.number, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = sorted(_KEPT)
    options.name_languages = [_WINDOWS[2]]
    options.drop_tables += ["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG"]
    work = subset.Subsetter(options)
    work.populate(unicodes=characters)
    work.subset(font)
    if Path(face.file).suffix == ".ttf" and "CFF " in font:
        _quadratic(font)
    _name(font, face)
    out = folder / face.file
    font.save(out)
    print(f"{out.name}: {len(font.getBestCmap())} characters, {out.stat().st_size / 1e6:.2f} MB")


def _quadratic(font: TTFont) -> None:
    """Its curves as TrueType draws them. Widths and characters stay."""
    order, drawn = font.getGlyphOrder(), font.getGlyphSet()
    outlines = {}
    for each in order:
        pen = TTGlyphPen(None)
        drawn[each].draw(Cu2QuPen(pen, CLOSE, reverse_direction=True))
        outlines[each] = pen.glyph(dropImpliedOnCurves=True)
    del font["CFF "]
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, outlines
    for glyph in outlines.values():
        glyph.recalcBounds(font["glyf"])
    widths = font["hmtx"].metrics
    font["hmtx"].metrics = {each: (widths[each][0], getattr(outlines[each], "xMin", 0)) for each in order}
    font["maxp"].tableVersion, font["post"].formatType, font.sfntVersion = 0x00010000, 3.0, "\0\1\0\0"
    vars(font["maxp"]).update(_UNHINTED)


def _name(font: TTFont, face: Face) -> None:
    names = font["name"]
    names.names = [each for each in names.names if each.nameID in _KEPT and each.platformID == _WINDOWS[0]]
    style = names.getDebugName(_STYLE)
    said = {
        _FAMILY: face.family,
        _UNIQUE: f"Zhengxun;{face.postscript}",
        _FULL: face.family if style == "Regular" else f"{face.family} {style}",
        _POSTSCRIPT: face.postscript,
        _DESCRIPTION: f"Subset of {face.original}, made by tools/faces.py of Zhengxun, 2026. {face.outlines}",
    }
    for number, words in said.items():
        names.setName(words, number, *_WINDOWS)
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [face.postscript]
        top.topDictIndex[0].FullName = said[_FULL]
        top.topDictIndex[0].FamilyName = face.family


if __name__ == "__main__":
    main()
