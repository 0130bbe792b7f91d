"""Find a Chromium for the browser tests, or install one where that is possible without asking.

- Order: ZHENGXUN_TEST_BROWSER; Chromium's headless shell, which draws no window and needs half the processor time, where
  it is installed or, as root on Debian, can be (asked for once in a checkout); a Chromium or Chrome of the system
  (macOS: /Applications); as root on Debian the distribution's package with Chinese fonts; else Playwright's own build,
  kept inside .venv.
- Ubuntu's package is only a pointer to a snap, which neither containers nor root can use: there, Playwright's build is
  taken.
- When nothing works the error says in one line what to install; browser tests never pass by being left out.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent
_BUILDS = _PROJECT / ".venv" / "browsers"
_SHELLS = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell")
_NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_HELP = (
    "browser tests need Chromium and Chinese fonts: as root `apt-get install chromium fonts-noto-cjk` (Debian), "
    "or install Google Chrome; or name one: ZHENGXUN_TEST_BROWSER=/path/to/chromium"
)


class NoBrowserError(Exception):
    """No usable browser, and none could be installed."""


def ensure() -> str:
    """The path of a browser that starts; installs one when it may."""
    if chosen := os.environ.get("ZHENGXUN_TEST_BROWSER"):
        if not _starts(chosen):
            raise NoBrowserError(f"ZHENGXUN_TEST_BROWSER={chosen} does not start")
        return chosen
    _install_fonts()
    if found := _shell() or _installed() or _from_debian() or _from_playwright():
        return found
    raise NoBrowserError(_HELP)


def _shell() -> str | None:
    """The headless shell; without network, or asked for before, only one that is there."""
    asked = _BUILDS / "asked"
    if not (found := _found(_SHELLS, _SHELLS)) and _os_release() == "debian" and not asked.exists():
        asked.parent.mkdir(parents=True, exist_ok=True)
        asked.touch()
        found = _found(_SHELLS, ()) if _apt("chromium-headless-shell") else None
    return found


def _installed() -> str | None:
    return _found(
        (*_NAMES, *(_MAC if sys.platform == "darwin" else ())), ("chrome", "Chromium", "Google Chrome for Testing")
    )


def _found(names: tuple[str, ...], own: tuple[str, ...]) -> str | None:
    """The first program that starts: of these names, else of Playwright's builds in .venv."""
    builds = [str(path) for path in sorted(_BUILDS.glob("chromium*/**/*")) if path.name in own and path.is_file()]
    return next((path for path in (*filter(None, map(shutil.which, names)), *builds) if _starts(path)), None)


def _starts(path: str) -> bool:
    # Ubuntu's /usr/bin/chromium-browser is a script that only says "install the snap".
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"Chrom" in done.stdout


def _os_release() -> str:
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix("ID=").strip('"') for line in lines if line.startswith("ID=")), "")


def _apt(*packages: str) -> bool:
    if os.geteuid() or not (apt := shutil.which("apt-get")):
        return False
    print(f"installing {' '.join(packages)}", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (("update",), ("install", "-y", "--no-install-recommends", *packages)):
        done = subprocess.run([apt, "-qq", *arguments], env=environ, capture_output=True, check=False)
        if done.returncode:
            print(done.stderr.decode(errors="replace")[-400:])
            return False
    return True


def _install_fonts() -> None:
    if sys.platform != "linux" or _has_chinese_fonts():
        return
    if not _apt("fonts-noto-cjk", "fontconfig"):
        raise NoBrowserError(_HELP)


def _has_chinese_fonts() -> bool:
    if not (lister := shutil.which("fc-list")):
        return False
    return bool(subprocess.run([lister, ":lang=zh-cn", "file"], capture_output=True, check=False).stdout.strip())


def _from_debian() -> str | None:
    return _installed() if _os_release() == "debian" and _apt("chromium") else None


def _from_playwright() -> str | None:
    print("fetching Playwright's Chromium into .venv/browsers", flush=True)
    environ = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(_BUILDS)}
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if not os.geteuid():
        command.append("--with-deps")
    try:
        done = subprocess.run(command, env=environ, capture_output=True, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        return None
    return (_shell() or _installed()) if done.returncode == 0 else None


if __name__ == "__main__":
    try:
        print(ensure())
    except NoBrowserError as error:
        sys.exit(str(error))
