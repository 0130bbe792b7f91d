"""Which system calls a job may make, as a table; every other one is refused.

- A job computes, reads what is there, and answers on the line it was given: no socket, no program, no new process
  or thread, no look into or signal to another process, no file opened for writing, made, moved or removed, no limit raised.
- A refused call fails as if it lacked permission, so that a library's own error handling ends the job in order.
  Calls younger than this table, and those the C library replaces by older ones, fail as if the kernel had none.
- x86_64, and every machine with the kernel's common numbering (aarch64). Elsewhere there is no filter.
"""

import ctypes
import errno
import os
import platform
import struct
import sys

from marking.child import libc

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_COLUMN = {"x86_64": 0, "aarch64": 1}

# Call: number on x86_64, number elsewhere.
_ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "pread64": (17, 67),
    "close": (3, 57),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "brk": (12, 214),
    "mincore": (27, 232),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "stat": (4, None),
    "lstat": (6, None),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "set_robust_list": (273, 99),
    "get_robust_list": (274, 100),
    "rseq": (334, 293),
    "set_tid_address": (218, 96),
    "membarrier": (324, 283),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getppid": (110, 173),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getrandom": (318, 278),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "getrusage": (98, 165),
    "times": (100, 153),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "getrlimit": (97, 163),
    "recvfrom": (45, 207),
    "sendto": (44, 206),
    "shutdown": (48, 210),
}
_OPEN, _OPENAT = (2, None), (257, 56)
_TGKILL, _PRLIMIT, _PRCTL = (234, 131), (302, 261), (157, 167)
_REPLACED = ((435, 435), (437, 437))  # clone3 and openat2 keep their flags where no filter can see them
_YOUNG = 424  # from here on all machines count alike

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | 0o20000000  # the last: a file without a name

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16


def install() -> bool:
    """Put the filter on this process, for good; False where there is none for the machine."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _AUDIT:
        return False
    code = _program(machine, os.getpid())
    held = ctypes.create_string_buffer(code, len(code))
    count = len(code) // 8
    program = ctypes.create_string_buffer(struct.pack("@HxxxxxxP", count, ctypes.addressof(held)))
    return libc.prctl(libc.PR_SET_SECCOMP, libc.SECCOMP_MODE_FILTER, ctypes.addressof(program))


def _program(machine: str, pid: int) -> bytes:
    column = _COLUMN[machine]
    code = [
        _step(_LOAD, _MACHINE_AT),
        _step(_EQUAL, _AUDIT[machine], yes=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
    ]
    for numbers in _ALLOWED.values():
        code += _on(numbers[column], [_step(_RETURN, _ALLOW)])
    code += _on(_OPEN[column], _unless_bits(1, _WRITES))
    code += _on(_OPENAT[column], _unless_bits(2, _WRITES))
    code += _on(_TGKILL[column], _if_equal(0, pid))
    code += _on(_PRLIMIT[column], [*_argument(2, high=True), _step(_EQUAL, 0, no=3), *_if_equal(2, 0)])
    code += _on(_PRCTL[column], _if_equal(0, libc.PR_SET_NAME))
    for numbers in _REPLACED:
        code += _on(numbers[column], [_no(errno.ENOSYS)])
    code += [_step(_AT_LEAST, _YOUNG, no=1), _no(errno.ENOSYS), _no()]
    return b"".join(code)


def _on(number: int | None, then: list[bytes]) -> list[bytes]:
    """`then`, which ends in a return, for one call."""
    return [] if number is None else [_step(_EQUAL, number, no=len(then)), *then]


def _if_equal(argument: int, value: int) -> list[bytes]:
    return [*_argument(argument), _step(_EQUAL, value, no=1), _step(_RETURN, _ALLOW), _no()]


def _unless_bits(argument: int, bits: int) -> list[bytes]:
    return [*_argument(argument), _step(_ANY_BIT, bits, yes=1), _step(_RETURN, _ALLOW), _no()]


def _argument(index: int, *, high: bool = False) -> list[bytes]:
    """Load one half of an argument; both machines put the low half first."""
    return [_step(_LOAD, _ARGUMENTS_AT + 8 * index + (4 if high else 0))]


def _no(number: int = errno.EPERM) -> bytes:
    return _step(_RETURN, 0x00050000 | number)


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("@HBBI", code, yes, no, value)
