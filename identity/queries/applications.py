"""Applications for accounts: of one's own unit, or of all for those who have a hand in them (SUB-17)."""

from uuid import UUID

from identity.rights import Right
from identity.store import applications as applications_store
from identity.store.applications import Application
from identity.workflow.applications import ApplicationState
from kernel import blobs, seen
from kernel.actor import Actor
from kernel.errors import Forbidden, NotFound

# Shapes of the tables below this module that others may name.
__all__ = ["Application"]
APPLICATION_OPEN = (ApplicationState.FILED, ApplicationState.REVIEWED, ApplicationState.APPROVED)


def sees_applications(viewer: Actor) -> bool:
    """Whether the viewer has a hand in every unit's applications."""
    rights_there = (Right.APPLICATION_REVIEW, Right.ACCOUNT_APPROVE, Right.ACCOUNT_APPLY)
    return any(viewer.may(right) for right in rights_there)


async def application(viewer: Actor, id: UUID) -> tuple[Application, dict[str, str]]:
    """An application and its words; the opening is noted. Raises NotFound."""
    found = await applications_store.one(id)
    own = found is not None and found.unit == viewer.unit and viewer.may(Right.APPLICATION_FILE)
    if found is None or not (own or sees_applications(viewer)):
        raise NotFound
    await seen.mark(viewer, "application", id)
    return found, (await applications_store.words([id]))[id]


async def application_files(viewer: Actor, id: UUID) -> list[blobs.Listed]:
    """The stamped forms of an application. Raises NotFound."""
    await application(viewer, id)
    return await blobs.of(id)


async def application_file(viewer: Actor, id: UUID, blob: UUID) -> blobs.Blob:
    """The stamped form. Raises NotFound."""
    await application(viewer, id)
    if not await applications_store.has_file(id, blob):
        raise NotFound
    return await blobs.read(blob)


async def applications(viewer: Actor, *, open_only: bool = False) -> list[tuple[Application, dict[str, str]]]:
    """Applications of all, or of the viewer's own unit, the newest first."""
    unit = None if sees_applications(viewer) else viewer.unit
    if unit and not viewer.may(Right.APPLICATION_FILE):
        raise Forbidden(action="")
    wanted = APPLICATION_OPEN if open_only else tuple(ApplicationState)
    found = await applications_store.listed(unit, wanted)
    words = await applications_store.words([one.id for one in found])
    return [(one, words[one.id]) for one in found]


async def applied_note(found: Application) -> str:  # lint: allow visibility-required - whoever has the code may read it
    """Why an application was turned down, for whoever filed it."""
    return (await applications_store.words([found.id]))[found.id]["note"]
