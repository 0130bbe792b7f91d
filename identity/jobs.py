"""Recurring work of the register.

- Every hour: a missing liaison officer is warned of once when three working days are left and once when the term is
  over (SUB-02); session rows nobody can use are dropped.
"""

from datetime import timedelta

from identity.commands import people, signin
from kernel.schedule import scheduled

HOURLY = timedelta(hours=1)


@scheduled("identity.gaps", every=HOURLY)
async def warn_of_gaps() -> None:
    """Promise the warnings that are due."""
    await people.warn_of_gaps()


@scheduled("identity.sessions", every=HOURLY)
async def drop_sessions() -> None:
    """Drop dead session rows."""
    await signin.sweep()
