"""Every rule of tools/lint with what it must find and what it must leave alone."""

import textwrap
from pathlib import Path

import pytest

from tools.lint.base import Source, examine, files
from tools.lint.rules import RULES

# (rule, file, code that must be found on its first line that says "bad", code that must pass)
SAMPLES = [
    ("no-state-write", "submissions/commands.py", "item.state = 'signed'  # bad", "item.title = 'signed'"),
    (
        "no-state-write",
        "bulletins/store.py",
        "SQL = 'UPDATE issue SET pages = 3, state = $2 WHERE id = $1'  # bad",
        "SQL = \"UPDATE issue SET pages = 3 WHERE id = $1 AND state = 'open'\"",
    ),
    (
        "no-state-write",
        "bulletins/store.py",
        "SQL = f'UPDATE {table} SET state = $1'  # bad",
        "SQL = f'SELECT state FROM {table}'",
    ),
    ("no-bare-transaction", "submissions/store.py", "engine.transaction()  # bad", "engine.fetch('SELECT 1')"),
    (
        "visibility-required",
        "submissions/queries.py",
        "async def show(id: UUID) -> Item: ...  # bad",
        "async def show(viewer: Actor, id: UUID) -> Item: ...",
    ),
    (
        "visibility-required",
        "bulletins/queries/issues.py",
        "async def everything() -> list[Item]: ...  # bad",
        "async def _everything() -> list[Item]: ...",
    ),
    ("no-now", "kernel/journal.py", "at = datetime.now(UTC)  # bad", "at = clock.now()"),
    ("no-now", "app/home.py", "day = datetime.date.today()  # bad", "day = clock.local(clock.now()).date()"),
    (
        "no-gather-in-transaction",
        "submissions/commands.py",
        """
        async def send(tx: Tx, id: UUID) -> None:
            await asyncio.gather(one(), two())  # bad
        """,
        """
        async def send(call: Call, id: UUID) -> None:
            await asyncio.gather(one(), two())
        """,
    ),
    ("no-text-in-python", "app/home.py", "title = '待办'  # bad", "title = message('home.title')"),
    ("no-text-in-python", "app/home.py", "title = f'共{n}件'  # bad", "row = Transition('sign', label='签发')"),
    (
        "no-text-in-python",
        "app/home.py",
        "words = {'x': '退回'}  # bad",
        "G = Guard('own', '只有本单位的人能办理', check)",
    ),
    (
        "no-text-in-python",
        "identity/rights.py",
        "class Words:\n    one = '办公厅'  # bad",
        "class Kind(StrEnum):\n    OFFICE = 'office', '办公厅'",
    ),
    ("no-text-in-python", "submissions/rules.py", "PLACE = '省'  # bad", "PLACE = re.compile('省|市')"),
]


def _found(path: str, code: str) -> list[tuple[str, int]]:
    return [(finding.rule.name, finding.line) for finding in examine(Source.of(path, textwrap.dedent(code)), RULES)]


@pytest.mark.parametrize(("rule", "path", "bad", "good"), SAMPLES)
def test_rule_finds_the_bad_line_and_leaves_the_good_one(rule: str, path: str, bad: str, good: str) -> None:
    line = next(number for number, text in enumerate(textwrap.dedent(bad).splitlines(), 1) if "# bad" in text)
    assert _found(path, bad) == [(rule, line)]
    assert _found(path, good) == []


def test_every_rule_has_a_sample() -> None:
    assert {sample[0] for sample in SAMPLES} == {rule.name for rule in RULES}


def test_a_reason_lets_one_line_through_and_no_reason_does_not() -> None:
    assert _found("kernel/log.py", "at = time.time()  # lint: allow no-now - the log line's own stamp") == []
    assert _found("kernel/log.py", "at = time.time()  # lint: allow no-now") == [("no-now", 1)]
    assert _found("kernel/log.py", "at = time.time()  # lint: allow no-state-write - wrong rule") == [("no-now", 1)]


def test_a_whole_file_can_be_let_through() -> None:
    assert _found("app/words.py", "# lint: allow-file no-text-in-python - names of typefaces\nONE = '宋体'\n") == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("kernel/clock.py", "at = datetime.now(UTC)"),
        ("kernel/outbox.py", "db.transaction(SYSTEM)"),
        ("marking/words.py", "LEVEL = '机密'"),
        ("app/demo_data.py", "NAME = '王编辑'"),
    ],
)
def test_rules_stay_out_of_where_they_do_not_belong(path: str, code: str) -> None:
    assert _found(path, code) == []


def test_files_are_read_with_their_path_inside_the_project(tmp_path: Path) -> None:
    (tmp_path / "app" / "deep").mkdir(parents=True)
    (tmp_path / "app" / "deep" / "one.py").write_text("at = 1\n", encoding="utf-8")
    assert [str(source.path) for source in files(tmp_path, ("app", "absent"))] == ["app/deep/one.py"]
