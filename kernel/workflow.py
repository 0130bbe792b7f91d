"""The workflow engine: one table of transitions per record.

- A Workflow holds every move its record can make; two rows with one (state, action) are refused at import.
- A row says who may (a right, and `only` guards about the person), when (`when` guards about the record), what must be
  said with it (`asks`), and what follows (`then`: outbox topics).
- Buttons, the flow line, docs/flow.md, database CHECKs and tests are all read from the table; nothing repeats it.
- A stale or impossible step is refused, never ignored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, Self

from kernel.actor import Actor
from kernel.errors import Forbidden, NeedsNote, NotAllowedNow, NotFound


class Labelled(StrEnum):
    """An enum whose members carry the Chinese label users see: NAME = "value", "label"."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Item(Protocol):
    """What the engine needs of a record; guards read more."""

    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition and the sentence shown when it does not hold."""

    code: str
    label: str
    check: Callable[[Any, Actor], bool]


@dataclass(frozen=True, slots=True)
class Ask:
    """What the actor must (or may) say with an action. `options`: name of the choice list the page supplies.

    `when`: asked only while this holds of the record and the actor.
    """

    name: str
    label: str
    kind: str = "note"  # note | text | choice | moment | number | check
    required: bool = True
    options: str = ""
    when: Callable[[Any, Actor], bool] | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: from any of `sources` to `target` by those who hold `right`."""

    action: str
    sources: frozenset[Any]
    target: Any
    right: str
    label: str
    only: tuple[Guard, ...] = ()
    when: tuple[Guard, ...] = ()
    asks: tuple[Ask, ...] = ()
    tone: str = "plain"  # primary | plain | danger
    then: tuple[str, ...] = ()
    shown: bool = True  # False: moved by other commands, never a button of its own


@dataclass(frozen=True, slots=True)
class Offer:
    """One button: enabled, or disabled with the reason."""

    action: str
    label: str
    tone: str
    enabled: bool
    reason: str = ""
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One dot of the flow line. status: done | now | todo | side."""

    state: str
    label: str
    status: str


class TableError(Exception):
    """The table of transitions contradicts itself. Raised at import."""


@dataclass(frozen=True)
class Workflow:
    """The table of one record. `line`: the states of the ordinary way, in order, for the flow line.

    `prior`: states before the line, in order, in which a record may begin as well.
    """

    record: str
    label: str
    states: type[Labelled]
    initial: Any
    line: tuple[Any, ...]
    transitions: tuple[Transition, ...]
    prior: tuple[Any, ...] = ()
    _rows: dict[tuple[str, str], Transition] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for row in self.transitions:
            for source in row.sources:
                if (source, row.action) in self._rows:
                    message = f"{self.record}: two rows for {source}/{row.action}"
                    raise TableError(message)
                self._rows[source, row.action] = row
        reachable = {self.initial, *self.prior} | {row.target for row in self.transitions}
        if lost := set(self.states) - reachable:
            message = f"{self.record}: no row leads to {sorted(lost)}"
            raise TableError(message)

    def require(self, item: Item, action: str, actor: Actor, asked: Mapping[str, str] | None = None) -> Transition:
        """The row for this step, or why not: NotFound, NotAllowedNow, Forbidden, NeedsNote."""
        row = self._rows.get((item.state, action))
        if row is None:
            if action not in self.actions():
                raise NotFound(action=action)
            raise NotAllowedNow(action=self.label_of(action), state=self.states(item.state).label, reason="")
        if not permitted(row, item, actor):
            raise Forbidden(action=row.label)
        for guard in row.when:
            if not guard.check(item, actor):
                raise NotAllowedNow(action=row.label, state=self.states(item.state).label, reason=guard.label)
        wanted = [ask.name for ask in asks_of(row, item, actor) if ask.required]
        missing = {name: "required" for name in wanted if not (asked or {}).get(name, "").strip()}
        if missing:
            raise NeedsNote(fields=missing, action=row.label)
        return row

    def offered(self, item: Item, actor: Actor) -> list[Offer]:
        """Buttons for this actor, in table order; a row whose `when` guard refuses is disabled with its reason."""
        offers = []
        for row in self.transitions:
            if not row.shown or item.state not in row.sources or not permitted(row, item, actor):
                continue
            reason = next((guard.label for guard in row.when if not guard.check(item, actor)), "")
            offers.append(Offer(row.action, row.label, row.tone, not reason, reason, asks_of(row, item, actor)))
        return offers

    def steps(self, state: str) -> list[Step]:
        """The flow line with `state` marked: from there on while it lies before the line, a side state after it."""
        ahead = self.prior[self.prior.index(state) :] if state in self.prior else ()
        line = (*ahead, *self.line)
        if state not in line:
            return [*(Step(s, s.label, "todo") for s in line), Step(state, self.states(state).label, "side")]
        here = line.index(state)
        return [Step(s, s.label, "done" if i < here else "now" if i == here else "todo") for i, s in enumerate(line)]

    def actions(self) -> frozenset[str]:
        """Every action name of the table."""
        return frozenset(row.action for row in self.transitions)

    def label_of(self, action: str) -> str:
        """The Chinese label of an action."""
        return next((row.label for row in self.transitions if row.action == action), action)

    def check_sql(self, column: str = "state") -> str:
        """The CHECK that keeps the column to this record's states."""
        listed = ", ".join(f"'{state.value}'" for state in self.states)
        return f"{column} IN ({listed})"


def permitted(row: Transition, item: Item, actor: Actor) -> bool:
    """Whether this person may ever take the row on this item (right and `only` guards)."""
    return actor.may(row.right) and all(guard.check(item, actor) for guard in row.only)


def asks_of(row: Transition, item: Item, actor: Actor) -> tuple[Ask, ...]:
    """What is asked with the row as things stand."""
    return tuple(ask for ask in row.asks if ask.when is None or ask.when(item, actor))


def from_states(*states: Labelled) -> frozenset[Labelled]:
    """The sources of a row."""
    return frozenset(states)
