"""First pages of official papers as a printer would make them: number of the copy, marking, urgency, masthead, text."""

from dataclasses import dataclass
from typing import TypeAlias

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

A4 = (8.27, 11.69)
RED, BLACK = (200, 20, 30), (15, 15, 15)
SERIF, SANS = str(pylopdf_fonts_zh_cn.serif_path()), str(pylopdf_fonts_zh_cn.sans_path())
BODY = (
    "各市、州金融监管局，各处室，各直属单位：",
    "　　为进一步做好辖内银行保险机构风险监测工作，及时掌握重点领域风险变化，现就有关事项通知如下。",
    "　　一、各单位要把流动性风险监测放在突出位置，按月汇总存款变动和主要期限缺口等情况，于次月八日前报送。",
    "　　二、对辖内农村中小银行逐家建立风险台账，写明问题成因、处置措施、责任单位和完成时限，每季度更新一次。",
    "　　三、加强与地方政府有关部门的沟通会商，发现涉众型风险苗头要及时提示。不得在非涉密系统中处理涉密信息。",
    "　　四、遇有重大突发事项，应在两小时以内先以电话报告，随后报送书面材料。",
    "　　五、信息报送情况纳入年度考核。办公室按月通报采用情况，对迟报、漏报的单位予以提醒。",
)
TITLE = ("关于进一步做好辖内银行保险机构", "风险监测信息报送工作的通知")


Ink: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed on a page. `marking` is empty on an ordinary one."""

    marking: str = ""
    urgency: str = ""
    right: bool = False
    face: str = SANS
    body: tuple[str, ...] = BODY


def page(sheet: Sheet, dpi: int = 200) -> Image.Image:
    """The page, in colours, at a resolution."""
    width, height = (round(side * dpi) for side in A4)
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    left, right = round(1.1 * dpi), width - round(1.02 * dpi)
    line, y = round(0.39 * dpi), round(1.2 * dpi)
    for text, there in (("000012", False), (sheet.marking, sheet.right), (sheet.urgency, False)):
        if text:
            font = _font(sheet.face, 16, dpi)
            draw.text((right - draw.textlength(text, font) if there else left, y), text, BLACK, font)
        y += line
    y = round(2.6 * dpi)
    y = _centred(draw, ("国家金融监督管理总局文件",), y, (SERIF, 40, dpi), RED)
    y = _centred(draw, ("金监办发〔2026〕37号",), y + round(0.25 * dpi), (SERIF, 16, dpi), BLACK)
    draw.rectangle((left, y + 12, right, y + 12 + dpi // 60), RED)
    y = _centred(draw, TITLE, y + round(0.5 * dpi), (SERIF, 22, dpi), BLACK)
    _body(draw, sheet.body, (left, right, y + line), dpi)
    return image


def _centred(draw: ImageDraw.ImageDraw, lines: tuple[str, ...], y: int, font: tuple[str, int, int], ink: Ink) -> int:
    face = _font(*font)
    width = round(A4[0] * font[2])
    for text in lines:
        draw.text(((width - draw.textlength(text, face)) / 2, y), text, ink, face)
        y += round(face.size * 1.4)
    return y


def _body(draw: ImageDraw.ImageDraw, paragraphs: tuple[str, ...], frame: tuple[int, int, int], dpi: int) -> None:
    left, right, y = frame
    font = _font(SERIF, 16, dpi)
    per_line = (right - left) // int(font.size)
    for paragraph in paragraphs:
        for at in range(0, len(paragraph), per_line):
            draw.text((left, y), paragraph[at : at + per_line], BLACK, font)
            y += round(0.39 * dpi)


def _font(path: str, points: int, dpi: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, round(points * dpi / 72))
