"""The words of the documents against the program: states and roles in the glossary, a guide a role, buttons as on the page.

Every check is a function that lists what is wrong, and has a control: a wrong text it must complain about.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from app import checks, routes
from identity.rights import Role
from kernel.workflow import Labelled
from submissions.workflow.events import ReportKind

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
GUIDES = DOCS / "zh"
BUTTON = re.compile(r"【([^】]*)】")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def unexplained_states(text: str) -> list[str]:
    """States of records whose label and code stand in no row, and records that are not named."""
    wrong = [
        each.record for each in checks.workflows() if f"| {each.label}" not in text or f"`{each.record}`" not in text
    ]
    for each in checks.workflows():
        rows = [f"| {state.label} | `{state.value}` |" for state in each.states]
        wrong += [row for row in rows if row not in text]
    return wrong


def test_the_glossary_has_every_record_state_and_role() -> None:
    text = read(DOCS / "glossary.md")
    assert unexplained_states(text) == []
    assert [role for role in Role if f"| {role.label} | `{role.value}` |" not in text] == []


def test_control_of_the_glossary() -> None:
    text = read(DOCS / "glossary.md")
    assert unexplained_states(text.replace("| 待签发 | `to_sign` |", "")) == ["| 待签发 | `to_sign` |"]


def without_guide(desk: str, files: set[str]) -> list[str]:
    """Roles that have neither a guide of their own nor a section in the editors' guide."""
    heads = "\n".join(re.findall(r"^## .*$", desk, re.MULTILINE))
    return [role.label for role in Role if role.label not in files and role.label not in heads]


def test_every_role_has_a_guide() -> None:
    files = {page.stem for page in GUIDES.glob("*.md")}
    assert without_guide(read(GUIDES / "编辑部.md"), files) == []
    assert without_guide("", files - {"信息员"}) == ["信息员", "筛选人", "编辑", "校对"]
    index = read(GUIDES / "README.md")
    assert [stem for stem in files - {"README"} if f"({stem}.md)" not in index] == []


# --- buttons ---


@cache
def words_of_the_pages() -> frozenset[str]:
    """Every text of the templates and scripts, and every label of the tables, each as a whole."""
    labels = {row.label for each in checks.workflows() for row in each.transitions}
    labels |= {state.label for each in checks.workflows() for state in each.states}
    labels |= {ask.label for each in checks.workflows() for row in each.transitions for ask in row.asks}
    assert routes.PAGES, "every table is loaded"
    labels |= {each.label for kind in Labelled.__subclasses__() for each in kind}
    labels |= {f"写{each.label}" for each in ReportKind}  # the event's buttons
    found = set(labels)
    for page in [*(PROJECT / "templates").rglob("*.html"), PROJECT / "tools" / "web" / "src" / "strings.js"]:
        source = re.sub(r"\{#.*?#\}", "", read(page), flags=re.DOTALL)
        found |= set(re.findall(r'"([^"\n]*)"', source))
        found |= {each.strip() for each in re.split(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", source)}
    told = tomllib.loads(read(PROJECT / "templates" / "messages.toml"))
    found |= {each for part in told.values() for each in part.values() if isinstance(each, str)}
    return frozenset(each.replace("\u3000", "").strip("（") for each in found if each)


def unknown_buttons(text: str) -> list[str]:
    """What stands in 【】 and on no page."""
    return [each for each in BUTTON.findall(text) if each.strip() and each not in words_of_the_pages()]


@pytest.mark.parametrize("page", sorted(GUIDES.glob("*.md")), ids=name)
def test_buttons_in_the_guides_are_worded_as_on_the_page(page: Path) -> None:
    assert unknown_buttons(read(page)) == []


def test_control_of_buttons() -> None:
    assert unknown_buttons("点【签发】，再点【马上签发】，或【退回修改】") == ["马上签发"]
