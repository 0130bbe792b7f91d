"""Rules of the gate and of personal data, as values in one place.

- A password has at least 12 characters, not all alike, does not hold the login or the unit's name, and is none of the
  last five (KEY-11). It is changed after 90 days, and at once when somebody else has set it (SUB-17).
- Five wrong passwords lock; every further one doubles the wait, up to a day. The right one ends the count.
- A session ends after 30 minutes of rest or 8 hours of work, whatever comes first.
- A device answers a challenge within two minutes. What was opened with it ends when it has not been heard of for
  six seconds: it speaks every two, pages look every two and a half, so removal shows within ten (KEY-11).
- A unit has one or two liaison officers; a gap is closed within 10 working days (SUB-02).
- Personal data are masked wherever they are not what the page is about (SEC-09).
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LONGEST_PASSWORD = 128  # characters; argon2 is asked to hash nothing longer
FEWEST_DIFFERENT = 5
SHORTEST_NEEDLE = 4  # a login of three letters may stand in a password by chance
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,31}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,20}(转[0-9]{1,6})?")
_MAIL = re.compile(r"[^@\s<>\"',;:\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one argon2id hash costs: passes, KiB, lanes."""

    passes: int
    memory: int
    lanes: int


COSTS = {"standard": Cost(2, 19_456, 1), "test": Cost(1, 8, 1)}


@dataclass(frozen=True, slots=True)
class Policy:
    """The figures an installation may set stricter."""

    shortest: int = 12
    history: int = 5
    rotation: timedelta = timedelta(days=90)
    initial_valid: timedelta = timedelta(days=14)
    tries: int = 5
    first_wait: timedelta = timedelta(minutes=10)
    longest_wait: timedelta = timedelta(days=1)
    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=8)
    gap_days: int = 10
    gap_warning_days: int = 3
    contacts_fresh: timedelta = timedelta(days=180)
    challenge: timedelta = timedelta(minutes=2)
    presence: timedelta = timedelta(seconds=6)
    expiry_warning: timedelta = timedelta(days=90)
    cost: Cost = field(default=COSTS["standard"])


_policy = [Policy()]


def policy() -> Policy:
    """The figures in force."""
    return _policy[0]


def install(chosen: Policy | None = None) -> None:
    """Put these figures in force; None restores the house's own."""
    _policy[0] = chosen or Policy()


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as the address book knows one."""

    name: str
    post: str = ""
    phone: str = ""
    mail: str = ""


def wrong_contact(contact: Contact) -> dict[str, str]:
    """Field -> code of what is wrong with it."""
    wrong = {}
    if not contact.name.strip():
        wrong["name"] = "required"
    limits = {"name": 40, "post": 60, "phone": 40, "mail": 120}
    wrong |= {name: "contact_too_long" for name, limit in limits.items() if len(getattr(contact, name)) > limit}
    if contact.phone and not _PHONE.fullmatch(contact.phone):
        wrong["phone"] = "wrong_phone"
    if contact.mail and not _MAIL.fullmatch(contact.mail):
        wrong["mail"] = "wrong_mail"
    return wrong


def wrong_login(login: str) -> str | None:
    """The code of what is wrong with a login, or None."""
    return None if _LOGIN.fullmatch(login) else "wrong_login"


def wrong_password(password: str, login: str, unit: str) -> str | None:
    """The code of what is wrong with a password, or None. Earlier passwords are compared where the hashes are."""
    folded = password.casefold()
    if len(password) < policy().shortest:
        return "password_short"
    if len(password) > LONGEST_PASSWORD:
        return "password_long"
    if len(set(folded)) < FEWEST_DIFFERENT:
        return "password_alike"
    names = (login.casefold(), unit.casefold())
    if any(len(name) >= SHORTEST_NEEDLE and name in folded for name in names) or folded in names:
        return "password_names"
    return None


def wait_after(failures: int) -> timedelta | None:
    """How long the gate stays shut after the n-th wrong password in a row; None below the limit."""
    p = policy()
    if failures < p.tries:
        return None
    return min(p.longest_wait, p.first_wait * (1 << min(failures - p.tries, 20)))


def outdated(password_set: datetime | None, now: datetime) -> bool:
    """Whether a password has reached its age."""
    return password_set is None or now - password_set >= policy().rotation


def masked_phone(phone: str) -> str:
    """First three and last two digits; short numbers keep two."""
    digits = sum(c.isdigit() for c in phone)
    head, tail = (3, 2) if digits >= 7 else (1, 1)  # noqa: PLR2004 - the length of an ordinary number
    seen, out = 0, []
    for c in phone:
        seen += c.isdigit()
        out.append(c if not c.isdigit() or seen <= head or seen > digits - tail else "*")
    return "".join(out)


def masked_mail(mail: str) -> str:
    """The first character and the domain."""
    name, at, domain = mail.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else "***" if mail else ""
