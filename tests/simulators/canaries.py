"""Strings that occur nowhere by chance, and the search for them in bytes.

- A canary is a mark and something random: three rare characters in texts, eight digits in numbers, eight letters in words.
- Looked for are the marks, and the pairs in the rare one (so that a stored n-gram is found too), in UTF-8, GB18030 and UTF-16
  of both byte orders, and in the spellings that dumps and logs use: hexadecimal and JSON's \\uXXXX.
"""

import json
import mmap
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

MARK, DIGITS, LETTERS = "鳜鼷麂", "90731846", "zqxjkvwy"
RARE = [chr(code) for code in range(0x8C01, 0x9FA0) if len(chr(code).encode("gb2312", "ignore")) == 2]
ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


@dataclass(slots=True)
class Planter:
    """Hands canaries out and remembers them."""

    dice: random.Random
    texts: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)

    def text(self) -> str:
        self.texts.append(MARK + "".join(self.dice.choices(RARE, k=5)))
        return self.texts[-1]

    def number(self) -> str:
        self.plain.append(DIGITS + "".join(self.dice.choices("0123456789", k=8)))
        return self.plain[-1]

    def word(self) -> str:
        self.plain.append(f"{LETTERS}{self.dice.getrandbits(48):012x}")
        return self.plain[-1]

    def __len__(self) -> int:
        return len(self.texts) + len(self.plain)


def needles() -> list[bytes]:
    """Everything that must not occur."""
    marks = {mark.encode(encoding) for mark in (MARK, DIGITS, LETTERS) for encoding in ENCODINGS}
    spelt = {change(mark.hex()).encode() for mark in marks for change in (str.lower, str.upper)}
    return sorted(marks | spelt | {MARK[:2].encode(), MARK[1:].encode(), json.dumps(MARK)[1:-1].encode()})


def hits(paths: Iterable[Path]) -> Iterator[str]:
    """Where something was found: file, offset, what."""
    for path in paths:
        if path.is_symlink() or not path.is_file() or not path.stat().st_size:
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for needle in needles():
                at = data.find(needle)
                if at >= 0:
                    yield f"{path.name} at {at}: {needle!r} in {data[max(0, at - 20) : at + 60]!r}"


def tree(folder: Path) -> Iterator[Path]:
    """Every file below a folder."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
