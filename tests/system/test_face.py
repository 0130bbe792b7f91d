"""The face as a whole: templates draw, colours hold, nothing inline, nothing from outside, one way of counting."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kernel import errors
from typeset import reading as counting

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "static"
TEMPLATES = ROOT / "templates"
WEB = ROOT / "tools" / "web"
# An export (print/) is a file with a policy of its own: typeset/export.
PAGES = sorted(page for page in TEMPLATES.rglob("*.html") if page.parent.name != "print")


def run(script: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(WEB / script), *args], capture_output=True, text=True, check=False)


def test_every_macro_and_state_is_drawn_by_the_strict_environment(tmp_path: Path) -> None:
    done = run("gallery.py", str(tmp_path))
    assert done.returncode == 0, done.stderr
    drawn = {page.stem for page in tmp_path.glob("*.html")}
    assert {
        "todo",
        "todo-empty",
        "record",
        "record-open",
        "list",
        "form-wrong",
        "states",
        "error-409",
        "error-bare",
    } <= drawn


def test_colours_hold_wcag_aa() -> None:
    done = run("contrast.py")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_a_template_has_nothing_the_content_policy_refuses(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", html)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "<style" not in html
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", html)


@pytest.mark.parametrize("sheet", sorted((STATIC / "css").glob("*.css")), ids=lambda sheet: sheet.name)
def test_style_sheets_ask_nothing_of_other_hosts_and_name_files_that_exist(sheet: Path) -> None:
    for address in re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8")):
        if not address.startswith(("#", '"#')):
            assert address.startswith("/static/"), address
            assert (STATIC / address.removeprefix("/static/")).is_file(), address


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    used = {name for page in PAGES for name in re.findall(r'icon\("([\w-]+)"', page.read_text(encoding="utf-8"))}
    used |= set(re.findall(r'Opens\([^,]+, "([\w-]+)"', (ROOT / "app" / "frame.py").read_text(encoding="utf-8")))
    assert used <= known


def test_every_refusal_of_the_kernel_has_its_sentence() -> None:
    told = tomllib.loads((TEMPLATES / "messages.toml").read_text(encoding="utf-8"))
    refusals = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.Refusal)]
    assert {kind.code for kind in refusals} <= set(told)
    assert all(told[kind.code]["text"] and told[kind.code]["next"] for kind in refusals)


def test_the_browser_counts_as_the_server_counts() -> None:
    script = (WEB / "src" / "editor" / "count.js").read_text(encoding="utf-8")
    found = re.search(r"const UNITS = /(.+)/gu;", script)
    assert found
    pattern = re.sub(r"\\u\{([0-9a-f]+)\}", lambda point: f"\\U{point[1].zfill(8)}", found[1])
    text = "截至六月末，承保 812.6 万辆，同比增长 4.3%；GDP、“重点”——一、二… 〔2026〕3号 a-b_c 𠮷·"
    assert len(re.findall(pattern, text)) == counting.length(text.replace("_", " "))
    assert len(re.findall(pattern, text)) == 39
