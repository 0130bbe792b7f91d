"""What a rule of our own is, and how a file is checked against it.

- A rule looks at one parsed file and yields places. It has a name, a one-line summary and the files it looks at.
- One place is let through by a comment on its line: `# lint: allow no-now - reason`; a whole file by the same words
  with `allow-file` on a line of its own. Without a reason the comment does not count.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_ALLOWED = re.compile(r"# lint: (allow|allow-file) ([a-z-]+) - \S+")
Check = Callable[["Source"], Iterator[ast.AST]]


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its path inside the project and its tree."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    @classmethod
    def of(cls, path: str, text: str) -> "Source":
        return cls(PurePosixPath(path), text, ast.parse(text))

    @property
    def package(self) -> str:
        return self.path.parts[0]


@dataclass(frozen=True, slots=True)
class Rule:
    """A convention the compiler cannot see."""

    name: str
    summary: str
    applies: Callable[[PurePosixPath], bool]
    check: Check


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that breaks a rule."""

    path: str
    line: int
    rule: Rule

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule.name}: {self.rule.summary}"


def examine(source: Source, rules: tuple[Rule, ...]) -> list[Finding]:
    """Every place of the file that breaks a rule and is not allowed by a comment."""
    lines, whole = _allowances(source.text)
    found = []
    for rule in rules:
        if not rule.applies(source.path) or rule.name in whole:
            continue
        places = {getattr(node, "lineno", 1) for node in rule.check(source)}
        found += [
            Finding(str(source.path), line, rule) for line in sorted(places) if rule.name not in lines.get(line, ())
        ]
    return found


def files(project: Path, packages: tuple[str, ...]) -> Iterator[Source]:
    """Every Python file of the packages."""
    for package in packages:
        for path in sorted((project / package).rglob("*.py")):
            relative = path.relative_to(project).as_posix()
            yield Source.of(relative, path.read_text(encoding="utf-8"))


def _allowances(text: str) -> tuple[dict[int, set[str]], set[str]]:
    lines: dict[int, set[str]] = {}
    whole: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        for how, rule in _ALLOWED.findall(line):
            if how == "allow":
                lines.setdefault(number, set()).add(rule)
            else:
                whole.add(rule)
    return lines, whole
