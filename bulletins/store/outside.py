"""Rows of leaders who have no account."""

from bulletins.rules.outside import OutsideLeader
from kernel import db


async def every() -> list[OutsideLeader]:
    """Everybody who is, was or will be in the list; it is as short as a page."""
    rows = await db.fetch("SELECT * FROM outside_leader ORDER BY place, code, valid_from")
    return [OutsideLeader(**{name: row[name] for name in OutsideLeader.__slots__}) for row in rows]
