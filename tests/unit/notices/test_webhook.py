import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crypto import sm3
from notices.jobs import sms
from notices.jobs.outgoing import dialled
from notices.rules import webhook
from notices.rules.outcomes import Outcome

KEY, NOW, NONCE = b"k" * 32, datetime(2026, 9, 30, 15, 40, tzinfo=UTC), "n" * 20
BODY = b'{"id":"g-1","key":"0190","status":"delivered"}'


def test_what_is_signed_is_genuine_and_anything_else_is_not() -> None:
    good = webhook.headers(KEY, NOW, NONCE, BODY)
    assert webhook.genuine(KEY, NOW + timedelta(minutes=5), good, BODY)
    wrong = [
        (KEY, NOW, good, BODY + b" "),
        (b"j" * 32, NOW, good, BODY),
        (KEY, NOW + timedelta(minutes=5, seconds=1), good, BODY),
        (KEY, NOW - timedelta(minutes=5, seconds=1), good, BODY),
        (KEY, NOW, {**good, webhook.NONCE: "m" * 20}, BODY),
        (KEY, NOW, {**good, webhook.TIMESTAMP: str(int(NOW.timestamp()) + 1)}, BODY),
        (KEY, NOW, {**good, webhook.TIMESTAMP: "now"}, BODY),
        (KEY, NOW, {**good, webhook.TIMESTAMP: "9" * 40}, BODY),
        (KEY, NOW, webhook.headers(KEY, NOW, "short", BODY), BODY),
        (KEY, NOW, {**good, webhook.SIGNATURE: "\u96f6"}, BODY),
        (KEY, NOW, {}, BODY),
    ]
    assert [webhook.genuine(*case) for case in wrong] == [False] * len(wrong)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (BODY, True),
        (b'{"id":"g-1","key":"0190","status":"undelivered","code":"UNDELIV"}', True),
        (b'{"id":"g-1","key":"0190","status":"read"}', False),
        (b'{"id":"","key":"0190","status":"delivered"}', False),
        (b'{"id":"g 1","key":"0190","status":"delivered"}', False),
        (b'{"id":"g-1","key":"0190","status":"delivered","text":"x"}', False),
        (b"{", False),
        (b"[]", False),
    ],
    ids=["delivered", "undelivered", "status", "no-id", "bad-id", "more", "broken", "list"],
)
def test_a_report_is_read_whole_or_not_at_all(body: bytes, found: bool) -> None:
    assert (webhook.receipt(body) is not None) is found


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (202, b'{"id":"g-1","queued":true}', Outcome.SENT),
        (200, b'{"ok":true}', Outcome.UNSURE),
        (200, b"<html>", Outcome.UNSURE),
        (422, b"", Outcome.REFUSED),
        (429, b"", Outcome.LATER),
        (401, b"", Outcome.AWAY),
        (302, b"", Outcome.AWAY),
        (503, b"", Outcome.AWAY),
    ],
)
def test_taken_is_only_what_has_an_id(status: int, body: bytes, outcome: Outcome) -> None:
    assert sms.judged(status, body).outcome is outcome


def test_a_message_goes_to_digits() -> None:
    assert [dialled(each) for each in ("139 0000-0001", "+86 139 0000 0001", "010-5550000转12", "010-55501234", "", "abc")] == [
        "13900000001", "+8613900000001", "", "", "", "",
    ]  # fmt: skip


@pytest.mark.requirement("EXC-10")
def test_the_example_in_the_documents_is_right() -> None:
    text = (Path(__file__).parents[3] / "docs/operations.md").read_text(encoding="utf-8")
    example = text.split("<!-- example of a signed call -->")[1].split("<!-- end of example -->")[0]
    said = dict(re.findall(r"^(\S+?)[:=] ?(.+)$", example, re.MULTILINE))
    body = re.search(r"^\{.*\}$", example, re.MULTILINE)
    assert body is not None
    signature = webhook.sign(said["key"].encode(), said[webhook.TIMESTAMP], said[webhook.NONCE], body[0].encode())
    assert signature == said[webhook.SIGNATURE]
    signed = f"{said[webhook.TIMESTAMP]}\n{said[webhook.NONCE]}\n{body[0]}".encode()
    assert sm3.hmac(said["key"].encode(), signed).hex() == signature
