"""Who acts.

- An Actor is what the rights table gave an account at this request; it is never stored and never comes from a form.
- A Call is one request of an Actor: its idempotency key makes repeating it harmless.
"""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """One person (or the system) with the rights in force now."""

    id: UUID
    unit: UUID
    roles: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()
    office: bool = False
    terminal: str = ""

    def may(self, right: str) -> bool:
        """Whether the rights table grants `right`; default refuse."""
        return right in self.rights


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who asks, and the key that marks repeats of the same request ("" = cannot repeat)."""

    actor: Actor
    key: str = field(default="")


SYSTEM = Actor(UUID(int=0), UUID(int=0), frozenset({"system"}), frozenset({"system"}), office=True)
