"""Warnings before the end: 90, 30 and 7 days, to the second."""

from datetime import timedelta

import pytest

from crypto.certificates import expiry
from crypto.certificates.expiry import Left, Urgency
from tests.simulators.pki import AT, DAY, empty_list, root

SECOND = timedelta(seconds=1)


@pytest.mark.requirement("KEY-03")
@pytest.mark.parametrize(
    ("before", "urgency", "days"),
    [
        (90 * DAY + SECOND, Urgency.FINE, 90),
        (90 * DAY, Urgency.NOTED, 90),
        (30 * DAY + SECOND, Urgency.NOTED, 30),
        (30 * DAY, Urgency.SOON, 30),
        (7 * DAY, Urgency.URGENT, 7),
        (timedelta(), Urgency.URGENT, 0),
        (-SECOND, Urgency.OVER, -1),
        (-10 * DAY, Urgency.OVER, -10),
    ],
)
def test_a_certificate(before: timedelta, urgency: Urgency, days: int) -> None:
    certificate = root().certificate
    assert expiry.of_certificate(certificate, certificate.not_after - before) == Left(urgency, days)


def test_a_certificate_made_for_later() -> None:
    assert expiry.of_certificate(root().certificate, AT - SECOND).urgency is Urgency.EARLY


@pytest.mark.parametrize(
    ("day", "urgency"),
    [(0, Urgency.FINE), (22, Urgency.FINE), (23, Urgency.SOON), (28, Urgency.URGENT), (31, Urgency.OVER)],
)
def test_a_list_of_thirty_days(day: int, urgency: Urgency) -> None:
    assert expiry.of_list(empty_list(root()), AT + day * DAY).urgency is urgency
