"""Filing: a released issue with everything that led to it becomes one signed, sealed package (PUB-07, ARC-01).

- Original submissions and all their versions, every edition of the articles, the sign-off sheet, deliveries and instructions, the
  final PDF: never drafts only, never the final only.
- The package is built, checked by the offline verifier, and stored before the issue moves to archived; one that does not
  verify is not filed.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from archive import store
from archive.errors import NotWhole
from archive.package import Part, build
from archive.verify import verify
from bulletins.commands import issues
from bulletins.queries import articles as article_queries
from bulletins.queries import distribution
from bulletins.queries import issues as issue_queries
from bulletins.workflow.article import ARTICLE
from bulletins.workflow.issue import ISSUE
from crypto import sm3
from identity.queries import trails
from identity.rights import Right
from kernel import blobs, clock, heads, vault
from kernel.actor import Actor
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden
from kernel.ids import new_id
from kernel.workflow import Workflow
from submissions.queries import records as submission_records
from submissions.workflow.submission import WORKFLOW as SUBMISSION

PACKAGE = "application/zip"


@command("archive.file_issue")
async def file_issue(tx: Tx, issue: UUID, version: int) -> Done:
    """File a released issue. Raises Forbidden, NotAllowedNow, StaleVersion, NotWhole."""
    if not tx.actor.may(Right.ARCHIVE_FILE):
        raise Forbidden(action="")
    await issues.archive.within(tx, issue, version)
    record = await issue_queries.record(tx.actor, issue)
    head = await heads.latest()
    facts = {
        "kind": record.kind.name, "year": str(record.year), "number": str(record.number), "total": str(record.total),
        "released": _time(record.released_at), "filed": _time(tx.now),
    }  # fmt: skip
    parts = await _parts(tx.actor, issue)
    data = await asyncio.to_thread(build, facts, parts, heads.text(head) if head else "", vault.device())
    if (await asyncio.to_thread(verify, data, vault.device().public_key)).faults:
        raise NotWhole
    filed, year = new_id(), clock.local(tx.now).year
    box = vault.mint(filed, "archive")
    await vault.keep(tx, box)
    written = await blobs.write(box, data)
    package = await blobs.add(tx, filed, written, f"{record.name}.zip", PACKAGE)
    digest = sm3.hash(data)
    await store.add(
        tx, id=filed, issue=issue, label=record.name, year=year, item=await store.next_item(tx, year), package=package,
        digest=digest, files=len(parts), filed_by=tx.actor.id, created=tx.now,
    )  # fmt: skip
    tx.record("archive", filed, "file", after=digest)
    return Done(filed, more={"issue": str(issue)})


async def _parts(viewer: Actor, issue: UUID) -> list[Part]:
    sheet = await issue_queries.show(viewer, issue)
    parts = [
        *[Part(f"final/issue.{form}", "final", file.data) for form, file in await issue_queries.final(viewer, issue)],
        await _sign_off(viewer, "sign-off/issue.json", issue, ISSUE),
        _json("receipts/deliveries.json", "receipt", [
            {"reader": r.name, "state": r.state, "opened_by": r.opened_by, "accepted_by": r.accepted_by}
            | {name: _time(at) for name, at in r.times.items()}
            for r in await distribution.receipts(viewer, issue)
        ]),
        _json("instructions/instructions.json", "instruction", [
            {"leader": str(i.leader), "text": i.text, "state": i.state, "at": _time(i.created)}
            | {"answers": [{"unit": str(t.unit), "text": t.answer, "at": _time(t.answered_at)} for t in i.targets]}
            for i in sheet.instructions
        ]),
    ]  # fmt: skip
    sources: dict[UUID, None] = {}
    for place, article in enumerate(sheet.issue.articles, 1):
        parts += await _article(viewer, f"{place:02}", article.id)
        sources |= dict.fromkeys(source.submission for source in article.sources)
    for submission in sources:
        parts += await _submission(viewer, submission)
    return parts


async def _article(viewer: Actor, place: str, article: UUID) -> Iterable[Part]:
    sheet = await article_queries.show(viewer, article)
    editions = [
        Part(f"articles/{place}/edition-{edition.number:03}.md", "version", _markdown(edition.title, edition.body))
        for edition, _ in sheet.editions
    ]
    lineage = [
        {"submission": str(part.submission), "number": part.number, "unit": part.unit, "share": part.share}
        for part in sheet.card.parts
    ]
    return [
        *editions,
        _json(f"articles/{place}/lineage.json", "lineage", lineage),
        await _sign_off(viewer, f"articles/{place}/sign-off.json", article, ARTICLE),
    ]


async def _submission(viewer: Actor, submission: UUID) -> Iterable[Part]:
    dossier = await submission_records.dossier(viewer, submission)
    folder = f"submissions/{dossier.number or submission}"
    texts = [
        Part(f"{folder}/version-{number:03}.md", "original", _markdown(title, body))
        for number, title, body in dossier.texts
    ]
    files = [
        Part(f"{folder}/files/{n:02}-{_plain(file.name)}", "original", file.data)
        for n, file in enumerate(dossier.files, 1)
    ]
    return [*texts, *files, await _sign_off(viewer, f"{folder}/sign-off.json", submission, SUBMISSION)]


async def _sign_off(viewer: Actor, path: str, record: UUID, workflow: Workflow) -> Part:
    trail = await trails.trail(viewer, record, workflow)
    return _json(path, "sign_off", [
        {"seq": line.seq, "at": _time(line.at), "who": line.who, "unit": line.unit, "act": line.label, "to": line.target_label}
        for line in trail.history
    ])  # fmt: skip


def _json(path: str, role: str, rows: Sequence[Mapping[str, object]]) -> Part:
    return Part(path, role, json.dumps(rows, ensure_ascii=False, indent=1).encode())


def _markdown(title: str, body: str) -> bytes:
    return f"# {title}\n\n{body}\n".encode()


def _plain(name: str) -> str:
    """A file name that stays in its folder."""
    return name.replace("/", "_").replace("\\", "_").strip(". ") or "file"


def _time(at: datetime | None) -> str:
    return at.isoformat() if at else ""
