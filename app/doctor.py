"""`zhengxun doctor`: every part of an installation looked at, what is wrong, and how to mend it.

- Bad findings give exit code 1; warnings do not.
- What needs the database is left out when the database itself is the trouble.
- An examination that fails in a way nobody thought of is a bad finding of its own, and the others still run.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import TypeVar

from rich.console import Console
from rich.markup import escape

from app import examinations
from app.ca import examined as ca_examined
from app.devices import examined as device_examined
from app.examinations import Finding, State
from app.scanning import examined as scan_examined
from app.settings import Settings
from app.templating import message, next_step
from kernel import postgres
from kernel.errors import Refusal

Subject = TypeVar("Subject", Settings, str)
_ALONE = {
    "python": examinations.python,
    "folder": examinations.folder,
    "secrets": examinations.secrets,
    "device": device_examined.device,
    "trust": ca_examined.authorities,
    "crypto": examinations.crypto,
    "marking": scan_examined.gate,
    "fonts": examinations.typefaces,
    "mail": examinations.mail,
    "sms": examinations.sms,
    "redis": examinations.redis,
}
_WITH_DATABASE = {
    "database": examinations.database,
    "clock": examinations.time,
    "calendar": examinations.calendar,
    "rules": scan_examined.house_rules,
}
_MARKS = {State.OK: "[green]✓[/]", State.WARN: "[yellow]![/]", State.BAD: "[red]✗[/]"}


async def examine(settings: Settings) -> list[Finding]:
    """All findings, in a fixed order; the embedded server is started for it when it does not run."""
    found = [finding for name, each in _ALONE.items() for finding in await _guarded(name, each, settings)]
    with ExitStack() as attached:
        dsn = settings.database_url
        if dsn is None:
            try:
                server = postgres.embedded(settings.postgres_folder)
                dsn = (await asyncio.to_thread(attached.enter_context, server)).service_dsn
            except Refusal as refusal:
                return [*found, examinations.refused("database", refusal)]
        return [*found, *await _of_database(dsn)]


def cli(settings: Settings) -> int:
    """Print the settings without secrets and every finding; 1 when something is bad."""
    console = Console(highlight=False)
    for name, value in settings.shown().items():
        console.print(f"  {name} = {escape(value)}", style="dim", soft_wrap=True)
    findings = asyncio.run(examine(settings))
    for finding in findings:
        title = message(f"doctor.name.{finding.name}")
        console.print(
            f"{_MARKS[finding.state]} {title}  {escape(message(finding.code, **finding.facts))}", soft_wrap=True
        )
        mend = next_step(finding.code, **finding.facts)
        if mend and finding.state is not State.OK:
            console.print(f"    → {escape(mend)}", soft_wrap=True)
    return 1 if any(finding.state is State.BAD for finding in findings) else 0


async def _of_database(dsn: str) -> list[Finding]:
    found: list[Finding] = []
    for name, each in _WITH_DATABASE.items():
        found += await _guarded(name, each, dsn)
        if found[0].code in {"database.unreachable", "database.login_refused"}:
            break
    return found


async def _guarded(
    name: str, examination: Callable[[Subject], Awaitable[list[Finding]]], subject: Subject
) -> list[Finding]:
    try:
        return await examination(subject)
    except Exception as error:  # noqa: BLE001 - a doctor who faints helps nobody
        detail = f"{type(error).__name__}: {error}"
        return [Finding(name, State.BAD, "doctor.examination_failed", {"detail": detail})]
