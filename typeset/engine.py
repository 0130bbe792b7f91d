"""The typesetter behind one function: a layout in, PDF/A-2b and the places its template tells out.

- Always PDF/A-2b: then a character without a glyph is an error. It is named before the engine is asked.
- The same layout gives the same bytes: the date is the document's, faces and engine are pinned.
- One compiler a template and set of faces stays warm; one call at a time in each.
- A family the engine does not know is a warning to it and an error to us, found at the start (`begin`).
- Text is data for the template, never template code; the folder of templates is all the engine can read.
- A copy's own things are told by the program's first line, not as an input of the whole: what every copy shares is laid
  out once, and a copy costs half. That line is a string of ASCII without a quotation mark or backslash of its own.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict
from functools import cache, lru_cache
from typing import Final

import typst

from typeset import fonts as faces
from typeset.document import TEMPLATES, Layout, Mark, Overlay, Printed
from typeset.errors import FontsMissing, MissingGlyphs, NotTypeset
from typeset.fonts import DEFAULT, FontSet

STANDARD: Final = "a-2b"
_MARKS: Final = "<mark>"
NOTHING: Final = Overlay()
# Sets a character in every family of every role, each by itself.
_PROBE: Final = b"""#set text(lang: "zh", fallback: false)
#for families in json(bytes(sys.inputs.roles)).values() { for one in families { text(font: one)[ ] } }
"""


def printed(layout: Layout, fonts: FontSet = DEFAULT, overlay: Overlay = NOTHING) -> Printed:
    """The pages. Raises MissingGlyphs, NotTypeset."""
    if lacking := missing(layout.text, fonts) + missing(overlay.watermark, fonts):
        raise MissingGlyphs(lacking)
    return _compiler(layout.template, fonts).printed(layout, overlay)


def begin(fonts: FontSet = DEFAULT) -> None:
    """Read the faces and see that the engine knows every family that is to be used. Raises FontsMissing."""
    probe = typst.Compiler(_PROBE, font_paths=_faces(fonts))
    _, warnings = probe.compile_with_warnings(sys_inputs={"roles": json.dumps(faces.roles(fonts))}, format="pdf")
    if warnings:
        raise FontsMissing([warning.message for warning in warnings])
    missing("", fonts)


@lru_cache(maxsize=16)  # the copies of an issue ask for the same text
def missing(text: str, fonts: FontSet = DEFAULT) -> str:
    """The characters of `text` that some role of the page cannot draw, each once."""
    each = "".join(dict.fromkeys(text))
    lacking = "".join(faces.missing(each, role, fonts) for role in faces.ROLES)
    return "".join(dict.fromkeys(lacking))


def inputs(layout: Layout, fonts: FontSet = DEFAULT) -> dict[str, str]:
    """What a template is told: the document and the faces of each role; all of it data."""
    head = {
        "title": layout.title,
        "office": layout.office,
        "ymd": [layout.dated.year, layout.dated.month, layout.dated.day],
    }
    roles = {**faces.roles(fonts), "heavy": faces.is_heavy(fonts)}
    return {
        "doc": json.dumps({**layout.data, "about": head}, ensure_ascii=False),
        "roles": json.dumps(roles, ensure_ascii=False),
    }


def program(template: str, overlay: Overlay) -> bytes:
    """The main program of one copy: what it adds, then the template."""
    told = json.dumps(asdict(overlay)).replace("\\", "\\\\").replace('"', '\\"')
    return f'#metadata(json(bytes("{told}")))<copy>\n#include "/{template}"'.encode("ascii")


class _Compiler:
    """One template with its faces, warm."""

    def __init__(self, template: str, fonts: FontSet) -> None:
        self._lock = threading.Lock()
        self._fonts = fonts
        self._path = str(TEMPLATES / template)
        self._engine = typst.Compiler(self._path, root=str(TEMPLATES), font_paths=_faces(fonts))
        self._told: dict[str, str] = {}
        self._marks: tuple[Mark, ...] = ()

    def printed(self, layout: Layout, overlay: Overlay) -> Printed:
        told = inputs(layout, self._fonts)
        try:
            with self._lock:
                if overlay == NOTHING:
                    made, marks = self._plain(told)
                else:
                    if self._told != told:  # nothing moves in a copy: its marks are the document's
                        self._plain(told)
                    made, marks = self._made(program(layout.template, overlay), told), self._marks
        except typst.TypstError as error:
            raise NotTypeset(error.message) from error
        return Printed(made, marks)

    def _plain(self, told: dict[str, str]) -> tuple[bytes, tuple[Mark, ...]]:
        made = self._made(self._path, told)
        marks = json.loads(self._engine.query(_MARKS, field="value"))
        self._marks = tuple(Mark(one["name"], one["page"], one["x"], one["y"]) for one in marks)
        self._told = told
        return made, self._marks

    def _made(self, program: str | bytes, told: dict[str, str]) -> bytes:
        compiled: Callable[..., object] = self._engine.compile  # its stub knows no choice of str or bytes
        made = compiled(input=program, sys_inputs=told, format="pdf", pdf_standards=[STANDARD])
        if not isinstance(made, bytes):
            raise NotTypeset("the engine gave no bytes")
        return made


@cache
def _faces(fonts: FontSet) -> typst.Fonts:
    return typst.Fonts(fonts.system, include_embedded_fonts=False, font_paths=list(fonts.paths))


@cache
def _compiler(template: str, fonts: FontSet) -> _Compiler:
    return _Compiler(template, fonts)
