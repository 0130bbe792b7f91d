"""`python -m bench.crypto`: our cryptography beside gmssl, gmssl-pyx, `cryptography` and `openssl speed`, in one run.

- Rounds: in each every contender of a measure runs directly after the others, in a rotating order. A figure is the
  median of the rounds; a ratio is the median of the rounds' own ratios, with the lowest and the highest beside it.
- Rates are per second of processor time: on a shared machine the clock says more about the neighbours.
- Ours is what the product calls: checks, encodings, the signer's id, frames included.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console

from bench import contenders, report
from bench.contenders import OPEN, OURS, PARTS, SEAL, SIGN, SPEED, VERIFY
from crypto import engines

RESULTS = Path(__file__).resolve().parent / "results"
CONSOLE = Console(stderr=True, highlight=False)
# The least that is accepted: (measure, peer) → ours to theirs. Sealing may take 1.3 times its parts.
LEAST = {
    (SIGN, SPEED): 0.9,
    (VERIFY, SPEED): 0.9,
    (SEAL, contenders.CRYPTOGRAPHY): 0.9,
    (OPEN, contenders.CRYPTOGRAPHY): 0.9,
}
PARTS_LEAST = 1 / 1.3
SMALL = 20  # a rate below it is shown with decimals


class Point(msgspec.Struct, frozen=True):
    """One contender in one round."""

    measure: str
    who: str
    unit: str
    round: int
    rate: float


class Line(msgspec.Struct, frozen=True):
    """A contender over all rounds. `ratio`: ours to theirs, above 1 ours is faster; `least`: what is asked of it."""

    measure: str
    who: str
    unit: str
    rate: float
    ratio: float
    lowest: float
    highest: float
    least: float | None


class Result(msgspec.Struct, frozen=True):
    """Everything a reader needs to judge or repeat a run."""

    day: str
    commit: str
    engine: str
    machine: dict[str, str]
    lines: list[Line]
    points: list[Point]


def main(argv: list[str] | None = None) -> int:
    """Run, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.crypto", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.5, help="processor time of one contender in one round")
    parser.add_argument("--recipients", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=RESULTS)
    args = parser.parse_args(argv)
    machine = {name: said for name, said in report.machine("").items() if said}
    points = measure(args.rounds, args.seconds, args.recipients)
    result = Result(
        report.today(), report.commit(RESULTS.parent.parent), engines.engine().version, machine, lines(points), points
    )
    print("\n".join(table(result.lines)))
    print(write(result, args.out))
    return 0


def measure(rounds: int, seconds: float, recipients: int) -> list[Point]:
    """Every run."""
    wanted = contenders.tasks(recipients)
    points: list[Point] = []
    for number in range(rounds):
        CONSOLE.print(f"round {number + 1} of {rounds}")
        for rivals in wanted:
            at = number % len(rivals)
            points += [
                Point(task.measure, task.who, task.unit, number, task.rate(seconds))
                for task in (*rivals[at:], *rivals[:at])
            ]
    return points


def lines(points: Sequence[Point]) -> list[Line]:
    """Medians and ratios, ours first in each measure."""
    found = []
    for name, unit in dict.fromkeys((point.measure, point.unit) for point in points):
        here = [point for point in points if point.measure == name]
        ours = {point.round: point.rate for point in here if point.who == OURS}
        for who in sorted({point.who for point in here}, key=lambda each: (each != OURS, each)):
            rates = {point.round: point.rate for point in here if point.who == who}
            ratios = [ours[number] / theirs for number, theirs in rates.items()]
            least = PARTS_LEAST if who == PARTS else LEAST.get((name, who))
            middle = statistics.median(rates.values())
            found.append(Line(name, who, unit, middle, statistics.median(ratios), min(ratios), max(ratios), least))
    return found


def table(found: Sequence[Line]) -> list[str]:
    """The page's table."""
    rows = [
        "| work | by | rate | unit | ours to theirs | lowest – highest | asked |",
        "|---|---|---|---|---|---|---|",
    ]
    for line in found:
        compared = "| | | |"
        if line.who != OURS:
            asked = "" if line.least is None else f"≥ {line.least:.2f} {_kept(line)}"
            compared = f"| {line.ratio:.2f} | {line.lowest:.2f} – {line.highest:.2f} | {asked} |"
        shown = f"{line.rate:,.0f}" if line.rate > SMALL else f"{line.rate:.2f}"
        rows.append(f"| {line.measure} | {line.who} | {shown} | {line.unit} {compared}")
    return rows


def _kept(line: Line) -> str:
    return "kept" if line.least is not None and line.ratio >= line.least else "MISSED"


def write(result: Result, folder: Path) -> Path:
    """One JSON with every run, one page of Markdown; the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / f"{result.day}-{result.commit}-crypto"
    base.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1))
    facts = {**result.machine, "engine": result.engine, "commit": result.commit}
    page = [f"# Cryptography, {result.day}", "", *(f"- {name}: {value}" for name, value in facts.items()), ""]
    page += ["Rates are per second of processor time. How it is measured: docs/benchmarks.md.", ""]
    base.with_suffix(".md").write_text("\n".join([*page, *table(result.lines), ""]), encoding="utf-8")
    return base.with_suffix(".md")


if __name__ == "__main__":
    sys.exit(main())
