"""The files of a package that list others or tell about the document (GB/T 33190, 7.4, 7.5, 7.9, 16, 20).

- Locations are absolute, but for those that every reader takes from Document.xml's own folder.
- Words are what XML can hold: controls of a title are left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from crypto.seals.markup import document, make
from typeset.document import Layout
from typeset.ofd.drawing import Place
from typeset.ofd.objects import numbers
from typeset.ofd.options import Attachment, Options, Permissions
from typeset.ofd.pages import Laid, Resources

CREATOR: Final = "zhengxun"
ROOT: Final = "Doc_0"
TAGS: Final = f"{ROOT}/Tags/CustomTags.xml"
ELEMENTS: Final = f"{ROOT}/Tags/Elements.xml"
NAMESPACE: Final = "urn:zhengxun:elements:1"
ATTACHMENTS: Final = f"{ROOT}/Attachs/Attachments.xml"
_KB: Final = 1024
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SUFFIX: Final = re.compile(r"[A-Za-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Listing:
    """What Document.xml names: page ids in order, the largest id, and which further files there are."""

    pages: Mapping[int, Laid]
    last: int
    places: Sequence[Place]
    pictures: bool
    tags: bool


def said(text: str) -> str:
    """Words as XML can hold them."""
    return _CONTROLS.sub("", text)


def ofd(layout: Layout, document_id: str, options: Options) -> bytes:
    """OFD.xml."""
    info = make("DocInfo")
    info.append(make("DocID", document_id))
    info.append(make("Title", said(layout.title)))
    info.append(make("Author", said(layout.office)))
    info.append(make("CreationDate", layout.dated.isoformat()))
    if options.keywords:
        info.append(_list("Keywords", (make("Keyword", said(each)) for each in options.keywords)))
    info.append(make("Creator", CREATOR))
    if options.facts:
        facts = (make("CustomData", said(value), Name=said(name)) for name, value in options.facts)
        info.append(_list("CustomDatas", facts))
    body = _list("DocBody", (info, make("DocRoot", f"{ROOT}/Document.xml")))
    kind = "OFD-A" if options.archive else "OFD"
    root = make("OFD", Version="1.0", DocType=kind)
    root.append(body)
    return document(root)


def main(listing: Listing, options: Options) -> bytes:
    """Document.xml."""
    first = next(iter(listing.pages.values()))
    common = make("CommonData")
    common.append(make("MaxUnitID", str(listing.last)))
    common.append(_list("PageArea", [make("PhysicalBox", numbers(0, 0, first.width, first.height))]))
    common.append(make("PublicRes", "PublicRes.xml"))
    if listing.pictures:
        common.append(make("DocumentRes", "DocumentRes.xml"))
    pages = (make("Page", ID=str(id), BaseLoc=location(at)) for at, id in enumerate(listing.pages))
    root = make("Document")
    root.extend((common, _list("Pages", pages)))
    if options.outline and listing.places:
        root.append(_outline(listing))
    if options.permissions is not None:
        root.append(_permissions(options.permissions))
    if listing.tags:
        root.append(make("CustomTags", f"/{TAGS}"))
    if options.attachments:
        root.append(make("Attachments", f"/{ATTACHMENTS}"))
    return document(root)


def location(page: int) -> str:
    """Where a page stands, from Document.xml's folder."""
    return f"Pages/Page_{page}/Content.xml"


def public(shared: Resources) -> bytes:
    """PublicRes.xml: the faces, and the pens of outlined letters."""
    listed = make("Fonts")
    for id, cut in shared.cut.values():
        family = cut.family.replace(" ", "")
        font = make("Font", ID=str(id), FontName=family, FamilyName=family, Charset="unicode")
        font.append(make("FontFile", f"font_{id}.{cut.suffix}"))
        listed.append(font)
    pens = (make("DrawParam", ID=str(id), LineWidth=numbers(width)) for width, id in shared.pens.items())
    return _resources(listed, *([_list("DrawParams", pens)] if shared.pens else []))


def media(shared: Resources) -> bytes:
    """DocumentRes.xml: the pictures."""
    listed = make("MultiMedias")
    for id, picture in shared.pictures.values():
        one = make("MultiMedia", ID=str(id), Type="Image", Format=picture.format)
        one.append(make("MediaFile", f"image_{id}.{picture.format.lower()}"))
        listed.append(one)
    return _resources(listed)


def files(shared: Resources) -> dict[str, bytes]:
    """The faces and pictures themselves."""
    found = {f"{ROOT}/Res/font_{id}.{cut.suffix}": cut.data for id, cut in shared.cut.values()}
    images = {f"{ROOT}/Res/image_{id}.{one.format.lower()}": one.data for id, one in shared.pictures.values()}
    return found | images


def attached(layout: Layout, attachments: Sequence[Attachment]) -> dict[str, bytes]:
    """The attachments and their list."""
    listed, found = make("Attachments"), {}
    for at, each in enumerate(attachments, 1):
        suffix = each.name.rpartition(".")[2].lower()
        suffix = suffix if suffix != each.name.lower() and _SUFFIX.fullmatch(suffix) else "bin"
        name = f"{ROOT}/Attachs/attachment_{at}.{suffix}"
        found[name] = each.data
        one = make("Attachment", ID=str(at), Name=said(each.name), Format=suffix)
        one.set("CreationDate", f"{layout.dated.isoformat()}T00:00:00")
        one.set("Size", f"{len(each.data) / _KB:.3f}")
        one.set("Visible", "true")
        one.append(make("FileLoc", f"/{name}"))
        listed.append(one)
    return {ATTACHMENTS: document(listed), **found}


def tagged(layout: Layout, shared: Resources, names: Mapping[str, str]) -> dict[str, bytes]:
    """The elements of the document with the objects that show them. `names`: what an element is called."""
    root = Element("zx:Elements", {"xmlns:zx": NAMESPACE, "Template": layout.template})
    for number, element in enumerate(layout.elements):
        if number not in shared.tags:
            continue
        one = Element("zx:Element", {"Key": element.key})
        if element.key in names:
            one.set("Name", names[element.key])
        one.extend(make("ObjectRef", str(id), PageRef=str(page)) for page, id in shared.tags[number])
        root.append(one)
    listed = make("CustomTag", NameSpace=NAMESPACE)
    listed.append(make("FileLoc", f"/{ELEMENTS}"))
    return {TAGS: document(_list("CustomTags", [listed])), ELEMENTS: document(root)}


def _resources(*listed: Element) -> bytes:
    root = make("Res", BaseLoc="Res")
    root.extend(listed)
    return document(root)


def _permissions(granted: Permissions) -> Element:
    said_of = {
        "Edit": granted.editing,
        "Annot": granted.annotating,
        "Export": granted.exporting,
        "Signature": granted.signing,
        "Watermark": granted.watermarking,
        "PrintScreen": granted.screenshots,
    }
    made = _list("Permissions", (make(name, _yes(each)) for name, each in said_of.items()))
    printing = make("Print", Printable=_yes(granted.printing != 0))
    if granted.printing:
        printing.set("Copies", str(granted.printing))
    made.append(printing)
    return made


def _outline(listing: Listing) -> Element:
    """Headings under the headings above them; a level that is left out is no level."""
    ids = list(listing.pages)
    root = make("Outlines")
    above: list[tuple[int, Element]] = [(-1, root)]
    for place in listing.places:
        while above[-1][0] >= place.depth:
            above.pop()
        line = make("OutlineElem", Title=said(place.title) or " ")
        goto = make("Goto")
        goto.append(make("Dest", Type="XYZ", PageID=str(ids[place.page]), Left="0", Top=numbers(place.top)))
        action = make("Action", Event="CLICK")
        action.append(goto)
        line.append(_list("Actions", [action]))
        above[-1][1].append(line)
        above.append((place.depth, line))
    return root


def _list(name: str, inside: Iterable[Element]) -> Element:
    made = make(name)
    made.extend(inside)
    return made


def _yes(value: object) -> str:
    return "true" if value else "false"
