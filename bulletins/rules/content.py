"""What an issue says, as one value with one digest: approved = printed (ED-07).

- The digest covers kind, masthead, the articles in their order with their texts and source units, and the readers.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from bulletins.rules.issues import Issue
from crypto import sm3

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


def digest(issue: Issue) -> bytes:
    """SM3 of everything that is approved."""
    said: dict[str, object] = {
        "format": FORMAT,
        "kind": issue.kind.code,
        "masthead": issue.kind.masthead,
        "articles": [
            {
                "id": str(article.id),
                "text": Text(article.title, article.body).digest().hex(),
                "units": [str(source.unit) for source in article.sources],
                **({"annex": article.annex.hex()} if article.annex else {}),
            }
            for article in issue.articles
        ],
        "readers": sorted(_name(reader.unit, reader.person) for reader in issue.readers),
    }
    if issue.corrects:
        said["corrects"] = str(issue.corrects)
    return sm3.hash(json.dumps(said, sort_keys=True, separators=(",", ":")).encode())


def parts(issue: Issue) -> dict[str, str]:
    """Every text of an issue for the gate, by the article's id and what it is of the article."""
    texts = ((article.id, name, getattr(article, name)) for article in issue.articles for name in ("title", "body"))
    return {f"{id}/{name}": text for id, name, text in texts}


def article_at(where: str) -> UUID:
    """The article a place of parts() belongs to."""
    return UUID(where.partition("/")[0])


def _name(unit: UUID | None, person: UUID | None) -> str:
    return f"unit:{unit}" if unit else f"person:{person}"
