"""The import contracts of pyproject.toml: kept, and complete."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
STAGES = ("archive", "bulletins", "submissions", "scores", "gate", "notices", "identity")
PRIVATE = ("store", "tables", "rules", "forms", "pages", "api", "jobs")


def _settings() -> dict[str, Any]:
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    settings: dict[str, Any] = tomllib.loads(text)["tool"]["importlinter"]
    return settings


def _lint(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"]
    return subprocess.run([*command, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False)


def test_contracts_are_kept() -> None:
    done = _lint("--no-cache")
    assert done.returncode == 0, done.stdout


def test_every_package_is_in_the_contracts() -> None:
    known = set(_settings()["root_packages"])
    found = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"tools", "tests", "bench"}
    assert found == known


def test_every_private_module_of_a_stage_is_protected() -> None:
    listed: set[str] = set()
    for contract in _settings()["contracts"]:
        if contract["type"] == "protected" and contract["name"].startswith("of "):
            listed.update(contract["protected_modules"])
    there = {
        f"{stage}.{module}"
        for stage in STAGES
        for module in PRIVATE
        if (PROJECT / stage / f"{module}.py").exists() or (PROJECT / stage / module / "__init__.py").exists()
    }
    assert listed == there


def test_a_contract_that_is_broken_is_seen(tmp_path: Path) -> None:
    """Control: the same linter refuses a submissions package that reads bulletins."""
    for name in ("bulletins", "submissions"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "submissions" / "store.py").write_text("import bulletins.errors\n", encoding="utf-8")
    (tmp_path / "bulletins" / "errors.py").touch()
    (tmp_path / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_packages = ["bulletins", "submissions"]\n'
        '[[tool.importlinter.contracts]]\nname = "order"\ntype = "layers"\nlayers = ["bulletins", "submissions"]\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-P", "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(tmp_path)}
    )
    assert done.returncode == 1
    assert "submissions.store -> bulletins.errors" in done.stdout
