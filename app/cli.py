"""The command line: `zhengxun --help`.

- Each verb is a row of VERBS: name, how its arguments are read, what it does. Exit code 0 only when it did all of it.
- An expected refusal is one line in Chinese on standard error and exit code 2, of the marking gate 3 or 4; a bug is a
  traceback.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from app import library, settings, templating
from kernel.errors import Refusal, StartRefused
from kernel.log import configure

REFUSED = 2


@dataclass(frozen=True, slots=True)
class Verb:
    """One command. Its module is loaded when it is asked for: a terminal waits for nothing else."""

    name: str
    help: str
    module: str
    arguments: str = "arguments"
    run: str = "run"

    def part(self, name: str) -> Callable[..., Any]:
        """A function of its module."""
        part: Callable[..., Any] = getattr(import_module(self.module), name)
        return part


_SERVICE = "app.service_cli"
VERBS = (
    Verb("up", "cli.up", _SERVICE, "up_arguments", "up"),
    Verb("worker", "cli.worker", _SERVICE, "nothing", "worker"),
    Verb("migrate", "cli.migrate", _SERVICE, "nothing", "migrations"),
    Verb("found", "cli.found", _SERVICE, "found_arguments", "found"),
    Verb("rotate-key", "cli.rotate_key", _SERVICE, "nothing", "rotate"),
    Verb("demo", "cli.demo", _SERVICE, "demo_arguments", "story"),
    Verb("scan", "scan.about", "app.scan_cli"),
    Verb("typeset", "typeset.about", "app.typeset_cli"),
    Verb("verify", "cli.verify", "app.verify.cli"),
    Verb("device", "cli.device.about", "app.devices.cli"),
    Verb("journal", "cli.journal", _SERVICE, "journal_arguments", "chain"),
    Verb("ca", "cli.ca", "app.ca.cli"),
    Verb("seal", "cli.seal", "app.seals.cli"),
    Verb("agent", "cli.agent", "app.agent_cli"),
    Verb("doctor", "cli.doctor", _SERVICE, "nothing", "examine"),
    Verb("flow-docs", "cli.flow_docs", _SERVICE, "flow_arguments", "flow"),
)


def parser(only: str = "") -> argparse.ArgumentParser:
    """The argument parser, made from VERBS. `only`: the other verbs are named, their arguments not read."""
    made = argparse.ArgumentParser(prog="zhengxun", description=templating.message("cli.about"))
    subs = made.add_subparsers(dest="verb", required=True)
    for verb in VERBS:
        help_text = templating.message(verb.help)
        sub = subs.add_parser(verb.name, help=help_text, description=help_text)
        if only in {"", verb.name}:
            verb.part(verb.arguments)(sub)
    return made


def main(argv: list[str] | None = None) -> int:
    """Entry point. Returns the exit code."""
    given = sys.argv[1:] if argv is None else argv
    args = parser(next(iter(given), "--help")).parse_args(given)
    configure()
    verb = next(verb for verb in VERBS if verb.name == args.verb)
    try:
        code: int = verb.part(verb.run)(args, _chosen())
    except Refusal as refusal:
        print(_line(refusal), file=sys.stderr)
        return refusal.exit_code if isinstance(refusal, StartRefused) else REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        known = {28: "cli.disk_full", 13: "cli.not_writable", 30: "cli.not_writable"}
        if error.errno not in known:
            raise
        print(templating.message(known[error.errno], path=error.filename or ""), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return 130
    return code


def _chosen() -> settings.Settings:
    """The settings, with the named library in use before anything loads a key."""
    chosen = settings.read()
    library.use(chosen)
    return chosen


def _line(refusal: Refusal) -> str:
    text = templating.message(refusal.code, **refusal.facts)
    wrong = "".join(
        f"\n  {name}: {templating.message(code, **refusal.facts)}"
        for name, code in refusal.fields.items()
        if code != refusal.code
    )
    return f"{text} {templating.next_step(refusal.code, **refusal.facts)}".strip() + wrong


if __name__ == "__main__":
    sys.exit(main())
