"""Opening and closing everything one process needs: key device, database, vault, files, index, calendar, journal heads.

- The order is written once, here; web, worker, command line and tests all come through `running`.
- Crypto known answers are checked before anything else, and that the scanner sees known markings by the rules in force
  before anybody is let in: a failure of either stops the start.
- A server that could lose acknowledged data, or a role that could rewrite the journal, is refused.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from app import subjects, templating
from app.settings import Settings
from app.tables import TABLES
from crypto import selftest
from crypto.devices import registry
from crypto.devices.base import Module
from crypto.errors import (
    DeviceDamaged,
    DeviceError,
    DeviceLocked,
    DeviceRemoved,
    EngineMissing,
    SelfTestFailed,
    WrongPin,
)
from gate import commands as gate
from identity.commands import keys
from kernel import blobs, calendar, clock, db, heads, migrate, outbox, pgsafety, vault
from kernel.errors import StartRefused
from kernel.schedule import scheduled
from marking import selfcheck
from marking.rulebook import Rulebook
from marking.selfcheck import NotSeeing
from notices.jobs import outgoing as notices_jobs
from submissions.commands import signing
from submissions.jobs import intake, mailbox
from submissions.rules import drafts
from submissions.rules.signing import DeviceRule
from typeset import engine, fonts, pool
from typeset.errors import FontFolderUnusable, FontsMissing
from typeset.pool import Pool, Shape
from workers.loop import Loop, build
from workers.wake import Bell, listening

HEAD_EVERY = timedelta(seconds=30)  # a head must be signed at least every 60 s
SWEEP_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What is open."""

    settings: Settings
    device: Module
    loop: Loop
    press: Pool


def open_device(settings: Settings) -> Module:
    """The service's own key device, unlocked; one in a file is made at the first start."""
    address, folder = settings.device_address, settings.secrets_folder
    try:
        return registry.unlocked_module(address, folder, settings.pin())
    except WrongPin as error:
        raise StartRefused("module.wrong_pin", left=error.left) from error
    except DeviceLocked as error:
        raise StartRefused("module.locked", path=str(folder)) from error
    except DeviceDamaged as error:
        raise StartRefused("module.damaged", path=str(folder)) from error
    except DeviceRemoved as error:
        raise StartRefused("module.removed", address=str(address)) from error
    except DeviceError as error:
        raise StartRefused(error.code, **error.facts) from error


def self_test() -> tuple[str, ...]:
    """The known answers of every cipher in use; the names of what was checked."""
    try:
        return selftest.run()
    except EngineMissing as missing:
        raise StartRefused("doctor.crypto_none") from missing
    except SelfTestFailed as failed:
        raise StartRefused("doctor.crypto_failed", detail=", ".join(failed.failed)) from failed


def sees_markings(book: Rulebook | None = None) -> int:
    """How many known texts the scanner was asked about. Raises StartRefused when it is wrong about one."""
    try:
        return selfcheck.run(book)
    except NotSeeing as blind:
        raise StartRefused("doctor.marking_failed", detail=str(blind)) from blind


def faces(settings: Settings) -> list[fonts.Role]:
    """The faces of this installation, put in force: every role has one, and the typesetter knows it."""
    chosen = fonts.FontSet(settings.fonts, settings.system_fonts)
    try:
        fonts.require_folder(chosen)
        engine.begin(chosen)
    except FontFolderUnusable as unusable:
        raise StartRefused("doctor.fonts_folder", path=unusable.facts["path"]) from unusable
    except FontsMissing as missing:
        raise StartRefused("doctor.fonts_missing", detail=missing.facts["roles"]) from missing
    fonts.install(chosen)
    return fonts.report(chosen)


def nobody() -> None:
    """Nobody is to be woken."""


@asynccontextmanager
async def running(
    settings: Settings, dsn: str, *, jobs: bool = False, verify: bool = True, ring: Callable[[], None] = nobody
) -> AsyncIterator[Runtime]:
    """Everything open, and closed again in reverse. `jobs`: run the job loop in this process.

    `ring` is called after every commit that promised work: who runs the jobs for this process wants to know.
    """
    await asyncio.to_thread(self_test)
    device = await asyncio.to_thread(open_device, settings)
    if verify:
        await pgsafety.verify_server(dsn)
    if waiting := await migrate.pending(dsn):
        raise StartRefused("database.not_migrated", steps=len(waiting))
    await db.open_pool(dsn, TABLES)
    try:
        await _install(settings, device)
        sees_markings(await gate.in_step())
        shape = Shape(workers=settings.press_workers)
        async with pool.running(fonts.current(), shape) as press, _bells(settings, ring) as loop:
            task = asyncio.create_task(loop.run()) if jobs else None
            try:
                async with mailbox.dropping(settings.intake_drop_port if jobs else None):
                    yield Runtime(settings, device, loop, press)
            finally:
                loop.stop()
                if task:
                    await task
    finally:
        await db.close_pool()


@asynccontextmanager
async def _bells(settings: Settings, ring: Callable[[], None]) -> AsyncIterator[Loop]:
    """A loop that is woken by this process's commits and, where Redis is configured, by those of the others."""
    loop = build()
    bell = Bell(settings.redis_url) if settings.redis_url else None

    def committed() -> None:
        loop.wake()
        ring()
        if bell:
            bell.ring()

    db.on_commit(committed)
    if bell is None or settings.redis_url is None:
        yield loop
        return
    async with listening(settings.redis_url, loop.wake):
        try:
            yield loop
        finally:
            await bell.close()


async def _install(settings: Settings, device: Module) -> None:
    vault.install(device)
    blobs.install(settings.blobs_folder)
    await calendar.install()
    subjects.install()
    unsaved, upload = timedelta(days=settings.unsaved_days), timedelta(hours=settings.upload_hours)
    drafts.install(drafts.Policy(unsaved, upload, timedelta(hours=settings.near_hours), settings.near_percent))
    keys.install(settings.trust_folder)
    signing.install(DeviceRule(settings.require_device_signature))
    await asyncio.to_thread(faces, settings)
    notices_jobs.set_up(settings, templating.environment())

    mailbox.install(settings.mailbox)
    intake.install(templating.environment(), notices_jobs.mail_settings(settings))

    @scheduled("journal.head", every=HEAD_EVERY)
    async def sign_head() -> None:
        await heads.sign(device, settings.heads_folder, clock.now())

    @scheduled("blobs.sweep", every=SWEEP_EVERY)
    async def sweep() -> None:
        await blobs.sweep()

    @scheduled("outbox.sweep", every=SWEEP_EVERY)
    async def sweep_done() -> None:
        await outbox.sweep()

    @scheduled("vault.rewrap", every=SWEEP_EVERY)
    async def rewrap() -> None:
        while await vault.rewrap():
            continue
