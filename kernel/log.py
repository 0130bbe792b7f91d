"""Structured logs: what happened, never what was written.

- One JSON line an event, UTC, to standard error. Values are identifiers, codes and numbers.
- The last processor drops any value that is not on the list of kinds that cannot carry content or personal data.
"""

import logging
import sys
from collections.abc import MutableMapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog

LONGEST = 200
SAFE = (bool, int, float, UUID, datetime, date, type(None))


def only_codes(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep numbers, ids, times and short printable-ASCII codes; replace anything else by its type."""
    for name, value in event.items():
        if isinstance(value, SAFE) or (isinstance(value, str) and value.isascii() and len(value) <= LONGEST):
            continue
        event[name] = f"<{type(value).__name__}>"
    return event


def configure(level: int = logging.INFO) -> None:
    """Set up structlog for this process."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_codes,
            structlog.processors.JSONRenderer(default=str),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Standard error as it is when something is said: it may have been put elsewhere meanwhile.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


log = structlog.get_logger()
