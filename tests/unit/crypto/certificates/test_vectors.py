"""Certificates made by others: the public vectors, each with its expected answer (tests/vectors/README.md)."""

import base64
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import load_pem_pkcs7_certificates

from crypto.certificates import certificate, path
from crypto.certificates.certificate import Certificate, Usage
from crypto.certificates.path import PathReason
from crypto.certificates.standing import StandingReason
from crypto.certificates.trust import Trust
from crypto.errors import BadCertificate
from crypto.findings import Level

VECTORS = Path(__file__).parents[3] / "vectors" / "cms"
THEN, TODAY = datetime(2023, 6, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def chain() -> tuple[Certificate, Certificate]:
    """Root and authority of the degenerate PKCS#7."""
    pem = (VECTORS / "certchain_signeddata_gmssl_cn.p7.pem").read_bytes()
    found = [Certificate(each.public_bytes(Encoding.DER)) for each in load_pem_pkcs7_certificates(pem)]
    roots = [each for each in found if each.subject_der == each.issuer_der]
    below = [each for each in found if each not in roots]
    assert (len(roots), len(below)) == (1, 1)
    return roots[0], below[0]


@pytest.fixture(scope="module")
def gmcert() -> Certificate:
    """The root of gmcert.org's test certificates; it lies in their message, among other things."""
    lines = (VECTORS / "gbt35275_signed_and_enveloped_gmcert.pem").read_text().splitlines()
    der = base64.b64decode("".join(line for line in lines if not line.startswith("-")))
    found = set()
    for start in range(len(der)):
        if der.startswith(b"\x30\x82", start):
            size = 4 + int.from_bytes(der[start + 2 : start + 4], "big")
            with suppress(BadCertificate):
                found.add(Certificate(der[start : start + size]))
    assert len(found) == 1
    return found.pop()


def load(name: str) -> Certificate:
    return certificate.load((VECTORS / name).read_bytes())


def test_root_and_authority_verify(chain: tuple[Certificate, Certificate]) -> None:
    root, authority = chain
    root.verify_signed_by(root)
    authority.verify_signed_by(root)
    assert path.check(authority, Trust((root,)), THEN, Usage.KEY_CERT_SIGN).sound


@pytest.mark.parametrize(
    ("file", "usage", "other"),
    [
        ("gmcert_sign_cert.pem", Usage.DIGITAL_SIGNATURE, Usage.KEY_ENCIPHERMENT),
        ("gmcert_enc_cert.pem", Usage.KEY_ENCIPHERMENT, Usage.DIGITAL_SIGNATURE),
    ],
)
def test_the_double_certificates(gmcert: Certificate, file: str, usage: Usage, other: Usage) -> None:
    trust, found = Trust((gmcert,)), load(file)
    gmcert.verify_signed_by(gmcert)
    found.verify_signed_by(gmcert)
    then = path.check(found, trust, THEN, usage)
    assert then.sound
    assert then.root == gmcert
    assert {each.reason for each in then.findings if each.level is Level.NOTICE} == {StandingReason.LIST_MISSING}
    today = path.check(found, trust, TODAY, usage)
    failed = [each for each in today.findings if each.level is Level.FAILED]
    assert [(each.reason, each.facts["name"]) for each in failed] == [(PathReason.PERIOD, found.name)]
    swapped = path.check(found, trust, THEN, other)
    assert {each.reason for each in swapped.findings if each.level is Level.FAILED} == {PathReason.USAGE}


def test_under_somebody_elses_authority(chain: tuple[Certificate, Certificate]) -> None:
    found = path.check(load("gmcert_sign_cert.pem"), Trust((chain[0],), (chain[1],)), THEN, None)
    assert {each.reason for each in found.findings if each.level is Level.FAILED} == {PathReason.CHAIN}


def test_a_certificate_whose_issuer_nobody_knows(chain: tuple[Certificate, Certificate]) -> None:
    found = path.check(load("envelope_a_ski_required_cert.pem"), Trust((chain[0],), (chain[1],)), TODAY, None)
    assert {each.reason for each in found.findings if each.level is Level.FAILED} == {
        PathReason.CHAIN, PathReason.PERIOD,
    }  # fmt: skip
