"""The second opinion: every SM2 signature and every SM3 hash of a check, computed again by gmssl.

- The usual engines stay in charge; the second one looks on. Where the two differ, the file fails.
- gmssl computes 80 signatures and 0.2 MB of SM3 a second: inputs above PIECE and sums above TOTAL are left out, and the
  report says how many.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.verify.reasons import SecondReason
from crypto import encoding, engines, second, sm3
from crypto.certificates import chains
from crypto.certificates.certificate import loaded
from crypto.errors import BadEncoding, BadKey, BadSignature
from crypto.findings import Finding, failed, notice, passed

PIECE = 256 << 10
TOTAL = 2 << 20
SIGNATURES = 500


@dataclass(slots=True)
class Opinion:
    """What was compared so far."""

    signatures: int = 0
    hashes: int = 0
    skipped: int = 0
    differing: int = 0
    _bytes: int = 0
    _seen: set[bytes] = field(default_factory=set)

    def signature(self, public: bytes, message: bytes, der: bytes, *, genuine: bool) -> None:
        """Compare one verification."""
        if self.signatures >= SIGNATURES or not self._room(len(message)):
            self.skipped += 1
            return
        self.signatures += 1
        try:
            second.verify(public, message, encoding.signature_from_der(der))
        except (BadSignature, BadKey, BadEncoding):
            self.differing += genuine
        else:
            self.differing += not genuine

    def hash(self, data: bytes | None, digest: bytes) -> None:
        """Compare one hash; None: the input was too long to keep."""
        if digest in self._seen:
            return
        self._seen.add(digest)
        if data is None or not self._room(len(data)):
            self.skipped += 1
            return
        self.hashes += 1
        self.differing += second.hash(data) != digest

    def findings(self) -> Iterator[Finding]:
        """For the report."""
        if self.differing:
            yield failed(SecondReason.DIFFERS, number=self.differing)
        elif self.signatures or self.hashes:
            yield passed(SecondReason.AGREES, signatures=self.signatures, hashes=self.hashes)
        if self.skipped:
            yield notice(SecondReason.SKIPPED, number=self.skipped)

    def _room(self, size: int) -> bool:
        fits = size <= PIECE and self._bytes + size <= TOTAL
        self._bytes += size if fits else 0
        return fits


@contextmanager
def watching() -> Iterator[Opinion]:
    """While this is open, every verification and hash of this process is compared."""
    usual, opinion = engines.engine(), Opinion()
    _forget()
    engines.use(Watched(usual, opinion))
    sm3.use(lambda: WatchedHasher(opinion))
    try:
        yield opinion
    finally:
        engines.use(usual)
        sm3.use(None)
        _forget()


def _forget() -> None:
    """A loaded key belongs to its engine, and a remembered answer would not be asked for again."""
    for remembered in (loaded, chains.signed):
        remembered.cache_clear()


class Watched:
    """An engine whose verifications are told to an opinion."""

    def __init__(self, engine: engines.Engine, opinion: Opinion) -> None:
        self._engine, self._opinion = engine, opinion

    @property
    def version(self) -> str:
        """The inner engine's."""
        return self._engine.version

    def generate(self) -> tuple[bytes, bytes]:
        """The inner engine's."""
        return self._engine.generate()

    def load_public(self, public: bytes) -> "WatchedKey":
        """A key that is looked upon."""
        return WatchedKey(self._engine.load_public(public), public, self._opinion)

    def load_pair(self, private: bytes, public: bytes) -> engines.Pair:
        """Never looked upon: private keys are nothing for the second engine."""
        return self._engine.load_pair(private, public)


class WatchedKey:
    """A public key whose verifications are compared."""

    def __init__(self, inner: engines.PublicHalf, public: bytes, opinion: Opinion) -> None:
        self._inner, self._public, self._opinion = inner, public, opinion

    def verified(self, message: bytes, signature: bytes, signer: bytes) -> bool:
        """The inner engine's answer."""
        genuine = self._inner.verified(message, signature, signer)
        self._opinion.signature(self._public, message, signature, genuine=genuine)
        return genuine

    def verified_digest(self, digest: bytes, signature: bytes) -> bool:
        """The inner engine's; the second one is not asked: only peers that leave ZA out sign like this."""
        self._opinion.skipped += 1
        return self._inner.verified_digest(digest, signature)

    def encrypt(self, plaintext: bytes) -> bytes:
        """The inner engine's."""
        return self._inner.encrypt(plaintext)


class WatchedHasher:
    """A running hash that keeps its input for comparing, as long as it is short."""

    def __init__(self, opinion: Opinion) -> None:
        self._inner, self._opinion = sm3.usual(), opinion
        self._kept: bytearray | None = bytearray()

    def update(self, data: bytes) -> None:
        """Take the next piece."""
        self._inner.update(data)
        if self._kept is not None:
            self._kept += data
            self._kept = None if len(self._kept) > PIECE else self._kept

    def digest(self) -> bytes:
        """The hash of everything so far."""
        digest = self._inner.digest()
        self._opinion.hash(None if self._kept is None else bytes(self._kept), digest)
        return digest
