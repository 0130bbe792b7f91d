"""What every template may use: times as the office writes them, clocks in words, texts from messages.toml.

- Words stand in templates/messages.toml ([words]); this file only chooses and fills them.
- An unknown code is a bug and raises: no page shows a bare code.
"""

import tomllib
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template.config import TemplateConfig

from app import clockview
from kernel import clock
from kernel.work import Clock

FOLDER = Path(__file__).resolve().parent.parent / "templates"


@cache
def messages() -> dict[str, Any]:
    """Every text, by dotted code."""
    flat: dict[str, Any] = {}

    def walk(prefix: str, node: dict[str, Any]) -> None:
        for name, value in node.items():
            code = f"{prefix}{name}"
            if isinstance(value, dict) and "text" not in value:
                walk(code + ".", value)
            else:
                flat[code] = value

    walk("", tomllib.loads((FOLDER / "messages.toml").read_text(encoding="utf-8")))  # fmt: skip
    return flat


def message(code: str, /, **facts: object) -> str:
    """The sentence of a code, filled. KeyError when the code has none."""
    return _filled(_sentence(code, "text"), facts)


def next_step(code: str, /, **facts: object) -> str:
    """What to do about it; may be empty."""
    return _filled(_sentence(code, "next"), facts)


def _sentence(code: str, part: str) -> str:
    found = messages()[code]
    return str(found.get(part, "")) if isinstance(found, dict) else str(found) if part == "text" else ""


class _Gaps(dict[str, object]):
    """Facts of a sentence; one that is not there reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def _filled(sentence: str, facts: dict[str, object]) -> str:
    return sentence.format_map(_Gaps(facts)) if "{" in sentence or "}" in sentence else sentence


def moment(at: datetime | None) -> str:
    """Day and time on the office's wall clock."""
    return _moment(at, clock.local(clock.now()).date()) if at else ""


@lru_cache(maxsize=8192)  # pages show the same moments again and again
def _moment(at: datetime, today: date) -> str:
    here = clock.local(at)
    if here.date() == today:
        return message("words.today_at", time=f"{here:%H:%M}")
    return f"{_day(here.date(), today)} {here:%H:%M}"


def dated(at: datetime | None) -> str:
    """Day with its year, and time: for what is read on other days."""
    if at is None:
        return ""
    here = clock.local(at)
    return f"{message('words.day_of_year', year=here.year, month=here.month, day=here.day)} {here:%H:%M}"


def day(at: datetime | date | None) -> str:
    """The day, with its year when that is not this year."""
    if at is None:
        return ""
    here = clock.local(at).date() if isinstance(at, datetime) else at
    return _day(here, clock.local(clock.now()).date())


def _day(here: date, today: date) -> str:
    code = "words.day" if here.year == today.year else "words.day_of_year"
    return message(code, year=here.year, month=here.month, day=here.day)


def until(at: datetime | None, *, year: bool = False) -> str:
    """A due time; the end of a day as such. `year`: for what is printed and read on other days."""
    return clockview.end_of(at, dated if year else moment) if at else ""


def iso(at: datetime | date | None) -> str:
    """For <time datetime>."""
    return at.isoformat() if at else ""


def thousands(number: int) -> str:
    """2,431."""
    return f"{number:,}"


def lead(text: str, size: int = 120) -> str:
    """The first characters, with an ellipsis when something is left out."""
    return text if len(text) <= size else text[:size].rstrip() + "…"


def span(length: timedelta) -> str:
    """A length of time in at most two units."""
    minutes = max(0, round(length / timedelta(minutes=1)))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return message("words.days_hours" if hours else "words.days", days=days, hours=hours)
    if hours:
        return message("words.hours_minutes" if minutes else "words.hours", hours=hours, minutes=minutes)
    return message("words.minutes", minutes=minutes)


def clock_view(c: Clock | None) -> dict[str, Any] | None:
    """A clock as macros/clock.html draws it."""
    return clockview.view(c, message, span, _scaled) if c else None


def _scaled(c: Clock, end: datetime) -> clockview.Scale:
    """The scale of a bar; kept for the day unless it ends now and moves with every look."""
    today = clock.local(clock.now()).date()
    return _scale(c, end, today) if end in (c.due, c.closes, c.settled) else _scale.__wrapped__(c, end, today)


@lru_cache(maxsize=4096)
def _scale(c: Clock, end: datetime, _today: date) -> clockview.Scale:
    return clockview.scale(c, end, message, moment, day)


@lru_cache(maxsize=4096)
def drawn(macro: Callable[..., str], *values: object) -> str:
    """What a macro draws of these values and nothing else; drawn once."""
    return macro(*values)


@cache
def environment() -> Environment:
    """The one Jinja environment of a process: escaped, strict about missing names."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "moment": moment, "dated": dated, "day": day, "iso": iso, "thousands": thousands, "lead": lead, "span": span,
        "clock_view": clock_view, "until": until,
    }  # fmt: skip
    made.globals |= {
        "message": message, "next_step": next_step, "drawn": drawn, "now": clock.now, "new_key": lambda: uuid.uuid4().hex,
    }  # fmt: skip
    return made


def config() -> TemplateConfig[JinjaTemplateEngine]:
    """For Litestar."""
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment()))


def openapi_plugin() -> JsonRenderPlugin:
    """The API document as JSON only."""
    return JsonRenderPlugin(path="/openapi.json")
