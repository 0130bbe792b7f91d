"""RecipientInfo (GM/T 0010 §9.2): one copy of a session key for each encryption certificate, and finding one's own.

- Only a certificate whose key usage allows key encipherment gets one; each certificate gets one, however often named.
  Whether it is trusted and not revoked is for the caller to ask first.
- Cost: one SM2 encryption per recipient, nothing that grows faster. libcrypto works outside the GIL: all cores help.
- Written: version 1, issuer and serial number, key algorithm …301.3. Read as well: …301.2 (GmSSL), NULL parameters,
  version 2 with the key's identifier under [0] (CFCA), an empty issuer: then the serial number counts, or being the only one.
"""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat import asn1

from crypto import encoding, oids
from crypto.asn1 import Algorithm, encode, tlv
from crypto.certificates.certificate import Certificate, Usage
from crypto.errors import BadCertificate, BadMessage
from crypto.messages.reasons import MessageReason
from crypto.messages.structures import (
    CFCA_VERSION,
    VERSION,
    IssuerSerial,
    RecipientInfo,
    issuer_serial,
    named,
    require_algorithm,
    require_version,
)

RECIPIENTS = 10_000  # at most
PER_THREAD, THREADS = 64, 8  # fewer recipients are not worth a thread; more threads take the machine from others
KEY_ALGORITHMS = (oids.SM2_ENCRYPT, oids.SM2_EXCHANGE)
NAMELESS = (b"\x30\x00", b"\x00\x00")  # an empty name, and what the gmcert CA writes for one


def make(key: bytes, certificates: Iterable[Certificate]) -> "asn1.SetOf[RecipientInfo]":
    """A copy of the session key for each. Raises BadCertificate, BadKey, BadMessage for none or too many."""
    wanted = list(dict.fromkeys(certificates))
    require_number(wanted)
    for each in wanted:
        require_encryption(each)
    return asn1.SetOf(_all(key, wanted))


def require_encryption(certificate: Certificate) -> None:
    """Return only for an encryption certificate. Raises BadCertificate."""
    if Usage.KEY_ENCIPHERMENT not in (certificate.usage or ()):
        raise BadCertificate(f"{certificate.serial:x} is not for encryption")


def require_number(recipients: Sequence[object]) -> None:
    """Raises BadMessage."""
    if not recipients:
        raise BadMessage(MessageReason.ADDRESSED, "nobody")
    if len(recipients) > RECIPIENTS:
        raise BadMessage(MessageReason.LIMIT, "recipients")


def require_known(info: RecipientInfo) -> None:
    """Return only for a form we read. Raises BadMessage."""
    require_version(info.version, CFCA_VERSION if isinstance(info.rid, bytes) else VERSION)
    require_algorithm(info.algorithm, *KEY_ALGORITHMS)


def own(infos: Sequence[RecipientInfo], certificate: Certificate) -> RecipientInfo:
    """The one meant for this certificate's key. Raises BadMessage."""
    mine = [each for each in infos if _meant(each, certificate)]
    if not mine and len(infos) == 1 and _nameless(infos[0]):
        mine = list(infos)
    if len(mine) != 1:
        raise BadMessage(MessageReason.ADDRESSED, f"{len(mine)}")
    require_known(mine[0])
    return mine[0]


def _meant(info: RecipientInfo, certificate: Certificate) -> bool:
    if isinstance(info.rid, bytes):
        return info.rid == certificate.key_id
    if info.rid.serial != certificate.serial:
        return False
    return named(info.rid) == issuer_serial(certificate) or _nameless(info)


def _nameless(info: RecipientInfo) -> bool:
    return isinstance(info.rid, IssuerSerial) and encode(info.rid.issuer) in NAMELESS


def _all(key: bytes, certificates: Sequence[Certificate]) -> list[RecipientInfo]:
    threads = min(os.cpu_count() or 1, THREADS, len(certificates) // PER_THREAD)
    if threads <= 1:
        return [_one(key, each) for each in certificates]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda each: _one(key, each), certificates))


def _one(key: bytes, certificate: Certificate) -> RecipientInfo:
    issuer, serial = issuer_serial(certificate)
    return RecipientInfo(
        version=VERSION,
        rid=IssuerSerial(issuer=tlv(issuer), serial=serial),
        algorithm=Algorithm(algorithm=oids.SM2_ENCRYPT),
        key=encoding.ciphertext_to_der(certificate.key.encrypt(key)),
    )
