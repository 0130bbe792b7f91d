"""Certificate requests (PKCS#10, RFC 2986; GM/T 0092): made by the device that holds the key, read by the authority.

- The signature proves that whoever asks has the private key; read() checks it before anything else is believed.
- The name is what the applicant wrote: the authority decides what the certificate will say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import Implicit, SetOf
from cryptography.hazmat.primitives.serialization import Encoding

from crypto import encoding, oids, sm2
from crypto.asn1 import decode, encode, tlv
from crypto.certificates import names
from crypto.certificates.certificate import UNREADABLE, PublicKeyInfo, public_key_of, verify_der
from crypto.certificates.names import Name
from crypto.certificates.structures import require_octets, signed
from crypto.errors import BadCertificate, BadEncoding

LIMIT = 64 << 10  # bytes of one request
PEM = b"CERTIFICATE REQUEST-----"


@asn1.sequence
class Body:
    """CertificationRequestInfo."""

    version: int
    subject: asn1.TLV
    key: asn1.TLV
    attributes: Annotated[SetOf[asn1.TLV], Implicit(0)]


@asn1.sequence
class Read:
    """The same, as far as it is taken apart."""

    version: int
    subject: asn1.TLV
    key: PublicKeyInfo
    attributes: Annotated[SetOf[asn1.TLV] | None, Implicit(0)]


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose signature is good."""

    der: bytes
    name: Name
    public: bytes  # 64 bytes

    @property
    def common_name(self) -> str:
        """What the applicant calls himself."""
        return self.name.common


def make(name: x509.Name, public: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """A request. `sign`: message → 64 bytes, by the key whose public half is `public`. Raises BadKey."""
    body = Body(
        version=0,
        subject=tlv(name.public_bytes()),
        key=tlv(encoding.public_to_der(sm2.PublicKey(public).raw)),
        attributes=SetOf([]),
    )
    return signed(body, lambda message: encoding.signature_to_der(sign(message)))


def read(data: bytes) -> Request:
    """A request in DER or PEM, its signature checked. Raises BadCertificate, BadKey, BadSignature."""
    if len(data) > LIMIT:
        raise BadCertificate("too large")
    try:
        parsed = x509.load_pem_x509_csr(data) if PEM in data else x509.load_der_x509_csr(data)
        body = decode(Read, parsed.tbs_certrequest_bytes)
        public, name = public_key_of(body.key), names.read(encode(body.subject))
        require_octets(parsed.public_bytes(Encoding.DER))
    except (*UNREADABLE, BadEncoding) as error:
        raise BadCertificate(str(error)) from None
    if parsed.signature_algorithm_oid != oids.SM2_WITH_SM3:
        raise BadCertificate("not signed with SM2 and SM3")
    verify_der(sm2.PublicKey(public), parsed.tbs_certrequest_bytes, parsed.signature)
    return Request(parsed.public_bytes(Encoding.DER), name, public)
