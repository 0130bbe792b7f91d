"""For the machine that watches this one: alive, and ready to serve."""

from litestar import Response, get, head

from kernel import db
from kernel.errors import Unavailable
from kernel.web import PUBLIC


@get("/health/live", opt=PUBLIC, include_in_schema=False, sync_to_thread=False)
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@head("/health/live", opt=PUBLIC, include_in_schema=False, sync_to_thread=False)
def live_head() -> None:
    """The same for probes that only ask for headers."""


@get("/health/ready", opt=PUBLIC, include_in_schema=False)
async def ready() -> Response[dict[str, str]]:
    """The database answers too."""
    try:
        await db.one("SELECT 1 AS ok")
    except Unavailable:
        return Response({"status": "database_away"}, status_code=503)
    return Response({"status": "ready"})


ROUTES: list[object] = [live, live_head, ready]
