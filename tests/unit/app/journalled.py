"""What the source writes to the journal, read from its syntax: every `tx.record(kind, id, action, …)` of the product.

A kind, an action or a state is followed back to what it can be: constants, members of enums, both branches, every value
of a table, what the function's callers pass. `*` stands for what only the running program knows.
"""

import ast
import importlib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from kernel.db import Command

PROJECT = Path(__file__).resolve().parents[3]
PACKAGES = (
    "kernel", "gate", "identity", "notices", "scores", "submissions", "bulletins", "archive", "marking", "typeset",
    "workers", "app",
)  # fmt: skip
ANY = "*"
KIND, ACTION = 0, 2
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Recorded:
    """One thing the journal may say of a kind of record; `states`: its source and target."""

    kind: str
    action: str
    states: frozenset[str]
    where: str


@dataclass(frozen=True, eq=False)
class Source:
    """A module of the product, or a text that stands for one."""

    name: str
    text: str = field(repr=False)
    module: ModuleType = field(repr=False)

    def functions(self) -> list[tuple[Function, list[ast.Call]]]:
        """Its functions with the calls in them."""
        return _functions(self)


@cache
def _functions(source: Source) -> list[tuple[Function, list[ast.Call]]]:
    found = [each for each in ast.walk(ast.parse(source.text)) if isinstance(each, Function)]
    return [(each, [call for call in ast.walk(each) if isinstance(call, ast.Call)]) for each in found]


@cache
def sources() -> tuple[Source, ...]:
    """The modules of the product that record, or call what records."""
    files = [file for package in PACKAGES for file in sorted((PROJECT / package).rglob("*.py"))]
    named = {".".join(file.relative_to(PROJECT).with_suffix("").parts): file for file in files}
    return tuple(
        Source(name, text, importlib.import_module(name))
        for name, file in named.items()
        if "piccolo_migrations" not in name and "async def" in (text := file.read_text(encoding="utf-8"))
    )


def recorded(among: Sequence[Source]) -> Iterator[Recorded]:
    """Everything these modules record."""
    for source in among:
        if ".record(" not in source.text:
            continue
        for function, calls in source.functions():
            for call in calls:
                if isinstance(call.func, ast.Attribute) and call.func.attr == "record" and len(call.args) > ACTION:
                    yield from _of(call, source, function)


def _of(call: ast.Call, source: Source, function: Function) -> Iterator[Recorded]:
    follow = Follow(source, function)
    states = (follow.values(each.value) for each in call.keywords if each.arg in {"source", "target"})
    said = frozenset(itertools.chain.from_iterable(states))
    for kind, action in itertools.product(follow.values(call.args[KIND]), follow.values(call.args[ACTION])):
        yield Recorded(kind, action, said, f"{source.name}:{call.lineno}")


@dataclass(frozen=True)
class Follow:
    """What an expression in a function can be."""

    source: Source
    function: Function
    seen: frozenset[tuple[str, str]] = frozenset()

    def values(self, told: ast.expr) -> set[str]:
        """Every text it can be."""
        match told:
            case ast.IfExp(body=one, orelse=other):
                return self.values(one) | self.values(other)
            case ast.JoinedStr(values=parts):
                return {"".join(each) for each in itertools.product(*(self.values(part) for part in parts))}
            case ast.FormattedValue(value=inner) | ast.Attribute(value=ast.Name() as inner, attr="value"):
                return self.values(inner)
            case ast.Call(func=made):
                return members(self.constant(made))
            case ast.Name(id=name) if given := self.given(name):
                return given
        return self.held(told)

    def held(self, told: ast.expr) -> set[str]:
        """The constant it is, or every value of the table it is looked up in."""
        held = self.constant(told.value if isinstance(told, ast.Subscript) else told)
        if isinstance(told, ast.Subscript) and isinstance(held, dict):
            return {str(each) for each in held.values()}
        return {str(held)} if isinstance(held, str) else {ANY}

    def constant(self, told: ast.expr) -> Any:
        """What a constant, a name of the module or a member of either holds."""
        match told:
            case ast.Constant(value=held):
                return held
            case ast.Name(id=name):
                return getattr(self.source.module, name, None)
            case ast.Attribute(value=inner, attr=name):
                return getattr(self.constant(inner), name, None)
        return None

    def given(self, name: str) -> set[str]:
        """What a local name is set to, or what is passed for a parameter."""
        found = [
            value
            for each in ast.walk(self.function)
            if isinstance(each, ast.Assign)
            for target in each.targets
            for value in _set_to(target, each.value, name)
        ]
        if found:
            return {one for value in found for one in self.values(value)}
        arguments = self.function.args
        for at, each in enumerate([*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]):
            if each.arg == name and (self.function.name, name) not in self.seen:
                enum = self.constant(each.annotation) if each.annotation else None
                return members(enum) if members(enum) != {ANY} else self.passed(name, at) or {ANY}
        return set()

    def passed(self, name: str, at: int) -> set[str]:
        """What callers pass for a parameter, the first of a command being its transaction."""
        seen = self.seen | {(self.function.name, name)}
        found: set[str] = set()
        for source in (self.source,) if self.function.name.startswith("_") else sources():
            if not re.search(rf"\b{self.function.name}(\.within)?\(", source.text):
                continue
            for function, calls in source.functions():
                follow = Follow(source, function, seen)
                for call in calls:
                    if follow.calls(call, self):
                        told = [each.value for each in call.keywords if each.arg == name] or call.args[at : at + 1]
                        found |= {one for each in told for one in follow.values(each)}
        return found

    def calls(self, call: ast.Call, called: "Follow") -> bool:
        """Whether this call is one of that function, or of the command made of it."""
        named = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "within" else call.func
        if (named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")) != called.function.name:
            return False
        held = self.constant(named)
        body = held.body if isinstance(held, Command) else held
        return (getattr(body, "__module__", ""), getattr(body, "__name__", "")) == (
            called.source.name,
            called.function.name,
        )


def members(held: Any) -> set[str]:
    """The values of an enum."""
    return {each.value for each in held} if isinstance(held, type) and issubclass(held, StrEnum) else {ANY}


def _set_to(target: ast.expr, value: ast.expr, name: str) -> list[ast.expr]:
    match target, value:
        case ast.Name(id=found), _ if found == name:
            return [value]
        case ast.Tuple(), ast.IfExp(body=one, orelse=other):
            return [*_set_to(target, one, name), *_set_to(target, other, name)]
        case ast.Tuple(elts=targets), ast.Tuple(elts=values):
            return [one for each, told in zip(targets, values, strict=False) for one in _set_to(each, told, name)]
    return []
