"""Run the tests in parts, in order, and end with a plain summary.

    python -m tools.test                 everything: main, and beside it browser, then crash
    python -m tools.test crash           one part; `stateful` is the long form of the state machines

- The browser part has a process of its own: Playwright's event loop does not share one with other asynchronous tests.
- Browser and crash wait a lot, for people's pace and for the dead to rise: main's workers use that time.
- Bytecode is written even where the machine says not to: every test that starts a program would compile it anew.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools import browser

_PROJECT = Path(__file__).resolve().parent.parent
_LIMIT = 3000.0  # seconds for one part, on a slow machine too: a hanging test must not hang the build for ever
_COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")


@dataclass(frozen=True, slots=True)
class Part:
    """One run of pytest."""

    name: str
    folders: tuple[str, ...]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a part came to."""

    name: str
    ok: bool
    seconds: float
    words: str


MAIN = Part(
    "main",
    ("tests/system", "tests/http", "tests/workflow", "tests/unit"),  # long files first: the workers end together
    ("-m", "not crash and not browser", "-n", "3", "--dist", "loadfile"),  # they wait for disks and other processes
)
CRASH = Part("crash", ("tests/crash",))
BROWSER = Part("browser", ("tests/browser",))
STATEFUL = Part("stateful", ("tests/workflow",), ("-m", "stateful", "-n", "2"))
PARTS = {part.name: part for part in (MAIN, CRASH, BROWSER, STATEFUL)}
LANES = ((MAIN, STATEFUL), (BROWSER, CRASH))  # side by side


def main() -> int:
    """Exit code 0 only if every part ran and passed."""
    wanted = sys.argv[1:] or [MAIN.name, BROWSER.name, CRASH.name]
    if unknown := set(wanted) - set(PARTS):
        print(f"unknown part: {', '.join(unknown)}; parts are {', '.join(PARTS)}")
        return 2
    first, second = ([part for part in lane if part.name in wanted] for lane in LANES)
    begin = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        # What runs beside something else is shown in one piece when it ends.
        beside = pool.submit(lambda: [_buffered(part) if first else _run(part) for part in second])
        results = [*(_run(part) for part in first), *beside.result()]
    print("\n" + "=" * 72)
    for result in results:
        print(f"{'ok  ' if result.ok else 'FAIL'}  {result.name:<9} {result.seconds:6.1f} s  {result.words}")
    failed = [result.name for result in results if not result.ok]
    print(f"{'FAILED: ' + ', '.join(failed) if failed else 'all tests passed'}, {time.monotonic() - begin:.0f} s")
    return 1 if failed else 0


def _show(line: str) -> None:
    """Show a line, or several, at once."""
    print(line, end="", flush=True)


def _buffered(part: Part) -> Result:
    lines: list[str] = []
    try:
        return _run(part, lines.append)
    finally:
        _show("".join(lines))


def _run(part: Part, say: Callable[[str], None] = _show) -> Result:
    begin = time.monotonic()
    say(f"\n--- {part.name} ---\n")
    environ = {"ZHENGXUN_TEST_KILLS": "12", **os.environ}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if part is BROWSER:
        try:
            environ["ZHENGXUN_TEST_BROWSER"] = browser.ensure()
        except browser.NoBrowserError as error:
            say(f"{error}\n")
            return Result(part.name, ok=False, seconds=time.monotonic() - begin, words=str(error))
    missing = [folder for folder in part.folders if not (_PROJECT / folder).is_dir()]
    if missing:
        return Result(part.name, ok=False, seconds=0.0, words=f"missing: {', '.join(missing)}")
    code, words = _pytest(part, environ, say)
    return Result(part.name, ok=code == 0, seconds=time.monotonic() - begin, words=words)


def _pytest(part: Part, environ: dict[str, str], say: Callable[[str], None]) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", *part.options, *part.folders]
    last = ""
    with subprocess.Popen(
        command, cwd=_PROJECT, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + _LIMIT
        for line in process.stdout or ():
            say(line)
            last = line if _COUNTS.search(line) else last
            if time.monotonic() > deadline:
                process.kill()
                return 1, f"stopped after {_LIMIT:.0f} s"
        code = process.wait()
    return code, ", ".join(f"{number} {what}" for number, what in _COUNTS.findall(last)) or f"pytest ended with {code}"


if __name__ == "__main__":
    sys.exit(main())
