"""Numbers of issues (PUB-12): one series per kind and year, one running series per kind.

- Given once, in the approval's own transaction: the counters fall back with an approval that fails or dies, and wait
  for one that is not over yet. An issue sent back keeps its number; a void one keeps it for good and says why.
- The year is that of the approval here: midnight is the office's.
"""

from typing import Any

from bulletins.rules.issues import Issue
from bulletins.store import issues as store
from kernel import clock
from kernel.db import Tx


async def give(tx: Tx, issue: Issue) -> dict[str, Any]:
    """The columns of the issue's number; none when an earlier approval gave it."""
    if issue.number is not None:
        return {}
    year = clock.local(tx.now).year
    number = await store.next_number(tx, f"issue:{issue.kind.id}:{year}")
    total = await store.next_number(tx, f"issue:{issue.kind.id}")
    return {"year": year, "number": number, "total": total}
