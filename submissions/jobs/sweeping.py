"""What nobody saved goes after its time: working copies, and files that never came to their form."""

from datetime import timedelta

from kernel.schedule import scheduled
from submissions.commands import drafts, uploads

EVERY = timedelta(hours=1)


@scheduled("submission.sweep_unsaved", every=EVERY)
async def sweep_unsaved() -> None:
    """Once an hour."""
    await drafts.sweep()
    await uploads.sweep()
