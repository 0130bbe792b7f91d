"""Which picture of a package is its preview: a program's small picture of the first page, shown by no page.

- It has the place and name its format gives to previews, and the package says that it is one; a picture of any other
  name is content.
- One that any part of the document names besides is content too. Only the list of the package's parts may name it.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from posixpath import basename
from urllib.parse import unquote

_OF_OFFICE = re.compile(r"docProps/thumbnail\.\w+", re.IGNORECASE)
_OF_ODF = re.compile(r"Thumbnails/thumbnail\.\w+")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")
_GIVEN = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LISTS = frozenset({"Types", "manifest"})


def relations(text: str) -> Iterator[dict[str, str]]:
    """What each relation of a package's part gives."""
    for found in _RELATION.finditer(text):
        yield {key: html.unescape(one or two) for key, one, two in _GIVEN.findall(found[1])}


class Previews:
    """What the parts of a package say about those that may be previews. Ask when all parts have been taken in."""

    def __init__(self, names: Iterable[str]) -> None:
        self._candidates = {name for name in names if _OF_OFFICE.fullmatch(name) or _OF_ODF.fullmatch(name)}
        self._named: Counter[str] = Counter()
        self._declared: set[str] = set()

    def may_be(self, name: str) -> bool:
        return name in self._candidates

    def take(self, name: str, root: str, text: str) -> None:
        """Takes in an XML part."""
        if not self._candidates or root in _LISTS:
            return
        plain = unquote(html.unescape(text)).lower()
        for candidate in self._candidates:
            self._named[candidate] += plain.count(basename(candidate).lower())
        if name == "_rels/.rels":
            self._declared |= {
                given.get("Target", "").lstrip("/")
                for given in relations(text)
                if given.get("Type", "").endswith("/metadata/thumbnail")
            }

    def is_one(self, name: str) -> bool:
        """Whether the part is a preview and nothing else."""
        if _OF_ODF.fullmatch(name):
            return not self._named[name]
        return self.may_be(name) and name in self._declared and self._named[name] == 1
