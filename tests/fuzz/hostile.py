"""Files made to deceive, crash, hang or fill memory; each with the verdict and the reason it must get.

`python -m tests.fuzz.hostile` shows every one to the verifier as the command line does, in its limited process, and
prints a line of JSON for each: what was found, how long it took, and the most memory any of them took so far.
"""

import base64
import json
import os
import re
import resource
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from app.verify.cli import worst
from app.verify.files import LIMIT
from app.verify.report import Outcome
from app.verify.sandbox import Sandbox
from archive.package import MANIFEST, SIGNATURE
from crypto import oids
from crypto.asn1 import encode
from crypto.certificates.trust import Trust
from crypto.findings import Level
from crypto.messages import enveloped
from crypto.seals.pdfwriting import SUBFILTER
from tests.fuzz import der, forged, zips
from tests.fuzz.forged import N
from tests.fuzz.samples import Sample, blank, samples, sealed
from tests.unit.crypto.seals.office import NOW, START, ofd, office

LEVELS = 100_000
BOMB, LARGE = 1 << 30, 64 << 20
INVALID, UNVERIFIED = Outcome.INVALID, Outcome.UNVERIFIED
DTD = b'<?xml version="1.0"?><!DOCTYPE a [%s]><a>&x;</a>'
LAUGHS = b'<!ENTITY x0 "ha">' + b"".join(b'<!ENTITY x%d "%s">' % (n, b"&x%d;" % (n - 1) * 10) for n in range(1, 10))
SIGNED = encode(oids.SIGNED_DATA)
Make = Callable[[], bytes]


@dataclass(frozen=True)
class Hostile:
    """`make`: its bytes; `place`: what else stands at the path. The sample: whose surroundings the user gives."""

    outcome: Outcome
    reason: str
    make: Make | None = None
    place: Callable[[Path], object] | None = None
    of: str = ""
    at: datetime = NOW
    trust: Callable[[], Trust] | None = None

    def put(self, path: Path) -> None:
        if self.make is not None:
            path.write_bytes(self.make())
        elif self.place is not None:
            self.place(path)

    def surroundings(self) -> Sample:
        return samples()[self.of] if self.of else Sample(b"")


def signatures() -> dict[str, Hostile]:
    """Points, numbers, ids and certificates that are not what they must be."""
    here = office()
    certificate, signer = here.official.certificate, here.official
    made = {"certificate_off_curve": Hostile(INVALID, "certificate.key", forged.off_curve)}
    for name, r, s in (("r_zero", 0, 1), ("s_zero", 1, 0), ("r_n", N, 1), ("s_n", 1, N), ("s_above", 1, N + 5),
                       ("r_huge", 1 << 4000, 1), ("r_negative", -5, 7), ("sum_n", 5, N - 5)):  # fmt: skip
        bad = der.rs(r, s)
        made |= {
            f"certificate_{name}": Hostile(
                INVALID, "certificate.chain", partial(forged.with_signature, certificate, bad)
            ),
            f"message_{name}": Hostile(INVALID, "message.signature", partial(forged.message, bad)),
            f"seal_{name}": Hostile(
                INVALID, "seal.maker_signature", partial(forged.seal, signature=forged.bits(bad))
            ),
            f"sealing_{name}": Hostile(
                INVALID, "signature.signature", partial(forged.seal_signature, signature=forged.bits(bad)),
                of="seal_signature",
            ),
        }  # fmt: skip
    return made | {
        "message_signature_trailing": Hostile(
            INVALID, "message.signature", lambda: forged.message(signer.sign_der(b"x") + b"\0")
        ),
        "message_signature_empty": Hostile(INVALID, "message.signature", lambda: forged.message(b"")),
        "message_other_id": Hostile(INVALID, "message.signature", lambda: forged.message_by(forged.other_id())),
        "message_other_certificate": Hostile(
            INVALID, "message.certificate", lambda: forged.message_without(here.stranger.certificate)
        ),
        "sealing_swapped_certificate": Hostile(
            INVALID, "signature.signature", lambda: forged.seal_signature(certificate=here.stranger.certificate.der),
            of="seal_signature",
        ),
        "sealing_by_a_stranger": Hostile(INVALID, "signature.listed", forged.by_stranger, of="seal_signature"),
        "sealing_another_document": Hostile(INVALID, "signature.data", forged.of_another, of="seal_signature"),
        "receipt_by_another": Hostile(INVALID, "receipt.operator", lambda: forged.receipt_by(here.stranger)),
        "message_expired_signer": Hostile(
            INVALID, "certificate.period", lambda: forged.message_by(signer, START + timedelta(days=1200))
        ),
        "message_revoked_signer": Hostile(
            INVALID, "certificate.revoked", lambda: samples()["signed"].data, trust=forged.revoking
        ),
        "message_from_tomorrow": Hostile(
            INVALID, "message.time", lambda: forged.message_by(signer, NOW + timedelta(days=1))
        ),
        "certificate_expired": Hostile(
            INVALID, "certificate.period", lambda: certificate.der, at=START + timedelta(days=1200)
        ),
        "certificate_revoked": Hostile(
            INVALID, "certificate.revoked", lambda: certificate.der, trust=forged.revoking
        ),
        "seal_before_its_period": Hostile(INVALID, "seal.period", lambda: here.seal, at=START - timedelta(days=1)),
        "seal_after_its_period": Hostile(INVALID, "seal.period", lambda: here.seal, at=START + timedelta(days=1001)),
        "seal_for_another_usage": Hostile(
            INVALID, "seal.maker", lambda: forged.seal_by(here.issuing)
        ),
        "ofd_used_outside_the_period": Hostile(
            INVALID, "seal.period", forged.ofd_out_of_period
        ),
        "ofd_revoked_signer": Hostile(
            INVALID, "certificate.revoked", lambda: samples()["ofd"].data, trust=forged.revoking
        ),
    }  # fmt: skip


def encodings() -> dict[str, Hostile]:
    """DER that is none, too deep, too long, or has something behind it."""
    format_of = {
        "certificate": "file.format", "request": "file.format", "revocation_list": "file.format", "seal": "seal.format",
        "seal_signature": "signature.format", "signed": "message.trailing", "receipt": "message.trailing",
    }  # fmt: skip
    made: dict[str, Hostile] = {}
    for name, reason in format_of.items():
        data = samples()[name].data
        message = reason.startswith("message")
        made |= {
            f"{name}_trailing": Hostile(UNVERIFIED, reason, partial(bytes, data + b"\0"), of=name),
            f"{name}_indefinite": Hostile(
                UNVERIFIED, "message.indefinite" if message else reason, partial(der.indefinite, data), of=name
            ),
            f"{name}_2_gigabytes": Hostile(
                UNVERIFIED, "message.structure" if message else reason, partial(der.promising, data, (1 << 31) - 1),
                of=name,
            ),
            f"{name}_cut": Hostile(
                UNVERIFIED, "message.structure" if message else reason, partial(bytes, data[: len(data) // 2]), of=name
            ),
        }  # fmt: skip
    seal_head = der.sequence(der.value(0x16, b"ES"), der.integer(4), der.value(0x16, b"X"))
    return made | {
        "der_bomb": Hostile(UNVERIFIED, "file.unknown", lambda: der.nested(0x30, LEVELS)),
        "der_bomb_in_a_message": Hostile(
            UNVERIFIED, "message.limit", lambda: der.sequence(SIGNED, der.nested(0xA0, LEVELS))
        ),
        "der_bomb_in_a_certificate": Hostile(
            UNVERIFIED, "file.format",
            lambda: der.sequence(der.sequence(der.value(0xA0, der.integer(2)), der.nested(0x30, LEVELS))),
        ),
        "der_bomb_in_a_seal": Hostile(
            UNVERIFIED, "seal.format", lambda: der.sequence(der.sequence(seal_head, der.nested(0x30, LEVELS)))
        ),
        "der_wide": Hostile(
            UNVERIFIED, "message.limit", lambda: der.sequence(SIGNED, der.value(0xA0, b"\x05\0" * 1_000_000))
        ),
        "der_indefinite_bomb": Hostile(UNVERIFIED, "file.unknown", lambda: b"\x30\x80" * LEVELS),
        "der_length_of_127_bytes": Hostile(UNVERIFIED, "file.unknown", lambda: b"\x30\xff" + b"\xff" * 200),
        "pem_garbage": Hostile(
            UNVERIFIED, "message.structure",
            lambda: b"-----BEGIN PKCS7-----\n" + b"!" * 1000 + b"\n-----END PKCS7-----\n",
        ),
        "pem_never_ends": Hostile(UNVERIFIED, "file.unknown", lambda: b"-----BEGIN CERTIFICATE-----\n" * 300_000),
        "pem_many": Hostile(UNVERIFIED, "file.unknown", lambda: office().official.certificate.pem() * 5_000),
        "pem_other_content": Hostile(
            UNVERIFIED, "file.format",
            lambda: b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(office().seal) + b"-----END CERTIFICATE-----\n",
        ),
        "envelope": Hostile(UNVERIFIED, "message.shut", lambda: sealed()["enveloped"].data),
        "envelope_of_many": Hostile(UNVERIFIED, "message.limit", many_recipients),
    }  # fmt: skip


def many_recipients() -> bytes:
    """An envelope that names one recipient 30,000 times."""
    read = enveloped.read(sealed()["enveloped"].data)
    from_one = forged.encoded(read.infos[0])
    body = der.sequence(der.integer(1), der.value(0x31, from_one * 30_000), forged.encoded(read.content))
    return der.sequence(samples_type(), der.value(0xA0, body))


def samples_type() -> bytes:
    return sealed()["enveloped"].data[4:16]


def archives() -> dict[str, Hostile]:
    """Packages with bombs, doubles, strangers and lies."""
    good, package = samples()["ofd"].data, samples()["package"].data
    inside, filed = zips.contents(good), zips.contents(package)
    description = next(each for each in inside if each.endswith("Signature.xml"))

    def with_part(name: str, body: bytes) -> bytes:
        return zips.packed(inside | {name: body})

    def with_more(*more: tuple[str, bytes]) -> bytes:
        return zips.packed([*inside.items(), *more])

    made = {
        "ofd_unsigned": Hostile(UNVERIFIED, "ofd.unsigned", ofd),
        "ofd_stranger": Hostile(INVALID, "ofd.uncovered", lambda: with_more(("Doc_0/Res/evil.js", b"x"))),
        "ofd_changed": Hostile(INVALID, "ofd.changed", lambda: with_part("Doc_0/PublicRes.xml", b"<Res/>")),
        "ofd_signature_xml_changed": Hostile(
            INVALID, "signature.data", lambda: with_part(description, inside[description] + b"\n")
        ),
        "ofd_left_out": Hostile(
            INVALID, "ofd.missing",
            lambda: zips.packed({n: b for n, b in inside.items() if n != "Doc_0/PublicRes.xml"}),
        ),
        "ofd_duplicate": Hostile(INVALID, "ofd.duplicate", lambda: with_more(("OFD.xml", inside["OFD.xml"]))),
        "ofd_case": Hostile(INVALID, "ofd.duplicate", lambda: with_more(("ofd.XML", b"<a/>"))),
        "ofd_comment": Hostile(INVALID, "ofd.hidden", lambda: good[:-2] + struct.pack("<H", 4) + b"evil"),
        "ofd_trailing": Hostile(INVALID, "ofd.hidden", lambda: good + b"evil"),
        "ofd_gap": Hostile(INVALID, "ofd.hidden", lambda: forged.gap(good)),
        "ofd_method": Hostile(UNVERIFIED, "ofd.method", lambda: zips.by_hand([("OFD.xml", 12, b"x", 0, 1)])),
        "ofd_empty": Hostile(UNVERIFIED, "file.unknown", lambda: zips.packed({})),
        "ofd_only": Hostile(UNVERIFIED, "ofd.xml", lambda: zips.packed({"OFD.xml": b""})),
        "ofd_count": Hostile(UNVERIFIED, "ofd.limit", lambda: zips.packed({"OFD.xml": b"<a/>"} | {
            f"{number}": b"" for number in range(20_000)})),
        "ofd_count_lie": Hostile(UNVERIFIED, "ofd.zip64", lambda: good[:-14] + b"\xff\xff\xff\xff" + good[-10:]),
        "ofd_nested": Hostile(UNVERIFIED, "ofd.xml", lambda: zips.nested(200)),
        "ofd_bomb": Hostile(
            UNVERIFIED, "ofd.limit", lambda: zips.bomb("Doc_0/Document.xml", BOMB, {"OFD.xml": inside["OFD.xml"]})
        ),
        "ofd_bomb_first": Hostile(UNVERIFIED, "ofd.limit", lambda: zips.bomb("OFD.xml", BOMB, {})),
        "ofd_bomb_that_lies": Hostile(
            UNVERIFIED, "ofd.damaged", lambda: zips.by_hand([("OFD.xml", 8, zips.zeros(BOMB), 0, 100)])
        ),
        "ofd_overlapping": Hostile(UNVERIFIED, "ofd.zip", lambda: zips.overlapping("OFD.xml", 500, b"<a/>" * 1000)),
        "ofd_dtd": Hostile(INVALID, "ofd.dtd", lambda: with_part("OFD.xml", DTD % b'<!ENTITY x "y">')),
        "ofd_laughs": Hostile(INVALID, "ofd.dtd", lambda: with_part("OFD.xml", (DTD % LAUGHS).replace(b"&x;", b"&x9;"))),
        "ofd_xxe": Hostile(
            INVALID, "ofd.dtd", lambda: with_part("OFD.xml", DTD % b'<!ENTITY x SYSTEM "file:///etc/passwd">')
        ),
        "ofd_deep_xml": Hostile(
            UNVERIFIED, "ofd.limit", lambda: with_part("OFD.xml", b"<a>" * LEVELS + b"</a>" * LEVELS)
        ),
        "ofd_wide_xml": Hostile(
            UNVERIFIED, "ofd.limit", lambda: with_part("OFD.xml", b"<a>" + b"<b/>" * 500_000 + b"</a>")
        ),
        "ofd_attributes": Hostile(
            UNVERIFIED, "ofd.layout",
            lambda: with_part("OFD.xml", b"<a " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/>"),
        ),
        "package_bomb": Hostile(UNVERIFIED, "file.format", lambda: zips.bomb("final/issue.pdf", BOMB, filed)),
        "package_overlapping": Hostile(
            UNVERIFIED, "file.unknown", lambda: zips.overlapping("OFD", 60_000, b"x" * 100_000)
        ),
        "package_stranger": Hostile(INVALID, "package.extra", lambda: zips.packed(filed | {"evil.js": b"x"})),
        "package_missing": Hostile(
            INVALID, "package.missing", lambda: zips.packed({n: b for n, b in filed.items() if n != "final/issue.pdf"})
        ),
        "package_changed": Hostile(INVALID, "package.altered", lambda: zips.packed(filed | {"final/issue.pdf": b"x"})),
        "package_json_bomb": Hostile(
            UNVERIFIED, "file.format", lambda: zips.packed(filed | {MANIFEST: b'{"version":' + b"[" * LEVELS})
        ),
        "package_signature_bomb": Hostile(
            UNVERIFIED, "file.format", lambda: zips.packed(filed | {SIGNATURE: b"[" * LEVELS + b"]" * LEVELS})
        ),
    }  # fmt: skip
    names = ("../evil", "/etc/passwd", "C:/evil", "a\\..\\b", "a/../../b", "a\0b", "a//b", "./a", "con\x1b[2Jtrol")
    return made | {
        f"ofd_path_{number}": Hostile(INVALID, "ofd.name", partial(zips.named, name))
        for number, name in enumerate(names)
    }  # fmt: skip


def papers() -> dict[str, Hostile]:
    """PDFs whose ranges lie, that were changed afterwards, or that have no end."""
    good = samples()["pdf"].data
    ranges = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", good)
    assert ranges
    _first, start, end, rest = map(int, ranges.groups())

    def saying(*numbers: int) -> bytes:
        said = (b"/ByteRange [%d %d %d %d" % numbers).ljust(len(ranges[0]))
        return good.replace(ranges[0], said)

    many = b"/Filter/%s /ByteRange [0 %d %d 1]\n" % (SUBFILTER, start, end)
    said = {
        "unsigned": (UNVERIFIED, "pdf.unsigned", blank()),
        "appended": (INVALID, "pdf.later", good + b"\n9 0 obj <<>> endobj\n"),
        "changed": (INVALID, "signature.data", good.replace(b"595", b"596", 1)),
        "range_late": (INVALID, "pdf.range", saying(10, start, end, rest)),
        "range_backwards": (INVALID, "pdf.range", saying(0, end, start, rest)),
        "range_beyond": (INVALID, "pdf.range", saying(0, start, end, rest + 100)),
        "range_huge": (UNVERIFIED, "pdf.limit", saying(0, start, end, 9_999_999_999)),
        "range_short": (INVALID, "pdf.later", saying(0, start, end, rest - 10)),
        "range_wide_hole": (INVALID, "pdf.hole", saying(0, start - 20, end, rest)),
        "string_broken": (INVALID, "pdf.hole", good[: start + 1] + b"zz" + good[start + 3 :]),
        "string_bomb": (
            INVALID, "pdf.hole",
            good[: start + 1] + der.promising(b"\x30\x00", 16).hex().encode() + good[start + 13 :],
        ),
        "many_ranges": (UNVERIFIED, "pdf.limit", b"%PDF-1.7\n" + many * 100_000),
        "endless": (UNVERIFIED, "pdf.unsigned", b"%PDF-1.7\n" + b"1 0 obj << /Prev 9 /Kids [1 0 R] >> endobj\n" * 400_000),
        "endless_range": (UNVERIFIED, "pdf.unsigned", b"%PDF-1.7\n" + b"/ByteRange [" * 1_000_000),
        "endless_spaces": (UNVERIFIED, "pdf.unsigned", b"%PDF-1.7\n/ByteRange [0" + b" " * 8_000_000),
    }  # fmt: skip
    return {f"pdf_{name}": Hostile(o, r, partial(bytes, data)) for name, (o, r, data) in said.items()}


def journals() -> dict[str, Hostile]:
    """Exports that are rewritten, cut, or bombs for the parser of JSON."""
    whole = samples()["journal"].data
    head, rest = whole.split(b"\n", 1)
    rows = rest.split(b"\n")
    row = json.loads(rows[0])

    def first(**changes: object) -> bytes:
        return b"\n".join([head, json.dumps(row | changes).encode(), *rows[1:]])

    said = {
        "cut": (INVALID, "journal.missing_tail", b"\n".join([head, *rows[:3], b""])),
        "gap": (INVALID, "journal.gap", b"\n".join([head, *rows[:2], *rows[3:]])),
        "altered": (INVALID, "journal.altered", whole.replace(b'"sign_off"', b'"withdraw"', 1)),
        "rewritten": (INVALID, "journal.rewritten", forged.rewritten()),
        "other_key": (INVALID, "journal.key", forged.journal_of_another()),
        "bomb": (UNVERIFIED, "file.format", head + b"\n" + b"[" * LEVELS + b"\n"),
        "bomb_of_objects": (UNVERIFIED, "file.format", head + b"\n" + b'{"a":' * 10_000 + b"\n"),
        "bomb_first": (UNVERIFIED, "file.format", b'{"serial":1,"public_key":' + b"[" * LEVELS),
        "long_line": (UNVERIFIED, "file.format", head + b"\n" + b'"' + b"x" * (4 << 20) + b'"\n'),
        "huge_number": (UNVERIFIED, "file.format", head + b'\n{"seq": 1' + b"0" * 20_000 + b"}\n"),
        "no_line_ends": (UNVERIFIED, "file.format", head[:-1] + b"," + b" " * (8 << 20)),
        "surrogates": (UNVERIFIED, "file.format", first(terminal="\ud800")),
        "types": (UNVERIFIED, "file.format", first(kind=["a"], record=5)),
        "year_one": (UNVERIFIED, "file.format", first(at="0001-01-01T00:00:00")),
        "sequence": (INVALID, "journal.gap", first(seq=-(1 << 70))),
        "not_utf_8": (UNVERIFIED, "file.format", head + b"\n\xff\xfe\n"),
        "no_heads_key": (UNVERIFIED, "file.format", b'{"serial": "x", "public_key": "zz"}\n'),
    }
    made = {f"journal_{name}": Hostile(o, r, partial(bytes, data), of="journal") for name, (o, r, data) in said.items()}
    return made | {
        "journal_without_heads": Hostile(UNVERIFIED, "file.no_heads", lambda: whole),
        "head_forged": Hostile(INVALID, "journal.head", forged.head, of="head"),
        "head_bomb": Hostile(
            UNVERIFIED, "file.format", lambda: b'{"seq":1,"hash":"","signature":' + b"[" * LEVELS, of="head"
        ),
    }  # fmt: skip


def places() -> dict[str, Hostile]:
    """What stands in the file system and is no file to verify."""
    return {
        "empty": Hostile(UNVERIFIED, "file.empty", lambda: b""),
        "one_byte": Hostile(UNVERIFIED, "file.unknown", lambda: b"0"),
        "noise": Hostile(UNVERIFIED, "file.unknown", lambda: bytes(range(1, 256)) * 4000),
        "xml": Hostile(UNVERIFIED, "file.unknown", lambda: DTD % LAUGHS),
        "key": Hostile(
            UNVERIFIED, "file.secret", lambda: b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
        ),
        "missing": Hostile(UNVERIFIED, "file.missing"),
        "loop": Hostile(UNVERIFIED, "file.loop", place=lambda path: path.symlink_to(path.name)),
        "device": Hostile(UNVERIFIED, "file.special", place=lambda path: path.symlink_to("/dev/zero")),
        "terminal": Hostile(UNVERIFIED, "file.special", place=lambda path: path.symlink_to("/dev/tty")),
        "pipe": Hostile(UNVERIFIED, "file.special", place=os.mkfifo),
        "sparse": Hostile(UNVERIFIED, "file.too_large", place=lambda path: sparse(path, LIMIT + 1)),
        "sparse_zip": Hostile(UNVERIFIED, "file.unknown", place=lambda path: sparse(path, LARGE, b"PK\x03\x04")),
        "sparse_pdf": Hostile(UNVERIFIED, "pdf.unsigned", place=lambda path: sparse(path, LARGE, b"%PDF-1.7\n")),
        "sparse_message": Hostile(
            UNVERIFIED,
            "message.limit",
            place=lambda path: sparse(path, LARGE, der.promising(samples()["signed"].data[:4], LARGE - 6)[:6] + SIGNED),
        ),
        "sparse_journal": Hostile(
            UNVERIFIED, "file.format", place=lambda path: sparse(path, LARGE, samples()["journal"].data), of="journal"
        ),
        "unreadable": Hostile(UNVERIFIED, "file.unreadable", place=lambda path: path.symlink_to("n" * 300)),
    }


def sparse(path: Path, size: int, start: bytes = b"") -> None:
    """A file that says it is large."""
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size)


@cache
def hostile() -> dict[str, Hostile]:
    """All of them, by name."""
    return {**signatures(), **encodings(), **archives(), **papers(), **journals(), **places()}


def shown(name: str, folder: Path) -> dict[str, object]:
    """One of them shown to the verifier."""
    each = hostile()[name]
    path = folder / name
    each.put(path)
    question = each.surroundings().question(each.trust() if each.trust else None)
    with Sandbox(replace(question, at=each.at)) as sandbox:
        started = time.monotonic()
        reports = sandbox.reports(path)
        seconds = time.monotonic() - started
    failures = sorted({f.reason.value for r in reports for f in r.findings if f.level is Level.FAILED})
    outcome = worst([report.outcome for report in reports])
    return {"name": name, "outcome": outcome.value, "reasons": failures, "seconds": round(seconds, 3)}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or hostile():
            before = used()
            told = shown(name, Path(folder))
            after = used()
            told |= {"processor": round(after[0] - before[0], 3), "megabytes_so_far": after[1]}
            print(json.dumps(told), flush=True)


def used() -> tuple[float, int]:
    """Processor time of the verifier's processes so far, and the most memory one of them had, in megabytes."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime, told.ru_maxrss >> 10


if __name__ == "__main__":
    main()
