"""Every file of tests/vectors, as the command sees it: the verdict, what must fail and nothing else, what must hold.

The periods of all these certificates and seals ended, or nobody here trusts their roots: so most of them fail, each for
these reasons only. With their own roots, and at a moment within their periods, they hold.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.verify import messages
from app.verify.cli import worst
from app.verify.kinds import recognise
from app.verify.report import Outcome, Question, Report
from app.verify.sandbox import look
from crypto.certificates.certificate import Certificate
from crypto.certificates.trust import Trust
from crypto.findings import Level

VECTORS = Path(__file__).parents[3] / "vectors"
NOBODY = Trust(())
NOW = datetime(2026, 11, 22, tzinfo=UTC)
VALID, INVALID, UNVERIFIED = Outcome
CHAIN, PERIOD = "certificate.chain", "certificate.period"
UNKNOWN = (UNVERIFIED, {"file.unknown"}, set[str]())
SECRET = (UNVERIFIED, {"file.secret"}, set[str]())
SEAL = (INVALID, {CHAIN, PERIOD, "seal.maker", "seal.period"}, {"seal.format", "seal.maker_signature"})
SEALING = (
    INVALID,
    {CHAIN, "seal.maker", "signature.signer", "file.no_content"},
    {"signature.signature", "signature.listed", "seal.maker_signature", "seal.period", "signature.time", PERIOD},
)
EXPECTED: dict[str, tuple[Outcome, set[str], set[str]]] = {
    "README.md": UNKNOWN,
    "algo_vectors.json": UNKNOWN,
    "cms/certchain_signeddata_gmssl_cn.p7.pem": (INVALID, {CHAIN}, {PERIOD}),
    "cms/envelope_a_ski_required.p7.pem": (UNVERIFIED, {"message.shut"}, {"message.structure"}),
    "cms/envelope_a_ski_required_cert.pem": (INVALID, {CHAIN, PERIOD}, set()),
    "cms/envelope_a_ski_required_privkey.hex": UNKNOWN,
    "cms/gbt35275_signed_and_enveloped_gmcert.pem": (UNVERIFIED, {"message.shut"}, {"message.structure"}),
    "cms/gbt35275_signed_attached_cfca_sadk.der": (
        INVALID, {CHAIN, PERIOD}, {"message.structure", "message.signature", "certificate.usage"},
    ),
    "cms/gmcert_enc_cert.pem": (INVALID, {CHAIN, PERIOD}, set()),
    "cms/gmcert_expected_enc_key_pkcs8.pem": SECRET,
    "cms/gmcert_sign_cert.pem": (INVALID, {CHAIN, PERIOD}, set()),
    "cms/gmcert_sign_key_pkcs8.pem": SECRET,
    "licences/gmsm-MIT.txt": UNKNOWN,
    "licences/ofdrw-Apache-2.0.txt": UNKNOWN,
    "ofd/SESV4SignDoc.ofd": (
        INVALID,
        {CHAIN, PERIOD, "ofd.signed", "seal.maker", "seal.period", "signature.signer"},
        {"ofd.references", "ofd.covered", "signature.signature", "signature.data", "signature.listed", "seal.maker_signature"},
    ),
    "ofd/helloworld.ofd": (UNVERIFIED, {"ofd.unsigned"}, {"ofd.opened"}),
    "ofd/test-ofda.ofd": (UNVERIFIED, {"ofd.unsigned"}, {"ofd.opened"}),
    "seal/SealBuilder.p12": SECRET,
    "seal/SignedValueV4.dat": SEALING,
    "seal/USER.p12": SECRET,
    "seal/UserV1.esl": SEAL,
    "seal/UserV4.esl": SEAL,
    "seal/gomain_v4_Signature.xml": UNKNOWN,
    "seal/gomain_v4_SignedValue.dat": SEALING,
}  # fmt: skip


def read(name: str) -> bytes:
    return (VECTORS / name).read_bytes()


def asked(name: str, trust: Trust = NOBODY, at: datetime = NOW, content: bytes | None = None) -> tuple[Report, ...]:
    return look(VECTORS / name, Question(trust, at, content))


def found(reports: tuple[Report, ...], level: Level) -> set[str]:
    return {each.reason for report in reports for each in report.findings if each.level is level}


def test_every_file_is_expected() -> None:
    assert {str(each.relative_to(VECTORS)) for each in VECTORS.rglob("*") if each.is_file()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_verdict_and_its_reasons(name: str) -> None:
    outcome, failures, holding = EXPECTED[name]
    reports = asked(name)
    assert worst([each.outcome for each in reports]) is outcome
    assert found(reports, Level.FAILED) == failures
    assert found(reports, Level.PASSED) >= holding


def test_the_chain_holds_under_its_own_root() -> None:
    name = "cms/certchain_signeddata_gmssl_cn.p7.pem"
    root, _middle = map(Certificate, messages.bag(recognise(read(name))[0].data))
    reports = asked(name, Trust((root,)))
    assert [each.outcome for each in reports] == [VALID, VALID]
    assert {each.signatures[0].root for each in reports} == {"RootCA for Test"}


@pytest.mark.parametrize("name", ["seal/UserV1.esl", "seal/UserV4.esl"])
def test_a_seal_within_its_period_lacks_only_a_root(name: str) -> None:
    reports = asked(name, at=datetime(2021, 1, 1, tzinfo=UTC))
    assert found(reports, Level.FAILED) == {CHAIN, "seal.maker"}


def test_a_seal_signature_beside_what_it_covers() -> None:
    reports = asked("seal/gomain_v4_SignedValue.dat", content=read("seal/gomain_v4_Signature.xml"))
    assert found(reports, Level.FAILED) == {CHAIN, "seal.maker", "signature.signer"}
    assert "signature.data" in found(reports, Level.PASSED)
    assert reports[0].signatures[0].at == datetime(2020, 10, 10, 7, 11, 20, tzinfo=UTC)
    other = asked("seal/gomain_v4_SignedValue.dat", content=read("seal/gomain_v4_Signature.xml") + b"\n")
    assert "signature.data" in found(other, Level.FAILED)


def test_a_seal_signature_over_nothing_fits_no_document() -> None:
    reports = asked("seal/SignedValueV4.dat", content=b"any")
    assert "signature.data" in found(reports, Level.FAILED)


def test_a_changed_byte_of_anothers_message_is_refused() -> None:
    data = bytearray(read("cms/gbt35275_signed_attached_cfca_sadk.der"))
    at = bytes(data).index(b"Hello Secret World!")
    data[at] ^= 1
    report = messages.message(bytes(data), Question(NOBODY, NOW))
    assert "message.signature" in found((report,), Level.FAILED)
