"""`python -m tests.fuzz --minutes 3 --parser all`: damaged files for every parser; only reports may come out.

- Case n of seed s is always the same file: `--seed s --only n` makes it again.
- A case that raises anything, hangs for HANG seconds, or is called valid by a parser that proves, is a find: it is
  printed with its number and kept in the folder of `--keep`.
"""

import argparse
import faulthandler
import random
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from app.verify.report import Outcome
from tests.fuzz.parsers import Parser, parsers

HANG = 2.0
DEAD = 30.0  # seconds without coming back from C code: the run ends, with the place it is at
FINDS = 20  # of one parser; then it has had enough


class Hang(BaseException):
    """Too long; not an Exception, so that nothing on the way takes it for one of its own."""


@dataclass
class Tally:
    """What came out of one parser."""

    parser: str
    seed: int
    cases: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: set[str] = field(default_factory=set)
    slowest: float = 0.0
    finds: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = ", ".join(f"{number} {name}" for name, number in sorted(self.outcomes.items()))
        return (
            f"{self.parser}: {self.cases} cases (seed {self.seed}): {told}; {len(self.reasons)} reasons;"
            f" slowest {self.slowest * 1000:.0f} ms; {len(self.finds)} finds"
        )


def case(parser: Parser, seed: int, number: int) -> tuple[int, bytes]:
    """Which sample, and the damaged file made of it."""
    dice = random.Random(f"{parser.name}:{seed}:{number}")
    which = dice.randrange(len(parser.samples))
    return which, parser.damage(parser.samples[which].data, dice)


def run(parser: Parser, seed: int, seconds: float, *, cases: int = 0, keep: Path | None = None) -> Tally:
    """Until the time is over, or the number of cases is reached."""
    tally, end = Tally(parser.name, seed), time.monotonic() + seconds
    while (tally.cases < cases if cases else time.monotonic() < end) and len(tally.finds) < FINDS:
        _one(parser, tally.cases, tally, keep)
        tally.cases += 1
    return tally


def _one(parser: Parser, number: int, tally: Tally, keep: Path | None) -> None:
    which, data = case(parser, tally.seed, number)
    sample = parser.samples[which]
    faulthandler.dump_traceback_later(DEAD, exit=True, file=sys.__stderr__ or 2)
    signal.setitimer(signal.ITIMER_REAL, HANG)
    started = time.monotonic()
    try:
        reports = parser.check(data, sample.question())
    except Hang:
        found = "hang\n" + traceback.format_exc()
    except Exception:  # noqa: BLE001 - whatever it is: it is a find
        found = traceback.format_exc()
    else:
        found = ""
        for each in reports:
            tally.outcomes[each.outcome.value] += 1
            tally.reasons |= {finding.reason.value for finding in each.findings}
        if parser.proves and data != sample.data and all(each.outcome is Outcome.VALID for each in reports):
            found = "a damaged file is valid"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
    tally.slowest = max(tally.slowest, time.monotonic() - started)
    if found:
        tally.finds.append(found)
        print(f"{parser.name}: seed {tally.seed}, case {number}\n{found}", flush=True)
        if keep:
            (keep / f"{parser.name}-{tally.seed}-{number}").write_bytes(data)


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise Hang


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--parser", default="all", choices=["all", *parsers()])
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    signal.signal(signal.SIGALRM, _hang)
    warnings.simplefilter("ignore")  # as inspect() does
    chosen = [each for each in parsers().values() if args.parser in ("all", each.name)]
    if args.only is not None:
        sys.stdout.buffer.write(case(chosen[0], args.seed, args.only)[1])
        return 0
    tallies = []
    for each in chosen:
        tallies.append(run(each, args.seed, args.minutes * 60, keep=args.keep))
        print(tallies[-1], flush=True)
    return int(any(each.finds for each in tallies))


if __name__ == "__main__":
    sys.exit(main())
