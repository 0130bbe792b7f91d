"""Only the one picture a package keeps as its preview is one, and only where no page shows it; the rest is content."""

import pytest

from marking.extract.parts import Picture
from marking.verdict import Unreadable
from tests.corpus.carriers.parts import archive
from tests.unit.marking.child.pictures import BLANK, seal
from tests.unit.marking.extract.pieces import holes, pieces

pytestmark = pytest.mark.requirement("SUB-11")

TYPE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
THUMBNAIL = "docProps/thumbnail.png"


def relations(*given: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{one[0]}" Target="{one[1]}"/>' for number, one in enumerate(given)
    )
    return f"<Relationships>{rows}</Relationships>"


def office(name: str = THUMBNAIL, **parts: str) -> bytes:
    """A package with a picture; further parts by name, `package` and `document` for its relations."""
    written: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types><Override PartName="/{name}" ContentType="image/png"/></Types>',
        name: seal(),
        "_rels/.rels": parts.pop("package", relations((TYPE, name))),
        "word/_rels/document.xml.rels": parts.pop("document", relations()),
    }
    return archive(written | parts)


def odf(name: str, content: str = "<office:document-content/>") -> bytes:
    listed = f'<manifest:manifest><manifest:file-entry manifest:full-path="{name}"/></manifest:manifest>'
    return archive({"mimetype": "a", "META-INF/manifest.xml": listed, name: seal(), "content.xml": content})


def previews(data: bytes) -> list[bool]:
    return [piece.preview for piece in pieces(data) if isinstance(piece, Picture)]


def test_the_preview_of_a_package() -> None:
    assert previews(office()) == [True]
    assert previews(office("docProps/thumbnail.jpeg")) == [True]
    assert previews(odf("Thumbnails/thumbnail.png")) == [True]


@pytest.mark.parametrize(
    "name",
    ["word/media/thumbnail.png", "word/media/docProps/thumbnail.png", "docProps/thumbnail.png.png", "thumbnail.png"],
)
def test_a_picture_of_another_name_is_content(name: str) -> None:
    assert previews(office(name)) == [False]
    assert previews(odf(name)) == [False]


@pytest.mark.parametrize(
    "data",
    [
        office(package=relations()),
        office(package=relations((IMAGE, THUMBNAIL))),
        office(package=relations((TYPE, THUMBNAIL), (IMAGE, THUMBNAIL))),
        office(document=relations((IMAGE, "../docProps/thumbnail.png"))),
        office(document=relations((IMAGE, "../DOCPROPS/thumb%6Eail&#46;png"))),
        office(document='<a-b:Relationships><a-b:Relationship Id=">" Target="../docProps/thumbnail.png"/></a-b:Relationships>'),
        office(**{"Documents/1/Pages/1.fpage": '<FixedPage><ImageBrush ImageSource="/docProps/thumbnail.png"/></FixedPage>'}),
        odf("Thumbnails/thumbnail.png", '<office:a><draw:image xlink:href="Thumbnails/thumbnail.png"/></office:a>'),
    ],
    ids=["not-said", "said-otherwise", "said-twice", "shown", "shown-in-disguise", "shown-oddly", "shown-by-a-page", "odf"],
)  # fmt: skip
def test_what_a_page_may_show_is_content(data: bytes) -> None:
    assert previews(data) == [False]


def test_a_preview_that_cannot_be_looked_at_is_a_hole() -> None:
    metafile = b"\xd7\xcd\xc6\x9a" + bytes(40)
    data = archive(
        {
            "[Content_Types].xml": "<Types/>",
            "docProps/thumbnail.wmf": metafile,
            "_rels/.rels": relations((TYPE, "docProps/thumbnail.wmf")),
        }
    )
    assert holes(data) == {Unreadable.IMAGE}


@pytest.mark.parametrize("name", ["Doc_0/Res/a.dat", "Doc_0/Res/a.esl", "Doc_0/Res/a.ttf"])
def test_in_an_ofd_a_picture_is_one_whatever_it_is_called(name: str) -> None:
    assert previews(archive({"OFD.xml": "<ofd:OFD/>", name: BLANK})) == [False]


@pytest.mark.parametrize("name", ["a.dat", "a.ttf"])
def test_in_an_ofd_what_a_page_may_draw_is_not_passed_over(name: str) -> None:
    media = f'<ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>{name}</ofd:MediaFile></ofd:MultiMedia>'
    drawn: dict[str, str | bytes] = {
        "OFD.xml": "<ofd:OFD/>",
        "Doc_0/Res.xml": f"<ofd:Res>{media}</ofd:Res>",
        f"Doc_0/{name}": bytes(range(256)) * 9,
    }
    assert holes(archive(drawn))
    drawn["Doc_0/Res.xml"] = "<ofd:Res/>"
    assert holes(archive(drawn)) == set()


@pytest.mark.parametrize("name", ["xl/printerSettings.zip", "word/embeddings/_xmlsignatures.sigs"])
def test_a_file_inside_is_read_whatever_it_is_called(name: str) -> None:
    inner = archive({"a.png": BLANK})
    assert previews(archive({"[Content_Types].xml": "<Types/>", name: inner})) == [False]
