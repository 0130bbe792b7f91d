"""Who may sign a text off, and what a sign-off is (办法 第十六条).

- Ordinary texts: the head of the information department or the leader in charge. Important ones: the principal head, or
  who stands in for them while they are away.
- A substitute stands in from an hour to an hour; it ends by itself. Whoever is away themselves stands in for nobody.
- What is important is told by the office's dated table; an officer may mark more, never less.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Labelled

CHALLENGE = timedelta(minutes=5)  # what a device is asked to sign may be answered so long
MOST_AT_ONCE = 20
LONGEST_ABSENCE = timedelta(days=92)


class Capacity(Labelled):
    """In which capacity somebody signed."""

    PRINCIPAL = "principal", "主要负责人"
    SIGNER = "signer", "信息部门负责人或分管领导"
    SUBSTITUTE = "substitute", "代主要负责人"


class Voided(Labelled):
    """Why a sign-off holds no longer."""

    REVISE = "revise", "取回修改"
    WITHDRAW = "withdraw", "撤回"
    SEND_DOWN = "send_down", "上级单位退回"
    REPLACED = "replaced", "补签前已改稿，只作已报那一稿的凭据"


class DeviceRule(Labelled):
    """When a device has to sign: whenever the signer has one, always, never."""

    BOUND = "bound", "有设备的用设备"
    ALWAYS = "always", "一律用设备"
    NEVER = "never", "不用设备"


@dataclass(frozen=True, slots=True)
class Absence:
    """A signer is away and (perhaps) somebody stands in."""

    id: UUID
    unit: UUID
    account: UUID
    substitute: UUID | None
    starts: datetime
    ends: datetime
    revoked: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it was in force at this moment."""
        return self.starts <= at < self.ends and (self.revoked is None or at < self.revoked)


@dataclass(frozen=True, slots=True)
class SignStanding:
    """What the guards of a signature look at. `substitutes`: account -> the principal head it stands in for."""

    important: bool = False
    away: frozenset[UUID] = frozenset()
    substitutes: Mapping[UUID, UUID] = field(default_factory=dict)
    two_hands: bool = False
    writers: frozenset[UUID] = frozenset()


NOBODY_AWAY = SignStanding()


@dataclass(frozen=True, slots=True)
class Proof:
    """A device's answer for one text, with what was asked. `certificate`: its serial number, hexadecimal."""

    service: str
    nonce: bytes
    issued: datetime
    device: str
    certificate: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """One text somebody wants to sign, as they saw it."""

    id: UUID
    version: int


def standing(
    absences: Iterable[Absence], principals: Iterable[UUID], at: datetime, **known: Any
) -> SignStanding:  # fmt: skip
    """Who is away, and who stands in for a principal head. `principals`: who is one today."""
    now = [absence for absence in absences if absence.holds(at)]
    away, heads = frozenset(absence.account for absence in now), frozenset(principals)
    stands = {a.substitute: a.account for a in now if a.substitute and a.account in heads and a.substitute not in away}
    return SignStanding(away=away, substitutes=stands, **known)


def capacity_of(known: SignStanding, actor: Actor) -> tuple[Capacity, UUID | None]:
    """In which capacity this person would sign, and for whom. `SUBSTITUTE` only where their own would not do."""
    if actor.may(Right.SUBMISSION_SIGN_IMPORTANT):
        return Capacity.PRINCIPAL, None
    if known.important and actor.id in known.substitutes:
        return Capacity.SUBSTITUTE, known.substitutes[actor.id]
    return Capacity.SIGNER, None


def wrong_absence(account: UUID, substitute: UUID | None, starts: datetime | None, ends: datetime | None,
                  now: datetime) -> dict[str, str]:  # fmt: skip
    """Field -> code of what is wrong with an absence before it is kept."""
    wrong = {name: "required" for name, value in (("starts", starts), ("ends", ends)) if value is None}
    if starts and ends:
        if ends <= starts or ends <= now:
            wrong["ends"] = "absence_ends_before"
        elif ends - starts > LONGEST_ABSENCE:
            wrong["ends"] = "absence_too_long"
    if substitute == account:
        wrong["substitute"] = "absence_oneself"
    return wrong


def overlapping(known: Sequence[Absence], starts: datetime, ends: datetime) -> bool:
    """Whether one of these, not revoked, shares a moment with the new one."""
    return any(each.revoked is None and each.starts < ends and starts < each.ends for each in known)
