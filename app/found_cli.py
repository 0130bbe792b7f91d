"""`zhengxun found` and `zhengxun rotate-key`: what is done once, and what is done to the key device.

- A real house begins with its general office and three administrators.
- First passwords are made here, printed once, stored nowhere in clear, and must be changed at the first sign-in.
"""

import secrets

from rich.console import Console

from app import runtime
from app.settings import Settings
from app.templating import message
from identity.commands.founding import FOUNDERS, Founder, found_house
from identity.rules import Contact
from kernel import vault
from kernel.errors import Invalid
from kernel.postgres import Cluster

WORDS = 12  # bytes of a first password


async def run(settings: Settings, where: Cluster, office: str, people: tuple[str, str, str]) -> int:
    """Found the house; print the three first passwords."""
    founders = [_founder(given) for given in people]
    async with runtime.running(settings, where.service_dsn):
        await found_house(office, (founders[0], founders[1], founders[2]))
    console = Console()
    console.print(message("cli.founded", office=office))
    for role, founder in zip(FOUNDERS, founders, strict=True):
        console.print(f"  {role.label}  {founder.contact.name}  {founder.login}  {founder.password}")
    console.print(message("cli.founded_next"))
    return 0


async def rotate(settings: Settings, where: Cluster) -> int:
    """A new key-encryption key wraps from now on; every data key is wrapped anew."""
    async with runtime.running(settings, where.service_dsn) as now:
        kek = now.device.rotate()
        done = 0
        while moved := await vault.rewrap():
            done += moved
    Console().print(message("cli.rotated", kek=kek, records=done))
    return 0


def _founder(given: str) -> Founder:
    login, _, name = given.partition("=")
    if not login.strip() or not name.strip():
        raise Invalid(fields={given: "required"})
    return Founder(login.strip(), Contact(name.strip()), secrets.token_urlsafe(WORDS))
