"""A document as one HTML file: no script, nothing fetched, near the look of the print, the approved digest in plain sight.

- The page forbids itself everything but its own style and the pictures inside it.
- Text is escaped by the template; tags come from the template alone.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from typeset import importing
from typeset.document import TEMPLATES, Layout
from typeset.export.flow import Part, cells, clean, parts, runs
from typeset.export.looks import BLOCK_LOOKS, FACES, HEADINGS, LINE, MARGINS, RED, SIZE, look_of
from typeset.export.phrases import approved_line
from typeset.origin import Stamp, stamped

_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=]+")


def html(layout: Layout, approved: str, key: bytes) -> bytes:
    """The file. `approved` is the digest that was approved, `key` the installation's key for its stamp."""
    shown = [one for part in parts(layout) for one in _shown(part)]
    words = importing.read("export.html", _drawn(layout, shown, Stamp(approved, ""))).words
    return _drawn(layout, shown, stamped(approved, words, key))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _drawn(layout: Layout, shown: list[dict[str, Any]], stamp: Stamp) -> bytes:
    page = _environment().get_template("export.html")
    text = page.render(
        title=clean(layout.title),
        office=clean(layout.office),
        dated=layout.dated,
        stamp=stamp,
        approved=approved_line(stamp.digest),
        shown=shown,
        faces=FACES,
        headings=HEADINGS,
        size=SIZE,
        line=LINE,
        margins=MARGINS,
        red=RED,
    )
    return text.encode()


def _shown(part: Part) -> Iterator[dict[str, Any]]:
    """What the template needs of each block."""
    ruled = {"head": len(part.blocks) - 1, "foot": 0}.get(part.rule, -1)
    for at, block in enumerate(part.blocks):
        look = look_of(part.key, sum(len(run["text"]) for run in runs(block)))
        kind = str(block.get("kind"))
        look = BLOCK_LOOKS.get(kind, look)
        level = int(block.get("level", 1))
        yield {
            "kind": kind,
            "look": look,
            "rule": part.rule if at == ruled else "",
            "tag": f"h{level + 1}" if kind == "heading" else look.tag,
            "role": HEADINGS[level - 1] if kind == "heading" else look.role,
            "align": _align(kind, block, look.align),
            "marker": str(block.get("marker", "")) if block.get("first", True) else "",
            "bullet": kind == "item" and not block.get("marker") and block.get("first", True),
            "runs": tuple(runs(block)),
            "rows": [tuple(cells(row)) for row in (block["head"], *block["rows"])] if kind == "table" else [],
            "columns": max((len(row) for row in (block["head"], *block["rows"])), default=1) if kind == "table" else 1,
            "picture": (_PICTURE.search(str(block.get("svg", ""))) or [""])[0],
            "width": block.get("width", 0),
        }


def _align(kind: str, block: Mapping[str, Any], otherwise: str) -> str:
    if kind == "heading":
        return "center" if block.get("centred") else "left"
    return "right" if kind == "signature" else otherwise
