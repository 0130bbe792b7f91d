"""What every test may ask for: a real PostgreSQL server, and in it a database built by the migrations.

One server per run, shared by all xdist workers (the embedded adapter counts who is attached); one database per worker.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kernel import migrate, postgres
from kernel.postgres import Cluster

_FOLDER = "ZHENGXUN_TEST_FOLDER"


def pytest_configure() -> None:
    # The run's first process makes the folder; workers inherit its name. Short: a socket address holds 100 bytes.
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ[_FOLDER] = tempfile.mkdtemp(prefix="zx-")


def pytest_unconfigure() -> None:
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        folder = Path(os.environ.pop(_FOLDER))
        if (folder / "pg").exists():
            postgres.stop(folder / "pg")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """A folder of this test run, with a short path."""
    return Path(os.environ[_FOLDER])


@pytest.fixture(scope="session")
def cluster(run_folder: Path) -> Iterator[Cluster]:
    """The run's PostgreSQL server; its own database is empty."""
    with postgres.embedded(run_folder / "pg") as running:
        yield running


@pytest.fixture(scope="session")
def database(cluster: Cluster) -> Cluster:
    """This worker's database, built by the migrations."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    fresh = postgres.fresh_database(cluster, f"test_{worker}")
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrate.apply(fresh.owner_dsn)).result()
    return fresh
