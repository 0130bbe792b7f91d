"""The office's own entries in the working calendar: single days, and "this year's notice is entered completely".

- An entry wins over the published calendar; taking it out brings the published one back. What was computed before keeps the
  calendar version it was computed with.
- Every process reads the entries at its start and again within a minute of a change.
"""

from datetime import date, datetime, timedelta

from kernel import clock, db, worktime
from kernel.db import Done, Tx, command
from kernel.errors import Invalid
from kernel.ids import new_id

EVERY = timedelta(minutes=1)
FIRST, LAST = 2004, 2045
YEAR_LENGTH = len("2027")
_read: list[datetime] = []


@command("calendar.enter")
async def enter(tx: Tx, day: str, worked: str) -> Done:
    """A day ("2027-02-06") that is worked or free, or a year ("2027") that is complete; `worked`: yes | no | published."""
    _checked(day, worked)
    if worked == "published":
        await tx.run("DELETE FROM calendar_day WHERE day = $1", day)
    else:
        await tx.run(
            "INSERT INTO calendar_day (day, worked) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET worked = EXCLUDED.worked",
            day,
            int(worked == "yes"),
        )
    id = new_id()
    tx.record("calendar", id, "enter", after=f"{day} {worked}".encode())
    return Done(id, more={"day": day})


async def entries() -> dict[str, bool]:
    """Every entry, in order."""
    return {
        row["day"]: bool(row["worked"]) for row in await db.fetch("SELECT day, worked FROM calendar_day ORDER BY day")
    }


async def install() -> None:
    """Put the entries in force in this process."""
    worktime.install(worktime.Calendar.with_overrides(await entries()))
    _read[:] = [clock.now()]


async def refresh() -> int:
    """For the job loop: read the entries again once a minute. Never counts as work."""
    if not _read or clock.now() - _read[0] >= EVERY:
        await install()
    return 0


def _checked(day: str, worked: str) -> None:
    if worked not in {"yes", "no", "published"}:
        raise Invalid(fields={"worked": "choose_one"})
    try:
        year = int(day) if len(day) == YEAR_LENGTH else date.fromisoformat(day).year
    except ValueError:
        raise Invalid(fields={"day": "not_a_date"}) from None
    if not FIRST <= year <= LAST:
        raise Invalid(fields={"day": "not_a_date"})
