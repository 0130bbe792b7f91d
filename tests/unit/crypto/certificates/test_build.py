"""Certificates we make: what they say, that openssl reads and verifies them, and what is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import sm2
from crypto.asn1 import decode, encode
from crypto.certificates import build, certificate, profiles
from crypto.certificates.build import Body
from crypto.certificates.certificate import Certificate, Usage
from crypto.certificates.profiles import PROFILES, Role
from crypto.certificates.signer import Signer
from crypto.certificates.structures import Signed
from crypto.errors import BadCertificate, BadKey, BadName, BadSignature
from tests.simulators.pki import AT, DAY, DISTID, OFF_CURVE, Holder, holder, openssl, openssl_verifies, root, template

HOLDERS = [role for role in Role if role not in {Role.ROOT, Role.ISSUING}]
# Written by hand: the table must not be its own oracle. openssl's words for key usage.
USAGE = {
    Role.ROOT: "Certificate Sign, CRL Sign",
    Role.ISSUING: "Certificate Sign, CRL Sign",
    Role.SIGNING: "Digital Signature, Non Repudiation",
    Role.ENCRYPTION: "Key Encipherment, Data Encipherment, Key Agreement",
    Role.SEAL_MAKER: "Digital Signature, Non Repudiation",
    Role.SERVICE: "Digital Signature, Non Repudiation",
    Role.TIME: "Digital Signature, Non Repudiation",
}


@pytest.fixture(scope="module")
def top() -> Holder:
    return root()


@pytest.fixture(scope="module")
def issuing(top: Holder) -> Holder:
    return holder(top, Role.ISSUING, "测试签发")


@pytest.mark.requirement("KEY-01")
@pytest.mark.parametrize("role", HOLDERS)
def test_openssl_reads_and_verifies_every_kind(role: Role, top: Holder, issuing: Holder, tmp_path: Path) -> None:
    made = holder(issuing, role, "张三")
    for name, each in (("root", top), ("issuing", issuing), ("made", made)):
        (tmp_path / name).write_bytes(each.certificate.pem())
    # openssl gives the signer's id to the lowest certificate only: every link by itself.
    at = str(int((AT + DAY).timestamp()))
    for below, above in (("issuing", "root"), ("made", "issuing")):
        said = openssl(
            "verify", "-x509_strict", "-partial_chain", "-vfyopt", DISTID, "-attime", at,
            "-trusted", tmp_path / above, tmp_path / below,
        )  # fmt: skip
        assert said.strip().endswith("OK")
    text = openssl("x509", "-in", tmp_path / "made", "-noout", "-text", "-nameopt", "utf8,sep_comma_plus_space")
    assert f"X509v3 Key Usage: critical\n                {USAGE[role]}\n" in text
    assert "X509v3 Basic Constraints: critical\n                CA:FALSE" in text
    assert "Subject: C=CN, O=测试单位, OU=办公室, CN=张三" in text
    assert ("Extended Key Usage: critical\n                Time Stamping" in text) is (role is Role.TIME)


@pytest.mark.parametrize("role", [Role.ROOT, Role.ISSUING])
def test_authorities_say_so(role: Role, top: Holder, issuing: Holder, tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes((top if role is Role.ROOT else issuing).certificate.pem())
    text = openssl("x509", "-in", tmp_path / "made", "-noout", "-text")
    assert f"CA:TRUE, pathlen:{1 if role is Role.ROOT else 0}" in text
    assert f"X509v3 Key Usage: critical\n                {USAGE[role]}\n" in text


def test_openssl_verifies_a_roots_own_signature(top: Holder, tmp_path: Path) -> None:
    parsed = top.certificate.parsed
    assert openssl_verifies(tmp_path, top.certificate, parsed.tbs_certificate_bytes, parsed.signature)
    assert not openssl_verifies(tmp_path, top.certificate, parsed.tbs_certificate_bytes + b"x", parsed.signature)


def test_openssl_refuses_an_issuer_that_did_not_sign(top: Holder, tmp_path: Path) -> None:
    # The control of the tests above: openssl does look at SM2 signatures.
    other = root(common=top.certificate.name)
    made = holder(other, Role.ISSUING, "冒名签发")
    (tmp_path / "root").write_bytes(top.certificate.pem())
    (tmp_path / "made").write_bytes(made.certificate.pem())
    at = str(int((AT + DAY).timestamp()))
    openssl("verify", "-vfyopt", DISTID, "-CAfile", tmp_path / "root", "-attime", at, tmp_path / "made", ok=False)


def test_a_certificate_of_openssl_is_read(tmp_path: Path) -> None:
    key, made = tmp_path / "key", tmp_path / "made"
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", key)
    openssl("req", "-x509", "-new", "-sm3", "-sigopt", DISTID, "-key", key, "-utf8", "-subj", "/C=CN/CN=外部根",
            "-days", "30", "-out", made)  # fmt: skip
    read = certificate.load(made.read_bytes())
    read.verify_signed_by(read)
    assert read.name == "外部根"
    assert read.authority


def test_the_body_is_the_body_that_was_signed(top: Holder) -> None:
    outer = decode(Signed, top.certificate.der)
    body = decode(Body, encode(outer.body))
    assert encode(body) == top.certificate.parsed.tbs_certificate_bytes
    assert body.serial == top.certificate.serial


def test_a_certificate_never_outlives_its_issuer(top: Holder, issuing: Holder) -> None:
    late = holder(issuing, Role.SIGNING, "张三", start=issuing.certificate.not_after - 3 * DAY)
    assert late.certificate.not_after == issuing.certificate.not_after
    early = holder(issuing, Role.SIGNING, "张三", start=issuing.certificate.not_before - 3 * DAY)
    assert early.certificate.not_before == issuing.certificate.not_before
    with pytest.raises(BadCertificate):
        holder(issuing, Role.SIGNING, "张三", start=issuing.certificate.not_after + DAY)


def test_after_2049_time_has_four_digits_of_the_year(tmp_path: Path) -> None:
    made = root(start=datetime(2040, 1, 1, tzinfo=UTC)).certificate
    assert made.not_after == datetime(2060, 1, 1, tzinfo=UTC) - timedelta(seconds=1)
    (tmp_path / "made").write_bytes(made.pem())
    assert "Not After : Dec 31 23:59:59 2059 GMT" in openssl("x509", "-in", tmp_path / "made", "-noout", "-text")
    assert "GENERALIZEDTIME" in openssl("asn1parse", "-in", tmp_path / "made")


def test_who_is_no_authority_issues_nothing(issuing: Holder) -> None:
    person = holder(issuing, Role.SIGNING, "张三")
    with pytest.raises(BadCertificate):
        holder(person, Role.SIGNING, "李四")


def test_a_wrong_key_makes_no_certificate(issuing: Holder) -> None:
    pair, other = sm2.generate(), sm2.generate()
    with pytest.raises(BadKey):
        build.issue(replace(template("张三", Role.SIGNING, pair), public=OFF_CURVE), issuing.signer)
    with pytest.raises(BadSignature):
        build.self_signed(template("根", Role.ROOT, pair), other.sign)
    with pytest.raises(BadSignature):
        build.issue(template("张三", Role.SIGNING, pair), Signer(issuing.certificate, other.sign))


def test_serial_numbers_are_long_positive_and_different() -> None:
    found = {build.new_serial() for _ in range(1000)}
    assert len(found) == 1000
    assert all(each.bit_length() == 128 for each in found)


def test_a_period_is_never_longer_than_the_profiles() -> None:
    profile = PROFILES[Role.SIGNING]
    longest = build.period(profile, AT)
    assert build.period(profile, AT, 10**6) == longest
    assert longest[1] - longest[0] == timedelta(days=1095) - timedelta(seconds=1)
    assert build.period(profile, AT, 10)[1] == AT + timedelta(days=10) - timedelta(seconds=1)


def test_every_profile_keeps_signing_and_encryption_apart() -> None:
    signing = {Usage.DIGITAL_SIGNATURE, Usage.CONTENT_COMMITMENT, Usage.KEY_CERT_SIGN, Usage.CRL_SIGN}
    for profile in PROFILES.values():
        assert profile.usage
        assert profile.usage <= signing or not profile.usage & signing, profile.role
    assert set(PROFILES) == set(Role)


@pytest.mark.parametrize("bad", ["", "  ", "长" * 65, "张\n三", "张\u202e三", "张\u200b三", "\x00", "\ud800"])
def test_names_that_mislead_or_do_not_fit_are_refused(bad: str) -> None:
    with pytest.raises(BadName):
        profiles.name(bad, "单位")
    if bad.strip():
        with pytest.raises(BadName):
            profiles.name("张三", bad)


def test_a_country_has_two_letters() -> None:
    with pytest.raises(BadName):
        profiles.name("张三", country="CHN")


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=60)
def test_a_name_that_is_taken_reads_back_as_it_was(common: str, organisation: str) -> None:
    try:
        name = profiles.name(common, organisation)
    except BadName:
        return
    read = Certificate(build.self_signed(replace(SAMPLE, subject=name), SAMPLE_KEY.sign).der)
    assert read.name == common.strip()
    found = read.parsed.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    assert [each.value for each in found] == ([organisation.strip()] if organisation.strip() else [])


SAMPLE_KEY = sm2.generate()
SAMPLE = template("样本", Role.ROOT, SAMPLE_KEY)
