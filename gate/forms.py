"""What the rules' form says: which edits stay, and one more.

- The page shows every edit in force with a tick; what is not ticked falls away. Edits travel by their place in the rule
  set the page was made from.
- The id of a phrase is the number of the rule set it came with: it never means another phrase later on.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from kernel.errors import Invalid
from kernel.web import Form
from marking.rulebook import OWN, Change, Edit, Where
from marking.verdict import Decision

AnyChoice = TypeVar("AnyChoice", bound=StrEnum)
FIELDS = ("change", "rule", "words", "where", "verdict")


def edits(form: Form, before: Sequence[Edit], seen: int) -> list[Edit]:
    """The rule set the form asks for. Raises Invalid naming the field."""
    kept = set(form.all("keep"))
    wanted = [edit for number, edit in enumerate(before) if str(number) in kept]
    return [*wanted, _added(form, seen)] if form.text("change") else wanted


def typed(form: Form) -> dict[str, str]:
    """The new edit as it was typed."""
    return {name: form.text(name) for name in FIELDS}


def _added(form: Form, seen: int) -> Edit:
    change = _chosen(form, "change", Change)
    phrase = change is Change.PHRASE
    return Edit(
        change=change,
        rule=f"{OWN}{seen + 1}" if phrase else form.text("rule"),
        words=form.text("words") if phrase or change in (Change.EXCUSE_BEFORE, Change.EXCUSE_AFTER) else "",
        where=_chosen(form, "where", Where) if phrase else Where.ANYWHERE,
        verdict=_chosen(form, "verdict", Decision) if phrase or change is Change.VERDICT else Decision.REFUSE,
    )


def _chosen(form: Form, name: str, of: type[AnyChoice]) -> AnyChoice:
    try:
        return of(form.text(name))
    except ValueError:
        raise Invalid(fields={name: "choose_one"}) from None
