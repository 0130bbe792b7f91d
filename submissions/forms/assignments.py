"""What the forms and addresses of assignments and of the catalogue say, as values.

- Lengths, sizes, days and numbers are looked at here, before the gate works on anything.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from kernel.errors import Invalid
from kernel.web import Form
from submissions.commands.catalogue import Line
from submissions.errors import FileTooLarge, TooManyFiles
from submissions.forms.submissions import key_of, optional_uuid
from submissions.rules import catalogue
from submissions.rules.assignments import LARGEST_FILE, MOST_FILES, Given, NewOrder, Recipient, too_long
from submissions.rules.catalogue import Column, Details, Period, RowFault
from submissions.rules.sights import Key
from submissions.workflow.assignments import TaskState

TEXTS = ("topic", "wanted", "bulletin", "why", "override")
CHOSEN = ("kind", "category", "genre", "due", "remind", "asks_data", "decision")
TABS: dict[str, tuple[TaskState, ...]] = {
    "open": (TaskState.ISSUED, TaskState.ACCEPTED),
    "answered": (TaskState.ANSWERED,),
    "declined": (TaskState.DECLINED,),
    "closed": (TaskState.CLOSED,),
    "gone": (TaskState.CANCELLED, TaskState.MERGED),
}


def texts(form: Form) -> dict[str, str]:
    """The words of an order, for the gate. Raises Invalid naming those that are too long."""
    return _examinable({name: form.text(name) for name in TEXTS})


def files(form: Form) -> list[tuple[str, bytes]]:
    """The chosen files, for the gate. Raises TooManyFiles, FileTooLarge."""
    if len(form.files) > MOST_FILES:
        raise TooManyFiles(fields={"files": TooManyFiles.code}, most=MOST_FILES)
    if any(len(upload.data) > LARGEST_FILE for upload in form.files):
        raise FileTooLarge(fields={"files": FileTooLarge.code}, limit=LARGEST_FILE // 1024 // 1024)
    return [(upload.name, upload.data) for upload in form.files]


def note(form: Form) -> dict[str, str]:
    """What goes with a move, for the gate. Raises Invalid."""
    return _examinable({"note": form.text("note")} if form.text("note") else {})


def order(form: Form) -> NewOrder:
    """What was chosen for an order. Raises Invalid."""
    due = form.day("due")
    if due is None:
        raise Invalid(fields={"due": "required"})
    return NewOrder(
        kind=form.text("kind"), category=form.text("category"), genre=form.text("genre"), due=due,
        recipients=recipients(form), remind=form.day("remind"), asks_data=form.text("asks_data") == "yes",
        seen=ids(form.all("seen")), entries=ids(form.all("entry")), decision=form.text("decision"),
    )  # fmt: skip


def recipients(form: Form) -> tuple[Recipient, ...]:
    """The ticked units, each with the officer chosen for it."""
    return tuple(Recipient(unit, optional_uuid(form.text(f"person-{unit}"))) for unit in ids(form.all("units")))


def given(form: Form) -> Given:
    """What was chosen with a move of a task. Raises Invalid."""
    return Given(
        form.day("due"), optional_uuid(form.text("person")), optional_uuid(form.text("unit")), form.text("outcome")
    )


def ids(given: Iterable[str]) -> tuple[UUID, ...]:
    """Those that are identifiers, each once."""
    return tuple(dict.fromkeys(found for one in given if (found := optional_uuid(one))))


def board_query(asked: Mapping[str, str]) -> dict[str, str]:
    """The parameters the board knows."""
    known = {
        name: asked[name].strip()[:80] for name in ("tab", "unit", "density", "after", "before") if asked.get(name)
    }
    return known if known.get("tab") in TABS else known | {"tab": "open"}


def place(query: Mapping[str, str]) -> tuple[Key | None, bool]:
    """Where a page of the board begins, and whether backwards."""
    return key_of(query.get("before") or query.get("after", "")), "before" in query


# --- the catalogue ---


def entry_texts(form: Form) -> dict[str, str]:
    """The words of an entry, for the gate. Raises Invalid."""
    text = {name: form.text(name) for name in catalogue.TEXTS}
    if wrong := catalogue.wrong_text(text):
        raise Invalid(fields=wrong)
    return text


def entry_details(form: Form) -> Details:
    """What was chosen of an entry. Raises Invalid."""
    first = form.day("valid_from")
    if first is None:
        raise Invalid(fields={"valid_from": "required"})
    return Details(form.uuid("unit"), form.text("period"), first, form.day("valid_until"))


def table_lines(
    rows: Iterable[tuple[int, dict[str, str]]], units: Mapping[str, UUID], today: date
) -> tuple[dict[str, str], list[Line], list[RowFault]]:
    """(words by `<row>:<field>`, lines, faults) of a table that was read."""
    periods = {period.label: period.value for period in Period}
    words, lines, faults = dict[str, str](), list[Line](), list[RowFault]()
    for number, row in rows:
        wrong = catalogue.wrong_text(row)
        if row["unit"] not in units:
            wrong["unit"] = "unknown_unit"
        if row["period"] not in periods:
            wrong["period"] = "unknown_period"
        days = {name: _date(row[name]) for name in (Column.SINCE, Column.UNTIL)}
        wrong |= {str(name): "not_a_date" for name, found in days.items() if row[name] and found is None}
        faults += [RowFault(number, name, code) for name, code in wrong.items()]
        if not wrong:
            words |= {f"{number}:{name}": row[name] for name in catalogue.TEXTS}
            details = Details(
                units[row["unit"]], periods[row["period"]], days[Column.SINCE] or today, days[Column.UNTIL]
            )
            lines.append(Line(number, details))
    return words, lines, faults


def _examinable(text: dict[str, str]) -> dict[str, str]:
    if wrong := too_long(text):
        raise Invalid(fields=wrong)
    return text


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        return None
