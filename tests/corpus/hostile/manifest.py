"""What the gate must say of each hostile file: manifest.tsv next to this module, read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from marking.verdict import Decision, Unreadable
from tests.corpus.hostile import offices, pdfs, pictures, texts, zips

MAKERS = {**zips.MAKERS, **offices.MAKERS, **pdfs.MAKERS, **pictures.MAKERS, **texts.MAKERS}
_TABLE = Path(__file__).with_name("manifest.tsv")


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file; when it is held, one of `reasons` is among those given."""

    id: str
    name: str
    decision: Decision
    reasons: frozenset[Unreadable]
    long: bool

    def file(self) -> tuple[str, bytes]:
        return self.name, MAKERS[self.id]()


def hostile() -> Iterator[Hostile]:
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            ident, name, decision, reasons, long = line.split("\t")
            why = frozenset(map(Unreadable, reasons.split("|"))) if reasons != "-" else frozenset()
            yield Hostile(ident, name, Decision(decision), why, long == "long")
