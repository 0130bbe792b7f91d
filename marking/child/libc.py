"""The few calls of the C library that Python does not have. Linux only; each returns whether it worked."""

import ctypes
import sys

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NAME, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 15, 22, 38
PR_SET_CHILD_SUBREAPER = 36
SECCOMP_MODE_FILTER = 2
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000

_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def prctl(option: int, value: int, pointer: int = 0) -> bool:
    """Control this process, with one value, or a value and the address of a structure."""
    if _LIBC is None:
        return False
    arguments = [ctypes.c_ulong(each) for each in (value, pointer, 0, 0)]
    return bool(_LIBC.prctl(option, *arguments) == 0)


def syscall(number: int, *arguments: int | bytes) -> int:
    """A system call by its number, structures as bytes; -1 when it failed."""
    if _LIBC is None:
        return -1
    given = [ctypes.c_char_p(each) if isinstance(each, bytes) else ctypes.c_long(each) for each in arguments]
    return int(_LIBC.syscall(ctypes.c_long(number), *given))


def unshare(flags: int) -> bool:
    """Leave what this process shares with others."""
    return _LIBC is not None and bool(_LIBC.unshare(ctypes.c_int(flags)) == 0)
