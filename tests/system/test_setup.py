"""The set-up script on machines that lack something: one clear line and an exit code, nothing half made."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
NEEDED = ("sh", "cat", "cksum", "dirname", "id", "touch", "rm", "df", "awk", "env", "printf", "grep", "tee")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A clone (its path has a blank) on a machine without Python."""
    clone = tmp_path / "a clone"
    (clone / "tools").mkdir(parents=True)
    shutil.copy(PROJECT / "tools" / "setup.sh", clone / "tools")
    shutil.copy(PROJECT / "requirements.lock", clone)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in NEEDED:
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    return clone


def _setup(clone: Path) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": str(clone.parent / "bin"), "HOME": str(clone.parent)}
    return subprocess.run(
        ["/bin/sh", "tools/setup.sh"], cwd=clone, env=environ, capture_output=True, text=True, check=False
    )


def _python(clone: Path, body: str) -> None:
    program = clone.parent / "bin" / "python3"
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(0o755)


def test_without_python_it_says_what_is_needed(machine: Path) -> None:
    done = _setup(machine)
    assert done.returncode == 1
    assert done.stderr.startswith("setup: Python 3.11 or newer is needed and was not found (python3 is missing)")
    assert len(done.stderr.splitlines()) == 1
    assert not (machine / ".venv").exists()


def test_an_old_python_is_named(machine: Path) -> None:
    _python(machine, 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')
    done = _setup(machine)
    assert done.returncode == 1
    assert "(python3 is Python 3.9.2)" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0 and Path("/etc/debian_version").exists(), reason="root on Debian installs it")
def test_a_python_without_venv_names_the_package(machine: Path) -> None:
    _python(machine, 'case "$*" in *ensurepip*) exit 1;; *version_info*) echo 3.11;; esac')
    done = _setup(machine)
    assert done.returncode == 1
    assert "sudo apt-get install python3.11-venv" in done.stderr


def test_when_all_is_in_place_it_ends_at_once(machine: Path) -> None:
    """The stamp alone decides: no Python is started, no network is asked."""
    fingerprint = subprocess.run(
        ["/bin/sh", "-c", '{ printf "%s\\n" "$PWD"; cat requirements.lock tools/setup.sh; } | cksum'],
        cwd=machine, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    (machine / ".venv" / "bin").mkdir(parents=True)
    (machine / ".venv" / "bin" / "python").touch(mode=0o755)
    (machine / ".venv" / "zhengxun.stamp").write_text(fingerprint, encoding="utf-8")
    begin = time.monotonic()
    done = _setup(machine)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - begin < 1
