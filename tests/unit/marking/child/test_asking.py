"""Whatever becomes of a job: its file gets an answer, what was said before stays, and nothing said is simply believed."""

import io
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from marking.child import wire
from marking.child.answers import MOST_FOUND, MOST_PICTURES, Expected, Heard, Nonsense, hear
from marking.child.asking import Asker, Places, Reply
from marking.child.limits import MB, Limits
from marking.child.starting import Nursery
from marking.errors import GateBusy
from marking.rulebook import BUILT_IN
from marking.verdict import Part, Unreadable
from tests.unit.marking.child import liars

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the clock is the only limit"),
    pytest.mark.requirement("SUB-11"),
    pytest.mark.thorough,
]

LIMITS = Limits(cpu=1, clock=5.0, memory=256 * MB, room=256 * MB)
BOOK = wire.Book.of(BUILT_IN)
EXPECTED = Expected(BUILT_IN.by_id, ["text 0"])


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    with Nursery(liars.__name__) as nursery:
        yield Asker(nursery, Places(jobs=2, waiting=2, patience=10.0))


def ask(asker: Asker, job: str, **limits: float) -> Reply:
    return asker.ask(replace(LIMITS, **limits), wire.AskTexts([job], BOOK), (), EXPECTED)  # type: ignore[arg-type]


def test_a_whole_answer(asker: Asker) -> None:
    reply = ask(asker, "well")
    assert reply.failed is None
    assert [(found.where, found.rule, found.words) for found in reply.heard.verdicts] == [
        ("text 0", "level-star", "words")
    ]
    assert reply.used.cpu < 1
    assert 0 < reply.used.memory < LIMITS.memory


@pytest.mark.parametrize(
    ("job", "limits", "why"),
    [
        ("no_end", {}, Unreadable.DAMAGED),
        ("fault", {}, Unreadable.DAMAGED),
        ("spin", {}, Unreadable.TOO_SLOW),
        ("sleep", {"clock": 0.3}, Unreadable.TOO_SLOW),
        ("fill", {"cpu": 10, "clock": 60.0}, Unreadable.TOO_LARGE),
    ],
)
def test_a_job_that_breaks_off(asker: Asker, job: str, limits: dict[str, float], why: Unreadable) -> None:
    reply = ask(asker, job, **limits)
    assert reply.failed is why
    assert [found.rule for found in reply.heard.verdicts] == ["level-star"]


@pytest.mark.parametrize("job", ["unknown_rule", "endless", "endless_pictures"])
def test_a_job_that_lies(asker: Asker, job: str) -> None:
    reply = ask(asker, job)
    assert reply.failed is Unreadable.UNSAFE
    assert len(reply.heard.verdicts) <= MOST_FOUND
    assert len(reply.heard.pictures) <= MOST_PICTURES


@pytest.mark.parametrize("job", ["no_json", "huge_frame"])
def test_a_job_that_babbles(asker: Asker, job: str) -> None:
    assert ask(asker, job).failed is Unreadable.DAMAGED


@pytest.mark.parametrize(
    "change",
    [
        {"start": -1},
        {"start": 9},
        {"end": 1 << 40},
        {"rule": "own-never-added"},
        {"rule": ""},
        {"reason": Unreadable.IMAGE},
        {"number": 1},
        {"number": -1},
        {"words": "x" * 401},
        {"before": "x" * 100},
        {"where": wire.Where(Part.BODY, -1, [])},
        {"where": wire.Where(Part.BODY, 0, ["x"] * 17)},
        {"where": wire.Where(Part.BODY, 0, ["x" * 301])},
    ],
    ids="-".join,
)
def test_what_no_job_of_ours_says(change: dict[str, object]) -> None:
    fields = {name: getattr(liars.TRUE, name) for name in liars.TRUE.__struct_fields__}
    heard = Heard()
    with pytest.raises(Nonsense):
        hear(line_of(wire.Found(**{**fields, **change})), heard, EXPECTED)
    assert heard.verdicts == []
    hear(line_of(liars.TRUE), heard, EXPECTED)
    assert len(heard.verdicts) == 1


@pytest.mark.parametrize("number", [-1, 1])
def test_only_what_was_asked_about_is_looked_at(number: int) -> None:
    heard = Heard()
    with pytest.raises(Nonsense):
        hear(line_of(wire.Looked(number)), heard, EXPECTED)
    hear(line_of(wire.Looked(0)), heard, EXPECTED)
    assert heard.done == {0}


def line_of(said: wire.Answer) -> io.BytesIO:
    line = io.BytesIO()
    wire.answer(line, said)
    wire.answer(line, wire.Done())
    line.seek(0)
    return line


def test_a_nursery_that_died_is_replaced(asker: Asker) -> None:
    ask(asker, "well")
    first = asker.nursery.pid
    assert first
    os.kill(first, signal.SIGKILL)
    assert ask(asker, "well").failed is None
    assert asker.nursery.pid not in {None, first}


def test_a_nursery_that_dies_at_work_is_asked_again(asker: Asker) -> None:
    ask(asker, "well")
    first = asker.nursery.pid
    assert first
    threading.Timer(0.3, os.kill, (first, signal.SIGKILL)).start()
    assert ask(asker, "sleep", clock=1.0).failed is Unreadable.TOO_SLOW
    assert asker.nursery.pid not in {None, first}


def queue(places: Places) -> None:
    with suppress(GateBusy), places.one():
        pass


def test_too_many_are_told_so() -> None:
    places = Places(jobs=1, waiting=1, patience=0.2)
    with places.one():
        start = time.monotonic()
        with pytest.raises(GateBusy), places.one():
            pass
        assert time.monotonic() - start >= 0.2
        waiting = threading.Thread(target=queue, args=(places,))
        waiting.start()
        time.sleep(0.05)
        start = time.monotonic()
        with pytest.raises(GateBusy), places.one():  # the queue is full: no waiting at all
            pass
        assert time.monotonic() - start < 0.1
        waiting.join()
    with places.one():
        pass
