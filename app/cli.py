"""The command line: `zhengxun --help`.

- Each verb is a row of VERBS: name, how its arguments are read, what it does. Exit code 0 only when it did all of it.
- An expected refusal is one line in Chinese on standard error and exit code 2, of the marking gate 3 or 4; a bug is a
  traceback.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import agent_cli, checks, demo, found_cli, journal_cli, scan_cli, serve, settings, templating
from app.ca import cli as ca_cli
from app.devices import cli as device_cli
from app.doctor import cli as doctor_cli
from app.passing import Stopped
from app.seals import cli as seal_cli
from app.verify import cli as verify_cli
from crypto import engines
from crypto.errors import EngineMissing
from crypto.libcrypto import Libcrypto
from kernel import flowdocs, migrate, postgres
from kernel.errors import Refusal, StartRefused
from kernel.log import configure
from kernel.postgres import Cluster

REFUSED = 2


@dataclass(frozen=True, slots=True)
class Verb:
    """One command."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, settings.Settings], int]


@contextmanager
def cluster(chosen: settings.Settings) -> Iterator[Cluster]:
    """The database of this installation: the external one when it is set, else the embedded one, started or joined."""
    if chosen.database_url:
        yield Cluster(chosen.database_url, chosen.owner_url or "", "", 0)
        return
    with postgres.embedded(chosen.postgres_folder) as running:
        yield running


def _nothing(_parser: argparse.ArgumentParser) -> None:
    return


def _up_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--no-jobs", action="store_true")


def _up(args: argparse.Namespace, chosen: settings.Settings) -> int:
    serve.check_port(chosen)
    with cluster(chosen) as where:
        _migrate(where)
        return serve.up(chosen, where, demo=args.demo or chosen.demo, jobs=not args.no_jobs)


def _worker(_args: argparse.Namespace, chosen: settings.Settings) -> int:
    with cluster(chosen) as where:
        return asyncio.run(serve.worker(chosen, where))


def _migrate_verb(_args: argparse.Namespace, chosen: settings.Settings) -> int:
    if chosen.database_url and not chosen.owner_url:
        raise StartRefused("settings.owner_needed", name="ZHENGXUN_OWNER_URL")
    with cluster(chosen) as where:
        for name in _migrate(where):
            print(name)
    return 0


def _migrate(where: Cluster) -> list[str]:
    return asyncio.run(migrate.apply(where.owner_dsn)) if where.owner_dsn else []


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", default=demo.DEFAULT_KIND)


def _demo(args: argparse.Namespace, _chosen: settings.Settings) -> int:
    return demo.main(args.input, args.out, args.kind)


def _journal_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["verify", "export"])
    parser.add_argument("--heads", type=Path, action="append", default=[])
    parser.add_argument("--file", type=Path)
    parser.add_argument("--key", default="")


def _journal(args: argparse.Namespace, chosen: settings.Settings) -> int:
    if args.act == "verify" and args.file:
        return journal_cli.verify_file(args.file, args.heads, args.key)
    with cluster(chosen) as where:
        return asyncio.run(journal_cli.run(args.act, chosen, where, args.heads, args.file))


def _found_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--office", required=True)
    for name in ("system", "security", "auditor"):
        parser.add_argument(f"--{name}", required=True, metavar="LOGIN=NAME")


def _found(args: argparse.Namespace, chosen: settings.Settings) -> int:
    with cluster(chosen) as where:
        _migrate(where)
        return asyncio.run(found_cli.run(chosen, where, args.office, (args.system, args.security, args.auditor)))


def _rotate(_args: argparse.Namespace, chosen: settings.Settings) -> int:
    with cluster(chosen) as where:
        return asyncio.run(found_cli.rotate(chosen, where))


def _verify(args: argparse.Namespace, chosen: settings.Settings) -> int:
    return verify_cli.run(args, chosen.trust_folder)


def _doctor(_args: argparse.Namespace, chosen: settings.Settings) -> int:
    return doctor_cli(chosen)


def _flow_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("docs/flow.md"))


def _flow(args: argparse.Namespace, _chosen: settings.Settings) -> int:
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(flowdocs.document(checks.workflows(), checks.role_names()), encoding="utf-8")
    return 0


VERBS = (
    Verb("up", "cli.up", _up_arguments, _up),
    Verb("worker", "cli.worker", _nothing, _worker),
    Verb("migrate", "cli.migrate", _nothing, _migrate_verb),
    Verb("found", "cli.found", _found_arguments, _found),
    Verb("rotate-key", "cli.rotate_key", _nothing, _rotate),
    Verb("demo", "cli.demo", _demo_arguments, _demo),
    Verb("scan", "scan.about", scan_cli.arguments, scan_cli.run),
    Verb("verify", "cli.verify", verify_cli.arguments, _verify),
    Verb("device", "cli.device.about", device_cli.arguments, device_cli.run),
    Verb("journal", "cli.journal", _journal_arguments, _journal),
    Verb("ca", "cli.ca", ca_cli.arguments, ca_cli.run),
    Verb("seal", "cli.seal", seal_cli.arguments, seal_cli.run),
    Verb("agent", "cli.agent", agent_cli.arguments, agent_cli.run),
    Verb("doctor", "cli.doctor", _nothing, _doctor),
    Verb("flow-docs", "cli.flow_docs", _flow_arguments, _flow),
)


def parser() -> argparse.ArgumentParser:
    """The argument parser, made from VERBS."""
    made = argparse.ArgumentParser(prog="zhengxun", description=templating.message("cli.about"))
    subs = made.add_subparsers(dest="verb", required=True)
    for verb in VERBS:
        verb.arguments(
            subs.add_parser(verb.name, help=templating.message(verb.help), description=templating.message(verb.help))
        )
    return made


def main(argv: list[str] | None = None) -> int:
    """Entry point. Returns the exit code."""
    args = parser().parse_args(argv)
    configure()
    verb = next(verb for verb in VERBS if verb.name == args.verb)
    try:
        return verb.run(args, _chosen())
    except Refusal as refusal:
        print(_line(refusal), file=sys.stderr)
        return refusal.exit_code if isinstance(refusal, Stopped) else REFUSED
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


def _chosen() -> settings.Settings:
    """The settings, with the named library in use before anything loads a key."""
    chosen = settings.read()
    if chosen.libcrypto:
        try:
            engines.use(Libcrypto(str(chosen.libcrypto)))
        except EngineMissing as missing:
            raise StartRefused("settings.no_libcrypto", path=str(chosen.libcrypto)) from missing
    return chosen


def _line(refusal: Refusal) -> str:
    text = templating.message(refusal.code, **refusal.facts)
    wrong = "".join(f"\n  {name}: {templating.message(code)}" for name, code in refusal.fields.items())
    return f"{text} {templating.next_step(refusal.code, **refusal.facts)}".strip() + wrong


if __name__ == "__main__":
    sys.exit(main())
