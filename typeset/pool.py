"""Documents are set and drawn in processes of their own: `await printed(..)`, `await pictures(..)`, `await views(..)`.

- A few workers (typeset/press.py), each with one job at a time; a bounded number of jobs waits, not for long: beyond
  that the answer is PressBusy.
- A job over its time ends its worker (PressLate), a worker that dies ends its job (PressFailed); a new one is started
  at once. A caller that goes away ends its job too: nobody gets the answer of another's question.
- Nothing but data passes between the processes, and a worker inherits nothing of the service's environment.
- A worker that did many jobs is replaced: what a library may leak stays small. So is one that set a very long text: the
  engine looks through all it ever had room for after each document, and takes twice as long for the next ones.
- Without an open pool (command line) the work is done in a thread of this process.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from typeset import engine, press
from typeset import fonts as faces
from typeset import views as drawing
from typeset.document import Layout, Overlay, Printed
from typeset.engine import NOTHING
from typeset.errors import FontsMissing, MissingGlyphs, NotTypeset, PressBusy, PressFailed, PressLate
from typeset.fonts import FontSet
from typeset.views import PREVIEW_DPI, Kind

_PROJECT: Final = Path(__file__).resolve().parent.parent
_A_MOMENT: Final = 0.005
_KEPT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP")


LONG_TEXT = 40_000  # characters; 65 pages


@dataclass(frozen=True, slots=True)
class Shape:
    """How much may go on at once: `seconds` a job may take, `patience` it may wait for a worker."""

    workers: int = 2
    waiting: int = 16
    seconds: float = 30.0
    patience: float = 20.0
    memory: int = 2 << 30
    jobs: int = 2_000


class _Worker:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.jobs = 0

    async def asked(self, question: press.Begin | press.Print | press.Draw) -> press.Answer:
        """Its answer. Raises PressFailed when the process ends instead."""
        line, answers = self.process.stdin, self.process.stdout
        if line is None or answers is None:
            raise PressFailed
        try:
            line.write(press.message(question))
            await line.drain()
            (size,) = press.LENGTH.unpack(await answers.readexactly(press.LENGTH.size))
            if size > press.MOST:
                raise PressFailed
            answer: press.Answer = press.answers.decode(await answers.readexactly(size))
        except (OSError, EOFError, msgspec.MsgspecError) as error:  # gone, or says what no worker of ours says
            raise PressFailed from error
        self.jobs += 1
        return answer

    async def ended(self) -> None:
        """Kill it and wait for its end."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()


class Pool:
    """Workers for one set of faces, of one event loop."""

    def __init__(self, fonts: FontSet, shape: Shape) -> None:
        self._fonts, self._shape = fonts, shape
        self._free: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()
        for _ in range(shape.workers):
            self._free.put_nowait(None)
        self._alive: set[_Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._under_way = 0
        self._closed = False

    def warm(self) -> None:
        """Start workers for all places that have none, in the background."""
        idle = [self._free.get_nowait() for _ in range(self._free.qsize())]
        for worker in idle:
            self._put(worker, whole=True)

    async def printed(self, layout: Layout, overlay: Overlay = NOTHING) -> Printed:
        """A document's pages. Raises Refusals of typeset.errors."""
        match await self._ask(press.Print(layout, overlay)):
            case press.Sheets() as made:
                return Printed(made.pdf, made.marks)
        raise PressFailed

    async def pictures(
        self, layout: Layout, dpi: int = PREVIEW_DPI, overlay: Overlay = NOTHING, kind: Kind = Kind.PNG
    ) -> tuple[bytes, ...]:
        """A document's pages as pictures. Raises Refusals of typeset.errors."""
        return await self._drawn(press.Print(layout, overlay, dpi, kind))

    async def views(self, pdf: bytes, dpi: int = PREVIEW_DPI, kind: Kind = Kind.PNG) -> tuple[bytes, ...]:
        """The pages of a PDF of ours as pictures. Raises Refusals of typeset.errors."""
        return await self._drawn(press.Draw(pdf, dpi, kind))

    async def close(self) -> None:
        """End every worker; jobs under way end with PressFailed."""
        self._closed = True
        for task in self._starting:
            task.cancel()
        for _ in range(self._under_way):
            self._free.put_nowait(None)  # who still waits for a place is told now
        while self._starting or self._alive or self._under_way:
            ending = [self._end(worker) for worker in self._alive]
            await asyncio.gather(*self._starting, *ending, return_exceptions=True)
            await asyncio.sleep(_A_MOMENT)  # jobs under way hear of it

    async def _drawn(self, question: press.Print | press.Draw) -> tuple[bytes, ...]:
        match await self._ask(question):
            case press.Pictures() as made:
                return made.files
        raise PressFailed

    async def _ask(self, question: press.Print | press.Draw) -> press.Answer:
        if self._closed or self._under_way >= self._shape.workers + self._shape.waiting:
            raise PressBusy
        self._under_way += 1
        try:
            return await self._through(await self._place(), question)
        finally:
            self._under_way -= 1

    async def _place(self) -> _Worker | None:
        await asyncio.sleep(0)  # whoever was given this place while waiting takes it first, not who asks at that moment
        try:
            async with asyncio.timeout(self._shape.patience):
                return await self._free.get()
        except TimeoutError as error:
            raise PressBusy from error

    async def _through(self, worker: _Worker | None, question: press.Print | press.Draw) -> press.Answer:
        """Ask the worker of this place, or a new one where it has none, or where it died in its sleep."""
        whole = False
        try:
            self._require_open()
            async with asyncio.timeout(self._shape.seconds):
                if worker is not None and worker.process.returncode is not None:
                    await self._end(worker)
                    worker = None
                if worker is None:
                    worker = await self._started()
                answer = await worker.asked(question)
            whole = not _wears_out(question)
            return _or_refused(answer)
        except TimeoutError as error:
            raise PressLate from error
        finally:
            self._put(worker, whole=whole)

    async def _started(self) -> _Worker:
        """Raises FontsMissing, PressFailed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", press.__name__,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            cwd=_PROJECT, env=_environment(), start_new_session=True,
        )  # fmt: skip
        worker = _Worker(process)
        self._alive.add(worker)
        try:
            self._require_open()
            folder = str(self._fonts.folder) if self._fonts.folder else None
            _or_refused(await worker.asked(press.Begin(folder, self._fonts.system, self._shape.memory)))
        except BaseException:
            await self._end(worker)
            raise
        return worker

    def _require_open(self) -> None:
        if self._closed:
            raise PressFailed

    async def _end(self, worker: _Worker) -> None:
        try:
            await worker.ended()
        finally:
            self._alive.discard(worker)

    def _put(self, worker: _Worker | None, *, whole: bool) -> None:
        """Give a place back. One whose worker is broken or worn gets another first, in the background."""
        if self._closed or (worker is not None and whole and worker.jobs < self._shape.jobs):
            self._free.put_nowait(worker)
            return
        task = asyncio.get_running_loop().create_task(self._renew(worker))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _renew(self, worn: _Worker | None) -> None:
        made = None
        try:
            if worn is not None:
                await self._end(worn)
            # One that cannot be started is tried again by the next job, which then gets to know why.
            with suppress(PressFailed, FontsMissing, OSError):
                made = await self._started()
        finally:
            self._free.put_nowait(made)


def _wears_out(question: press.Print | press.Draw) -> bool:
    return isinstance(question, press.Print) and len(question.layout.text) > LONG_TEXT


_in_force: list[Pool] = []


@asynccontextmanager
async def running(fonts: FontSet, shape: Shape | None = None, *, warm: bool = False) -> AsyncIterator[Pool]:
    """A pool for what is printed from now on in this process; ended with the block."""
    pool = Pool(fonts, shape or Shape())
    _in_force.append(pool)
    if warm:
        pool.warm()
    try:
        yield pool
    finally:
        _in_force.remove(pool)
        await pool.close()


async def printed(layout: Layout, overlay: Overlay = NOTHING) -> Printed:
    """A document's pages. Raises Refusals of typeset.errors."""
    if _in_force:
        return await _in_force[-1].printed(layout, overlay)
    return await asyncio.to_thread(engine.printed, layout, faces.current(), overlay)


async def pictures(
    layout: Layout, dpi: int = PREVIEW_DPI, overlay: Overlay = NOTHING, kind: Kind = Kind.PNG
) -> tuple[bytes, ...]:
    """A document's pages as pictures. Raises Refusals of typeset.errors."""
    if _in_force:
        return await _in_force[-1].pictures(layout, dpi, overlay, kind)
    return await views((await printed(layout, overlay)).pdf, dpi, kind)


async def views(pdf: bytes, dpi: int = PREVIEW_DPI, kind: Kind = Kind.PNG) -> tuple[bytes, ...]:
    """The pages of a PDF of ours as pictures. Raises Refusals of typeset.errors."""
    if _in_force:
        return await _in_force[-1].views(pdf, dpi, kind)
    return await asyncio.to_thread(drawing.pages, pdf, dpi, kind)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": str(_PROJECT), "LANG": "C.UTF-8"}


def _or_refused(answer: press.Answer) -> press.Answer:
    match answer:
        case press.Lacking(characters):
            raise MissingGlyphs(characters)
        case press.Unset(reason):
            raise NotTypeset(reason)
        case press.Faceless(roles):
            raise FontsMissing(roles)
    return answer
