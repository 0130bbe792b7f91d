"""The clock of a drill: the service lives at another time, for demonstrations and browser tests of what takes days.

- A file holds one moment with its offset; drill time is that moment when the file was written, and runs on from there.
  Writing the file anew moves the clock; it never goes back while the process lives.
- Only a demonstration installation may have one: anywhere else the start is refused. Every page says that the time is
  not the real one.
"""

from datetime import UTC, datetime
from pathlib import Path

from kernel import clock
from kernel.errors import StartRefused

_on = [False]


class DrillClock:
    """Now, as the file says."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read_at, self.begins, self.last = 0.0, datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        written = self.path.stat().st_mtime
        if written != self.read_at:
            self.begins = moment(self.path)
            self.read_at = written
        here = self.begins + (clock.real() - datetime.fromtimestamp(written, UTC))
        self.last = max(self.last, here)
        return self.last


def install(path: Path | None, *, demo: bool) -> None:
    """Live at the drill's time from now on; None: at the real one. Raises StartRefused."""
    if path is None:
        return
    if not demo:
        raise StartRefused("drill.not_demo")
    moment(path)
    clock.install(DrillClock(path))
    _on[0] = True


def on() -> bool:
    """Whether this process lives at the time of a drill."""
    return _on[0]


def moment(path: Path) -> datetime:
    """What stands in the file. Raises StartRefused."""
    try:
        begins = datetime.fromisoformat(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise StartRefused("drill.no_moment", path=str(path)) from error
    if begins.tzinfo is None:
        raise StartRefused("drill.no_moment", path=str(path))
    return begins.astimezone(UTC)
