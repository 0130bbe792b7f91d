"""Room for a signature in a PDF, by one incremental update (ISO 32000-1 §7.5.6, §12.7, §12.8), with `pypdf`.

- Every byte that was there stays and comes first; encrypted files are refused.
- The field is printed and locked, without a picture it has no size. The picture is the seal's own, unscaled in colour,
  its transparency as a soft mask.
"""

import io
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, UnidentifiedImageError
from pypdf import PageObject, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from crypto.errors import BadDocument
from crypto.seals.documents import Box
from crypto.seals.reading import Picture
from crypto.seals.reasons import PdfReason

FILTER, SUBFILTER = "/Zhengxun.SES", b"/GBT38540.SES"
POINT = 72 / 25.4  # a millimetre
PIXELS = 4_000_000
PLACE = 9_999_999_999  # stands for a number of the range until it is known: ten digits
PRINT_LOCKED, SIGNATURES_EXIST, NO_REWRITE = 4 | 128, 1, 2
LONG_FORM, WIDEST_LENGTH = 0x80, 4


@dataclass(frozen=True, slots=True)
class PdfStamp:
    """Where the picture stands: page from 0, millimetres from the top left corner."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the dictionary says beside the signature, and how many bytes that may take."""

    room: int
    signer: str
    at: datetime


def with_room(data: bytes, wanted: Wanted, picture: Picture, stamp: PdfStamp | None) -> tuple[bytes, tuple[int, int]]:
    """The updated file and where the string of /Contents begins and ends. Raises BadDocument."""
    try:
        writer = PdfWriter(io.BytesIO(data), incremental=True)
        if writer._reader is not None and writer._reader.is_encrypted:  # noqa: SLF001 - the library shows it nowhere else
            raise BadDocument(PdfReason.FILE, "encrypted")
        _add(writer, wanted, picture, stamp)
        out = io.BytesIO()
        writer.write(out)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError) as error:
        raise BadDocument(PdfReason.FILE, type(error).__name__) from None
    made = out.getvalue()
    string = b"<" + b"00" * wanted.room + b">"
    start = made.rfind(string)
    if not made.startswith(data) or start < len(data) or made.count(string, len(data)) != 1:
        raise BadDocument(PdfReason.FILE, "not an incremental update")
    return made, (start, start + len(string))


def with_ranges(made: bytes, ranges: tuple[int, int, int, int]) -> bytes:
    """The range in the room kept for it; the same length."""
    first = made.rfind(b"/ByteRange")
    opened, closed = made.index(b"[", first), made.index(b"]", first)
    text = " ".join(map(str, ranges)).encode()
    return made[: opened + 1] + text.ljust(closed - opened - 1) + made[closed:]


def der_size(octets: bytes) -> int:
    """How many bytes the structure at the start takes; 0 for none."""
    if len(octets) < 2 or octets[0] != 0x30:  # noqa: PLR2004 - X.690: a SEQUENCE, its length
        return 0
    if octets[1] < LONG_FORM:
        return 2 + octets[1]
    count = octets[1] - LONG_FORM
    return 2 + count + int.from_bytes(octets[2 : 2 + count], "big") if 0 < count <= WIDEST_LENGTH else 0


def _add(writer: PdfWriter, wanted: Wanted, picture: Picture, stamp: PdfStamp | None) -> None:
    number = 0 if stamp is None else stamp.page
    if not 0 <= number < len(writer.pages):
        raise BadDocument(PdfReason.PAGE, str(number))
    page = writer.pages[number]
    value = writer._add_object(_dictionary(wanted))  # noqa: SLF001 - the documented way to add objects
    catalog = writer._root_object  # noqa: SLF001
    form = catalog.get("/AcroForm", DictionaryObject()).get_object()
    fields = form.get("/Fields", ArrayObject()).get_object()
    widget = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Sig"),
            NameObject("/T"): TextStringObject(f"Seal{len(fields) + 1}"),
            NameObject("/V"): value,
            NameObject("/P"): page.indirect_reference or IndirectObject(0, 0, writer),
            NameObject("/F"): NumberObject(PRINT_LOCKED),
            NameObject("/Rect"): ArrayObject([FloatObject(0)] * 4),
        }
    )
    if stamp is not None:
        _show(writer, widget, page, picture, stamp.box)
    added = writer._add_object(widget)  # noqa: SLF001
    fields.append(added)
    form[NameObject("/Fields")] = fields
    form[NameObject("/SigFlags")] = NumberObject(SIGNATURES_EXIST | NO_REWRITE)
    catalog[NameObject("/AcroForm")] = form
    annotations = page.get("/Annots", ArrayObject()).get_object()
    annotations.append(added)
    page[NameObject("/Annots")] = annotations


def _dictionary(wanted: Wanted) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Sig"),
            NameObject("/Filter"): NameObject(FILTER),
            NameObject("/SubFilter"): NameObject(SUBFILTER.decode()),
            NameObject("/Name"): TextStringObject(wanted.signer),
            NameObject("/M"): TextStringObject(f"D:{wanted.at:%Y%m%d%H%M%S}{wanted.at:%z}"[:-2] + "'00'"),
            NameObject("/ByteRange"): ArrayObject([NumberObject(PLACE)] * 4),
            NameObject("/Contents"): ByteStringObject(bytes(wanted.room)),
        }
    )


def _show(writer: PdfWriter, widget: DictionaryObject, page: PageObject, picture: Picture, box: Box) -> None:
    sheet = page.mediabox
    left, top = float(sheet.left) + box.x * POINT, float(sheet.top) - box.y * POINT
    width, height = box.width * POINT, box.height * POINT
    if not (width > 0 and height > 0 and left < float(sheet.right) and top > float(sheet.bottom)):
        raise BadDocument(PdfReason.PAGE, str(box))
    corners = left, top - height, left + width, top
    widget[NameObject("/Rect")] = ArrayObject([FloatObject(round(each, 3)) for each in corners])
    form = _stream(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Seal Do Q".encode(), Type="XObject", Subtype="Form")
    form[NameObject("/BBox")] = ArrayObject([FloatObject(round(each, 3)) for each in (0, 0, width, height)])
    images = DictionaryObject({NameObject("/Seal"): _image(writer, picture)})
    form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})
    shown = writer._add_object(form)  # noqa: SLF001
    widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): shown})


def _image(writer: PdfWriter, picture: Picture) -> IndirectObject:
    try:
        with Image.open(io.BytesIO(picture.data), formats=("PNG", "JPEG", "GIF", "BMP")) as opened:
            if opened.width * opened.height > PIXELS:
                raise BadDocument(PdfReason.LIMIT, "picture")
            pixels = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise BadDocument(PdfReason.FILE, "picture") from None
    mask = _pixels(pixels.getchannel("A"), "DeviceGray")
    image = _pixels(pixels.convert("RGB"), "DeviceRGB")
    image[NameObject("/SMask")] = writer._add_object(mask)  # noqa: SLF001
    return writer._add_object(image)  # noqa: SLF001


def _pixels(image: Image.Image, space: str) -> StreamObject:
    made = _stream(image.tobytes(), Type="XObject", Subtype="Image", ColorSpace=space)
    for key, value in (("/Width", image.width), ("/Height", image.height), ("/BitsPerComponent", 8)):
        made[NameObject(key)] = NumberObject(value)
    return made


def _stream(data: bytes, **names: str) -> StreamObject:
    plain = StreamObject()
    plain.set_data(data)
    made: StreamObject = plain.flate_encode()
    for key, value in names.items():
        made[NameObject(f"/{key}")] = NameObject(f"/{value}")
    return made
