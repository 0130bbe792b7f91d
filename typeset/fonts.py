"""Which faces draw 仿宋, 宋体, 小标宋, 黑体 and 楷体.

- A role is a list of families; each character is drawn by the first family that has it.
- Licensed faces of the deployment come first, then the free ones beside this file (typeset/faces), then those of the
  package registry. Every role ends in faces that have all of GBK and of 通用规范汉字表.
- Faces come from those two, from one folder of the deployment, and from the system only when asked.
- A character no face of its role has is named before printing; nothing is drawn with a foreign face in silence.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
import uharfbuzz as hb

from typeset.errors import FontFolderUnusable, FontsMissing

REGISTRY = Path(pylopdf_fonts_zh_cn.serif_path()).parent
FACES = Path(__file__).resolve().parent / "faces"
# What the trade sets official documents in: by licence of the deployment. Under both of its names where it has two.
LICENSED: Mapping[str, tuple[str, ...]] = {
    "fang": ("仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "FZFangSong-Z02", "仿宋", "FangSong"),
    "song": ("宋体", "SimSun", "方正书宋_GBK", "FZShuSong-Z01"),
    "biaosong": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    "hei": ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01"),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "方正楷体_GBK", "FZKai-Z03", "楷体", "KaiTi"),
}
# Free faces of the same style, and what draws the characters those lack.
_FREE: Mapping[str, tuple[str, ...]] = {
    "fang": ("FandolFang R", "Zhengxun Fang Latin", "Zhengxun Fangkai"),
    "song": ("Noto Serif SC",),
    "biaosong": ("Zhengxun Biaosong",),
    "hei": ("Noto Sans SC",),
    "kai": ("Zhengxun Kai", "LXGW WenKai"),
}
_COMMON = ("Noto Serif SC", "Zhengxun Kai", "LXGW WenKai")
LAST_RESORT = ("BabelStone Han", "HanaMinA", "HanaMinB", "Noto Serif CJK SC")
ROLES: Mapping[str, tuple[str, ...]] = {
    role: tuple(dict.fromkeys((*licensed, *_FREE[role], *_COMMON, *LAST_RESORT))) for role, licensed in LICENSED.items()
}
# Families heavy enough for a masthead; the others get an outline, since no bold is made up.
HEAVY = frozenset({*LICENSED["biaosong"], "Zhengxun Biaosong"})
_UNDRAWN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class FontSet:
    """The faces of one deployment. `folder` holds its own files; `system` also looks at installed ones."""

    folder: Path | None = None
    system: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        own = (str(self.folder),) if self.folder and self.folder.is_dir() else ()
        return (*own, str(FACES), str(REGISTRY))


class Grade(StrEnum):
    """How near a role's first face comes to what official documents are set in."""

    LICENSED = "licensed"
    FREE = "free"  # the style is right
    STAND_IN = "stand_in"  # another style


@dataclass(frozen=True, slots=True)
class Role:
    """One role as it will be drawn: its first family draws nearly everything."""

    name: str
    families: tuple[str, ...]
    grade: Grade
    files: tuple[str, ...] = field(default=())

    @property
    def preferred(self) -> bool:
        """Whether the style is that of the role."""
        return self.grade is not Grade.STAND_IN


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
    found = {role: tuple(family for family in families if family in present) for role, families in ROLES.items()}
    if empty := [role for role, families in found.items() if not families]:
        raise FontsMissing(empty)
    return found


def report(fonts: FontSet = DEFAULT) -> list[Role]:
    """For `doctor` and the start: what each role is drawn with."""
    present = _files(fonts)
    return [
        Role(
            name,
            families,
            _grade(name, families[0]),
            files=tuple(dict.fromkeys(str(present[family][0][0]) for family in families)),
        )
        for name, families in roles(fonts).items()
    ]


def require_folder(fonts: FontSet) -> None:
    """Raise FontFolderUnusable for a folder that is named and holds no face of any role: nobody names one for nothing."""
    if fonts.folder is None:
        return
    own = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.folder)])
    if not fonts.folder.is_dir() or not set(own.families()) & {family for role in ROLES.values() for family in role}:
        raise FontFolderUnusable(str(fonts.folder))


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


def _grade(role: str, family: str) -> Grade:
    return Grade.LICENSED if family in LICENSED[role] else Grade.FREE if family in _FREE[role] else Grade.STAND_IN


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
