"""The acts that are cut, each on a start that the product itself has reached.

- `prepare` runs once in the test's process, as the people of the office; it tells the forks what they need.
- `act` is one request: everything it does must be there afterwards, or nothing.
- An act with `whole` = False is a series of transactions of its own (carrying out promised work): it may stop half way, and
  must be right once it was carried on.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from bulletins.commands import releasing, typesetting
from kernel import outbox
from kernel.actor import Actor, Call
from kernel.db import Done
from marking.cleared import Cleared, clear
from submissions.commands import writing
from tests.crash import ledger
from tests.simulators.office import DETAILS, EDITOR, OFFICER, Office, drained

Facts = dict[str, str]
ANYBODY = Actor(UUID(int=7), UUID(int=8))


@dataclass(frozen=True, slots=True)
class Scenario:
    prepare: Callable[[Office], Awaitable[Facts]]
    act: Callable[[Office, Facts, str], Awaitable[str]]
    whole: bool = True


def _kept(at: Done) -> Facts:
    return {"id": str(at.id), "version": str(at.version)}


def _at(facts: Facts) -> Done:
    return Done(UUID(facts["id"]), int(facts["version"]))


async def _nothing(_office: Office) -> Facts:
    return {}


async def _deposit(_office: Office, _facts: Facts, key: str) -> str:
    return repr(await ledger.deposit(Call(ANYBODY, key), "a text"))


@cache
def cleared() -> Cleared:
    """The draft's text and file, past the gate before any fork: reading a file starts a process of its own."""
    words = Office().words
    parts = {"title": words.title, "body": words.body, "source": words.source, "contact": words.contact}
    return clear(parts, words.files)


async def _draft(office: Office, _facts: Facts, key: str) -> str:
    return repr(await writing.create(office.call(OFFICER, key), cleared(), DETAILS))


async def _signed(office: Office) -> Facts:
    return _kept(await office.signed())


async def _submit(office: Office, facts: Facts, key: str) -> str:
    return repr(await office.act(_at(facts), OFFICER, "submit", key))


async def _approved(office: Office) -> Facts:
    return _kept(await office.approved_issue())


async def _typeset(office: Office, facts: Facts, key: str) -> str:
    at = _at(facts)
    return repr(await typesetting.typeset(office.call(EDITOR, key), at.id, at.version))


async def _proofread(office: Office) -> Facts:
    return _kept(await office.ready_issue())


async def _release(office: Office, facts: Facts, key: str) -> str:
    at = _at(facts)
    return repr(await releasing.release(office.call(EDITOR, key), at.id, at.version))


async def _promised(office: Office) -> Facts:
    office.leaders_only = True
    at = await office.ready_issue()
    await drained()
    await releasing.release(office.call(EDITOR), at.id, at.version)
    return {}


async def _deliver(_office: Office, _facts: Facts, _key: str) -> str:
    return str(await outbox.drain())


ALL = {
    "everything of the base": Scenario(_nothing, _deposit),
    "a draft with an attachment": Scenario(_nothing, _draft),
    "a submission leaves its unit": Scenario(_signed, _submit),
    "an issue is typeset": Scenario(_approved, _typeset),
    "an issue is released": Scenario(_proofread, _release),
    "promised work is carried out": Scenario(_promised, _deliver, whole=False),
}
