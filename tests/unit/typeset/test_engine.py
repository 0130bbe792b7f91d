"""The same bytes wherever and whenever a document is set; sound PDF/A-2b of every template."""

import functools
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pytest
import typst

from tests.unit.typeset import bulletins, specimens
from typeset import engine, fonts
from typeset.document import TEMPLATES, Layout, Overlay, SealPicture

pytestmark = pytest.mark.thorough
ROOT = Path(__file__).parents[3]
LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
SEAL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 42"><circle cx="21" cy="21" r="20" fill="none" stroke="red"/></svg>'


def layouts() -> Mapping[str, Layout]:
    """One of every form and kind."""
    official = {name: made().layout() for name, made in specimens.SPECIMENS.items()}
    issues = {code: bulletins.issue(code).layout() for code in bulletins.CODES}
    return {**official, **issues, "statistics": bulletins.circular().layout()}


@functools.cache
def plain() -> Mapping[str, bytes]:
    """Every template set once in this process, the first time."""
    return {name: engine.printed(one).pdf for name, one in layouts().items()}


def digests() -> dict[str, str]:
    return {name: hashlib.sha256(made).hexdigest() for name, made in plain().items()}


@pytest.mark.requirement("NEW-06")
def test_the_same_bytes_warm_and_cold_in_other_processes_and_with_other_hash_seeds() -> None:
    program = (
        "from tests.unit.typeset import test_engine\n"
        "for name, digest in test_engine.digests().items():\n    print(name, digest)"
    )
    told = []
    for seed in ("1", "77") if LONG else ("77",):  # this process has a seed of its own
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        told.append(dict(line.split() for line in done.stdout.splitlines()))
    cold = digests()
    warm = {
        name: hashlib.sha256(engine.printed(one).pdf).hexdigest() for name, one in reversed(list(layouts().items()))
    }
    assert all(each == cold for each in (*told, warm))
    assert len(set(cold.values())) == len(cold) > 15  # different documents have different bytes


@pytest.mark.requirement("NEW-06")
@pytest.mark.parametrize("copied", [False, True], ids=["plain", "as a copy"])
def test_every_template_is_pdf_a_2b_and_sound(copied: bool) -> None:
    for name, layout in layouts().items():
        seals = tuple(SealPicture(office, SEAL, 42) for office in ("滨海市人民政府办公室",))
        overlay = Overlay("000001", "张三\n000001", seals=seals) if copied else engine.NOTHING
        made = engine.printed(layout, overlay=overlay).pdf if copied else plain()[name]
        with pikepdf.Pdf.open(io.BytesIO(made)) as document:
            assert document.check_pdf_syntax() == [], name
            with document.open_metadata() as metadata:
                assert metadata.pdfa_status == "2B", name
                assert metadata["dc:title"] == layout.title
            assert document.Root.MarkInfo.Marked
            assert document.Root.Lang
            for page in document.pages:
                for face in page.resources.get("/Font", {}).values():
                    descriptor = face.DescendantFonts[0].FontDescriptor
                    assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys()), name


def test_the_check_of_soundness_sees_damage() -> None:
    made = engine.printed(layouts()["notice"]).pdf
    with pikepdf.Pdf.open(io.BytesIO(made.replace(b"startxref", b"startxxxx"))) as document:
        assert document.check_pdf_syntax()


def test_no_template_warns() -> None:
    seen = []
    for layout in layouts().values():
        compiler = typst.Compiler(TEMPLATES / layout.template, root=TEMPLATES, font_paths=engine._faces(fonts.DEFAULT))
        _, warnings = compiler.compile_with_warnings(
            sys_inputs=engine.inputs(layout), format="pdf", pdf_standards=[engine.STANDARD]
        )
        seen += [f"{layout.template}: {warning.message}" for warning in warnings]
    assert seen == []
