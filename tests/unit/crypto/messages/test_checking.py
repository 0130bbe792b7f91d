"""The report about a message: every question has an answer, every defect its own reason, nothing unsound gives content."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat import asn1

from crypto import oids, sm2, sm3
from crypto.asn1 import Algorithm, decode, encode, tlv
from crypto.certificates import certificate as certificates
from crypto.certificates import profiles
from crypto.certificates.path import PathReason
from crypto.certificates.profiles import CERTIFY, SIGN, Role
from crypto.certificates.revocation import Revoked, Why
from crypto.certificates.signer import Signer
from crypto.certificates.standing import StandingReason
from crypto.certificates.trust import Trust
from crypto.errors import BadMessage
from crypto.findings import Level
from crypto.messages import both, enveloped, shape, signed, signedenveloped
from crypto.messages.checking import Checked, check
from crypto.messages.holders import LocalKey
from crypto.messages.reasons import MessageReason
from crypto.messages.signers import SIGNERS, Content
from crypto.messages.structures import (
    CARRIED,
    EncryptedData,
    EncryptedMessage,
    EnvelopedMessage,
    SignedMessage,
)
from crypto.receipts import ReceiptReason
from tests.simulators.pki import AT, Holder, Made, empty_list, holder, house, standard
from tests.unit.crypto.messages.people import CONTENT, NOW, VECTORS, bad, noticed, people, sentences
from tests.unit.crypto.messages.test_enveloped import key_of

pytestmark = pytest.mark.thorough

A, B = (each.signer for each in people().signers[:2])
FIRST, SECOND = people().keys[:2]
CERTIFICATES = [each.certificate for each in people().keys]
TRUST = people().trust
DER = signed.sign(CONTENT, [A], at=AT)


def asked(der: bytes, **more: object) -> Checked:
    return check(der, TRUST, NOW, **more)  # type: ignore[arg-type]


def test_a_sound_message() -> None:
    checked = asked(DER)
    assert checked.sound
    assert checked.content == CONTENT
    assert bad(checked.findings) == noticed(checked.findings) == set()
    (signer,) = checked.signers
    assert (signer.certificate, signer.at) == (A.certificate, AT)
    assert signer.root == TRUST.roots[0]
    assert checked.facts == {"type": "signed", "signers": 1, "certificates": 1, "size": len(CONTENT)}
    reasons = [each.reason for each in checked.findings]
    expected = [MessageReason.STRUCTURE, MessageReason.SIGNATURE, MessageReason.TIME, PathReason.CHAIN]
    assert all(each in reasons for each in expected)


def test_pem_and_two_signers() -> None:
    checked = asked(signed.sign(CONTENT, [A, B], at=AT))
    assert checked.sound
    assert len(checked.signers) == 2
    assert {each.facts["name"] for each in checked.findings if each.reason is MessageReason.SIGNATURE} == {
        "签名人0",
        "签名人1",
    }


@pytest.mark.parametrize(
    ("der", "reason"),
    [
        (DER[:-1], MessageReason.STRUCTURE),
        (DER + b"\0", MessageReason.TRAILING),
        (b"\x30\x80" + DER[4:] + b"\0\0", MessageReason.INDEFINITE),
        (b"\x30\x84\x80\x00\x00\x00" + DER[4:], MessageReason.STRUCTURE),
        (A.certificate.der, MessageReason.STRUCTURE),
        (encode(SignedMessage(type=oids.DATA, content=decode(SignedMessage, DER).content)), MessageReason.TYPE),
        (signed.sign(CONTENT, [A], at=AT, detached=True), MessageReason.CONTENT),
        (DER.replace(CONTENT, CONTENT[::-1]), MessageReason.DIGEST),
        (signed.sign(CONTENT, [A], at=None).replace(CONTENT, CONTENT[::-1]), MessageReason.SIGNATURE),
        (signed.sign(CONTENT, [Signer(A.certificate, B.sign)], at=AT), MessageReason.SIGNATURE),
        (signed.sign(CONTENT, [A], at=NOW + timedelta(minutes=6)), MessageReason.TIME),
        (signed.sign(CONTENT, [A], at=AT - timedelta(seconds=1)), MessageReason.TIME),
    ],
)
def test_each_defect_has_its_reason(der: bytes, reason: MessageReason) -> None:
    checked = asked(der)
    assert reason.value in bad(checked.findings)
    assert not checked.sound
    assert checked.content is None


def altered(**changes: object) -> bytes:
    message = decode(SignedMessage, DER)
    for name, value in changes.items():
        setattr(message.content, name, value)
    return encode(message)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"certificates": [tlv(B.certificate.der)]}, MessageReason.CERTIFICATE),
        ({"certificates": None}, MessageReason.CERTIFICATE),
        ({"certificates": [tlv(A.certificate.der)] * 2}, MessageReason.CERTIFICATE),
        (
            {"certificates": [tlv(A.certificate.der.replace(A.certificate.public_key, b"\1" * 64))]},
            MessageReason.CERTIFICATE,
        ),
        ({"signers": asn1.SetOf([])}, MessageReason.NO_SIGNER),
        ({"signers": asn1.SetOf(decode(SignedMessage, DER).content.signers.as_list() * 2)}, MessageReason.SAME_SIGNER),
        ({"version": 0}, MessageReason.VERSION),
        ({"digests": asn1.SetOf([Algorithm(algorithm=oids.SM2)])}, MessageReason.ALGORITHM),
    ],
)
def test_each_wrong_part_has_its_reason(changes: dict[str, object], reason: MessageReason) -> None:
    assert bad(asked(altered(**changes)).findings) == {reason.value}


def test_a_certificate_with_another_key_under_the_same_name_fails_by_its_signature_and_its_path() -> None:
    thief = sm2.generate()
    swapped = certificates.load(A.certificate.der.replace(A.certificate.public_key, thief.public.raw))
    assert bad(asked(altered(certificates=[tlv(swapped.der)])).findings) == {MessageReason.SIGNATURE.value}
    checked = asked(signed.sign(CONTENT, [Signer(swapped, thief.sign)], at=AT))
    assert bad(checked.findings) == {PathReason.SIGNATURE.value, PathReason.CHAIN.value}
    assert checked.signers[0].root is None


def test_one_bad_signer_among_good_ones_fails_the_message() -> None:
    checked = asked(signed.sign(CONTENT, [A, Signer(B.certificate, A.sign)], at=AT))
    assert bad(checked.findings) == {MessageReason.SIGNATURE.value}
    assert [each.certificate for each in checked.signers] == [A.certificate]
    assert checked.content is None


def test_path_period_usage_and_revocation() -> None:
    stranger = people().stranger.signer
    assert PathReason.CHAIN.value in bad(asked(signed.sign(CONTENT, [stranger], at=AT)).findings)
    encrypting = Signer(FIRST.certificate, FIRST.private.sign)
    assert bad(asked(signed.sign(CONTENT, [encrypting], at=AT)).findings) == {PathReason.USAGE.value}
    late = A.certificate.not_after + timedelta(days=1)
    found = check(signed.sign(CONTENT, [A], at=late), TRUST, late).findings
    assert {MessageReason.TIME.value, PathReason.PERIOD.value} <= bad(found)
    home = house()
    revoked = Revoked(home.person.certificate.serial, AT, Why.key_compromise)
    trust = Trust(
        (home.root.certificate,),
        (home.issuing.certificate,),
        (empty_list(home.root), empty_list(home.issuing, revoked)),
    )
    der = signed.sign(CONTENT, [home.person.signer], at=AT + timedelta(hours=1))
    assert bad(check(der, trust, NOW).findings) == {StandingReason.REVOKED.value}
    assert check(der, home.trust, NOW).sound


def test_a_list_that_comes_with_the_message_counts_when_it_is_genuine() -> None:
    home, away = house(), house()
    unlisted = Trust((home.root.certificate,), (home.issuing.certificate,))
    message = decode(SignedMessage, signed.sign(CONTENT, [home.person.signer], at=AT + timedelta(hours=1)))
    revoked = Revoked(home.person.certificate.serial, AT, Why.key_compromise)
    for made, failures in (
        (empty_list(home.issuing), set()),
        (empty_list(home.issuing, revoked), {StandingReason.REVOKED.value}),
        (empty_list(away.issuing, revoked), set()),
    ):
        message.content.lists = [tlv(made.der), tlv(b"\x30\x00")]
        assert bad(check(encode(message), unlisted, NOW).findings) == failures
    message.content.lists = [tlv(b"\x30\x00")] * (CARRIED + 1)
    assert bad(check(encode(message), unlisted, NOW).findings) == {MessageReason.LIMIT.value}


def test_signed_while_valid_stays_good_after_the_certificate_ran_out() -> None:
    later = A.certificate.not_after + timedelta(days=300)
    assert check(DER, TRUST, later).sound
    bare = signed.sign(CONTENT, [A], at=None)
    assert bad(check(bare, TRUST, later).findings) == {PathReason.PERIOD.value}


def test_the_authority_may_come_with_the_message_and_the_root_may_not() -> None:
    home = house()
    own = Trust((home.root.certificate,))
    chain = [home.issuing.certificate]
    by = [home.person.signer]
    assert check(signed.sign(CONTENT, by, at=AT, chain=chain), own, NOW).sound
    assert bad(check(signed.sign(CONTENT, by, at=AT), own, NOW).findings) == {PathReason.CHAIN.value}
    everything = [*chain, home.root.certificate]
    nobody = check(signed.sign(CONTENT, by, at=AT, chain=everything), Trust(()), NOW)
    assert PathReason.CHAIN.value in bad(nobody.findings)


def test_notices_leave_a_message_sound() -> None:
    bare = asked(signed.sign(CONTENT, [A], at=None))
    assert (bare.sound, noticed(bare.findings)) == (True, {MessageReason.TIME.value})
    others = asked(altered(certificates=[tlv(A.certificate.der), tlv(b"\x30\x03\x02\x01\x01")]))
    assert (others.sound, noticed(others.findings)) == (True, {MessageReason.CERTIFICATE.value})


def test_content_beside_the_message() -> None:
    detached = signed.sign(CONTENT, [A], at=AT, detached=True)
    checked = asked(detached, detached=CONTENT)
    assert (checked.sound, checked.content) == (True, CONTENT)
    large = asked(detached, detached=Content(None, sm3.hash(CONTENT)))
    assert (large.sound, large.content) == (True, None)
    assert "size" not in large.facts
    assert bad(asked(detached, detached=b"another").findings) == {MessageReason.DIGEST.value}
    assert bad(asked(DER, detached=b"another").findings) == {MessageReason.CONTENT.value}


def test_an_envelope_with_and_without_its_holder() -> None:
    der = both.seal(CONTENT, [A], CERTIFICATES, at=AT)
    shut = asked(der)
    assert bad(shut.findings) == {MessageReason.SHUT.value}
    assert (shut.facts["recipients"], shut.content) == (3, None)
    opened = asked(der, holder=SECOND)
    assert (opened.sound, opened.content) == (True, CONTENT)
    assert opened.facts["type"] == "enveloped"
    assert MessageReason.BOUND in {each.reason for each in opened.findings if each.level is Level.PASSED}
    wrong = LocalKey(SECOND.private, people().signers[0].certificate)
    assert bad(asked(der, holder=wrong).findings) == {MessageReason.ADDRESSED.value}
    assert bad(asked(der, holder=LocalKey(SECOND.private, FIRST.certificate)).findings) == {MessageReason.OPENED.value}


def test_what_may_be_wrong_inside_an_envelope() -> None:
    inside = both.unseal(both.seal(CONTENT, [A], CERTIFICATES[:1], at=AT), FIRST).message
    forwarded = asked(enveloped.seal(inside, CERTIFICATES[1:]), holder=SECOND)
    assert bad(forwarded.findings) == {MessageReason.BOUND.value}
    assert forwarded.content is None
    unbound = asked(enveloped.seal(DER, CERTIFICATES), holder=FIRST)
    assert (unbound.sound, noticed(unbound.findings)) == (True, {MessageReason.BOUND.value})
    unsigned = (CONTENT, b"", enveloped.seal(CONTENT, CERTIFICATES), DER[:-1])
    for each in unsigned:
        assert bad(asked(enveloped.seal(each, CERTIFICATES), holder=FIRST).findings) == {MessageReason.NO_SIGNER.value}
    without = signed.sign(CONTENT, [A], at=AT, detached=True)
    assert bad(asked(enveloped.seal(without, CERTIFICATES), holder=FIRST).findings) == {MessageReason.CONTENT.value}
    foreign = asked(enveloped.seal(signed.sign(CONTENT, [people().stranger.signer], at=AT), CERTIFICATES), holder=FIRST)
    assert PathReason.CHAIN.value in bad(foreign.findings)


def test_encrypted_data_is_shut() -> None:
    body = EncryptedData(version=1, content=enveloped.enciphered(b"\7" * 16, CONTENT))
    message = EncryptedMessage(type=oids.ENCRYPTED_DATA, content=body)
    assert bad(asked(encode(message)).findings) == {MessageReason.SHUT.value}
    message.content = EncryptedData(
        version=1, content=decode(EnvelopedMessage, enveloped.seal(b"", CERTIFICATES)).content.content
    )
    assert bad(asked(encode(message)[:-1]).findings) == {MessageReason.STRUCTURE.value}


def test_the_cfca_message_fails_by_its_path_alone() -> None:
    data = (VECTORS / "gbt35275_signed_attached_cfca_sadk.der").read_bytes()
    checked = check(data, Trust(()), AT)
    assert bad(checked.findings) == {PathReason.CHAIN.value, PathReason.PERIOD.value}
    assert checked.facts["size"] == len(b"Hello Secret World!")


def test_the_gmcert_message_fails_by_usage_and_needs_its_root() -> None:
    data = (VECTORS / "gbt35275_signed_and_enveloped_gmcert.pem").read_bytes()
    own = certificates.load((VECTORS / "gmcert_sign_cert.pem").read_bytes())
    key = LocalKey(key_of("gmcert_sign_key_pkcs8.pem"), own)
    (root,) = signed_and_enveloped_certificates(data)
    checked = check(data, Trust((root,)), AT, holder=key)
    # The authority signs with the key that signs certificates: its key usage does not allow it.
    assert bad(checked.findings) == {PathReason.USAGE.value}
    assert PathReason.CHAIN.value in bad(check(data, Trust(()), AT, holder=key).findings)
    assert bad(check(data, Trust((root,)), AT).findings) == {MessageReason.SHUT.value}
    assert bad(check(data, Trust((root,)), AT, holder=LocalKey(FIRST.private, own)).findings) == {
        MessageReason.OPENED.value
    }


def signed_and_enveloped_certificates(data: bytes) -> tuple[certificates.Certificate, ...]:
    return signedenveloped.read(data).certificates


def test_the_gmcert_certificates_ran_out_in_2024() -> None:
    data = (VECTORS / "gbt35275_signed_and_enveloped_gmcert.pem").read_bytes()
    (root,) = signed_and_enveloped_certificates(data)
    for name in ("gmcert_sign_cert.pem", "gmcert_enc_cert.pem"):
        own = certificates.load((VECTORS / name).read_bytes())
        own.verify_signed_by(root)
        assert own.not_after < AT


def test_a_bag_of_certificates_is_no_signed_message() -> None:
    checked = check((VECTORS / "certchain_signeddata_gmssl_cn.p7.pem").read_bytes(), TRUST, NOW)
    assert bad(checked.findings) == {MessageReason.NO_SIGNER.value}
    assert checked.facts["certificates"] == 2


def test_a_signer_without_key_usage_and_one_without_dates_that_fit() -> None:
    home, pair = house(), sm2.generate()
    silent = Made("不说用途", home.issuing, pair, extensions=standard(pair.public.raw, None)).holder()
    assert check(signed.sign(CONTENT, [silent.signer], at=AT), home.trust, NOW).sound
    young = holder(home.issuing, Role.SIGNING, "明天才有效", start=AT + timedelta(days=1))
    found = check(signed.sign(CONTENT, [young.signer], at=AT), home.trust, NOW).findings
    assert bad(found) == {MessageReason.TIME.value, PathReason.PERIOD.value}


def test_look_alike_authorities_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    # Every signer's issuer bears the name of every certificate carried along: all of them could have signed him.
    pairs, shared = [sm2.generate() for _ in range(8)], profiles.name("同名机构").public_bytes()

    def made(name: str, number: int, *, authority: bool) -> Holder:
        issuer, pair = Holder(A.certificate, pairs[number % 8]), pairs[(number * 3 + 1) % 8]
        extensions = standard(pair.public.raw, CERTIFY if authority else SIGN, ca=authority)
        return Made(name, issuer, pair, extensions=extensions, issuer_der=shared).holder()

    by = [made(f"签名人{number}", number, authority=False).signer for number in range(SIGNERS)]
    chain = [made("同名机构", number, authority=True).certificate for number in range(CARRIED - SIGNERS)]
    der = signed.sign(CONTENT, by, at=AT, chain=chain)
    calls: list[int] = []
    verify = sm2.PublicKey.verify

    def counting(key: sm2.PublicKey, message: bytes, signature: bytes) -> None:
        calls.append(1)
        verify(key, message, signature)

    monkeypatch.setattr(sm2.PublicKey, "verify", counting)
    checked = asked(der)
    assert SIGNERS < len(calls) < 3500  # about a second
    assert PathReason.CHAIN.value in bad(checked.findings)
    assert len(checked.signers) == SIGNERS
    with pytest.raises(BadMessage, match="limit"):
        signed.read(signed.sign(CONTENT, by, at=AT, chain=[*chain, B.certificate]))


def test_every_reason_has_its_sentences_and_every_sentence_its_reason() -> None:
    told = sentences()
    levels = {each.value for each in Level}
    for prefix, reasons in (("message", MessageReason), ("receipt", ReceiptReason)):
        assert {f"{prefix}.{each}" for each in told[prefix]} == {each.value for each in reasons}
        for name, texts in told[prefix].items():
            assert texts, name
            assert set(texts) <= levels
            assert all(each["text"].endswith("。") for each in texts.values())
            assert "next" in texts.get("failed", {"next": ""})


def test_what_is_walked_is_what_is_checked() -> None:
    text = b"-----BEGIN PKCS7-----\n" + base64.encodebytes(DER) + b"-----END PKCS7-----\n"
    assert shape.load(text) == DER
    assert asked(text).sound
