"""The rules of our own: what the architecture demands and no general linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.lint.base import Rule, Source

STAGES = ("archive", "bulletins", "submissions", "scores", "gate", "notices", "identity")
_SETS_STATE = re.compile(r"\bUPDATE\b.*\bSET\b[^;]*?\bstate\s*=(?=[^;]*)", re.IGNORECASE | re.DOTALL)
_WHERE = re.compile(r"\bWHERE\b.*", re.IGNORECASE | re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")  # punctuation alone is no text
_NOW = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
_SPAWNS = {"gather", "create_task", "ensure_future", "TaskGroup"}
_LABELLED_CALLS = {"Ask", "Guard", "Transition", "Workflow", "compile"}  # re.compile: a pattern is no text
_LABELLED_BASES = ("Enum", "Labelled")


def _state_writes(source: Source) -> Iterator[ast.AST]:
    for node in ast.walk(source.tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        yield from (target for target in targets if isinstance(target, ast.Attribute) and target.attr == "state")
        if isinstance(node, ast.Constant | ast.JoinedStr) and _SETS_STATE.search(_WHERE.sub("", _text(node))):
            yield node


def _bare_transactions(source: Source) -> Iterator[ast.AST]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "transaction":
            yield node


def _queries_without_viewer(source: Source) -> Iterator[ast.AST]:
    for node in source.tree.body:
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
            parameters = [*node.args.posonlyargs, *node.args.args]
            annotation = parameters[0].annotation if parameters else None
            if annotation is None or _last_name(annotation) != "Actor":
                yield node


def _clock_reads(source: Source) -> Iterator[ast.AST]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in _NOW:
            yield node


def _tasks_in_transactions(source: Source) -> Iterator[ast.AST]:
    for function in ast.walk(source.tree):
        if isinstance(function, ast.AsyncFunctionDef) and _takes_tx(function):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _last_name(node.func) in _SPAWNS:
                    yield node


def _texts(source: Source) -> Iterator[ast.AST]:
    let_through = {id(node) for node in _let_through(source.tree)}
    for node in ast.walk(source.tree):
        here = isinstance(node, ast.Constant) and isinstance(node.value, str) and _HAN.search(node.value)
        if here and id(node) not in let_through:
            yield node


def _let_through(tree: ast.Module) -> Iterator[ast.AST]:
    """Strings inside labels, rows of the workflow tables, members of enums, patterns and docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last_name(node.func) in _LABELLED_CALLS:
            yield from ast.walk(node)
        elif isinstance(node, ast.keyword) and node.arg == "label":
            yield from ast.walk(node.value)
        elif isinstance(node, ast.ClassDef) and any(_last_name(base).endswith(_LABELLED_BASES) for base in node.bases):
            for member in node.body:
                if isinstance(member, ast.Assign):
                    yield from ast.walk(member)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.rsplit(".", 1)[-1]
    return node.id if isinstance(node, ast.Name) else ""


def _takes_tx(function: ast.AsyncFunctionDef) -> bool:
    parameters = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return any(
        each.arg == "tx" or (each.annotation is not None and _last_name(each.annotation) == "Tx") for each in parameters
    )


def _in_stage(path: PurePosixPath) -> bool:
    return path.parts[0] in STAGES and "piccolo_migrations" not in path.parts


def _is_query(path: PurePosixPath) -> bool:
    return _in_stage(path) and "queries" in (path.stem, path.parent.name) and path.stem != "__init__"


def _is_no_word_list(path: PurePosixPath) -> bool:
    # marking, typeset and the consistency sheet hold the words of the law, of the printed form and of reports, not of the
    # interface; the demo its stories.
    words = {"marking", "typeset", "tools"}
    own = path.parts[0] in words or path.name.startswith("consistency_")
    return not own and "demo" not in str(path) and "piccolo_migrations" not in path.parts


RULES = (
    Rule("no-state-write", "a state changes only through tx.move (compare and set)", _in_stage, _state_writes),
    Rule(
        "no-bare-transaction",
        "transactions are opened by the kernel alone",
        lambda path: path.parts[0] != "kernel",
        _bare_transactions,
    ),
    Rule(
        "visibility-required",
        "a public query takes the viewer (Actor) as its first argument",
        _is_query,
        _queries_without_viewer,
    ),
    Rule("no-now", "only kernel.clock reads the clock", lambda path: str(path) != "kernel/clock.py", _clock_reads),
    Rule(
        "no-gather-in-transaction",
        "no task is started while a transaction is open",
        lambda path: path.parts[0] != "tools",
        _tasks_in_transactions,
    ),
    Rule("no-text-in-python", "interface text stands in templates and labels", _is_no_word_list, _texts),
)
