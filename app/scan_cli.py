"""`zhengxun scan`: files, folders, standard input, or a batch of JSON lines, looked at for markings (docs/marking.md).

- Exit codes: 0 nothing found, 3 a marking, 4 something a person has to look at and no marking; 2: nothing was looked at.
- It needs no service and no database and keeps nothing; the rules are those the program came with.
- Answers go to standard output as they come, progress and counts of a batch to standard error.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from app import shown
from app.scanning import batch, files
from app.scanning import shown as scan_shown
from app.scanning.files import STANDARD_INPUT, Looked, Target, Walk
from app.settings import Settings
from app.templating import message
from kernel.errors import StartRefused
from marking import report
from marking.verdict import Decision


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is looked at, and how it is told."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=message("scan.argument.paths"))
    parser.add_argument("--batch", type=Path, metavar="FILE", help=message("scan.argument.batch"))
    parser.add_argument("--json", action="store_true", help=message("scan.argument.json"))


def run(args: argparse.Namespace, _settings: Settings) -> int:
    """Look, print, sum up. Raises StartRefused."""
    if args.batch is None:
        return _files(args.paths or [Path(STANDARD_INPUT)], as_json=args.json)
    if args.paths:
        raise StartRefused("scan.batch_alone")
    if str(args.batch) == STANDARD_INPUT:
        return _batch(sys.stdin.fileno())
    files.require([args.batch])
    with args.batch.open("rb") as lines:
        return _batch(lines.fileno())


def _files(paths: list[Path], *, as_json: bool) -> int:
    files.require(paths)
    if Path(STANDARD_INPUT) in paths and sys.stdin.isatty():
        print(message("scan.type_now"), file=sys.stderr)
    walk = Walk(paths)
    decisions: Counter[Decision] = Counter()
    console = shown.console()
    for looked in _told(walk.targets()):
        # A folder's name counts only when it says something.
        if not looked.target.folder or looked.verdicts:
            decisions[looked.decision] += 1
            _show(looked, console, as_json=as_json)
    if not as_json:
        scan_shown.summary(decisions, walk.skipped, console)
    return report.exit_code(decisions)


def _told(targets: Iterator[Target]) -> Iterator[Looked]:
    """The answers, with the number of files so far on a terminal's standard error."""
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed}"))
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(message("scan.progress"), total=None)
        for looked in files.looked(targets):
            progress.advance(task)
            yield looked


def _show(looked: Looked, console: Console, *, as_json: bool) -> None:
    if as_json:
        print(report.file_line(str(looked.target.path), looked.verdicts), flush=True)
    else:
        scan_shown.file(looked, console)


def _batch(handle: int) -> int:
    decisions: Counter[Decision] = Counter()
    malformed = 0
    for answers in batch.answered(handle):
        decisions.update(answer.decision for answer in answers)
        malformed += sum(not answer.case for answer in answers)
        sys.stdout.write("".join(f"{answer.line}\n" for answer in answers))
        sys.stdout.flush()
    numbers = {each.value: decisions[each] for each in Decision}
    told = message("scan.batch_summary", total=decisions.total(), malformed=malformed, **numbers)
    print(told, file=sys.stderr)
    return report.exit_code(decisions)
