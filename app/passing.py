"""The marking gate of the command line: what is sealed, enveloped or opened here is examined first.

- A marking stops it, and nothing declares it away: exit code 3. What cannot be read or judged stops it too: exit code 4.
- What the service would put to two people passes with `--declare`, after the word for it was typed on a terminal;
  `--yes` does not type it. One person types it: there is no account here, so nothing shows that a second one looked.
  That two do is a rule of the office, which the question names; the service keeps it itself (gate/).
- What is declared is shown before and said in the output, with the digest of the document, for the office's register.
- The findings are shown in the words of the document on standard error; nothing of them is kept.
"""

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding

from app.scanning.shown import findings
from app.shown import WIDTH, say
from app.templating import message
from crypto import sm3
from kernel.errors import StartRefused
from marking import report
from marking.child import pool
from marking.errors import Held
from marking.told import told
from marking.verdict import Decision, Verdict, worst

PAGES = "pages"


class Stopped(StartRefused):
    """A document did not pass; `exit_code` as `zhengxun scan` has it."""

    def __init__(self, code: str, exit_code: int, **facts: object) -> None:
        super().__init__(code, **facts)
        self.exit_code = exit_code


def argument(parser: argparse.ArgumentParser) -> None:
    """Answer for what cannot be examined."""
    parser.add_argument("--declare", action="store_true", help=message("passing.argument.declare"))


def require(name: str, data: bytes, *, declare: bool) -> None:
    """Return only for a document that passes, or is answered for. Raises Stopped, StartRefused."""
    settle(name, sm3.hash(data), pool.examine({}, [(name, data)]), declare=declare)


def require_pages(words: str) -> None:
    """Return only for words that carry no marking as they stand on pages; what is held was settled where it was typed.

    Raises Stopped.
    """
    found = [one for one in pool.examine({PAGES: words}, ()) if one.decision is Decision.REFUSE]
    settle(message("typeset.pages"), sm3.hash(words.encode()), found, declare=False)


def settle(name: str, digest: bytes, verdicts: Sequence[Verdict], *, declare: bool) -> None:
    """The same for a document that was examined before."""
    if not verdicts:
        return
    _show(verdicts)
    facts = {"name": name, "digest": digest.hex(), "rule": report.rule_of(worst(verdicts, name))}
    code = report.exit_code(one.decision for one in verdicts)
    if any(one.decision is Decision.REFUSE for one in verdicts):
        raise Stopped("passing.marked", code, **facts)
    if not Held(tuple(verdicts)).releasable:
        raise Stopped("passing.unreadable", code, **facts)
    if not declare:
        raise Stopped("passing.held", code, **facts)
    _declared(code, facts)
    say("passing.declared", **facts)


def _show(verdicts: Sequence[Verdict]) -> None:
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        console = Console(stderr=True, highlight=False, width=WIDTH)
    console.print(Padding(findings(told(verdicts)), (0, 0, 0, 2)))


def _declared(code: int, facts: dict[str, str]) -> None:
    if not sys.stdin.isatty():
        raise Stopped("passing.no_terminal", code, **facts)
    word = message("passing.word")
    if input(message("passing.ask", word=word, **facts)).strip() != word:
        raise Stopped("passing.not_declared", code, **facts)
