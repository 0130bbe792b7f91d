"""Verbs that have acts of their own (`zhengxun ca issue`): one table a verb, read for help and for running."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.settings import Settings
from app.templating import message


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a verb: its name, how its arguments are read, what it does and with which exit code."""

    name: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Settings], int]


def add(
    parser: argparse.ArgumentParser, acts: Iterable[Act], words: str, *, required: bool = True
) -> list[argparse.ArgumentParser]:
    """The acts as sub-commands; `words`: what the codes of their sentences begin with. Each one's parser."""
    subs = parser.add_subparsers(dest="act", required=required)
    made = []
    for act in acts:
        told = message(f"{words}.{act.name}")
        made.append(subs.add_parser(act.name, help=told, description=told))
        act.arguments(made[-1])
    return made


def run(acts: Iterable[Act], args: argparse.Namespace, settings: Settings) -> int:
    """Do the act that was named."""
    return next(act for act in acts if act.name == args.act).run(args, settings)
