"""Refusals of the house's register and of the gate: one class for each reason a person can act on."""

from kernel.errors import Forbidden, Invalid, NotAllowedNow, Refusal


class SignInRefused(Refusal):
    """Unknown login, wrong password, locked, disabled: one answer for all, so that nobody learns which (KEY-11)."""

    code = "sign_in_refused"
    status = 403


class PasswordRefused(Invalid):
    """The new password breaks the rules; `fields` says which one."""

    code = "password_refused"


class MustChangePassword(Refusal):
    """The account may do nothing else before it has a password of its own (SUB-17)."""

    code = "must_change_password"
    status = 403


class ThirdLiaison(NotAllowedNow):
    """A unit has at most two liaison officers (SUB-02)."""

    code = "third_liaison"


class SeatTaken(NotAllowedNow):
    """The post of operator A or B has its holder, or the person holds it already."""

    code = "seat_taken"


class RolesExclude(Refusal):
    """An administrator holds no second role (SEC-01), or the role has no place in this kind of unit (SEC-03)."""

    code = "roles_exclude"
    status = 409


class TwoPeople(Forbidden):
    """Whoever asked for it, or whom it concerns, cannot agree to it."""

    code = "two_people"


class LoginTaken(Invalid):
    """Another account has this login."""

    code = "login_taken"


class NameTaken(Invalid):
    """Another unit has this name."""

    code = "name_taken"


class RequestOpen(NotAllowedNow):
    """A change of this account's roles is waiting already."""

    code = "request_open"


class UnitInUse(NotAllowedNow):
    """The unit still has sub-units, people or accounts."""

    code = "unit_in_use"


class AlreadyFounded(NotAllowedNow):
    """There are accounts: the first three administrators are made once."""

    code = "already_founded"
