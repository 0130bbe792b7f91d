"""Numbered copies on the command line: who gets which, and what each adds to the pages.

- Names come from the line, apart by commas, or from a file, one a line. They pass the gate like every other text.
- A copy's code is made with the key of this installation, of the document's SM3; without an installation there is no
  key, then number and name stand on the copy and no code. It says so.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from app import passing
from app.handling import device_words
from app.settings import Settings
from app.shown import say
from crypto import sm3
from crypto.devices import registry
from crypto.devices.base import Driver
from kernel.errors import StartRefused
from typeset import copies
from typeset.copies import MOST_COPIES, PURPOSE, Copy
from typeset.document import Overlay, Printed

MOST = 10_000
_BETWEEN = re.compile(r"[,，;；\n]+")


def overlays(
    printed: Printed, count: int | None, to: str, settings: Settings, *, declare: bool
) -> Mapping[str, Overlay]:
    """What each copy adds, by number and name. Raises StartRefused, Stopped by the gate."""
    if count is None and not to:
        return {}
    names = _names(to, declare=declare)
    if len(names) == 1:
        names *= count or 1
    if not names or (count is not None and count != len(names)):
        raise StartRefused("typeset.copies_differ", copies=count or 0, names=len(names))
    if len(names) > min(MOST, MOST_COPIES):
        raise StartRefused("typeset.too_many_copies", most=MOST)
    key, document = derived(settings, PURPOSE), sm3.hash(printed.pdf).hex()[:32]
    if not key:
        say("typeset.no_code")
    made = {}
    for number, name in enumerate(names, 1):
        copy = Copy(document, number, name)
        own = copies.overlay(copy, key) if key else Overlay(copy.digits, f"{name}\n{copy.digits}")
        made[f"{copy.digits}-{name}"] = own
    return made


def _names(to: str, *, declare: bool) -> list[str]:
    path = Path(to)
    try:
        text = path.read_text(encoding="utf-8-sig") if to and path.is_file() else to
    except (OSError, UnicodeDecodeError) as error:
        raise StartRefused("typeset.bad_names", path=to) from error
    if text:
        passing.require(path.name if text != to else "--to", text.encode(), declare=declare)
    return [name.strip() for name in _BETWEEN.split(text) if name.strip()]


def derived(settings: Settings, purpose: str) -> bytes:
    """A key of this installation for a purpose; empty where there is no installation."""
    address = settings.device_address
    if address.driver is Driver.SOFTWARE and not Path(address.path).exists():
        return b""
    with device_words():
        return registry.unlocked_module(address, settings.secrets_folder, settings.pin()).derive(purpose)
