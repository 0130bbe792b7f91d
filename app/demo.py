"""`zhengxun demo`: the main job on one real text, headless, through the same commands as the pages.

- It runs in an installation of its own, made for the run and removed afterwards; only the results are kept in --out.
- Each step is a row of STEPS and checks what it did; the first that does not hold ends the run with its name.
- Results: the bulletin as PDF and as OFD, the receipts, the journal with its signed heads, the archive package, a one-page summary.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app import demo_results as results
from app import demo_story as steps
from app import runtime
from app.demo_story import BadInput, Story
from app.settings import Settings
from app.templating import message
from kernel import migrate, postgres
from kernel.errors import Refusal
from kernel.postgres import Cluster
from marking.encoding import decoded
from typeset import importing
from typeset.importing import Source

DEFAULT_KIND = "简报"
Step = Callable[[Story], Awaitable[None]]
STEPS: tuple[tuple[str, Step], ...] = (
    ("found", steps.found),
    ("draft", steps.draft),
    ("sign", steps.sign),
    ("submit", steps.submit),
    ("screen", steps.screen),
    ("edit", steps.edit),
    ("compile", steps.compile_issue),
    ("approve", steps.approve),
    ("typeset", steps.typeset),
    ("proofread", steps.proofread),
    ("release", steps.release),
    ("read", steps.read),
    ("instruct", steps.instruct),
    ("file", steps.file_issue),
    ("prove", results.prove),
    ("summary", results.summarise),
)


def main(source: Path, out: Path, kind: str) -> int:
    """Run the job; 0 only if every step held."""
    if not source.is_file():
        raise BadInput("cli.no_input", path=str(source))
    if out.exists() and not out.is_dir():
        raise BadInput("cli.out_not_folder", path=str(out))
    data = source.read_bytes()
    read_in = importing.read(source.name, data)
    words = decoded(data) if source.suffix.lower() == ".txt" else ""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zx-", ignore_cleanup_errors=True) as folder:
        chosen = Settings(data=Path(folder))
        with postgres.embedded(chosen.postgres_folder) as where:
            asyncio.run(migrate.apply(where.owner_dsn))
            return asyncio.run(_run(read_in, kind, out, words, chosen, where))


async def _run(  # noqa: PLR0913, PLR0917 - what the command line gave, and where it runs
    source: Source, kind: str, out: Path, words: str, chosen: Settings, where: Cluster
) -> int:
    console = Console(stderr=True)
    async with runtime.running(chosen, where.service_dsn) as now:
        story = Story(source, kind, out, now, words)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("", total=len(STEPS))
            for name, step in STEPS:
                progress.update(task, description=message(f"demo.step_{name}"))
                try:
                    await step(story)
                except Refusal:
                    progress.stop()
                    print(message("demo.stopped", step=message(f"demo.step_{name}")), file=sys.stderr)
                    raise
                progress.advance(task)
    console.print(message("demo.finished", out=str(out), files="、".join(_written(out))))
    return 0


def _written(out: Path) -> Sequence[str]:
    return sorted(path.name for path in out.iterdir())
