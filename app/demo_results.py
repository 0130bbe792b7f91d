"""What `zhengxun demo` leaves behind: the journal with its heads, checked as an outsider would, receipts, a one-page summary."""

import json

from app import journal_cli, journal_rows
from app.demo_story import EDITOR, OFFICER, StepFailed, Story, expect
from app.templating import dated, environment
from bulletins.queries import consistency, distribution
from bulletins.queries import issues as issue_queries
from kernel import clock, heads, journal
from submissions.queries import records as submission_records
from typeset.reading import length


async def prove(story: Story) -> None:
    """Journal and receipts, checked as an outsider would."""
    await heads.sign(story.runtime.device, story.out / "heads", clock.now())
    lines = [line async for line in heads.lines()]
    journal_cli.write(story.out / "journal.jsonl", story.runtime.device, lines)
    signed = journal_rows.checker({story.runtime.device.serial: story.runtime.device.public_key})
    kept = heads.read(story.out / "heads")
    report = journal.verify(lines, kept, signed)
    expect(
        report.fault is None and report.last and report.last.seq == len(lines), "the journal verifies to its last row"
    )
    story.facts |= {"rows": report.rows, "heads": report.heads, "head": report.last.hash.hex() if report.last else ""}


async def summarise(story: Story) -> None:
    """receipts.json and the one-page summary."""
    if story.issue is None or story.submission is None or story.article is None:
        raise StepFailed(step="summary")
    sheet = await issue_queries.show(story.actors[EDITOR], story.issue.id)
    receipts = [
        {"reader": r.name, "state": r.state, **{name: dated(at) for name, at in r.times.items()}}
        for r in await distribution.receipts(story.actors[EDITOR], story.issue.id)
    ]
    (story.out / "receipts.json").write_text(json.dumps(receipts, ensure_ascii=False, indent=1), encoding="utf-8")
    own = await submission_records.show(story.actors[OFFICER], story.submission.id)
    looked_at = (await consistency.of_article(story.actors[EDITOR], story.article.id)).lines
    text = environment().get_template("home/summary.md").render(
        title=story.source.title, length=length(story.source.markdown), sheet=sheet, own=own, receipts=receipts,
        facts=story.facts, warnings=[warning.label for warning in story.source.warnings],
        findings=[line.finding for line in looked_at],
    )  # fmt: skip
    (story.out / "summary.md").write_text(text, encoding="utf-8")
