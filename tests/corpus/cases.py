"""A case of the corpus."""

from dataclasses import dataclass

SEED = 20_261_122
STOP, ALLOW = "stop", "allow"


@dataclass(frozen=True, slots=True)
class Case:
    """`start` and `end` are the planted marking's range in `text`; `tags` what it is counted under."""

    id: str
    text: str
    verdict: str
    tags: tuple[str, ...]
    start: int = 0
    end: int = 0

    @property
    def mark(self) -> str:
        return self.text[self.start : self.end]
