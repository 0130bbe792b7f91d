"""Seals and seal signatures checked in the standard's order, every step a finding (GB/T 38540-2020 §6.3, §7.3).

- A seal is judged at a moment: alone, at the moment of checking; inside a signature, at the moment of signing.
- The certificates of maker and signer are judged at that same moment. What ended afterwards is told and fails nothing.
- v5 judges the maker's certificate by the day the seal was made (GM/T 0031-2025): ended or revoked since is a notice.
- A maker is believed for his certificate and for being registered as one (crypto/certificates/trust.py): the standard
  leaves open who may make seals, and every official has a certificate to sign with.
- The signing time is the signer's own word unless a time stamp confirms it. It may not lie in the future; clocks may
  differ by SKEW.
- Nothing raises on bad input.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crypto import oids
from crypto.certificates import path
from crypto.certificates.certificate import Certificate, Usage, verify_der
from crypto.certificates.trust import Trust
from crypto.errors import BadCertificate, BadEncoding, BadKey, BadSignature
from crypto.findings import Finding, Reason, failed, notice, passed
from crypto.seals import stamps
from crypto.seals.reading import Seal, Sealed, Signed, read_seal, read_signature
from crypto.seals.reasons import SealReason, SignatureReason
from crypto.seals.signing import listed
from crypto.seals.structures import V5

SKEW = timedelta(minutes=5)
USAGE = Usage.DIGITAL_SIGNATURE


@dataclass(frozen=True, slots=True)
class SealChecked:
    """The outcome for a seal; what could not be read is None."""

    findings: tuple[Finding, ...]
    seal: Seal | None
    maker: Certificate | None = None


@dataclass(frozen=True, slots=True)
class SignatureChecked:
    """The outcome for a seal signature; what could not be read is None."""

    findings: tuple[Finding, ...]
    sealed: Sealed | None
    signer: Certificate | None = None


def check_seal(der: bytes, trust: Trust, at: datetime) -> SealChecked:
    """A seal by itself, at the moment `at`."""
    try:
        seal = read_seal(der)
    except BadEncoding as error:
        return SealChecked((failed(SealReason.FORMAT, why=str(error)),), None)
    return SealChecked(tuple(_seal(seal, trust, at)), seal, _certificate(seal.maker))


def check_signature(der: bytes, trust: Trust, data_hash: bytes | None, at: datetime) -> SignatureChecked:
    """A seal signature, now being `at`. `data_hash`: of the original as it is here; None when it is not at hand."""
    try:
        sealed = read_signature(der)
    except BadEncoding as error:
        return SignatureChecked((failed(SignatureReason.FORMAT, why=str(error)),), None)
    signer = _certificate(sealed.signer)
    return SignatureChecked(tuple(_signature(sealed, signer, trust, data_hash, at)), sealed, signer)


def _seal(seal: Seal, trust: Trust, at: datetime) -> Iterator[Finding]:
    about = {"name": seal.name}
    yield passed(SealReason.FORMAT, **about, id=seal.id, version=seal.version)
    for each in seal.critical:
        yield failed(SealReason.EXTENSION, **about, detail=each)
    maker = _certificate(seal.maker)
    if maker is None or not genuine(seal.maker, maker):
        yield failed(SealReason.MAKER_SIGNATURE, **about, maker=maker.name if maker else "")
        return
    yield passed(SealReason.MAKER_SIGNATURE, **about, maker=maker.name)
    yield from _maker(seal, maker, trust, at)
    within = seal.start <= at <= seal.end
    yield (passed if within else failed)(SealReason.PERIOD, **about, at=at, start=seal.start, end=seal.end)
    if seal.maker.stamp is not None:
        yield _stamp(SealReason.STAMP, seal.maker, trust, seal.created)


def _maker(seal: Seal, maker: Certificate, trust: Trust, at: datetime) -> Iterator[Finding]:
    about = {"name": seal.name, "maker": maker.name}
    found = path.check(maker, trust, at, USAGE)
    if seal.version == V5:
        in_time = maker.not_before <= seal.created <= maker.not_after and seal.created <= at + SKEW
        yield (passed if in_time else failed)(SealReason.CREATED, **about, created=seal.created)
        then = path.check(maker, trust, seal.created, USAGE)
        if not found.sound and then.sound:
            yield notice(SealReason.MAKER_SINCE, **about, created=seal.created)
            found = then
    yield (passed if found.sound else failed)(SealReason.MAKER, **about)
    yield from found.findings
    if trust.makers:
        yield (passed if maker in trust.makers else failed)(SealReason.REGISTERED, **about)
    else:
        yield notice(SealReason.REGISTERED, **about)


def _signature(
    sealed: Sealed, signer: Certificate | None, trust: Trust, data_hash: bytes | None, now: datetime
) -> Iterator[Finding]:
    yield passed(SignatureReason.FORMAT, version=sealed.version)
    for each in sealed.critical:
        yield failed(SignatureReason.EXTENSION, detail=each)
    about = {"signer": signer.name if signer else ""}
    if signer is None or not genuine(sealed.signer, signer):
        yield failed(SignatureReason.SIGNATURE, **about)
        return
    yield passed(SignatureReason.SIGNATURE, **about)
    known = listed(sealed.seal, signer)
    yield (passed if known else failed)(SignatureReason.LISTED, **about, seal=sealed.seal.name)
    moment = sealed.at or now
    yield from _seal(sealed.seal, trust, moment)
    found = path.check(signer, trust, moment, USAGE)
    yield (passed if found.sound else failed)(SignatureReason.SIGNER, **about)
    yield from found.findings
    yield from _moment(sealed, now)
    yield _data(sealed, data_hash)
    if sealed.signer.stamp is not None:
        yield _stamp(SignatureReason.STAMP, sealed.signer, trust, moment)


def _moment(sealed: Sealed, now: datetime) -> Iterator[Finding]:
    if sealed.at is None:
        yield failed(SignatureReason.FORMAT, why="no signing time")
        return
    yield (passed if sealed.at <= now + SKEW else failed)(SignatureReason.TIME, at=sealed.at)
    if now > sealed.seal.end >= sealed.at:
        yield notice(SealReason.ENDED_SINCE, name=sealed.seal.name, end=sealed.seal.end)


def _data(sealed: Sealed, data_hash: bytes | None) -> Finding:
    if data_hash is None:
        return notice(SignatureReason.DATA, covered=sealed.covered)
    return (passed if sealed.hash == data_hash else failed)(SignatureReason.DATA, covered=sealed.covered)


def _stamp(reason: Reason, signed: Signed, trust: Trust, not_before: datetime) -> Finding:
    """The time stamp is over the signature; it was made after it (GM/T 0031-2025)."""
    try:
        found = stamps.verify(signed.stamp or b"", signed.signature, trust)
    except (BadEncoding, BadSignature, BadKey) as error:
        return failed(reason, why=str(error))
    if found.at < not_before - SKEW:
        return failed(reason, why="earlier than the signature")
    return passed(reason, at=found.at, authority=found.authority.name)


def genuine(signed: Signed, certificate: Certificate) -> bool:
    """Whether the certificate's key made this signature, with the one algorithm there is."""
    if signed.algorithm != oids.SM2_WITH_SM3:
        return False
    try:
        verify_der(certificate.key, signed.message, signed.signature)
    except (BadSignature, BadKey):
        return False
    return True


def _certificate(signed: Signed) -> Certificate | None:
    try:
        return Certificate(signed.certificate)
    except BadCertificate:
        return None
