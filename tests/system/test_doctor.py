"""The doctor names each trouble, and every code a start can be refused with has its words and its remedy."""

import ast
import asyncio
import os
import re
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from app import cli, doctor, examinations, settings, templating
from app.examinations import Finding, State
from crypto import engines
from crypto.errors import EngineMissing
from kernel import clock
from kernel.postgres import Cluster

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = (
    "app/settings.py", "app/cli.py", "app/examinations.py", "app/runtime.py", "app/scanning/examined.py", "kernel/postgres.py",
    "kernel/postmaster.py", "kernel/pgplace.py", "kernel/pgtools.py", "kernel/pgsafety.py", "kernel/pgupgrade.py",
    "kernel/migrate.py",
)  # fmt: skip
CODE = re.compile(r"(settings|database|migration|doctor)\.[a-z_]*[a-z]")
EXPECTS = ("text", "whole", "flag", "path", "address", "list", "choice")
SWITCHES = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")


def _codes() -> set[str]:
    found = {f"settings.expects_{kind}" for kind in EXPECTS} | {f"database.{name}_off" for name in SWITCHES}
    found |= {f"doctor.{name}{suffix}" for name in ("python", "clock", "calendar") for suffix in ("", "_wrong")}
    for source in SOURCES:
        for node in ast.walk(ast.parse((PROJECT / source).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.add(node.value)
    return found


def test_every_code_has_words_and_every_trouble_a_remedy() -> None:
    fine = {
        "python",
        "disk",
        "secrets",
        "device",
        "device_none",
        "crypto",
        "marking",
        "rules",
        "rules_none",
        "reader",
        "eyes",
        "fonts",
        "mail",
        "mail_off",
        "redis",
        "sms",
        "sms_off",
        "redis_off",
        "database",
        "clock",
    }
    without_remedy = {f"doctor.{name}" for name in fine} | {"doctor.calendar", "migration.unknown_target"}
    codes = _codes()
    assert len(codes) > 60
    for code in codes:
        assert templating.message(code), code
        assert code in without_remedy or templating.next_step(code), code


def _settings(folder: Path, **more: str) -> settings.Settings:
    return settings.read({"ZHENGXUN_DATA": str(folder), **more})


def _only(found: list[Finding]) -> tuple[State, str]:
    assert len(found) == 1, found
    return found[0].state, found[0].code


async def test_a_healthy_installation_has_no_bad_finding(database: Cluster, tmp_path: Path) -> None:
    healthy = _settings(tmp_path, ZHENGXUN_DATABASE_URL=database.service_dsn, ZHENGXUN_KEK_PIN="x")
    found = await doctor.examine(healthy)
    assert [finding for finding in found if finding.state is State.BAD] == []
    assert {finding.name for finding in found} == {
        "python", "folder", "secrets", "device", "trust", "crypto", "marking", "fonts", "mail", "sms", "redis", "database",
        "clock", "calendar",
    }  # fmt: skip
    for finding in found:
        assert templating.message(f"doctor.name.{finding.name}")


async def test_a_database_that_is_away_is_named_once(tmp_path: Path) -> None:
    away = _settings(tmp_path, ZHENGXUN_DATABASE_URL="postgresql://a:b@127.0.0.1:1/c")
    found = await doctor.examine(away)
    bad = [finding.code for finding in found if finding.state is State.BAD]
    assert bad == ["database.unreachable"]
    assert not {"clock", "calendar"} & {finding.name for finding in found}


async def test_an_embedded_server_that_cannot_start_is_named(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 90)
    found = await doctor.examine(_settings(long))
    assert found[-1].code == "database.path_too_long"


async def test_a_schema_behind_the_program_is_named(cluster: Cluster) -> None:
    assert _only(await examinations.database(cluster.service_dsn)) == (State.WARN, "doctor.migrations")


async def test_a_wrong_clock_is_named(cluster: Cluster) -> None:
    try:
        clock.install(lambda: datetime.now(UTC) + timedelta(seconds=10))
        assert _only(await examinations.time(cluster.service_dsn)) == (State.WARN, "doctor.clock_wrong")
        clock.install(lambda: datetime.now(UTC) - timedelta(hours=8))
        assert _only(await examinations.time(cluster.service_dsn)) == (State.BAD, "doctor.clock_wrong")
    finally:
        clock.install()


async def test_a_year_without_calendar_is_named(cluster: Cluster) -> None:
    try:
        clock.install(lambda: datetime(2026, 10, 1, tzinfo=UTC))
        assert _only(await examinations.calendar(cluster.service_dsn)) == (State.OK, "doctor.calendar")
        clock.install(lambda: datetime(2031, 1, 5, tzinfo=UTC))
        found = await examinations.calendar(cluster.service_dsn)
        assert _only(found) == (State.WARN, "doctor.calendar_wrong")
        assert found[0].facts["years"] == "2031"
    finally:
        clock.install()


async def test_a_folder_that_takes_no_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert _only(await examinations.folder(_settings(tmp_path / "file"))) == (State.BAD, "doctor.folder_unwritable")


@pytest.mark.parametrize(("path", "kind"), [("/srv/share/zx", "nfs4"), ("/srv/data", "ext4"), ("/a b/c", "cifs")])
def test_the_file_system_of_a_path(path: str, kind: str) -> None:
    mounts = "/dev/a / ext4 rw 0 0\nhost:/x /srv/share nfs4 rw 0 0\n//h/s /a\\040b cifs rw 0 0\n"
    assert examinations.file_system(Path(path), mounts) == kind


async def test_secrets_that_others_can_read_are_named(tmp_path: Path) -> None:
    chosen = _settings(tmp_path)
    chosen.pin()
    assert _only(await examinations.secrets(chosen)) == (State.OK, "doctor.secrets")
    (tmp_path / "secrets" / "pin").chmod(0o640)
    assert _only(await examinations.secrets(chosen)) == (State.BAD, "doctor.secrets_loose")


async def test_mail_is_tried_and_its_troubles_are_named(tmp_path: Path) -> None:
    assert _only(await examinations.mail(_settings(tmp_path))) == (State.OK, "doctor.mail_off")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    server = Controller(Sink(), hostname="127.0.0.1", port=int(port))
    server.start()
    try:
        there = {"ZHENGXUN_MAIL_HOST": "127.0.0.1", "ZHENGXUN_MAIL_PORT": port, "ZHENGXUN_MAIL_TLS": "none"}
        assert _only(await examinations.mail(_settings(tmp_path, **there))) == (State.BAD, "doctor.mail_no_sender")
        there["ZHENGXUN_MAIL_FROM"] = "zx@example.org"
        assert _only(await examinations.mail(_settings(tmp_path, **there))) == (State.OK, "doctor.mail")
    finally:
        server.stop()
    assert _only(await examinations.mail(_settings(tmp_path, **there))) == (State.BAD, "doctor.mail_failed")


async def test_redis_is_not_needed_and_named_when_away(tmp_path: Path) -> None:
    assert _only(await examinations.sms(_settings(tmp_path))) == (State.OK, "doctor.sms_off")
    assert _only(await examinations.redis(_settings(tmp_path))) == (State.OK, "doctor.redis_off")
    away = _settings(tmp_path, ZHENGXUN_REDIS_URL="redis://127.0.0.1:1/0")
    assert _only(await examinations.redis(away)) == (State.WARN, "doctor.redis_failed")


def test_the_command_prints_settings_without_secrets_and_ends_with_1_on_trouble(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dsn = "postgresql://a:hunter2@127.0.0.1:1/c"
    assert doctor.cli(_settings(tmp_path, ZHENGXUN_DATABASE_URL=dsn, ZHENGXUN_KEK_PIN="hunter2")) == 1
    shown = capsys.readouterr().out
    assert "hunter2" not in shown
    assert templating.message("database.unreachable")[:5] in shown
    assert os.fspath(tmp_path) in shown


def test_the_engine_of_sm2_is_named_and_a_machine_without_one_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chosen = settings.read({"ZHENGXUN_DATA": str(tmp_path)})
    (found,) = asyncio.run(examinations.crypto(chosen))
    assert found.state is State.OK
    assert str(found.facts["engine"]).startswith("OpenSSL 3")
    monkeypatch.setenv("ZHENGXUN_LIBCRYPTO", "/nowhere/libcrypto.so.3")
    assert cli.main(["doctor"]) == cli.REFUSED
    assert "ZHENGXUN_LIBCRYPTO" in capsys.readouterr().err

    def none() -> engines.Engine:
        raise EngineMissing

    monkeypatch.setattr(engines, "engine", none)
    (found,) = asyncio.run(examinations.crypto(chosen))
    assert (found.state, found.code) == (State.BAD, "doctor.crypto_none")


async def test_the_faces_are_told_role_by_role_and_a_useless_folder_is_bad(tmp_path: Path) -> None:
    (told,) = await examinations.typefaces(_settings(tmp_path))
    assert told.state is State.OK
    assert "FandolFang R" in templating.message(told.code, **told.facts)
    useless = _settings(tmp_path, ZHENGXUN_FONTS=str(tmp_path))
    assert _only(await examinations.typefaces(useless)) == (State.BAD, "doctor.fonts_folder")
