"""Who signs and who receives in the tests of messages; and an openssl that looks at what we write."""

import os
import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from crypto.certificates.profiles import Role
from crypto.certificates.trust import Trust
from crypto.errors import CryptoError
from crypto.findings import Finding, Level
from crypto.messages.holders import LocalKey
from tests.simulators.pki import AT, Holder, holder, house, openssl

LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
NOW = AT + timedelta(hours=1)
VECTORS = Path(__file__).parents[3] / "vectors" / "cms"
CONTENT = "关于报送第三季度信息的通知".encode()
NODE = re.compile(r" *(\d+):d=(\d+) +hl=(\d+) +l= *(\d+) +(prim|cons): +(.+?) *(?::(.*))?$")


@dataclass(frozen=True, slots=True)
class People:
    """Three who sign, three who receive, their authority, a stranger under another root."""

    trust: Trust
    issuing: Holder
    signers: tuple[Holder, ...]
    receivers: tuple[Holder, ...]
    stranger: Holder

    @property
    def keys(self) -> tuple[LocalKey, ...]:
        return tuple(LocalKey(each.pair, each.certificate) for each in self.receivers)


@cache
def people() -> People:
    home = house()
    signers = [holder(home.issuing, Role.SIGNING, f"签名人{number}") for number in range(3)]
    receivers = [holder(home.issuing, Role.ENCRYPTION, f"收件人{number}") for number in range(3)]
    away = house()
    return People(home.trust, home.issuing, tuple(signers), tuple(receivers), away.person)


@dataclass(frozen=True, slots=True)
class Node:
    """One line of `openssl asn1parse`."""

    at: int
    depth: int
    head: int
    size: int
    kind: str
    text: str

    def inside(self, der: bytes) -> bytes:
        return der[self.at + self.head : self.at + self.head + self.size]

    def whole(self, der: bytes) -> bytes:
        return der[self.at : self.at + self.head + self.size]


def outline(folder: Path, der: bytes) -> list[Node]:
    """What openssl sees in it."""
    (folder / "message.der").write_bytes(der)
    lines = openssl("asn1parse", "-inform", "DER", "-in", folder / "message.der").splitlines()
    found = [match for line in lines if (match := NODE.match(line))]
    return [
        Node(int(m[1]), int(m[2]), int(m[3]), int(m[4]), m[6].removesuffix("[HEX DUMP]").strip(), m[7] or "")
        for m in found
    ]


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@cache
def sentences() -> dict[str, Any]:
    templates = Path(__file__).parents[4] / "templates" / "messages.toml"
    told: dict[str, Any] = tomllib.loads(templates.read_text(encoding="utf-8"))["verify"]
    return told


def sentence(finding: Finding) -> str:
    """What a person reads; fails when a fact is missing."""
    told = sentences()
    for name in (*finding.reason.value.split("."), finding.level.value):
        told = told[name]
    return str(told["text"]).format(**finding.facts)


def bad(findings: tuple[Finding, ...]) -> set[str]:
    assert all(sentence(each) for each in findings)
    return {each.reason.value for each in findings if each.level is Level.FAILED}


def noticed(findings: tuple[Finding, ...]) -> set[str]:
    return {each.reason.value for each in findings if each.level is Level.NOTICE}


def refusal_of(error: CryptoError) -> str:
    return str(getattr(error, "reason", type(error).__name__))
