"""SignedData: what we write others can verify, what is wrong has its reason, the standard's choices are kept."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from pathlib import Path

import gmssl_pyx
import pytest
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from crypto import encoding, oids, second, sm2, sm3
from crypto.asn1 import Algorithm, decode, encode, tlv
from crypto.certificates.profiles import Role
from crypto.certificates.signer import Signer
from crypto.errors import BadEncoding, BadMessage, BadSignature, CryptoError
from crypto.messages import attributes, signed
from crypto.messages.reasons import MessageReason
from crypto.messages.signers import SIGNERS, Content
from crypto.messages.structures import Attribute, SignedData, SignedMessage
from tests.simulators.pki import AT, holder, house, openssl_verifies
from tests.unit.crypto.messages.people import CONTENT, VECTORS, Node, flipped, outline, people

pytestmark = pytest.mark.thorough

A, B, C = (each.signer for each in people().signers)
OTHER = encode("甲")
OWN_TYPE = oids.SM4_GCM  # any type that says nothing to a reader


def refused(der: bytes, detached: bytes | None = None) -> str:
    with pytest.raises(CryptoError) as caught:
        signed.read(der).verify(detached)
    return str(getattr(caught.value, "reason", type(caught.value).__name__))


def rewritten(der: bytes, **changes: object) -> bytes:
    message = decode(SignedMessage, der)
    for name, value in changes.items():
        setattr(message.content, name, value)
    return encode(message)


def test_the_cfca_message_is_verified_and_written_again_byte_for_byte() -> None:
    der = (VECTORS / "gbt35275_signed_attached_cfca_sadk.der").read_bytes()
    message = signed.read(der)
    assert message.unverified == b"Hello Secret World!"
    (found,) = message.verify()
    assert (found.certificate.name, found.at, found.without_za) == ("Jon Snow", None, False)
    assert encode(decode(SignedMessage, der)) == der


def test_every_bit_of_the_cfca_message_outside_its_certificate_counts() -> None:
    der = (VECTORS / "gbt35275_signed_attached_cfca_sadk.der").read_bytes()
    own = signed.read(der).certificates[0].der
    start = der.index(own)
    free = set()  # NULL against absent parameters and …301.1 against …501 are no one-bit changes: nothing else is free
    for bit in [*range(0, start * 8, 5), *range((start + len(own)) * 8, len(der) * 8, 5)]:
        try:
            signed.read(flipped(der, bit)).verify()
        except CryptoError:
            continue
        free.add(bit)
    assert not free


def test_a_bag_of_certificates_is_read_and_verifies_nothing() -> None:
    message = signed.read((VECTORS / "certchain_signeddata_gmssl_cn.p7.pem").read_bytes())
    assert [each.name for each in message.certificates] == ["RootCA for Test", "MiddleCA for Test"]
    top, middle = message.certificates
    top.verify_signed_by(top)
    middle.verify_signed_by(top)
    with pytest.raises(BadMessage, match="no_signer"):
        message.verify(b"content")
    with pytest.raises(BadMessage, match="no_signer"):
        signed.sign(CONTENT, [], at=AT)


@given(st.binary(max_size=300), st.booleans(), st.booleans(), st.integers(1, 3))
def test_round_trip(content: bytes, timed: bool, detached: bool, number: int) -> None:
    by = [A, B, C][:number]
    der = signed.sign(content, by, at=AT if timed else None, detached=detached)
    message = signed.read(der)
    found = message.verify(content if detached else None)
    assert {each.certificate for each in found} == {each.certificate for each in by}
    assert all(each.at == (AT if timed else None) for each in found)
    assert message.unverified == (None if detached else content)
    assert encode(decode(SignedMessage, der)) == der
    assert signed.rebuilt(message) == der
    with pytest.raises(CryptoError):
        message.verify(content + b"x")


def test_a_second_reader_agrees(tmp_path: Path) -> None:
    # openssl takes the message apart, openssl and gmssl verify the numbers: none of our readers is asked.
    for timed, detached in product((True, False), (True, False)):
        der = signed.sign(CONTENT, [A, B], at=AT if timed else None, detached=detached)
        nodes = outline(tmp_path, der)
        assert nodes[1].text == "1.2.156.10197.6.1.4.2.2"
        octets = [each.inside(der) for each in nodes if each.kind == "OCTET STRING" and each.depth == 5]
        assert (CONTENT in octets) is not detached
        for signature, covered in signatures(nodes, der, CONTENT):
            signer = next(
                each.certificate for each in (A, B) if openssl_verifies(tmp_path, each.certificate, covered, signature)
            )
            second.verify(signer.public_key, covered, encoding.signature_from_der(signature))
            with pytest.raises(BadSignature):
                second.verify(signer.public_key, covered + b"x", encoding.signature_from_der(signature))
            if timed:
                assert second.hash(CONTENT) in covered


def signatures(nodes: list[Node], der: bytes, content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Signature and what it covers, of every SignerInfo, by the standard's rules alone."""
    last = [each for each in nodes if each.depth == 3][-1]
    assert last.kind == "SET"
    infos = [each for each in nodes if each.depth == 4 and each.at > last.at]
    assert len(infos) == 2
    for info in infos:
        fields = [each for each in nodes if each.depth == 5 and info.at < each.at < info.at + info.head + info.size]
        said = [each.whole(der) for each in fields if each.kind == "cont [ 0 ]"]
        covered = b"\x31" + said[0][1:] if said else content
        yield fields[-1].inside(der), covered


def test_attributes_are_those_of_the_standard_in_order_and_once(tmp_path: Path) -> None:
    der = signed.sign(CONTENT, [A], at=AT)
    names = [each.text for each in outline(tmp_path, der) if each.kind == "OBJECT" and each.depth == 7]
    assert names[-3:] == ["contentType", "signingTime", "messageDigest"]  # DER orders a set by its bytes
    (info,) = signed.read(der).infos
    assert info.attributes is not None
    encoded = [encode(each) for each in info.attributes.as_list()]
    assert encoded == sorted(encoded)


@pytest.mark.parametrize(
    ("at", "form"),
    [
        (datetime(2026, 11, 22, 8, 0, 5, tzinfo=UTC), b"\x17\x0d261122080005Z"),
        (datetime(2026, 11, 22, 16, 0, 5, tzinfo=timezone(timedelta(hours=8))), b"\x17\x0d261122080005Z"),
        (datetime(2049, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), b"\x17\x0d491231235959Z"),
        (datetime(2050, 1, 1, tzinfo=UTC), b"\x18\x0f20500101000000Z"),
    ],
)
def test_signing_time_changes_its_form_with_the_year_2050(at: datetime, form: bytes) -> None:
    der = signed.sign(CONTENT, [A], at=at)
    assert form in der
    (found,) = signed.read(der).verify()
    assert found.at == at.replace(microsecond=0)


def test_a_time_without_a_zone_is_not_signed() -> None:
    with pytest.raises(ValueError, match="zone"):
        signed.sign(CONTENT, [A], at=datetime(2026, 11, 22))  # noqa: DTZ001 - this is the mistake


def test_signing_time_in_the_wrong_form_is_refused() -> None:
    values = [
        (oids.CONTENT_TYPE, encode(oids.DATA)),
        (oids.MESSAGE_DIGEST, encode(sm3.hash(CONTENT))),
        (oids.SIGNING_TIME, encode(asn1.GeneralizedTime(AT))),
    ]
    assert refused(handmade(values)) == MessageReason.ATTRIBUTES


@pytest.mark.parametrize("left_out", [oids.CONTENT_TYPE, oids.MESSAGE_DIGEST])
def test_incomplete_attributes_are_refused(left_out: ObjectIdentifier) -> None:
    values = [(oids.CONTENT_TYPE, encode(oids.DATA)), (oids.MESSAGE_DIGEST, encode(sm3.hash(CONTENT)))]
    assert signed.read(handmade(values)).verify()[0].at is None
    assert refused(handmade([each for each in values if each[0] != left_out])) == MessageReason.ATTRIBUTES


def test_contradicting_attributes_are_refused() -> None:
    values = [(oids.CONTENT_TYPE, encode(oids.DATA)), (oids.MESSAGE_DIGEST, encode(sm3.hash(CONTENT)))]
    another = (oids.MESSAGE_DIGEST, encode(sm3.hash(b"another")))
    assert refused(handmade([*values, another])) == MessageReason.ATTRIBUTES
    assert refused(handmade([values[0], another])) == MessageReason.DIGEST
    assert refused(handmade([(oids.CONTENT_TYPE, encode(oids.SIGNED_DATA)), values[1]])) == MessageReason.ATTRIBUTES


def handmade(values: Sequence[tuple[ObjectIdentifier, bytes]]) -> bytes:
    """A message whose attributes are these, rightly signed."""
    said = asn1.SetOf([Attribute(type=kind, values=asn1.SetOf([tlv(value)])) for kind, value in values])
    message = decode(SignedMessage, signed.sign(CONTENT, [A], at=AT))
    (info,) = message.content.signers.as_list()
    info.attributes, info.signature = said, A.sign_der(attributes.covered(said))
    return encode(message)


def test_further_attributes_are_signed_and_handed_out() -> None:
    der = signed.sign(CONTENT, [A], at=AT, others=[(OWN_TYPE, OTHER)])
    (found,) = signed.read(der).verify()
    assert found.others == {OWN_TYPE: OTHER}
    assert refused(der.replace(OTHER, encode("乙"))) == "BadSignature"
    with pytest.raises(ValueError, match="time"):
        signed.sign(CONTENT, [A], at=None, others=[(OWN_TYPE, OTHER)])


def test_signed_attributes_do_not_pass_for_content() -> None:
    # The signature over a set of attributes is one over these bytes as bare content: such content is not accepted.
    message = decode(SignedMessage, signed.sign(CONTENT, [A], at=AT))
    (info,) = message.content.signers.as_list()
    assert info.attributes is not None
    covered = attributes.covered(info.attributes)
    info.attributes, message.content.content.content = None, covered
    A.certificate.key.verify(covered, encoding.signature_from_der(info.signature))
    assert refused(encode(message)) == MessageReason.ATTRIBUTES
    with pytest.raises(ValueError, match="attributes"):
        signed.sign(covered, [A], at=None)
    assert signed.read(signed.sign(covered, [A], at=AT)).verify()
    assert signed.read(signed.sign(b"1\x00 is a set", [A], at=None)).verify()


def test_content_by_its_digest_alone() -> None:
    pieces = [CONTENT * 1000, CONTENT, b""]
    digest = signed.digest_of(pieces)
    assert digest == sm3.hash(b"".join(pieces))
    message = signed.read(signed.sign_digest(digest, [A, B], at=AT))
    assert len(message.verify_digest(digest)) == len(message.verify(b"".join(pieces))) == 2
    with pytest.raises(BadMessage, match="digest"):
        message.verify_digest(sm3.hash(b"another"))
    with pytest.raises(ValueError, match="SM3"):
        signed.sign_digest(b"short", [A], at=AT)
    bare = signed.read(signed.sign(CONTENT, [A], at=None, detached=True))
    with pytest.raises(BadMessage, match="attributes"):
        bare.verify_digest(sm3.hash(CONTENT))


def test_missing_and_different_content() -> None:
    detached, attached = (signed.sign(CONTENT, [A], at=AT, detached=each) for each in (True, False))
    assert refused(detached) == MessageReason.CONTENT
    assert refused(detached, b"another") == MessageReason.DIGEST
    assert refused(attached, b"another") == MessageReason.CONTENT
    assert signed.read(attached).verify(CONTENT)
    assert signed.read(attached).verify_digest(sm3.hash(CONTENT))
    empty = signed.sign(b"", [A], at=AT)
    assert signed.read(empty).verify()
    assert refused(signed.sign(b"", [A], at=AT, detached=True)) == MessageReason.CONTENT


def test_one_bad_signature_refuses_the_message() -> None:
    der = signed.sign(CONTENT, [A, B], at=AT)
    lying = Signer(C.certificate, B.sign)
    assert refused(signed.sign(CONTENT, [A, lying], at=AT)) == "BadSignature"
    message = decode(SignedMessage, der)
    infos = message.content.signers.as_list()
    infos[0].signature, infos[1].signature = infos[1].signature, infos[0].signature
    assert refused(encode(message)) == "BadSignature"
    infos[0].signature = b"no signature"
    assert refused(encode(message)) == "BadSignature"


def test_the_same_signer_twice_and_too_many() -> None:
    with pytest.raises(BadMessage, match="same_signer"):
        signed.sign(CONTENT, [A, A], at=AT)
    der = signed.sign(CONTENT, [A], at=AT)
    (info,) = decode(SignedMessage, der).content.signers.as_list()
    (again,) = decode(SignedMessage, signed.sign(CONTENT, [A], at=AT)).content.signers.as_list()
    assert refused(rewritten(der, signers=asn1.SetOf([info, again]))) == MessageReason.SAME_SIGNER
    issuing = house().issuing
    many = [holder(issuing, Role.SIGNING, f"第{each}人", pair=issuing.pair).signer for each in range(SIGNERS + 1)]
    with pytest.raises(BadMessage, match="limit"):
        signed.sign(CONTENT, many, at=AT)
    assert len(signed.read(signed.sign(CONTENT, many[1:], at=AT)).verify()) == SIGNERS


def test_swapped_missing_and_doubled_certificates() -> None:
    der = signed.sign(CONTENT, [A], at=AT)
    assert refused(rewritten(der, certificates=[tlv(B.certificate.der)])) == MessageReason.CERTIFICATE
    assert refused(rewritten(der, certificates=None)) == MessageReason.CERTIFICATE
    assert refused(rewritten(der, certificates=[tlv(A.certificate.der)] * 2)) == MessageReason.CERTIFICATE
    # Same issuer, same serial number, another key: what a bought-off authority could make.
    other = sm2.generate().public.raw
    twin = A.certificate.der.replace(A.certificate.public_key, other)
    assert refused(rewritten(der, certificates=[tlv(twin)])) == "BadSignature"
    off = A.certificate.der.replace(A.certificate.public_key, b"\x01" * 64)
    assert refused(rewritten(der, certificates=[tlv(off)])) == "BadKey"


def test_a_bag_may_hold_more_in_any_order_and_other_kinds() -> None:
    issuing = people().trust.intermediates[0]
    der = signed.sign(CONTENT, [A, B], at=AT, chain=[issuing, A.certificate])
    message = signed.read(der)
    assert len(message.certificates) == 3
    bag = [tlv(each.der) for each in reversed(message.certificates)]
    other = tlv(b"\x30\x03\x02\x01\x01")  # stands for an RSA certificate: not one of ours
    loose = signed.read(rewritten(der, certificates=[*bag, other]))
    assert len(loose.verify()) == 2
    assert loose.passed_over == 1


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("version", 3, MessageReason.VERSION),
        ("digests", asn1.SetOf([Algorithm(algorithm=oids.SM4)]), MessageReason.ALGORITHM),
        ("signers", asn1.SetOf([]), MessageReason.NO_SIGNER),
    ],
)
def test_wrong_fields_of_a_message(field: str, value: object, reason: MessageReason) -> None:
    assert refused(rewritten(signed.sign(CONTENT, [A], at=AT), **{field: value})) == reason


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("version", 2, MessageReason.VERSION),
        ("digest", Algorithm(algorithm=oids.SM2_SIGN), MessageReason.ALGORITHM),
        ("digest", Algorithm(algorithm=oids.SM3, parameters=oids.SM3), MessageReason.ALGORITHM),
        ("algorithm", Algorithm(algorithm=oids.SM2_ENCRYPT), MessageReason.ALGORITHM),
        ("algorithm", Algorithm(algorithm=oids.EC_PUBLIC_KEY), MessageReason.ALGORITHM),
    ],
)
def test_wrong_fields_of_a_signer(field: str, value: object, reason: MessageReason) -> None:
    message = decode(SignedMessage, signed.sign(CONTENT, [A], at=AT))
    (info,) = message.content.signers.as_list()
    setattr(info, field, value)
    assert refused(encode(message)) == reason


@pytest.mark.parametrize("algorithm", [oids.SM2_SIGN, oids.SM2_WITH_SM3])
@pytest.mark.parametrize("parameters", [None, asn1.Null()])
def test_dialects_of_the_signature_algorithm(algorithm: ObjectIdentifier, parameters: asn1.Null | None) -> None:
    message = decode(SignedMessage, signed.sign(CONTENT, [A], at=AT))
    (info,) = message.content.signers.as_list()
    info.algorithm = Algorithm(algorithm=algorithm, parameters=parameters)
    info.digest = Algorithm(algorithm=oids.SM3, parameters=parameters)
    found = signed.read(encode(message))
    assert found.verify()
    assert (signed.rebuilt(found) == encode(message)) is (algorithm == oids.SM2_SIGN and parameters is None)


def test_content_of_another_type_is_refused() -> None:
    message = decode(SignedMessage, signed.sign(CONTENT, [A], at=AT))
    message.content.content.type = oids.SIGNED_DATA
    assert refused(encode(message)) == MessageReason.TYPE
    message.content.content.type, message.type = oids.DATA, oids.ENVELOPED_DATA
    assert refused(encode(message)) == MessageReason.TYPE


def test_attributes_out_of_order_are_refused() -> None:
    der = signed.sign(CONTENT, [A], at=AT)
    (info,) = signed.read(der).infos
    assert info.attributes is not None
    parts = [encode(each) for each in info.attributes.as_list()]
    swapped = der.replace(b"".join(parts), b"".join(reversed(parts)))
    assert len(swapped) == len(der)
    assert refused(swapped) == MessageReason.STRUCTURE


def test_gmssls_form_is_read_and_told(tmp_path: Path) -> None:
    # GmSSL 3 `cmssign`: SM2 over SM3(ContentInfo), no ZA. The digest is hashed here from openssl's view of the bytes.
    message = decode(SignedMessage, signed.sign(CONTENT, [A], at=None))
    nodes = outline(tmp_path, encode(message))
    inner = [each for each in nodes if each.depth == 3 and each.kind == "SEQUENCE"][0].whole(encode(message))  # noqa: RUF015
    (info,) = message.content.signers.as_list()
    info.signature = over_digest(people().signers[0].pair, sm3.hash(inner))
    (found,) = signed.read(encode(message)).verify()
    assert found.without_za
    info.signature = over_digest(people().signers[0].pair, sm3.hash(CONTENT))
    assert refused(encode(message)) == "BadSignature"


def over_digest(pair: sm2.PrivateKey, digest: bytes) -> bytes:
    return bytes(gmssl_pyx.sm2_sign_sm3_digest(pair.raw, digest))


def test_content_is_hashed_once_for_all_signers(monkeypatch: pytest.MonkeyPatch) -> None:
    message = signed.read(signed.sign(CONTENT, [A, B, C], at=AT))
    calls: list[int] = []
    usual = sm3.hash

    def counting(data: bytes) -> bytes:
        calls.append(len(data))
        return usual(data)

    monkeypatch.setattr(sm3, "hash", counting)
    assert len(message.verify()) == 3
    assert calls == [len(CONTENT)]


def test_a_structure_is_not_a_message() -> None:
    body = decode(SignedMessage, signed.sign(CONTENT, [A], at=AT)).content
    assert isinstance(body, SignedData)
    with pytest.raises(BadMessage, match="structure"):
        signed.read(encode(body))
    with pytest.raises(BadEncoding):
        signed.read(people().signers[0].certificate.der)


def test_content_knows_its_digest_only_where_it_was_given() -> None:
    assert Content(None, b"d" * 32).digest == b"d" * 32
    assert Content(b"abc").digest == sm3.hash(b"abc")
