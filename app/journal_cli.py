"""`zhengxun journal verify|export`: hold the chain against its signed heads, in the database or in an exported file.

- The export is one JSON object a line: first the device's public key, then every row. With the heads' files it is all an
  outsider needs.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from app import runtime
from app.journal_rows import NOT_ROWS, checker, line_text, parse
from app.settings import Settings
from app.templating import message
from crypto.devices.base import Module
from kernel import heads, journal
from kernel.errors import StartRefused
from kernel.journal import Line, Report
from kernel.postgres import Cluster

BROKEN = 1


async def run(act: str, settings: Settings, where: Cluster, folders: list[Path], file: Path | None) -> int:
    """Verify or export the journal of this installation."""
    async with runtime.running(settings, where.service_dsn, verify=False) as now:
        lines = [line async for line in heads.lines()]
        if act == "export":
            write(file, now.device, lines)
            return 0
        kept = [head for folder in folders or [settings.heads_folder] for head in heads.read(folder)]
        known = {(head.seq, head.hash): head for head in [*await heads.stored(), *kept]}
        return show(journal.verify(lines, known.values(), checker({now.device.serial: now.device.public_key})))


def verify_file(file: Path, folders: list[Path], pinned: str = "") -> int:
    """Verify an exported journal offline. `pinned`: the public key the heads must come from, known from elsewhere.

    Raises StartRefused for what is no export, or no head.
    """
    try:
        return _verified(file, folders, pinned)
    except NOT_ROWS:
        raise StartRefused("journal.no_export", path=str(file)) from None


def _verified(file: Path, folders: list[Path], pinned: str) -> int:
    rows = file.read_text(encoding="utf-8").rstrip("\n").split("\n")  # only line feeds end a row
    key = json.loads(rows[0])
    if pinned and key["public_key"] != pinned.lower():
        print(message("journal.other_key"), file=sys.stderr)
        return BROKEN
    if not pinned:
        print(message("journal.key_not_pinned", key=key["public_key"]))
    kept = [head for folder in folders for head in heads.read(folder)]
    return show(journal.verify(map(parse, rows[1:]), kept, checker({key["serial"]: bytes.fromhex(key["public_key"])})))


def show(report: Report) -> int:
    """Print the outcome; exit code 0 only for a whole chain."""
    if report.fault:
        print(message(f"journal.{report.fault.reason}", seq=report.fault.seq, rows=report.rows), file=sys.stderr)
        return BROKEN
    last = report.last
    print(message("journal.whole", rows=report.rows, heads=report.heads, seq=last.seq if last else 0))
    if report.rows and (last is None or last.seq < report.rows):
        print(message("journal.tail", rows=report.rows - (last.seq if last else 0)))
    return 0


def write(file: Path | None, device: Module, lines: list[Line]) -> None:
    """The export: the key that signed the heads, then the rows."""

    def rows() -> Iterator[str]:
        yield json.dumps({"serial": device.serial, "public_key": device.public_key.hex()})
        yield from map(line_text, lines)

    text = "\n".join(rows()) + "\n"
    if file:
        file.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
