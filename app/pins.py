"""PINs for the command line: typed without echo, or from a file that only its owner can read.

- Never from an argument: other users of the machine see arguments.
- A new PIN is typed twice.
"""

import getpass
import stat
import sys
from pathlib import Path

from app.templating import message
from kernel.errors import StartRefused

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LONGEST = 1024  # bytes of a PIN file


def read(what: str, file: Path | None, *, new: bool = False) -> str:
    """The PIN of `what`, a name for people. Raises StartRefused."""
    if file is not None:
        return _from_file(file)
    if not sys.stdin.isatty():
        raise StartRefused("pin.no_terminal", what=what)
    pin = getpass.getpass(message("pin.new" if new else "pin.ask", what=what))
    if new and getpass.getpass(message("pin.again", what=what)) != pin:
        raise StartRefused("pin.differ")
    return pin


def _from_file(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            if sys.platform != "win32" and stat.S_IMODE(file.stat().st_mode) & OTHERS:
                raise StartRefused("pin.file_open", path=str(file))
            data = opened.read(LONGEST + 1)
        if len(data) > LONGEST:
            raise StartRefused("pin.file_unreadable", path=str(file))
        return data.decode().strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise StartRefused("pin.file_unreadable", path=str(file)) from error
