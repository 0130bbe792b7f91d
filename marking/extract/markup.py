"""XML, read as a stream by expat: a document type or an entity ends the reading, so none is ever expanded.

- Bytes are decoded as declared before the parser sees them. What is not well formed is read as tags stripped, with a hole.
- Names are local names: a prefix says nothing about what it stands for.
"""

import html
import re
from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat

from marking.extract.source import Broken
from marking.verdict import Unreadable

MAX_NESTING = 400
_BITE = 1 << 20
_DECLARED = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_TAGS = re.compile(r"<!--(.*?)-->|<[^>]*>", re.DOTALL)
_BLOCK_END = re.compile(r"</(?:\w+:)?(?!(?:t|r|span|a|b|i)>)[\w-]+>|<(?:\w+:)?br\b[^>]*>")
_TELLING = re.compile("[^\x00-\x7f]|&#")
_CLOSING = re.compile("[\"'<]")
_WRITTEN = re.compile(r">\s*([^<>\s][^<>]*)<")
_VALUE = re.compile(r"=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')")


class Handler(Protocol):
    """What is told of the elements in their order; names are local."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def text(self, text: str) -> None: ...
    def end(self, name: str) -> None: ...
    def comment(self, text: str) -> None: ...


def is_xml(data: bytes) -> bool:
    """Whether it begins as XML in any encoding."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith((b"<", b"\xff\xfe<\0", b"\xfe\xff\0<"))


def source_of(data: bytes) -> str:
    """The characters of an XML file. Raises Broken."""
    declared = _DECLARED.match(data)
    name = declared[1].decode("ascii") if declared else "utf-8"
    for mark, wide in _MARKS:
        if data.startswith(mark):
            name = wide
    try:
        return data.decode("gb18030" if name.lower() in {"gbk", "gb2312"} else name).removeprefix("\ufeff")
    except (LookupError, UnicodeError) as error:
        raise Broken(Unreadable.ENCODING) from error


def root_of(source: str) -> str:
    """The local name of the outermost element."""
    found = _ROOT.search(
        _TAGS.sub(lambda tag: "" if tag[0].startswith(("<!--", "<!", "<?")) else tag[0], source[:4000])
    )
    return found[1] if found else ""


def walk(source: str, handler: Handler) -> None:
    """Tells the handler all of it. Raises Broken."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    depth = 0
    locals_: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_NESTING:
            raise Broken(Unreadable.TOO_LARGE)
        if name not in locals_:
            locals_[name] = name.rpartition(":")[2]
        handler.start(locals_[name], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(locals_[name])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.CommentHandler = handler.comment
    parser.ProcessingInstructionHandler = lambda _, text: handler.comment(text)
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        for at in range(0, len(source), _BITE):
            parser.Parse(source[at : at + _BITE].encode("utf-8", "replace"), False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Broken(Unreadable.DAMAGED) from error


def values(source: str) -> Iterator[str]:
    """Text and telling values of a part that holds settings. Raises Broken."""
    if "<!DOCTYPE" in source or "<!ENTITY" in source:
        raise Broken(Unreadable.UNSAFE)
    yield "\n".join(html.unescape(value) for value in _telling(source))
    yield "\n".join(html.unescape(one) for one in _WRITTEN.findall(source))


def _telling(source: str) -> Iterator[str]:
    """Values and texts that hold more than ASCII: looked for from the character, since most of such a part is none."""
    if source.isascii() and "&#" not in source:
        return
    end = 0
    for found in _TELLING.finditer(source):
        if found.start() >= end:
            start = max(end, *(source.rfind(mark, end, found.start()) + 1 for mark in "\"'>"))
            closing = _CLOSING.search(source, found.start())
            end = closing.start() if closing else len(source)
            yield source[start:end]


def stripped(source: str) -> Iterator[str]:
    """Text, comments and attribute values of markup that no parser takes."""
    lines = _BLOCK_END.sub("\n", source)
    yield html.unescape(_TAGS.sub("", lines))
    yield "\n".join(html.unescape(one or other) for one, other in _VALUE.findall(source))
    yield "\n".join(found[1] for found in _TAGS.finditer(source) if found[1])


def _refuse(*_: object) -> None:
    raise Broken(Unreadable.UNSAFE)
