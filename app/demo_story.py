"""The steps of `zhengxun demo`: one text from a unit's draft to the archive, and what each step must have brought about.

- Each step is a row of STEPS in app/demo.py. It acts as the person whose act it is, through the product's commands, and
  checks the outcome; StepFailed names what did not hold.
- Where a rule forbids something (an unsigned item leaving, an editor approving), the step tries it first.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app import demo_lists, demo_organisation
from app.runtime import Runtime
from app.templating import message
from archive import commands as archive
from archive import queries as archive_queries
from archive.verify import verify as verify_package
from bulletins.commands import (
    approving,
    articles,
    deliveries,
    duties,
    instructions,
    issues,
    releasing,
    typesetting,
    wording,
)
from bulletins.queries import consistency
from bulletins.queries import deliveries as delivery_queries
from bulletins.queries import instructions as instruction_queries
from bulletins.queries import issues as issue_queries
from bulletins.queries import kinds as kind_queries
from bulletins.rules.kinds import Genre
from gate import commands as gate
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, heads, outbox
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done
from kernel.errors import Refusal
from kernel.ids import new_id
from marking.cleared import Cleared
from submissions.commands import moving, writing
from submissions.commands.writing import Details
from typeset.extract import drawn, same_text
from typeset.importing import Source
from typeset.ofd import reading
from typeset.reading import length

OFFICER, SIGNER, SCREENER, EDITOR = "yunlu.xinxi1", "yunlu.qianfa", "shaixuan", "bianji1"
DIRECTOR, PROOFREADER, LEADER = "zhuren", "jiaodui", "lingdao1"
ROUNDS = 200


class StepFailed(Refusal):
    """A step of the job did not hold."""

    code = "demo.failed"
    status = 500


class BadInput(Refusal):
    """--input, --out or --kind cannot be used; `code` says which."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__()
        self.code, self.facts = code, dict(facts)


@dataclass(slots=True)
class Story:
    """What the run knows so far."""

    source: Source
    kind_name: str
    out: Path
    runtime: Runtime
    plain_input: str = ""
    actors: dict[str, Actor] = field(default_factory=dict)
    submission: Done | None = None
    article: Done | None = None
    issue: Done | None = None
    instruction: Done | None = None
    kind: UUID | None = None
    genre: Genre | None = None
    pdf: bytes = b""
    facts: dict[str, Any] = field(default_factory=dict)

    def call(self, login: str) -> Call:
        """A fresh request of one of the people."""
        return Call(self.actors[login], new_id().hex)


def expect(holds: object, what: str) -> None:
    """Raise StepFailed unless it holds."""
    if not holds:
        raise StepFailed(step=what)


async def cleared(story: Story, login: str, **parts: str) -> Cleared:
    """Texts that passed the gate."""
    return await gate.pass_gate(story.call(login), parts)


async def found(story: Story) -> None:
    """The organisation, its people, the readers of each kind."""
    await demo_organisation.found_printed()
    await demo_lists.distribute()
    clerk = await identity.actor_of((await identity.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
    for login in (OFFICER, SIGNER, SCREENER, EDITOR, DIRECTOR, PROOFREADER, LEADER):
        account = await account_reads.account_of_login(clerk, login)
        if account is None:
            raise StepFailed(step=login)
        story.actors[login] = await identity.actor_of(account.id)
    kinds = await kind_queries.kinds(story.actors[EDITOR])
    chosen = next((kind for kind in kinds if kind.name == story.kind_name), None)
    if chosen is None:
        raise BadInput("cli.unknown_kind", kind=story.kind_name, known="、".join(kind.name for kind in kinds))
    size = length(story.source.markdown)
    fitting = [limit for limit in chosen.limits if limit.holds(size)] or list(chosen.limits)
    story.kind, story.genre = chosen.id, fitting[0].genre


async def draft(story: Story) -> None:
    """The officer writes; the gate has seen every word before anything is stored."""
    text = await cleared(story, OFFICER, title=story.source.title, body=story.source.markdown)
    details = Details(category="work", urgency="normal", genre="overview")
    story.submission = await writing.create(story.call(OFFICER), text, details)
    await act(story, OFFICER, "request_sign")


async def act(story: Story, login: str, action: str, **said: str) -> None:
    """A move of the submission."""
    at = story.submission
    if at is None:
        raise StepFailed(step=action)
    words = await cleared(story, login, **said)
    story.submission = await moving.act(story.call(login), at.id, at.version, action, words)


async def sign(story: Story) -> None:
    """The unit's leader signs; before that it cannot leave, which is tried."""
    try:
        await act(story, OFFICER, "submit")
    except Refusal:
        await act(story, SIGNER, "sign_off", note=message("demo.opinion"))
    else:
        raise StepFailed(step="unsigned item left")


async def submit(story: Story) -> None:
    """It leaves the unit and gets its number."""
    await act(story, OFFICER, "submit")


async def screen(story: Story) -> None:
    """The office accepts it."""
    await act(story, SCREENER, "accept")
    expect(story.submission and story.submission.state == "screened", "screened")


async def edit(story: Story) -> None:
    """An article of the submission, verified and finished; what the consistency sheet finds is looked at and left."""
    if story.kind is None or story.genre is None or story.submission is None:
        raise StepFailed(step="edit")
    text = await cleared(story, EDITOR, title=story.source.title, body=story.source.markdown)
    call = story.call(EDITOR)
    done = await articles.select(call, story.kind, story.genre, [story.submission.id], text)
    for action in ("verify", "finish"):
        done = await articles.act(story.call(EDITOR), done.id, done.version, action, await cleared(story, EDITOR))
    keys = tuple(line.finding.key for line in (await consistency.of_article(story.actors[EDITOR], done.id)).lines)
    if keys:
        await wording.acknowledge(story.call(EDITOR), done.id, done.version, keys)
    story.article = done


async def compile_issue(story: Story) -> None:
    """The article goes into an issue, the issue to approval."""
    if story.kind is None or story.article is None:
        raise StepFailed(step="compile")
    issue = await issues.open_issue(story.call(EDITOR), story.kind)
    story.article = await articles.place(story.call(EDITOR), story.article.id, story.article.version, issue.id)
    story.issue = await issue_now(story, issue.id)
    await move_issue(story, EDITOR, "submit")


async def issue_now(story: Story, id: UUID) -> Done:
    """The issue at its present version."""
    record = await issue_queries.record(story.actors[EDITOR], id)
    return Done(id, record.version, record.state)


async def move_issue(story: Story, login: str, action: str) -> None:
    """A move of the issue."""
    at = story.issue
    if at is None:
        raise StepFailed(step=action)
    match action:
        case "approve":
            texts, said = await approving.examined(story.call(login), at.id), await cleared(story, login)
            story.issue = await approving.approve(story.call(login), at.id, at.version, said, texts)
        case "typeset":
            story.issue = await typesetting.typeset(story.call(login), at.id, at.version)
        case "release":
            story.issue = await releasing.release(story.call(login), at.id, at.version)
        case _:
            story.issue = await issues.act(story.call(login), at.id, at.version, action, await cleared(story, login))


async def approve(story: Story) -> None:
    """Somebody else approves; the editor could not, which is tried. The issue gets its number."""
    try:
        await move_issue(story, EDITOR, "approve")
    except Refusal:
        await move_issue(story, DIRECTOR, "approve")
    else:
        raise StepFailed(step="the editor approved")


async def typeset(story: Story) -> None:
    """PDF and OFD; the text of both must be the input's text, character for character."""
    await move_issue(story, EDITOR, "typeset")
    if story.issue is None:
        raise StepFailed(step="typeset")
    story.pdf = (await issue_queries.pdf(story.actors[EDITOR], story.issue.id)).data
    (story.out / "bulletin.pdf").write_bytes(story.pdf)
    source = story.source
    if story.plain_input:  # of a plain text every character is known: nothing may have been lost on the way in
        expect(drawn(story.plain_input) == drawn(source.words), "the imported text is the input's text")
    expect(same_text([source.markdown], story.pdf), "the PDF's text equals the input's text")
    package = (await issue_queries.ofd(story.actors[EDITOR], story.issue.id)).data
    (story.out / "bulletin.ofd").write_bytes(package)
    expect(reading.same_text(package, story.pdf), "the OFD's text equals the PDF's text")


async def proofread(story: Story) -> None:
    """A third person reads the proof."""
    await move_issue(story, PROOFREADER, "proofread")


async def release(story: Story) -> None:
    """Out it goes; the job loop delivers."""
    await move_issue(story, EDITOR, "release")
    await drained()
    expect(story.issue and story.issue.state == "released", "released")


async def drained() -> None:
    """Every promise kept, none aside."""
    for _ in range(ROUNDS):
        if not await outbox.drain():
            break
    expect(not await outbox.aside(), "no job stands aside")


async def read(story: Story) -> None:
    """The leader opens and confirms."""
    leader = story.actors[LEADER]
    copies, _ = await delivery_queries.listing(leader)
    expect(copies, "the leader has a copy")
    opened = await deliveries.open_delivery(story.call(LEADER), copies[0].delivery.id)
    await deliveries.accept(story.call(LEADER), opened.id, opened.version)


async def instruct(story: Story) -> None:
    """The leader's instruction is registered, routed to the unit, answered, closed."""
    if story.issue is None or story.article is None:
        raise StepFailed(step="instruct")
    words = await cleared(story, LEADER, text=message("demo.instruction"))
    done = await instructions.register(story.call(LEADER), story.issue.id, story.article.id, words)
    unit = story.actors[OFFICER].unit
    due = (clock.local(clock.now()) + timedelta(days=7)).date()
    done = await instructions.route(story.call(EDITOR), done.id, done.version, [unit], due)
    answer = await cleared(story, OFFICER, text=message("demo.answer"))
    done = await instructions.answer(story.call(OFFICER), done.id, done.version, answer)
    for target in (await instruction_queries.show(story.actors[EDITOR], done.id)).instruction.targets:
        accepted = await cleared(story, EDITOR)
        await duties.act(story.call(EDITOR), target.id, target.version, "accept", accepted)
    result = await cleared(story, EDITOR, note=message("demo.result"))
    story.instruction = await instructions.act(story.call(EDITOR), done.id, done.version, "close", result)
    await drained()
    expect(story.instruction.state == "closed", "instruction closed")


async def file_issue(story: Story) -> None:
    """The issue with all versions and sign-offs goes to the archive; the package verifies offline."""
    if story.issue is None:
        raise StepFailed(step="archive")
    await heads.sign(story.runtime.device, story.out / "heads", clock.now())
    at = await issue_now(story, story.issue.id)
    filed = await archive.file_issue(story.call(EDITOR), at.id, at.version)
    package = (await archive_queries.package(story.actors[EDITOR], filed.id)).data
    (story.out / "archive.zip").write_bytes(package)
    expect(not verify_package(package, story.runtime.device.public_key).faults, "the archive package verifies")
