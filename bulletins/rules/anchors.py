"""Where a remark stands: bound to a sentence, not to a place in the file (ED-10).

- An anchor keeps the sentence's digest and where it stood. The same sentence anywhere in a later text is where the
  remark is; of several equal ones the nearest to where it stood.
- A sentence that reads differently now is told apart from one that is gone: of the sentences that are much alike the
  most alike one is shown beside the words the remark was made about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bulletins.rules import lineage


@dataclass(frozen=True, slots=True)
class Anchor:
    """A sentence of an edition: its digest, its place among the sentences, how it read."""

    edition: int
    position: int
    digest: str
    quote: str


class Standing(StrEnum):
    """What has become of the sentence."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Found:
    """Where the sentence is in a text now; `position` is -1 when it is gone."""

    standing: Standing
    position: int


def anchor(text: str, edition: int, position: int, digest: str = "") -> Anchor | None:
    """The anchor of a sentence of a text; None when there is no such sentence, or it reads otherwise than `digest`."""
    listed = lineage.sentences(text)
    if not 0 <= position < len(listed):
        return None
    found = lineage.digest(listed[position])
    return Anchor(edition, position, found, listed[position]) if digest in ("", found) else None


def find(wanted: Anchor, text: Sequence[str]) -> Found:
    """Where the anchor's sentence stands among these sentences."""
    same = [i for i, sentence in enumerate(text) if lineage.digest(sentence) == wanted.digest]
    if same:
        return Found(Standing.SAME, min(same, key=lambda i: (abs(i - wanted.position), i)))
    alike = lineage.nearest(wanted.quote, text)
    return Found(Standing.CHANGED, alike) if alike is not None else Found(Standing.GONE, -1)
