"""A document value in, PDF bytes out.

- Always PDF/A-2b: then a character without a glyph is an error. It is named before the engine is asked.
- The same value gives the same bytes: the date is the document's, faces and engine are pinned.
- One compiler a template and set of faces stays warm; one call at a time in each.
- Text is data for the template, never template code; the template's folder is all the engine can read.
"""

import io
import json
import threading
from functools import cache
from typing import Any, Final

import typst

from marking.pdf import opened
from typeset import fonts as faces
from typeset.document import TEMPLATES, BulletinDoc, laid_out, printed
from typeset.errors import MissingGlyphs, NotTypeset
from typeset.fonts import DEFAULT, FontSet

STANDARD: Final = "a-2b"
_POINTS_PER_INCH = 72


def bulletin(doc: BulletinDoc, fonts: FontSet = DEFAULT) -> bytes:
    """The pages of one issue as PDF/A-2b; raises MissingGlyphs or NotTypeset."""
    if lacking := missing(printed(doc), fonts):
        raise MissingGlyphs(lacking)
    return _compiler("bulletin.typ", fonts).pdf(laid_out(doc))


def missing(text: str, fonts: FontSet = DEFAULT) -> str:
    """The characters of `text` that some role of the page cannot draw, each once."""
    lacking = "".join(faces.missing(text, role, fonts) for role in faces.ROLES)
    return "".join(dict.fromkeys(lacking))


def pages_png(pdf: bytes, dpi: int = 96) -> list[bytes]:
    """The very pages that will be printed, as pictures."""
    pictures = []
    with opened(pdf) as document:
        for page in document:
            picture = page.render(scale=dpi / _POINTS_PER_INCH).to_pil()
            buffer = io.BytesIO()
            picture.save(buffer, "PNG", optimize=False)
            pictures.append(buffer.getvalue())
    return pictures


class _Compiler:
    """One template with its faces, warm."""

    def __init__(self, template: str, fonts: FontSet) -> None:
        self._lock = threading.Lock()
        self._roles = json.dumps({**faces.roles(fonts), "heavy": faces.is_heavy(fonts)}, ensure_ascii=False)
        self._engine = typst.Compiler(
            str(TEMPLATES / template),
            root=str(TEMPLATES),
            font_paths=list(fonts.paths),
            ignore_system_fonts=not fonts.system,
        )

    def pdf(self, doc: dict[str, Any]) -> bytes:
        inputs = {"doc": json.dumps(doc, ensure_ascii=False), "roles": self._roles}
        try:
            with self._lock:
                made = self._engine.compile(sys_inputs=inputs, format="pdf", pdf_standards=[STANDARD])
        except typst.TypstError as error:
            raise NotTypeset(error.message) from error
        if not isinstance(made, bytes):
            raise NotTypeset("the engine gave no bytes")
        return made


@cache
def _compiler(template: str, fonts: FontSet) -> _Compiler:
    return _Compiler(template, fonts)
