"""Sheets as pages of an OFD, in two steps: what stands in which layer, then, once the faces are cut, the XML.

- What is drawn before the first word or line of the document (a watermark, the copy's number) is the background, words
  that are no text of the document (page numbers) are the foreground, all else is the body in its order.
- A text object holds letters of one element only, so that a tag can name it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element

from crypto import sm3
from crypto.seals.markup import make
from typeset.fonts import FontSet
from typeset.ofd import faces, objects
from typeset.ofd.drawing import Letter, Picture, Shape, Sheet, Style, Text
from typeset.ofd.elements import Owners
from typeset.ofd.faces import Face, Subset
from typeset.ofd.objects import Look, Run

NOBODY: Final = -1


class LayerType(StrEnum):
    """GB/T 33190, 7.7: drawn in this order."""

    BACKGROUND = "Background"
    BODY = "Body"
    FOREGROUND = "Foreground"


@dataclass(frozen=True, slots=True)
class Owned:
    """A run and the number of the element it is of."""

    run: Run
    element: int


Placed: TypeAlias = Owned | Shape | Picture
Layers: TypeAlias = Mapping[LayerType, tuple[Placed, ...]]


@dataclass(frozen=True, slots=True)
class Laid:
    """A page before it is written."""

    width: float
    height: float
    layers: Layers


@dataclass(slots=True)
class Numbers:
    """The ids of a package: each once."""

    last: int = 0

    def next(self) -> int:
        """A new one."""
        self.last += 1
        return self.last


@dataclass(slots=True)
class Resources:
    """What pages share. Pens by their width, pictures by their content; `tags`: element → page and object ids."""

    fonts: FontSet
    numbers: Numbers
    characters: dict[str, set[str]] = field(default_factory=dict)
    glyphs: dict[str, set[int]] = field(default_factory=dict)
    cut: dict[str, tuple[int, Subset]] = field(default_factory=dict)
    pens: dict[float, int] = field(default_factory=dict)
    pictures: dict[bytes, tuple[int, Picture]] = field(default_factory=dict)
    tags: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def take(self, page: Laid) -> None:
        """Counts what a page uses."""
        for placed in (one for layer in page.layers.values() for one in layer):
            if isinstance(placed, Owned):
                self._letters(placed.run)
            elif isinstance(placed, Picture):
                key = sm3.hash(placed.data)
                if key not in self.pictures:
                    self.pictures[key] = self.numbers.next(), placed

    def _letters(self, run: Run) -> None:
        face = self.face(run.style)
        characters = self.characters.setdefault(run.style.face, set())
        glyphs = self.glyphs.setdefault(run.style.face, set())
        if run.style.outline and run.style.outline.width not in self.pens:
            self.pens[run.style.outline.width] = self.numbers.next()
        for letter in run.letters:
            characters.update(letter.text)
            glyph = face.named(letter.text, letter.advance)
            if glyph is not None:
                glyphs.add(glyph)

    def subset(self) -> None:
        """Cuts the faces, once all pages are counted."""
        for name in sorted(self.characters):
            made = faces.face(name, self.fonts).subset(self.characters[name], self.glyphs[name])
            self.cut[name] = self.numbers.next(), made

    def face(self, style: Style) -> Face:
        """The source of a style's letters."""
        return faces.face(style.face, self.fonts)

    def look(self, style: Style) -> Look:
        """What text of this style takes from here."""
        face, (font, cut) = self.face(style), self.cut[style.face]

        def named(letter: Letter) -> int | None:
            glyph = face.named(letter.text, letter.advance)
            return None if glyph is None else cut.glyphs[glyph]

        return Look(font, self.pens[style.outline.width] if style.outline else 0, named)

    def picture(self, picture: Picture) -> int:
        """The id of a picture's file."""
        return self.pictures[sm3.hash(picture.data)][0]


def laid(number: int, sheet: Sheet, owners: Owners) -> Laid:
    """The page by layers. `number`: from 0."""
    first = next((at for at, one in enumerate(sheet.drawn) if not one.furniture), len(sheet.drawn))
    layers: dict[LayerType, list[Placed]] = {kind: [] for kind in LayerType}
    waiting: list[tuple[Letter, int]] = []
    before: tuple[LayerType, Style] | None = None

    def close() -> None:
        if before is not None:
            layers[before[0]] += _runs(before[1], waiting)
        waiting.clear()

    for at, one in enumerate(sheet.drawn):
        kind = _layer(at, first, one)
        mine = (kind, one.style) if isinstance(one, Text) else None
        if mine is None or mine != before:
            close()
            before = mine
        if isinstance(one, Text):
            waiting += [(each, owners.get((number, at, place), NOBODY)) for place, each in enumerate(one.letters)]
        else:
            layers[kind].append(one)
    close()
    return Laid(sheet.width, sheet.height, {kind: tuple(found) for kind, found in layers.items()})


def _layer(at: int, first: int, one: Text | Shape | Picture) -> LayerType:
    if at < first:
        return LayerType.BACKGROUND
    return LayerType.FOREGROUND if one.furniture and isinstance(one, Text) else LayerType.BODY


def _runs(style: Style, letters: list[tuple[Letter, int]]) -> Iterator[Owned]:
    """Letters of one style, parted where another element begins; blanks go with what is before them."""
    found: list[tuple[int, list[Letter]]] = []
    for letter, owner in letters:
        if found and (owner == found[-1][0] or letter.text.isspace()):
            found[-1][1].append(letter)
        else:
            found.append((owner, [letter]))
    for owner, inside in found:
        for run in objects.runs(style, inside):
            yield Owned(run, owner)


def written(id: int, page: Laid, shared: Resources) -> Element:
    """The page's own file."""
    area = make("Area")
    area.append(make("PhysicalBox", objects.numbers(0, 0, page.width, page.height)))
    content = make("Content")
    for kind, inside in page.layers.items():
        if inside:
            layer = make("Layer", ID=str(shared.numbers.next()), Type=kind.value)
            layer.extend(_object(id, page, one, shared) for one in inside)
            content.append(layer)
    root = make("Page")
    root.extend((area, content))
    return root


def _object(page: int, laid: Laid, one: Placed, shared: Resources) -> Element:
    id = shared.numbers.next()
    if isinstance(one, Shape):
        return objects.path(id, one)
    if isinstance(one, Picture):
        return objects.image(id, shared.picture(one), one)
    if one.element != NOBODY:
        shared.tags.setdefault(one.element, []).append((page, id))
    return objects.text(id, one.run, (laid.width, laid.height), shared.look(one.run.style))
