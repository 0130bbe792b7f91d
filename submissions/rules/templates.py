"""Putting an outline under a text: headings are added, words are never touched (SUB-03)."""

from collections.abc import Iterable

LEVEL = "## "


def outlined(body: str, headings: Iterable[str]) -> str:
    """The text with every heading it does not have yet behind it."""
    there = {line.lstrip("#").strip() for line in body.splitlines() if line.startswith("#")}
    new = [f"{LEVEL}{heading}" for heading in headings if heading not in there]
    return "\n\n".join([*([body.rstrip()] if body.strip() else []), *new])


def joined(body: str, more: str) -> str:
    """A text with another one behind it."""
    return f"{body.rstrip()}\n\n{more}" if body.strip() else more
