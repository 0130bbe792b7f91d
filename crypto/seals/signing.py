"""A seal put to use (GB/T 38540-2020 §7.1, §7.2): SES_Signature over the hash of a document.

- Before anything is signed: the seal's own signature and period, the signer in its list, the signer's usage and dates.
- The order of the standard: seal, signer, list, hash of the original, TBS_Sign, signature. What the device gave back is
  checked against the signer's certificate before it leaves here.
- Whether seal and certificates can be trusted is for the checking side; here only what they say of themselves counts.
"""

from datetime import datetime

from cryptography.hazmat.asn1 import BitString, GeneralizedTime, IA5String

from crypto import oids, sm3
from crypto.asn1 import encode, tlv
from crypto.certificates.certificate import Certificate, verify_der
from crypto.certificates.signer import Signer
from crypto.errors import BadCertificate, BadEncoding, BadKey, BadSeal, BadSignature
from crypto.seals import structures as layout
from crypto.seals.making import may_sign, moment
from crypto.seals.reading import Seal, read_seal
from crypto.seals.reasons import SealReason, SignatureReason
from crypto.seals.structures import V1, WHOLE


def sign(seal_der: bytes, signer: Signer, data_hash: bytes, covered: str, at: datetime) -> bytes:
    """SES_Signature as DER. `covered`: what the hash is of, in ASCII. Raises BadSeal."""
    seal = usable(seal_der, signer.certificate, at)
    if len(data_hash) != sm3.SIZE or not covered.isascii():
        raise BadSeal(SignatureReason.DATA)
    to_sign = layout.ToSign(
        version=seal.version,
        seal=tlv(seal_der),
        at=GeneralizedTime(moment(at)),
        hash=BitString(data_hash, 0),
        covered=IA5String(covered),
    )
    message = encode(to_sign)
    signature = signer.sign_der(message)
    try:
        verify_der(signer.certificate.key, message, signature)
    except (BadSignature, BadKey):
        raise BadSeal(SealReason.KEY) from None
    return encode(
        layout.SignatureDer(
            to_sign=to_sign,
            certificate=signer.certificate.der,
            algorithm=oids.SM2_WITH_SM3,
            signature=BitString(signature, 0),
        )
    )


def usable(seal_der: bytes, signer: Certificate, at: datetime) -> Seal:
    """The seal, if the holder of this certificate may use it at this moment. Raises BadSeal."""
    try:
        seal = read_seal(seal_der)
    except BadEncoding as error:
        raise BadSeal(SealReason.FORMAT, str(error)) from None
    if seal.version == V1:
        raise BadSeal(SealReason.FORMAT, "version 1 is only read")
    if seal.critical:
        raise BadSeal(SealReason.EXTENSION, seal.critical[0])
    if not _made_by_its_maker(seal):
        raise BadSeal(SealReason.MAKER_SIGNATURE, seal.name)
    if not seal.start <= at <= seal.end:
        raise BadSeal(SealReason.NOT_NOW, seal.name)
    if not listed(seal, signer):
        raise BadSeal(SignatureReason.LISTED, signer.name)
    if not may_sign(signer):
        raise BadSeal(SignatureReason.SIGNER_USAGE, signer.name)
    if not signer.not_before <= at <= signer.not_after:
        raise BadSeal(SignatureReason.SIGNER_DATES, signer.name)
    return seal


def listed(seal: Seal, certificate: Certificate) -> bool:
    """Whether the seal names this certificate as one that may use it."""
    return (certificate.der if seal.list_type == WHOLE else sm3.hash(certificate.der)) in seal.listed


def _made_by_its_maker(seal: Seal) -> bool:
    if seal.maker.algorithm != oids.SM2_WITH_SM3:
        return False
    try:
        verify_der(Certificate(seal.maker.certificate).key, seal.maker.message, seal.maker.signature)
    except (BadCertificate, BadSignature, BadKey):
        return False
    return True
