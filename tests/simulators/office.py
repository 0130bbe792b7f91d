"""The people of the demo organisation doing the main job, through the product's own commands.

- Every step is one call of a command by the person whose work it is; the state the product is in afterwards is one it can
  reach by itself.
- `Words` holds every text a person types; a test that looks for its texts plants them there.
- Passwords are hashed at the least cost: what is tested here is not the hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from app import demo_lists, demo_organisation
from bulletins.commands import (
    approving,
    articles,
    deliveries,
    duties,
    instructions,
    issues,
    narrowing,
    releasing,
    typesetting,
)
from bulletins.queries import deliveries as delivery_reads
from bulletins.queries import instructions as instruction_reads
from bulletins.queries import issues as issue_reads
from bulletins.queries import kinds as kind_reads
from bulletins.rules.kinds import Genre
from gate import commands as gate
from identity import rules
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, outbox
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done
from kernel.ids import new_id
from marking.cleared import Cleared
from submissions.commands import moving, writing
from submissions.rules.records import Details

OFFICER, SIGNER, SCREENER, EDITOR = "yunlu.xinxi1", "yunlu.qianfa", "shaixuan", "bianji1"
DIRECTOR, PROOFREADER, LEADER = "zhuren", "jiaodui", "lingdao1"
PEOPLE = (OFFICER, SIGNER, SCREENER, EDITOR, DIRECTOR, PROOFREADER, LEADER)
PASSWORD = "correct horse 2026"
DETAILS = Details(category="work", urgency="normal", genre="overview")
BODY = "本市一季度保费收入平稳增长，风险总体可控。下一步将加强监测。\n\n联系电话由办公室掌握。"


@dataclass(frozen=True, slots=True)
class Words:
    """What the people type."""

    title: str = "一季度保险市场运行情况"
    body: str = BODY
    source: str = "本局统计"
    contact: str = "办公室"
    opinion: str = "同意"
    article_title: str = "一季度保险市场运行平稳"
    article_body: str = BODY
    instruction: str = "请相关单位研究"
    answer: str = "已研究并落实"
    result: str = "承办单位已落实，情况见答复"
    files: tuple[tuple[str, bytes], ...] = (("附表.txt", "季度, 数值\n一, 100\n".encode()),)


@dataclass(slots=True)
class Office:
    """The people at work on one piece of information."""

    words: Words = field(default_factory=Words)
    actors: dict[str, Actor] = field(default_factory=dict)
    leaders_only: bool = False

    async def found(self) -> None:
        """The organisation, its people, the readers of each kind of bulletin."""
        rules.install(replace(rules.policy(), cost=rules.COSTS["test"]))
        try:
            await demo_organisation.found_demo(PASSWORD)
        finally:
            rules.install()
        await demo_lists.distribute()
        await self.enter()

    async def enter(self) -> None:
        """Know the people of an organisation that stands already."""
        administrator = await identity.actor_of((await identity.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
        for login in PEOPLE:
            account = await account_reads.account_of_login(administrator, login)
            assert account is not None
            self.actors[login] = await identity.actor_of(account.id)

    def call(self, login: str, key: str = "") -> Call:
        """A request; without a key, one that was never made before."""
        return Call(self.actors[login], key or new_id().hex)

    async def cleared(
        self, login: str, parts: Mapping[str, str] | None = None, files: tuple[tuple[str, bytes], ...] = ()
    ) -> Cleared:
        """What has passed the gate."""
        return await gate.pass_gate(self.call(login), parts or {}, files)

    async def draft(self, key: str = "") -> Done:
        w = self.words
        text = {"title": w.title, "body": w.body, "source": w.source, "contact": w.contact}
        return await writing.create(self.call(OFFICER, key), await self.cleared(OFFICER, text, w.files), DETAILS)

    async def act(self, at: Done, login: str, action: str, key: str = "", **said: str) -> Done:
        """A move of the submission."""
        words = await self.cleared(login, said)
        return await moving.act(self.call(login, key), at.id, at.version, action, words)

    async def signed(self) -> Done:
        """A draft that its unit's leader has signed."""
        at = await self.act(await self.draft(), OFFICER, "request_sign")
        return await self.act(at, SIGNER, "sign_off", note=self.words.opinion)

    async def screened(self) -> Done:
        at = await self.act(await self.signed(), OFFICER, "submit")
        return await self.act(at, SCREENER, "accept")

    async def finished_article(self, submission: UUID) -> tuple[UUID, Done]:
        """The kind it is for, and the article ready for an issue."""
        kinds = await kind_reads.kinds(self.actors[EDITOR])
        kind = next(kind for kind in kinds if any(limit.genre is Genre.SURVEY for limit in kind.limits))
        text = await self.cleared(EDITOR, {"title": self.words.article_title, "body": self.words.article_body})
        done = await articles.select(self.call(EDITOR), kind.id, Genre.SURVEY, [submission], text)
        for action in ("verify", "finish"):
            done = await articles.act(self.call(EDITOR), done.id, done.version, action, await self.cleared(EDITOR))
        return kind.id, done

    async def approved_issue(self) -> Done:
        """An issue with its number, not yet printed."""
        submission = await self.screened()
        kind, article = await self.finished_article(submission.id)
        issue = await issues.open_issue(self.call(EDITOR), kind)
        await articles.place(self.call(EDITOR), article.id, article.version, issue.id)
        record = await issue_reads.record(self.actors[EDITOR], issue.id)
        at = await issues.arrange(self.call(EDITOR), issue.id, record.version, [each.id for each in record.articles])
        if self.leaders_only:
            units = [reader for reader in record.readers if reader.unit]
            at = await narrowing.leave_out(self.call(EDITOR), at.id, at.version, units)
        at = await issues.act(self.call(EDITOR), at.id, at.version, "submit", await self.cleared(EDITOR))
        said = await self.cleared(DIRECTOR, {"note": self.words.opinion})
        return await self.approve(at, said)

    async def approve(self, at: Done, said: Cleared, login: str = DIRECTOR, key: str = "") -> Done:
        """The gate again over the whole issue, then the approval."""
        call = self.call(login, key)
        return await approving.approve(call, at.id, at.version, said, await approving.examined(call, at.id))

    async def ready_issue(self) -> Done:
        """An issue that only has to be released."""
        at = await self.approved_issue()
        at = await typesetting.typeset(self.call(EDITOR), at.id, at.version)
        said = await self.cleared(PROOFREADER)
        return await issues.act(self.call(PROOFREADER), at.id, at.version, "proofread", said)

    async def released(self) -> Done:
        """A released issue whose copies have arrived."""
        at = await self.ready_issue()
        done = await releasing.release(self.call(EDITOR), at.id, at.version)
        await drained()
        return done

    async def instructed(self) -> Done:
        """A leader has read an issue and written on it; the unit has answered; closed."""
        issue = await self.released()
        copies, _ = await delivery_reads.listing(self.actors[LEADER])
        copy = await deliveries.open_delivery(self.call(LEADER), copies[0].delivery.id)
        await deliveries.accept(self.call(LEADER), copy.id, copy.version)
        said = await self.cleared(LEADER, {"text": self.words.instruction})
        done = await instructions.register(self.call(LEADER), issue.id, None, said)
        due = (clock.local(clock.now()) + timedelta(days=7)).date()
        units = [self.actors[OFFICER].unit]
        done = await instructions.route(self.call(EDITOR), done.id, done.version, units, due)
        said = await self.cleared(OFFICER, {"text": self.words.answer})
        done = await instructions.answer(self.call(OFFICER), done.id, done.version, said)
        done = await self.closed(done)
        await drained()
        return done

    async def closed(self, at: Done) -> Done:
        """An answered instruction: the answers accepted, the leader told, closed."""
        for target in (await instruction_reads.show(self.actors[EDITOR], at.id)).instruction.targets:
            said = await self.cleared(EDITOR)
            await duties.act(self.call(EDITOR), target.id, target.version, "accept", said)
        said = await self.cleared(EDITOR, {"note": self.words.result})
        return await instructions.act(self.call(EDITOR), at.id, at.version, "close", said)


async def drained() -> None:
    """Every promise kept."""
    while await outbox.drain():
        pass
    assert not await outbox.aside()
