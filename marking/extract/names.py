"""Names of files inside files: as text to scan, and whether a program could be led astray by them."""

import re

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^/]*)?", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_TURNS = re.compile("[\0-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def is_unsafe(name: str) -> bool:
    """Whether it leaves its folder, names a device, or shows otherwise than it is."""
    parts = name.replace("\\", "/").split("/")
    return (
        name.startswith(("/", "\\"))
        or ".." in parts
        or _DRIVE.match(name) is not None
        or _TURNS.search(name) is not None
        or any(_DEVICE.fullmatch(part) for part in parts)
    )


def as_text(name: str) -> str:
    """A folder a line; without the extension, so that a name that is only a level stands alone on its line."""
    return "\n".join(dict.fromkeys([_EXTENSION.sub("", name), *re.split(r"[/\\]", _EXTENSION.sub("", name))]))
