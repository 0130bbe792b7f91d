"""Builds that are wrong on purpose: the controls. A crash test that does not see them fail is void.

- `no_transaction`: BEGIN, COMMIT, ROLLBACK and savepoints never reach the server, so every statement commits by itself.
- Only for processes that a crash test starts; nothing here can be reached from the product.
"""

from typing import Any

from asyncpg.connection import Connection

BRACKETS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def no_transaction() -> None:
    """From here on every statement of this process is its own transaction."""
    execute = Connection.execute

    async def unbracketed(connection: Connection, query: str, *args: Any, **kwargs: Any) -> str:
        return "" if query.startswith(BRACKETS) else str(await execute(connection, query, *args, **kwargs))

    Connection.execute = unbracketed


CONTROLS = {"none": lambda: None, "no-transaction": no_transaction}
