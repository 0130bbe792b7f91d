"""The demo organisation: an invented regulator's general office and twelve units of four kinds.

- Nobody here is a real person; every mail address ends in example.invalid, which no mail server can reach.
- It is built through the product's own commands, by the two administrators who would do it, so that nothing in it is a
  state the product cannot reach. Running it again changes nothing.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from identity import rules
from identity.commands import accounts, founding, passwords, people, units
from identity.commands.founding import Founder
from identity.errors import AlreadyFounded
from identity.queries import accounts as account_reads
from identity.queries import register
from identity.rights import Right, Role
from identity.rules import Contact
from identity.workflow.accounts import AccountState
from identity.workflow.register import UnitKind
from kernel.actor import SYSTEM, Call

PASSWORD = "zhengxun-demo-2026"  # noqa: S105 - printed for everyone who runs the demo
OFFICE = "海晏保险监督管理局办公厅"
R, K = Role, UnitKind


@dataclass(frozen=True, slots=True)
class Post:
    """One person: login, name, post, roles."""

    login: str
    name: str
    post: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class House:
    """One unit with its people; `under`: the unit above it, empty for the top."""

    name: str
    kind: UnitKind
    department: str
    posts: tuple[Post, ...]
    under: str = ""
    direct: bool = False


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A line of the table that `make run` prints."""

    login: str
    name: str
    role_label: str
    unit: str
    password: str


ADMINISTRATORS = (
    Post("xitong", "安叙之", "系统管理员", (R.SYSTEM_ADMIN,)),
    Post("baomi", "宁守拙", "安全保密管理员", (R.SECURITY_ADMIN,)),
    Post("shenji", "简秋平", "安全审计员", (R.AUDITOR,)),
)
OFFICE_POSTS = (
    Post("bianji1", "苏砚清", "信息处编辑", (R.EDITOR,)),
    Post("bianji2", "陆知遥", "信息处编辑", (R.EDITOR,)),
    Post("shaixuan", "温如岫", "信息处筛选岗", (R.SCREENER,)),
    Post("jiaodui", "何墨池", "信息处校对", (R.PROOFREADER,)),
    Post("zhuren", "顾长川", "办公厅主任", (R.APPROVER,)),
    Post("lingdao1", "秦若谷", "局领导", (R.LEADER,)),
    Post("lingdao2", "沈望舒", "局领导", (R.LEADER,)),
    Post("zhiban", "江晚舟", "总值班室", (R.DUTY,)),
)


def _posts(short: str, head: tuple[str, str], *officers: str) -> tuple[Post, ...]:
    """A unit's principal head (name, post), who signs everything, and its one or two liaison officers."""
    written = tuple(
        Post(f"{short}.xinxi{i}", name, "综合岗", (R.LIAISON,)) for i, name in enumerate(officers, 1)
    )  # fmt: skip
    return (Post(f"{short}.qianfa", *head, (R.PRINCIPAL, R.SIGNER)), *written)


# The leader in charge of information work: signs what is not important, stands in for the head when asked to.
IN_CHARGE = Post("yunlu.fenguan", "萧既明", "副局长", (R.SIGNER,))
HOUSES = (
    House(
        "云麓监管局", K.LOCAL_BUREAU, "办公室", (*_posts("yunlu", ("裴千帆", "局长"), "叶疏桐", "乔一苇"), IN_CHARGE),
    ),
    House("沧浪监管局", K.LOCAL_BUREAU, "办公室", _posts("canglang", ("庄亦寒", "局长"), "穆清和")),
    House("雁岭监管局", K.LOCAL_BUREAU, "办公室", _posts("yanling", ("骆明川", "局长"), "祝南枝", "柏行简")),
    House(
        "雁岭监管局青溪分局", K.LOCAL_BUREAU, "综合科", _posts("qingxi", ("尹听泉", "分局长"), "桑落"), "雁岭监管局",
        direct=True,
    ),
    House("保险资讯中心", K.AFFILIATE, "综合部", _posts("zixun", ("纪云深", "主任"), "谷雨辰", "卓然")),
    House("保险稳定基金管理所", K.AFFILIATE, "办公室", _posts("jijin", ("方既白", "所长"), "梅映雪")),
    House("保险教育培训院", K.AFFILIATE, "院办公室", _posts("peixun", ("阮思齐", "院长"), "丁未央")),
    House("海晏保险行业协会", K.ASSOCIATION, "秘书处", _posts("hangxie", ("费同舟", "秘书长"), "白露生", "栾晓川")),
    House("海晏保险中介协会", K.ASSOCIATION, "秘书处", _posts("zhongjie", ("滕景行", "秘书长"), "闻笛")),
    House("长桥财产保险公司", K.INSURER, "办公室", _posts("changqiao", ("项致远", "总经理"), "苗青禾", "荀子牧")),
    House("归舟人寿保险公司", K.INSURER, "办公室", _posts("guizhou", ("燕北辰", "总经理"), "夏闻蝉")),
    House("山海再保险公司", K.INSURER, "行政管理部", _posts("shanhai", ("路承宇", "总经理"), "钟离月")),
)  # fmt: skip


async def found_printed() -> list[DemoAccount]:
    """The same with the password that is printed for everyone: its hashes guard nothing, and cost the least."""
    strict = rules.policy()
    rules.install(replace(strict, cost=rules.COSTS["test"]))
    try:
        return await found_demo(PASSWORD)
    finally:
        rules.install(strict)


async def found_demo(runtime_password: str, houses: tuple[House, ...] = HOUSES) -> list[DemoAccount]:
    """Build what is missing; every account signs in with `runtime_password`. Returns the table of accounts."""
    first = f"{runtime_password}-first"
    founders = tuple(Founder(post.login, _contact(post), first) for post in ADMINISTRATORS)
    with suppress(AlreadyFounded):
        await founding.found_house(OFFICE, (founders[0], founders[1], founders[2]))
    system = await register.actor_of((await register.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
    security = await register.actor_of((await register.holders(SYSTEM, Right.ACCOUNT_APPROVE))[0])
    clerk = Clerk(Call(system), Call(security), first, runtime_password)
    office = await register.office(system)
    for post in (*ADMINISTRATORS, *OFFICE_POSTS):
        await clerk.open_account(office.id, post)
    for place, house in enumerate(houses, 1):
        await clerk.open_unit(house, place)
    rows = [(OFFICE, post) for post in (*ADMINISTRATORS, *OFFICE_POSTS)]
    rows += [(house.name, post) for house in houses for post in house.posts]
    return [
        DemoAccount(p.login, p.name, "、".join(r.label for r in p.roles), unit, runtime_password) for unit, p in rows
    ]


@dataclass(frozen=True, slots=True)
class Clerk:
    """The two administrators at work; each step looks first whether it was done before."""

    system: Call
    security: Call
    first: str
    password: str

    async def open_unit(self, house: House, place: int) -> None:
        """A unit, its people, its liaison officers and operators."""
        known = {unit.name: unit.id for unit in await register.units(self.system.actor)}
        unit = known.get(house.name)
        if unit is None:
            done = await units.found_unit(
                self.system, house.name, house.kind.value, known.get(house.under), place=place, direct=house.direct,
                department=house.department,
            )  # fmt: skip
            unit = done.id
        for post in house.posts:
            await self.open_account(unit, post)
        await self._appoint(unit, [post for post in house.posts if Role.LIAISON in post.roles])

    async def open_account(self, unit: UUID, post: Post) -> None:
        """Applied for, approved, and with a password its holder has chosen."""
        account = await self._account(post.login)
        if account is None:
            roles = tuple(role.value for role in post.roles)
            await accounts.apply_account(self.system, unit, post.login, roles, _contact(post))
            account = await self._account(post.login)
        if account and account.state == AccountState.APPLIED:
            await accounts.approve_account(self.security, account.id, account.version, self.first)
            account = await self._account(post.login)
        if account and account.state == AccountState.APPROVED:
            own = Call(await register.actor_of(account.id))
            await passwords.set_password(own, self.first, self.password)

    async def _appoint(self, unit: UUID, officers: list[Post]) -> None:
        seats = await register.seats(self.system.actor, unit)
        for seat, post in enumerate(officers, 1):
            account = await self._account(post.login)
            if account is None or any(seated.person == account.person for seated in seats):
                continue
            await people.register_liaison(self.system, account.person)
            await people.appoint_operator(self.system, account.person, seat)

    async def _account(self, login: str) -> account_reads.Account | None:
        return await account_reads.account_of_login(self.system.actor, login)


def _contact(post: Post) -> Contact:
    """An invented number that no exchange gives out, and an address that reaches nobody."""
    number = sum(map(ord, post.login)) % 10_000
    return Contact(post.name, post.post, f"010-5550{number:04}", f"{post.login}@example.invalid")
