"""The responsibility sheet: printed when the issue leaves, kept with it, made anew when a step is signed later (PUB-01).

- Its words are those of the steps as they stand; nothing on it is typed. It is printed by the job after the release, so
  that no release waits for the press; the sheets before the newest are kept.
"""

from uuid import UUID

from bulletins.store import issues as issue_rows
from bulletins.store import printing, sheeting
from bulletins.store import sheets as store
from crypto import sm3
from kernel import blobs, vault
from kernel.db import Done, Tx, command


@command("issue.sheet")
async def keep(tx: Tx, id: UUID) -> Done:
    """Print the sheet of a released issue as things stand, and keep it."""
    await issue_rows.lock(tx, id)
    issue = await issue_rows.issue(id)
    if issue.released_at is None:
        return Done(id)
    doc = await sheeting.document(tx.actor, issue)
    box, kept = await vault.box(id), dict[str, object]()
    for file in await printing.files(doc.layout()):
        written = await blobs.write(box, file.data)
        kept[file.form] = await blobs.add(tx, id, written, sheeting.name_of(issue, file.form), file.media)
        kept[f"{file.form}_digest"] = sm3.hash(file.data)
    await store.add(tx, id, kept)
    digest = kept["pdf_digest"]
    tx.record(
        "issue", id, "sheet", source=issue.state, target=issue.state, after=digest if isinstance(digest, bytes) else b""
    )
    return Done(id)
