"""Which faces draw 仿宋, 宋体, 小标宋, 黑体 and 楷体.

- A role is a list of families; each character is drawn by the first family that has it.
- Licensed faces of the deployment come first, then free ones, then the faces of the package registry; every role
  ends in a face that has all of GBK.
- Faces come from the registry package, from one folder of the deployment, and from the system only when asked.
- A character no face of its role has is named before printing; nothing is drawn with a foreign face in silence.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
import uharfbuzz as hb

from typeset.errors import FontsMissing

REGISTRY = Path(pylopdf_fonts_zh_cn.serif_path()).parent
ROLES: Mapping[str, tuple[str, ...]] = {
    "fang": ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "FandolFang R", "Noto Serif SC", "LXGW WenKai"),
    "song": ("宋体", "SimSun", "Noto Serif SC", "Noto Serif CJK SC", "LXGW WenKai"),
    "biaosong": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "Noto Serif SC", "LXGW WenKai"),
    "hei": ("黑体", "SimHei", "FandolHei", "Noto Sans SC", "Noto Serif SC", "LXGW WenKai"),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "LXGW WenKai", "Noto Serif SC"),
}
LAST_RESORT = ("BabelStone Han", "HanaMinA", "HanaMinB", "Noto Serif CJK SC")
# Families heavy enough for a masthead; the others get an outline, since no bold is made up.
HEAVY = frozenset({"方正小标宋简体", "FZXiaoBiaoSong-B05S"})
_UNDRAWN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class FontSet:
    """The faces of one deployment. `folder` holds its own files; `system` also looks at installed ones."""

    folder: Path | None = None
    system: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        own = (str(self.folder),) if self.folder and self.folder.is_dir() else ()
        return (*own, str(REGISTRY))


@dataclass(frozen=True, slots=True)
class Role:
    """One role as it will be drawn."""

    name: str
    families: tuple[str, ...]
    preferred: bool
    files: tuple[str, ...] = field(default=())


DEFAULT = FontSet()
_in_force = [DEFAULT]


def install(fonts: FontSet) -> None:
    """The faces of this installation, for what is printed from now on."""
    _in_force[:] = [fonts]


def current() -> FontSet:
    """The faces in force."""
    return _in_force[0]


@cache
def roles(fonts: FontSet = DEFAULT) -> Mapping[str, tuple[str, ...]]:
    """The families of each role that are present; raises FontsMissing for a role without any."""
    present = _files(fonts)
    found = {
        role: tuple(family for family in (*families, *LAST_RESORT) if family in present)
        for role, families in ROLES.items()
    }
    if empty := [role for role, families in found.items() if not families]:
        raise FontsMissing(empty)
    return found


def report(fonts: FontSet = DEFAULT) -> list[Role]:
    """For `doctor`: what each role is drawn with; `preferred` is false for a stand-in from the registry."""
    present = _files(fonts)
    return [
        Role(
            name,
            families,
            preferred=families[0] not in {"Noto Serif SC", "Noto Sans SC"},
            files=tuple(dict.fromkeys(str(present[family][0][0]) for family in families)),
        )
        for name, families in roles(fonts).items()
    ]


def missing(text: str, role: str = "fang", fonts: FontSet = DEFAULT) -> str:
    """The characters of `text` that no face of the role has, each once, in order of appearance."""
    have = _coverage(fonts, roles(fonts)[role])
    return "".join(dict.fromkeys(one for one in text if ord(one) not in have and _drawn(one)))


def face(character: str, role: str, fonts: FontSet = DEFAULT) -> tuple[str, int] | None:
    """File and index of the face that draws this character of a role; None when none has it."""
    present = _files(fonts)
    found = (present[family][0] for family in roles(fonts)[role])
    return next(((str(path), index) for path, index in found if ord(character) in _code_points(path, index)), None)


def files(fonts: FontSet = DEFAULT) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """The files of each family that is present, each with its index inside a collection."""
    return _files(fonts)


def is_heavy(fonts: FontSet = DEFAULT) -> bool:
    """Whether the first face for mastheads and titles is heavy by itself."""
    return roles(fonts)["biaosong"][0] in HEAVY


def _drawn(character: str) -> bool:
    variation = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return unicodedata.category(character) not in _UNDRAWN and not variation


@cache
def _files(fonts: FontSet) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Family -> its files, as the typesetter itself names them."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    known = typst.Fonts(
        include_system_fonts=fonts.system, include_embedded_fonts=False, font_paths=list(fonts.paths)
    ).fonts()
    for face in known:
        if face.path is not None:
            found[face.family] = (*found.get(face.family, ()), (face.path, face.index))
    return found


@cache
def _coverage(fonts: FontSet, families: tuple[str, ...]) -> frozenset[int]:
    present = _files(fonts)
    return frozenset().union(*(_code_points(*file) for family in families for file in present[family][:1]))


@cache
def _code_points(path: str, index: int) -> frozenset[int]:
    return frozenset(hb.Face(hb.Blob.from_file_path(path), index).unicodes)
