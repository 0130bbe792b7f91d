"""An authority for tests: real certificates at a fixed moment, and wrong ones with one defect each."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from crypto import encoding, sm2
from crypto.asn1 import tlv
from crypto.certificates import build, profiles, revocation
from crypto.certificates.build import Body, Template, key_usage
from crypto.certificates.certificate import Certificate, Usage, key_id
from crypto.certificates.profiles import PROFILES, SIGN, Role
from crypto.certificates.revocation import RevocationList, Revoked
from crypto.certificates.signer import Signer
from crypto.certificates.structures import Extension, Validity, algorithm, extension, signed, time
from crypto.certificates.trust import Trust

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
DAY = timedelta(days=1)
DISTID = "distid:1234567812345678"
OFF_CURVE = b"\x01" * 64


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate and its key."""

    certificate: Certificate
    pair: sm2.PrivateKey

    @property
    def signer(self) -> Signer:
        return Signer(self.certificate, self.pair.sign)


def template(common: str, role: Role, pair: sm2.PrivateKey, start: datetime = AT, days: int | None = None) -> Template:
    profile = PROFILES[role]
    begin, end = build.period(profile, start, days)
    name = profiles.name(common, "测试单位", "办公室")
    return Template(name, pair.public.raw, profile, build.new_serial(), begin, end)


def root(common: str = "测试根", start: datetime = AT, pair: sm2.PrivateKey | None = None) -> Holder:
    pair = pair or sm2.generate()
    return Holder(build.self_signed(template(common, Role.ROOT, pair, start), pair.sign), pair)


def holder(issuer: Holder, role: Role, common: str, start: datetime = AT, pair: sm2.PrivateKey | None = None) -> Holder:
    pair = pair or sm2.generate()
    return Holder(build.issue(template(common, role, pair, start), issuer.signer), pair)


def empty_list(issuer: Holder, *revoked: Revoked, at: datetime = AT, number: int = 1, days: int = 30) -> RevocationList:
    return revocation.make(revoked, issuer.signer, number, this_update=at, next_update=at + timedelta(days=days))


@dataclass(frozen=True, slots=True)
class House:
    """Root, issuing authority, one person, and the lists."""

    root: Holder
    issuing: Holder
    person: Holder
    lists: tuple[RevocationList, ...]

    @property
    def trust(self) -> Trust:
        return Trust((self.root.certificate,), (self.issuing.certificate,), self.lists)


def house() -> House:
    top = root()
    issuing = holder(top, Role.ISSUING, "测试签发")
    person = holder(issuing, Role.SIGNING, "张三")
    return House(top, issuing, person, (empty_list(top), empty_list(issuing)))


@dataclass(frozen=True, slots=True)
class Made:
    """A certificate put together by hand: anything may be wrong in it."""

    common: str
    issuer: Holder
    pair: sm2.PrivateKey
    public: bytes = b""
    extensions: Sequence[Extension] | None = None
    issuer_der: bytes = b""
    start: datetime = AT
    days: int = 100

    def certificate(self) -> Certificate:
        return Certificate(self.der())

    def holder(self) -> Holder:
        return Holder(self.certificate(), self.pair)

    def der(self) -> bytes:
        public = self.public or self.pair.public.raw
        body = Body(
            version=2,
            serial=build.new_serial(),
            signature=algorithm(),
            issuer=tlv(self.issuer_der or self.issuer.certificate.subject_der),
            validity=Validity(not_before=time(self.start), not_after=time(self.start + timedelta(days=self.days))),
            subject=tlv(profiles.name(self.common).public_bytes()),
            key=tlv(encoding.public_to_der(public)),
            extensions=list(standard(public) if self.extensions is None else self.extensions),
        )
        return signed(body, self.issuer.signer.sign_der)

    def but(self, **changes: object) -> "Made":
        return replace(self, **changes)  # type: ignore[arg-type]


def standard(
    public: bytes, usage: frozenset[Usage] | None = SIGN, *, ca: bool = False, path_length: int | None = None
) -> list[Extension]:
    """The extensions of a plain certificate; `usage` None leaves key usage out."""
    found = [
        extension(x509.SubjectKeyIdentifier(key_id(public))),
        extension(x509.BasicConstraints(ca, path_length), critical=True),
    ]
    return found if usage is None else [*found, extension(key_usage(usage), critical=True)]


def openssl(*arguments: str | Path, ok: bool = True) -> str:
    """Run the openssl command; skips where there is none with SM2."""
    done = _run(*arguments)
    said = done.stdout + done.stderr
    assert (done.returncode == 0) is ok, said
    return said


def openssl_verifies(folder: Path, signer: Certificate, message: bytes, signature: bytes) -> bool:
    """What the openssl command says of a signature in DER."""
    (folder / "message").write_bytes(message)
    (folder / "signature").write_bytes(signature)
    (folder / "signer").write_bytes(signer.pem())
    done = _run(
        "pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", DISTID, "-certin", "-inkey", folder / "signer",
        "-in", folder / "message", "-sigfile", folder / "signature",
    )  # fmt: skip
    return done.returncode == 0 and "Verified Successfully" in done.stdout


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("openssl")
    version = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout if program else ""
    if program is None or not version.startswith(("OpenSSL 3", "OpenSSL 4")):
        pytest.skip("no openssl 3")
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
