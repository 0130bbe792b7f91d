"""The gate as a proof: text and files that passed it, and nothing else, can be stored.

- Only clear() makes a Cleared; commands that store text take one, so unscanned text cannot reach a disk.
- clear() is pure and slow (files are opened): edges run it in a thread, before any transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, field

from crypto import sm3
from marking.scan import check

_PROOF = object()


@dataclass(frozen=True, slots=True)
class ClearedFile:
    """A file that passed: name, content, SM3 of the content."""

    name: str
    data: bytes = field(repr=False)
    digest: bytes


@dataclass(frozen=True, slots=True)
class Cleared:
    """Texts by place (title, body, note …) and files that passed the gate together."""

    parts: dict[str, str] = field(repr=False)
    files: tuple[ClearedFile, ...] = ()
    proof: InitVar[object] = None

    def __post_init__(self, proof: object) -> None:
        if proof is not _PROOF:
            raise TypeError("only marking.gate.clear() makes a Cleared")

    def text(self, where: str) -> str:
        """The text of a place; empty when it was not given."""
        return self.parts.get(where, "")


def clear(parts: Mapping[str, str], files: Iterable[tuple[str, bytes]] = ()) -> Cleared:
    """What may be stored. Raises MarkingFound or Held (marking.errors); then nothing may be."""
    given = tuple(files)
    check(parts, given)
    kept = tuple(ClearedFile(name, data, sm3.hash(data)) for name, data in given)
    return Cleared(dict(parts), kept, _PROOF)
