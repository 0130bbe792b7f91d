"""What goes into a package (PUB-07, ED-14): never drafts only, never the final only.

- Of an issue: its originals with all versions, every edition of the articles with lineage, the sign-offs of each, the
  responsibility sheet, the final PDF and OFD, the receipts, the instructions with duties and answers, the journal's rows.
- Of a year's instructions: each with its wording, ink or scan, duties, answers and signing history.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from archive import extract
from archive.package import Part
from bulletins.queries import articles as article_queries
from bulletins.queries import distribution, instruction_sheets
from bulletins.queries import issues as issue_queries
from bulletins.queries import sheets as responsibility
from bulletins.queries.instruction_views import InstructionSheet
from bulletins.workflow.article import ARTICLE
from bulletins.workflow.issue import ISSUE
from identity.queries import trails
from kernel import blobs, trail
from kernel.actor import Actor
from kernel.workflow import Workflow
from submissions.queries import records as submission_records
from submissions.workflow.submission import WORKFLOW as SUBMISSION


async def of_issue(viewer: Actor, issue: UUID) -> list[Part]:
    """Everything that led to an issue, and what became of it."""
    sheet = await issue_queries.show(viewer, issue)
    parts = [
        *[Part(f"final/issue.{form}", "final", file.data) for form, file in await issue_queries.final(viewer, issue)],
        *[
            Part(f"responsibility/sheet.{file.form}", "responsibility", file.data)
            for file in await responsibility.files(viewer, issue)
        ],
        await _sign_off(viewer, "sign-off/issue.json", issue, ISSUE),
        _json("receipts/deliveries.json", "receipt", [
            {"reader": r.name, "state": r.state, "opened_by": r.opened_by, "accepted_by": r.accepted_by}
            | {name: _time(at) for name, at in r.times.items()}
            for r in await distribution.receipts(viewer, issue)
        ]),
    ]  # fmt: skip
    records = [issue, *(each.id for each in sheet.instructions)]
    for each in sheet.instructions:
        parts += await of_instruction(viewer, each.id)
        records += [target.id for target in each.targets]
    sources: dict[UUID, None] = {}
    for place, article in enumerate(sheet.issue.articles, 1):
        parts += await _article(viewer, f"{place:02}", article.id)
        sources |= dict.fromkeys(source.submission for source in article.sources)
        records.append(article.id)
    for submission in sources:
        parts += await _submission(viewer, submission)
    return [*parts, await journal([*records, *sources])]


async def of_instruction(viewer: Actor, id: UUID) -> list[Part]:
    """One instruction: what was written and how, who owed what, every answer, who signed what and when."""
    sheet, signed = await instruction_sheets.history(viewer, id)
    item = sheet.instruction
    folder = f"instructions/{item.year}-{item.number:04}"
    scans = [await blobs.read(file.id) for file in sheet.scans]
    return [
        _json(f"{folder}/instruction.json", "instruction", [_instruction(sheet)]),
        _json(f"{folder}/sign-off.json", "sign_off", [
            {"at": _time(line.at), "who": line.who, "unit": line.unit, "act": line.label, "note": line.note} for line in signed
        ]),
        *([Part(f"{folder}/ink.json", "scan", item.ink.encode())] if item.ink else []),
        *[Part(f"{folder}/scans/{n:02}-{_plain(file.name)}", "scan", file.data) for n, file in enumerate(scans, 1)],
    ]  # fmt: skip


async def journal(records: Sequence[UUID]) -> Part:
    """The journal's rows about these records."""
    return Part("journal/extract.jsonl", "journal", extract.text(await trail.extract(records)))


def listed(rows: Sequence[Mapping[str, object]]) -> Part:
    """The list of what a package holds, for people."""
    return _json("list.json", "list", rows)


def _instruction(sheet: InstructionSheet) -> dict[str, object]:
    item = sheet.instruction
    return {
        "number": f"{item.year}-{item.number:04}", "leader": sheet.leader, "rank": sheet.rank, "kind": sheet.kind,
        "way": sheet.way, "text": item.text, "written": _time(item.said_at), "issue": sheet.issue, "article": sheet.title,
        "state": sheet.state, "demand": item.demand, "routed": _time(item.routed_at), "due": _time(item.due),
        "closed": _time(item.closed_at), "follows": sheet.first.name if sheet.first else "",
        "followed_by": [each.name for each in sheet.following],
        "told": [{"unit": each.unit, "sight": each.sight, "at": _time(each.at)} for each in sheet.told],
        "duties": [
            {
                "unit": card.name, "state": card.state, "due": _time(card.target.due), "answer": card.target.answer,
                "answered": _time(card.target.answered_at),
                "said": [
                    {"at": _time(w.at), "who": w.who, "act": w.label, "code": w.code, "text": w.text, "due": _time(w.due)}
                    for w in card.words
                ],
                "slips": [{"colour": s.colour, "due": _time(s.due), "at": _time(s.at)} for s in card.slips],
            }
            for card in sheet.answers
        ],
    }  # fmt: skip


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
    found = await trails.trail(viewer, record, workflow)
    return _json(path, "sign_off", [
        {"seq": line.seq, "at": _time(line.at), "who": line.who, "unit": line.unit, "act": line.label, "to": line.target_label}
        for line in found.history
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
