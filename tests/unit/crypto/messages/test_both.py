"""Sign, then envelope: the content comes out under its signatures, and only for those it was meant for."""

from datetime import timedelta

import pytest
from cryptography.hazmat import asn1
from hypothesis import given
from hypothesis import strategies as st

from crypto import oids
from crypto.asn1 import AnyContent, decode, encode, tlv
from crypto.errors import BadCiphertext, BadMessage
from crypto.messages import both, enveloped, recipients, signed
from crypto.messages.reasons import MessageReason
from crypto.messages.structures import EnvelopedMessage, RecipientInfo, SignedMessage
from tests.simulators.pki import AT
from tests.unit.crypto.messages.people import CONTENT, people, refusal_of

A, B, _ = (each.signer for each in people().signers)
FIRST, SECOND, THIRD = people().keys
CERTIFICATES = [each.certificate for each in people().keys]


@pytest.mark.requirement("KEY-01")
@given(st.binary(max_size=500), st.integers(1, 2), st.integers(1, 3))
def test_round_trip(content: bytes, signers: int, receivers: int) -> None:
    der = both.seal(content, [A, B][:signers], CERTIFICATES[:receivers], at=AT)
    for key in (FIRST, SECOND, THIRD)[:receivers]:
        opened = both.open(der, key)
        assert opened.content == content
        assert {each.certificate for each in opened.signers} == {each.certificate for each in (A, B)[:signers]}
        assert all(each.at == AT for each in opened.signers)
        assert opened.bound


def test_the_message_inside_is_a_plain_signed_one() -> None:
    inside = both.unseal(both.seal(CONTENT, [A], CERTIFICATES, at=AT), SECOND)
    message = signed.read(inside.message)
    assert message.unverified == CONTENT
    (found,) = message.verify()
    assert found.others == {both.RECIPIENTS_BOUND: encode(inside.addressed)}


def test_forwarding_under_the_first_envelopes_signature_is_found() -> None:
    inside = both.unseal(both.seal(CONTENT, [A], CERTIFICATES[:1], at=AT), FIRST).message
    forwarded = enveloped.seal(inside, CERTIFICATES[1:2])
    with pytest.raises(BadMessage) as caught:
        both.open(forwarded, SECOND)
    assert refusal_of(caught.value) == MessageReason.BOUND


def test_nobody_is_dropped_added_or_changed_unseen() -> None:
    der = both.seal(CONTENT, [A], CERTIFICATES, at=AT)
    message = decode(EnvelopedMessage, der)
    infos = message.content.recipients.as_list()
    assert both.open(der, FIRST).content == CONTENT
    others = [each for each in infos if each is not recipients.own(infos, FIRST.certificate)]
    for kept in ([each for each in infos if each is not others[0]], [*infos, altered(others[0])]):
        message.content.recipients = asn1.SetOf(kept)
        with pytest.raises(BadMessage, match="bound"):
            both.open(encode(message), FIRST)


def altered(info: RecipientInfo) -> RecipientInfo:
    return RecipientInfo(version=1, rid=info.rid, algorithm=info.algorithm, key=info.key + b"\0")


def test_the_dialect_of_a_key_algorithm_is_not_a_way_to_change_ours() -> None:
    message = decode(EnvelopedMessage, both.seal(CONTENT, [A], CERTIFICATES[:1], at=AT))
    (info,) = message.content.recipients.as_list()
    info.algorithm.algorithm = oids.SM2_EXCHANGE  # one bit from …301.3
    assert enveloped.open(encode(message), FIRST)
    with pytest.raises(BadMessage, match="bound"):
        both.open(encode(message), FIRST)


def test_others_messages_without_the_attribute_open_and_say_so() -> None:
    inside = signed.sign(CONTENT, [A], at=AT)
    assert not both.open(enveloped.seal(inside, CERTIFICATES), FIRST).bound
    assert not both.open(enveloped.seal(signed.sign(CONTENT, [A], at=None), CERTIFICATES), FIRST).bound


def test_pkcs7s_way_without_content_info_is_read() -> None:
    body = encode(decode(SignedMessage, signed.sign(CONTENT, [A], at=AT)).content)
    message = decode(EnvelopedMessage, enveloped.seal(body, CERTIFICATES))
    message.content.content.type = oids.SIGNED_DATA
    assert both.open(encode(message), FIRST).content == CONTENT
    garbage = decode(EnvelopedMessage, enveloped.seal(b"\x30\x80", CERTIFICATES))
    garbage.content.content.type = oids.SIGNED_DATA
    with pytest.raises(BadCiphertext):
        both.open(encode(garbage), FIRST)


@pytest.mark.parametrize(
    "inside",
    [
        CONTENT,
        b"",
        signed.sign(CONTENT, [A], at=AT, detached=True),
        signed.sign(CONTENT, [A], at=AT)[:-1],
        signed.sign(CONTENT, [A], at=AT) + b"\0",
        signed.sign(CONTENT, [A], at=AT).replace(CONTENT, CONTENT[::-1]),
        encode(AnyContent(type=oids.DATA, content=tlv(encode(CONTENT)))),
    ],
)
def test_nothing_is_released_and_nothing_told_before_a_signature_holds(inside: bytes) -> None:
    with pytest.raises(BadCiphertext) as caught:
        both.open(enveloped.seal(inside, CERTIFICATES), FIRST)
    assert str(caught.value) == ""
    assert caught.value.__cause__ is not None


def test_chain_and_time_travel_along() -> None:
    issuing = people().trust.intermediates[0]
    at = AT + timedelta(days=1)
    der = both.seal(CONTENT, [A], CERTIFICATES, at=at, chain=[issuing])
    inside = signed.read(both.unseal(der, FIRST).message)
    assert issuing in inside.certificates
    assert both.open(der, FIRST).signers[0].at == at
