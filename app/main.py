"""The one place that wires the web application."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.static_files import create_static_files_router

from app import frame, journal_words, routes, runtime, signin, templating
from app.errors_to_pages import HANDLERS
from app.security_headers import security_headers
from app.settings import Settings
from identity.pages import desks
from kernel import calendar, web

STATIC = Path(__file__).resolve().parent / "static"
YEAR = 31_536_000


def build(
    settings: Settings, dsn: str, *, jobs: bool = True, opened: bool = False, ring: Callable[[], None] = runtime.nobody
) -> Litestar:
    """The application. `opened`: the caller (a test) has opened the runtime itself; `ring`: see runtime.running."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        if opened:
            yield
            return
        async with runtime.running(settings, dsn, jobs=jobs, ring=ring) as now, _in_step(looped=jobs):
            app.state.runtime = now
            now.press.warm()
            gc.collect()
            gc.freeze()  # what the program itself consists of is not looked through again and again while people wait
            yield

    web.install(frame.frame)
    desks.install(journal_words.words())
    static = create_static_files_router(
        path="/static", directories=[STATIC], opt=web.PUBLIC, cache_control=None, include_in_schema=False
    )
    return Litestar(
        [*routes.PAGES, *routes.API, static],
        lifespan=[lifespan],
        template_config=templating.config(),
        dependencies={"form": Provide(web.provide_form), "call": Provide(web.provide_call)},
        middleware=[security_headers, signin.middleware(settings)],
        exception_handlers=HANDLERS,
        allowed_hosts=AllowedHostsConfig([*settings.allowed_hosts, "127.0.0.1", "localhost"])
        if settings.allowed_hosts
        else None,
        openapi_config=openapi(),
        request_max_body_size=web.BODY_LIMIT,
        logging_config=None,
        debug=False,
    )


@asynccontextmanager
async def _in_step(*, looped: bool) -> AsyncIterator[None]:
    """Where no job loop keeps the calendar fresh, it is read again as often."""
    following = None if looped else asyncio.create_task(calendar.follow())
    try:
        yield
    finally:
        if following:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


def openapi() -> OpenAPIConfig:
    """OpenAPI 3.1 of /api/v1; the document is at /api/openapi.json, without pages that would need the internet."""
    session = SecurityScheme(type="apiKey", name="zx_session", security_scheme_in="cookie")
    oa = SecurityScheme(type="apiKey", name="X-ZX-Signature", security_scheme_in="header")
    return OpenAPIConfig(
        title=templating.message("cli.about"),
        version="1",
        path="/api",
        render_plugins=[templating.openapi_plugin()],
        components=Components(security_schemes={"session": session, "oa": oa}),
        security=[{"session": []}],
    )
