"""What an authority does, pure: its own certificate, double certificates for holders, renewal, revocation lists.

- A holder gets two certificates under one name: the signing key was made in his device and never left it; the
  encryption pair is made here and goes to the device sealed to its signing key (crypto/certificates/envelopedkey.py).
  Nothing of that pair is kept here.
- Serial numbers and moments are arguments; whoever calls writes the register before handing anything out.
- Renewing keeps name and key, so that what was sealed to the key stays readable; it gives new dates and a new number.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cryptography import x509

from crypto import sm2
from crypto.certificates import envelopedkey
from crypto.certificates.build import Template, issue, period, self_signed
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import PROFILES, Role
from crypto.certificates.revocation import RevocationList, Revoked, make
from crypto.certificates.signer import Signer

LIST_DAYS = 30  # a list of an issuing authority that is worked with; a root's, taken out of a safe, lives longer
ROOT_LIST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Order:
    """Who is to be certified, as what, from when, for how many days (None: the profile's)."""

    subject: x509.Name
    role: Role
    at: datetime
    serial: int
    days: int | None = None

    def template(self, public: bytes) -> Template:
        """What the certificate of a key will say."""
        profile = PROFILES[self.role]
        start, end = period(profile, self.at, self.days)
        return Template(self.subject, public, profile, self.serial, start, end)


@dataclass(frozen=True, slots=True)
class Double:
    """What goes to a holder's device."""

    sign: Certificate
    encrypt: Certificate
    enveloped_key: bytes


def root(order: Order, public: bytes, sign: Callable[[bytes], bytes]) -> Certificate:
    """A root over its own key. Raises BadKey, BadSignature."""
    return self_signed(order.template(public), sign)


def single(order: Order, public: bytes, authority: Signer) -> Certificate:
    """One certificate. Raises BadCertificate when `authority` is none or does not last, BadKey."""
    return issue(order.template(public), authority)


def double(order: Order, encryption_serial: int, sign_public: bytes, authority: Signer) -> Double:
    """Signing and encryption certificate of one holder. Raises as single() does."""
    pair = sm2.generate()
    encryption = replace(order, role=Role.ENCRYPTION, serial=encryption_serial)
    return Double(
        single(order, sign_public, authority),
        single(encryption, pair.public.raw, authority),
        envelopedkey.seal(sign_public, pair),
    )


def renewed(old: Certificate, role: Role, at: datetime, authority: Signer, *, serial: int) -> Certificate:
    """The same name and key with new dates; a root renews itself. Raises as single() does."""
    order = Order(old.parsed.subject, role, at, serial)
    if role is Role.ROOT:
        return root(order, old.public_key, authority.sign)
    return single(order, old.public_key, authority)


def revocation_list(revoked: list[Revoked], number: int, at: datetime, authority: Signer) -> RevocationList:
    """The authority's list number `number`."""
    days = LIST_DAYS if authority.certificate.path_length == 0 else ROOT_LIST_DAYS
    return make(revoked, authority, number, this_update=at, next_update=at + timedelta(days=days))
