"""Forms of this package as values. Every parser raises Invalid naming the field.

- Lengths are looked at here, before the gate works on anything.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar
from uuid import UUID

from bulletins.commands.articles import LONGEST_BODY, LONGEST_TITLE
from bulletins.rules.instructions import LONGEST as LONGEST_WORDS
from bulletins.rules.kinds import Cadence, Channel, Genre, Kind, Limit, Numbering, Reader
from kernel import clock
from kernel.errors import Invalid
from kernel.ids import new_id
from kernel.web import Form
from kernel.workflow import Labelled
from scores.commands.rulesets import Points, Sharing, Sort

L = TypeVar("L", bound=Labelled)
MOST_POINTS = Decimal(1000)
MOST_CHARACTERS = 100_000
LIMITS = {"title": LONGEST_TITLE, "body": LONGEST_BODY, "text": LONGEST_WORDS, "note": 5_000, "face": 2_000}
CODE = re.compile(r"[a-z][a-z0-9_]{1,30}")


def texts(form: Form, *names: str) -> dict[str, str]:
    """What was written, for the gate."""
    text = {name: form.text(name) for name in names}
    for name, words in text.items():
        if len(words) > LIMITS[name]:
            raise Invalid(fields={name: "too_long"}, limit=LIMITS[name])
    return text


def sent_back(form: Form) -> dict[str, str]:
    """Why, to which step and with which articles something is sent back; nothing where none of it was asked."""
    said = {name: form.text(name)[:40] for name in ("code", "to")}
    said |= {"articles": " ".join(str(id) for id in ids(form, "articles"))}
    return {name: words for name, words in said.items() if words}


def ids(form: Form, name: str) -> list[UUID]:
    """Every id of a repeated field."""
    try:
        return [UUID(value) for value in form.all(name)]
    except ValueError:
        raise Invalid(fields={name: "not_a_choice"}) from None


def day_of(text: str) -> date | None:
    """A day as an address names it; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def target(form: Form) -> tuple[UUID, Genre]:
    """What an article is for: "kind:genre"."""
    kind, _, genre = form.text("target").partition(":")
    try:
        return UUID(kind), Genre(genre)
    except ValueError:
        raise Invalid(fields={"target": "not_a_choice" if kind else "required"}) from None


def readers(form: Form) -> list[Reader]:
    """A distribution list: values "unit:…" and "person:…"."""
    found = []
    for value in form.all("readers"):
        sort, _, key = value.partition(":")
        try:
            id = UUID(key)
        except ValueError:
            raise Invalid(fields={"readers": "not_a_choice"}) from None
        found.append(Reader(unit=id) if sort == "unit" else Reader(person=id))
    return found


def order(form: Form) -> list[UUID]:
    """Articles by the place typed beside each; equal places keep their order."""
    listed = list(dict.fromkeys(ids(form, "article")))
    places: dict[UUID, int] = {}
    for id in listed:
        try:
            places[id] = int(form.text(f"place-{id}") or 0)
        except ValueError:
            raise Invalid(fields={"article": "not_a_number"}) from None
    return sorted(listed, key=lambda article: places[article])


def kind(form: Form, before: Kind | None = None) -> Kind:
    """An edition of a kind: words, rhythm, way, look, numbering, limits, and the day it begins."""
    cadence = _choice(Cadence, form.text("cadence") or Cadence.ANY, "cadence")
    code = before.code if before else form.text("code")
    if not CODE.fullmatch(code):
        raise Invalid(fields={"code": "kind_code"})
    return Kind(
        id=before.id if before else new_id(), version=form.int("version") if before else 1, code=code,
        name=form.text("name"), masthead=form.text("masthead"), audience=form.text("audience"), cadence=cadence,
        office=form.text("office"), active=form.text("active") == "1" if before else True, limits=_limits(form),
        since=form.given_day("since") if before else clock.local(clock.now()).date(),
        channels=tuple(_choice(Channel, value, "channels") for value in form.all("channels")), look=form.text("look"),
        numbering=_choice(Numbering, form.text("numbering"), "numbering"),
    )  # fmt: skip


def _choice(choices: type[L], value: str, name: str) -> L:
    try:
        return choices(value)
    except ValueError:
        raise Invalid(fields={name: "not_a_choice"}) from None


def points(form: Form) -> Points:
    """A score rule."""
    try:
        value = Decimal(form.text("points")).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise Invalid(fields={"points": "not_a_number"}) from None
    if not -MOST_POINTS <= value <= MOST_POINTS:
        raise Invalid(fields={"points": "not_a_number"})
    try:
        event, sharing = Sort(form.text("event")), Sharing(form.text("sharing"))
    except ValueError:
        raise Invalid(fields={"event": "not_a_choice"}) from None
    if event not in (Sort.ADOPTED, Sort.INSTRUCTED):
        raise Invalid(fields={"event": "not_a_choice"})
    return Points(event, str(value), sharing, form.given_day("since"))


def _limits(form: Form) -> tuple[Limit, ...]:
    limits = []
    for genre in Genre:
        if form.text(f"takes-{genre}") != "1":
            continue
        least, most = (_characters(form, f"{end}-{genre}") for end in ("least", "most"))
        limits.append(Limit(genre, least, most, form.text(f"strict-{genre}") == "1"))
    return tuple(limits)


def _characters(form: Form, name: str) -> int:
    value = form.text(name)
    if not value.isdecimal() or int(value) > MOST_CHARACTERS:
        raise Invalid(fields={"limits": "not_a_number"})
    return int(value)
