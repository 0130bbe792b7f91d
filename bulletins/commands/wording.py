"""Writes of the consistency sheet: the office's lists, and a finding that was looked at and is meant so."""

from datetime import date
from uuid import UUID

from bulletins.rules.consistency_sheet import findings
from bulletins.rules.wording import ListSort, WordingList, lines_of, wrong
from bulletins.store import articles as article_rows
from bulletins.store import kinds as kind_rows
from bulletins.store import wording as store
from gate.commands import nothing_held
from identity.rights import Right, demand
from kernel import clock
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared


@command("wording.list")
async def set_list(tx: Tx, sort: ListSort, since: date, said: Cleared) -> Done:
    """A whole list from a day on, today or later. `said`: lines. Raises Invalid."""
    demand(tx.actor, Right.KIND_EDIT)
    nothing_held(said)
    lines = lines_of(said.text("lines"))
    if code := wrong(lines):
        raise Invalid(fields={"lines": code}, limit=80)
    if since < clock.local(tx.now).date():
        raise Invalid(fields={"since": "in_the_past"})
    made = WordingList(new_id(), sort, since, lines, tx.actor.id, tx.now)
    await store.add(tx, made)
    tx.record("wording", made.id, sort, after="\n".join([since.isoformat(), *lines]).encode())
    return Done(made.id)


@command("wording.acknowledge")
async def acknowledge(tx: Tx, article: UUID, version: int, keys: tuple[str, ...]) -> Done:
    """The actor has looked at these findings of a text as it stands, and means it so. Raises StaleVersion, Invalid."""
    demand(tx.actor, Right.ARTICLE_READ)
    found = await article_rows.article(article)
    if found.version != version:
        raise StaleVersion
    told = {finding.key for finding in findings(found.title, found.body, await store.known(kind_rows.today()))}
    if not keys or not set(keys) <= told:
        raise Invalid(fields={"finding": "choose_one"})
    await store.acknowledge(tx, article, keys)
    tx.record("article", article, "acknowledge", source=found.state, target=found.state, after="\n".join(keys).encode())
    return Done(article, version, found.state)
