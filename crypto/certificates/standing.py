"""Whether a certificate was revoked at a moment, by the lists at hand (RFC 5280 §6.3, complete lists only).

- A list counts when the certificate's own issuer signed it and may sign lists; foreign, forged and partial ones are
  as good as none.
- Revoked after the moment asked about: a notice, the earlier signature stands. A hold counts only while the newest list
  has it; every other revocation is for ever, whichever list says it.
- No list, or one that was already due for renewal at that moment: a notice, under strict rules a failure.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from crypto.certificates.certificate import Certificate
from crypto.certificates.revocation import RevocationList, Revoked, Why, newest
from crypto.certificates.trust import Trust
from crypto.errors import BadCertificate
from crypto.findings import Finding, Reason, failed, notice, passed


class StandingReason(Reason):
    """Questions about revocation."""

    REVOKED = "certificate.revoked"
    LIST_MISSING = "certificate.list_missing"
    LIST_STALE = "certificate.list_stale"
    LIST_UNREADABLE = "certificate.list_unreadable"


def check(certificate: Certificate, issuer: Certificate, trust: Trust, at: datetime) -> Iterator[Finding]:
    """What the lists at hand say of the certificate."""
    valid = [each for each in trust.lists if each.issuer_der == certificate.issuer_der and counts(each, issuer)]
    about = {"name": certificate.name, "serial": f"{certificate.serial:x}", "issuer": issuer.name}
    doubt = failed if trust.strict else notice
    latest = newest(valid)
    if latest is None:
        yield doubt(StandingReason.LIST_MISSING, **about)
        return
    try:
        found = revoked(certificate.serial, valid)
    except BadCertificate:
        yield failed(StandingReason.LIST_UNREADABLE, **about)
        return
    if found is not None:
        level = failed if found.counts_from <= at else notice
        yield level(StandingReason.REVOKED, revoked_at=found.counts_from, why=found.reason.value, **about)
        if level is failed:
            return
    if not latest.fresh(at):
        yield doubt(
            StandingReason.LIST_STALE, made=latest.this_update, due=latest.next_update or latest.this_update, **about
        )
    elif found is None:
        yield passed(StandingReason.REVOKED, made=latest.this_update, **about)


def revoked(serial: int, lists: Iterable[RevocationList]) -> Revoked | None:
    """The earliest revocation in valid lists of one issuer. Raises BadCertificate for a line that cannot be read."""
    valid = list(lists)
    latest = newest(valid)
    found = [
        line
        for each in valid
        if (line := each.find(serial)) is not None and (line.reason is not Why.certificate_hold or each is latest)
    ]
    return min(found, key=lambda line: line.counts_from, default=None)


def counts(made: RevocationList, issuer: Certificate) -> bool:
    """Whether a list is the issuer's, complete and genuine."""
    return made.complete and made.genuine(issuer)
