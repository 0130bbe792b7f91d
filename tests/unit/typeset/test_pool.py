"""The pool of typesetting processes: right answers, bounds, deaths, ends."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import psutil
import pytest

from typeset import engine, fonts, pool, views
from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.document import Layout, Overlay
from typeset.errors import FontsMissing, MissingGlyphs, NotTypeset, PressBusy, PressFailed, PressLate
from typeset.pool import LONG_TEXT, Pool, Shape
from typeset.press import Faceless

pytestmark = pytest.mark.thorough
ROOT = Path(__file__).parents[3]


def layout(text: str = "正文。") -> Layout:
    items = (BulletinItem("稿件", text),)
    return BulletinDoc("滨海信息", 9, "市委办公室", date(2026, 11, 21), items).layout()


HUGE = "很长的内容，" * 20_000


@asynccontextmanager
async def one(**shape: object) -> AsyncIterator[Pool]:
    async with pool.running(fonts.DEFAULT, replace(Shape(workers=1), **shape)) as made:  # type: ignore[arg-type]
        yield made


def pid(made: Pool) -> int:
    (worker,) = made._alive
    return worker.process.pid


async def gone(number: int) -> bool:
    for _ in range(100):
        if not psutil.pid_exists(number) or psutil.Process(number).status() == psutil.STATUS_ZOMBIE:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_a_pool_prints_what_the_engine_prints_and_leaves_no_process() -> None:
    overlay = Overlay(watermark="张三 000001")
    async with one() as made:
        made.warm()
        first = await pool.printed(layout(), overlay)
        assert first == engine.printed(layout(), overlay=overlay)
        assert await pool.pictures(layout(), 50) == views.pages(engine.printed(layout()).pdf, 50)
        webp = await pool.views(first.pdf, 50, views.Kind.WEBP)
        assert webp == views.pages(first.pdf, 50, views.Kind.WEBP)
        assert webp[0][:4] == b"RIFF"
        worker = pid(made)
    assert await gone(worker)
    assert await pool.printed(layout(), overlay) == first  # without a pool: in this process


async def test_refusals_come_back_as_themselves_and_the_worker_lives_on() -> None:
    async with one() as made:
        with pytest.raises(MissingGlyphs) as lacking:
            await pool.printed(layout("字\U00020000"))
        assert lacking.value.characters == "\U00020000"
        with pytest.raises(NotTypeset) as unset:
            await pool.printed(replace(layout(), data={}))
        assert unset.value.reason
        worker = pid(made)
        await pool.printed(layout())
        assert pid(made) == worker


async def test_a_worker_without_faces_says_so(tmp_path: Path) -> None:
    made = Pool(fonts.FontSet(tmp_path / "none"), Shape(workers=1))
    try:
        assert (await made.printed(layout())).pdf  # a folder that is not there: the program's own faces
        with pytest.raises(FontsMissing):
            pool._or_refused(Faceless(("fang",)))
    finally:
        await made.close()


async def test_more_than_may_wait_is_refused_at_once_and_the_rest_is_done() -> None:
    async with one(waiting=2) as made:
        jobs = [asyncio.create_task(made.printed(layout(f"第{n}件"))) for n in range(5)]
        done = await asyncio.gather(*jobs, return_exceptions=True)
        assert [isinstance(each, PressBusy) for each in done] == [False, False, False, True, True]
        assert (await made.printed(layout())).pdf
    with pytest.raises(PressBusy):
        await made.printed(layout())


async def test_who_waits_too_long_is_refused() -> None:
    async with one(patience=0.05) as made:
        first = asyncio.create_task(made.printed(layout()))
        await asyncio.sleep(0)
        with pytest.raises(PressBusy):
            await made.printed(layout())
        assert (await first).pdf


async def test_who_asks_again_and_again_leaves_room_for_who_waits() -> None:
    done = []

    async def asks(name: str, times: int) -> None:
        for _ in range(times):
            await pool.printed(layout())
            done.append(name)

    async with one():
        await asyncio.gather(asks("again", 4), asks("once", 1))
    assert done[1] == "once"


async def test_a_job_over_its_time_ends_its_worker_and_a_new_one_comes() -> None:
    async with one(seconds=1.5) as made:
        await made.printed(layout())
        worker = pid(made)
        os.kill(worker, signal.SIGSTOP)
        with pytest.raises(PressLate):
            await made.printed(layout())
        assert await gone(worker)
        assert (await made.printed(layout())).pdf
        assert pid(made) != worker


async def test_a_worker_that_dies_at_work_fails_its_job_alone() -> None:
    async with one() as made:
        await made.printed(layout())
        worker = pid(made)
        os.kill(worker, signal.SIGSTOP)
        job = asyncio.create_task(made.printed(layout()))
        await asyncio.sleep(0.05)
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(PressFailed):
            await job
        assert (await made.printed(layout())).pdf


async def test_a_worker_that_died_in_its_sleep_is_not_noticed() -> None:
    async with one() as made:
        await made.printed(layout())
        os.kill(pid(made), signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert (await made.printed(layout())).pdf
        assert len(made._alive) == 1


async def test_a_job_without_room_in_memory_fails_and_the_next_is_done() -> None:
    async with one(memory=400 << 20) as made:
        assert (await made.printed(layout())).pdf
        whole = layout()
        big = replace(whole, data={**whole.data, "unread": ["文" * 1000] * 25_000})
        with pytest.raises((PressFailed, NotTypeset)):
            await made.printed(big)
        assert (await made.printed(whole)).pdf


async def test_who_goes_away_leaves_no_answer_for_the_next() -> None:
    async with one() as made:
        await made.printed(layout())
        worker = pid(made)
        os.kill(worker, signal.SIGSTOP)
        job = asyncio.create_task(made.printed(layout("甲的稿件")))
        await asyncio.sleep(0.05)
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job
        assert await made.printed(layout("乙的稿件")) == engine.printed(layout("乙的稿件"))
        assert await gone(worker)


async def test_a_worn_worker_is_replaced() -> None:
    async with one(jobs=3) as made:
        await made.printed(layout())
        first = pid(made)
        for _ in range(3):
            await made.printed(layout())
        assert pid(made) != first


async def test_a_worker_that_set_a_very_long_text_is_replaced() -> None:
    async with one() as made:
        await made.printed(layout())
        first = pid(made)
        await made.printed(layout("长文" * 10))
        assert pid(made) == first
        await made.printed(layout(("长文。" * 200 + "\n\n") * (LONG_TEXT // 600 + 1)))
        await made.printed(layout())
        assert pid(made) != first


async def test_a_close_while_a_job_is_under_way_ends_it_and_every_worker() -> None:
    made = Pool(fonts.DEFAULT, Shape(workers=2))
    made.warm()
    await made.printed(layout())
    workers = [worker.process.pid for worker in made._alive]
    jobs = [asyncio.create_task(made.printed(layout(HUGE))) for _ in range(2)]
    await asyncio.sleep(0.05)
    await made.close()
    assert all(isinstance(each, PressFailed) for each in await asyncio.gather(*jobs, return_exceptions=True))
    assert all([await gone(each) for each in workers])
    assert not made._alive


async def test_a_close_tells_who_waits_for_a_place_that_will_not_come() -> None:
    made = Pool(fonts.DEFAULT, Shape(workers=1, patience=5))
    taken = made._free.get_nowait()
    job = asyncio.create_task(made.printed(layout()))
    await asyncio.sleep(0)
    made._put(taken, whole=False)  # its renewal has not begun when the pool is closed
    await made.close()
    with pytest.raises(PressFailed):
        await job


def test_workers_end_when_the_service_is_killed() -> None:
    program = (
        "import asyncio, sys; sys.path.insert(0, '.')\n"
        "from typeset import fonts; from typeset.pool import LONG_TEXT, Pool, Shape\n"
        "async def main():\n"
        "    made = Pool(fonts.DEFAULT, Shape(workers=1)); made.warm(); await asyncio.gather(*made._starting)\n"
        "    print(*(each.process.pid for each in made._alive), flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(main())"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        worker = int(service.stdout.readline())
        assert psutil.pid_exists(worker)
        service.kill()
    for _ in range(100):
        if not psutil.pid_exists(worker):
            break
        time.sleep(0.05)
    assert not psutil.pid_exists(worker)


async def test_a_worker_knows_nothing_of_the_services_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGXUN_KEK_PIN", "secret")
    async with one() as made:
        await made.printed(layout())
        environment = psutil.Process(pid(made)).environ()
    assert "ZHENGXUN_KEK_PIN" not in environment
    assert environment["LANG"] == "C.UTF-8"
