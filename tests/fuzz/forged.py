"""Signatures, certificates, seals and messages that are wrong in one respect, and right in all others."""

import base64
import json
import struct
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import BitString, GeneralizedTime

from crypto import engines, sm2, sm3
from crypto.asn1 import decode, encode, tlv
from crypto.certificates import revocation
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import Role
from crypto.certificates.revocation import Revoked
from crypto.certificates.signer import Signer
from crypto.certificates.structures import Signed
from crypto.certificates.trust import Trust
from crypto.encoding import SPKI
from crypto.messages import signed
from crypto.messages.structures import SignedMessage
from crypto.seals import structures as seals
from crypto.seals.package import pack
from kernel import journal
from tests.fuzz.der import changed, raw
from tests.fuzz.samples import DOCUMENT, export, journal_rows, samples, trusted
from tests.fuzz.zips import contents
from tests.unit.crypto.seals.office import NOW, holder, office

N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123  # the order of the curve


def with_signature(certificate: Certificate, signature: bytes) -> bytes:
    """The certificate under another signature."""
    return encode(changed(decode(Signed, certificate.der), signature=BitString(signature, 0)))


def certified(certificate: Certificate, old: bytes, new: bytes) -> bytes:
    """The certificate with some bytes of its body exchanged, properly signed by the authority."""
    made = decode(Signed, certificate.der)
    body = encode(made.body)
    assert body.count(old) == 1
    body = body.replace(old, new)
    return encode(changed(made, body=tlv(body), signature=BitString(office().issuing.sign_der(body), 0)))


def off_curve() -> bytes:
    """A certificate whose key is no point of the curve."""
    here = office().official.certificate
    spoilt = here.public_key[:-1] + bytes([here.public_key[-1] ^ 1])
    return certified(here, SPKI + here.public_key, SPKI + spoilt)


@cache
def other_id() -> Signer:
    """Signs under another id than the standard's default."""
    pair = sm2.generate()
    key = engines.engine().load_pair(pair.raw, pair.public.raw)
    made = holder("云麓市统计局", Role.SIGNING, office().issuing).certificate
    certificate = Certificate(certified(made, SPKI + made.public_key, SPKI + pair.public.raw))
    return Signer(certificate, lambda message: raw(key.sign(message, b"ALICE123@YAHOO.COM")))


@cache
def revoking() -> Trust:
    """The office's root, with a list that revokes its official before he signed."""
    here = office()
    line = Revoked(here.official.certificate.serial, NOW - timedelta(days=3))
    made = revocation.make(
        [line], here.issuing, 2, this_update=NOW - timedelta(days=1), next_update=NOW + timedelta(days=9)
    )
    return Trust(trusted().roots, trusted().intermediates, (made,))


def message(signature: bytes) -> bytes:
    """A message whose only signature is replaced."""
    made = decode(SignedMessage, samples()["signed"].data)
    info = made.content.signers.as_list()[0]
    others = asn1.SetOf([changed(info, signature=signature)])
    return encode(changed(made, content=changed(made.content, signers=others)))


def message_by(signer: Signer, at: datetime = NOW) -> bytes:
    return signed.sign(DOCUMENT, [signer], at=at)


def message_without(certificate: Certificate) -> bytes:
    """A message whose bag holds this certificate instead of the signer's."""
    made = decode(SignedMessage, samples()["signed"].data)
    return encode(changed(made, content=changed(made.content, certificates=[tlv(certificate.der)])))


def seal_signature(**changes: object) -> bytes:
    return encode(changed(decode(seals.SignatureDer, samples()["seal_signature"].data), **changes))


def seal(**changes: object) -> bytes:
    return encode(changed(decode(seals.SealDer, office().seal), **changes))


def receipt_by(signer: Signer) -> bytes:
    """Another signer under the statement of an operator."""
    statement = signed.read(samples()["receipt"].data).unverified or b""
    return signed.sign(statement, [signer], at=NOW)


def hash_of(document: bytes) -> BitString:
    return BitString(sm3.hash(document), 0)


def bits(signature: bytes) -> BitString:
    return BitString(signature, 0)


def encoded(value: object) -> bytes:
    return encode(value)


def by_stranger() -> bytes:
    """The whole signature by somebody who is not in the seal's list."""
    made = decode(seals.SignatureDer, samples()["seal_signature"].data)
    stranger = office().stranger
    signature = bits(stranger.sign_der(encode(made.to_sign)))
    return encode(changed(made, certificate=stranger.certificate.der, signature=signature))


def of_another() -> bytes:
    """A genuine signature, over another document."""
    made = decode(seals.SignatureDer, samples()["seal_signature"].data)
    to_sign = changed(made.to_sign, hash=hash_of(b"another document"))
    return encode(changed(made, to_sign=to_sign, signature=bits(office().official.sign_der(encode(to_sign)))))


def seal_by(signer: Signer) -> bytes:
    """A seal signed by somebody whose certificate is not for making seals."""
    made = decode(seals.SealDer, office().seal)
    return encode(changed(made, certificate=signer.certificate.der, signature=bits(signer.sign_der(encode(made.info)))))


def ofd_out_of_period() -> bytes:
    """An OFD sealed the day after the seal's period ended, by a program that does not ask."""
    seal = decode(seals.SealDer, office().seal)
    ended = changed(seal.info.property, end=GeneralizedTime(NOW - timedelta(days=1)))
    info = changed(seal.info, property=ended)
    remade = encode(changed(seal, info=info, signature=bits(office().maker.sign_der(encode(info)))))
    return sealed_ofd_with(remade)


def sealed_ofd_with(seal: bytes) -> bytes:
    """The sample under this seal, hashes and signature made anew."""
    files = contents(samples()["ofd"].data)
    place = next(each for each in files if each.endswith("Signature.xml"))
    old = next(each for each in files if each.endswith(".esl"))
    value = next(each for each in files if each.endswith("SignedValue.dat"))
    text = files[place].replace(base64.b64encode(sm3.hash(files[old])), base64.b64encode(sm3.hash(seal)))
    made = decode(seals.SignatureDer, files[value])
    to_sign = changed(made.to_sign, seal=tlv(seal), hash=hash_of(text))
    signed_anew = encode(changed(made, to_sign=to_sign, signature=bits(office().official.sign_der(encode(to_sign)))))
    return pack(files | {place: text, old: seal, value: signed_anew})


def gap(package: bytes) -> bytes:
    """Four bytes between the last entry and the directory."""
    end = package.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<L", package, end + 16)[0]
    moved = package[end : end + 16] + struct.pack("<L", start + 4) + package[end + 20 :]
    return package[:start] + b"evil" + package[start:end] + moved


def rewritten() -> bytes:
    """A chain recomputed from a changed row on."""
    rows = journal_rows()
    out = [rows[0]]
    for row in rows[1:]:
        entry = replace(row.entry, action="withdraw")
        bare = replace(row, entry=entry)
        out.append(replace(bare, hash=journal.chain(out[-1].hash, bare)))
    return export(out)


def journal_of_another() -> bytes:
    """The same rows under the key of another device."""
    head, rest = samples()["journal"].data.split(b"\n", 1)
    other = json.loads(head) | {"public_key": sm2.generate().public.raw.hex()}
    return json.dumps(other).encode() + b"\n" + rest


def head() -> bytes:
    """A head about another row."""
    return json.dumps(json.loads(samples()["head"].data) | {"seq": 7}).encode()
