"""Files are told by what is in them; nothing that stands in a file can stop the telling."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.verify.kinds import BLOCKS, Kind, recognise
from tests.fuzz.samples import samples, sealed
from tests.unit.crypto.seals.office import office

VECTORS = Path(__file__).parents[3] / "vectors"
IN_VECTORS = {
    "cms/certchain_signeddata_gmssl_cn.p7.pem": Kind.MESSAGE,
    "cms/envelope_a_ski_required.p7.pem": Kind.MESSAGE,
    "cms/gbt35275_signed_attached_cfca_sadk.der": Kind.MESSAGE,
    "cms/gmcert_sign_cert.pem": Kind.CERTIFICATE,
    "cms/gmcert_sign_key_pkcs8.pem": Kind.SECRET,
    "seal/UserV1.esl": Kind.SEAL,
    "seal/UserV4.esl": Kind.SEAL,
    "seal/SignedValueV4.dat": Kind.SEAL_SIGNATURE,
    "seal/gomain_v4_SignedValue.dat": Kind.SEAL_SIGNATURE,
    "seal/gomain_v4_Signature.xml": Kind.UNKNOWN,
    "seal/USER.p12": Kind.SECRET,
    "ofd/SESV4SignDoc.ofd": Kind.OFD,
    "algo_vectors.json": Kind.UNKNOWN,
}


def kinds(data: bytes) -> list[Kind]:
    return [each.kind for each in recognise(data)]


@pytest.mark.parametrize("name", IN_VECTORS)
def test_others_files(name: str) -> None:
    assert kinds((VECTORS / name).read_bytes()) == [IN_VECTORS[name]]


ALSO = {"signed": "message", "signed_bare": "message", "detached": "message", "receipt": "message"}


@pytest.mark.parametrize("name", samples())
def test_our_files(name: str) -> None:
    bundle = [Kind.CERTIFICATE] * 2
    assert kinds(samples()[name].data) == (bundle if name.endswith("_pem") else [Kind(ALSO.get(name, name))])


@pytest.mark.parametrize("name", sealed())
def test_our_envelopes(name: str) -> None:
    assert kinds(sealed()[name].data) == [Kind.MESSAGE]


def test_armour_of_every_sort_comes_off() -> None:
    der = office().official.certificate.der
    text = base64.encodebytes(der)
    for armoured in (
        b"-----BEGIN CERTIFICATE-----\n" + text + b"-----END CERTIFICATE-----\n",
        b"\xef\xbb\xbfsubject: somebody\r\n-----BEGIN CERTIFICATE-----\r\n" + text + b"-----END CERTIFICATE-----",
        text,
        text.replace(b"\n", b""),
    ):
        assert [(each.kind, each.data) for each in recognise(armoured)] == [(Kind.CERTIFICATE, der)]


def test_the_label_of_a_block_decides_what_its_content_must_be() -> None:
    seal = base64.encodebytes(office().seal)
    assert kinds(b"-----BEGIN CERTIFICATE-----\n" + seal + b"-----END CERTIFICATE-----\n") == [Kind.CERTIFICATE]
    assert kinds(b"-----BEGIN WHATEVER-----\n" + seal + b"-----END WHATEVER-----\n") == [Kind.SEAL]


def test_private_keys_are_named_and_not_looked_into() -> None:
    block = b"-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"
    assert [(each.kind, each.data) for each in recognise(block)] == [(Kind.SECRET, b"")]


@pytest.mark.parametrize(
    "data",
    [
        b"-----BEGIN CERTIFICATE-----\n" * 50_000,
        b"-----BEGIN A-----\n-----END B-----\n" * 10_000,
        b"MI" * 400_000,
        b"PK\x05\x06" * 100_000,
        b"{" * 1_000_000,
        b"0\x80" * 500_000,
        b"\x30\xff" + b"\xff" * 127,
        b"\x30",
        b"",
    ],
    ids=lambda data: repr(data[:20]),
)
def test_nonsense_is_unknown(data: bytes) -> None:
    assert kinds(data) == [Kind.UNKNOWN]


def test_a_bundle_is_cut_where_it_is_too_long() -> None:
    block = office().official.certificate.pem()
    assert kinds(block * BLOCKS) == [Kind.CERTIFICATE] * BLOCKS
    assert Kind.UNKNOWN in kinds(block * (BLOCKS + 1))


@given(st.binary(max_size=300))
def test_nothing_raises_on_noise(data: bytes) -> None:
    assert recognise(data)


@given(st.sampled_from(sorted(samples())), st.data())
def test_nothing_raises_on_damaged_files(name: str, draw: st.DataObject) -> None:
    data = bytearray(samples()[name].data)
    for at in draw.draw(st.lists(st.integers(0, min(len(data), 200) - 1), max_size=6)):
        data[at] = draw.draw(st.integers(0, 255))
    assert recognise(bytes(data[: draw.draw(st.integers(1, len(data)))]))
