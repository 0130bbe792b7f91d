"""What an issue says, as one value with one digest: approved = printed (ED-07).

- The digest covers kind, masthead, the articles in their order with their texts and source units, and the readers.
- Counting as for submissions (LO-10): a Chinese character or full-width sign 1, a run of letters or digits 1, blanks and
  Markdown marks 0.
"""

import json
import re
from dataclasses import dataclass
from uuid import UUID

from bulletins.rules.records import Issue
from crypto import sm3

UNITS = re.compile(
    "[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uffee\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\U00020000-\U0003ffff]"
    r"|[A-Za-z0-9]+(?:[.,'’-][A-Za-z0-9]+)*%?"
)
MARKS = re.compile(r"^\s{0,3}(?:#{1,6}\s|>\s?|[-*+]\s|\d+\.\s)|[*_`~|]|^\s*[-:|\s]+$", re.MULTILINE)
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A title and a body."""

    title: str
    body: str

    def digest(self) -> bytes:
        """SM3 of both, each led by its length."""
        parts = (self.title.encode(), self.body.encode())
        return sm3.hash(b"".join(len(part).to_bytes(4, "big") + part for part in parts))


def length(text: str) -> int:
    """Characters as the office counts them."""
    return len(UNITS.findall(MARKS.sub(" ", text)))


def digest(issue: Issue) -> bytes:
    """SM3 of everything that is approved."""
    said = {
        "format": FORMAT,
        "kind": issue.kind.code,
        "masthead": issue.kind.masthead,
        "articles": [
            {
                "id": str(article.id),
                "text": Text(article.title, article.body).digest().hex(),
                "units": [str(source.unit) for source in article.sources],
            }
            for article in issue.articles
        ],
        "readers": sorted(_name(reader.unit, reader.person) for reader in issue.readers),
    }
    return sm3.hash(json.dumps(said, sort_keys=True, separators=(",", ":")).encode())


def _name(unit: UUID | None, person: UUID | None) -> str:
    return f"unit:{unit}" if unit else f"person:{person}"
