"""`python -m bench.marking`: the marking scanner beside one plain regular expression, and what each kind of file costs.

- The expression looks for one spelling of a marking. It finds none of the others: it is the least a pass over a text
  can cost, not a rival.
- Rounds: in each, scanner and expression read the same texts directly after one another. A figure is the median of the
  rounds; a ratio is the median of the rounds' own ratios. Rates are megabytes of UTF-8 a second of processor time.
- Files go through the limited process as in the product: its processor time, its memory, and the time a person waits.
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from rich.console import Console

from bench import report, specimens
from bench.specimens import CLEAN, WHOLE, Specimen
from marking.child import pool
from marking.scan import scan

RESULTS = Path(__file__).resolve().parent / "results"
CONSOLE = Console(stderr=True, highlight=False)
PLAIN = re.compile("(?:绝密|机密|秘密)★")
LEAST = {CLEAN: 2.0, WHOLE: 2.0}  # MB/s asked of the common case
MB = 1_000_000


class TextPoint(msgspec.Struct, frozen=True):
    """One round over one kind of text: MB/s of the scanner and of the expression."""

    kind: str
    round: int
    scanner: float
    expression: float


class TextLine(msgspec.Struct, frozen=True):
    """A kind of text over all rounds; `slower`: how many times the expression's time."""

    kind: str
    scanner: float
    expression: float
    slower: float
    least: float | None


class FileLine(msgspec.Struct, frozen=True):
    """A kind of file: medians of processor and waiting time in ms, the most memory in MB, reading and looking apart."""

    kind: str
    kilobytes: int
    reading: float
    looking: float
    waiting: float
    memory: float


class Result(msgspec.Struct, frozen=True):
    """Everything a reader needs to judge or repeat a run."""

    day: str
    commit: str
    machine: dict[str, str]
    texts: list[TextLine]
    files: list[FileLine]
    points: list[TextPoint]


def main(argv: list[str] | None = None) -> int:
    """Run, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.marking", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--characters", type=int, default=1_000_000, help="of each kind of text")
    parser.add_argument("--pages", type=int, default=specimens.PAGES, help="of the bulletin")
    parser.add_argument("--out", type=Path, default=RESULTS)
    args = parser.parse_args(argv)
    machine = {name: said for name, said in report.machine("").items() if said}
    points = measure_texts(args.rounds, args.characters)
    files = [measure_file(each, args.rounds) for each in specimens.files(args.pages)]
    result = Result(
        report.today(), report.commit(RESULTS.parent.parent), machine, text_lines(points), files, points
    )  # fmt: skip
    print("\n".join(tables(result)))
    print(write(result, args.out))
    return 0


def measure_texts(rounds: int, characters: int) -> list[TextPoint]:
    """Every run over texts."""
    kinds = specimens.texts(characters)
    points = []
    for number in range(rounds):
        CONSOLE.print(f"texts, round {number + 1} of {rounds}")
        for kind, texts in kinds.items():
            megabytes = sum(len(each.encode()) for each in texts) / MB
            seconds = [_seconds(each, texts) for each in (scan, PLAIN.search)]
            points.append(TextPoint(kind, number, megabytes / seconds[0], megabytes / seconds[1]))
    return points


def _seconds(act: Callable[[str], object], texts: Sequence[str]) -> float:
    before = time.process_time()
    for each in texts:
        act(each)
    return time.process_time() - before


def text_lines(points: Sequence[TextPoint]) -> list[TextLine]:
    """Medians."""
    found = []
    for kind in dict.fromkeys(point.kind for point in points):
        here = [point for point in points if point.kind == kind]
        slower = statistics.median(point.expression / point.scanner for point in here)
        rates = [statistics.median(rate) for rate in zip(*((one.scanner, one.expression) for one in here), strict=True)]
        found.append(TextLine(kind, rates[0], rates[1], slower, LEAST.get(kind)))
    return found


def measure_file(specimen: Specimen, rounds: int) -> FileLine:
    """One kind of file; the first round, which starts processes, does not count."""
    CONSOLE.print(specimen.kind)
    runs = []
    for _ in range(rounds + 1):
        before = time.perf_counter()
        examined = pool.examined(specimen.name, specimen.data)
        runs.append((examined, time.perf_counter() - before))
    counted = runs[1:]
    return FileLine(
        specimen.kind,
        len(specimen.data) // 1000,
        1000 * statistics.median(examined.used.cpu for examined, _ in counted),
        1000 * statistics.median(examined.seen.cpu for examined, _ in counted),
        1000 * statistics.median(waited for _, waited in counted),
        max(max(examined.used.memory, examined.seen.memory) for examined, _ in counted) / MB,
    )


def tables(result: Result) -> list[str]:
    """The page's tables."""
    rows = [
        "| texts | scanner, MB/s | one expression, MB/s | times its cost | asked |",
        "|---|---|---|---|---|",
    ]
    for line in result.texts:
        asked = "" if line.least is None else f"≥ {line.least:.0f} {'kept' if line.scanner >= line.least else 'MISSED'}"
        rows.append(f"| {line.kind} | {line.scanner:.2f} | {line.expression:,.0f} | {line.slower:,.0f} | {asked} |")
    rows += [
        "",
        "| file | kB | reading, ms | pictures, ms | a person waits, ms | processor in all, ms | most memory, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for file in result.files:
        figures = f"{file.reading:.0f} | {file.looking:.0f} | {file.waiting:.0f} | {file.reading + file.looking:.0f}"
        rows.append(f"| {file.kind} | {file.kilobytes} | {figures} | {file.memory:.0f} |")
    return rows


def write(result: Result, folder: Path) -> Path:
    """One JSON with every run, one page of Markdown; the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / f"{result.day}-{result.commit}-marking"
    base.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1))
    facts = {**result.machine, "commit": result.commit}
    page = [f"# Marking gate, {result.day}", "", *(f"- {name}: {value}" for name, value in facts.items()), ""]
    page += ["Processor time; how it is measured: docs/benchmarks.md.", ""]
    base.with_suffix(".md").write_text("\n".join([*page, *tables(result), ""]), encoding="utf-8")
    return base.with_suffix(".md")


if __name__ == "__main__":
    sys.exit(main())
