import asyncio
from uuid import UUID

import asyncpg
import pytest

from identity.commands import accounts, founding, people, roles, signin
from identity.commands.founding import Founder
from identity.errors import AlreadyFounded, LoginTaken, RequestOpen, RolesExclude, SignInRefused, TwoPeople
from identity.queries import accounts as account_reads
from identity.queries import register, trails
from identity.rules import Contact
from identity.workflow.accounts import ACCOUNT
from kernel import db
from kernel.actor import Call
from kernel.errors import Forbidden, Invalid, NotAllowedNow, StaleVersion
from kernel.postgres import Cluster
from tests.workflow.identity.house import FIRST, LOGINS, PASSWORD, House

ADMINISTRATORS = ("system_admin", "security_admin", "auditor")


def _founders() -> tuple[Founder, Founder, Founder]:
    one, two, three = [Founder(login, Contact("管理员"), FIRST) for login in LOGINS]
    return one, two, three


@pytest.mark.requirement("SEC-01")
async def test_of_five_foundings_at_the_same_moment_one_wins(runtime: Cluster, cheap: None) -> None:
    tries = [founding.found_house("海晏局办公厅", _founders()) for _ in range(5)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, AlreadyFounded) for answer in answers) == 4
    rows = await db.fetch("SELECT roles FROM account ORDER BY roles")
    assert [row["roles"] for row in rows] == [[role] for role in sorted(ADMINISTRATORS)]


@pytest.mark.requirement("SEC-01")
async def test_once_there_is_an_account_nobody_founds_again(house: House) -> None:
    with pytest.raises(AlreadyFounded):
        await founding.found_house("另一个办公厅", _founders())


@pytest.mark.requirement("SEC-02")
async def test_one_administrator_applies_and_another_approves(house: House) -> None:
    contact = Contact("柳")
    with pytest.raises(Forbidden):
        await accounts.apply_account(house.security, house.unit, "some.body", ("liaison",), contact)
    account = await house.apply()
    for call in (house.system, house.auditor):
        with pytest.raises(Forbidden):
            await accounts.approve_account(call, account.id, account.version)
    with pytest.raises(SignInRefused):
        await signin.sign_in(account.login, FIRST)
    issued = await accounts.approve_account(house.security, account.id, account.version)
    assert len(issued.password) >= 12
    assert (await signin.sign_in(account.login, issued.password)).must_change


@pytest.mark.requirement("SEC-02")
async def test_an_application_turned_down_keeps_its_reason_sealed(house: House) -> None:
    account = await house.apply()
    await accounts.refuse_account(house.security, account.id, account.version, "不在编制内")
    now = await house.account(account.id)
    assert now.state == "disabled"
    assert await account_reads.account_note(house.auditor.actor, now) == "不在编制内"
    kept = await db.fetch("SELECT note_sealed FROM account WHERE note_sealed IS NOT NULL")
    assert len(kept) == 1
    assert "不在编制内".encode() not in bytes(kept[0]["note_sealed"])


@pytest.mark.requirement("SEC-01")
@pytest.mark.parametrize(
    "held", [("system_admin", "auditor"), ("auditor", "editor"), ("liaison", "editor"), ("nobody",), ()]
)
async def test_roles_that_exclude_each_other_or_do_not_belong_here_are_refused(
    house: House, held: tuple[str, ...]
) -> None:
    with pytest.raises((RolesExclude, Invalid)):
        await accounts.apply_account(house.system, house.office, "some.body", held, Contact("柳"))
    with pytest.raises(RolesExclude):
        await accounts.apply_account(house.system, house.unit, "some.body", ("editor",), Contact("柳"))


@pytest.mark.requirement("SEC-01")
@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE account SET roles = '{auditor,system_admin}' WHERE login = 'xitong'", "administrators_exclude"),
        ("UPDATE account SET roles = '{editor,security_admin}' WHERE login = 'baomi'", "administrators_exclude"),
        ("UPDATE account SET roles = '{root}' WHERE login = 'person1'", "known_roles"),
        ("UPDATE account SET approved_by = applied_by WHERE login = 'person1'", "two_people"),
        ("UPDATE account SET applied_by = id WHERE login = 'person1'", "not_oneself"),
        ("UPDATE account SET approved_by = NULL WHERE login = 'person1'", "approved_by_somebody"),
        ("UPDATE role_change SET state = 'granted', decided_by = asked_by", "two_people"),
        ("UPDATE role_change SET state = 'granted', decided_by = account", "two_people"),
        ("UPDATE role_change SET roles = '{auditor,editor}'", "administrators_exclude"),
    ],
)
async def test_the_database_itself_refuses_what_would_join_two_hands(house: House, sql: str, constraint: str) -> None:
    account = await house.open("screener", house.office)
    await roles.ask_roles(house.system, account.id, ("editor",))
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await db.fetch(sql)
    assert caught.value.constraint_name == constraint


@pytest.mark.requirement("SEC-01")
async def test_a_change_of_roles_needs_two_people_neither_its_holder(house: House) -> None:
    account = await house.open("screener", house.office)
    with pytest.raises(Forbidden):
        await roles.ask_roles(house.security, account.id, ("editor",))
    with pytest.raises(TwoPeople):
        await roles.ask_roles(house.system, house.system.actor.id, ("auditor",))
    change = await roles.ask_roles(house.system, account.id, ("editor", "duty"))
    with pytest.raises(RequestOpen):
        await roles.ask_roles(house.system, account.id, ("duty",))
    with pytest.raises(Forbidden):
        await roles.grant_role(house.system, change.id, 1)
    await roles.grant_role(house.security, change.id, 1)
    assert (await house.account(account.id)).roles == {"editor", "duty"}
    with pytest.raises(StaleVersion):
        await roles.grant_role(house.security, change.id, 1)


@pytest.mark.requirement("SEC-01")
async def test_a_security_administrator_cannot_grant_herself_anything(house: House) -> None:
    second = await house.open("security_admin", house.office)
    change = await roles.ask_roles(house.system, second.id, ("editor",))
    with pytest.raises(Forbidden):
        await roles.grant_role(await house.call(second), change.id, 1)
    await roles.grant_role(house.security, change.id, 1)
    assert (await house.account(second.id)).roles == {"editor"}


async def test_a_change_can_be_refused_with_a_reason_or_withdrawn_by_its_asker(house: House) -> None:
    account = await house.open("screener", house.office)
    first = await roles.ask_roles(house.system, account.id, ("editor",))
    with pytest.raises(Invalid):
        await roles.refuse_roles(house.security, first.id, 1, "")
    assert (await roles.refuse_roles(house.security, first.id, 1, "岗位不符")).state == "refused"
    second = await roles.ask_roles(house.system, account.id, ("editor",))
    with pytest.raises(Forbidden):
        await roles.withdraw_roles(house.security, second.id, 1)
    assert (await roles.withdraw_roles(house.system, second.id, 1)).state == "withdrawn"
    assert (await house.account(account.id)).roles == {"screener"}


@pytest.mark.requirement("SEC-02")
async def test_who_leaves_loses_account_sessions_and_posts_in_one_step_and_an_audit_stays(house: House) -> None:
    account = await house.open()
    await people.register_liaison(house.system, account.person)
    given = await signin.sign_in(account.login, PASSWORD)
    now = await house.account(account.id)
    await accounts.disable_account(house.system, now.id, now.version, "left")
    assert await signin.recall(given.session) is None
    assert await register.seats(house.system.actor, house.unit) == []
    assert len(await register.gaps(house.system.actor, house.unit)) == 1
    audit = await account_reads.leaving(house.auditor.actor, account.id)
    assert audit is not None
    kept = {name: audit[name] for name in ("by", "reason", "roles", "sessions", "appointments", "at")}
    assert kept == {
        "by": house.system.actor.id, "reason": "left", "roles": ["liaison"], "sessions": 1, "appointments": 1,
        "at": house.watch.now,
    }  # fmt: skip
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await db.fetch("UPDATE leaving_audit SET sessions = 0")


@pytest.mark.requirement("SEC-02")
async def test_a_unit_that_strikes_somebody_off_its_book_ends_the_account_too(house: House) -> None:
    colleague, leaver = await house.open("signer"), await house.open()
    given = await signin.sign_in(leaver.login, PASSWORD)
    await accounts.person_leaves(await house.call(colleague), leaver.person, 1)
    assert (await house.account(leaver.id)).state == "disabled"
    assert await signin.recall(given.session) is None


async def test_nobody_strikes_off_people_of_another_unit_or_herself(house: House) -> None:
    officer, editor = await house.open(), await house.open("editor", house.office)
    with pytest.raises(Forbidden):
        await accounts.person_leaves(await house.call(officer), editor.person, 1)
    with pytest.raises(Forbidden):
        await accounts.person_leaves(await house.call(officer), officer.person, 1)


@pytest.mark.requirement("SEC-01")
async def test_two_system_administrators_who_disable_each_other_leave_one(house: House) -> None:
    second = await house.open("system_admin", house.office)
    first = await house.account(house.system.actor.id)
    now = await house.account(second.id)
    answers = await asyncio.gather(
        accounts.disable_account(house.system, now.id, now.version, "unused"),
        accounts.disable_account(await house.call(second), first.id, first.version, "unused"),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Done", "NotAllowedNow"]


async def test_the_last_administrator_of_a_kind_is_not_disabled(house: House) -> None:
    second = await house.open("system_admin", house.office)
    secadmin = await house.account(house.security.actor.id)
    with pytest.raises(NotAllowedNow):
        await accounts.disable_account(await house.call(second), secadmin.id, secadmin.version, "unused")


async def test_a_login_belongs_to_one_account_and_a_person_has_one(house: House) -> None:
    account = await house.open()
    with pytest.raises(LoginTaken) as caught:
        await accounts.apply_account(house.system, house.unit, account.login.upper(), ("liaison",), Contact("柳"))
    assert caught.value.fields == {"login": "login_taken"}
    with pytest.raises(LoginTaken) as caught:
        await accounts.apply_account(house.system, house.unit, "another.one", ("signer",), None, account.person)
    assert caught.value.fields == {"person": "person_taken"}


async def test_a_reissued_password_ends_sessions_and_must_be_changed(house: House) -> None:
    account = await house.open()
    given = await signin.sign_in(account.login, PASSWORD)
    now = await house.account(account.id)
    issued = await accounts.reissue_password(house.security, now.id, now.version)
    assert await signin.recall(given.session) is None
    with pytest.raises(SignInRefused):
        await signin.sign_in(account.login, PASSWORD)
    assert (await signin.sign_in(account.login, issued.password)).must_change


@pytest.mark.requirement("SEC-05")
async def test_no_personal_data_stand_in_clear_in_any_table(house: House) -> None:
    contact = Contact("欧阳蒹葭", "巡视员", "13987654321", "jianjia@example.invalid")
    await accounts.apply_account(Call(house.system.actor, "a key"), house.unit, "some.body", ("liaison",), contact)
    connection = await asyncpg.connect(house.cluster.owner_dsn)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = [await connection.fetch(f'SELECT * FROM "{table["tablename"]}"') for table in tables]
    finally:
        await connection.close()
    dump = str(rows)
    assert "some.body" in dump
    for word in ("欧阳蒹葭", "巡视员", "13987654321", "jianjia"):
        assert word not in dump
        assert word.encode().hex() not in dump
        assert repr(word.encode())[2:-1] not in dump


async def test_the_trail_of_an_account_has_names_and_words(house: House) -> None:
    account = await house.open()
    trail = await trails.trail(house.auditor.actor, account.id, ACCOUNT)
    told = [(line.label, line.source_label, line.target_label, line.who) for line in trail.history]
    assert told == [
        ("新建", "", "待批准", "管xitong"),
        ("批准开通", "待批准", "待启用", "管baomi"),
        ("更改口令", "", "", "柳1"),
        ("启用", "待启用", "使用中", "柳1"),
    ]


async def test_names_know_people_and_the_system_and_leave_strangers_out(house: House) -> None:
    account = await house.open()
    stranger = UUID(int=5)
    found = await register.names(house.system.actor, [account.id, UUID(int=0), stranger])
    assert found == {account.id: "柳1", UUID(int=0): "系统"}


async def test_holders_are_accounts_in_use_whose_role_has_the_right(house: House) -> None:
    signer, officer, applied = await house.open("signer"), await house.open(), await house.apply("signer")
    held = await register.holders(house.system.actor, "submission:own:sign", house.unit)
    assert held == [signer.id]
    assert officer.id not in held
    assert applied.id not in held
    assert await register.holders(house.system.actor, "submission:own:sign", house.office) == []
