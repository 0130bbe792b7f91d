"""Refusals of the house's register and of the gate: one class for each reason a person can act on."""

from crypto.findings import Finding
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


class TooManyApplications(Refusal):
    """More applications were filed from one place, or in all, than people could have filed."""

    code = "too_many_applications"
    status = 429


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


class AlreadyFounded(NotAllowedNow):
    """There are accounts: the first three administrators are made once."""

    code = "already_founded"


class DeviceNeeded(Refusal):
    """The account has a device: login and password alone open nothing for a program (KEY-11)."""

    code = "device_needed"
    status = 403


class ChallengeOver(Refusal):
    """The sign-in that waited for a device is over: two minutes have passed, it was used, or it never was."""

    code = "challenge_over"
    status = 403


class ChallengeOther(Refusal):
    """The device answered another sign-in than this browser's latest one (two tabs)."""

    code = "challenge_other"
    status = 409


class DeviceRefused(Refusal):
    """The device's answer does not open the account. Base of the reasons."""

    code = "device_refused"
    status = 403
    reason = "refused"


class DeviceNotBound(DeviceRefused):
    """No device of this number is bound to the account now: another's, unbound, or never bound."""

    code = "device_not_bound"
    reason = "not_bound"


class DeviceCertificateOther(DeviceRefused):
    """The device holds another certificate than the one that was bound."""

    code = "device_certificate_other"
    reason = "certificate_other"


class DeviceCertificateRefused(DeviceRefused):
    """The certificate cannot be relied on now; `finding` is the first reason."""

    code = "device_certificate_refused"
    reason = "certificate_refused"

    def __init__(self, finding: Finding | None = None) -> None:
        super().__init__()
        self.finding = finding


class DeviceSignatureWrong(DeviceRefused):
    """The signature is not this device's, or is about another service, login, or challenge."""

    code = "device_signature_wrong"
    reason = "signature_wrong"


class PresenceRefused(Refusal):
    """A statement of presence by no device of ours, or not signed by it."""

    code = "presence_refused"
    status = 403


class TrustUnusable(Refusal):
    """The folder of trusted certificates cannot be read; nobody signs in by device meanwhile."""

    code = "trust_unusable"
    status = 503
