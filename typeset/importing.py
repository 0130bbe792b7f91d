"""Files to text: UTF-8, UTF-16 or GB18030 text, Markdown, docx.

- Nothing is lost in silence: what an import leaves out is named in `warnings`.
- docx: headings, lists, tables, emphasis are kept. Every part is read within a limit and refused when it declares
  a document type or an entity; nothing outside the file is opened.
- The name's extension tells Markdown from plain text; docx is told by its content.
- An export of ours (docx, HTML) is told by its stamp; `origin` says of which approved text, and whether its words are
  still those. Other HTML is text like any other.
"""

import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from xml.parsers.expat import ExpatError

import mammoth
import nh3
from defusedxml import DefusedXmlException
from defusedxml.minidom import parseString
from markdownify import MarkdownConverter

from marking.encoding import Undecodable, decoded
from typeset.blocks import Heading, blocks, plain, words
from typeset.errors import NotImportable
from typeset.origin import Origin, html_stamp, judged, stamp_of
from typeset.plaintext import escaped, from_plain, heading_level

MAX_BYTES = 32 << 20
MAX_UNPACKED = 64 << 20
MAX_PARTS = 2_000

_MARKDOWN_NAMES = (".md", ".markdown")
_STYLES = """
p[style-name='标题'] => h1:fresh
p[style-name='标题 1'] => h1:fresh
p[style-name='标题 2'] => h2:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='标题 4'] => h4:fresh
"""
_KEPT = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "ul",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "strong",
    "em",
    "br",
}
_BACK_LINK = re.compile(r'<a href="#(?:foot|end)note-ref[^"]*">[^<]*</a>')


class Dropped(StrEnum):
    """What an import left out or may have changed."""

    COMMENTS = "comments"
    HEADERS = "headers"
    IMAGES = "images"
    TEXT = "text"

    @property
    def label(self) -> str:
        return _DROPPED_LABELS[self]


_DROPPED_LABELS = {
    Dropped.COMMENTS: "批注未导入",
    Dropped.HEADERS: "页眉、页脚未导入",
    Dropped.IMAGES: "图片未导入，请作为附件上传",
    Dropped.TEXT: "部分文字（如文本框）未导入，请对照原文检查",
}


@dataclass(frozen=True, slots=True)
class Source:
    """An imported text. `lifted`: the title stood first in the text and is not in `markdown` again."""

    title: str
    markdown: str
    warnings: tuple[Dropped, ...] = ()
    lifted: bool = False
    origin: Origin | None = None

    @property
    def words(self) -> str:
        """Everything the file said, title first where it stood first."""
        return (self.title + "\n" if self.lifted else "") + plain(self.markdown)


def read(name: str, data: bytes, *, key: bytes = b"") -> Source:
    """The text of a file; `key` is the installation's, for exports. Raises NotImportable with the reason's code."""
    if len(data) > MAX_BYTES:
        raise NotImportable("too_large")
    source = _read(name, data)
    return replace(source, origin=judged(stamp_of(data), source.words, key))


def _read(name: str, data: bytes) -> Source:
    if data.startswith(b"PK\x03\x04"):
        return _docx(data)
    try:
        text = decoded(data)
    except Undecodable as error:
        raise NotImportable("encoding") from error
    if html_stamp(data) is not None:
        return _html(text)
    if name.lower().endswith(_MARKDOWN_NAMES):
        return _titled(text.removeprefix("\ufeff"))
    found = from_plain(text)
    return Source(found.title, found.markdown, lifted=found.lifted)


def _titled(markdown: str, warnings: tuple[Dropped, ...] = ()) -> Source:
    """A first heading of level 1 that opens the text is its title."""
    found = blocks(markdown)
    head, _, rest = markdown.lstrip().partition("\n")
    if found and isinstance(found[0], Heading) and found[0].level == 1 and head.startswith("# "):
        title = words(found[0].runs)
        if not heading_level(title):
            return Source(title, rest.lstrip("\n"), warnings, lifted=True)
    return Source(from_plain(plain(markdown)).title, markdown, warnings)


def _docx(data: bytes) -> Source:
    parts = _checked_parts(data)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _: {})
        )
        source = _from_html(_BACK_LINK.sub("", result.value))
    except (KeyError, ValueError, AttributeError, RecursionError, OSError) as error:
        raise NotImportable("damaged") from error
    return replace(source, warnings=_dropped(parts, source.words))


def _html(text: str) -> Source:
    """The text of an export: what stands in its main part, and nothing that only a browser would make of it."""
    _, _, rest = text.partition("<main>")
    main, _, _ = rest.rpartition("</main>")
    return _from_html(nh3.clean(main, tags=_KEPT, attributes={}))


def _from_html(html: str) -> Source:
    markdown = _Markdown().convert(html)
    markdown = re.sub(r"\n{3,}", "\n\n", "\n".join(_headed(line) for line in markdown.splitlines())).strip()
    return _titled(markdown)


def _checked_parts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _unpacked(archive)
        for name, body in parts.items():
            if name.endswith((".xml", ".rels")):
                parseString(body, forbid_dtd=True).unlink()
    except DefusedXmlException as error:
        raise NotImportable("entities") from error
    except (zipfile.BadZipFile, ExpatError, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error) as error:
        raise NotImportable("damaged") from error
    if "word/document.xml" not in parts:
        raise NotImportable("format")
    return parts


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Every part, counted as it comes out, whatever sizes the archive declares."""
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for info in archive.infolist()[: MAX_PARTS + 1]:
        with archive.open(info) as part:
            parts[info.filename] = part.read(left + 1)
        left -= len(parts[info.filename])
        if left < 0 or len(parts) > MAX_PARTS:
            raise NotImportable("too_large")
    return parts


def _dropped(parts: dict[str, bytes], kept: str) -> tuple[Dropped, ...]:
    found = set()
    if any(name.startswith("word/media/") for name in parts):
        found.add(Dropped.IMAGES)
    for name, body in parts.items():
        if re.match(r"word/(?:header|footer)\d*\.xml", name) and _typed(body):
            found.add(Dropped.HEADERS)
        if name == "word/comments.xml" and _typed(body):
            found.add(Dropped.COMMENTS)
    if Counter(_typed(parts["word/document.xml"])) - Counter("".join(kept.split())):
        found.add(Dropped.TEXT)
    return tuple(sorted(found))


def _typed(body: bytes) -> str:
    """The characters that are not blank in a part's text runs."""
    document = parseString(body, forbid_dtd=True)
    runs = document.getElementsByTagName("w:t")
    text = "".join(node.data for run in runs for node in run.childNodes if node.nodeType == node.TEXT_NODE)
    document.unlink()
    return "".join(text.split())


def _headed(line: str) -> str:
    level = heading_level(line)
    return f"{'#' * level} {line}" if level else line


class _Markdown(MarkdownConverter):
    """HTML from mammoth to Markdown whose words read back unchanged."""

    def __init__(self) -> None:
        super().__init__(heading_style="ATX", bullets="-", table_infer_header=True, wrap=False)

    def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - the library calls it so
        if not text.strip():
            return text
        head, core, tail = re.fullmatch(r"(\s*)(.*?)(\s*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
        core = escaped(" ".join(core.split("\n"))).replace("|", r"\|") if core else ""
        return f"{head}{core}{tail}"

    def convert_img(self, *_: object, **__: object) -> str:
        return ""
