"""The contracts about gmssl in pyproject.toml, laid over a copy of crypto/ into which breaches are written."""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

PROJECT = Path(__file__).resolve().parents[3]
OURS = {"gmssl", "gmssl_pyx", "crypto.second", "crypto.selftest"}
LINT = [sys.executable, "-P", "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """crypto/ as it is, the packages that may see it as stubs, the contracts as they are."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copytree(PROJECT / "crypto", folder / "crypto", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app", "app/verify", "kernel"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").touch()
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contracts = [each for each in settings["contracts"] if OURS & set(each.get("protected_modules", []))]
    assert {name for each in contracts for name in each["protected_modules"]} == OURS
    lines = ["[tool.importlinter]", 'root_packages = ["app", "kernel", "crypto"]', "include_external_packages = true"]
    for each in contracts:
        # Strings and lists of strings are written alike in JSON and TOML.
        lines += ["[[tool.importlinter.contracts]]", *(f"{key} = {json.dumps(value)}" for key, value in each.items())]
    (folder / "pyproject.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(tree)}
    return subprocess.run(LINT, cwd=tree, capture_output=True, text=True, check=False, env=environment)


def test_the_copy_keeps_them(tree: Path) -> None:
    done = lint(tree)
    assert done.returncode == 0, done.stdout
    assert "4 kept" in done.stdout


@pytest.mark.parametrize(
    ("module", "line", "named"),
    [
        ("crypto/extra.py", "import gmssl.sm2", "crypto.extra -> gmssl"),
        ("crypto/devices/extra.py", "from gmssl import sm4", "crypto.devices.extra -> gmssl"),
        ("kernel/extra.py", "from gmssl import sm3", "kernel.extra -> gmssl"),
        ("crypto/messages/extra.py", "from crypto import second", "crypto.messages.extra -> crypto.second"),
        ("kernel/extra.py", "from crypto.second import verify", "kernel.extra -> crypto.second"),
        ("app/extra.py", "from crypto import second", "app.extra -> crypto.second"),
        ("kernel/extra.py", "from crypto import selftest", "kernel.extra -> crypto.selftest"),
        ("crypto/extra.py", "import gmssl_pyx", "crypto.extra -> gmssl_pyx"),
    ],
)
def test_a_breach_is_named(tree: Path, module: str, line: str, named: str) -> None:
    (tree / module).write_text(line + "\n", encoding="utf-8")
    try:
        done = lint(tree)
    finally:
        (tree / module).unlink()
    assert done.returncode == 1
    assert named in done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [("app/verify/extra.py", "from crypto import second"), ("app/extra.py", "from crypto import selftest")],
)
def test_who_may_ask_may(tree: Path, module: str, line: str) -> None:
    (tree / module).write_text(line + "\n", encoding="utf-8")
    try:
        assert lint(tree).returncode == 0
    finally:
        (tree / module).unlink()
