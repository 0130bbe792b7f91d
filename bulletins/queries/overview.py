"""Figures at a glance, each role its own: the office its month, a unit its own year, a leader the reading and the answers.

- Everything here is counted within rights: what a viewer may not read is not in any sum shown to them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from bulletins.store import kinds as kind_rows
from bulletins.store import overview as store
from bulletins.workflow.article import ArticleState
from bulletins.workflow.daily import DailyState
from bulletins.workflow.delivery import DeliveryState
from bulletins.workflow.instruction import InstructionState
from identity.rights import Right
from kernel import clock
from kernel.actor import Actor
from submissions.queries import figures as reports
from submissions.queries import mine
from submissions.queries.figures import bounds

DAYS = 30
Bars = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A chart. `code`: its heading in the page; `kind`: columns over time, or bars; `of`: what each bar is a part of."""

    code: str
    kind: str
    rows: Bars
    of: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A figure alone; `late`: how much of it is late."""

    code: str
    value: int
    late: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What one person sees."""

    numbers: tuple[Number, ...]
    parts: tuple[Part, ...]


async def overview(viewer: Actor) -> Overview:
    """By the viewer's rights; somebody with several sees all of theirs."""
    numbers: list[Number] = []
    parts: list[Part] = []
    if viewer.may(Right.ISSUE_READ):
        await _office(viewer, numbers, parts)
    if viewer.may(Right.SUBMISSION_READ_OWN):
        await _unit(viewer, numbers, parts)
    if viewer.may(Right.INSTRUCTION_WRITE):
        await _leader(viewer, numbers, parts)
    return Overview(tuple(numbers), tuple(parts))


async def _office(viewer: Actor, numbers: list[Number], parts: list[Part]) -> None:
    today = clock.local(clock.now()).date()
    month, since = today.replace(day=1), bounds(today.replace(day=1), today)
    names = {kind.id: kind.name for kind in await kind_rows.kinds()}
    came = await reports.by_day(viewer, today - timedelta(days=DAYS - 1), today)
    parts.append(Part("came", "columns", tuple((_day(day), float(number)) for day, number in came)))
    issues = [(names.get(row["kind"], ""), float(row["issues"])) for row in await store.issues(*since)]
    parts.append(Part("issues", "bars", tuple(sorted(issues, key=lambda pair: -pair[1]))))
    work = {row["state"]: row["number"] for row in await store.articles()}
    open_ones = [state for state in ArticleState if state in work]
    parts.append(Part("work", "bars", tuple((state.label, float(work[state])) for state in open_ones)))
    read = await store.unread(since[0])
    parts.append(
        Part("read", "bars", tuple((names.get(row["kind"], ""), float(row["accepted"])) for row in read),
             tuple(float(row["sent"]) for row in read))
    )  # fmt: skip
    days = {row["state"]: row["number"] for row in await store.days(month, today)}
    missed = days.get(DailyState.MISSED, 0)
    numbers.append(Number("daily", days.get(DailyState.MET, 0), missed, "/issues/plan"))
    owed = (await store.duties(clock.now()))[0]
    numbers.append(Number("owed", owed["number"], owed["late"], "/instructions"))
    numbers.append(Number("sent", sum(number for day, number in came if day >= month)))


async def _unit(viewer: Actor, numbers: list[Number], parts: list[Part]) -> None:
    found = await mine.figures(viewer, unit=True)
    months = found.months
    parts.append(
        Part("own_sent", "columns", tuple((f"{month.month:%m}", float(month.sent)) for month in months),
             tuple(float(month.adopted) for month in months))
    )  # fmt: skip
    parts.append(Part("own_topics", "bars", tuple((share.label, float(share.adopted)) for share in found.shares),
                      tuple(float(share.sent) for share in found.shares)))  # fmt: skip
    numbers.append(Number("own_sent", found.sent, place="/mine"))
    numbers.append(Number("own_adopted", found.adopted, place="/mine"))
    owed = (await store.duties(clock.now(), viewer.unit))[0]
    numbers.append(Number("owed", owed["number"], owed["late"], "/instructions"))


async def _leader(viewer: Actor, numbers: list[Number], parts: list[Part]) -> None:
    read = {row["state"]: row["number"] for row in await store.reading(viewer.id, viewer.unit)}
    unread = read.get(DeliveryState.ARRIVED, 0) + read.get(DeliveryState.OPENED, 0)
    numbers.append(Number("unread", unread, place="/leader"))
    wrote = {row["state"]: row["number"] for row in await store.instructions(viewer.id)}
    stands = [state for state in InstructionState if state in wrote]
    parts.append(Part("wrote", "bars", tuple((state.label, float(wrote[state])) for state in stands)))


def _day(day: date) -> str:
    return f"{day:%m.%d}"
