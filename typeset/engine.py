"""The typesetter behind one function: a layout in, PDF/A-2b and the places its template tells out.

- Always PDF/A-2b: then a character without a glyph is an error. It is named before the engine is asked.
- The same layout gives the same bytes: the date is the document's, faces and engine are pinned.
- One compiler a template and set of faces stays warm; one call at a time in each.
- A family the engine does not know is a warning to it and an error to us, found at the start (`begin`).
- Text is data for the template, never template code; the folder of templates is all the engine can read.
"""

import json
import threading
from dataclasses import asdict
from functools import cache
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
    if lacking := missing(layout.text + overlay.watermark, fonts):
        raise MissingGlyphs(lacking)
    return _compiler(layout.template, fonts).printed(layout, overlay)


def begin(fonts: FontSet = DEFAULT) -> None:
    """Read the faces and see that the engine knows every family that is to be used. Raises FontsMissing."""
    probe = typst.Compiler(_PROBE, font_paths=_faces(fonts))
    _, warnings = probe.compile_with_warnings(sys_inputs={"roles": json.dumps(faces.roles(fonts))}, format="pdf")
    if warnings:
        raise FontsMissing([warning.message for warning in warnings])
    missing("", fonts)


def missing(text: str, fonts: FontSet = DEFAULT) -> str:
    """The characters of `text` that some role of the page cannot draw, each once."""
    each = "".join(dict.fromkeys(text))
    lacking = "".join(faces.missing(each, role, fonts) for role in faces.ROLES)
    return "".join(dict.fromkeys(lacking))


def inputs(layout: Layout, overlay: Overlay, fonts: FontSet = DEFAULT) -> dict[str, str]:
    """What a template is told: the document, the copy, the faces of each role; all of it data."""
    head = {
        "title": layout.title,
        "office": layout.office,
        "ymd": [layout.dated.year, layout.dated.month, layout.dated.day],
    }
    roles = {**faces.roles(fonts), "heavy": faces.is_heavy(fonts)}
    return {
        "doc": json.dumps({**layout.data, "about": head}, ensure_ascii=False),
        "copy": json.dumps(asdict(overlay), ensure_ascii=False),
        "roles": json.dumps(roles, ensure_ascii=False),
    }


class _Compiler:
    """One template with its faces, warm."""

    def __init__(self, template: str, fonts: FontSet) -> None:
        self._lock = threading.Lock()
        self._fonts = fonts
        self._engine = typst.Compiler(str(TEMPLATES / template), root=str(TEMPLATES), font_paths=_faces(fonts))

    def printed(self, layout: Layout, overlay: Overlay) -> Printed:
        told = inputs(layout, overlay, self._fonts)
        try:
            with self._lock:
                made = self._engine.compile(sys_inputs=told, format="pdf", pdf_standards=[STANDARD])
                marks = json.loads(self._engine.query(_MARKS, field="value"))
        except typst.TypstError as error:
            raise NotTypeset(error.message) from error
        if not isinstance(made, bytes):
            raise NotTypeset("the engine gave no bytes")
        return Printed(made, tuple(Mark(one["name"], one["page"], one["x"], one["y"]) for one in marks))


@cache
def _faces(fonts: FontSet) -> typst.Fonts:
    return typst.Fonts(fonts.system, include_embedded_fonts=False, font_paths=list(fonts.paths))


@cache
def _compiler(template: str, fonts: FontSet) -> _Compiler:
    return _Compiler(template, fonts)
