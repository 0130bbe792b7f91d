"""The office at work on its bulletins for a year, in steps that hypothesis or a scenario chooses; see test_work.py.

- A topic adds `work/<topic>.py` with MIXIN, a class of rules and named invariants over WorkBase, and SEEDED, bugs planted
  in the product that its invariants must see.
- Steps, time and what always holds: tests/workflow/machine.py.
- Printing is the dearest step: rules of the machine print only through `forward`, scenarios as often as they must.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from bulletins.commands import approving, articles, issues, releasing, typesetting
from bulletins.commands import kinds as kind_commands
from bulletins.queries import kinds as kind_reads
from bulletins.rules.kinds import Genre, Kind
from gate import commands as gate
from kernel import clock, db
from kernel.actor import Actor, Call
from kernel.db import Done, Row
from marking.cleared import Cleared
from submissions.commands import moving, writing
from submissions.rules.records import Details
from tests.workflow.bulletins.work.town import START, UNITS, YEAR, Town
from tests.workflow.machine import Machine

TITLE, BODY = "车险理赔情况", "9月1日，全辖12家公司共赔付2.3亿元。理赔周期由21天缩短到6天。"
KINDS = ("brief", "circulated", "reference")
ONWARD = {
    "compiling": ("submit", "editor"), "sent_back": ("submit", "editor"), "in_approval": ("approve", "director"),
    "approved": ("typeset", "editor"), "typeset": ("proofread", "proofreader"), "proofread": ("release", "editor"),
}  # fmt: skip
PATH = ("compiling", "in_approval", "approved", "typeset", "proofread", "released")


class WorkBase(Machine):
    """The office, what its people commonly do, and the rules that hold for everything."""

    RECORDS = ("article", "issue", "delivery", "instruction")
    town: ClassVar[Town]

    def start(self) -> None:
        self.town.extra.clear()
        self.kinds = {kind.code: kind.id for kind in self.run(kind_reads.kinds(self.actor("editor")))}
        self.written = 0

    # What scenarios and rules are made of.

    def actor(self, name: str) -> Actor:
        """Somebody with an account; Town.accounts holds the names."""
        return self.run(self.town.actor(name))  # type: ignore[no-any-return]

    def call(self, name: str) -> Call:
        """A request of somebody's that was never made before."""
        return Call(self.actor(name))

    def cleared(self, name: str, said: Mapping[str, str] | None = None) -> Cleared:
        """Words that passed the gate."""
        return self.run(gate.pass_gate(self.call(name), said or {}))  # type: ignore[no-any-return]

    def row(self, table: str, record: UUID) -> Row:
        """A record as it stands."""
        (found,) = self.rows(f'SELECT * FROM "{table}" WHERE id = $1', record)
        return found

    def screened(self, unit: str = "a", body: str = BODY) -> UUID:
        """A submission of a unit that the office may use."""
        self.written += 1
        text = {"title": f"{TITLE}{self.written}", "body": body, "source": "", "contact": ""}
        call = self.call(f"{unit}.officer1")
        made = self.run(writing.create(call, self.cleared(f"{unit}.officer1", text), Details("work", "normal", "news")))
        for action, who in (("request_sign", "officer1"), ("sign_off", "head"), ("submit", "officer1")):
            made = self._move(made, f"{unit}.{who}", action)
        return self._move(made, "screener", "accept").id

    def _move(self, at: Done, who: str, action: str) -> Done:
        said = self.cleared(who, {"note": "同意"})
        return self.run(moving.act(self.call(who), at.id, at.version, action, said))  # type: ignore[no-any-return]

    def selected(self, kind: str = "brief", *sources: UUID, who: str = "editor", body: str = BODY) -> UUID | None:
        """An article begun from submissions (none given: a new one of unit a)."""
        chosen = list(sources or (self.screened(),))
        text = self.cleared(who, {"title": f"{TITLE}综述{self.written}", "body": body})
        found = self.run(kind_reads.kind(self.actor("editor"), self.kinds[kind]))
        genre = next(genre for genre in Genre if found.limit(genre))
        made = self.tried(articles.select(self.call(who), found.id, genre, chosen, text))
        return made.id if made else None

    def act_article(self, article: UUID, who: str, action: str, note: str = "核对") -> bool:
        """A button of an article's page: verify, finish, return, hold, resume, drop."""
        said, version = self.cleared(who, {"note": note}), self.row("article", article)["version"]
        return self.tried(articles.act(self.call(who), article, version, action, said)) is not None

    def write_article(self, article: UUID, who: str, body: str) -> bool:
        """Another text of it."""
        said, version = self.cleared(who, {"title": TITLE, "body": body}), self.row("article", article)["version"]
        return self.tried(articles.write(self.call(who), article, version, said)) is not None

    def finished(self, kind: str = "brief", *sources: UUID, who: str = "editor", body: str = BODY) -> UUID:
        """An article ready for an issue."""
        article = self.selected(kind, *sources, who=who, body=body)
        assert article
        for action in ("verify", "finish"):
            assert self.act_article(article, who, action)
        return article

    def opened_issue(self, kind: str = "brief", who: str = "editor") -> UUID | None:
        """A new issue of a kind."""
        made = self.tried(issues.open_issue(self.call(who), self.kinds[kind]))
        return made.id if made else None

    def place(self, article: UUID, issue: UUID, who: str = "editor") -> bool:
        """An article into an issue."""
        return (
            self.tried(articles.place(self.call(who), article, self.row("article", article)["version"], issue))
            is not None
        )

    def act_issue(self, issue: UUID, who: str, action: str, note: str = "核对") -> bool:
        """A button of an issue's page, made on the page as it is now."""
        return self.tried(self._act_issue(issue, who, action, note)) is not None

    async def _act_issue(self, issue: UUID, who: str, action: str, note: str) -> Done:
        call, record = Call(await self.town.actor(who)), await db.one("SELECT version FROM issue WHERE id = $1", issue)
        assert record
        version = record["version"]
        if action == "typeset":
            return await typesetting.typeset(call, issue, version)
        if action == "release":
            return await releasing.release(call, issue, version)
        said = await gate.pass_gate(
            call, {"note": note, "declared": "1"} if action == "approve" else {"note": note, "code": "wording"}
        )
        if action == "approve":
            return await approving.approve(call, issue, version, said, await approving.examined(call, issue))
        return await issues.act(call, issue, version, action, said)

    def forward(self, issue: UUID, until: str = "released") -> bool:
        """The ordinary way of an issue to a state (PATH), each step by the person whose work it is."""
        for _ in PATH:
            state = self.row("issue", issue)["state"]
            if state == until or state not in ONWARD:
                break
            action, who = ONWARD[state]
            if not self.act_issue(issue, who, action):
                break
        return bool(self.row("issue", issue)["state"] == until)

    def issue_at(self, state: str = "released", kind: str = "brief", *sources: UUID) -> UUID:
        """An issue with one article, brought to a state on the ordinary way; a released one has been delivered."""
        article, issue = self.finished(kind, *sources), self.opened_issue(kind)
        assert issue
        assert self.place(article, issue)
        assert self.forward(issue, state)
        self.settle()
        return issue

    def changed_kind(self, kind: Kind, **parts: Any) -> bool:
        """A further edition of a kind from today on."""
        changed = replace(kind, **({"since": clock.local(self.now).date()} | parts))
        said = self.cleared("editor", kind_commands.words(changed))
        return self.tried(kind_commands.change(self.call("editor"), changed, said)) is not None

    def some(self, data: st.DataObject, table: str, *states: str) -> UUID | None:
        """One of the records in some states (none given: in any); None when there is none."""
        found = self.rows(f'SELECT id FROM "{table}" WHERE $1 OR state = ANY($2) ORDER BY id', not states, list(states))
        return data.draw(st.sampled_from([row["id"] for row in found]), label=table) if found else None

    # What people do all the time.

    @rule(unit=st.sampled_from(UNITS), kind=st.sampled_from(KINDS), who=st.sampled_from(["editor", "editor2"]))
    def an_article_is_made(self, unit: str, kind: str, who: str) -> None:
        if self.now < START + YEAR:
            self.finished(kind, self.screened(unit), who=who)

    @rule(kind=st.sampled_from(KINDS), who=st.sampled_from(["editor", "editor2"]))
    def an_issue_is_opened(self, kind: str, who: str) -> None:
        self.opened_issue(kind, who)

    @rule(data=st.data(), who=st.sampled_from(["editor", "editor2"]))
    def an_article_is_placed(self, data: st.DataObject, who: str) -> None:
        article, issue = self.some(data, "article", "edited"), self.some(data, "issue", "compiling", "sent_back")
        if article and issue:
            self.place(article, issue, who)

    @rule(data=st.data(), until=st.sampled_from(PATH[1:]))
    def an_issue_goes_its_way(self, data: st.DataObject, until: str) -> None:
        issue = self.some(data, "issue", *PATH[:-1], "sent_back")
        if issue:
            self.forward(issue, until)
            self.settle()
