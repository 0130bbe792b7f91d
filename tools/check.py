"""The checks of a developer's minute: format, lint, types, contracts, templates, own rules, fast tests.

Two at a time, each one's output in one piece; exit code 0 only if all hold.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent
CHECKS = {
    "fast tests": ("pytest", "-q", "-x", "-n", "2", "-m", "not thorough", "tests/unit"),
    "types": ("mypy",),
    "contracts": ("importlinter.cli", "lint"),
    "templates": ("djlint", "templates", "--lint", "--quiet"),
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--quiet", "--output-format", "concise", "."),
    "own rules": ("tools.lint",),
}


def main() -> int:
    """Run all; print what failed."""
    begin = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(_run, CHECKS))
    print(f"{'all checks passed' if all(results) else 'CHECKS FAILED'}, {time.monotonic() - begin:.0f} s")
    return 0 if all(results) else 1


def _run(name: str) -> bool:
    begin = time.monotonic()
    command = [sys.executable, "-m", *CHECKS[name]]
    environ = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }  # as tools/test.py
    done = subprocess.run(
        command, cwd=_PROJECT, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip
    verdict = "FAIL" if done.returncode else "ok  "
    shown = done.stdout if done.returncode else ""
    print(f"{verdict}  {name:<10} {time.monotonic() - begin:5.1f} s\n{shown}", end="", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
