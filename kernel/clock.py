"""The one clock.

- Every moment in the product is an aware UTC datetime; pages show Asia/Shanghai.
- Nothing else calls datetime.now(): tests and drills install their own clock.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def real() -> datetime:
    """The machine's own time, whatever is installed: for a drill's clock, which runs with it."""
    return datetime.now(UTC)


_source: list[Callable[[], datetime]] = [real]


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _source[0]()


def install(source: Callable[[], datetime] | None = None) -> None:
    """Replace the clock; None puts the system clock back."""
    _source[0] = source or real


def local(moment: datetime) -> datetime:
    """The same moment on the wall clock of the office."""
    return moment.astimezone(LOCAL)
