"""`zhengxun verify FILE…`: offline verification of whatever this product or a peer has signed.

- Needs no service, database or network, opens no key device and changes nothing.
- Exit code: 0 everything valid; 1 at least one file invalid; else 2: at least one file could not be verified. A wrong
  option, and a trust folder that cannot be read, are 2 as well.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from app.settings import Settings
from app.templating import message
from app.verify import files, options, schema, words
from app.verify.kinds import Kind
from app.verify.reasons import FileReason
from app.verify.report import Outcome, Question, Report
from app.verify.sandbox import Sandbox
from crypto.findings import failed

CODES = {Outcome.VALID: 0, Outcome.INVALID: 1, Outcome.UNVERIFIED: 2}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes; the words of `--help` are in the message table."""

    def option(name: str, **kind: Any) -> None:
        parser.add_argument(name, help=message(f"cli.verify_help.{name.lstrip('-').replace('-', '_')}"), **kind)

    option("files", nargs="+", type=Path, metavar="FILE")
    option("--trust", type=Path, action="append", default=[], metavar="PATH")
    option("--strict", action="store_true")
    option("--at", default="", metavar="TIME")
    option("--content", type=Path, metavar="FILE")
    option("--heads", type=Path, action="append", default=[], metavar="PATH")
    option("--key", default="", metavar="HEX")
    option("--second-opinion", action="store_true")
    option("--all", action="store_true")
    option("--json", action="store_true")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Verify and print. Raises StartRefused for options that make no sense."""
    question = options.question(args, settings.trust_folder)
    if not question.trust.roots:
        print(
            message("cli.verify_no_roots", path=str(args.trust[0] if args.trust else settings.trust_folder)),
            file=sys.stderr,
        )
    reports = []
    for each in answers(args.files, question):
        reports.append(each)
        if not args.json:
            print("\n".join([*words.lines(each, everything=args.all), ""]))
    outcome = worst([each.outcome for each in reports])
    if args.json:
        print(schema.document(reports, question, outcome, CODES[outcome]))
    else:
        print(words.last([each.outcome for each in reports]))
    return CODES[outcome]


def answers(paths: Iterable[Path], question: Question) -> Iterator[Report]:
    """One report after the other, while the next file is still to be looked at."""
    with Sandbox(question) as sandbox:
        for number, path in enumerate(islice(files.named(paths), files.FILES + 1)):
            if number == files.FILES:
                yield Report(Kind.UNKNOWN, (failed(FileReason.TOO_MANY, limit=files.FILES),), path=path)
                return
            yield from sandbox.reports(path)


def worst(outcomes: Sequence[Outcome]) -> Outcome:
    """Invalid counts more than unverified: what is known to be false must not hide behind what is not known."""
    for each in (Outcome.INVALID, Outcome.UNVERIFIED):
        if each in outcomes:
            return each
    return Outcome.VALID if outcomes else Outcome.UNVERIFIED
