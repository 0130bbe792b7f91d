"""A browser that leaves its page while a form is still on its way: no fault, whatever reads the body."""

from typing import Any, cast

import pytest
from litestar import Litestar
from structlog.testing import capture_logs

from tests.http.identity.site import Site

FORM, JSON = b"application/x-www-form-urlencoded", b"application/json"


async def sent_in_part(app: Litestar, path: str, kind: bytes, *, leaves: bool) -> int:
    """Send the first half of a body, then nothing more or the end; the status of the answer."""
    rest: dict[str, Any] = {"type": "http.disconnect"} if leaves else {"type": "http.request", "body": b""}
    coming = [{"type": "http.request", "body": b"login=", "more_body": True}, rest]
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return coming.pop(0) if len(coming) > 1 else coming[0]

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "server": ("testserver", 80),
        "client": ("192.0.2.7", 1234), "headers": [(b"host", b"testserver"), (b"content-type", kind)],
    }  # fmt: skip
    await cast("Any", app)(scope, receive, send)
    return cast("int", answers[0]["status"])


@pytest.mark.parametrize(("path", "kind"), [("/sign-in", FORM), ("/api/v1/session", JSON)])
async def test_who_leaves_while_the_form_is_sent_is_no_fault(site: Site, path: str, kind: bytes) -> None:
    with capture_logs() as said:
        assert await sent_in_part(site.app, path, kind, leaves=True) == 400
    assert not said


async def test_a_real_fault_while_reading_is_still_said(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kernel.web.parse_qs", broken)
    with capture_logs() as said:
        assert await sent_in_part(site.app, "/sign-in", FORM, leaves=False) == 500
    assert [line["event"] for line in said] == ["fault"]
