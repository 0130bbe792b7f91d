"""`python -m bench.typeset`: our typesetter beside WeasyPrint and LibreOffice on the same texts, and what copies cost.

- Ours and WeasyPrint are warm processes with a new text each time, faces from the same files, PDF/A-2b both. LibreOffice
  converts a docx in a process of its own, as it is used on servers; once more several at a go, its start shared.
- Rounds: in each, all work on the same text directly after one another. A figure is the median of the rounds, a ratio the
  median of the rounds' own ratios. Ratios are of processor time, which other work on the machine does not change.
- A peer that is not installed is left out, and the page says so (docs/benchmarks.md tells how to install them).
"""

import argparse
import asyncio
import importlib.metadata
import io
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pypdf
from rich.console import Console

from bench import report, sheets
from bench.sheets import ISSUE, LONG, SHEETS, USUAL, WITH_TABLE, Sheet
from typeset import copies, engine, fonts, pool
from typeset.copies import Copy
from typeset.document import Overlay
from typeset.ofd import writing

RESULTS = Path(__file__).resolve().parent / "results"
PEER = Path(__file__).resolve().parent / "peers" / "weasy.py"
CONSOLE = Console(stderr=True, highlight=False)
OURS, WEASY, OFFICE, OFFICE_MANY = "typst, ours", "WeasyPrint", "LibreOffice", "LibreOffice, many at a go"
LEAST = 5.0  # times WeasyPrint on 4,000 characters and a table
MOST_A_COPY = 20.0  # ms
_AT_A_GO = 5
_KEY = bytes(32)


class Point(msgspec.Struct, frozen=True):
    """One document by one typesetter, in seconds."""

    sheet: str
    tool: str
    round: int
    clock: float
    processor: float
    pages: int
    kilobytes: float


class Alone(msgspec.Struct, frozen=True):
    """Work of ours that has no peer; in milliseconds a piece: the median, or time elapsed over pieces set side by side."""

    work: str
    pieces: int
    each: float
    most: float
    asked: float | None = None


class Result(msgspec.Struct, frozen=True):
    """Everything a reader needs to judge or repeat a run."""

    day: str
    commit: str
    machine: dict[str, str]
    tools: dict[str, str]
    points: list[Point]
    alone: list[Alone]


def main(argv: list[str] | None = None) -> int:
    """Run, print, write; 1 when a figure that is asked for was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.typeset", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--copies", type=int, default=1_000)
    parser.add_argument("--weasyprint", default=sys.executable, help="a Python that has WeasyPrint")
    parser.add_argument("--office", default="soffice", help="LibreOffice's program")
    parser.add_argument("--out", type=Path, default=RESULTS)
    args = parser.parse_args(argv)
    machine = {name: said for name, said in report.machine("").items() if said}
    engine.begin()
    # Before the long table, after which the pool takes a new process.
    ours = [copied(args.copies), asyncio.run(issued(args.copies))]
    points, tools = measure(args.rounds, args.weasyprint, shutil.which(args.office))
    alone = [*ours, *converted(args.rounds), *asyncio.run(previewed(args.rounds))]
    project = RESULTS.parent.parent
    result = Result(report.today(), report.commit(project), machine, tools, points, alone)
    print("\n".join(tables(result)))
    print(write(result, args.out))
    return 1 if "MISSED" in "\n".join(tables(result)) else 0


def measure(rounds: int, python: str, office: str | None) -> tuple[list[Point], dict[str, str]]:
    """Every text by every typesetter that is here; round 0, which warms them, does not count."""
    points = []
    with tempfile.TemporaryDirectory() as folder, _weasyprint(python) as (ask, version):
        tools = {OURS: importlib.metadata.version("typst"), WEASY: version, OFFICE: _version(office)}
        for at, sheet in enumerate(SHEETS):  # the long one last: it leaves a slower process behind, ours and theirs
            CONSOLE.print(sheet.name)
            for number in range(rounds + 1):
                seed = 100 * number + at
                points += list(_round(sheet, number, seed, (ask, office, Path(folder))))
    return [point for point in points if point.round], tools


def _round(
    sheet: Sheet, number: int, seed: int, peers: tuple[Callable[[Path], dict[str, float]] | None, str | None, Path]
) -> Iterator[Point]:
    ask, office, folder = peers
    said = sheets.words(sheet, seed)
    layout = sheets.layout(said, seed)
    clock, processor = time.perf_counter(), time.process_time()
    made = engine.printed(layout).pdf
    spent = time.perf_counter() - clock, time.process_time() - processor
    yield Point(sheet.name, OURS, number, *spent, _pages(made), len(made) / 1000)
    if ask is not None:
        html = folder / "text.html"
        html.write_text(sheets.page(said, seed), encoding="utf-8")
        told = ask(html)
        facts = int(told["pages"]), told["bytes"] / 1000
        yield Point(sheet.name, WEASY, number, told["clock"], told["processor"], *facts)
    if office is not None and number in (
        (1,) if sheet is LONG else (0, 1, 2)
    ):  # it takes seconds, many on the long one
        yield _by_office(office, folder, sheet, number, [seed])
        if sheet is WITH_TABLE:
            yield _by_office(office, folder, sheet, number, [seed + 50 + more for more in range(_AT_A_GO)])


def _by_office(office: str, folder: Path, sheet: Sheet, number: int, seeds: Sequence[int]) -> Point:
    files = [folder / f"{seed}.docx" for seed in seeds]
    for file, seed in zip(files, seeds, strict=True):
        file.write_bytes(sheets.document(sheets.words(sheet, seed), seed))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = "pdf:writer_pdf_Export:{'SelectPdfVersion':{'type':'long','value':'2'}}".replace("'", '"')
    command = [office, profile, "--headless", "--convert-to", target, "--outdir", str(folder), *map(str, files)]
    clock, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    spent, after = time.perf_counter() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    made = files[0].with_suffix(".pdf").read_bytes()
    tool = OFFICE if len(seeds) == 1 else OFFICE_MANY
    each = len(seeds)
    return Point(sheet.name, tool, number, spent / each, processor / each, _pages(made), len(made) / 1000)


@contextmanager
def _weasyprint(python: str) -> Iterator[tuple[Callable[[Path], dict[str, float]] | None, str]]:
    with subprocess.Popen(
        [python, str(PEER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as peer:
        line, told = peer.stdin, peer.stdout
        if line is None or told is None:
            raise RuntimeError("no pipe")
        hello = told.readline()
        if not hello:
            yield None, ""
            return

        def ask(path: Path) -> dict[str, float]:
            print(path, file=line, flush=True)
            return dict(json.loads(told.readline()))

        yield ask, str(json.loads(hello)["version"])
        line.close()


def copied(count: int) -> Alone:
    """Numbered copies of one issue of five pages, one at a time: number, name behind the text, code, all rendered anew."""
    CONSOLE.print(f"{count} copies, one at a time")
    layout = sheets.layout(sheets.words(ISSUE, 9), 9)
    pages = _pages(engine.printed(layout).pdf)
    name, spent = sheets.words(ISSUE, 1).title[:4], []
    for number in range(1, count + 1):
        start = time.perf_counter()
        engine.printed(layout, overlay=_overlay(name, number))
        spent.append(time.perf_counter() - start)
    return _alone(f"personal copy of {pages} pages, one at a time in one process", spent)


async def issued(count: int) -> Alone:
    """The same copies as the service sets them: out of its pool, every worker kept busy. Time elapsed over copies."""
    shape = pool.Shape()
    CONSOLE.print(f"{count} copies, {shape.workers} workers")
    layout = sheets.layout(sheets.words(ISSUE, 9), 9)
    name, numbers, waits = sheets.words(ISSUE, 1).title[:4], iter(range(1, count + 1)), list[float]()
    async with pool.running(fonts.DEFAULT, shape):
        first = await asyncio.gather(*(pool.printed(layout) for _ in range(shape.workers)))  # each has read its faces

        async def reader() -> None:
            for number in numbers:
                asked = time.perf_counter()
                await pool.printed(layout, _overlay(name, number))
                waits.append(time.perf_counter() - asked)

        start = time.perf_counter()
        await asyncio.gather(*(reader() for _ in range(2 * shape.workers)))
        spent = time.perf_counter() - start
    work = f"personal copy of {_pages(first[0].pdf)} pages, out of the pool, {shape.workers} workers kept busy"
    return Alone(work, count, 1000 * spent / count, 1000 * max(waits), MOST_A_COPY)


def _overlay(name: str, number: int) -> Overlay:
    return copies.overlay(Copy("0" * 32, number, f"{name} {number}"), _KEY)


def converted(rounds: int) -> Iterator[Alone]:
    """PDFs of ours written as OFD."""
    for sheet in (USUAL, WITH_TABLE, LONG):
        CONSOLE.print(f"OFD, {sheet.name}")
        spent = []
        for number in range(min(rounds, 3)):
            layout = sheets.layout(sheets.words(sheet, 900 + number), 9)
            printed = engine.printed(layout)
            start = time.perf_counter()
            writing.ofd(printed, layout)
            spent.append(time.perf_counter() - start)
        yield _alone(f"OFD of {sheet.name}, {_pages(printed.pdf)} pages", spent)


async def previewed(rounds: int) -> list[Alone]:
    """Pages as pictures out of the pool, as an editor waits for them."""
    spent = []
    async with pool.running(fonts.DEFAULT) as presses:
        presses.warm()
        for number in range(rounds + 1):
            layout = sheets.layout(sheets.words(USUAL, 800 + number), number)
            start = time.perf_counter()
            await pool.pictures(layout)
            spent.append(time.perf_counter() - start)
    return [_alone("preview of 2,000 characters as PNG at 110 dpi, out of the pool", spent[1:], 1000.0)]


def _alone(work: str, seconds: Sequence[float], asked: float | None = None) -> Alone:
    return Alone(work, len(seconds), 1000 * statistics.median(seconds), 1000 * max(seconds), asked)


def tables(result: Result) -> list[str]:
    """The page's tables."""
    rows = [
        "| text | tool | pages | ms on the clock | ms of processor | kB | ours is faster by |",
        "|---|---|--:|--:|--:|--:|---|",
    ]
    for sheet, tool in dict.fromkeys((point.sheet, point.tool) for point in result.points):
        here = [point for point in result.points if (point.sheet, point.tool) == (sheet, tool)]
        ours = {p.round: p for p in result.points if (p.sheet, p.tool) == (sheet, OURS)}
        faster = statistics.median(point.processor / ours[point.round].processor for point in here)
        clock, processor, size = (
            statistics.median(getattr(point, name) for point in here) for name in ("clock", "processor", "kilobytes")
        )
        told = "" if tool == OURS else f"{faster:.1f} ×"
        if (sheet, tool) == (WITH_TABLE.name, WEASY):
            told += f", ≥ {LEAST:.0f} {'kept' if faster >= LEAST else 'MISSED'}"
        rows.append(
            f"| {sheet} | {tool} | {here[0].pages} | {1000 * clock:,.0f} | {1000 * processor:,.0f} | {size:,.0f} | {told} |"
        )
    rows += ["", "| work of ours | pieces | ms a piece | longest, ms | asked |", "|---|--:|--:|--:|---|"]
    for one in result.alone:
        asked = "" if one.asked is None else f"≤ {one.asked:.0f} {'kept' if one.each <= one.asked else 'MISSED'}"
        rows.append(f"| {one.work} | {one.pieces:,} | {one.each:,.1f} | {one.most:,.1f} | {asked} |")
    return rows


def write(result: Result, folder: Path) -> Path:
    """One JSON with every run, one page of Markdown; the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / f"{result.day}-{result.commit}-typeset"
    base.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1))
    tools = {tool: version or "not installed, left out" for tool, version in result.tools.items()}
    facts = {**result.machine, **tools, "commit": result.commit}
    page = [f"# Typesetting, {result.day}", "", *(f"- {name}: {value}" for name, value in facts.items()), ""]
    page += ["How it is measured, and what is fair about it and what is not: docs/benchmarks.md.", ""]
    base.with_suffix(".md").write_text("\n".join([*page, *tables(result), ""]), encoding="utf-8")
    return base.with_suffix(".md")


def _pages(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def _version(office: str | None) -> str:
    if office is None:
        return ""
    told = subprocess.run([office, "--version"], capture_output=True, text=True, check=False).stdout.split()
    return told[1] if len(told) > 1 else "unknown"


if __name__ == "__main__":
    sys.exit(main())
