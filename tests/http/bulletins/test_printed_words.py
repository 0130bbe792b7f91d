"""What stands on the pages is what the gate has seen and the approver has signed, word for word."""

import asyncio
import re
from dataclasses import replace
from uuid import uuid4

import pytest

from bulletins.commands import approving
from bulletins.queries import issues as queries
from bulletins.rules import content
from bulletins.store import copies
from kernel import db
from marking.scan import scan
from marking.verdict import Decision
from tests.http.bulletins.conftest import Site, version_of
from tests.simulators.office import BODY, DIRECTOR, EDITOR, OFFICER
from typeset import extract
from typeset.errors import PressBusy
from typeset.surround import phrases
from typeset.turns import MOST, turn

pytestmark = pytest.mark.thorough
# Far apart in what is stored, beside each other on the page: the blank is an entity that nobody sees.
APART = f"{BODY}\n\n机{'&#8203;' * 5000}密★10年"


@pytest.mark.requirement("SUB-07")
async def test_what_reads_as_a_marking_only_on_the_page_is_not_approved(site: Site) -> None:
    assert scan(APART).decision is Decision.ALLOW
    site.office.words = replace(site.office.words, article_body=APART)
    at = await site.issue("in_approval")
    director = await site.as_(DIRECTOR)
    url, version = f"/issues/{at.id}/approve", await version_of("issue", at.id)
    for key in ("one", "two"):
        answer = await director.post(url, version=str(version), _key=key)
        assert answer.status_code == 422
    row = (await db.fetch("SELECT state, number, layout FROM issue WHERE id = $1", at.id))[0]
    assert (row["state"], row["number"], row["layout"]) == ("in_approval", None, None)
    assert len(await db.fetch("SELECT 1 FROM gate_refusal")) == 2
    assert not await db.fetch("SELECT 1 FROM counter WHERE series LIKE 'issue:%'")


@pytest.mark.requirement("ED-07")
async def test_the_pages_are_those_that_were_approved_whoever_is_renamed(site: Site) -> None:
    at = await site.issue("approved")
    editor = await site.as_(EDITOR)
    issue = await queries.record(site.office.actors[EDITOR], at.id)
    assert issue.layout
    signed = (await copies.layout(issue.layout)).text
    unit = site.office.actors[OFFICER].unit
    name = (await db.fetch("SELECT name FROM unit WHERE id = $1", unit))[0]["name"]
    assert name in signed
    await db.fetch("UPDATE unit SET name = '另一个名字' WHERE id = $1", unit)
    try:
        shown = (await editor.get(f"/issues/{at.id}/export/html")).text
        assert (await editor.post(f"/issues/{at.id}/typeset", version=str(at.version))).status_code == 303
    finally:
        await db.fetch("UPDATE unit SET name = $2 WHERE id = $1", unit, name)
    printed = extract.drawn(extract.text_of((await editor.get(f"/issues/{at.id}/pdf")).content))
    assert printed == extract.drawn(signed)
    assert name in shown
    assert "另一个名字" not in shown


@pytest.mark.requirement("ED-07")
async def test_every_word_of_the_pages_was_before_the_gate(site: Site) -> None:
    at = await site.issue("approved")
    call = site.office.call(DIRECTOR)
    issue = await queries.record(call.actor, at.id)
    seen = content.parts(issue) | await approving._names(call.actor, issue)
    assert issue.layout
    layout = await copies.layout(issue.layout)
    words = extract.drawn(layout.text)
    for text in sorted({extract.drawn(line) for part in seen.values() for line in part.split("\n")}, key=len)[::-1]:
        words = words.replace(text, "|") if text else words
    fixed = {extract.drawn(one) for one in re.split(r"\{\w+\}", "|".join(_strings(phrases())).replace("|", "{x}"))}
    for text in sorted(fixed, key=len)[::-1]:
        words = words.replace(text, "") if text else words
    assert not re.sub(r"[0-9a-f|]", "", words), "neither typed, nor fixed, nor a number or digest"


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _strings(one)]
    return [text for one in value for text in _strings(one)] if isinstance(value, list) else [str(value)]


@pytest.mark.requirement("SEC-06")
async def test_one_person_does_not_fill_the_press(site: Site) -> None:
    me, other = uuid4(), uuid4()
    order: list[str] = []

    async def ask(who: str, person: object, until: asyncio.Event) -> None:
        async with turn(person):  # type: ignore[arg-type]
            order.append(who)
            await until.wait()

    free = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(MOST):
            tasks.create_task(ask("me", me, free))
        await asyncio.sleep(0)
        with pytest.raises(PressBusy):
            async with turn(me):
                pass
        tasks.create_task(ask("other", other, free))
        await asyncio.sleep(0.01)
        assert order == ["me", "other"]
        free.set()
    assert order.count("me") == MOST
    async with turn(me):
        pass
