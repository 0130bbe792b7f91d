"""The principal head of a unit is a role of its own, given like every role by two administrators (SUB-08)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T12:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "role of the principal head"

SQL = """
ALTER TABLE account DROP CONSTRAINT known_roles;
ALTER TABLE account ADD CONSTRAINT known_roles CHECK (roles <@ ARRAY['liaison', 'signer', 'principal', 'screener',
    'editor', 'proofreader', 'approver', 'leader', 'duty', 'system_admin', 'security_admin', 'auditor']);
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "identity", DESCRIPTION, SQL)
