"""Chains from a certificate up to a trusted root, best first (RFC 4158).

- An issuer is found by name; the hint of its key id and its dates only order the candidates, the signature decides.
- `fit` leaves out candidates that cannot be in a good chain; a search without it finds what is left to explain.
- Bounded whatever the input: chains of at most LONGEST certificates, SIGNATURES checked in one search, CHAINS returned,
  and a certificate from which no root was reached is not tried again. Hundreds of look-alikes cost milliseconds.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice

from crypto.certificates.certificate import Certificate
from crypto.certificates.trust import Trust
from crypto.errors import BadKey, BadSignature

LONGEST, SIGNATURES, CHAINS = 8, 200, 8
Chain = tuple[Certificate, ...]


class Search:
    """One search; afterwards `furthest` is the longest way found, complete or not."""

    def __init__(self, trust: Trust, at: datetime, fit: Callable[[Certificate], bool]) -> None:
        self._roots, self._all = frozenset(trust.roots), tuple(dict.fromkeys((*trust.roots, *trust.intermediates)))
        self._at, self._fit, self._left = at, fit, SIGNATURES
        self._dead: set[Certificate] = set()
        self._cut = 0  # ways given up for their length: what lies on them may still be reached by a shorter one
        self.furthest: Chain = ()

    def chains(self, certificate: Certificate) -> Iterator[Chain]:
        """Every chain worth a look: the certificate first, a root last; each signature in it is good."""
        return islice(self._upward((certificate,)), CHAINS)

    def disowned(self, certificate: Certificate) -> bool:
        """Whether somebody bears the issuer's name, and none of them signed it."""
        named = self._candidates(certificate)[:SIGNATURES]
        return bool(named) and not any(signed(certificate, each) for each in named)

    def _upward(self, chain: Chain) -> Iterator[Chain]:
        last = chain[-1]
        if len(chain) > len(self.furthest):
            self.furthest = chain
        if last in self._roots:
            yield chain
            return
        if len(chain) == LONGEST:
            self._cut += 1
            return
        reached, cut = False, self._cut
        for issuer in self._candidates(last):
            if issuer not in chain and issuer not in self._dead and self._signed(last, issuer):
                for found in self._upward((*chain, issuer)):
                    reached = True
                    yield found
        if not reached and cut == self._cut:
            self._dead.add(last)

    def _candidates(self, certificate: Certificate) -> list[Certificate]:
        def unlikely(issuer: Certificate) -> tuple[bool, bool, bool]:
            hint = certificate.issuer_key_id
            off_dates = not issuer.not_before <= self._at <= issuer.not_after
            return (hint is not None and hint != issuer.key_id, off_dates, issuer not in self._roots)

        named = (each for each in self._all if each.subject_der == certificate.issuer_der and self._fit(each))
        return sorted(named, key=unlikely)

    def _signed(self, certificate: Certificate, issuer: Certificate) -> bool:
        if self._left <= 0:
            return False
        self._left -= 1
        return signed(certificate, issuer)


@lru_cache(256)  # hostile certificates are large: what is kept must stay small
def signed(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether `issuer`'s key signed `certificate`; both are values, so the answer is kept."""
    try:
        certificate.verify_signed_by(issuer)
    except (BadSignature, BadKey):
        return False
    return True
