"""Files to text: UTF-8, UTF-16 or GB18030 text, Markdown, docx.

- Nothing is lost in silence: what an import leaves out is named in `warnings`.
- docx: headings, lists, tables, emphasis, footnotes are kept, pictures when the caller asks for them. Every part is read
  within a limit and refused when it declares a document type or an entity; nothing outside the file is opened.
- The name's extension tells Markdown from plain text; docx is told by its content.
- An export of ours (docx, HTML) is told by its stamp; `origin` says of which approved text, and whether its words are
  still those. Other HTML is text like any other.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import ParseError

import mammoth
import nh3
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from markdownify import MarkdownConverter

from marking.encoding import Undecodable, decoded
from typeset.blocks import Heading, blocks, plain, words
from typeset.dropped import Dropped, dropped
from typeset.errors import NotImportable
from typeset.origin import Origin, html_stamp, judged, stamp_of
from typeset.plaintext import escaped, from_plain, heading_level

__all__ = ["Dropped", "Source", "read"]

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
_NOTE_MARK = re.compile(r'<sup><a href="#(foot|end)note-(\d+)"[^>]*>[^<]*</a></sup>')
_NOTE = re.compile(r'<li id="(foot|end)note-(\d+)">(.*?)</li>', re.DOTALL)
_BACK_LINK = re.compile(r'<a href="#(?:foot|end)note-ref[^"]*">[^<]*</a>')


@dataclass(frozen=True, slots=True)
class Source:
    """An imported text. `lifted`: the title stood first in the text and is not in `markdown` again.

    `figures` are its pictures by the names `markdown` calls them, for callers that can keep them.
    """

    title: str
    markdown: str
    warnings: tuple[Dropped, ...] = ()
    lifted: bool = False
    origin: Origin | None = None
    figures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Everything the file said, title first where it stood first."""
        return (self.title + "\n" if self.lifted else "") + plain(self.markdown)


def read(name: str, data: bytes, *, key: bytes = b"", figures: bool = False) -> Source:
    """The text of a file, with its pictures if asked for. Raises NotImportable with the reason's code.

    `key` is the installation's: it tells whether an export of ours was changed.
    """
    if len(data) > MAX_BYTES:
        raise NotImportable("too_large")
    source = _read(name, data, figures=figures)
    return replace(source, origin=judged(stamp_of(data), source.words, key))


def _read(name: str, data: bytes, *, figures: bool) -> Source:
    if data.startswith(b"PK\x03\x04"):
        return _docx(data, figures=figures)
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


def _docx(data: bytes, *, figures: bool) -> Source:
    parts = _checked_parts(data)
    taken: dict[str, bytes] = {}

    def take(image: Any) -> dict[str, str]:
        if not figures:
            return {}
        with image.open() as file:
            body = file.read()
        name = f"figure{len(taken) + 1}"
        taken[name] = body
        return {"src": name}

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(take)
        )
        html = _NOTE.sub(_note, _NOTE_MARK.sub(r"<notemark>\1\2</notemark>", _BACK_LINK.sub("", result.value)))
        source = _from_html(html)
    except (KeyError, ValueError, AttributeError, RecursionError, OSError) as error:
        raise NotImportable("damaged") from error
    return replace(source, warnings=dropped(parts, source.words, figures=figures), figures=taken)


def _note(found: re.Match[str]) -> str:
    """A footnote's paragraphs as one paragraph that defines it."""
    text = re.sub(r"</?(?:p|ol|ul|li|table|tr|td|th|thead|tbody|br|h\d)\b[^>]*>", " ", found[3]).strip()
    return f"</ol><p><notemark>{found[1]}{found[2]}</notemark><noteend></noteend>{text}</p><ol>"


def _html(text: str) -> Source:
    """The text of an export: what stands in its main part, and nothing that only a browser would make of it."""
    _, _, rest = text.partition("<main>")
    main, _, _ = rest.rpartition("</main>")
    try:
        return _from_html(nh3.clean(main, tags=_KEPT, attributes={}))
    except RecursionError as error:
        raise NotImportable("damaged") from error


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
                fromstring(body, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotImportable("entities") from error
    except (zipfile.BadZipFile, ParseError, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error) as error:
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

    def convert_img(self, el: Any, *_: object, **__: object) -> str:
        name, alt = el.attrs.get("src"), el.attrs.get("alt", "")
        return f"![{escaped(' '.join(alt.split()))}]({name})" if name else ""

    def convert_notemark(self, _: object, text: str, *__: object, **___: object) -> str:
        return f"[^{text}]"

    def convert_noteend(self, *_: object, **__: object) -> str:
        return ": "
