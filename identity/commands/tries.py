"""How often somebody without an account may have a form examined (SUB-17).

- Reading a scanned form costs seconds of work, whether the application is filed afterwards or refused; so tries are
  counted, too, and not only applications (applications.py).
- Counted in this process, for an hour, by a keyed hash of the place; a restart forgets them. Where several processes
  answer, each keeps its share of the limits, so that together they let no more through.
"""

from collections import deque
from datetime import datetime, timedelta

from identity.errors import TooManyApplications
from kernel import clock

AN_HOUR = timedelta(hours=1)
MOST_A_PLACE, MOST = 30, 300
_tries: deque[tuple[datetime, bytes]] = deque()
_processes = [1]


def install(processes: int) -> None:
    """How many processes share the limits."""
    _processes[0] = processes


def one_more(origin: bytes) -> None:
    """Another try from this place. Raises TooManyApplications; one that is refused here does not count."""
    now = clock.now()
    while _tries and not now - AN_HOUR < _tries[0][0] <= now:
        _tries.popleft()
    most, most_a_place = MOST // _processes[0], max(1, MOST_A_PLACE // _processes[0])
    if len(_tries) >= most or sum(place == origin for _, place in _tries) >= most_a_place:
        raise TooManyApplications
    _tries.append((now, origin))
