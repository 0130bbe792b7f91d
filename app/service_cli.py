"""The verbs that run or look after the service: what they read, and what they do."""

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import accepting, checks, demo, found_cli, journal_cli, serve, settings
from app.doctor import cli as doctor_cli
from kernel import flowdocs, migrate, postgres
from kernel.errors import StartRefused
from kernel.postgres import Cluster


@contextmanager
def cluster(chosen: settings.Settings) -> Iterator[Cluster]:
    """The database of this installation: the external one when it is set, else the embedded one, started or joined."""
    if chosen.database_url:
        yield Cluster(chosen.database_url, chosen.owner_url or "", "", 0)
        return
    with postgres.embedded(chosen.postgres_folder) as running:
        yield running


def nothing(_parser: argparse.ArgumentParser) -> None:
    """No arguments."""
    return


def up_arguments(parser: argparse.ArgumentParser) -> None:
    """How to serve."""
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--no-jobs", action="store_true")


def up(args: argparse.Namespace, chosen: settings.Settings) -> int:
    """Migrate, then serve."""
    serve.check_port(chosen)
    if chosen.webs > 1:
        accepting.prepare()
    with cluster(chosen) as where:
        _migrate(where)
        return serve.up(chosen, where, demo=args.demo or chosen.demo, jobs=not args.no_jobs)


def worker(_args: argparse.Namespace, chosen: settings.Settings) -> int:
    """The job loop alone."""
    with cluster(chosen) as where:
        return asyncio.run(serve.worker(chosen, where))


def migrations(_args: argparse.Namespace, chosen: settings.Settings) -> int:
    """Bring the database up to date; print what was done."""
    if chosen.database_url and not chosen.owner_url:
        raise StartRefused("settings.owner_needed", name="ZHENGXUN_OWNER_URL")
    with cluster(chosen) as where:
        for name in _migrate(where):
            print(name)
    return 0


def _migrate(where: Cluster) -> list[str]:
    return asyncio.run(migrate.apply(where.owner_dsn)) if where.owner_dsn else []


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    """Which text, where to."""
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", default=demo.DEFAULT_KIND)


def story(args: argparse.Namespace, _chosen: settings.Settings) -> int:
    """The main job on a given text."""
    return demo.main(args.input, args.out, args.kind)


def journal_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which chain."""
    parser.add_argument("act", choices=["verify", "export"])
    parser.add_argument("--heads", type=Path, action="append", default=[])
    parser.add_argument("--file", type=Path)
    parser.add_argument("--key", default="")


def chain(args: argparse.Namespace, chosen: settings.Settings) -> int:
    """Verify or export the journal."""
    if args.act == "verify" and args.file:
        return journal_cli.verify_file(args.file, args.heads, args.key)
    with cluster(chosen) as where:
        return asyncio.run(journal_cli.run(args.act, chosen, where, args.heads, args.file))


def found_arguments(parser: argparse.ArgumentParser) -> None:
    """Who begins."""
    parser.add_argument("--office", required=True)
    for name in ("system", "security", "auditor"):
        parser.add_argument(f"--{name}", required=True, metavar="LOGIN=NAME")


def found(args: argparse.Namespace, chosen: settings.Settings) -> int:
    """A new house: its office and three administrators."""
    with cluster(chosen) as where:
        _migrate(where)
        return asyncio.run(found_cli.run(chosen, where, args.office, (args.system, args.security, args.auditor)))


def rotate(_args: argparse.Namespace, chosen: settings.Settings) -> int:
    """A new key under the same data."""
    with cluster(chosen) as where:
        return asyncio.run(found_cli.rotate(chosen, where))


def examine(_args: argparse.Namespace, chosen: settings.Settings) -> int:
    """What is in order, and what is not."""
    return doctor_cli(chosen)


def flow_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("--out", type=Path, default=Path("docs/flow.md"))


def flow(args: argparse.Namespace, _chosen: settings.Settings) -> int:
    """Write the page of flows."""
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(flowdocs.document(checks.workflows(), checks.role_names()), encoding="utf-8")
    return 0
