"""What both peers share with the product: its pure functions. SQL, sessions, transactions and HTTP are the peers' own.

- Crypto, templates, the marking gate, the workflow table, rules, the blind index' tokens and the journal's hash are
  imported: the peers do the same work on the same bytes.
- What a peer reads from its ORM comes here as objects with the columns' names, and leaves as what the templates show.
- Lists that the office keeps are read once a request, in one statement: a peer is written as well as its stack allows.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from jinja2 import Environment

from app import frame, templating
from app.runtime import open_device
from app.settings import read
from crypto.devices.base import Wrapped
from identity import forms as identity_forms
from identity import rules as identity_rules
from identity.commands import signin
from identity.rights import Right, actor_with
from identity.workflow.register import UnitKind
from kernel import blindindex, clock, vault, worktime
from kernel.actor import Actor
from kernel.terms import pauses
from kernel.vault import Box
from kernel.work import Clock
from submissions.forms import submissions as submission_forms
from submissions.rules.records import Choice, Item, Lists, Scope
from submissions.rules.views import Line
from submissions.workflow.submission import WORKFLOW, State, visible

Row = Any  # an object of the peer's ORM
TREE = (
    "WITH RECURSIVE tree AS (SELECT u.id, u.name, ARRAY[lpad(u.place::text, 6, '0') || u.name] AS path FROM unit u"
    " WHERE u.parent IS NULL AND u.state = 'open' UNION ALL SELECT u.id, u.name, t.path || (lpad(u.place::text, 6, '0')"
    " || u.name) FROM unit u JOIN tree t ON u.parent = t.id WHERE u.state = 'open')"
    ' SELECT id, name FROM tree ORDER BY path COLLATE "C"'
)
MOST_WAITING = 1000
MOST_UNREAD = 100


class Refused(Exception):
    """Signed out, forbidden or forged: the peers answer 403 and the measurement stops."""


def rows_a_page() -> int:
    """As many as our own list shows."""
    return int(os.environ["BENCH_ROWS"])


def few() -> int:
    """Up to how many rows of a search term are named, as in our own search."""
    return int(os.environ["BENCH_FEW"])


def dsn() -> str:
    """The database all three use, as the service role."""
    return os.environ["BENCH_DSN"]


def prepare() -> Environment:
    """Device, calendar and templates, once a process."""
    vault.install(open_device(read()))
    worktime.install(worktime.Calendar())
    return templating.environment()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, and the token of their forms."""

    actor: Actor
    token: str


def cookie_digest(cookies: Mapping[str, str]) -> tuple[str, bytes]:
    """The session of a request and the key of its row."""
    session = cookies.get(identity_forms.cookie_name(), "")
    return session, signin.digest(session)


def viewer(session: str, row: Row) -> Viewer:
    """The product's checks of a session; `row` joins session (`holder`: its account), account and unit. Raises Refused."""
    now = clock.now()
    if (
        row is None
        or row.state not in signin.USABLE
        or now >= row.ends
        or now - row.last_seen >= identity_rules.policy().idle
    ):
        raise Refused
    office = row.kind == UnitKind.GENERAL_OFFICE
    return Viewer(
        actor_with(row.holder, row.unit, row.roles, office=office, terminal="127.0.0.1"), signin.token(session)
    )


def stale(row: Row) -> bool:
    """Whether `last_seen` has to be moved."""
    return bool(clock.now() - row.last_seen >= timedelta(seconds=signin.TOUCH_AFTER))


def scope(actor: Actor) -> Scope:
    """What the viewer may see."""
    own = actor.unit if actor.may(Right.SUBMISSION_READ_OWN) else None
    return Scope(own, actor.office and actor.may(Right.SUBMISSION_READ))


def boxes(rows: Iterable[Row]) -> dict[UUID, Box]:
    """Opened data keys."""
    device = vault.device()
    return {
        row.owner: Box(row.owner, row.kind, wrapped, device.unwrap(wrapped))
        for row in rows
        for wrapped in (Wrapped(row.kek, bytes(row.wrapped)),)
    }


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a page: my name and unit, unread notices, the newest first."""

    name: str
    unit: str
    unread: Sequence[UUID]


def around(viewer: Viewer, path: str, of: Surroundings) -> dict[str, Any]:
    """The frame's variables."""
    return {
        "flash": [], "csrf": viewer.token, "large": False, "path": path, "watched": False, "drill": False,
        "me": {
            "name": of.name, "unit": of.unit, "notices": len(of.unread), "newest": str(of.unread[0]) if of.unread else "",
            "presses": viewer.actor.may(Right.NOTICE_PRESS),
        },
        "nav": frame.nav(viewer.actor, path),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The office's lists: every label by kind and code, and the choices of today."""

    labels: Mapping[str, Mapping[str, str]]
    lists: Lists


def words(rows: Sequence[Row]) -> Words:
    """From all rows of submission_choice, by valid_from."""
    labels: dict[str, dict[str, str]] = {}
    today = clock.local(clock.now()).date()
    for row in rows:
        labels.setdefault(row.kind, {})[row.code] = row.label
    held = sorted(
        (r for r in rows if r.valid_from <= today and (r.valid_until is None or r.valid_until > today)),
        key=lambda r: (r.place, r.code),
    )

    def choices(kind: str) -> tuple[Choice, ...]:
        return tuple(Choice(r.code, r.label, r.help_label, r.least, r.most) for r in held if r.kind == kind)

    return Words(labels, Lists(*(choices(kind) for kind in ("category", "urgency", "genre", "return_code")), (), ()))


def running_clocks(rows: Iterable[Row]) -> dict[tuple[UUID, str], Clock]:
    """Clocks that run, by submission and step."""
    return {
        (row.submission, row.step): Clock(
            row.start, row.due, pauses=pauses(row.start, row.due) if row.calendar else (),
            provisional=row.provisional, rule=row.rule_label,
        )
        for row in rows
        if row.settled is None
    }  # fmt: skip


def line(row: Row, box: Box, unit_name: str, known: Words, clocks: Mapping[tuple[UUID, str], Clock]) -> Line:
    """A row of a list, its title opened."""
    state = State(row.state)
    return Line(
        id=row.id, version=row.version, title=box.open("title", bytes(row.title_sealed)), state=state,
        number=row.number or "", unit=row.unit, unit_name=unit_name, category=known.labels["category"][row.category],
        urgency=known.labels["urgency"][row.urgency], genre=known.labels["genre"][row.genre], urgency_code=row.urgency,
        chars=row.chars, since=row.moved, saved=row.saved, sent=row.submitted,
        clock=clocks.get((row.id, "screen" if state is State.SUBMITTED else "report")), key=(row.submitted or row.created, row.id),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list before it is drawn."""

    lines: Sequence[Line]
    more: bool
    after: str
    units: Sequence[tuple[UUID, str]]
    known: Words
    waiting: int


def list_context(actor: Actor, page: Page) -> dict[str, Any]:
    """What the template of the list wants."""
    lists = page.known.lists
    # The clock of the desk is the desk's: a unit is shown those of its own steps only.
    desk = {State.SUBMITTED} if not actor.office else set()
    return {
        "query": {"after": page.after} if page.after else {},
        "lines": [replace(line, clock=None) if line.state in desk else line for line in page.lines],
        "prev": submission_forms.token(page.lines[0].key) if page.after and page.lines else None,
        "next": submission_forms.token(page.lines[-1].key) if page.more else None,
        "states": [(state.value, state.label) for state in State],
        "choices": {
            "categories": [(c.code, c.label) for c in lists.categories],
            "urgencies": [(c.code, c.label) for c in lists.urgencies],
            "genres": [(c.code, c.label) for c in lists.genres], "levels": [],
        },
        "units": [(str(id), name) for id, name in page.units] if actor.office else [], "office": actor.office,
        "may_write": actor.may(Right.SUBMISSION_WRITE), "may_enter": actor.may(Right.ENTRY_WRITE),
        "may_export": actor.may(Right.SUBMISSION_EXPORT), "list_page": "submissions", "known": "",
        "kept": [],  # nobody in the bench has kept a view
        "waiting": page.waiting,
    }  # fmt: skip


def api_row(of: Line) -> dict[str, Any]:
    """A row of the JSON list."""
    return {
        "id": of.id, "version": of.version, "number": of.number, "title": of.title, "state": str(of.state),
        "unit": of.unit, "unit_name": of.unit_name, "chars": of.chars, "submitted": of.sent,
        "due": of.clock.due if of.clock else None,
    }  # fmt: skip


def item(row: Row) -> Item:
    """The record as the workflow sees it."""
    return Item(
        row.id, row.unit, row.author, row.state, row.version, row.chars, bytes(row.digest), bytes(row.signed_digest or b""),
        row.number or "",
    )  # fmt: skip


def whole(actor: Actor, row: Row, box: Box, of: Line) -> dict[str, Any]:
    """The JSON of one submission. Raises Refused when it does not exist for the viewer."""
    seen = item(row)
    if not visible(seen, actor):
        raise Refused
    opened = {name: box.open(name, bytes(getattr(row, f"{name}_sealed"))) for name in ("body", "source", "contact")}
    return {
        "row": api_row(of), **opened, "category": row.category, "urgency": row.urgency, "genre": row.genre,
        "learned": row.learned, "release": None, "late_seconds": None,
        "actions": [offer.action for offer in WORKFLOW.offered(seen, actor) if offer.enabled],
    }  # fmt: skip


def holds(query: str, row: Row, box: Box) -> bool:
    """The check of a candidate in clear."""
    title, body = box.open("title", bytes(row.title_sealed)), box.open("body", bytes(row.body_sealed))
    return blindindex.matches(query, title, body)
