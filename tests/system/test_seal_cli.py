"""`zhengxun seal` from an authority's founding to a sealed document, and everything it must refuse."""

import io
import re
import shlex
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from app import cli, pins
from app.seals import making as seal_make
from crypto.certificates import profiles, requests
from crypto.certificates.certificate import load
from crypto.certificates.trust import read_folder
from crypto.devices.base import Tries
from crypto.devices.softtoken import SoftwareToken
from crypto.findings import Level
from crypto.seals.checking import check_seal
from crypto.seals.ofd import OfdChecked, check_ofd
from crypto.seals.pdf import check_pdf
from crypto.seals.reading import read_seal
from kernel import clock
from marking.pdf import opened
from tests.conftest import at_home_in
from typeset import pdf
from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.stamps.imported import MOST_DPI
from typeset.stamps.unit import round_seal

PROJECT = Path(__file__).resolve().parents[2]
HELLO = PROJECT / "tests" / "vectors" / "ofd" / "helloworld.ofd"
PIN, OFFICE_PIN = "135790", "authority-pin"
OFFICE = "滨海市财政局"


@dataclass(frozen=True)
class House:
    """A folder with an authority, a seal maker, two users, and what they are given."""

    folder: Path

    def run(self, *words: str) -> int:
        return cli.main(list(words))

    def make(self, *words: str, name: str = OFFICE, out: str = "财政局.esl") -> int:
        given = ["--id", "33020000000001", "--user", "用章人/张三.cer", "--until", "2029-12-31", "--out", out]
        who = ["--device", "software:制章人.key", "--certificate", "制章人/sign.cer", "--pin-file", "pin"]
        return self.run("seal", "make", name, *given, *who, "--yes", *words)

    def sign(self, *words: str, by: str = "张三", out: str = "盖章.ofd") -> int:
        who = ["--device", f"software:{by}.key", "--certificate", f"用章人/{by}.cer", "--yes"]
        where = [] if {"--at", "--over"} & set(words) else ["--over", OFFICE]
        return self.run("seal", "sign", "通知.ofd", "--seal", "财政局.esl", *who, *where, "--out", out, *words)

    def checked(self, out: str = "盖章.ofd") -> OfdChecked:
        return check_ofd((self.folder / out).read_bytes(), read_folder(self.folder / "data" / "trust"), clock.now())

    def tries(self, who: str = "张三") -> Tries:
        return SoftwareToken(self.folder / f"{who}.key").tries()


def document(text: str = OFFICE) -> bytes:
    """The smallest OFD with these words on its page."""
    packed = io.BytesIO()
    with zipfile.ZipFile(HELLO) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            body = source.read(name).decode()
            target.writestr(name, re.sub(r">你好呀.*?<", f">{text}<", body))
    return packed.getvalue()


def red_box(file: bytes, page: int) -> tuple[float, float, float, float]:
    """Where a seal's red stands on a page that has none of its own below the masthead, in mm."""
    with opened(file) as document:
        document.init_forms()
        picture = document[page].render(scale=150 / 72, may_draw_forms=True).to_pil().convert("RGB")
    red, green, _ = picture.split()
    mask = ImageChops.subtract(red, green).point(lambda value: 255 if value > 120 else 0)
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    return left * 25.4 / 150, top * 25.4 / 150, right * 25.4 / 150, bottom * 25.4 / 150


def secret(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def found(folder: Path, authority: str) -> House:
    secret(folder / "authority-pin", OFFICE_PIN)
    secret(folder / "pin", PIN)
    opened = ["--pin-file", "authority-pin", "--root-pin-file", "authority-pin", "--yes"]
    assert cli.main(["ca", "init", "--organisation", authority, *opened]) == 0
    for name, role in (("制章人", "seal_maker"), ("张三", "signing"), ("李四", "signing")):
        device = SoftwareToken.create(folder / f"{name}.key", PIN, label=name)
        asked = requests.make(profiles.name(name, OFFICE, ""), device.public_key, device.sign)
        device.close()
        (folder / f"{name}.p10").write_bytes(asked)
        given = ["--role", role, "--out", "签发", "--pin-file", "authority-pin", "--yes"]
        assert cli.main(["ca", "issue", f"{name}.p10", *given]) == 0
    (folder / "制章人").mkdir()
    (folder / "用章人").mkdir()
    for each in (folder / "签发").rglob("*.cer"):
        holder = each.parent.name.partition("-")[0]
        if holder == "制章人":
            (folder / "制章人" / each.name).write_bytes(each.read_bytes())
        elif each.name == "sign.cer":
            (folder / "用章人" / f"{holder}.cer").write_bytes(each.read_bytes())
    (folder / "通知.ofd").write_bytes(document())
    return House(folder)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One authority for tests, made once; every test works on a copy's worth of new files in it."""
    folder = tmp_path_factory.mktemp("seals")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("ZHENGXUN_DATA", str(folder / "data"))
        found(folder, "滨海市测试局")
        assert House(folder).make("--demo", "--below", "报送专用章") == 0
        yield folder


@pytest.fixture
def house(founded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """What a test writes is gone before the next."""
    with at_home_in(founded, monkeypatch):
        yield House(founded)


@pytest.fixture
def refused(house: House, capsys: pytest.CaptureFixture[str]) -> Callable[[int, str], None]:
    """Exit code 2, one sentence, no new file."""
    before = {each: each.read_bytes() for each in house.folder.iterdir() if each.is_file() and "tries" not in each.name}

    def check(code: int, says: str) -> None:
        told = capsys.readouterr().err
        assert code == 2
        assert says in told
        assert "Traceback" not in told
        after = {
            each: each.read_bytes() for each in house.folder.iterdir() if each.is_file() and "tries" not in each.name
        }
        assert after == before

    return check


# --- draw ---


def test_a_picture_is_drawn_in_three_forms(house: House) -> None:
    for form, start in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".ofd", b"PK")):
        assert house.run("seal", "draw", OFFICE, "--below", "报送专用章", "--out", f"印模{form}") == 0
        assert (house.folder / f"印模{form}").read_bytes().startswith(start)
    assert (house.folder / "印模.svg").read_text() == round_seal(OFFICE, "报送专用章").svg()
    assert house.run("seal", "draw", OFFICE, "--rank", "government", "--demo", "--out", "演示.svg") == 0
    assert 'width="45mm"' in (house.folder / "演示.svg").read_text()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((OFFICE, "--out", "印模.gif"), ".svg、.png 或 .ofd"),
        ((OFFICE, "--out", "pin"), ".svg"),
        ((OFFICE, "--out", "印模.png", "--dpi", "5000"), "5000"),
        ((OFFICE, "--out", "印模.png", "--size", "80"), "80 毫米"),
        ((OFFICE, "--out", "印模.png", "--rank", "township", "--size", "45"), "42 毫米"),
        ((OFFICE, "--out", "印模.png", "--rank", "ministry"), "国徽"),
        (("内蒙古ᠮᠣᠩ", "--out", "印模.png"), "U+182E"),
        (("滨海\U00020000局", "--out", "印模.png"), "\U00020000 U+20000"),
        (("国" * 41, "--out", "印模.png"), "41 个字"),
        (("", "--out", "印模.png"), "没有印文"),
        (("李四光李四光李", "--form", "person", "--out", "印模.png"), "7 个字"),
    ],
)
def test_what_is_not_drawn(
    house: House, refused: Callable[[int, str], None], words: tuple[str, ...], says: str
) -> None:
    refused(house.run("seal", "draw", *words), says)


# --- make, show ---


@pytest.mark.requirement("NEW-02")
def test_a_seal_holds_and_says_what_was_asked_for(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    made = (house.folder / "财政局.esl").read_bytes()
    checked = check_seal(made, read_folder(house.folder / "data" / "trust"), clock.now())
    assert [each for each in checked.findings if each.level is Level.FAILED] == []
    seal = read_seal(made)
    assert (seal.version, seal.name, seal.id, seal.type) == (4, OFFICE, "33020000000001", 1)
    assert seal.listed == (load((house.folder / "用章人" / "张三.cer").read_bytes()).der,)
    assert seal.picture.data == round_seal(OFFICE, "报送专用章", demo=True).png(300)
    assert house.run("seal", "show", "财政局.esl", "--picture", "取出.png") == 0
    told = capsys.readouterr().out
    for fact in (OFFICE, "33020000000001", "制章人", "张三", "第 4 版", "2029-12-31 23:59", "42 × 42 mm"):
        assert fact in told
    assert (house.folder / "取出.png").read_bytes() == seal.picture.data


def test_only_seals_are_shown(house: House, refused: Callable[[int, str], None]) -> None:
    for name in ("pin", "通知.ofd", "用章人/张三.cer"):
        refused(house.run("seal", "show", name), "不是印章文件")
    refused(house.run("seal", "show", "没有.esl"), "读不出来")


def test_vector_pictures_digests_and_personal_seals(house: House) -> None:
    assert house.make("--demo", "--vector", "--digests", "--form", "person", name="张三印", out="名章.esl") == 0
    seal = read_seal((house.folder / "名章.esl").read_bytes())
    assert (seal.picture.type, seal.type, seal.list_type, len(seal.listed[0])) == ("OFD", 2, 2, 32)
    assert house.sign("--seal", "名章.esl", "--pin-file", "pin") == 0
    assert house.checked().sound


def test_a_picture_made_elsewhere(house: House, refused: Callable[[int, str], None]) -> None:
    drawn = Image.open(io.BytesIO(round_seal(OFFICE).png(600))).convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    scan = house.folder / "扫描.jpg"
    paper.convert("RGB").save(scan, quality=90)
    given = ["--demo", "--picture", "扫描.jpg", "--clear"]
    assert house.make(*given, "--size", "42", out="导入.esl") == 0
    picture = read_seal((house.folder / "导入.esl").read_bytes()).picture
    pixels = Image.open(io.BytesIO(picture.data)).convert("RGBA")
    assert (picture.type, picture.width, picture.height) == ("PNG", 42, 42)
    assert pixels.width == round(42 / 25.4 * MOST_DPI)
    assert pixels.getchannel("A").getpixel((3, 3)) == 0
    for wrong in ([], ["--size", "42x30"], ["--size", "120"]):
        assert house.make(*given, *wrong, out="不成.esl") == 2
    assert not (house.folder / "不成.esl").exists()


def test_under_an_authority_for_tests_every_seal_says_so(house: House, refused: Callable[[int, str], None]) -> None:
    refused(house.make(out="真.esl"), "只能制作带“测试”字样的印章")


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("滨海市测试局", True),
        ("Test Office", True),
        ("x demo-ca", True),
        ("滨海市财政局", False),
        ("Latest Contest", False),
    ],
)
def test_an_authority_for_tests_is_known_by_its_name(name: str, marked: bool) -> None:
    assert seal_make.says_test([name]) is marked


def test_under_another_authority_a_seal_is_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHENGXUN_DATA", str(tmp_path / "data"))
    house = found(tmp_path, OFFICE)
    assert house.make() == 0
    seal = read_seal((tmp_path / "财政局.esl").read_bytes())
    assert seal.picture.data == round_seal(OFFICE).png(300)
    shown = load((tmp_path / "用章人" / "李四.cer").read_bytes())
    revoke = ["--reason", "moved", "--pin-file", "authority-pin", "--yes"]
    assert house.run("ca", "revoke", f"{shown.serial:x}", *revoke) == 0
    assert house.make("--user", "用章人/李四.cer", out="再制.esl") == 2
    assert not (tmp_path / "再制.esl").exists()


def test_nobody_makes_a_seal_without_trusted_certificates(
    house: House, refused: Callable[[int, str], None], tmp_path: Path
) -> None:
    refused(house.make("--demo", "--trust", str(tmp_path), out="不成.esl"), "现在不能采信")
    refused(house.make("--demo", "--user", "pin", out="不成.esl"), "不是一份 SM2 证书")
    refused(house.make("--demo", "--certificate", "用章人/张三.cer", out="不成.esl"), "不属于这个设备里的密钥")
    refused(house.make("--demo", "--user", "签发", out="不成.esl"), "文件读不出来")
    refused(house.make("--demo"), "已经存在")
    refused(house.make("--demo", "--until", "2020-01-01", out="不成.esl"), "")


# --- sign ---


def test_an_ofd_is_sealed_over_the_words(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    original = (house.folder / "通知.ofd").read_bytes()
    assert house.sign("--pin-file", "pin") == 0
    assert "第 1 页，中心离左边" in capsys.readouterr().out
    checked = house.checked()
    assert checked.sound
    assert [(each.seal, each.signer) for each in checked.signatures] == [(OFFICE, "张三")]
    with zipfile.ZipFile(house.folder / "盖章.ofd") as package:
        described = package.read("Doc_0/Signs/Sign_0/Signature.xml").decode()
    left, top, width, height = map(float, re.findall(r'Boundary="([^"]*)"', described)[0].split())
    assert (width, height) == (42, 42)
    # Six characters from 31.7 mm on: four 3 mm apart, two 1.5 mm apart, each with its middle 1.5 mm on.
    assert left + 21 == pytest.approx(31.7 + 1.5 + (3 * 4 + 1.5) / 2, abs=0.01)
    assert top + 21 == pytest.approx(25.4 + 3 - 1.08, abs=0.01)
    assert (house.folder / "通知.ofd").read_bytes() == original


def test_a_pdf_is_sealed_over_the_words(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    items = (BulletinItem("承保车辆增长", "承保车辆八百一十二万辆。\n\n" * 40),)
    (house.folder / "通知.pdf").write_bytes(pdf.document(BulletinDoc("滨海信息", 3, OFFICE, date(2026, 11, 2), items)))
    who = ["--device", "software:张三.key", "--certificate", "用章人/张三.cer", "--yes", "--pin-file", "pin"]
    sealing = ["seal", "sign", "通知.pdf", "--seal", "财政局.esl", "--over", OFFICE, *who, "--out", "盖章.pdf"]
    assert house.run(*sealing, "--closed") == 2
    assert house.run(*sealing) == 0
    made = (house.folder / "盖章.pdf").read_bytes()
    checked = check_pdf(made, read_folder(house.folder / "data" / "trust"), clock.now())
    assert checked.sound
    assert [(each.seal, each.signer) for each in checked.signatures] == [(OFFICE, "张三")]
    page, left, top = re.findall(
        r"第 (\d+) 页，中心离左边 ([\d.]+) 毫米、离上边 ([\d.]+) 毫米", capsys.readouterr().out
    )[0]
    reds = red_box(made, int(page) - 1)
    assert [(reds[0] + reds[2]) / 2, (reds[1] + reds[3]) / 2] == [
        pytest.approx(float(left), abs=1),
        pytest.approx(float(top), abs=1),
    ]
    (house.folder / "假.pdf").write_bytes(b"%PDF-1.7 no such thing")
    assert house.run(*[each.replace("通知.pdf", "假.pdf").replace("盖章", "又") for each in sealing]) == 4


def test_a_place_in_millimetres_names_the_middle(house: House) -> None:
    assert house.sign("--at", "140,220.5", "--pin-file", "pin") == 0
    with zipfile.ZipFile(house.folder / "盖章.ofd") as package:
        assert 'Boundary="119 199.5 42 42"' in package.read("Doc_0/Signs/Sign_0/Signature.xml").decode()


def test_the_pin_is_asked_before_each_seal_and_the_device_locked_after(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return PIN

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", typed)
    for number in range(3):
        assert house.sign(out=f"盖章{number}.ofd") == 0
        assert house.checked(f"盖章{number}.ofd").sound
    assert len(asked) == 3
    assert "张三" in asked[0]


def test_certificates_in_the_device_need_not_be_given(house: House) -> None:
    device = SoftwareToken(house.folder / "李四.key")
    device.unlock(PIN)
    device.install(load((house.folder / "用章人" / "李四.cer").read_bytes()), None, None)
    device.close()
    assert house.make("--demo", "--user", "用章人/李四.cer", out="二人.esl") == 0
    who = ["--device", "software:李四.key", "--pin-file", "pin", "--yes", "--out", "盖章.ofd"]
    assert house.run("seal", "sign", "通知.ofd", "--seal", "二人.esl", "--at", "100,100", *who) == 0
    assert [each.signer for each in house.checked().signatures] == ["李四"]


def test_a_wrong_pin_costs_a_try_and_seals_nothing(house: House, refused: Callable[[int, str], None]) -> None:
    secret(house.folder / "wrong", "246813")
    assert house.tries().left == 6
    assert house.sign("--pin-file", "wrong") == 2
    assert house.tries().left == 5
    assert not (house.folder / "盖章.ofd").exists()
    assert house.sign("--pin-file", "pin") == 0
    assert house.tries().left == 6


def test_the_pin_is_not_asked_where_nothing_can_be_sealed(
    house: House, refused: Callable[[int, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> str:
        raise AssertionError("asked for the PIN")

    monkeypatch.setattr(pins, "read", asked)
    refused(house.sign(by="李四"), "李四")
    refused(house.sign("--page", "2"), "共 1 页")
    refused(house.sign("--page", "0"), "共 1 页")
    refused(house.sign("--over", "不在页面上"), "找不到")
    refused(house.sign("--seal", "pin"), "")
    refused(house.sign("--seal", "通知.ofd"), "")
    refused(house.sign("--device", "software:没有.key"), "")
    refused(house.sign("--device", "floppy:a"), "")
    refused(house.sign(out="通知.ofd"), "已经存在")


@pytest.mark.requirement("EXC-03")
@pytest.mark.parametrize("text", ["此页无正文", " "])
def test_an_empty_page_is_not_sealed(house: House, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (house.folder / "空页.ofd").write_bytes(document(text))
    who = ["--device", "software:张三.key", "--certificate", "用章人/张三.cer", "--yes", "--pin-file", "pin"]
    assert (
        house.run("seal", "sign", "空页.ofd", "--seal", "财政局.esl", "--at", "100,200", *who, "--out", "盖章.ofd") == 2
    )
    assert "没有正文" in capsys.readouterr().err
    assert not (house.folder / "盖章.ofd").exists()


@pytest.mark.requirement("SUB-11")
def test_a_marking_is_not_sealed_and_no_pin_is_asked(
    house: House,
    refused: Callable[[int, str], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: list[str] = []

    def typed(what: str, _file: Path | None) -> str:
        asked.append(what)
        return PIN

    monkeypatch.setattr(pins, "read", typed)
    who = ["--device", "software:张三.key", "--certificate", "用章人/张三.cer", "--yes", "--seal", "财政局.esl"]
    for name in ("涉密.ofd", "机密★5年.ofd"):
        (house.folder / name).write_bytes(document("机密★5年" if name == "涉密.ofd" else OFFICE))
        assert house.run("seal", "sign", name, "--at", "100,200", "--declare", *who, "--out", "盖章.ofd") == 3
        told = capsys.readouterr().err
        assert "机密★5年" in told
        assert "光盘" in told
    assert not (house.folder / "盖章.ofd").exists()
    assert asked == []
    assert house.sign() == 0
    assert asked


@pytest.mark.requirement("SUB-11")
def test_what_cannot_be_examined_is_sealed_only_when_it_is_declared(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(scan).text((60, 60), "Report of the third quarter", fill="black", font_size=28)
    scan.save(house.folder / "扫描.pdf")
    who = ["--device", "software:张三.key", "--certificate", "用章人/张三.cer", "--yes", "--pin-file", "pin"]
    sign = ["seal", "sign", "扫描.pdf", "--seal", "财政局.esl", "--at", "100,200", *who, "--out", "盖章.pdf"]
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    for word, code in (("y", 4), ("已核对", 0)):
        monkeypatch.setattr("builtins.input", lambda _, word=word: word)
        assert house.run(*sign) == 4
        assert house.run(*sign, "--declare") == code
        assert (house.folder / "盖章.pdf").exists() is (code == 0)
    assert "已声明放行：扫描.pdf" in capsys.readouterr().out


def test_nothing_is_sealed_unseen(
    house: House, refused: Callable[[int, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ["--device", "software:张三.key", "--certificate", "用章人/张三.cer", "--out", "盖章.ofd"]
    words = ["seal", "sign", "通知.ofd", "--seal", "财政局.esl", "--over", OFFICE, *who, "--pin-file", "pin"]
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    refused(house.run(*words), "--yes")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert house.run(*words) == 2
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert house.run(*words) == 0


def test_a_closed_document_takes_no_further_seal(house: House) -> None:
    assert house.sign("--closed", "--pin-file", "pin", out="锁定.ofd") == 0
    assert house.checked("锁定.ofd").sound
    who = ["--device", "software:张三.key", "--certificate", "用章人/张三.cer", "--yes", "--pin-file", "pin"]
    again = ["seal", "sign", "锁定.ofd", "--seal", "财政局.esl", "--at", "100,200", *who, "--out", "盖章.ofd"]
    assert house.run(*again) == 2
    assert not (house.folder / "盖章.ofd").exists()


# --- the page for people ---


def test_every_command_of_the_page_does_what_it_says(house: House) -> None:
    text = (PROJECT / "docs" / "seals.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines() if line]
    assert len(lines) >= 10
    (house.folder / "财政局.esl").rename(house.folder / "以前.esl")
    try:
        for line in lines:
            words = shlex.split(line)[1:]
            signs = words[:2] in (["seal", "make"], ["seal", "sign"])
            assert cli.main([*words, *(["--pin-file", "pin", "--yes"] if signs else [])]) == 0, line
        assert house.checked("通知-已盖章.ofd").sound
    finally:
        (house.folder / "财政局.esl").unlink(missing_ok=True)
        (house.folder / "以前.esl").rename(house.folder / "财政局.esl")
