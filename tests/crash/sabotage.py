"""Builds that are wrong on purpose: the controls. A crash test that does not see them fail is void.

- `no_transaction`: BEGIN, COMMIT, ROLLBACK and savepoints do nothing, so every statement commits by itself.
- Only for processes that a crash test starts; nothing here can be reached from the product.
"""

from asyncpg.transaction import Transaction


def no_transaction() -> None:
    """From here on every statement of this process is its own transaction."""

    async def nothing(_self: Transaction) -> None:
        return

    for name in ("start", "commit", "rollback"):
        setattr(Transaction, name, nothing)


CONTROLS = {"none": lambda: None, "no-transaction": no_transaction}
