"""The documents against the program: commands, links, settings, dependencies, names that must not occur.

Every check is a function that lists what is wrong, and has a control: a wrong text it must complain about.
"""

import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

from app import cli, settings
from app.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
PAGES = sorted([*PROJECT.glob("*.md"), *DOCS.rglob("*.md"), PROJECT / "tools" / "web" / "README.md"])
DEVELOPMENT = frozenset({"tools", "bench"})
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
VARIABLE = re.compile(r"\bZHENGXUN_[A-Z][A-Z_]*\b")
NAME = re.compile(r"[@A-Za-z0-9_./-]+")
FAMILIES = {
    "MIT": r"\bMIT\b", "Apache": r"Apache", "BSD": r"(?<!0)BSD", "0BSD": r"0BSD", "PSF": r"PSF|Python Software Foundation",
    "MPL": r"\bMPL", "LGPL": r"LGPL", "GPL": r"(?<!L)GPL", "OFL": r"OFL|Open Font", "ISC": r"\bISC\b",
}  # fmt: skip
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "com"), ("npmjs", "org"), ("debian", "org"),
        ("ubuntu", "com"), ("crates", "io"), ("proxy", "golang", "org"), ("jsdelivr", "net"), ("unpkg", "com"),
    )
]  # fmt: skip
FORBIDDEN = re.compile(
    "|".join([
        r"(?<![\w.\])}*])/wor" + r"k(?=[/\s\"'`)]|$)",
        r"\.librar" + "y/",
        *(re.escape(host) for host in HOSTS),
    ]).encode(),
    re.MULTILINE,
)  # fmt: skip


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


# --- commands ---


def commands(text: str) -> Iterator[str]:
    """Every call of zhengxun a page shows, in blocks and in the running text."""
    shown = [line for language, block in FENCE.findall(text) if language == "sh" for line in block.splitlines()]
    shown += SPAN.findall(FENCE.sub("", text))
    for line in shown:
        bare = line.strip().removeprefix(".venv/bin/")
        if bare.startswith("zhengxun ") and not bare.startswith("zhengxun -"):
            yield bare


def unknown_commands(text: str) -> list[str]:
    """Calls the argument parser does not take, and make targets that do not exist."""
    wrong = []
    for line in commands(text):
        try:
            cli.parser().parse_args(shlex.split(line, comments=True)[1:])
        except SystemExit:
            wrong.append(line)
    phony = re.search(r"^\.PHONY: (.*)$", read(PROJECT / "Makefile"), re.MULTILINE)
    targets = set(phony[1].split()) if phony else set[str]()
    blocks = "\n".join(block for _, block in FENCE.findall(text))
    named = re.findall(r"^ *make ([a-z-]+)", blocks, re.MULTILINE)
    named += [span.split()[1] for span in SPAN.findall(text) if re.fullmatch(r"make [a-z-]+", span)]
    return wrong + [f"make {target}" for target in named if target not in targets]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_are_accepted(page: Path) -> None:
    assert unknown_commands(read(page)) == []


def test_control_of_commands() -> None:
    text = "```sh\n.venv/bin/zhengxun fly --high  # away\nmake coffee\n```\n`zhengxun journal mend`, `make tea`, `zhengxun up`"
    assert unknown_commands(text) == [
        ".venv/bin/zhengxun fly --high  # away".removeprefix(".venv/bin/"),
        "zhengxun journal mend",
        "make coffee",
        "make tea",
    ]


def test_the_operators_page_and_the_program_know_the_same_commands(capsys: pytest.CaptureFixture[str]) -> None:
    documented = {line.split()[1] for page in PAGES for line in commands(read(page))}
    assert documented - {"flow-docs"} == {verb.name for verb in cli.VERBS} - {"flow-docs"}
    for verb in sorted(documented):
        with pytest.raises(SystemExit) as ended:
            cli.main([verb, "--help"])
        assert ended.value.code == 0
    assert "zhengxun" in capsys.readouterr().out


def test_scan_ends_as_the_operators_page_says(tmp_path: Path) -> None:
    clean, marked, unread = tmp_path / "clean.txt", tmp_path / "marked.txt", tmp_path / "unread.doc"
    clean.write_text("承保车辆 812 万辆。", encoding="utf-8")
    marked.write_text("机密★5年\n承保车辆 812 万辆。", encoding="utf-8")
    unread.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert [cli.main(["scan", str(each)]) for each in (clean, marked, unread)] == [0, 3, 4]


# --- links ---


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


def broken_links(page: Path, text: str) -> list[str]:
    """Internal links to nothing, or to a heading that is not there."""
    wrong = []
    for target in LINK.findall(FENCE.sub("", text)):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            wrong.append(target)
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page, read(page)) == []


def test_control_of_links() -> None:
    text = "[a](operations.md) [b](nowhere.md) [c](operations.md#settings) [d](operations.md#no-such-heading)"
    assert broken_links(DOCS / "glossary.md", text) == ["nowhere.md", "operations.md#no-such-heading"]


# --- settings ---


def wrong_settings(text: str) -> list[str]:
    """Names without a row, rows without a setting, defaults that are not the program's."""
    rows = dict(re.findall(r"^\| `(ZHENGXUN_[A-Z_]+)` \| (\S+) \|", text, re.MULTILINE))
    wanted = {}
    for field in Settings.__dataclass_fields__.values():
        default = field.default
        shown = default.name if isinstance(default, Path) else str(default)
        wanted[f"ZHENGXUN_{field.name.upper()}"] = "–" if default in (None, ()) else f"`{shown}`"
    named = set(VARIABLE.findall(text)) - settings._OUTSIDE
    return [
        *sorted(set(wanted) ^ set(rows)),
        *sorted(each for each in wanted if each in rows and rows[each] != wanted[each]),
        *sorted(named - set(wanted)),
        *sorted(settings._OUTSIDE - set(VARIABLE.findall(text))),
    ]


def test_every_setting_is_documented_with_its_default_and_none_is_invented() -> None:
    assert wrong_settings(read(DOCS / "operations.md")) == []


def test_control_of_settings() -> None:
    text = read(DOCS / "operations.md")
    assert wrong_settings(text.replace("| `ZHENGXUN_PORT` | `8000`", "| `ZHENGXUN_PORT` | `80`")) == ["ZHENGXUN_PORT"]
    assert wrong_settings(text + "\n| `ZHENGXUN_COLOUR` | – | red |") == ["ZHENGXUN_COLOUR", "ZHENGXUN_COLOUR"]
    assert wrong_settings(text.replace("| `ZHENGXUN_DEMO` |", "| `DEMO` |")) == ["ZHENGXUN_DEMO"]


def missing_findings(text: str) -> set[str]:
    """Findings of doctor that have a remedy in the messages and no row in the text."""
    told = tomllib.loads(read(PROJECT / "templates" / "messages.toml"))
    found = {
        f"{part}.{code}" for part in ("doctor", "database") for code, said in told[part].items() if said.get("next")
    }
    return found - set(re.findall(r"`((?:doctor|database)\.\w+)`", text))


def test_every_finding_of_doctor_is_documented() -> None:
    text = read(DOCS / "operations.md")
    assert missing_findings(text) == set()
    assert missing_findings(text.replace("`doctor.file_system`", "")) == {"doctor.file_system"}


# --- dependencies ---


def families(text: str) -> set[str]:
    return {family for family, pattern in FAMILIES.items() if re.search(pattern, text)}


def bare(requirement: str) -> str:
    found = re.match(r"[@A-Za-z0-9_./-]+", requirement)
    assert found, requirement
    return found[0]


@cache
def required() -> dict[str, str]:
    """Direct dependency -> the licence it declares itself; empty where it is not for this machine."""
    project = tomllib.loads(read(PROJECT / "pyproject.toml"))
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wanted = {bare(each): _declared(each) for each in named}
    web, lock = (json.loads(read(PROJECT / "tools" / "web" / f)) for f in ("package.json", "package-lock.json"))
    for each in {**web["dependencies"], **web["devDependencies"]}:
        wanted[each] = lock["packages"][f"node_modules/{each}"].get("license", "")
    return wanted


def _declared(requirement: str) -> str:
    try:
        about = metadata.metadata(bare(requirement))
    except metadata.PackageNotFoundError:
        assert ";" in requirement, f"{requirement} is not installed"
        return ""
    said = {key: about.get_all(key) or [] for key in ("License-Expression", "License", "Classifier")}
    classifiers = [each for each in said["Classifier"] if each.startswith("License")]
    return " ".join([*said["License-Expression"], *(each[:200] for each in said["License"]), *classifiers])


def wrong_dependencies(text: str) -> list[str]:
    """Packages without a row, rows without a package, licences the package does not declare."""
    rows = {bare(row[0]): row[1] for row in re.findall(r"^\| `([^`]+)` \|.*\| ([^|]+) \|$", text, re.MULTILINE)}
    wanted = required()
    return [
        *sorted(set(wanted) ^ set(rows)),
        *sorted(each for each in rows if wanted.get(each) and families(rows[each]) != families(wanted[each])),
    ]


def test_every_direct_dependency_is_explained_with_its_licence() -> None:
    assert wrong_dependencies(read(DOCS / "dependencies.md")) == []


def test_control_of_dependencies() -> None:
    text = read(DOCS / "dependencies.md")
    assert wrong_dependencies(re.sub(r"^\| `typst`.*\n", "", text, flags=re.MULTILINE)) == ["typst"]
    assert wrong_dependencies(text + "| `leftpad` | padding | why not | MIT |\n") == ["leftpad"]
    assert wrong_dependencies(re.sub(r"(?m)^(\| `esbuild` .*\| )MIT \|$", r"\1GPL-3.0 |", text)) == ["esbuild"]


# --- the whole ---


def test_the_architecture_names_the_packages_there_are_in_the_order_of_the_layers() -> None:
    table = re.findall(r"^\| `(\w+)/` \|", read(PROJECT / "ARCHITECTURE.md"), re.MULTILINE)
    real = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - DEVELOPMENT
    assert set(table) - {"templates"} == real
    contracts = tomllib.loads(read(PROJECT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers" and "containers" not in each)
    assert [each for each in table if each != "templates"] == layers


def outside_names(content: bytes) -> list[bytes]:
    """Places of the workshop and hosts of registries: the project must not depend on either."""
    return [found[0] for found in FORBIDDEN.finditer(content)]


def tracked() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    files = [PROJECT / each for each in listed.decode().split("\0") if each]
    return [each for each in files if each.is_file()]


def test_no_workshop_path_and_no_registry_host_is_named() -> None:
    files = tracked()
    assert len(files) > 300
    assert {name(each): found for each in files if (found := outside_names(each.read_bytes()))} == {}


def test_control_of_outside_names() -> None:
    place, host = "/wor" + "k", "pypi" + ".org"
    assert outside_names(f"see {place}/main and https://{host}/simple".encode()) == [place.encode(), host.encode()]
    assert outside_names(b"tests/workflow/kernel, bulletins/workflow, paper/work, workers/") == []
