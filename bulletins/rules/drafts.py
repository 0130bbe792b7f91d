"""The first text of a circular and of a commendation: templates filled with figures; people change it afterwards."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bulletins.rules.circulars import Figures, Span
from bulletins.rules.commendations import Proposed

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "bulletins"


def circular(figures: Figures, span: Span) -> dict[str, str]:
    """Title and body (Markdown)."""
    return _drawn("circular.md", f=figures, first=figures.first, last=figures.last, span=span.value)


def commendation(proposed: Proposed) -> dict[str, str]:
    """Title and body (Markdown)."""
    return _drawn("commendation.md", p=proposed, first=proposed.first, last=proposed.last)


def _drawn(name: str, **values: object) -> dict[str, str]:
    title, _, body = _environment().get_template(name).render(**values).partition("\n")
    return {"title": title.strip(), "body": body.strip()}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=False, undefined=StrictUndefined, trim_blocks=True,  # noqa: S701 - Markdown
    )  # fmt: skip
