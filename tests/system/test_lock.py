"""The lock holds everything the project names, with hashes, and names no host."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"^([A-Za-z0-9_.-]+)")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_named_dependency_is_locked_with_hashes() -> None:
    named = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*named["project"]["dependencies"], *named["dependency-groups"]["dev"]]
    text = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    locked = {_normal(match.group(1)): entry for entry in entries if (match := NAME.match(entry))}
    for each in wanted:
        match = NAME.match(each)
        assert match
        assert "--hash=sha256:" in locked[_normal(match.group(1))], each
    assert "://" not in text
