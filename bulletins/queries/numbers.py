"""The register of numbers: every number of a kind and year, what became of it, and why where it was made void (PUB-12).

- The register counts up to where the series stands: a number nothing is known of is shown as such, never left out.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bulletins.rules.kinds import Kind
from bulletins.store import endings
from bulletins.store import kinds as kind_rows
from bulletins.store import numbers as store
from bulletins.workflow.issue import IssueState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One number. `issue` None: nobody knows what it was given to."""

    number: int
    total: int | None = None
    issue: UUID | None = None
    state: str = ""
    label: str = ""
    by: str = ""
    at: datetime | None = None
    released: datetime | None = None
    reason: str = ""
    ended_by: str = ""
    ended_at: datetime | None = None

    @property
    def void(self) -> bool:
        """Whether the number was given and will never be printed."""
        return self.state == IssueState.VOIDED


@dataclass(frozen=True, slots=True)
class Register:
    """A series. `lines`: the highest number first."""

    kind: Kind
    year: int
    years: tuple[int, ...]
    lines: tuple[NumberLine, ...]

    @property
    def unexplained(self) -> tuple[int, ...]:
        """Numbers nothing is known of: there must be none."""
        return tuple(line.number for line in self.lines if line.issue is None)

    @property
    def voids(self) -> int:
        """How many are void."""
        return sum(line.void for line in self.lines)


async def register(viewer: Actor, kind: UUID | None, year: int | None) -> Register:
    """The series of a kind (the first one) and year (the newest). Raises NotFound."""
    demand(viewer, Right.ISSUE_READ)
    chosen = await kind_rows.kind(kind) if kind else (await kind_rows.kinds())[0]
    years = await store.years(chosen.id) or (_this_year(),)
    wanted = year if year in years else years[0]
    rows = {row["number"]: row for row in await store.given(chosen.id, wanted)}
    ends = {end.issue: end for end in await endings.of(row["id"] for row in rows.values()) if end.operation == "void"}
    people = {row["approved_by"] for row in rows.values() if row["approved_by"]}
    names = await identity.names(viewer, people | {end.by for end in ends.values()})
    lines = []
    for number in range(max(await store.last(chosen.id, wanted), max(rows, default=0)), 0, -1):
        row = rows.get(number)
        if row is None:
            lines.append(NumberLine(number))
            continue
        end = ends.get(row["id"])
        lines.append(
            NumberLine(
                number, row["total"], row["id"], row["state"], IssueState(row["state"]).label,
                names.get(row["approved_by"], ""), row["approved_at"], row["released_at"], end.label if end else "",
                names.get(end.by, "") if end else "", end.at if end else None,
            )
        )  # fmt: skip
    return Register(chosen, wanted, years, tuple(lines))


def _this_year() -> int:
    today: date = kind_rows.today()
    return today.year
