"""Every question about seals and sealed documents has its sentences, and every sentence its facts."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import pytest

from crypto.findings import Finding, Reason
from crypto.seals.checking import check_seal
from crypto.seals.ofd import check_ofd
from crypto.seals.pdf import check_pdf
from crypto.seals.reasons import OfdReason, PdfReason, SealReason, SignatureReason
from tests.unit.crypto.seals import test_archive, test_ofd, test_pdf, test_seals
from tests.unit.crypto.seals.office import NOW, office

TEXT = Path(__file__).parents[4] / "templates" / "messages.toml"
SAID = tomllib.loads(TEXT.read_text(encoding="utf-8"))["verify"]
TABLES: tuple[type[Reason], ...] = (SealReason, SignatureReason, OfdReason, PdfReason)


@pytest.mark.parametrize("table", TABLES)
def test_every_reason_has_a_sentence_and_every_sentence_a_reason(table: type[Reason]) -> None:
    part = next(iter(table)).partition(".")[0]
    assert {f"{part}.{each}" for each in SAID[part]} == set(table)
    for levels in SAID[part].values():
        assert set(levels) <= {"passed", "notice", "failed"}
        assert all(each["text"] for each in levels.values())
        assert "failed" not in levels or levels["failed"]["next"]


def findings() -> Iterator[Finding]:
    """What the packages, files and seals of the other tests give."""
    people, later = office(), NOW.replace(year=2040)
    packages = [test_ofd.SEALED, test_ofd.TWICE, test_ofd.plainly_signed(), b"", *(h[0]() for h in hostile())]
    files = test_ofd.contents(test_ofd.SEALED)
    packages += [test_ofd.changed(test_ofd.SEALED, **{name: body + b" "}) for name, body in files.items()]
    packages += [test_ofd.changed(test_ofd.SEALED, **{name: None}) for name in files]
    packages += [
        test_ofd.changed(test_ofd.SEALED, more=b"x"),
        test_ofd.resigned(lambda text: text.replace(b"10197", b"1")),
    ]
    for now in (NOW, later, NOW.replace(year=2020)):
        for data in packages:
            result = check_ofd(data, people.trust, now)
            yield from (*result.findings, *(each for one in result.signatures for each in one.findings))
        for seal in (people.seal, test_seals.version_five(NOW), b""):
            yield from check_seal(seal, people.trust, now).findings
    for data in (test_pdf.SEALED, test_pdf.TWICE, test_pdf.appended(), test_pdf.TYPESET, test_pdf.SEALED.upper()):
        pdf = check_pdf(data, people.trust, NOW)
        yield from (*pdf.findings, *(each for one in pdf.signatures for each in one.findings))


def hostile() -> list[tuple[Callable[[], bytes], OfdReason]]:
    return [each for name, each in test_archive.HOSTILE.items() if "bomb" not in name]


def test_the_facts_a_sentence_names_are_there() -> None:
    seen = set()
    for each in findings():
        part, _, code = each.reason.partition(".")
        if part not in {"seal", "signature", "ofd", "pdf"}:
            continue
        seen.add((each.reason, each.level))
        text = SAID[part][code][each.level]
        named = {name for line in text.values() for _, name, _, _ in Formatter().parse(line) if name}
        assert named <= set(each.facts), each
    assert len(seen) > 45
