"""Files and fields to the one value that is printed."""

from collections.abc import Sequence
from dataclasses import fields as fields_of
from typing import Any

from app.typesetting import fields
from app.typesetting.forms import Row
from kernel.errors import StartRefused
from typeset.document import Printable
from typeset.importing import Source


def document(row: Row, sources: Sequence[Source], given: dict[str, Any]) -> Printable:
    """The value of a form or kind. Raises StartRefused."""
    if len(sources) > 1 and not row.several:
        raise StartRefused("typeset.one_file", form=row.name)
    made: Printable = row.made(**(_items if row.several else _whole)(row, sources, given))
    return made


def _whole(row: Row, sources: Sequence[Source], given: dict[str, Any]) -> dict[str, Any]:
    source = sources[0]
    found = {"title": source.title, **fields.values(row, given)}
    fields.require(row, found)
    empty = {name: () if name == "addressees" else "" for name in ("addressees", "number") if name not in found}
    return {**empty, **row.fixed, **found, "markdown": source.markdown, **_figures(row, sources)}


def _items(row: Row, sources: Sequence[Source], given: dict[str, Any]) -> dict[str, Any]:
    told = given.pop("items", [])
    units = given.pop("units", [])
    found = fields.values(row, given)
    fields.require(row, found)
    if len(told) > len(sources):
        raise StartRefused("typeset.items_differ", items=len(told), files=len(sources))
    whole = [
        {"title": source.title, "units": units, **(told[at] if at < len(told) else {}), "markdown": source.markdown}
        for at, source in enumerate(sources)
    ]
    masthead = found.get("masthead", row.name)
    items = fields.values(row, {"items": whole})["items"]
    return {**row.fixed, **found, "masthead": masthead, "items": items, **_figures(row, sources)}


def _figures(row: Row, sources: Sequence[Source]) -> dict[str, Any]:
    """The pictures of the texts, where the value takes any."""
    if "figures" not in {one.name for one in fields_of(row.made)}:
        return {}
    found: dict[str, bytes] = {}
    for source in sources:
        for name, data in source.figures.items():
            if found.setdefault(name, data) != data:
                raise StartRefused("typeset.figures_clash", name=name)
    return {"figures": found}
