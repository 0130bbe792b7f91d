"""The agent as a web application on the loopback address, and how it is served."""

import secrets
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from jinja2 import Environment
from litestar import Litestar, MediaType
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig

from agent import pages, signing
from agent.gate import Gate
from agent.settings import HOST, Settings
from agent.watch import Watch
from kernel.errors import Refusal
from kernel.log import log
from kernel.web import AnyRequest, provide_form

GRACE = 3  # seconds for open streams at shutdown


def build(settings: Settings, watch: Watch, environment: Environment, assets: Path) -> Litestar:
    """The application. `assets`: the style sheets and scripts that the pages share with the service's."""

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        watch.start()
        try:
            yield
        finally:
            watch.stop()

    gate = Gate(settings, secrets.token_urlsafe(32))
    app = Litestar(
        [
            *pages.ROUTES,
            *signing.ROUTES,
            create_static_files_router(path="/static", directories=[assets], include_in_schema=False),
        ],
        lifespan=[lifespan],
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment)),
        dependencies={"form": Provide(provide_form)},
        middleware=[gate],
        exception_handlers={Refusal: _refused, HTTPException: _http_error, Exception: _fault},
        openapi_config=None,
        request_max_body_size=64 << 10,
        logging_config=None,
        debug=False,
    )
    app.state.settings, app.state.watch, app.state.headers = settings, watch, gate.headers
    return app


def serve(app: Litestar, settings: Settings) -> bool:
    """Until stopped; whether it came up."""
    config = uvicorn.Config(
        app, host=HOST, port=settings.port, log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=GRACE,
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.run()
    return server.started


def _refused(request: AnyRequest, error: Refusal) -> Template:
    return _said(request, error.status, error.code)


def _http_error(request: AnyRequest, error: HTTPException) -> Template:
    return _said(
        request, error.status_code, {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    )


def _fault(request: AnyRequest, error: Any) -> Template:
    places = [
        f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)[-4:]
    ]
    log.error("fault", error=type(error).__name__, at=" ".join(places), path=request.url.path)
    return _said(request, 500, "agent.fault")


def _said(request: AnyRequest, status: int, code: str) -> Template:
    # Where no route was found no middleware has been asked: the headers are put on here.
    return Template(
        "agent/refused.html", context=pages.frame(request) | {"code": code}, status_code=status,
        media_type=MediaType.HTML, headers=request.app.state.headers,
    )  # fmt: skip
