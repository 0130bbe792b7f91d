"""Typesetting and export: what was kept at the approval is printed; who is renamed afterwards changes no page (ED-07)."""

from uuid import UUID

from bulletins.commands import steps
from bulletins.store import copies, printing
from bulletins.store import issues as store
from bulletins.workflow.acts import Act
from bulletins.workflow.issue import ISSUE
from crypto import sm3
from identity.rights import Right, demand
from kernel import blobs, vault
from kernel.actor import Call
from kernel.db import Done, Tx, command
from typeset.turns import turn


async def typeset(call: Call, id: UUID, version: int) -> Done:
    """Print the approved text to PDF, write the OFD of the same pages, and keep both with their digests."""
    if call.actor.may(Right.ISSUE_READ):
        issue = await store.issue(id)
        if issue.version == version and steps.offered(issue, "typeset", call.actor):
            async with turn(call.actor.id):
                await printing.prepare(await printing.approved(call.actor, issue))
    return await _typeset(call, id, version)


@command("issue.typeset")
async def _typeset(tx: Tx, id: UUID, version: int) -> Done:
    issue = await steps.found(tx, id, version)
    row = ISSUE.require(issue, "typeset", tx.actor)
    steps.hold(issue)
    layout = await printing.approved(tx.actor, issue)
    made = await printing.files(layout)
    columns: dict[str, object] = {"ofd": None, "ofd_digest": None}
    if issue.layout is None:
        columns["layout"] = await copies.keep(tx, issue, layout)
    for file in made:
        written = await blobs.write(await vault.box(id), file.data)
        columns[file.form] = await blobs.add(tx, id, written, f"{issue.stem}.{file.form}", file.media)
        columns[f"{file.form}_digest"] = sm3.hash(file.data)
    return await steps.moved(tx, issue, row, "", **columns)


@command("issue.export")
async def export(tx: Tx, id: UUID, form: str, digest: bytes) -> Done:
    """Note that the actor took these bytes for editing outside (SEC-06). The files are made by queries.issues.exported."""
    demand(tx.actor, Right.ISSUE_COMPILE)
    issue = await store.issue(id)
    tx.record(
        "issue", id, Act.EXPORT, source=issue.state, target=issue.state, before=issue.digest, after=digest, note=form
    )
    return Done(id, issue.version, issue.state)
