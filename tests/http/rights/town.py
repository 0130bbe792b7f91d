"""A small organisation with every kind of record, each made by the product's commands for the unit 云麓.

- 云麓 has a unit above it (雁岭) and one beside it (沧浪); 归舟 has nothing to do with it.
- In each of them sit a liaison officer, a signer and a principal; in the office one of every other role.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from app import demo_organisation
from app.demo_lists import distribute
from app.demo_organisation import ADMINISTRATORS, OFFICE_POSTS, Clerk, House, Post
from archive import commands as archive
from bulletins.commands import (
    articles,
    circulars,
    commendations,
    daily,
    deliveries,
    duties,
    instructions,
    issues,
    questions,
    releasing,
    typesetting,
    widening,
)
from bulletins.queries import circulars as circular_reads
from bulletins.queries import commendations as commendation_reads
from bulletins.queries import deliveries as delivery_reads
from bulletins.queries import issues as issue_reads
from bulletins.rules import drafts, lineage
from bulletins.rules.circulars import Span, span
from bulletins.rules.daily import Hours
from bulletins.rules.instructions import Paper
from bulletins.rules.kinds import Genre, Reader
from crypto import sm3
from gate import commands as gate
from identity.commands import accounts, applications, roles, units
from identity.queries import accounts as account_reads
from identity.queries import applications as application_reads
from identity.queries import register as identity
from identity.rights import TABLE, Right, Role
from identity.workflow.register import UnitKind
from kernel import clock, db
from kernel.actor import SYSTEM, Actor, Call
from notices.commands import sending
from notices.commands.telling import tell
from notices.rules import gateways
from notices.rules.gateways import MailSettings
from notices.rules.records import RecordKind
from scores.commands import appeals, upward
from scores.rules.happenings import Sort
from scores.rules.upward import Upward
from submissions.commands import (
    assignments,
    catalogue,
    discs,
    focus,
    moving,
    office_tables,
    periods,
    phone,
    uploads,
    writing,
)
from submissions.commands.phone import Taken
from submissions.rules.assignments import NewOrder, Recipient
from submissions.rules.catalogue import Details as EntryDetails
from submissions.rules.discs import Received
from submissions.rules.office_tables import Place
from submissions.rules.records import Details
from submissions.workflow.discs import Level
from tests.corpus.carriers.pdf import pdf
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, Office, drained

PASSWORD = demo_organisation.PASSWORD
NOBODYS = UUID(int=1)
LEAVER, COLLEAGUE = "yunlu.linshi", "yunlu.xinxi2"
SECONDS = (COLLEAGUE, "lingdao2")  # another one of the same role in the same seat
SEATS = {"yunlu": "own", "canglang": "sibling", "yanling": "parent", "guizhou": "other"}
NAMES = {"yunlu": "云麓监管局", "canglang": "沧浪监管局", "yanling": "雁岭监管局", "guizhou": "归舟人寿保险公司"}
FORM = [("申请表.txt", "申请开通信息员账号。（盖章）".encode())]


def _posts(short: str) -> tuple[Post, ...]:
    roles_there = {"xinxi1": Role.LIAISON, "fenguan": Role.SIGNER, "qianfa": Role.PRINCIPAL}
    return tuple(Post(f"{short}.{who}", f"{who}甲", "办公室", (role,)) for who, role in roles_there.items())


HOUSES = (
    House(NAMES["yanling"], UnitKind.LOCAL_BUREAU, "办公室", _posts("yanling")),
    House(NAMES["yunlu"], UnitKind.LOCAL_BUREAU, "办公室", _posts("yunlu"), NAMES["yanling"], direct=True),
    House(NAMES["canglang"], UnitKind.LOCAL_BUREAU, "办公室", _posts("canglang"), NAMES["yanling"]),
    House(NAMES["guizhou"], UnitKind.INSURER, "办公室", _posts("guizhou")),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks for pages: what they are, and where they sit."""

    login: str
    role: Role
    seat: str

    def may(self, rights: tuple[str, ...]) -> bool:
        """Whether the rights table lets them in."""
        return "*" in rights or bool(set(rights) & {right.value for right in TABLE[self.role]})


PEOPLE = (
    *(
        Person(post.login, post.roles[0], "office")
        for post in (*ADMINISTRATORS, *OFFICE_POSTS)
        if post.login != "bianji2"
    ),
    *(Person(post.login, post.roles[0], SEATS[post.login.split(".")[0]]) for house in HOUSES for post in house.posts),
    Person(COLLEAGUE, Role.LIAISON, "own"),
)


@dataclass(slots=True)
class Town:
    """The house at work; `records`: what stands in the address of a page, by the table's name for it."""

    office: Office = field(default_factory=Office)
    actors: dict[str, Actor] = field(default_factory=dict)
    unit: UUID = NOBODYS
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)

    async def found(self) -> None:
        """Everybody and everything."""
        await demo_organisation.found_demo(PASSWORD, HOUSES)
        await distribute()
        await self.office.enter()
        self.actors = {person.login: await actor_of(person.login) for person in PEOPLE if person.login != COLLEAGUE}
        self.unit = self.actors[OFFICER].unit
        await self._enter_people()
        await self._published()
        await self._written()
        await self._asked()
        await self._emergency()
        await drained()
        await self._mailed()

    def call(self, login: str) -> Call:
        """A request by somebody."""
        return Call(self.actors[login])

    def keep(self, name: str, id: UUID, /, **more: object) -> None:
        """What the table calls `name`."""
        self.records[name] = {"id": str(id), **{key: str(value) for key, value in more.items()}}

    async def _enter_people(self) -> None:
        system, security = self.call("xitong"), self.call("baomi")
        clerk = Clerk(system, security, f"{PASSWORD}-first", PASSWORD)
        self.keep("stylesheet", NOBODYS, file_path="css/base.css")
        self.keep("nothing", NOBODYS, path="nothing")
        self.keep("nobody's", NOBODYS, signature=NOBODYS)
        self.keep("table", NOBODYS, name="category")
        self.keep("unit", self.unit, unit=self.unit)
        called = Call(self.actors[OFFICER])
        done = await applications.file_own(called, await gate.pass_gate(called, APPLICATION, FORM))
        files = await application_reads.application_files(self.actors["bianji1"], done.id)
        self.keep("application", done.id, file=files[0].id)
        await clerk.open_account(self.unit, Post(COLLEAGUE, "乙", "办公室", (Role.LIAISON,)))
        self.actors[COLLEAGUE] = await actor_of(COLLEAGUE)
        account = self.actors[OFFICER].id
        self.keep("account", account)
        person = await identity.person_of(self.actors["xitong"], account)
        assert person
        self.keep("person", person)
        asked = await roles.ask_roles(system, self.actors["jiaodui"].id, (Role.PROOFREADER.value, Role.SCREENER.value))
        self.keep("roles", asked.id)
        await self._leave(clerk)

    async def _leave(self, clerk: Clerk) -> None:
        await clerk.open_account(self.unit, Post(LEAVER, "丙", "办公室", (Role.LIAISON,)))
        gone = await actor_of(LEAVER)
        text = {"title": "借调期间的草稿", "body": "正文。", "source": "", "contact": ""}
        await writing.create(Call(gone), await gate.pass_gate(Call(gone), text), DETAILS)
        person = await identity.person_of(self.actors["xitong"], gone.id)
        assert person
        version = (await identity.person(self.actors["xitong"], person)).version
        await accounts.person_leaves(self.call("xitong"), person, version)
        self.keep("handover", await id_of("SELECT id FROM handover WHERE account = $1", gone.id))

    async def _published(self) -> None:
        o = self.office
        sent = await o.screened()
        file = await db.one("SELECT id FROM submission_file WHERE submission = $1", sent.id)
        assert file
        self.keep("sent", sent.id, file=file["id"], number=1, other=sent.id)
        kind, article = await o.finished_article(sent.id)
        issue = await issues.open_issue(o.call(EDITOR), kind)
        await articles.place(o.call(EDITOR), article.id, article.version, issue.id)
        version = (await issue_reads.record(o.actors[EDITOR], issue.id)).version
        at = await issues.act(o.call(EDITOR), issue.id, version, "submit", await o.cleared(EDITOR))
        at = await o.approve(at, await o.cleared(DIRECTOR))
        at = await typesetting.typeset(o.call(EDITOR), at.id, at.version)
        at = await issues.act(o.call("jiaodui"), at.id, at.version, "proofread", await o.cleared("jiaodui"))
        at = await releasing.release(o.call(EDITOR), at.id, at.version)
        await drained()
        self.keep("kind", kind)
        self.keep("reader group", await id_of("SELECT id FROM reader_group ORDER BY place LIMIT 1"))
        asked = [Reader(person=o.actors["zhiban"].id if "zhiban" in o.actors else o.actors[EDITOR].id)]
        further = await widening.ask(o.call(EDITOR), issue.id, asked, await o.cleared(EDITOR, {"note": "与其有关"}))
        self.keep("widening", further.id)
        _, second = await o.finished_article((await o.screened()).id)
        other = await issues.open_issue(o.call(EDITOR), kind)
        await articles.place(o.call(EDITOR), second.id, second.version, other.id)
        self.keep("compiling", other.id)
        self.keep("article", article.id)
        await self._questioned(kind)
        self.keep("issue", issue.id, number=1, ending="docx")
        self.keep("sheet", issue.id, ending="pdf")
        await self._instructed(issue.id)
        await self._scored()
        await self._reckoned(kind)
        await archive.file_issue(o.call(EDITOR), issue.id, at.version)
        self.keep("filed", await id_of("SELECT id FROM archive_filed"))

    async def _reckoned(self, kind: UUID) -> None:
        o, today = self.office, clock.local(clock.now()).date()
        owed = await daily._owe(Call(SYSTEM), Hours(kind, today, None, 960, 1050), today)
        self.keep("daily", owed.id)
        first, last = span(Span.MONTH, today)
        figures = await circular_reads.figures(o.actors[EDITOR], first, last)
        words = await gate.pass_gate(o.call(EDITOR), drafts.circular(figures, Span.MONTH))
        self.keep("circular", (await circulars.draft(o.call(EDITOR), figures, words)).id)
        proposed = await commendation_reads.proposal(o.actors[EDITOR], first, last)
        self.keep("commendation", (await commendations.propose(o.call(EDITOR), first, last, proposed)).id)

    async def _scored(self) -> None:
        o = self.office
        self.keep("rule set", await id_of("SELECT id FROM score_rule_set"))
        own = await id_of("SELECT id FROM score_happening WHERE sort = 'adopted'")
        self.keep("score", own, of=own)
        words = {"reference": "采用通知第 3 期"}
        said = await gate.pass_gate(o.call(EDITOR), words, [("采用通知.txt", "已采用。".encode())])
        entry = Upward(own, Sort.ADOPTED, "state", "state_info", clock.local(clock.now()).date())
        self.keep("paper", own, happening=(await upward.register(o.call(EDITOR), entry, said)).id)
        text = await gate.pass_gate(o.call(OFFICER), {"text": "应按综合计分。"})
        self.keep("appeal", (await appeals.file(o.call(OFFICER), own, "adopted_brief", text)).id)

    async def _questioned(self, kind: UUID) -> None:
        o = self.office
        source = (await o.screened()).id
        text = await o.cleared(EDITOR, {"title": o.words.article_title, "body": o.words.article_body})
        article = await articles.select(o.call(EDITOR), kind, Genre.SURVEY, [source], text)
        self.keep("open article", article.id)
        digest = lineage.digest(lineage.sentences(o.words.article_body)[0])
        said = await o.cleared(EDITOR, {"text": "口径含摩托车吗？"})
        asked = await questions.ask(o.call(EDITOR), article.id, source, 0, digest, said)
        self.keep("question", asked.id)

    async def _instructed(self, issue: UUID) -> None:
        o = self.office
        copies, _ = await delivery_reads.listing(o.actors[LEADER])
        self.keep("leader's copy", copies[0].delivery.id)
        await deliveries.open_delivery(o.call(LEADER), copies[0].delivery.id)
        own, _ = await delivery_reads.listing(self.actors[OFFICER])
        self.keep("unit's copy", own[0].delivery.id, number=1)
        said = await o.cleared(LEADER, {"text": "请研究。"})
        done = await instructions.register(o.call(LEADER), issue, None, said)
        due = clock.local(clock.now()).date() + timedelta(days=7)
        await instructions.route(o.call(EDITOR), done.id, done.version, [self.unit], due)
        self.keep("instruction", done.id)
        duty = await db.one("SELECT id, due FROM instruction_target WHERE instruction = $1", done.id)
        assert duty
        slip = await duties.slip(Call(SYSTEM), duty["id"], "blue", duty["due"])
        self.keep("slip", UUID(slip.more["slip"]))
        paper = Paper(o.actors[LEADER].id, issue, None, clock.local(clock.now()).date(), "task")
        scanned = await o.cleared(EDITOR, {"text": "请研究。"}, (("批示.pdf", pdf()),))
        kept = await instructions.register_paper(o.call(EDITOR), paper, scanned)
        self.keep("scan", kept.id, file=await id_of("SELECT id FROM blob WHERE owner = $1", kept.id))

    async def _written(self) -> None:
        o = self.office
        draft = await o.draft()
        self.keep("draft", draft.id)
        self.keep("pair", UUID(self.records["sent"]["id"]), other=draft.id)
        head = self.call(DIRECTOR)
        there = await identity.unit(head.actor, self.unit)
        indirect = await units.name_direct(head, self.unit, there.version, direct=False)
        passing = await o.signed()
        await o.act(passing, OFFICER, "submit_up")
        self.keep("passing", passing.id)
        await units.name_direct(head, self.unit, indirect.version, direct=True)
        begun = await uploads.begin(self.call(OFFICER), "附表.txt", 5, sm3.hash(b"12345"))
        self.keep("upload", begun.id)
        self.headers["upload"] = {"x-upload-token": begun.token.hex()}
        editor = self.call(EDITOR)
        words = await gate.pass_gate(editor, {"label": "每周信息", "identifier": "weekly"})
        place = Place("period", {"code": "weekly"}, clock.local(clock.now()).date())
        await office_tables.add(editor, place, {"cadence": "week", "category": ""}, words)
        await periods.turn()
        self.keep("duty", await id_of("SELECT id FROM report_duty WHERE unit = $1", self.unit))
        text = await gate.pass_gate(editor, {"title": "近期要点", "body": "要有数据。"})
        await focus.publish(editor, place.day, place.day + timedelta(days=9), text)

    async def _asked(self) -> None:
        editor, duty = self.call(EDITOR), self.call("zhiban")
        today = clock.local(clock.now()).date()
        new = NewOrder("solicited", "assigned", "overview", today + timedelta(days=9), (Recipient(self.unit),))
        words = {"topic": "农险情况", "wanted": "请报送。", "bulletin": "", "why": "", "override": ""}
        order = await assignments.issue(editor, new, await gate.pass_gate(editor, words, FORM))
        task = await db.one("SELECT id FROM assignment_task WHERE assignment = $1", order.id)
        file = await db.one("SELECT id FROM assignment_file WHERE assignment = $1", order.id)
        assert task
        assert file
        self.keep("order", order.id, file=file["id"])
        self.keep("task", task["id"])
        entry = {"name": "月报", "fields": "保费", "source": "系统", "basis": "制度", "contact": "统计岗"}
        details = EntryDetails(self.unit, "month", today.replace(month=1, day=1))
        self.keep("entry", (await catalogue.add(editor, await gate.pass_gate(editor, entry), details)).id)
        given = Received("CL-2026-004", self.unit, clock.now() - timedelta(days=1), Level.SECRET.value, 1)
        people = {"from": "甲", "to": "乙", "remark": ""}
        self.keep("disc", (await discs.receive(duty, given, await gate.pass_gate(duty, people))).id)

    async def _emergency(self) -> None:
        duty, officer = self.call("zhiban"), self.call(OFFICER)
        now = clock.now()
        words = {"caller": "值班员甲", "words": "停电，正在抢修。"}
        taken = Taken(self.unit, now - timedelta(minutes=25), now - timedelta(minutes=10), "4")
        self.keep("phone", (await phone.note(duty, await gate.pass_gate(duty, words), taken)).id)
        text = {"title": "机房漏水", "body": "今日8时漏水，正在抢修。", "source": "值班室", "contact": "甲"}
        details = Details("emergency", "flash", "duty", now - timedelta(minutes=5), level="4")
        at = await writing.create(officer, await gate.pass_gate(officer, text), details)
        said = await gate.pass_gate(officer, {"note": "负责人在飞机上。"})
        await moving.act(officer, at.id, at.version, "send_unsigned", said)
        await drained()
        debt = await db.one("SELECT id FROM submission_debt WHERE submission = $1", at.id)
        event = await db.one("SELECT event AS id FROM event_report WHERE submission = $1", at.id)
        assert debt
        assert event
        self.keep("debt", debt["id"])
        self.keep("event", event["id"])

    async def _mailed(self) -> None:
        gateways.install(MailSettings("127.0.0.1", 9, "none", "zx@example.invalid", "https://zx.example.invalid"))
        try:
            about, to = RecordKind.SUBMISSION.value, [self.actors[OFFICER].id]
            sent = UUID(self.records["sent"]["id"])
            await tell(Call(SYSTEM), "submission.return", about, sent, to, urgent=True)
            await sending.gather(Call(SYSTEM))
        finally:
            gateways.install(None)
        self.keep("letter", await id_of("SELECT id FROM notice_letter WHERE account = $1", self.actors[OFFICER].id))


APPLICATION = {
    "company": NAMES["yunlu"], "name": "丁", "post": "办公室", "phone": "010-55501234", "mail": "d@example.invalid", "why": "",
}  # fmt: skip
DETAILS = Details("work", "normal", "news")


async def actor_of(login: str) -> Actor:
    """Who this is."""
    clerk = await identity.actor_of((await identity.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
    account = await account_reads.account_of_login(clerk, login)
    assert account, login
    return await identity.actor_of(account.id)


async def id_of(sql: str, *args: object) -> UUID:
    """The id of the one row there is."""
    row = await db.one(sql, *args)
    assert row, sql
    return UUID(str(row["id"]))
