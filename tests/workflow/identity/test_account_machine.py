"""Any order of steps on accounts, by anybody, against a small model of what the regulations say."""

import asyncio
import os
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from crypto.devices.software import SoftwareDevice
from identity import rules
from identity.commands import accounts, founding, passwords, signin, units
from identity.commands.founding import Founder
from identity.errors import SignInRefused
from identity.queries import accounts as account_reads
from identity.queries import register, trails
from identity.rules import COSTS, Contact, Policy
from identity.tables import TABLES
from identity.workflow.accounts import ACCOUNT
from kernel import clock, db, heads, journal, vault, worktime
from kernel.actor import Call
from kernel.errors import Refusal
from kernel.postgres import Cluster
from kernel.tables import TABLES as KERNEL
from tests.workflow.identity.house import FIRST, LOGINS, PASSWORD, Watch, administrator

LONG = settings(suppress_health_check=list(HealthCheck))
STEPS = (
    LONG if os.environ.get("HYPOTHESIS_PROFILE") == "long" else settings(LONG, max_examples=8, stateful_step_count=15)
)
WHO = st.sampled_from(["system", "security", "auditor", "holder"])
USABLE = ("approved", "active")
TRUNCATE = ", ".join(
    f'"{table._meta.tablename}"' for table in (*KERNEL, *TABLES) if table._meta.tablename != "calendar_day"
)


class Accounts(RuleBasedStateMachine):
    """`model`: account -> state, password, whether it holds sessions."""

    made = Bundle("made")
    runner: asyncio.Runner
    owner_dsn: str

    @initialize()
    def found(self) -> None:
        self.watch = Watch()
        clock.install(self.watch)
        self.model: dict[UUID, str] = {}
        self.versions: dict[UUID, int] = {}
        self.words: dict[UUID, str] = {}
        self.sessions: dict[UUID, list[str]] = {}
        self.runner.run(self._found())

    async def _found(self) -> None:
        await db.fetch("SELECT 1")
        await _owner(self.owner_dsn, f"TRUNCATE {TRUNCATE} RESTART IDENTITY CASCADE")
        founders = [Founder(login, Contact("管"), FIRST) for login in LOGINS]
        await founding.found_house("海晏局办公厅", (founders[0], founders[1], founders[2]))
        calls = [Call(await administrator(login)) for login in LOGINS]
        self.calls = dict(zip(("system", "security", "auditor"), calls, strict=True))
        self.unit = (await units.found_unit(calls[0], "云麓监管局", "local_bureau")).id

    async def _call(self, who: str, account: UUID) -> Call | None:
        if who != "holder":
            return self.calls[who]
        return Call(await register.actor_of(account)) if self.model[account] in USABLE else None

    def _does(self, who: str, account: UUID, action: str, verb: Any, *given: Any) -> bool:
        """Whether the step was carried out; it must be exactly when the table of the model says so."""

        async def act() -> bool:
            call = await self._call(who, account)
            if call is None:
                return False
            try:
                await verb(call, account, self.versions[account], *given)
            except Refusal:
                return False
            return True

        done = self.runner.run(act())
        allowed = who == PERMITTED.get(action) and self.model[account] in SOURCES[action]
        assert done == allowed, (who, action, self.model[account])
        return done

    def _moved(self, account: UUID, state: str) -> None:
        self.model[account] = state
        self.sessions[account] = []

    @rule(target=made)
    def apply(self) -> UUID:
        n = len(self.model) + 1
        contact = Contact(f"柳{n}")
        verb = accounts.apply_account(self.calls["system"], self.unit, f"person{n}", ("liaison",), contact)
        account = self.runner.run(verb).id
        self.model[account], self.sessions[account], self.words[account] = "applied", [], ""
        return account

    @rule(account=made, who=WHO)
    def approve(self, account: UUID, who: str) -> None:
        if self._does(who, account, "approve", accounts.approve_account, FIRST):
            self._moved(account, "approved")
            self.words[account] = FIRST

    @rule(account=made, who=WHO)
    def lock(self, account: UUID, who: str) -> None:
        if self._does(who, account, "lock", accounts.lock_account, "核查"):
            self._moved(account, "locked")

    @rule(account=made, who=WHO)
    def unlock(self, account: UUID, who: str) -> None:
        if self._does(who, account, "unlock", accounts.unlock_account):
            self._moved(account, "active")

    @rule(account=made, who=WHO)
    def disable(self, account: UUID, who: str) -> None:
        if self._does(who, account, "disable", accounts.disable_account, "unused"):
            self._moved(account, "disabled")

    @rule(account=made)
    def sign_in(self, account: UUID) -> None:
        login = f"person{list(self.model).index(account) + 1}"
        open_door = self.model[account] in USABLE
        try:
            given = self.runner.run(signin.sign_in(login, self.words[account] or "nothing"))
        except SignInRefused:
            assert not open_door
            return
        assert open_door
        self.sessions[account].append(given.session)

    @rule(account=made)
    def choose(self, account: UUID) -> None:
        if self.model[account] not in USABLE:
            return
        self.watch.forward(seconds=1)
        new = f"{PASSWORD} {self.watch.now.timestamp():.0f}"
        call = self.runner.run(self._call("holder", account))
        assert call is not None
        self.runner.run(passwords.set_password(call, self.words[account], new))
        self._moved(account, "active")
        self.words[account] = new

    @invariant()
    def states_sessions_and_journal_agree(self) -> None:
        self.runner.run(self._agree())

    async def _agree(self) -> None:
        for account, state in getattr(self, "model", {}).items():
            now = await account_reads.account(self.calls["auditor"].actor, account)
            self.versions[account] = now.version
            assert now.state == state
            for session in self.sessions[account]:
                assert await signin.recall(session) is not None
            trail = await trails.trail(self.calls["auditor"].actor, account, ACCOUNT)
            assert [line.target for line in trail.history if line.target][-1] == state
        rows = await db.one(
            "SELECT count(*) AS n FROM session s JOIN account a ON a.id = s.account WHERE a.state = ANY($1)",
            ["applied", "locked", "disabled"],
        )
        assert rows == {"n": 0}

    def teardown(self) -> None:
        async def lines() -> list[journal.Line]:
            return [line async for line in heads.lines()]

        assert journal.verify(self.runner.run(lines()), []).fault is None
        clock.install()


PERMITTED = {"approve": "security", "lock": "security", "unlock": "security", "disable": "system"}
SOURCES = {
    "approve": ("applied",),
    "lock": USABLE,
    "unlock": ("locked",),
    "disable": (*USABLE, "locked"),
}


async def _owner(dsn: str, sql: str) -> None:

    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@pytest.mark.stateful
@pytest.mark.requirement("SEC-02")
def test_accounts_in_any_order(database: Cluster, device: SoftwareDevice, tmp_path: Path) -> None:
    rules.install(Policy(cost=COSTS["test"]))
    vault.install(device)
    worktime.install(worktime.Calendar())
    with asyncio.Runner() as runner:
        runner.run(db.open_pool(database.service_dsn, [*KERNEL, *TABLES]))
        Accounts.runner, Accounts.owner_dsn = runner, database.owner_dsn
        try:
            run_state_machine_as_test(Accounts, settings=STEPS)
        finally:
            runner.run(db.close_pool())
            rules.install()
            clock.install()
