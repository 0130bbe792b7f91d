"""Makers' libraries: loaded with every function's types, called with a deadline.

- Without argument types a 64-bit pointer is cut to 32 bits: a function without a row in the table can't be called.
- GM/T 0016 on Windows is stdcall; everything else here is cdecl.
- A library may hang for ever in a call. Calls run in a thread of their own; when one is over its deadline the device
  counts as failed, and nothing more is asked of it. The thread can't be ended; it keeps no process alive.
"""

import ctypes as c
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

from crypto.errors import DeviceBusy, DeviceRemoved, DeviceTimeout, DriverMissing

T = TypeVar("T")
PATIENCE = 20.0  # seconds: a token makes a key pair in less
Types = tuple[Any, ...]


class Library:
    """One loaded library. Loading it twice gives the same one."""

    def __init__(self, path: str, calls: Mapping[str, Types], *, stdcall: bool = False) -> None:
        """`calls`: name → argument types; every one returns a code. Raises DriverMissing."""
        self.path = path
        self._calls: dict[str, Callable[..., int]] = {}
        try:
            loaded = _loaded(path, stdcall=stdcall)
        except OSError as error:
            raise DriverMissing(path) from error
        for name, arguments in calls.items():
            try:
                function = getattr(loaded, name)
            except AttributeError:
                raise DriverMissing(path, name) from None
            function.restype, function.argtypes = c.c_uint32, arguments
            self._calls[name] = function

    def call(self, name: str, *arguments: Any) -> int:
        """One C call; its code."""
        return self._calls[name](*arguments)


def _loaded(path: str, *, stdcall: bool) -> c.CDLL:
    if sys.platform == "win32" and stdcall:
        return c.WinDLL(path)
    return c.CDLL(path)


class Caller:
    """A thread that runs calls one after another, each with a deadline."""

    def __init__(self, name: str, patience: float = PATIENCE) -> None:
        """`patience`: seconds a call may take."""
        self._patience, self._failed, self._stopped = patience, False, False
        self._turn = threading.Lock()
        self._work: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    @property
    def failed(self) -> bool:
        """A call did not come back in time."""
        return self._failed

    def run(self, action: Callable[[], T], turn: float | None = None) -> T:
        """What `action` returns or raises. Raises DeviceTimeout, now and ever after.

        `turn`: seconds to wait for another's call to end, before DeviceBusy; None: as long as a call may take.
        """
        self._check()
        if not self._turn.acquire(timeout=self._patience if turn is None else turn):
            raise DeviceBusy
        try:
            self._check()  # what happened while this one waited for its turn
            answer: Future[T] = Future()
            self._work.put((answer, action))
            try:
                return answer.result(self._patience)
            except TimeoutError:
                self._failed = True
                raise DeviceTimeout from None
        finally:
            self._turn.release()

    def stop(self) -> None:
        """End the thread, after what it is doing. Whoever calls from now on finds the device gone."""
        self._stopped = True
        self._work.put(None)

    def _check(self) -> None:
        if self._failed:
            raise DeviceTimeout
        if self._stopped:
            raise DeviceRemoved

    def _serve(self) -> None:
        while work := self._work.get():
            answer, action = work
            try:
                answer.set_result(action())
            except BaseException as error:  # noqa: BLE001 - whatever it was, it belongs to the one who asked
                answer.set_exception(error)
            del work, answer, action  # neither a PIN nor an exception's frames wait here for the next call
