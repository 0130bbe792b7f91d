"""The job loop with every consumer of the product registered.

- Importing a package's `jobs` registers its outbox handlers and schedules; all of them are imported here only.
- The same loop runs inside the web process or alone as `zhengxun worker`, as many as wanted.
"""

from bulletins.jobs import desk as bulletins_desk
from bulletins.jobs import distribution as bulletins_distribution
from bulletins.jobs import instructions as bulletins_instructions
from bulletins.jobs import planning as bulletins_planning
from bulletins.jobs import telling as bulletins_jobs
from identity import jobs as identity_jobs
from kernel import calendar, clocks, schedule
from kernel.outbox import Loop
from notices.jobs import outgoing as notices_outgoing
from notices.jobs import register as notices_register
from submissions.jobs import assignments as submissions_assignments
from submissions.jobs import clocks as submissions_clocks
from submissions.jobs import emergencies as submissions_emergencies
from submissions.jobs import intake as submissions_intake
from submissions.jobs import leaving as submissions_leaving
from submissions.jobs import periods as submissions_periods
from submissions.jobs import radar as submissions_radar
from submissions.jobs import signing as submissions_signing
from submissions.jobs import sweeping as submissions_sweeping
from submissions.jobs import telling as submissions_jobs

CONSUMERS = (
    identity_jobs,
    notices_outgoing,
    notices_register,
    submissions_jobs,
    submissions_clocks,
    submissions_assignments,
    submissions_signing,
    submissions_intake,
    submissions_sweeping,
    submissions_emergencies,
    submissions_leaving,
    submissions_periods,
    submissions_radar,
    bulletins_jobs,
    bulletins_distribution,
    bulletins_desk,
    bulletins_planning,
    bulletins_instructions,
)
__all__ = ["CONSUMERS", "Loop", "build"]


def build() -> Loop:
    """A loop over outbox, schedule and clocks, with the calendar kept fresh."""
    return Loop(others=(schedule.turn, calendar.refresh, clocks.turn))
