"""Articles and issues in any order, by anybody, against a small model of what the regulations say (办法 第十九条).

The model knows states, places and hands; it was written by hand and shares nothing with the tables of transitions.
"""

import asyncio
import os
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bulletins.commands import articles, issues, releasing, typesetting
from bulletins.queries import articles as article_reads
from bulletins.queries import issues as issue_reads
from bulletins.queries import kinds as kind_reads
from bulletins.rules import content
from bulletins.rules.kinds import Genre
from crypto.devices.software import SoftwareDevice
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right, Role, rights_of
from kernel import db, heads, journal
from kernel.actor import SYSTEM, Actor
from kernel.db import Done
from kernel.errors import Refusal
from kernel.postgres import Cluster
from tests.simulators.office import DIRECTOR, EDITOR, PROOFREADER, SCREENER, Office
from tests.workflow.bulletins.house import House, founded

SECOND = "bianji2"
EDITORS = (EDITOR, SECOND)
WHO = st.sampled_from([EDITOR, SECOND, DIRECTOR, PROOFREADER, SCREENER])
BODY = "试点县全部实现电子化承保。理赔周期由 21 天缩短到 6 天。"
# action: (states it starts from, state it leads to)
ARTICLE_STEPS = {
    "verify": ({"selected"}, "verified"),
    "finish": ({"verified"}, "edited"),
    "return": ({"verified", "edited"}, "selected"),
    "hold": ({"selected", "verified", "edited"}, "held_over"),
    "resume": ({"held_over"}, "selected"),
    "drop": ({"selected", "verified", "edited", "held_over"}, "dropped"),
    "restore": ({"dropped"}, "selected"),
}
ISSUE_STEPS = {
    "submit": ({"compiling", "sent_back"}, "in_approval"),
    "withdraw": ({"in_approval"}, "compiling"),
    "approve": ({"in_approval"}, "approved"),
    "send_back": ({"in_approval"}, "sent_back"),
    "typeset": ({"approved"}, "typeset"),
    "proofread": ({"typeset"}, "proofread"),
    "take_back": ({"approved", "typeset", "proofread"}, "sent_back"),
    "reject": ({"typeset"}, "sent_back"),
    "release": ({"proofread"}, "released"),
}
BY = {
    "submit": EDITORS, "withdraw": EDITORS, "typeset": EDITORS, "release": EDITORS,
    "approve": (DIRECTOR, SECOND), "send_back": (DIRECTOR, SECOND),
    "take_back": (DIRECTOR, SECOND), "proofread": (PROOFREADER, SECOND),
    "reject": (PROOFREADER, SECOND),
}  # fmt: skip
OPEN = {"compiling", "sent_back"}
PRESSED = {"typeset": typesetting.typeset, "release": releasing.release}
ONWARD = {
    "compiling": "submit", "sent_back": "submit", "in_approval": "approve", "approved": "typeset", "typeset": "proofread",
    "proofread": "release",
}  # fmt: skip


@dataclass
class Piece:
    """An article as the model knows it."""

    state: str = "selected"
    version: int = 1
    issue: UUID | None = None
    hands: set[str] = field(default_factory=set)
    holder: str = ""  # whoever has written since the step began: nobody else may until it ends

    def free(self, who: str) -> bool:
        return self.holder in ("", who)


@dataclass
class Number:
    """An issue as the model knows it."""

    state: str = "compiling"
    version: int = 1
    number: int = 0
    hands: set[str] = field(default_factory=set)
    approved: bytes = b""
    approver: str = ""


class Desk(RuleBasedStateMachine):
    """Every step is tried; it must be carried out exactly when the model allows it."""

    pieces, numbers = Bundle("pieces"), Bundle("numbers")
    runner: asyncio.Runner
    house: House

    @initialize()
    def empty(self) -> None:
        self.office: Office = self.runner.run(self.house.empty())
        self.articles: dict[UUID, Piece] = {}
        self.issues: dict[UUID, Number] = {}
        self.given = 0
        self.kind = self.runner.run(self._kind())
        self.source = self.runner.run(self.office.screened()).id

    async def _kind(self) -> UUID:
        kinds = await kind_reads.kinds(self.office.actors[EDITOR])
        return next(kind.id for kind in kinds if kind.code == "brief")

    def _try(self, verb: Any, *given: Any) -> Any:
        """The answer, or None when it was refused."""

        async def attempt() -> Any:
            try:
                return await verb(*given)
            except Refusal:
                return None

        return self.runner.run(attempt())

    def _said(self, who: str, **parts: str) -> Any:
        return self.runner.run(self.office.cleared(who, parts))

    def _bump(self, issue: UUID, who: str) -> None:
        self.issues[issue].version += 1
        self.issues[issue].hands.add(who)

    @rule(target=pieces, who=st.sampled_from(EDITORS))
    def select(self, who: str) -> UUID:
        text = self._said(who, title="农险电子化试点", body=BODY)
        done = self._try(articles.select, self.office.call(who), self.kind, Genre.SURVEY, [self.source], text)
        assert done is not None
        self.articles[done.id] = Piece(hands={who})
        return UUID(str(done.id))

    @rule(target=numbers, who=WHO)
    def open_issue(self, who: str) -> UUID:
        done = self._try(issues.open_issue, self.office.call(who), self.kind)
        assert (done is not None) == (who in EDITORS)
        if done is None:
            done = self._try(issues.open_issue, self.office.call(EDITOR), self.kind)
            who = EDITOR
        self.issues[done.id] = Number(hands={who})
        return UUID(str(done.id))

    @rule(id=pieces, who=WHO, action=st.sampled_from(sorted(ARTICLE_STEPS)), stale=st.booleans())
    def step_article(self, id: UUID, who: str, action: str, stale: bool) -> None:
        piece = self.articles[id]
        sources, target = ARTICLE_STEPS[action]
        seen = piece.version - 1 if stale else piece.version
        done = self._try(
            articles.act, self.office.call(who), id, seen, action, self._said(who, note="核对", code="other")
        )
        may = who in EDITORS and piece.free(who) and piece.state in sources and not stale
        assert (done is not None) == may, (action, piece, who)
        if done:
            piece.state, piece.version, piece.holder = target, piece.version + 1, ""
            if action in ("verify", "finish"):
                piece.hands.add(who)

    @rule(id=pieces, who=WHO, words=st.sampled_from(["新增一句。", "另写一句。"]))
    def write(self, id: UUID, who: str, words: str) -> None:
        piece = self.articles[id]
        text = self._said(who, title="农险电子化试点", body=f"{BODY}{words}{piece.version}。")
        done = self._try(articles.write, self.office.call(who), id, piece.version, text)
        assert (done is not None) == (who in EDITORS and piece.free(who) and piece.state in {"verified", "edited"})
        if done:
            piece.state, piece.version, piece.holder = "verified", piece.version + 1, who
            piece.hands.add(who)

    @rule(id=pieces, issue=numbers, who=WHO)
    def place(self, id: UUID, issue: UUID, who: str) -> None:
        piece, number = self.articles[id], self.issues[issue]
        done = self._try(articles.place, self.office.call(who), id, piece.version, issue)
        allowed = who in EDITORS and piece.state == "edited" and number.state in OPEN
        assert (done is not None) == allowed
        if done:
            piece.state, piece.issue, piece.version = "placed", issue, piece.version + 1
            self._bump(issue, who)

    @rule(id=pieces, who=WHO)
    def take_out(self, id: UUID, who: str) -> None:
        piece = self.articles[id]
        done = self._try(articles.take_out, self.office.call(who), id, piece.version)
        where = self.issues[piece.issue].state if piece.issue else ""
        assert (done is not None) == (who in EDITORS and piece.state == "placed" and where in OPEN)
        if done and piece.issue:
            self._bump(piece.issue, who)
            piece.state, piece.issue, piece.version = "edited", None, piece.version + 1

    @rule(id=pieces)
    def forward_article(self, id: UUID) -> None:
        """The ordinary next step: without this rule few runs come far."""
        onward = {"selected": "verify", "verified": "finish"}
        open_issue = next((issue for issue, number in self.issues.items() if number.state in OPEN), None)
        if self.articles[id].state in onward:
            self.step_article(id=id, who=EDITOR, action=onward[self.articles[id].state], stale=False)
        elif self.articles[id].state == "edited" and open_issue:
            self.place(id=id, issue=open_issue, who=EDITOR)

    @rule(id=numbers, times=st.integers(1, 5))
    def forward_issue(self, id: UUID, times: int) -> None:
        for _ in range(times):
            action = ONWARD.get(self.issues[id].state, "")
            if action:
                self.step_issue(id=id, who=BY[action][0], action=action, stale=False)

    @rule(id=numbers, piece=pieces)
    def somebody_with_two_roles_tries(self, id: UUID, piece: UUID) -> None:
        """Whoever put an article in holds the approver's right as well."""
        for state, action in (("selected", "verify"), ("verified", "finish")):
            if self.articles[piece].state == state:
                self.step_article(id=piece, who=EDITOR, action=action, stale=False)
        if self.articles[piece].state == "edited" and self.issues[id].state in OPEN:
            self.place(id=piece, issue=id, who=SECOND)
            self.step_issue(id=id, who=EDITOR, action="submit", stale=False)
            self.take_out(id=piece, who=EDITOR)
            self.step_issue(id=id, who=SECOND, action="approve", stale=False)

    @rule(id=numbers)
    def proof_comes_back(self, id: UUID) -> None:
        """Rejected after it had its number, and on its way again."""
        self.forward_issue(id=id, times=3)
        if self.issues[id].state == "typeset":
            self.step_issue(id=id, who=PROOFREADER, action="reject", stale=False)
            self.forward_issue(id=id, times=2)

    @rule(id=numbers, who=WHO, action=st.sampled_from(sorted(ISSUE_STEPS)), stale=st.booleans())
    def step_issue(self, id: UUID, who: str, action: str, stale: bool) -> None:
        number = self.issues[id]
        inside = [piece for piece in self.articles.values() if piece.issue == id]
        authors = number.hands | {hand for piece in inside for hand in piece.hands}
        sources, target = ISSUE_STEPS[action]
        allowed = who in BY[action] and number.state in sources and not stale
        allowed = allowed and (bool(inside) or action != "submit")
        if action in ("approve", "proofread", "reject"):
            allowed = allowed and who not in authors
        if action in ("proofread", "reject"):
            allowed = allowed and who != number.approver
        done = self._act(id, who, action, number.version - 1 if stale else number.version)
        assert (done is not None) == allowed, (action, number, who)
        if done:
            number.state, number.version = target, number.version + 1
            self._follow(id, who, action, inside)

    def _act(self, id: UUID, who: str, action: str, version: int) -> Any:
        call = self.office.call(who)
        if action in PRESSED:
            return self._try(PRESSED[action], call, id, version)
        said = self._said(who, note="核对", code="facts")
        if action == "approve":
            return self._try(self.office.approve, Done(id, version), said, who)
        return self._try(issues.act, call, id, version, action, said)

    def _follow(self, id: UUID, who: str, action: str, inside: list[Piece]) -> None:
        """What a step changes besides the state."""
        number = self.issues[id]
        match action:
            case "submit":
                number.hands.add(who)
            case "approve":
                number.approver = who
                if not number.number:
                    self.given += 1
                    number.number = self.given
                number.approved = content.digest(self.runner.run(self._record(id)))
            case "release":
                for piece in inside:
                    piece.state, piece.version = "published", piece.version + 1

    async def _record(self, id: UUID) -> Any:
        return await issue_reads.record(self.office.actors[EDITOR], id)

    @invariant()
    def what_is_stored_is_what_the_model_knows(self) -> None:
        if hasattr(self, "articles"):
            self.runner.run(self._agree())

    async def _agree(self) -> None:
        for id, piece in self.articles.items():
            now = (await article_reads.show(self.office.actors[EDITOR], id)).card.article
            assert (now.state, now.version, now.issue) == (piece.state, piece.version, piece.issue)
            await self._replays("article", id, piece.state)
        for id, number in self.issues.items():
            record = await self._record(id)
            assert (record.state, record.version, record.number or 0) == (number.state, number.version, number.number)
            if number.state in ("approved", "typeset", "proofread", "released"):
                assert content.digest(record) == record.digest == number.approved
            await self._replays("issue", id, number.state)
        rows = await db.fetch("SELECT number FROM issue WHERE number IS NOT NULL ORDER BY number")
        assert [row["number"] for row in rows] == list(range(1, self.given + 1))

    async def _replays(self, kind: str, id: UUID, state: str) -> None:
        """The journal alone tells where the record stands, step by step."""
        rows = await db.fetch(
            "SELECT source, target FROM journal WHERE record = $1 AND kind = $2 ORDER BY seq", id, kind
        )
        moves = [(row["source"], row["target"]) for row in rows if row["target"]]
        assert moves[0][0] == ""
        assert all(before[1] == after[0] for before, after in pairwise(moves))
        assert moves[-1][1] == state

    def teardown(self) -> None:
        async def lines() -> list[journal.Line]:
            return [line async for line in heads.lines()]

        assert journal.verify(self.runner.run(lines()), []).fault is None


LONG = settings(deadline=None, suppress_health_check=list(HealthCheck))
STEPS = (
    LONG if os.environ.get("HYPOTHESIS_PROFILE") == "long" else settings(LONG, max_examples=8, stateful_step_count=20)
)


@pytest.mark.stateful
@pytest.mark.requirement("PUB-01")
@pytest.mark.requirement("PUB-12")
def test_articles_and_issues_in_any_order(database: Cluster, device: SoftwareDevice, tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        Desk.runner = runner
        Desk.house = runner.run(stack.enter_async_context(founded(database, device, tmp_path)))
        second = runner.run(_actor(SECOND))
        # One person may hold several roles; what keeps them apart then is the issue itself.
        roles = frozenset({Role.EDITOR, Role.APPROVER, Role.PROOFREADER})
        Desk.house.office.actors[SECOND] = replace(second, roles=roles, rights=rights_of(roles))
        try:
            run_state_machine_as_test(Desk, settings=STEPS)
        finally:
            runner.run(stack.aclose())


async def _actor(login: str) -> Actor:
    administrator = await identity.actor_of((await identity.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
    account = await account_reads.account_of_login(administrator, login)
    assert account is not None
    return await identity.actor_of(account.id)
