"""Who acts in the demo, and words that need no gate: used by every demo_*.py."""

from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import SYSTEM, Actor
from marking.cleared import Cleared, clear


async def person(right: Right, start: str = "") -> Actor:
    """The first holder of a right; `start`: with this login, or of the unit whose logins start so. Raises LookupError."""
    clerk = await identity.actor_of((await identity.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
    for account in await identity.holders(SYSTEM, right):
        login = (await account_reads.account(clerk, account)).login
        if not start or login == start or login.startswith(f"{start}."):
            return await identity.actor_of(account)
    raise LookupError(right)


async def of_login(login: str) -> Actor:
    """Somebody by login. Raises LookupError."""
    account = await account_reads.account_of_login(await person(Right.ACCOUNT_APPLY), login)
    if account is None:
        raise LookupError(login)
    return await identity.actor_of(account.id)


def said(**parts: str) -> Cleared:
    """Words of the demo."""
    return clear(parts)
