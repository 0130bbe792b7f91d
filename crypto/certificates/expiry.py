"""How urgent it is to renew something that runs out: pure, from tables of days.

- A certificate warns 90, 30 and 7 days before its end. A revocation list lives for weeks and warns 7 and 2 days before.
- The last moment itself is still within; a certificate made for later is EARLY, which is mostly a wrong clock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from crypto.certificates.certificate import Certificate
from crypto.certificates.revocation import RevocationList


class Urgency(StrEnum):
    """How long it still lasts."""

    FINE = "fine"
    NOTED = "noted"
    SOON = "soon"
    URGENT = "urgent"
    OVER = "over"
    EARLY = "early"


Table = tuple[tuple[int, Urgency], ...]
CERTIFICATE: Table = ((7, Urgency.URGENT), (30, Urgency.SOON), (90, Urgency.NOTED))
LIST: Table = ((2, Urgency.URGENT), (7, Urgency.SOON))


@dataclass(frozen=True, slots=True)
class Left:
    """How urgent, and the whole days left; negative when it is over."""

    urgency: Urgency
    days: int


def of_certificate(certificate: Certificate, now: datetime) -> Left:
    """How long a certificate still lasts."""
    return left(certificate.not_before, certificate.not_after, now, CERTIFICATE)


def of_list(made: RevocationList, now: datetime) -> Left:
    """How long a list is still fresh. One that names no next list is over at once."""
    return left(made.this_update, made.next_update or made.this_update, now, LIST)


def left(start: datetime, end: datetime, now: datetime, table: Table) -> Left:
    """How long something that lasts from `start` to `end` still does."""
    days = (end - now) // timedelta(days=1)
    if now < start:
        return Left(Urgency.EARLY, days)
    if now > end:
        return Left(Urgency.OVER, days)
    urgency = next((urgency for limit, urgency in table if end - now <= timedelta(days=limit)), Urgency.FINE)
    return Left(urgency, days)
