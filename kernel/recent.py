"""The last few results of long work, kept in memory because the same question often comes again at once."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """At most `most` results; the one that was made first goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    async def got(self, key: Key, made: Callable[[], Awaitable[Value]]) -> Value:
        """The result for a key, made now if it is not kept; what the work raises is not kept."""
        if key not in self._kept:
            self._kept[key] = result = await made()
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return result
        return self._kept[key]

    def taken(self, key: Key) -> Value | None:
        """The result for a key, and no longer kept; None when it is not there."""
        return self._kept.pop(key, None)
