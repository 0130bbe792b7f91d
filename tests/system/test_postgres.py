"""The embedded server as processes and strangers meet it."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from kernel import pgsafety, pgtools, pgupgrade, postgres, postmaster
from kernel.pgplace import Place
from kernel.pgtools import ServerRefused
from kernel.postgres import Cluster

PROJECT = Path(__file__).resolve().parents[2]
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
# Under nohup or in a shell's background the tests were started with some of these ignored, and children inherit that.
HEEDING = """import signal
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
"""
# A process that attaches, says so, and stays until it is told to leave.
STAYING = """
import sys
from pathlib import Path
from kernel import postgres
with postgres.embedded(Path(sys.argv[1])) as cluster:
    print(cluster.postmaster_pid, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder(run_folder: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The folder of a server of its own; whatever is left running is stopped."""
    path = run_folder / f"own-{os.getpid()}"
    yield path
    if path.exists():
        for _ in range(2):
            postgres.stop(path)
        shutil.rmtree(path)


def _staying(folder: Path) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(
        [sys.executable, "-c", HEEDING + STAYING, str(folder)],
        cwd=PROJECT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    return process, int(process.stdout.readline())


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=60)
    assert process.returncode == 0


def _alive(pid: int) -> bool:
    return "postgres" in postmaster._command(pid)


def _query(dsn: str, sql: str) -> object:
    async def go() -> object:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(go())


def test_the_last_process_to_leave_stops_the_server(folder: Path) -> None:
    web, pid = _staying(folder)
    worker, same = _staying(folder)
    assert same == pid
    _end(web)
    assert _alive(pid)
    _end(worker)
    assert not _alive(pid)


def test_after_kill_9_the_server_is_taken_over_and_still_stopped_by_the_last(folder: Path) -> None:
    killed, pid = _staying(folder)
    killed.kill()
    killed.communicate()
    assert _alive(pid)
    again, same = _staying(folder)
    assert same == pid
    _end(again)
    assert not _alive(pid)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_the_process_and_with_it_the_server(folder: Path, number: signal.Signals) -> None:
    process, pid = _staying(folder)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode in {128 + number, -number}
    assert not _alive(pid)


def test_processes_that_start_at_once_share_one_server(folder: Path) -> None:
    command = [sys.executable, "-c", HEEDING + STAYING, str(folder)]
    many = [
        subprocess.Popen(command, cwd=PROJECT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    pids = {int(process.stdout.readline()) for process in many if process.stdout}
    assert len(pids) == 1
    for process in many:
        _end(process)
    assert not _alive(pids.pop())


def test_a_killed_postmaster_recovers_with_its_data(folder: Path) -> None:
    with postgres.embedded(folder) as cluster:
        _query(cluster.owner_dsn, "CREATE TABLE kept AS SELECT 7 AS seven")
        os.kill(cluster.postmaster_pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while _alive(cluster.postmaster_pid) and time.monotonic() < deadline:
            time.sleep(0.05)
    with postgres.embedded(folder) as cluster:
        assert _query(cluster.owner_dsn, "SELECT seven FROM kept") == 7


def test_a_process_id_used_again_by_another_program_is_not_taken_for_the_server(folder: Path) -> None:
    with postgres.embedded(folder):
        pass
    (folder / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\nx\n1\n5432\n\n\n\nready\n", encoding="utf-8")
    with postgres.embedded(folder) as cluster:
        assert cluster.postmaster_pid != os.getpid()


def test_strangers_find_closed_doors(cluster: Cluster, run_folder: Path) -> None:
    folder = run_folder / "pg"
    for name in ("cluster", "socket"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o700
    for file in folder.glob("*.password"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "trust" not in (folder / "cluster" / "pg_hba.conf").read_text(encoding="utf-8")
    assert _query(cluster.admin_dsn, "SHOW listen_addresses") == ""
    wrong = cluster.admin_dsn.replace(Place(folder).password("postgres"), "wrong")
    with pytest.raises(asyncpg.InvalidPasswordError):
        _query(wrong, "SELECT 1")
    for dsn in (cluster.service_dsn, cluster.owner_dsn):
        assert _query(dsn, "SELECT NOT rolsuper FROM pg_roles WHERE rolname = current_user")
    assert Place(folder).password("postgres") not in repr(cluster)


def test_a_path_with_blanks_and_quotes_works(run_folder: Path) -> None:
    odd = run_folder / "a 'b c"
    with postgres.embedded(odd) as cluster:
        assert _query(cluster.service_dsn, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_is_refused(run_folder: Path) -> None:
    with pytest.raises(ServerRefused) as refused, postgres.embedded(run_folder / ("x" * 90)):
        pass
    assert refused.value.code == "database.path_too_long"


def test_a_folder_that_is_a_file_is_refused(run_folder: Path) -> None:
    (run_folder / "file").touch()
    with pytest.raises(ServerRefused) as refused, postgres.embedded(run_folder / "file"):
        pass
    assert refused.value.code == "database.not_writable"


def test_a_lost_service_password_mends_itself_and_a_lost_superuser_password_is_refused(folder: Path) -> None:
    with postgres.embedded(folder):
        pass
    (folder / "zhengxun_service.password").unlink()
    with postgres.embedded(folder) as cluster:
        assert _query(cluster.service_dsn, "SELECT 1") == 1
    (folder / "postgres.password").write_text("another", encoding="ascii")
    with pytest.raises(ServerRefused) as refused, postgres.embedded(folder):
        pass
    assert refused.value.code == "database.wrong_password"


@pytest.mark.parametrize(
    ("output", "code"),
    [
        ("initdb: error: could not write: No space left on device", "database.disk_full"),
        ("FATAL: could not create lock file: Permission denied", "database.not_writable"),
        ("FATAL: something else", "database.tool_failed"),
    ],
)
def test_what_a_program_says_becomes_a_code(output: str, code: str) -> None:
    assert pgtools.refusal_of("initdb", output).code == code


def test_an_older_cluster_is_refused_until_it_is_upgraded_and_then_keeps_its_data(folder: Path) -> None:
    place = Place(folder)
    folder.mkdir()
    old = pgtools.find(place.cluster, 16)
    pgtools.open_way(folder, old)
    postgres.initialise(place, old, place.cluster)
    place.socket.mkdir(mode=0o700)
    old.own(place.socket)
    postmaster.start(place.cluster, place.socket, old, 60)
    postgres._provision(place)
    _query(place.dsn(postgres.OWNER, postgres.DATABASE), "CREATE TABLE kept AS SELECT 7 AS seven")
    postmaster.stop(place.cluster, old)
    with pytest.raises(ServerRefused) as refused, postgres.embedded(folder):
        pass
    assert refused.value.code == "database.needs_upgrade"
    kept = pgupgrade.upgrade(folder)
    assert kept == folder / "before-16"
    assert pgupgrade.version(kept) == 16
    with postgres.embedded(folder) as cluster:
        assert _query(cluster.service_dsn, "SELECT current_setting('server_version_num')::int / 10000") == pgtools.MAJOR
        assert _query(cluster.owner_dsn, "SELECT seven FROM kept") == 7
        asyncio.run(pgsafety.verify_server(cluster.service_dsn))
    assert pgupgrade.upgrade(folder) is None


def test_an_upgrade_waits_for_nobody_to_be_attached(cluster: Cluster, run_folder: Path) -> None:
    with pytest.raises(ServerRefused) as refused:
        pgupgrade.upgrade(run_folder / "pg")
    assert refused.value.code == "database.in_use"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_needs_nothing_special(run_folder: Path) -> None:
    nobody = 65534
    try:
        subprocess.run([sys.executable, "-c", ""], user=nobody, group=nobody, extra_groups=[], cwd="/", check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this interpreter lies where other users cannot go")
    home = run_folder / "nobody"
    home.mkdir()
    os.chown(home, nobody, nobody)
    run_folder.chmod(0o711)
    done = subprocess.run(
        [sys.executable, "-B", "-c", STAYING, str(home / "pg")], user=nobody, group=nobody, extra_groups=[],
        cwd=PROJECT, input="\n", text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (home / "pg" / "cluster").stat().st_uid == nobody
