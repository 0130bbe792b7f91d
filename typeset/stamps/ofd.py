"""A picture as the smallest OFD package: one page of the picture's size, every shape a PathObject.

- GB/T 33190-2016: OFD.xml (7.4), Document.xml (7.5), one page (7.7) with one layer of path objects (9.1); coordinates
  in mm relative to the object's Boundary. It is the picture type "ofd" of a seal (GB/T 38540-2020, SES_ESPictureInfo).
- No date, no chance: DocID is drawn from the content, so that the same picture gives the same bytes.
"""

import io
import zipfile
from collections.abc import Iterable
from typing import Final

from crypto import sm3
from typeset.stamps.paths import Box, Contour, Point, Shape

NAMESPACE: Final = "http://www.ofdspec.org/2016"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_CURVE: Final = 3
_PAGE, _LAYER, _FIRST = 1, 2, 3


def package(shapes: tuple[Shape, ...], size: Point, colour: tuple[int, int, int], alpha: int) -> bytes:
    """The package. `alpha`: 255 is opaque."""
    content = _content(shapes, size, " ".join(map(str, colour)), alpha)
    files = {
        "OFD.xml": _root(sm3.hash(content.encode())[:16].hex()),
        "Doc_0/Document.xml": _document(size, _FIRST + len(shapes) - 1),
        "Doc_0/Pages/Page_0/Content.xml": content,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.create_system, info.external_attr = 0, 0
            archive.writestr(info, text.encode(), zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def number(value: float) -> str:
    """Thousandths of a millimetre at most, no sign before nothing."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _root(document_id: str) -> str:
    return (
        f'{_HEAD}<ofd:OFD xmlns:ofd="{NAMESPACE}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{document_id}</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>"
    )


def _document(size: Point, largest: int) -> str:
    return (
        f'{_HEAD}<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData><ofd:MaxUnitID>{largest}</ofd:MaxUnitID>'
        f"<ofd:PageArea><ofd:PhysicalBox>{_page(size)}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
        f'<ofd:Pages><ofd:Page ID="{_PAGE}" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    )


def _content(shapes: tuple[Shape, ...], size: Point, colour: str, alpha: int) -> str:
    objects = "".join(_object(_FIRST + at, each, colour, alpha) for at, each in enumerate(shapes))
    return (
        f'{_HEAD}<ofd:Page xmlns:ofd="{NAMESPACE}"><ofd:Area><ofd:PhysicalBox>{_page(size)}</ofd:PhysicalBox></ofd:Area>'
        f'<ofd:Content><ofd:Layer ID="{_LAYER}" Type="Body">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _page(size: Point) -> str:
    return f"0 0 {number(size[0])} {number(size[1])}"


def _object(id: int, shape: Shape, colour: str, alpha: int) -> str:
    box = shape.box()
    boundary = " ".join(number(value) for value in (box[0], box[1], box[2] - box[0], box[3] - box[1]))
    if shape.line:
        how = f'LineWidth="{number(shape.line)}" Stroke="true" Fill="false"'
        paint = f'<ofd:StrokeColor Value="{colour}"/>'
    else:
        how, paint = 'Stroke="false" Fill="true" Rule="NonZero"', f'<ofd:FillColor Value="{colour}"/>'
    return (
        f'<ofd:PathObject ID="{id}" Boundary="{boundary}" {how} Alpha="{alpha}">{paint}'
        f"<ofd:AbbreviatedData>{' '.join(_marks(shape.contours, box))}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _marks(contours: Iterable[Contour], box: Box) -> Iterable[str]:
    for each in contours:
        yield from ("M", *_from(box, each.start))
        for segment in each.segments:
            yield "B" if len(segment) == _CURVE else "L"
            for point in segment:
                yield from _from(box, point)
        yield "C"


def _from(box: Box, at: Point) -> tuple[str, str]:
    return number(at[0] - box[0]), number(at[1] - box[1])
