"""What kinds of certificates the own CA issues: one table (GB/T 20518, GM/T 0034; RFC 5280 §4.2.1).

- Key usage and basic constraints are always critical. Signing and encryption keys never share a certificate.
- A root stands above issuing authorities only; an issuing authority stands above holders only.
- Names are C, O, OU, CN, in UTF8String (the country in PrintableString, as X.520 has it), 64 characters at most each.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from crypto.certificates.certificate import Usage
from crypto.errors import BadName

COUNTRY = "CN"
LONGEST = 64  # X.520 ub-common-name, ub-organization-name, ub-organizational-unit-name
SIGN = frozenset({Usage.DIGITAL_SIGNATURE, Usage.CONTENT_COMMITMENT})
ENCRYPT = frozenset({Usage.KEY_ENCIPHERMENT, Usage.DATA_ENCIPHERMENT, Usage.KEY_AGREEMENT})
CERTIFY = frozenset({Usage.KEY_CERT_SIGN, Usage.CRL_SIGN})


class Role(StrEnum):
    """What a certificate is for."""

    ROOT = "root"
    ISSUING = "issuing"
    SIGNING = "signing"
    ENCRYPTION = "encryption"
    SEAL_MAKER = "seal_maker"
    SERVICE = "service"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind: what its key may do, and for how many days."""

    role: Role
    usage: frozenset[Usage]
    days: int
    authority: bool = False
    path_length: int | None = None
    purposes: tuple[x509.ObjectIdentifier, ...] = ()  # extended key usage, critical where present (RFC 3161 §2.3)


PROFILES = {
    profile.role: profile
    for profile in (
        Profile(Role.ROOT, CERTIFY, 7305, authority=True, path_length=1),
        Profile(Role.ISSUING, CERTIFY, 3652, authority=True, path_length=0),
        Profile(Role.SIGNING, SIGN, 1095),
        Profile(Role.ENCRYPTION, ENCRYPT, 1095),
        Profile(Role.SEAL_MAKER, SIGN, 1826),
        Profile(Role.SERVICE, SIGN, 1826),
        Profile(Role.TIME, SIGN, 1826, purposes=(ExtendedKeyUsageOID.TIME_STAMPING,)),
    )
}


def name(common: str, organisation: str = "", unit: str = "", *, country: str = COUNTRY) -> x509.Name:
    """A holder's name. Raises BadName."""
    given = (
        (NameOID.COUNTRY_NAME, country),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.COMMON_NAME, common),
    )
    if not common.strip():
        raise BadName("no common name")
    if any(not _plain(value) for _, value in given):
        raise BadName("too long, or with control characters")
    try:
        return x509.Name([x509.NameAttribute(kind, value.strip()) for kind, value in given if value.strip()])
    except ValueError as error:
        raise BadName(str(error)) from None


def _plain(value: str) -> bool:
    # Cc and Cf: control characters, and the ones that turn the reading direction or take no width.
    return len(value) <= LONGEST and not any(unicodedata.category(each) in {"Cc", "Cf", "Cs"} for each in value)
