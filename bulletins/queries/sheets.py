"""The responsibility sheet of an issue: as it would be printed now, and as it was printed with the issue."""

from uuid import UUID

from bulletins.store import issues as store
from bulletins.store import printing, sheeting
from bulletins.store import sheets as rows
from bulletins.store.printing import File
from identity.rights import Right, demand
from kernel import blobs
from kernel.actor import Actor
from kernel.errors import NotFound


async def files(viewer: Actor, id: UUID) -> tuple[File, ...]:
    """The sheet kept with a released issue; of one that has not left, and until it is printed, as it stands now."""
    demand(viewer, Right.ISSUE_READ)
    issue = await store.issue(id)
    kept = await rows.newest(id)
    if kept is None:
        return await printing.files((await sheeting.document(viewer, issue)).layout())
    found = [await blobs.read(blob) for blob in (kept.pdf, kept.ofd) if blob]
    return tuple(File(form, blob.media, blob.data) for form, blob in zip(("pdf", "ofd"), found, strict=False))


async def file(viewer: Actor, id: UUID, form: str) -> tuple[str, File]:
    """One of them with its name. Raises NotFound."""
    found = next((one for one in await files(viewer, id) if one.form == form), None)
    if found is None:
        raise NotFound
    return sheeting.name_of(await store.issue(id), form), found
