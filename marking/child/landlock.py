"""What a job may see of the disk, where the kernel has Landlock (Linux 5.13 and later).

- The interpreter, its libraries and the three packages a job is made of, for reading. Nothing else: not the service's
  data, keys or settings, not /proc of other processes. No TCP port. No signal to another process.
- Where the kernel has none of it the filter of system calls remains, which forbids writing but not reading.
"""

import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from marking.child import libc

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many rights on files each version knows
_NET_SINCE, _SCOPED_SINCE, _NEWEST = 4, 6, 5
_NET, _SCOPED = 0b11, 0b11
_ROOT = Path(__file__).parents[2]
_OURS = ("marking", "kernel", "crypto")
_SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo", "/dev/null")


def restrict() -> bool:
    """Close the disk for this process, for good; False where the kernel cannot. Needs PR_SET_NO_NEW_PRIVS."""
    if sys.platform != "linux":
        return False
    version = libc.syscall(_CREATE, 0, 0, _VERSION_FLAG)
    if version < 1:
        return False
    handled = [(1 << _FILE_RIGHTS[min(version, _NEWEST)]) - 1]
    handled += [_NET] if version >= _NET_SINCE else []
    handled += [_SCOPED] if version >= _SCOPED_SINCE else []
    wanted = struct.pack(f"={len(handled)}Q", *handled)
    ruleset = libc.syscall(_CREATE, wanted, len(wanted), 0)
    if ruleset < 0:
        return False
    try:
        for path in _readable():
            _allow(ruleset, path)
        return libc.syscall(_RESTRICT, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _readable() -> Iterator[Path]:
    for folder in (sys.prefix, sys.base_prefix, sys.exec_prefix, *_SYSTEM):
        yield Path(folder)
    for name in _OURS:
        yield _ROOT / name
    yield Path(f"/proc/{os.getpid()}")
    yield Path.cwd()


def _allow(ruleset: int, path: Path) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | (_READ_FOLDER if path.is_dir() else 0)
        libc.syscall(_ADD, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, opened), 0)
    finally:
        os.close(opened)
