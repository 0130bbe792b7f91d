"""What the pages of this package share."""

from datetime import date, timedelta

from kernel import clock
from kernel.errors import Refusal
from scores.rules.spans import Span, around

UNPROCESSABLE, CONFLICT = 422, 409


def spans() -> list[tuple[str, str, str]]:
    """Periods to choose with one click: (first, last, code), the running ones and the one before."""
    today = clock.local(clock.now()).date()
    found = []
    for span in Span:
        first, last = around(today, span)
        before = around(first - timedelta(days=1), span)
        found += [_named(first, last, span, "now"), _named(*before, span, "last")]
    return found


def correctable(refusal: Refusal) -> bool:
    """Whether the form can be shown again with what is wrong; anything else is a page of its own."""
    return refusal.status in (UNPROCESSABLE, CONFLICT)


def _named(first: date, last: date, span: Span, which: str) -> tuple[str, str, str]:
    return first.isoformat(), last.isoformat(), f"{which}_{span.value}"
