"""One genuine sample of everything the verifier knows, made here, under one root: for hostile variants and mutations."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import pypdf

from app.journal_rows import line_text
from app.verify.report import Question
from archive.package import Part, build
from crypto import receipts, sm2, sm3
from crypto.certificates import requests, revocation
from crypto.certificates.profiles import Role, name
from crypto.certificates.trust import Trust
from crypto.messages import both, enveloped, signed
from crypto.seals.documents import Box
from crypto.seals.ofd import sign_ofd
from crypto.seals.pdf import sign_pdf
from crypto.seals.pdfwriting import PdfStamp
from crypto.seals.placing import Stamp
from crypto.seals.signing import sign
from kernel import heads, journal
from kernel.journal import Entry, Head, Line
from tests.unit.crypto.seals.office import NOW, START, holder, ofd, office

DOCUMENT = "关于报送第三季度信息的通知".encode()
PLACE = "/Doc_0/Signs/Sign_0/Signature.xml"
ROWS = 8


@dataclass(frozen=True)
class Service:
    """The service's key device, in memory."""

    pair: sm2.PrivateKey
    serial: str = "device-1"

    @property
    def public_key(self) -> bytes:
        return self.pair.public.raw

    def sign(self, message: bytes) -> bytes:
        return self.pair.sign(message)


SERVICE = Service(sm2.generate())


@dataclass(frozen=True)
class Sample:
    """Genuine bytes, and what stands beside them."""

    data: bytes
    content: bytes | None = None
    heads: tuple[Head, ...] = ()
    key: str = ""

    def question(self, trust: Trust | None = None) -> Question:
        return Question(trust or trusted(), NOW, self.content, self.heads, self.key)


@cache
def trusted() -> Trust:
    """The office's root, and a list of what its authority revoked: nothing yet."""
    here = office()
    empty = revocation.make([], here.issuing, 1, this_update=START, next_update=NOW + timedelta(days=30))
    return Trust(here.trust.roots, here.trust.intermediates, (empty,))


@cache
def samples() -> dict[str, Sample]:
    """Name → sample; every one of them is valid."""
    here = office()
    rows = journal_rows()
    by = [here.official]
    return {
        "certificate": Sample(here.official.certificate.der),
        "certificates_pem": Sample(here.official.certificate.pem() + here.issuing.certificate.pem()),
        "request": Sample(requests.make(name("云麓市档案局"), SERVICE.public_key, SERVICE.sign)),
        "revocation_list": Sample(trusted().lists[0].der),
        "seal": Sample(here.seal),
        "seal_signature": Sample(sign(here.seal, here.official, sm3.hash(DOCUMENT), PLACE, NOW), DOCUMENT),
        "signed": Sample(signed.sign(DOCUMENT, by, at=NOW)),
        "signed_bare": Sample(signed.sign(DOCUMENT, [here.official, here.second], at=None)),
        "detached": Sample(signed.sign(DOCUMENT, by, at=NOW, detached=True), DOCUMENT),
        "receipt": Sample(receipts.make(statement(), here.official)),
        "ofd": Sample(sealed_ofd()),
        "pdf": Sample(sign_pdf(blank(), here.seal, here.official, PdfStamp(0, Box(120, 200, 42, 42)), NOW)),
        "journal": Sample(export(rows), None, (head_at(rows[-1]),), SERVICE.public_key.hex()),
        "head": Sample(heads.text(head_at(rows[-1])).encode(), None, (), SERVICE.public_key.hex()),
        "package": Sample(package(), None, (), SERVICE.public_key.hex()),
    }


def blank(pages: int = 2) -> bytes:
    """A PDF of empty pages."""
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def sealed_ofd(*, closed: bool = False) -> bytes:
    """An OFD of two pages under one seal."""
    stamp = Stamp("1", Box(130, 200, 42, 42))
    return sign_ofd(ofd(), office().seal, office().official, (stamp,), NOW, closed=closed)


FILES = {
    "signed": "报文.p7", "detached": "附签.p7", "receipt": "回执.p7", "ofd": "公文.ofd", "pdf": "通报.pdf", "seal": "印章.esl",
    "journal": "journal.jsonl", "package": "归档包.zip", "head": "heads/head-000000000008.json", "revocation_list": "吊销.crl",
}  # fmt: skip


def lay_out(folder: Path) -> None:
    """Samples, what a detached signature covers, and the certificates to trust, as files."""
    for sample, file in FILES.items():
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(samples()[sample].data)
    (folder / "原文.txt").write_bytes(DOCUMENT)
    (folder / "root.pem").write_bytes(office().trust.roots[0].pem() + office().issuing.certificate.pem())


def sealed() -> dict[str, Sample]:
    """Name → an envelope: nothing can be verified about it from outside."""
    here = office()
    to = [holder("云麓市发展和改革委员会", Role.ENCRYPTION, here.issuing).certificate]
    return {
        "enveloped": Sample(enveloped.seal(DOCUMENT, to)),
        "both": Sample(both.seal(DOCUMENT, [here.official], to, at=NOW)),
    }


def statement(act: receipts.Act = receipts.Act.ACCEPT) -> receipts.Statement:
    """What a receipt says."""
    here = office()
    return receipts.Statement(
        act=act,
        document="云府办〔2026〕7号",
        envelope=sm3.hash(DOCUMENT),
        sender="云麓市办公厅",
        recipient="云麓市财政局",
        operator=receipts.operator_of(here.official.certificate),
        device="ZX-0001",
        terminal="T-01",
        at=NOW,
        head=(12, b"\3" * 32),
    )


def journal_rows(number: int = ROWS) -> list[Line]:
    """A chain of rows."""
    rows: list[Line] = []
    for seq in range(1, number + 1):
        entry = Entry("submission", UUID(int=seq), "sign_off", "to_sign", "signed_off", b"\1" * 32, b"\2" * 32, b"")
        bare = Line(seq, NOW + timedelta(seconds=seq), UUID(int=7), UUID(int=8), "T-01", entry, b"")
        hashed = journal.chain(rows[-1].hash if rows else journal.START, bare)
        rows.append(Line(bare.seq, bare.at, bare.actor, bare.unit, bare.terminal, entry, hashed))
    return rows


def head_at(row: Line) -> Head:
    """A head over this row."""
    bare = Head(row.seq, row.hash, NOW, SERVICE.serial)
    return Head(bare.seq, bare.hash, bare.at, bare.key, SERVICE.sign(bare.message()))


def export(rows: Sequence[Line]) -> bytes:
    """As `zhengxun journal export` writes it."""
    opening = json.dumps({"serial": SERVICE.serial, "public_key": SERVICE.public_key.hex()})
    return "\n".join([opening, *map(line_text, rows), ""]).encode()


def package() -> bytes:
    """A small archive package."""
    parts = [Part("original/1/v1.md", "original", DOCUMENT), Part("final/issue.pdf", "final", b"%PDF-1.7 ...")]
    return build({"kind": "简报", "number": "3"}, parts, heads.text(head_at(journal_rows()[-1])), SERVICE)
