"""The characters of one line of Markdown, with the little style they have.

- Soft line breaks vanish beside Chinese characters and are a blank elsewhere; hard ones stay, as LINE_BREAK.
- Link addresses follow their text in brackets unless it says them; pictures leave their description.
- Marks of footnotes are characters: ①.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from markdown_it.token import Token

from typeset import footnotes
from typeset.markdown import WIDE

LINE_BREAK: Final = "\u2028"
_BREAKS: Final = {"softbreak": "\n", "hardbreak": LINE_BREAK}


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style; `note` is the number of the footnote they are the mark of."""

    text: str
    bold: bool = False
    italic: bool = False
    note: int = 0


Runs: TypeAlias = tuple[Run, ...]


def words(runs: Iterable[Run]) -> str:
    """The characters of some runs."""
    return "".join(run.text for run in runs)


def inline(parent: Token) -> Runs:
    """The runs of a token's children, neighbours of one style joined."""
    runs: list[Run] = []
    for run in _runs(parent.children or ()):
        if runs and replace(runs[-1], text="") == replace(run, text="") and not run.note:
            runs[-1] = replace(run, text=runs[-1].text + run.text)
        elif run.text:
            runs.append(run)
    return tuple(_closed_up(runs))


def _runs(children: Iterable[Token]) -> Iterator[Run]:
    """Emphasis may be nested thousands deep: it is counted, not descended into."""
    bold, italic = 0, 0
    links: list[tuple[Token, list[str]]] = []
    for child in children:
        made: list[Run] = []
        style = Run("", bold > 0, italic > 0)
        match child.type:
            case "strong_open" | "strong_close":
                bold += child.nesting
            case "em_open" | "em_close":
                italic += child.nesting
            case "link_open":
                links.append((child, []))
            case "link_close":
                made = [replace(style, text=_address(*links.pop()))]
            case "image":
                made = [
                    replace(run, bold=style.bold or run.bold, italic=style.italic or run.italic)
                    for run in _runs(child.children or ())
                ]
            case "footnote_ref":
                number = int(child.meta["number"])
                made = [replace(style, text=footnotes.mark(number), note=number)]
            case _:
                made = [replace(style, text=_BREAKS.get(child.type, child.content))]
        if links:
            links[-1][1].extend(run.text for run in made)
        yield from made


def _address(link: Token, inside: Sequence[str]) -> str:
    """What of a link's address its text does not say already."""
    address = str(link.attrs.get("href", ""))
    said = not address or address.startswith("#") or link.markup == "autolink" or "".join(inside) == address
    return "" if said else f"（{address}）"


def _closed_up(runs: list[Run]) -> Iterator[Run]:
    """Line breaks of the source become nothing beside Chinese text and a blank elsewhere."""
    whole = "".join(run.text for run in runs)
    at = 0
    for run in runs:
        text = ""
        for character in run.text:
            if character == "\n":
                beside = whole[max(0, at - 1) : at] + whole[at + 1 : at + 2]
                text += "" if not beside or WIDE.search(beside) else " "
            else:
                text += character
            at += 1
        if text:
            yield replace(run, text=text)
