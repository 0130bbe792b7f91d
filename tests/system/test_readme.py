"""What the READMEs promise exists."""

import re
from pathlib import Path

import pytest

from app import cli
from app.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize("name", READMES)
def test_the_table_of_settings_is_complete(name: str) -> None:
    rows = [
        line for line in (PROJECT / name).read_text(encoding="utf-8").splitlines() if line.startswith("| `ZHENGXUN")
    ]
    documented = {word.lower() for row in rows for word in re.findall(r"`ZHENGXUN_([A-Z_]+)`", row)}
    assert documented == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize("name", READMES)
def test_commands_exist(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"make ([a-z-]+)", text))
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert targets <= set(phony.group(1).split())
    verbs = set(re.findall(r"zhengxun ([a-z-]+)", text))
    assert verbs <= {verb.name for verb in cli.VERBS}
    assert verbs >= {"up", "worker", "migrate", "doctor", "demo", "journal"}


@pytest.mark.parametrize("name", READMES)
def test_the_first_screen_shows_the_two_commands(name: str) -> None:
    first = (PROJECT / name).read_text(encoding="utf-8").splitlines()[:12]
    assert [line.split("#")[0].strip() for line in first if line.startswith("make ")] == ["make run", "make test"]
