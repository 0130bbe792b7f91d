"""The results: one JSON with every run, one page of Markdown, the same tables on the screen."""

import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from bench.plain import Plain
from bench.rounds import OURS, Median, Point, Sizes

PACKAGES = (
    "litestar", "piccolo", "asyncpg", "uvicorn", "uvloop", "fastapi", "pydantic", "sqlalchemy", "django", "gunicorn",
    "psycopg", "jinja2", "msgspec", "cryptography",
)  # fmt: skip
STACKS = {OURS: "Zhengxun", "fastapi": "FastAPI + SQLAlchemy", "django": "Django"}


class Result(msgspec.Struct, frozen=True):
    """Everything a reader needs to judge or repeat a run."""

    day: str
    commit: str
    seed: int
    sizes: Sizes
    machine: dict[str, str]
    versions: dict[str, str]
    medians: list[Median]
    plain: list[Plain]
    points: list[Point]


def machine(server: str) -> dict[str, str]:
    """What it ran on. `load`: what else the machine had to do at the start."""
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    return {
        "system": platform.platform(), "processor": _processor(), "cores": str(os.cpu_count()), "load": load,
        "python": platform.python_version(), "postgresql": server,
    }  # fmt: skip


def versions() -> dict[str, str]:
    """The packages that matter."""
    return {name: importlib.metadata.version(name) for name in PACKAGES}


def commit(project: Path) -> str:
    """The commit measured, marked when tracked files differ from it."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True, check=False)  # noqa: S607 - the user's own git
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs", ":!bench/results")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + ("-changed" if changed else "")  # fmt: skip


def write(result: Result, folder: Path) -> Path:
    """Both files; the path of the Markdown."""
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / f"{result.day}-{result.commit}"
    base.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1))
    base.with_suffix(".md").write_text(markdown(result), encoding="utf-8")
    return base.with_suffix(".md")


def markdown(result: Result) -> str:
    """The page."""
    facts = {**result.machine, "commit": result.commit, "seed": str(result.seed), "texts": f"{result.sizes.texts:,}"}
    lines = [f"# Benchmark of {result.day}", "", *(f"- {name}: {value}" for name, value in facts.items()), ""]
    lines += [f"- packages: {', '.join(f'{n} {v}' for n, v in result.versions.items())}", ""]
    if float(result.machine["load"].split()[0]) > float(result.machine["cores"]):
        lines += ["The machine was busy with other work: trust the processor columns, not the speeds.", ""]
    lines += ["How it is measured, and what is fair about it and what is not: docs/benchmarks.md.", ""]
    lines += ["## Ratios", "", *ratios(result.medians), "", "## Figures", "", *figures(result.medians), ""]
    if result.plain:
        lines += ["## Our search in the database alone, against LIKE on clear text", "", *plain(result.plain), ""]
    return "\n".join(lines)


def ratios(medians: Sequence[Median]) -> list[str]:
    """Ours to theirs: requests per second, and processor time per request; above 1 ours is better."""
    peers = [name for name in STACKS if name != OURS]
    head = " | ".join(f"{STACKS[name]}: speed | processor" for name in peers)
    lines = [f"| scenario | at once | {head} |", "|---|---|" + "---|---|" * len(peers)]
    for scenario, connections in dict.fromkeys((m.scenario, m.connections) for m in medians):
        here = {m.stack: m for m in medians if (m.scenario, m.connections) == (scenario, connections)}
        cells = " | ".join(f"{here[name].faster:.2f} | {here[name].lighter:.2f}" for name in peers)
        lines.append(f"| {scenario} | {connections} | {cells} |")
    return lines


def figures(medians: Sequence[Median]) -> list[str]:
    """Medians of the rounds."""
    lines = [
        "| scenario | at once | stack | requests/s | p50 ms | p99 ms | processor ms |",
        "|---|---|---|---|---|---|---|",
    ]
    return lines + [
        f"| {m.scenario} | {m.connections} | {STACKS[m.stack]} | {m.per_second:.0f} | {m.p50:.1f} | {m.p99:.1f} | {m.cpu_ms:.2f} |"
        for m in medians
    ]


def plain(rows: Sequence[Plain]) -> list[str]:
    """The two statements beside each other."""
    lines = [
        "| words | blind index ms | LIKE ms | LIKE / blind | hits blind | hits LIKE |",
        "|---|---|---|---|---|---|",
    ]
    return lines + [
        f"| {p.words} | {p.blind:.2f} | {p.like:.2f} | {p.like / p.blind:.1f} | {p.blind_hits:,.0f} | {p.like_hits:,.0f} |"
        for p in rows
    ]


def today() -> str:
    """The day of the run."""
    return date.today().isoformat()  # noqa: DTZ011 - the day on this machine's wall names the file


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    found = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    return found or platform.processor() or platform.machine()
