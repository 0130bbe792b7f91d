"""What the pages' forms and addresses say, as values.

- A moment is typed on the office's wall clock.
- A place in a list is a key (moment and id) in the address; one that cannot be read is the beginning.
- Lengths, sizes and numbers are looked at here, before the gate works on anything.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kernel import clock
from kernel.clock import LOCAL
from kernel.errors import Invalid
from kernel.web import Form
from submissions.errors import FileTooLarge, TooManyFiles
from submissions.rules.records import LARGEST_FILE, MOST_FILES, Details, Wanted
from submissions.rules.text import too_long
from submissions.rules.views import Key
from submissions.workflow.submission import State

TEXTS = ("title", "body", "source", "contact")
CHOSEN = (
    "category",
    "urgency",
    "genre",
    "learned",
    "release",
    "level",
)  # what is chosen for a text: kept with it while it is being written
SORTS = ("created", "saved", "submitted", "due")
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
FILTERS = (
    "state", "category", "genre", "urgency", "unit", "since", "until", "late", "q", "sort", "density", "after", "before",
)  # fmt: skip
KEPT = tuple(name for name in FILTERS if name not in {"after", "before"})  # what a kept view remembers


def parts(form: Form) -> dict[str, str]:
    """The texts of the writing form, as they were typed."""
    return {name: form.text(name) for name in TEXTS}


def examinable(text: dict[str, str]) -> dict[str, str]:
    """Texts for the gate. Raises Invalid naming those that are too long."""
    if wrong := too_long(text):
        raise Invalid(fields=wrong)
    return text


def files(form: Form) -> list[tuple[str, bytes]]:
    """The chosen files, for the gate. Raises TooManyFiles, FileTooLarge, Invalid for a file with nothing in it."""
    chosen = [upload for upload in form.files if upload.field == "files"]
    if len(chosen) > MOST_FILES:
        raise TooManyFiles(fields={"files": TooManyFiles.code}, most=MOST_FILES)
    if any(len(upload.data) > LARGEST_FILE for upload in chosen):
        raise FileTooLarge(fields={"files": FileTooLarge.code}, limit=LARGEST_FILE // 1024 // 1024)
    if not all(upload.data for upload in chosen):
        raise Invalid(fields={"files": "file_empty"})
    return [(upload.name, upload.data) for upload in chosen]


def said(form: Form) -> dict[str, str]:
    """What goes with a move, for the gate. Raises Invalid."""
    given = {name: form.text(name) for name in ("code", "passage", "note") if form.text(name)}
    return examinable(given) | ({"declared": "1"} if form.text("declared") else {})


def names(form: Form) -> list[str]:
    """The names of the chosen files, for saying which have to be chosen again."""
    return [upload.name for upload in form.files if upload.field == "files"]


def details(form: Form) -> Details:
    """What was chosen. Raises Invalid when the moment is none."""
    learned, release = (form.moment(name) for name in ("learned", "release"))
    return Details(
        form.text("category"), form.text("urgency"), form.text("genre"), learned, release, level=form.text("level")
    )


def typed(at: datetime | None) -> str:
    """A moment as an input of kind datetime-local holds it."""
    return at.astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M") if at else ""


def query_of(given: Mapping[str, str]) -> dict[str, str]:
    """The parameters a list knows, as they stand in the address."""
    return {name: kept for name in FILTERS if (kept := given.get(name, "").replace("\0", "").strip()[:80])}


def wanted(query: Mapping[str, str], states: tuple[str, ...] = (), sort: str = "-submitted") -> Wanted:
    """The list an address asks for; what makes no sense is left out."""
    order = query.get("sort", sort)
    back = "before" in query
    known = order.lstrip("-") in SORTS
    chosen = query.get("state", "")
    return Wanted(
        states=(chosen,) if chosen in list(State) else states,
        category=query.get("category", ""),
        genre=query.get("genre", ""),
        urgency=query.get("urgency", ""),
        unit=optional_uuid(query.get("unit", "")),
        since=day(query.get("since", "")),
        until=day(query.get("until", ""), days=1),
        late_at=clock.now() if query.get("late") else None,
        text=query.get("q", ""),
        sort=order.lstrip("-") if known else sort.lstrip("-"),
        ascending=not (order if known else sort).startswith("-"),
        beyond=key_of(query.get("before") or query.get("after", "")),
        backwards=back,
    )


def day(text: str, *, days: int = 0) -> datetime | None:
    """The midnight a typed day begins with, so many days later; None when it is no day."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), LOCAL) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None


def token(key: Key | None) -> str | None:
    """A key for the address."""
    return f"{(key[0] - EPOCH) // timedelta(microseconds=1)}.{key[1].hex}" if key else None


def key_of(text: str) -> Key | None:
    """The reverse of token()."""
    micros, _, name = text.partition(".")
    found = optional_uuid(name)
    return (EPOCH + timedelta(microseconds=int(micros)), found) if found and micros.isdecimal() else None


def optional_uuid(text: str) -> UUID | None:
    """An identifier as it came; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
