"""A short message, handed to the gateway.

- The letter's id goes along as the key: a gateway that took the message and could not say so sends it once all the same.
- Taken is what has an id in the answer; a gateway that answers anything else has not answered.
"""

import secrets
import ssl
from functools import cache
from pathlib import Path

import httpx
import msgspec

from kernel import clock
from notices.jobs import words
from notices.queries.reading import Stored
from notices.queries.sending import Letter
from notices.rules import gateways, webhook
from notices.rules.gateways import SmsSettings
from notices.rules.outcomes import Outcome, Tried
from notices.rules.webhook import Message


async def send(sms: SmsSettings, letter: Letter, told: list[Stored], number: str) -> Tried:
    """Try it."""
    body = msgspec.json.encode(Message(str(letter.id), number, await words.message(told)))
    headers = webhook.headers(sms.key, clock.now(), secrets.token_urlsafe(24), body)
    try:
        async with httpx.AsyncClient(verify=_trust(sms.ca), timeout=gateways.TIMEOUT, trust_env=False) as client:
            answer = await client.post(sms.url, content=body, headers={"content-type": "application/json", **headers})
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, OSError):
        return Tried(Outcome.AWAY)
    except httpx.HTTPError:
        return Tried(Outcome.UNSURE)
    return judged(answer.status_code, answer.content)


def judged(status: int, body: bytes) -> Tried:
    """What the gateway's answer means."""
    if status in webhook.REFUSED:
        return Tried(Outcome.REFUSED, str(status))
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return Tried(Outcome.LATER, str(status))
    if status in webhook.ACCEPTED:
        given = webhook.taken(body)
        return Tried(Outcome.SENT, str(status), given) if given else Tried(Outcome.UNSURE, str(status))
    return Tried(Outcome.AWAY, str(status))


@cache
def _trust(ca: Path | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(ca) if ca else None)
