"""What a viewer may see, and opening the texts of a row."""

from dataclasses import replace

from identity.rights import Right
from kernel.actor import Actor
from kernel.db import Row
from kernel.vault import Box
from submissions.rules.records import Scope


def scope(viewer: Actor) -> Scope:
    """What of all submissions this viewer may see."""
    own = viewer.unit if viewer.may(Right.SUBMISSION_READ_OWN) else None
    return Scope(own, viewer.office and viewer.may(Right.SUBMISSION_READ))


def known(viewer: Actor) -> Scope:
    """What a viewer may open when it is named: also what goes through their unit."""
    above = viewer.unit if viewer.may(Right.SUBMISSION_READ_OWN) else None
    return replace(scope(viewer), through=above)


def text(box: Box, row: Row, suffix: str = "") -> tuple[str, str]:
    """Title and body of a row; `suffix` for a saved version."""
    return (
        box.open(f"title{suffix}", bytes(row["title_sealed"])),
        box.open(f"body{suffix}", bytes(row["body_sealed"])),
    )
