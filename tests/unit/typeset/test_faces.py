"""The faces that come with the program: what every role draws, and what the files say of themselves."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from typeset import engine, fonts
from typeset.errors import FontFolderUnusable, FontsMissing

ROOT = Path(__file__).parents[3]
# Of people's names, of old documents, of Extensions A, B, E and of the later ones.
RARE = "龚䶮𠮷𬎆㛃𫖮𬱖堃喆昇祎翀頔珺璟瀞囍芃玥昀嫄堉镕珮峣瑄垚淼犇骉龘翯㸆㵐𫘧𬭊"
RESERVED = re.compile("LXGW|霞鹜|Source")


def standard() -> str:
    return (fonts.FACES / "standard.txt").read_text("utf-8").replace("\n", "")


def gbk() -> str:
    pairs = (bytes([head, tail]) for head in range(0x81, 0xFF) for tail in range(0x40, 0xFF))
    return "".join(one for pair in pairs if len(one := pair.decode("gbk", "ignore")) == 1)


@pytest.mark.requirement("NEW-06")
@pytest.mark.parametrize("role", sorted(fonts.ROLES))
def test_every_role_draws_all_of_gbk_of_the_standard_list_and_rare_names(role: str) -> None:
    assert len(standard()) == len(set(standard())) == 8105
    assert sum(one > "\uffff" for one in standard()) == 196
    assert len(gbk()) > 21_700
    assert len(set(RARE)) == 36
    assert fonts.missing(standard() + gbk() + RARE, role) == ""
    assert fonts.missing("\U00020000", role) == "\U00020000"  # the question can be answered with no


def test_the_first_face_of_a_role_draws_nearly_everything() -> None:
    first = {role: families[0] for role, families in fonts.roles().items()}
    for role, family in first.items():
        path, index = fonts.files()[family][0]
        drawn = [fonts.face(one, role) == (str(path), index) for one in standard()]
        assert sum(drawn) > 6600, family


def test_rare_names_among_body_text_are_drawn_light() -> None:
    where = {Path(found[0]).name for one in RARE if (found := fonts.face(one, "fang"))}
    assert where <= {"FandolFang-Regular.ttf", "ZhengxunFangkai-Light.ttf", "NotoSerifSC-Regular.otf"}
    assert "ZhengxunFangkai-Light.ttf" in where
    assert Path(fonts.face("7", "fang")[0]).name == "ZhengxunFangLatin-Light.ttf"  # type: ignore[index]


def test_titles_are_heavy_without_an_outline() -> None:
    assert fonts.is_heavy()


def test_changed_faces_bear_no_reserved_name_and_say_what_they_are() -> None:
    read_me = (fonts.FACES / "README.md").read_text("utf-8")
    files = [path for path in fonts.FACES.iterdir() if path.suffix in {".otf", ".ttf"}]
    assert len(files) == 5
    for path in files:
        assert path.name in read_me
        with TTFont(path, lazy=True) as font:
            names = font["name"]
            assert not any(RESERVED.search(names.getDebugName(each) or "") for each in (1, 3, 4, 6, 16))
            assert "Subset of" in names.getDebugName(10)
            converted = path.name.startswith("Fandol")  # what its licence asks: a changed work says so
            assert ("Outlines converted" if converted else "Outlines unchanged") in names.getDebugName(10)
            assert ("glyf" in font) is (path.suffix == ".ttf")
            assert names.getDebugName(0)
            assert font["OS/2"].fsType in {0, 8}  # may be embedded
    assert "special exception" in (fonts.FACES / "COPYING.Fandol.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (fonts.FACES / "OFL.txt").read_text("utf-8")
    assert sum(path.stat().st_size for path in files) < 16_000_000


def test_the_faces_are_those_the_pages_were_looked_at_with() -> None:
    """A changed face changes the bytes of every PDF: whoever changes one knows by this."""
    digest = hashlib.sha256()
    for path in sorted(fonts.FACES.glob("*.[ot]tf")):
        digest.update(path.read_bytes())
    assert digest.hexdigest() == "f678d3ad4776fe46dddeb0336717909aed6f48d2f53d8cca656b940dc35273f1"


def test_a_character_is_missing_for_the_page_when_any_role_lacks_it() -> None:
    assert engine.missing("中𠮷\U00020000😀中") == "\U00020000😀"


def named(folder: Path, family: str) -> Path:
    """A small face of the program under another name, as if a deployment had brought it."""
    with TTFont(fonts.FACES / "ZhengxunFangLatin-Light.ttf") as font:
        for number in (1, 4):
            font["name"].setName(family, number, 3, 1, 0x409)
        font.save(folder / "own.ttf")
    return folder


def test_a_licensed_face_goes_before_the_free_ones(tmp_path: Path) -> None:
    own = fonts.FontSet(named(tmp_path, "FangSong_GB2312"))
    fonts.require_folder(own)
    engine.begin(own)
    report = {role.name: role for role in fonts.report(own)}
    assert report["fang"].families[:2] == ("FangSong_GB2312", "FandolFang R")
    assert {name for name, role in report.items() if role.grade is fonts.Grade.LICENSED} == {"fang"}
    assert fonts.face("A", "fang", own) == (str(tmp_path / "own.ttf"), 0)
    assert fonts.missing(standard(), "fang", own) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="where a system keeps its faces is another matter elsewhere")
@pytest.mark.parametrize(("wanted", "first"), [("1", "FangSong_GB2312"), ("0", "FandolFang R")])
def test_installed_faces_are_used_when_asked_for(tmp_path: Path, wanted: str, first: str) -> None:
    (tmp_path / ".fonts").mkdir()
    named(tmp_path / ".fonts", "FangSong_GB2312")
    code = "from app import runtime, settings; print(*(row.families[0] for row in runtime.faces(settings.read())), sep=chr(10))"
    surroundings = {**os.environ, "HOME": str(tmp_path), "ZHENGXUN_SYSTEM_FONTS": wanted}
    told = subprocess.run(
        [sys.executable, "-c", code], env=surroundings, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.splitlines()[0] == first


def test_a_folder_without_any_known_face_is_refused(tmp_path: Path) -> None:
    fonts.require_folder(fonts.FontSet())
    for folder in (tmp_path, tmp_path / "none", named(tmp_path, "Comic Sans MS")):
        with pytest.raises(FontFolderUnusable):
            fonts.require_folder(fonts.FontSet(folder))


def test_a_family_the_engine_does_not_know_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    engine.begin()
    monkeypatch.setattr(fonts, "roles", lambda _: {"fang": ("FandolFang R", "No Such Family")})
    with pytest.raises(FontsMissing) as caught:
        engine.begin()
    assert "no such family" in str(caught.value.facts["roles"])
