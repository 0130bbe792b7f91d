"""`zhengxun scan`: files, folders, standard input, or a batch of JSON lines; the answers of marking/report.py."""

import sys
from collections.abc import Iterator
from pathlib import Path

from marking import report
from marking.scan import scan_file
from marking.verdict import Verdict


def main(paths: list[Path], batch: Path | None, *, as_json: bool) -> int:
    """Print one line a verdict; exit code 0 all allowed, 3 any refused, 4 any held."""
    if batch:
        with batch.open(encoding="utf-8") as lines:
            verdicts = list(report.batch(lines))
        print(report.report(verdicts, as_json=True))
    else:
        verdicts = list(_of(paths))
        print(report.report(verdicts, as_json=as_json))
    return report.exit_code(verdicts)


def _of(paths: list[Path]) -> Iterator[Verdict]:
    if not paths:
        yield scan_file("-", sys.stdin.buffer.read())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and not file.is_symlink():
                yield scan_file(file.name, file.read_bytes())
