"""Whatever a check can find has a sentence: every reason, on every level it is used with, and no sentence is left over.

Levels are read from the source: `failed(SealReason.PERIOD)`, `(passed if good else failed)(…)`, a variable that holds one
of the three, a reason handed to a function of the same module. Any other mention counts as a failure.
"""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import app.verify
import crypto
from app.templating import message, messages
from crypto.findings import Reason

pytestmark = pytest.mark.thorough

PROJECT = Path(__file__).parents[4]
LEVELS = frozenset({"passed", "notice", "failed"})


@cache
def reasons() -> dict[str, type[Reason]]:
    """Every table of reasons there is, by its class's name."""
    for package in (crypto, app.verify):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
    return {each.__name__: each for each in Reason.__subclasses__()}


def sources() -> list[ast.Module]:
    files = [*(PROJECT / "crypto").rglob("*.py"), *(PROJECT / "app" / "verify").rglob("*.py")]
    return [ast.parse(each.read_text(encoding="utf-8")) for each in files]


def used(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(value of the reason, level) for every use in a module."""
    functions = {each.name: each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    told: set[ast.AST] = set()
    for scope in [*functions.values(), tree]:
        for call in (each for each in ast.walk(scope) if isinstance(each, ast.Call)):
            levels = levels_of(call.func, scope) or handed_on(call, functions)
            for argument in call.args:
                if levels and (value := value_of(argument)):
                    told.add(argument)
                    yield from ((value, level) for level in levels)
    for each in ast.walk(tree):
        if each not in told and (value := value_of(each)):
            yield value, "failed"


def value_of(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in reasons():
        table = reasons()[node.value.id]
        return table[node.attr].value if node.attr in table.__members__ else ""
    return ""


def levels_of(callee: ast.AST, scope: ast.AST) -> set[str]:
    """The levels a callee can be."""
    if isinstance(callee, ast.IfExp):
        return levels_of(callee.body, scope) | levels_of(callee.orelse, scope)
    if not isinstance(callee, ast.Name):
        return set()
    if callee.id in LEVELS:
        return {callee.id}
    held = [
        each.value
        for each in ast.walk(scope)
        if isinstance(each, ast.Assign) and any(isinstance(t, ast.Name) and t.id == callee.id for t in each.targets)
    ]
    return {
        level
        for each in held
        if isinstance(each, ast.IfExp | ast.Name)
        for level in levels_of(each, ast.Module([], []))
    }


def handed_on(call: ast.Call, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """The levels a function of the module gives the reason it was handed."""
    if not isinstance(call.func, ast.Name) or call.func.id not in functions:
        return set()
    body = functions[call.func.id]
    inside = [
        each
        for each in ast.walk(body)
        if isinstance(each, ast.Call) and each.args and isinstance(each.args[0], ast.Name)
    ]
    return {level for each in inside for level in levels_of(each.func, body)}


@cache
def wanted() -> frozenset[str]:
    return frozenset({f"verify.{value}.{level}" for tree in sources() for value, level in used(tree)})


def test_every_finding_has_its_sentence() -> None:
    assert len(reasons()) > 8
    missing = {code for code in wanted() if code not in messages()}
    assert missing == set()


def test_every_failure_that_a_person_meets_says_something() -> None:
    assert {code for code in wanted() if code in messages() and not message(code).strip()} == set()


def test_no_sentence_is_left_over() -> None:
    known = {each.value for table in reasons().values() for each in table}
    told = [code.removeprefix("verify.").rsplit(".", 1) for code in messages() if code.startswith("verify.")]
    assert {f"{value}.{level}" for value, level in told if value not in known or level not in LEVELS} == set()


def test_control_of_reading_the_source() -> None:
    text = """
def check(good, seal):
    yield passed(FileReason.EMPTY)
    yield (passed if good else notice)(FileReason.TIME, a=1)
    doubt = failed if good else notice
    yield doubt(FileReason.LOOP)
    yield _one(FileReason.MISSING, good)
    raise Refused(FileReason.SPECIAL)

def _one(reason, good):
    return passed(reason) if good else notice(reason)
"""
    assert set(used(ast.parse(text))) == {
        ("file.empty", "passed"), ("file.time", "passed"), ("file.time", "notice"), ("file.loop", "failed"),
        ("file.loop", "notice"), ("file.missing", "passed"), ("file.missing", "notice"), ("file.special", "failed"),
    }  # fmt: skip
