"""Each page x role x where the person sits equals the rights table (SEC-03).

- pages.toml is written by hand from the requirements; which role holds which right is identity.rights.TABLE.
- A page that has no row fails, and so does a row that has no page: nobody adds a page without saying who opens it.
- A hole planted in the product is found by the same questions.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers import HTTPRouteHandler

from identity import rights as rights_table
from identity.rights import Role
from kernel.actor import Actor
from kernel.errors import Forbidden, SignedOut
from submissions.queries import debts, phone
from tests.http.rights.conftest import STRANGER, Site
from tests.http.rights.town import PEOPLE, SECONDS, Person

pytestmark = pytest.mark.thorough
ROWS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("pages.toml").read_text(encoding="utf-8"))
NOBODY, OTHERS = "nobody", ("sibling", "parent", "other")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table. `path`: as the application knows it; a page may have several rows, for several records."""

    name: str
    path: str
    rights: tuple[str, ...]
    record: str
    sees: tuple[str, ...]
    asks: str
    answers: int
    leads: tuple[str, ...]
    sent_on: int
    hidden: int

    def expected(self, person: Person | None) -> int:
        """The status this person (None: a stranger) gets."""
        if not self.rights:
            return self.sent_on if person else self.answers
        if person is None:
            return 401 if self.path.startswith("/api/") else 303
        if not person.may(self.rights):
            return 403
        if self.leads and person.may(self.leads):
            return 303
        if not self._exists(person):
            return self.hidden
        return self.sent_on if person.seat == "own" else self.answers

    def _exists(self, person: Person) -> bool:
        if not self.record:
            return True
        for each in self.sees:
            seat, _, right = each.partition(".") if each.startswith("office.") else (each, "", "")
            if person.login == seat or (person.seat == seat and (not right or person.may((right,)))):
                return True
        return False


def row(name: str, given: dict[str, Any]) -> Row:
    answers = given.get("answers", 200)
    return Row(
        name, given.get("same", name), tuple(given.get("rights", ())), given.get("record", ""),
        tuple(given.get("sees", ())), given.get("asks", ""), answers, tuple(given.get("leads", ())), given.get("sent_on", answers),
        given.get("hidden", 404),
    )  # fmt: skip


TABLE_OF_PAGES = tuple(row(name, given) for name, given in ROWS.items())


def pages(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if "GET" in handler.http_methods:
                yield route.path, handler


async def ask(site: Site, one: Row, login: str) -> httpx.Response:
    values = site.town.records.get(one.record, {})
    path = one.path
    for part in path.split("/"):
        if part.startswith("{"):
            path = path.replace(part, values[part.strip("{}").partition(":")[0]])
    asked = f"?{one.asks.format(**values)}" if one.asks else ""
    return await site.browsers[login].get(path + asked, headers=site.town.headers.get(one.record))


async def differing(site: Site, rows: Iterable[Row], people: Iterable[Person | None]) -> list[str]:
    """Where an answer is not the table's."""
    everybody = list(people)
    found = []
    for one in rows:
        for person in asking(one, everybody):
            answer = await ask(site, one, person.login if person else STRANGER)
            status, expected = answer.status_code, one.expected(person)
            away = answer.headers.get("location", "")
            wrong_way = expected == 303 and person is None and not away.startswith("/sign-in")
            if status != expected or wrong_way:
                who = f"{person.login} ({person.role}, {person.seat})" if person else STRANGER or NOBODY
                found.append(f"{one.name} [{one.record}] {who}: {status} {away}, table {expected}")
    return found


def asking(one: Row, people: list[Person | None]) -> list[Person | None]:
    """Who asks: where somebody sits makes no difference to a page about no record, nor who they are to most."""
    if not one.record:
        return list({person.role if person else STRANGER: person for person in people}.values())
    named = any(person.login in one.sees for person in PEOPLE)
    return [person for person in people if named or person is None or person.login not in SECONDS]


@pytest.mark.requirement("SEC-03")
def test_every_page_has_its_row(site: Site) -> None:
    there = {path for path, _ in pages(site.app)}
    assert there - {one.path for one in TABLE_OF_PAGES} == set(), "pages without a row"
    assert {one.path for one in TABLE_OF_PAGES} - there == set(), "rows without a page"
    assert set(Role) == {person.role for person in PEOPLE}
    outside = {(person.role, person.seat) for person in PEOPLE if person.seat != "office"}
    assert outside == {(role, seat) for role in rights_table.OUTSIDE for seat in ("own", *OTHERS)}


@pytest.mark.requirement("SEC-03")
async def test_each_page_and_role_and_seat_equals_the_table(site: Site) -> None:
    wrong = await differing(site, TABLE_OF_PAGES, (None, *PEOPLE))
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong)


@pytest.mark.requirement("SEC-03")
async def test_guards_are_the_tables_rights(site: Site) -> None:
    """The guard alone, for every role: what a handler asks later is not all that stands before a page."""
    guarded = dict(pages(site.app))
    wrong = []
    for one in TABLE_OF_PAGES:
        for person in PEOPLE if one.rights else ():
            there, wanted = await passes(guarded[one.path], site.town.actors[person.login]), person.may(one.rights)
            wrong += [f"{one.path} {person.role}: {there}, table {wanted}"] if there != wanted else []
        assert await passes(guarded[one.path], None) is not bool(one.rights), one.path
    assert not wrong, "\n".join(wrong)


async def passes(handler: HTTPRouteHandler, user: Actor | None) -> bool:
    scope: Any = {"type": "http", "user": user}
    connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
    try:
        for guard in handler.resolve_guards():
            said: Any = guard(connection, handler)
            await said
    except (Forbidden, SignedOut):
        return False
    return True


def rows_of(*paths: str) -> list[Row]:
    return [one for one in TABLE_OF_PAGES if one.path in paths]


@pytest.mark.requirement("SEC-03")
async def test_planted_holes_are_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same questions, with a check taken out of the product: each is found, and where it is."""
    debt, call = "/debts/{id:uuid}", "/phone/{id:uuid}"
    assert not await differing(site, rows_of(debt, call), PEOPLE)
    with monkeypatch.context() as planted:
        planted.setattr(debts, "visible", lambda *_: True)
        found = await differing(site, rows_of(debt, call), PEOPLE)
        assert {each.split()[0] for each in found} == {debt}
        assert sum(": 200" in each for each in found) == len([one for one in PEOPLE if one.seat in OTHERS])
    with monkeypatch.context() as planted:
        planted.setattr(phone, "phone_visible", lambda *_: False)
        found = await differing(site, rows_of(debt, call), PEOPLE)
        assert {each.split()[0] for each in found} == {call}, "too little is found as well"
    handler = dict(pages(site.app))["/catalogue/import"]
    with monkeypatch.context() as planted:
        planted.setattr(handler, "_resolved_guards", [])
        found = await differing(site, rows_of("/catalogue/import"), PEOPLE)
        assert any("liaison" in each and ": 200" in each for each in found), "a guard that is gone"
