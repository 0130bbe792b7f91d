"""Whoever signs: a certificate, and a key that is somewhere else (a file, a token, a server's card)."""

from collections.abc import Callable
from dataclasses import dataclass

from crypto import encoding
from crypto.certificates.certificate import Certificate


@dataclass(frozen=True, slots=True)
class Signer:
    """`sign`: message → 64 bytes r ‖ s over SM3(ZA ‖ message), as every device gives it."""

    certificate: Certificate
    sign: Callable[[bytes], bytes]

    def sign_der(self, message: bytes) -> bytes:
        """The signature as SM2Signature, the form all messages and certificates carry."""
        return encoding.signature_to_der(self.sign(message))
