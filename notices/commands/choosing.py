"""What a person chooses: which class reaches them how, and when they want no disturbance.

- Emergencies and the list in the application are not to be chosen: nobody can switch them off.
"""

from collections.abc import Mapping
from datetime import time

from kernel.db import Done, Tx, command
from kernel.errors import Invalid
from notices.rules import timing
from notices.rules.timing import Hours
from notices.rules.topics import CHOSEN, Channel, Class, Way
from notices.store import choices

MOST_DIGESTS = 4


@command("notice.choose")
async def choose(
    tx: Tx, ways: Mapping[str, str], quiet: tuple[str, str], digests: list[str], *, free_days: bool
) -> Done:
    """Everything at once. `ways`: "mine.mail" -> "digest"; `quiet`: from, until. Raises Invalid naming the field."""
    wrong: dict[str, str] = {}
    chosen: dict[tuple[Class, Channel], Way] = {
        (klass, channel): _way(ways, f"{klass}.{channel}", wrong) for klass in CHOSEN for channel in Channel
    }
    times = sorted({found for each in digests if (found := _hour(each, "digests", wrong))})
    first, last = _hour(quiet[0], "quiet_from", wrong), _hour(quiet[1], "quiet_until", wrong)
    if first and first == last:
        wrong["quiet_until"] = "quiet_no_end"
    if not 0 < len(times) <= MOST_DIGESTS:
        wrong.setdefault("digests", "digests_number")
    if wrong or first is None or last is None:
        raise Invalid(fields=wrong)
    await choices.choose(tx, tx.actor.id, chosen, Hours(first, last, free_days, tuple(times)))
    return Done(tx.actor.id)


def _way(ways: Mapping[str, str], name: str, wrong: dict[str, str]) -> Way:
    found = ways.get(name, "")
    if found not in list(Way):
        wrong[name] = "choose_one"
        return Way.INSTANT
    return Way(found)


def _hour(text: str, field: str, wrong: dict[str, str]) -> time | None:
    try:
        return timing.hour(text)
    except ValueError:
        wrong[field] = "not_an_hour"
        return None
