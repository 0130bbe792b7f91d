"""What is printed and exported of instructions: a slip, the signing history as one sheet, the ledger, the month's list."""

from datetime import date
from uuid import UUID

from bulletins.errors import TooManyLines
from bulletins.queries import instructions
from bulletins.queries.instruction_views import InstructionLine, InstructionSheet, RankLine, Signed, SlipSheet, TidyLine
from bulletins.rules import outside
from bulletins.rules.instructions import Colour, Owes, Wanted
from bulletins.rules.issues import Issue
from bulletins.store import duties as duty_rows
from bulletins.store import instructions as store
from bulletins.store import issues as issue_rows
from bulletins.store import notes
from bulletins.store import outside as outside_rows
from bulletins.workflow.acts import Act
from bulletins.workflow.duty import DUTY
from bulletins.workflow.instruction import INSTRUCTION, sees_all, visible
from bulletins.workflow.issue import IssueState
from identity.queries import register as identity
from identity.queries import trails
from identity.rights import Right, demand
from kernel import blobs, clock
from kernel.actor import Actor
from kernel.blobs import Blob
from kernel.errors import Forbidden, NotFound

MOST_ROWS, STRETCH, RECENT = 5_000, 300, 60
CLOSED = ("closed", "archived", "void")


async def slip(viewer: Actor, id: UUID) -> SlipSheet:
    """A slip as it is printed. Raises NotFound."""
    found = await duty_rows.slip(id)
    record = await duty_rows.instruction_of(found.duty) if found else None
    if found is None or record is None:
        raise NotFound
    sheet = await instructions.show(viewer, record)
    card = next((card for card in sheet.answers if card.target.id == found.duty), None)
    if card is None:
        raise NotFound
    office = await identity.office(viewer)
    return SlipSheet(found, Colour(found.colour).label, sheet, card, office.name)


async def history(viewer: Actor, id: UUID) -> tuple[InstructionSheet, list[Signed]]:
    """Everything that was signed on an instruction and its duties, oldest first. Raises NotFound."""
    sheet = await instructions.show(viewer, id)
    names = {act.value: act.label for act in Act}
    said = {(note.at, note.action): note.text for note in await notes.of(id)} if sheet.all_seen else {}
    words = {(word.at, card.target.id, word.label): word.text for card in sheet.answers for word in card.words}
    records = [(id, INSTRUCTION)] if sheet.all_seen else []
    found: list[tuple[int, Signed]] = []
    for record, table in [*records, *((card.target.id, DUTY) for card in sheet.answers)]:
        unit = next((card.name for card in sheet.answers if card.target.id == record), "")
        for line in (await trails.trail(viewer, record, table)).history:
            note = said.get((line.at, line.action), "") or words.get((line.at, record, line.label), "")
            label = line.label if line.action in table.actions() else names.get(line.action, line.label)
            found.append((line.seq, Signed(line.at, line.who, line.unit, f"{label} {unit}".strip(), note)))
    return sheet, [line for _, line in sorted(found, key=lambda each: each[0])]


async def ledger(viewer: Actor, wanted: Wanted) -> list[InstructionLine]:
    """Every row of the ledger, newest first. Raises Forbidden, TooManyLines."""
    if not (viewer.may(Right.SUBMISSION_EXPORT) and viewer.may(Right.INSTRUCTION_READ)):
        raise Forbidden(action="")
    found: list[InstructionLine] = []
    before: UUID | None = None
    while True:
        stretch = await instructions.stretch(viewer, wanted, before, STRETCH)
        found += stretch
        if len(found) > MOST_ROWS:
            raise TooManyLines(most=MOST_ROWS)
        if len(stretch) < STRETCH:
            return found
        before = stretch[-1].instruction.id


async def scan(viewer: Actor, id: UUID, file: UUID) -> Blob:
    """A scan of a paper instruction: for the office and for the leader. Raises NotFound."""
    instruction = await store.instruction(id)
    if not visible(instruction, viewer) or not sees_all(viewer):
        raise NotFound
    found = await blobs.read(file)
    if found.owner != id:
        raise NotFound
    return found


async def tidied(viewer: Actor, month: date | None) -> tuple[list[date], date | None, list[TidyLine]]:
    """The months that have a list, the one shown, its lines with what has moved since."""
    demand(viewer, Right.INSTRUCTION_ROUTE)
    months = await store.tidy_months()
    shown = month if month in months else next(iter(months), None)
    rows = await store.tidy_rows(shown) if shown else []
    entries = await store.some([row["instruction"] for row in rows])
    now = {line.instruction.id: line for line in await instructions.lines(viewer, entries)}
    targets = {target.id: target for entry in entries for target in entry.targets}
    units = await identity.unit_names(viewer, {target.unit for target in targets.values()})
    found = []
    for row in sorted(rows, key=lambda each: now[each["instruction"]].name):
        line, target = now[row["instruction"]], targets.get(row["duty"])
        moved = line.instruction.state in CLOSED or (
            target is not None and target.state != "owed" and row["owes"] == "answer"
        )
        unit = units.get(target.unit, "") if target else ""
        found.append(TidyLine(line, unit, Owes(row["owes"]).label, row["due"], row["late"], moved))
    return months, shown, found


async def ranks(viewer: Actor) -> list[RankLine]:
    """Every leader with the rank in force."""
    demand(viewer, Right.TABLES_EDIT)
    leaders = await identity.holders(viewer, Right.INSTRUCTION_WRITE)
    names = await identity.names(viewer, leaders)
    newest = {row["account"]: row for row in reversed(await duty_rows.ranks())}
    return [
        RankLine(leader, names.get(leader, ""), newest[leader]["rank"] if leader in newest else "",
                 newest[leader]["valid_from"] if leader in newest else None)
        for leader in sorted(leaders, key=lambda each: names.get(each, ""))
    ]  # fmt: skip


async def papers(viewer: Actor, chosen: UUID | None) -> tuple[list[Issue], Issue | None, list[tuple[str, str]]]:
    """For registering paper: the issues that went out lately, the chosen one, the leaders."""
    demand(viewer, Right.INSTRUCTION_ROUTE)
    out = (IssueState.RELEASED, IssueState.ARCHIVED)
    issues = await issue_rows.listed(states=out, limit=RECENT)
    issue = await issue_rows.issue(chosen) if chosen else None
    return issues, issue, await leaders(viewer)


async def leaders(viewer: Actor) -> list[tuple[str, str]]:
    """Who can have written an instruction: those who have an account, then those of the office's list."""
    accounts = await identity.holders(viewer, Right.INSTRUCTION_WRITE)
    names = await identity.names(viewer, accounts)
    listed = outside.current(await outside_rows.every(), clock.local(clock.now()).date())
    own = sorted(((str(each), names.get(each, "")) for each in accounts), key=lambda each: each[1])
    return [*own, *((str(each.id), each.called) for each in listed)]


async def to_file(viewer: Actor, year: int) -> list[UUID]:
    """The instructions closed in a year and not filed yet, by number."""
    demand(viewer, Right.ARCHIVE_FILE)
    return await store.closed_in(year)


async def years_to_file(viewer: Actor) -> list[tuple[int, int]]:
    """(year, how many) of instructions that are closed and not filed; none for who may not file."""
    return await store.years_to_file() if viewer.may(Right.ARCHIVE_FILE) else []


async def filed_rows(viewer: Actor, ids: list[UUID]) -> tuple[list[dict[str, object]], list[UUID]]:
    """The list of what is filed together, and every record the journal speaks of."""
    demand(viewer, Right.ARCHIVE_FILE)
    lines = await instructions.lines(viewer, await store.some(ids))
    rows: list[dict[str, object]] = [
        {"number": line.name, "leader": line.leader, "kind": line.kind, "issue": line.issue, "article": line.title,
         "units": line.units, "state": line.state}
        for line in sorted(lines, key=lambda each: each.name)
    ]  # fmt: skip
    return rows, [*ids, *(target.id for line in lines for target in line.instruction.targets)]
