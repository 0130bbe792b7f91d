"""What a database server must be before the service uses it (obligation R13).

- fsync, full_page_writes and synchronous_commit are on, data checksums are on: an acknowledged act survives a power
  cut.
- The service's role is no superuser, owns no table and may create none, and cannot change or delete a journal
  row.
- PostgreSQL 15 or newer.
"""

from dataclasses import dataclass

import asyncpg

from kernel.pgtools import ServerRefused

_OLDEST = 150000


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason to refuse a server; `code` is a key of the messages."""

    code: str
    subject: str


_ROLE = """
SELECT rolname,
       rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication AS mighty,
       pg_has_role(current_user, (SELECT nspowner FROM pg_namespace WHERE nspname = 'public'), 'MEMBER')
       OR EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner = r.oid)
       OR has_schema_privilege('public', 'CREATE') AS owning
FROM pg_roles r WHERE rolname = current_user
"""
_JOURNAL = """
SELECT has_table_privilege(c.oid, 'UPDATE') OR has_any_column_privilege(c.oid, 'UPDATE')
       OR has_table_privilege(c.oid, 'DELETE') OR has_table_privilege(c.oid, 'TRUNCATE')
FROM pg_class c WHERE c.oid = to_regclass('public.journal')
"""


async def faults(dsn: str) -> list[Fault]:
    """Everything wrong with the server, seen through the service's own connection."""
    connection = await _connect(dsn)
    try:
        found = await _settings(connection)
        role = await connection.fetchrow(_ROLE)
        if role is not None and role["mighty"]:
            return [*found, Fault("database.role_too_mighty", role["rolname"])]
        if role is not None and role["owning"]:
            found.append(Fault("database.role_owns_schema", role["rolname"]))
        if role is not None and await connection.fetchval(_JOURNAL):
            found.append(Fault("database.journal_writable", role["rolname"]))
        return found
    finally:
        await connection.close()


async def verify_server(dsn: str) -> None:
    """Raise ServerRefused for the first fault; called before the service opens its pool."""
    for fault in await faults(dsn):
        raise ServerRefused(fault.code, subject=fault.subject)


async def _connect(dsn: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(dsn, timeout=10)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError) as error:
        raise ServerRefused("database.login_refused", detail=str(error)) from error
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise ServerRefused("database.unreachable", detail=str(error) or type(error).__name__) from error


async def _settings(connection: asyncpg.Connection) -> list[Fault]:
    found = []
    if await connection.fetchval("SELECT current_setting('server_version_num')::int") < _OLDEST:
        found.append(Fault("database.too_old", await connection.fetchval("SHOW server_version")))
    names = ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"]
    off = await connection.fetch(
        "SELECT name FROM unnest($1::text[]) AS name WHERE current_setting(name) = 'off'", names
    )
    return [*found, *(Fault(f"database.{row['name']}_off", row["name"]) for row in off)]
