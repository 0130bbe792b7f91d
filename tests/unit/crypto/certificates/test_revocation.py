"""Revocation lists: made and read, checked against openssl both ways, odd ones refused."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.asn1 import tlv
from crypto.certificates import certificate, revocation
from crypto.certificates.profiles import Role
from crypto.certificates.revocation import RevocationList, Revoked, Why
from crypto.certificates.standing import counts
from crypto.certificates.structures import Extension, algorithm, extension, signed, time
from crypto.errors import BadCertificate, BadSignature
from tests.simulators.pki import AT, DAY, DISTID, Holder, empty_list, holder, openssl, openssl_verifies, root

LINES = (
    Revoked(0x1234, AT),
    Revoked(1 << 127, AT, Why.key_compromise, AT - 3 * DAY),
    Revoked(3, AT - DAY, Why.affiliation_changed),
)


@pytest.fixture(scope="module")
def issuing() -> Holder:
    return holder(root(), Role.ISSUING, "测试签发")


def test_what_is_written_is_read(issuing: Holder) -> None:
    made = RevocationList(empty_list(issuing, *LINES, number=7).der)
    assert sorted(made.lines(), key=lambda each: each.serial) == sorted(LINES, key=lambda each: each.serial)
    assert made.number == 7
    assert (made.this_update, made.next_update) == (AT, AT + 30 * DAY)
    assert made.find(3) == LINES[2]
    assert made.find(4) is None
    assert made.issuer_key_id == issuing.certificate.key_id
    made.verify(issuing.certificate)


@pytest.mark.requirement("KEY-04")
def test_openssl_reads_and_verifies_the_list(issuing: Holder, tmp_path: Path) -> None:
    made = empty_list(issuing, *LINES, number=7)
    (tmp_path / "list").write_bytes(made.pem())
    text = openssl("crl", "-in", tmp_path / "list", "-noout", "-text", "-nameopt", "utf8")
    for words in ("Version 2 (0x1)", "CN=测试签发", "X509v3 CRL Number: \n                7", "Serial Number: 1234",
                  "Key Compromise", "Invalidity Date: \n                Nov 19 08:00:00 2026 GMT"):  # fmt: skip
        assert words in text
    assert text.count("X509v3 CRL Reason Code") == 2  # an unspecified reason is left out
    parsed = made.parsed
    assert openssl_verifies(tmp_path, issuing.certificate, parsed.tbs_certlist_bytes, parsed.signature)
    assert not openssl_verifies(tmp_path, issuing.certificate, parsed.tbs_certlist_bytes + b"\0", parsed.signature)


def test_a_list_of_openssl_is_read(tmp_path: Path) -> None:
    key, cert, made = tmp_path / "key", tmp_path / "cert", tmp_path / "made"
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", key)
    openssl(
        "req", "-x509", "-new", "-sm3", "-sigopt", DISTID, "-key", key, "-utf8", "-subj", "/CN=外部根", "-out", cert
    )
    (tmp_path / "index").write_text("R\t361122080000Z\t261122080000Z,keyCompromise\t0A0B\tunknown\t/CN=x\n")
    (tmp_path / "number").write_text("05\n")
    (tmp_path / "config").write_text(
        f"[ca]\ndefault_ca=own\n[own]\ndatabase={tmp_path / 'index'}\ncrlnumber={tmp_path / 'number'}\n"
        "default_md=sm3\ndefault_crl_days=30\ncrl_extensions=more\n[more]\nauthorityKeyIdentifier=keyid\n"
    )
    openssl("ca", "-gencrl", "-config", tmp_path / "config", "-keyfile", key, "-cert", cert, "-sigopt", DISTID,
            "-out", made)  # fmt: skip
    read = revocation.load(made.read_bytes())
    issuer = certificate.load(cert.read_bytes())
    read.verify(issuer)
    found = read.find(0x0A0B)
    assert found is not None
    assert found.reason is Why.key_compromise
    assert read.number == 5


def test_only_the_issuer_counts(issuing: Holder) -> None:
    made = empty_list(issuing, *LINES)
    alike = holder(root(), Role.ISSUING, "测试签发")
    other = holder(root(), Role.ISSUING, "别的签发", pair=issuing.pair)
    for wrong in (alike, other):
        with pytest.raises(BadSignature):
            made.verify(wrong.certificate)


def test_who_may_not_sign_lists_makes_none(issuing: Holder) -> None:
    person = holder(issuing, Role.SIGNING, "张三")
    with pytest.raises(BadSignature):
        empty_list(person)


@pytest.mark.parametrize(
    "critical",
    [
        x509.IssuingDistributionPoint(None, None, True, False, None, False, False),
        x509.DeltaCRLIndicator(3),
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"),
    ],
)
def test_a_partial_list_is_no_proof(issuing: Holder, critical: x509.ExtensionType) -> None:
    made = bare(issuing, [extension(x509.CRLNumber(1)), extension(critical, critical=True)])
    assert not made.complete
    assert not counts(made, issuing.certificate)
    assert counts(bare(issuing, [extension(x509.CRLNumber(1))]), issuing.certificate)  # the control


def test_freshness_ends_with_the_announced_moment(issuing: Holder) -> None:
    made = empty_list(issuing)
    assert made.fresh(AT + 30 * DAY)
    assert not made.fresh(AT + 30 * DAY + timedelta(seconds=1))


def test_the_newest_of_several(issuing: Holder) -> None:
    lists = [empty_list(issuing, at=AT + days * DAY, number=number) for days, number in ((1, 2), (0, 1), (1, 3))]
    assert revocation.newest(lists) == lists[2]
    assert revocation.newest([]) is None


def test_ten_thousand_lines(issuing: Holder) -> None:
    made = empty_list(issuing, *(Revoked(number, AT, Why.superseded) for number in range(1, 10_001)))
    found = made.find(10_000)
    assert found is not None
    assert made.size == 10_000


def bare(issuing: Holder, extensions: list[Extension]) -> RevocationList:
    body = revocation.Body(
        version=1,
        signature=algorithm(),
        issuer=tlv(issuing.certificate.subject_der),
        this_update=time(AT),
        next_update=time(AT + DAY),
        revoked=None,
        extensions=extensions,
    )
    return RevocationList(signed(body, issuing.signer.sign_der))


MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001 - hypothesis wants naive bounds
    lambda each: each.replace(microsecond=0, tzinfo=AT.tzinfo)
)
SOLE = holder(root(), Role.ISSUING, "样本")


@given(
    st.dictionaries(
        st.integers(1, (1 << 159) - 1),
        st.tuples(
            MOMENTS, st.sampled_from([each for each in Why if each is not Why.remove_from_crl]), st.none() | MOMENTS
        ),
        max_size=20,
    ),
    st.integers(0, 1 << 60),
)
@settings(max_examples=30)
def test_any_list_reads_back(lines: dict[int, tuple[datetime, Why, datetime | None]], number: int) -> None:
    revoked = [Revoked(serial, *line) for serial, line in lines.items()]
    made = RevocationList(empty_list(SOLE, *revoked, number=number).der)
    assert made.number == number
    assert {each.serial: each for each in made.lines()} == {each.serial: each for each in revoked}


def test_bad_bytes_are_refused() -> None:
    for bad in (
        b"",
        b"\x30\x00",
        b"\x30\x80\x00\x00",
        b"\x30\x84\x7f\xff\xff\xff",
        SOLE.certificate.der,
        b"x" * 40_000_000,
    ):
        with pytest.raises(BadCertificate):
            revocation.load(bad)
