"""The files that are typeset: looked at by the gate before anything of them is read, then imported."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app import passing
from app.handling import read_file
from kernel.errors import StartRefused
from typeset import importing
from typeset.importing import MAX_BYTES, Source

TEXT = "markdown"


def imported(path: Path, key: Callable[[], bytes] = bytes, *, declare: bool) -> Source:
    """One file as a text; `key` is asked for our own exports. Raises Stopped by the gate, NotImportable, StartRefused."""
    data = read_file(path, MAX_BYTES, "typeset.no_file")
    passing.require(path.name, data, declare=declare)
    source = importing.read(path.name, data, figures=True)
    if source.origin:
        source = importing.read(path.name, data, key=key(), figures=True)
    if not source.words.strip():
        raise StartRefused("typeset.empty_file", path=str(path))
    return source


def taken_in(given: Mapping[str, Any], folder: Path, *, declare: bool) -> dict[str, Any]:
    """The fields, with the text of every `file` of a table in its place."""
    return {key: _parts(value, folder, declare=declare) for key, value in given.items()}


def _parts(value: Any, folder: Path, *, declare: bool) -> Any:
    if isinstance(value, list):
        return [_parts(one, folder, declare=declare) for one in value]
    if not isinstance(value, dict) or "file" not in value:
        return value
    source = imported(_inside(folder, str(value["file"])), declare=declare)
    rest = {key: one for key, one in value.items() if key != "file"}
    return {"title": source.title, TEXT: source.markdown} | rest


def _inside(folder: Path, name: str) -> Path:
    """A file of the folder: whoever sent the fields chooses none of the others of this machine. Raises StartRefused."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise StartRefused("typeset.file_outside", path=name, folder=str(folder.resolve()))
    return path
