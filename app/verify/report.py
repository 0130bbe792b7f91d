"""What is said about one file, and the question it was asked: plain values, so that they pass between processes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.verify.kinds import Kind
from app.verify.reasons import FileReason
from crypto.certificates.certificate import Certificate
from crypto.certificates.path import PathReason
from crypto.certificates.trust import Trust
from crypto.findings import Fact, Finding, Level, Reason
from kernel.journal import Head


class Outcome(StrEnum):
    """The verdict on one file, and its exit code."""

    VALID = "valid"
    INVALID = "invalid"
    UNVERIFIED = "unverified"  # unreadable, unknown, encrypted: nothing is claimed


@dataclass(frozen=True, slots=True)
class Question:
    """What the user gave besides the files."""

    trust: Trust
    at: datetime
    content: bytes | None = None  # what a detached signature covers
    heads: tuple[Head, ...] = ()
    key: str = ""  # the public key journals and packages must be signed with, 128 hexadecimal digits
    second: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody signed: as far as certificates and seals say it."""

    by: str
    at: datetime | None = None
    root: str = ""
    serial: str = ""
    issuer: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The answer for one file."""

    kind: Kind
    findings: tuple[Finding, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    path: Path = Path()
    read: bool = True  # False: the bytes are not what their kind must be, so nothing is claimed about them

    @property
    def outcome(self) -> Outcome:
        """Invalid if anything checked failed; valid only if something was checked and everything could be."""
        failures = [each.reason for each in self.findings if each.level is Level.FAILED]
        if self.read and any(not isinstance(each, FileReason) for each in failures):
            return Outcome.INVALID
        checked = any(each.level is Level.PASSED for each in self.findings)
        return Outcome.VALID if checked and not failures else Outcome.UNVERIFIED

    def of(self, path: Path) -> "Report":
        """The same, with the file's name."""
        return replace(self, path=path)

    def and_more(self, findings: Iterable[Finding]) -> "Report":
        """The same, with further findings."""
        return replace(self, findings=(*self.findings, *findings))


def readable(findings: Iterable[Finding], unread: frozenset[Reason]) -> bool:
    """Whether a failure says more than that the bytes could not be read."""
    failures = {each.reason for each in findings if each.level is Level.FAILED}
    return not failures or not failures <= unread


def signature_of(
    signer: Certificate | None, findings: Iterable[Finding], *, at: datetime | None
) -> tuple[Signature, ...]:
    """Who signed, with the root its certificate was led back to; nobody when the certificate could not be read."""
    if signer is None:
        return ()
    return (Signature(signer.name, at, root_of(signer.name, findings), f"{signer.serial:x}", signer.issuer),)


def root_of(name: str, findings: Iterable[Finding]) -> str:
    """The root a check reached for the certificate of this name; empty when none."""
    for each in findings:
        if each.reason is PathReason.CHAIN and each.level is Level.PASSED and each.facts["name"] == name:
            return str(each.facts["root"])
    return ""
