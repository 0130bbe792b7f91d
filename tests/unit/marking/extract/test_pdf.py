"""Pages of a PDF as they are seen, and what stands beside them."""

import io

import pytest
from PIL import Image

from marking.extract.parts import Text
from marking.extract.source import MAX_DRAWINGS
from marking.verdict import Part, Unreadable
from tests.corpus.carriers.pdf import codes, pdf, said, show, stream, written
from tests.unit.marking.extract.pieces import holes, lines, pictures, pieces

WORDS = "春耕安排"


def test_an_ordinary_page_is_text_and_nothing_else() -> None:
    data = pdf(show(WORDS), words=WORDS)
    assert (WORDS in lines(data, Part.BODY), holes(data), pictures(data)) == (True, set(), [])


def test_a_page_without_text_is_given_whole() -> None:
    (picture,) = pictures(written(_page(b"0 0 200 200 re f"), "/Root 1 0 R"))
    assert (picture.page, picture.place.number) == (True, 1)


def _page(content: bytes) -> dict[int, bytes]:
    return {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        4: stream(content),
    }


def test_of_many_pages_without_text_the_first_are_drawn_and_the_others_held() -> None:
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(MAX_DRAWINGS + 1))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {MAX_DRAWINGS + 1}>>".encode(),
    }
    for at in range(MAX_DRAWINGS + 1):
        number = 10 + 2 * at
        objects[number] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 60 60]/Contents %d 0 R>>" % (number + 1)
        objects[number + 1] = stream(b"0 0 %d 9 re f" % (at + 1))
    data = written(objects, "/Root 1 0 R")
    assert (len(pictures(data)), holes(data)) == (MAX_DRAWINGS, {Unreadable.SCAN})


def test_what_is_drawn_beside_text_is_given_without_the_text() -> None:
    ruled = pdf(show(WORDS) + "50 600 m 500 600 l S\n", words=WORDS)
    slanted = pdf(show(WORDS) + "50 600 m 90 640 l 130 600 l S\n", words=WORDS)
    assert pictures(ruled) == []
    (picture,) = pictures(slanted)
    assert not picture.page
    with Image.open(io.BytesIO(picture.data)) as seen:
        assert 200 < seen.width < 260  # only the stroke, 80 points at 200 dpi
        assert 90 < seen.height < 140


def test_a_replacement_text_does_not_hide_what_is_drawn() -> None:
    content = f"/Span <</ActualText {said('好')}>> BDC\n{show(WORDS)}EMC\n"
    assert WORDS in lines(pdf(content, words=WORDS), Part.BODY)


@pytest.mark.parametrize("action", ["Launch/F(a.exe)", "JavaScript/JS(app.alert(1))", "GoToR/F(a.pdf)"])
def test_actions_are_unsafe(action: str) -> None:
    assert Unreadable.UNSAFE in holes(pdf("", f"<</S/{action}>>", catalog="/OpenAction 10 0 R"))


def test_strings_of_objects_nobody_uses_are_read() -> None:
    assert WORDS in lines(pdf("", f"<</X {said(WORDS)}>>"), Part.PROPERTY)


def test_strings_in_gb18030_are_read() -> None:
    assert WORDS in lines(pdf("", f"<</X <{WORDS.encode('gb18030').hex()}>>>"), Part.PROPERTY)


def test_a_form_that_draws_itself_is_not_drawn() -> None:
    keys = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 10 0 R>>>>"
    assert Unreadable.TOO_LARGE in holes(pdf("", stream(b"/X Do", keys)))
    harmless = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 11 0 R>>>>"
    assert holes(pdf("", stream(b"/X Do", harmless), stream(b"", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"))) == set()


def test_single_characters_of_a_face_that_is_missing_are_read_in_their_places() -> None:
    apart = [f"BT /F 16 Tf 1 0 0 1 {60 + 16 * at} 700 Tm {codes(one)} Tj ET\n" for at, one in enumerate(WORDS)]
    assert WORDS in lines(pdf("".join(reversed(apart)), words=WORDS), Part.BODY)


def test_words_in_a_pattern_are_given_as_a_picture() -> None:
    face = "/Resources<</Font<</F 5 0 R>>>>"
    keys = f"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 90 20]/XStep 90/YStep 20{face}"
    tile = stream(b"0 0 30 8 re f", keys)
    content = show(WORDS) + "/Pattern cs /P scn 60 300 200 40 re f\n"
    data = pdf(content, tile, words=WORDS).replace(
        b"/Font<</F 5 0 R>>>>>>", b"/Font<</F 5 0 R>>/Pattern<</P 10 0 R>>>>>>", 1
    )
    assert [picture.page for picture in pictures(data)] == [False]


def test_a_picture_in_a_layer_that_is_off_is_a_hole() -> None:
    picture = stream(bytes(81), "/Type/XObject/Subtype/Image/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceGray")
    layers = "/OCProperties<</OCGs[10 0 R]/D<</OFF[{}]>>>>"
    group = f"<</Type/OCG/Name {said('甲')}>>"
    assert Unreadable.IMAGE in holes(pdf("", group, picture, catalog=layers.format("10 0 R")))
    assert holes(pdf("", group, picture, catalog=layers.format(""))) == set()


def test_an_earlier_version_is_read() -> None:
    first = pdf(show(WORDS), words=WORDS)
    previous = int(first.rsplit(b"startxref\n", 1)[1].split()[0])
    later = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n"
    table = f"xref\n3 1\n{len(first):010} 00000 n \ntrailer\n<</Root 1 0 R/Size 10/Prev {previous}>>\n".encode()
    data = first + later + table + b"startxref\n%d\n%%%%EOF\n" % (len(first) + len(later))
    assert (WORDS in lines(data, Part.HIDDEN), WORDS in lines(data, Part.BODY)) == (True, False)


def test_a_file_inside_is_read_with_its_name_and_does_not_make_the_file_two() -> None:
    page = b"<html><p>" + WORDS.encode() + b"</p></html>"
    data = pdf("", f"<</Type/Filespec/UF {said('附件.html')}/EF<</F 11 0 R>>>>", stream(page, "/Type/EmbeddedFile"))
    assert [piece.place.inside for piece in pieces(data) if isinstance(piece, Text) and WORDS in piece.text] == [
        ("附件.html",)
    ]
    assert holes(data) == set()
    assert Unreadable.MIXED in holes(pdf("", stream(page)))
