"""Recurring work of the register.

- Whoever takes a post inherits what waits in the unit; handovers are looked through once more for a day.
- Every hour: a missing liaison officer is warned of once when three working days are left and once when the term is
  over (SUB-02); session rows nobody can use are dropped.
"""

from datetime import timedelta
from uuid import UUID

from identity.commands import applications, leaving, people, signin
from kernel.db import Tx
from kernel.outbox import handler
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


@scheduled("identity.handovers", every=HOURLY)
async def look_through_handovers() -> None:
    """What was still being written while its writer's account ended."""
    await leaving.look_again()


@scheduled("identity.applications", every=HOURLY)
async def lapse_applications() -> None:
    """End applications nobody decided in time."""
    await applications.lapse()


@handler("identity.successor")
async def successor(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Somebody of a unit was given a post or an account: what waits goes to them."""
    await leaving.settle_unit(tx, UUID(ids["unit"]))
