"""A stored text on its way: what two people have not answered for by the rules of the day goes no further."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from gate import commands as gate
from gate.errors import HoldWaiting
from identity.rights import Role, rights_of
from kernel import db
from kernel.actor import Actor, Call
from kernel.db import Done
from kernel.errors import NotAllowedNow
from kernel.postgres import Cluster
from marking import rulebook
from marking.errors import Held, MarkingFound
from marking.rulebook import Change, Edit, Where
from marking.verdict import Decision
from submissions.commands import moving, writing
from tests.workflow.gate.people import OFFICER, SIGNER, held, rows, saved, states
from tests.workflow.submissions.conftest import DETAILS, TEXT, act

pytestmark = pytest.mark.requirement("SUB-11")
BOTH = replace(OFFICER, rights=rights_of(frozenset({Role.LIAISON, Role.SIGNER})))
KEEPER = replace(OFFICER, rights=rights_of(frozenset({Role.SECURITY_ADMIN})))
QUOTE = "文件上标注“机密★5年”字样"
QUOTING = TEXT | {"body": f"{TEXT['body']}\n{QUOTE}"}
PLAIN = (f"{QUOTE}.txt", "普通内容".encode())
NAMED = TEXT | {"body": f"{TEXT['body']}本次代号青岚。"}


async def detached(at: Done, actor: Actor = OFFICER) -> Done:
    """The draft without its first file."""
    (row, *_) = await db.fetch("SELECT id FROM submission_file WHERE submission = $1 ORDER BY id", at.id)
    return await writing.detach(Call(actor), at.id, at.version, row["id"])


async def phrase(verdict: Decision) -> None:
    """The rules become stricter."""
    await gate.change_rules(Call(KEEPER), 0, [Edit(Change.PHRASE, "own-1", "代号青岚", Where.ANYWHERE, verdict)])


async def test_a_quotation_in_a_name_answers_for_none_in_the_text(runtime: Cluster) -> None:
    at = await held([PLAIN], QUOTING, BOTH)
    assert sorted((row["place"], row["state"]) for row in await rows(at)) == [
        ("body", "declared"), ("file", "declared"),
    ]  # fmt: skip
    at = await act(await detached(at, BOTH), BOTH, "request_sign")
    assert sorted(await states(at)) == ["declared", "lapsed"]
    with pytest.raises(NotAllowedNow):
        await act(at, BOTH, "sign_off", declared="1")
    at = await act(at, SIGNER, "sign_off", declared="1")
    assert sorted(await states(at)) == ["lapsed", "released"]


async def test_denied_words_stay_denied_when_a_file_of_that_name_goes(runtime: Cluster) -> None:
    at = await act(await held([PLAIN], QUOTING), OFFICER, "request_sign")
    (row,) = [row for row in await rows(at) if row["place"] == "body"]
    await gate.deny(Call(SIGNER), row["id"], row["version"])
    at = await detached(await act(at, OFFICER, "revise"))
    with pytest.raises(NotAllowedNow):
        await act(at, OFFICER, "request_sign")
    at = await act(await saved(at), OFFICER, "request_sign")
    assert (await act(at, SIGNER, "sign_off")).state == "signed_off"


async def test_two_files_of_one_name_are_two_rows(runtime: Cluster) -> None:
    at = await held([PLAIN, (PLAIN[0], "另一份".encode())])
    assert await states(await detached(at)) == ["lapsed", "declared"]


STEPS: dict[str, Callable[[Done], Awaitable[Done]]] = {
    "detach": detached,
    "request_sign": lambda at: act(at, OFFICER, "request_sign"),
    "sign_off": lambda at: act(at, SIGNER, "sign_off", declared="1"),
    "submit": lambda at: act(at, OFFICER, "submit"),
}


@pytest.mark.parametrize("verdict", [Decision.REFUSE, Decision.HOLD])
@pytest.mark.parametrize("last", sorted(STEPS))
async def test_rules_of_the_day_decide_at_every_step(runtime: Cluster, last: str, verdict: Decision) -> None:
    at = await held([("附表.txt", "普通内容".encode())], NAMED)
    before = {"sign_off": ["request_sign"], "submit": ["request_sign", "sign_off"]}.get(last, [])
    for step in before:
        at = await STEPS[step](at)
    await phrase(verdict)
    with pytest.raises(MarkingFound if verdict is Decision.REFUSE else Held) as stopped:
        await STEPS[last](at)
    assert stopped.value.first.words == "代号青岚"
    (row,) = await db.fetch("SELECT version, state FROM submission WHERE id = $1", at.id)
    assert (row["version"], row["state"]) == (at.version, at.state)
    assert len(await db.fetch("SELECT 1 FROM submission_file WHERE submission = $1", at.id)) == 1
    (refusal,) = await db.fetch("SELECT place, rule, digest FROM gate_refusal")
    assert (refusal["place"], refusal["rule"], len(refusal["digest"])) == ("body", "own-1", 32)


async def test_what_is_newly_held_moves_once_it_is_declared(runtime: Cluster) -> None:
    at = await held([], NAMED)
    await phrase(Decision.HOLD)
    with pytest.raises(Held):
        await act(at, OFFICER, "request_sign")
    at = await act(await saved(at, NAMED, declared=True), OFFICER, "request_sign")
    assert (await act(at, SIGNER, "sign_off", declared="1")).state == "signed_off"


async def test_a_repeated_request_is_answered_as_before(runtime: Cluster) -> None:
    at, call = await held([], NAMED), Call(OFFICER, "key-of-the-request")
    said = await gate.pass_gate(call, {})
    first = await moving.act(call, at.id, at.version, "request_sign", said)
    assert await moving.act(call, at.id, at.version, "request_sign", said) == first


async def test_more_quotations_than_are_told_are_not_declared_together(runtime: Cluster) -> None:
    with pytest.raises(Held) as stopped:
        await held([], TEXT | {"body": "\n".join(f"第 {number} 件{QUOTE}" for number in range(60))})
    assert not stopped.value.releasable


async def test_a_declaration_is_for_what_was_listed(runtime: Cluster) -> None:
    with pytest.raises(Held) as stopped:
        await gate.pass_gate(Call(OFFICER), QUOTING)
    more = QUOTING | {"body": f"{QUOTING['body']}\n{QUOTE.replace('机密', '秘密')}"}
    listed = stopped.value.digests
    with pytest.raises(Held):
        await gate.pass_gate(Call(OFFICER), more, declared=listed)
    cleared = await gate.pass_gate(Call(OFFICER), QUOTING, declared=listed)
    assert cleared.declared == frozenset(listed)
    assert [hold.digest for hold in cleared.holds] == list(dict.fromkeys(listed))


async def test_what_was_declared_elsewhere_is_not_declared_here(runtime: Cluster) -> None:
    at = await held([], QUOTING)
    answered = await gate.pass_gate(Call(OFFICER), QUOTING, record=at.id)
    assert not answered.declared
    other = await held([], TEXT)
    with pytest.raises(HoldWaiting):
        await writing.save(Call(OFFICER), other.id, other.version, answered, DETAILS)


async def test_a_late_answer_puts_no_older_rules_in_force(runtime: Cluster) -> None:
    await phrase(Decision.HOLD)
    newer = rulebook.edited((), 7)
    rulebook.use(newer)
    assert (await gate.in_step()) is newer
