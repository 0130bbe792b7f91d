"""Envelopes: others' are opened, ours are what the standard says, cost is linear, failure has one face."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import gmssl_pyx
import pytest
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from crypto import encoding, oids, sm2, sm3, sm4
from crypto.asn1 import Algorithm, decode, encode, tlv
from crypto.certificates import certificate as certificates
from crypto.certificates.build import new_serial
from crypto.certificates.certificate import Certificate, Usage, key_id
from crypto.certificates.profiles import Role
from crypto.devices.base import ContentCipher, Mode, Pair
from crypto.errors import BadCertificate, BadCiphertext, BadMessage
from crypto.messages import encrypted, enveloped, recipients, shape, signedenveloped
from crypto.messages.holders import LocalKey
from crypto.messages.reasons import MessageReason
from crypto.messages.structures import (
    EncryptedData,
    EncryptedMessage,
    EnvelopedMessage,
    IssuerSerial,
    RecipientInfo,
    SignedAndEnvelopedMessage,
    issuer_serial,
)
from tests.simulators.pki import Made, holder, house, standard
from tests.unit.crypto.messages.people import CONTENT, LONG, VECTORS, outline, people, refusal_of

pytestmark = pytest.mark.thorough

FIRST, SECOND, THIRD = people().keys
CERTIFICATES = [each.certificate for each in people().keys]
MANY = 10_000 if LONG else 300


def key_of(file: str) -> sm2.PrivateKey:
    """The pair in one of the vectors' PKCS#8 files."""
    _, inside = der_of(file).split(bytes.fromhex("0201010420"))  # ECPrivateKey: version 1, then 32 octets
    return sm2.PrivateKey(inside[:32], inside[-64:])


def der_of(file: str) -> bytes:
    return shape.load((VECTORS / file).read_bytes())


def changed(der: bytes, change: Callable[[EnvelopedMessage], None]) -> bytes:
    message = decode(EnvelopedMessage, der)
    change(message)
    return encode(message)


def test_the_cfca_envelope_is_opened() -> None:
    own = certificates.load((VECTORS / "envelope_a_ski_required_cert.pem").read_bytes())
    private = bytes.fromhex((VECTORS / "envelope_a_ski_required_privkey.hex").read_text())
    key = LocalKey(sm2.PrivateKey(private, own.public_key), own)
    data = (VECTORS / "envelope_a_ski_required.p7.pem").read_bytes()
    assert enveloped.open(data, key) == b"Hello World!"
    der = der_of("envelope_a_ski_required.p7.pem")
    assert encode(decode(EnvelopedMessage, der)) == der
    with pytest.raises(BadMessage, match="addressed"):
        enveloped.open(data, FIRST)


def test_the_gmcert_message_is_opened_and_delivers_the_key() -> None:
    own = certificates.load((VECTORS / "gmcert_sign_cert.pem").read_bytes())
    key = LocalKey(key_of("gmcert_sign_key_pkcs8.pem"), own)
    message = signedenveloped.read((VECTORS / "gbt35275_signed_and_enveloped_gmcert.pem").read_bytes())
    content, (signer,) = message.open(key)
    expected = key_of("gmcert_expected_enc_key_pkcs8.pem")
    assert content == bytes(32) + expected.raw
    delivered = certificates.load((VECTORS / "gmcert_enc_cert.pem").read_bytes())
    assert delivered.public_key == expected.public.raw
    delivered.verify_signed_by(signer.certificate)
    own.verify_signed_by(signer.certificate)
    with pytest.raises(BadCiphertext):
        message.open(LocalKey(FIRST.private, own))
    damaged = decode(SignedAndEnvelopedMessage, der_of("gbt35275_signed_and_enveloped_gmcert.pem"))
    assert damaged.content.content.content is not None
    damaged.content.content.content = bytes(16) + damaged.content.content.content[16:]
    with pytest.raises(BadCiphertext):
        signedenveloped.read(encode(damaged)).open(key)


@given(st.binary(max_size=200), st.integers(1, 3))
def test_round_trip(content: bytes, number: int) -> None:
    der = enveloped.seal(content, CERTIFICATES[:number])
    for place, key in enumerate((FIRST, SECOND, THIRD)):
        if place < number:
            assert enveloped.open(der, key) == content
        else:
            with pytest.raises(BadMessage, match="addressed"):
                enveloped.open(der, key)
    assert encode(decode(EnvelopedMessage, der)) == der


def test_what_openssl_sees_of_an_envelope(tmp_path: Path) -> None:
    der = enveloped.seal(CONTENT, CERTIFICATES[:2])
    nodes = outline(tmp_path, der)
    names = [each.text for each in nodes if each.kind == "OBJECT"]
    assert names[0] == "1.2.156.10197.6.1.4.2.3"
    assert names.count("1.2.156.10197.1.301.3") == 2
    assert names[-2:] == ["1.2.156.10197.6.1.4.2.1", "sm4-cbc"]
    assert [each.text for each in nodes if each.kind == "INTEGER" and each.depth in {3, 5}] == ["01"] * 3
    # By hand from here on: GmSSL's code opens both copies of the key and the content; no reader of ours is asked.
    iv, sealed = nodes[-2].inside(der), nodes[-1].inside(der)
    copies = [each.inside(der) for each in nodes if each.kind == "OCTET STRING" and each.size > len(iv)]
    opened = [key for holder in (FIRST, SECOND) for copy in copies if (key := opened_by_gmssl(holder, copy))]
    assert len(opened) == 2
    assert len(set(opened)) == 1
    assert gmssl_pyx.sm4_cbc_padding_decrypt(opened[0], iv, sealed) == CONTENT


def opened_by_gmssl(holder: LocalKey, copy: bytes) -> bytes | None:
    try:
        return bytes(gmssl_pyx.sm2_decrypt(holder.private.raw, copy))
    except gmssl_pyx.GmsslInnerError:
        return None


def test_each_envelope_has_its_own_key_and_iv() -> None:
    made = [decode(EnvelopedMessage, enveloped.seal(CONTENT, CERTIFICATES[:1])).content for _ in range(20)]
    assert len({each.content.algorithm.parameters for each in made}) == 20
    keys = {FIRST.private.decrypt(encoding.ciphertext_from_der(each.recipients.as_list()[0].key)) for each in made}
    assert len(keys) == 20


def test_a_recipient_named_twice_gets_one_copy() -> None:
    der = enveloped.seal(CONTENT, [*CERTIFICATES, CERTIFICATES[0]])
    assert len(enveloped.read(der).infos) == 3
    assert enveloped.open(der, FIRST) == CONTENT


def test_only_encryption_certificates_get_a_copy() -> None:
    signing = people().signers[0].certificate
    with pytest.raises(BadCertificate, match="not for encryption"):
        enveloped.seal(CONTENT, [CERTIFICATES[0], signing])
    home, pair = house(), sm2.generate()
    silent = Made("不说用途", home.issuing, pair, extensions=standard(pair.public.raw, None)).certificate()
    agreeing = standard(pair.public.raw, frozenset({Usage.KEY_AGREEMENT, Usage.DATA_ENCIPHERMENT}))
    for each in (silent, Made("只协商", home.issuing, pair, extensions=agreeing).certificate()):
        with pytest.raises(BadCertificate):
            enveloped.seal(CONTENT, [each])
    fit = standard(pair.public.raw, frozenset({Usage.KEY_ENCIPHERMENT}))
    one = Made("可加密", home.issuing, pair, extensions=fit).certificate()
    assert enveloped.open(enveloped.seal(CONTENT, [one]), LocalKey(pair, one)) == CONTENT


def test_nobody_and_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadMessage, match="addressed"):
        enveloped.seal(CONTENT, [])
    der = enveloped.seal(CONTENT, CERTIFICATES)
    monkeypatch.setattr(recipients, "RECIPIENTS", 2)
    with pytest.raises(BadMessage, match="limit"):
        enveloped.seal(CONTENT, CERTIFICATES)
    with pytest.raises(BadMessage, match="limit"):
        enveloped.read(der)


def addressed(rid: IssuerSerial | bytes, version: int, key: ObjectIdentifier = oids.SM2_ENCRYPT) -> bytes:
    """An envelope whose one recipient is written down in this way."""

    def change(message: EnvelopedMessage) -> None:
        (info,) = message.content.recipients.as_list()
        info.rid, info.version = rid, version
        info.algorithm = Algorithm(algorithm=key, parameters=asn1.Null())
        message.content.version = version

    return changed(enveloped.seal(CONTENT, CERTIFICATES[:1]), change)


def test_dialects_of_the_recipient() -> None:
    own, serial = CERTIFICATES[0], CERTIFICATES[0].serial
    nameless = tlv(b"\x30\x00")
    for rid, version in (
        (own.key_id, 2),
        (key_id(own.public_key), 2),
        (IssuerSerial(issuer=nameless, serial=serial), 1),
        (IssuerSerial(issuer=nameless, serial=serial + 1), 1),  # the only recipient
    ):
        for key in (oids.SM2_ENCRYPT, oids.SM2_EXCHANGE):
            assert enveloped.open(addressed(rid, version, key), FIRST) == CONTENT
    for rid, version, reason in (
        (own.key_id, 1, MessageReason.VERSION),
        (IssuerSerial(issuer=tlv(own.issuer_der), serial=serial), 2, MessageReason.VERSION),
        (IssuerSerial(issuer=tlv(own.issuer_der), serial=serial + 1), 1, MessageReason.ADDRESSED),
        (IssuerSerial(issuer=tlv(own.subject_der), serial=serial), 1, MessageReason.ADDRESSED),
        (key_id(CERTIFICATES[1].public_key), 2, MessageReason.ADDRESSED),
        (b"", 2, MessageReason.ADDRESSED),
    ):
        with pytest.raises(BadMessage) as caught:
            enveloped.open(addressed(rid, version), FIRST)
        assert refusal_of(caught.value) == reason
    with pytest.raises(BadMessage, match="algorithm"):
        enveloped.open(addressed(own.key_id, 2, oids.SM2_SIGN), FIRST)


def test_a_certificate_without_key_identifier_is_found_by_its_key() -> None:
    home, pair = house(), sm2.generate()
    bare = standard(pair.public.raw, frozenset({Usage.KEY_ENCIPHERMENT}))[1:]
    own = Made("无标识", home.issuing, pair, extensions=bare).certificate()

    def change(message: EnvelopedMessage) -> None:
        (info,) = message.content.recipients.as_list()
        info.rid, info.version, message.content.version = key_id(pair.public.raw), 2, 2

    assert enveloped.open(changed(enveloped.seal(CONTENT, [own]), change), LocalKey(pair, own)) == CONTENT


def test_two_copies_for_one_certificate_are_refused() -> None:
    one, two = (decode(EnvelopedMessage, enveloped.seal(CONTENT, CERTIFICATES[:1])) for _ in range(2))
    infos = [*one.content.recipients.as_list(), *two.content.recipients.as_list()]
    one.content.recipients = asn1.SetOf(infos)
    with pytest.raises(BadMessage, match="addressed"):
        enveloped.open(encode(one), FIRST)


def under(algorithm: Algorithm, content: bytes | None) -> bytes:
    """An envelope for the first key with this content cipher and content, under sixteen times 7."""
    copy = encoding.ciphertext_to_der(CERTIFICATES[0].key.encrypt(b"\7" * 16))

    def change(message: EnvelopedMessage) -> None:
        message.content.recipients.as_list()[0].key = copy
        message.content.content.algorithm, message.content.content.content = algorithm, content

    return changed(enveloped.seal(CONTENT, CERTIFICATES[:1]), change)


def test_dialects_of_the_content_cipher() -> None:
    key, iv, blocks = b"\7" * 16, b"\1" * 16, b"a whole block!!!" * 2
    cbc, ecb = sm4.cbc_encrypt(key, iv, CONTENT), sm4.ecb_encrypt(key, blocks)
    for kind in (oids.SM4, oids.SM4_CBC):
        assert enveloped.open(under(Algorithm(algorithm=kind, parameters=iv), cbc), FIRST) == CONTENT
    for kind in (oids.SM4, oids.SM4_ECB):
        for parameters in (None, asn1.Null()):
            assert enveloped.open(under(Algorithm(algorithm=kind, parameters=parameters), ecb), FIRST) == blocks
    for algorithm in (
        Algorithm(algorithm=oids.SM4_CBC),
        Algorithm(algorithm=oids.SM4_CBC, parameters=iv[:15]),
        Algorithm(algorithm=oids.SM4_CBC, parameters=oids.SM4),
        Algorithm(algorithm=oids.SM4_ECB, parameters=iv),
        Algorithm(algorithm=oids.SM4_GCM, parameters=iv),
        Algorithm(algorithm=oids.SM3),
    ):
        with pytest.raises(BadMessage, match="algorithm"):
            enveloped.open(under(algorithm, cbc), FIRST)
    with pytest.raises(BadMessage, match="content"):
        enveloped.open(under(Algorithm(algorithm=oids.SM4_CBC, parameters=iv), None), FIRST)


def test_every_failure_of_decryption_has_one_face() -> None:
    iv, other = b"\1" * 16, b"\7" * 16
    cbc = Algorithm(algorithm=oids.SM4_CBC, parameters=iv)
    sealed = sm4.cbc_encrypt(other, iv, CONTENT)
    padding = sm4.ecb_encrypt(other, b"\x10" * 16)  # under the iv: sixteen times 0x11, one more than a block has
    good = under(cbc, sealed)
    assert enveloped.open(good, FIRST) == CONTENT

    def with_key(key: bytes) -> bytes:
        def change(message: EnvelopedMessage) -> None:
            message.content.recipients.as_list()[0].key = key

        return changed(good, change)

    sm2_cipher = CERTIFICATES[0].key.encrypt(b"\7" * 16)
    altered = sm2_cipher[:-1] + bytes([sm2_cipher[-1] ^ 1])
    faces = set()
    for der in (
        under(cbc, sealed[:-1]),
        under(cbc, b""),
        under(cbc, padding),
        under(cbc, sealed[:-16] + bytes(16)),
        under(Algorithm(algorithm=oids.SM4_ECB), b"short"),
        with_key(b"no SM2Cipher"),
        with_key(encoding.ciphertext_to_der(altered)),
        with_key(encoding.ciphertext_to_der(b"\1" * 64 + sm2_cipher[64:])),
        with_key(encoding.ciphertext_to_der(CERTIFICATES[0].key.encrypt(b"15 bytes of key"))),
        with_key(encoding.ciphertext_to_der(CERTIFICATES[0].key.encrypt(b"\7" * 17))),
        with_key(encoding.ciphertext_to_der(CERTIFICATES[1].key.encrypt(b"\7" * 16))),
    ):
        with pytest.raises(BadCiphertext) as caught:
            enveloped.open(der, FIRST)
        faces.add(type(caught.value))
    assert faces == {BadCiphertext}


def test_the_session_key_stays_with_the_holder() -> None:
    seen: list[tuple[bytes, ContentCipher, bytes]] = []

    class Token:
        """A device as the protocol has it: key and content go in, content comes out."""

        def certificates(self) -> Pair:
            return FIRST.certificates()

        def decrypt(self, key: bytes, cipher: ContentCipher, content: bytes) -> bytes:
            seen.append((key, cipher, content))
            return FIRST.decrypt(key, cipher, content)

    der = enveloped.seal(CONTENT, CERTIFICATES[:2])
    assert enveloped.open(der, Token()) == CONTENT
    ((key, cipher, content),) = seen
    assert len(key) == 96 + 16
    assert cipher.mode is Mode.CBC
    assert FIRST.decrypt(key, cipher, content) == CONTENT


def test_a_holder_without_certificate_opens_nothing() -> None:
    class Empty:
        def certificates(self) -> Pair:
            return Pair(None, None)

        decrypt = LocalKey.decrypt

    with pytest.raises(BadMessage, match="addressed"):
        enveloped.open(enveloped.seal(CONTENT, CERTIFICATES), Empty())


def test_encrypted_data_is_read_under_a_known_key() -> None:
    key = sm4.new_key()
    body = EncryptedData(version=1, content=enveloped.enciphered(key, CONTENT))
    der = encode(EncryptedMessage(type=oids.ENCRYPTED_DATA, content=body))
    assert encrypted.open(der, key) == CONTENT
    for wrong in (sm4.new_key(), b"short"):
        with pytest.raises(BadCiphertext):
            encrypted.open(der, wrong)
    with pytest.raises(BadMessage, match="type"):
        encrypted.open(enveloped.seal(CONTENT, CERTIFICATES), key)
    for read in (enveloped.read, signedenveloped.read):
        with pytest.raises(BadMessage, match="type"):
            read(der)


class Crowd:
    """Any number of encryption certificates: one real one under other serial numbers, which is all an envelope looks at."""

    def __init__(self, number: int) -> None:
        home = house()
        pairs = [sm2.generate() for _ in range(8)]
        real = [holder(home.issuing, Role.ENCRYPTION, "收件人", pair=pair) for pair in pairs]
        self.keys = [LocalKey(real[each % 8].pair, renumbered(real[each % 8].certificate)) for each in range(number)]
        self.certificates = [each.certificate for each in self.keys]


def renumbered(certificate: Certificate) -> Certificate:
    old = certificate.serial.to_bytes(17, "big")
    assert certificate.der.count(old) == 1
    return Certificate(certificate.der.replace(old, new_serial().to_bytes(17, "big")))


def test_many_recipients(capsys: pytest.CaptureFixture[str]) -> None:
    crowd = Crowd(MANY)
    began = time.perf_counter()
    der = enveloped.seal(CONTENT, crowd.certificates)
    sealed = time.perf_counter()
    for key in (crowd.keys[0], crowd.keys[MANY // 2], crowd.keys[-1]):
        assert enveloped.open(der, key) == CONTENT
    opened = time.perf_counter()
    infos = enveloped.read(der).infos
    assert len(infos) == MANY
    assert {each.rid.serial for each in infos if isinstance(each.rid, IssuerSerial)} == {
        each.serial for each in crowd.certificates
    }
    encoded = [encode(each) for each in infos]
    assert encoded == sorted(encoded)
    if LONG:
        with capsys.disabled():
            print(
                f"\n{MANY} recipients: sealed in {sealed - began:.2f} s, opened in {(opened - sealed) / 3:.3f} s, {len(der)} bytes"
            )


def test_cost_grows_with_the_recipients_and_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    # Counted, not timed: SM2 encryptions and structures made for n and for 4 n recipients; nothing is done pairwise.
    crowd, guard, counts = Crowd(160), threading.Lock(), []
    counted = {"encrypt": 0, "info": 0, "name": 0}
    encrypt, names = sm2.PublicKey.encrypt, issuer_serial

    def encrypting(key: sm2.PublicKey, plaintext: bytes) -> bytes:
        with guard:
            counted["encrypt"] += 1
        return encrypt(key, plaintext)

    def naming(certificate: Certificate) -> tuple[bytes, int]:
        with guard:
            counted["name"] += 1
        return names(certificate)

    def informing(**fields: object) -> RecipientInfo:
        with guard:
            counted["info"] += 1
        return RecipientInfo(**fields)  # type: ignore[arg-type]

    monkeypatch.setattr(sm2.PublicKey, "encrypt", encrypting)
    monkeypatch.setattr(recipients, "issuer_serial", naming)
    monkeypatch.setattr(recipients, "RecipientInfo", informing)
    for number in (40, 160):
        counted.update(dict.fromkeys(counted, 0))
        der = enveloped.seal(CONTENT, crowd.certificates[:number])
        counts.append(tuple(counted.values()))
        sizes = [len(encode(each)) for each in enveloped.read(der).infos]
        assert len(der) < sum(sizes) + 200
    assert counts == [(40, 40, 40), (160, 160, 160)]


def test_what_is_addressed_is_the_hash_of_all_recipients() -> None:
    session = enveloped.address(CERTIFICATES)
    der = enveloped.fill(session, CONTENT)
    inside = encode(decode(EnvelopedMessage, der).content.recipients)
    assert inside in der
    assert session.addressed == enveloped.read(der).addressed == sm3.hash(inside)
    assert session.key.hex() not in repr(session)
