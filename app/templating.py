"""What every template may use: times as the office writes them, clocks in words, texts from messages.toml.

- Words stand in templates/messages.toml ([words]); this file only chooses and fills them.
- An unknown code is a bug and raises: no page shows a bare code.
"""

import tomllib
import uuid
from datetime import date, datetime, timedelta
from functools import cache
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
    if at is None:
        return ""
    here, today = clock.local(at), clock.local(clock.now())
    if here.date() == today.date():
        return message("words.today_at", time=f"{here:%H:%M}")
    return f"{day(here)} {here:%H:%M}"


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
    code = "words.day" if here.year == clock.local(clock.now()).year else "words.day_of_year"
    return message(code, year=here.year, month=here.month, day=here.day)


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
    return clockview.view(c, message, moment, span, day) if c else None


def environment() -> Environment:
    """The one Jinja environment: escaped, strict about missing names."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "moment": moment, "dated": dated, "day": day, "iso": iso, "thousands": thousands, "lead": lead, "span": span,
        "clock_view": clock_view, "until": lambda at: clockview.end_of(at, moment),
    }  # fmt: skip
    made.globals |= {
        "message": message, "next_step": next_step, "now": clock.now, "new_key": lambda: uuid.uuid4().hex,
    }  # fmt: skip
    return made


def config() -> TemplateConfig[JinjaTemplateEngine]:
    """For Litestar."""
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment()))


def openapi_plugin() -> JsonRenderPlugin:
    """The API document as JSON only."""
    return JsonRenderPlugin(path="/openapi.json")
