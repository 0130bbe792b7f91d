"""About the whole product: every route is guarded, every form checked, every promise has a consumer, every table a migration."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from openapi_spec_validator import validate

from app import checks, main, settings, templating
from app.tables import TABLES
from kernel import flowdocs
from kernel.db import REGISTRY
from kernel.errors import Refusal
from kernel.outbox import HANDLERS
from kernel.postgres import Cluster
from kernel.workflow import Workflow
from workers.loop import CONSUMERS

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "agent",
    "app",
    "archive",
    "bulletins",
    "gate",
    "identity",
    "kernel",
    "marking",
    "notices",
    "submissions",
    "typeset",
    "workers",
)
TABLE_OF = {table._meta.tablename: table for table in TABLES}
PUBLIC_OPERATIONS = {"ApiV1SessionStart", "ApiV1DevicePresencePresent", "ApiV1DeviceGoneGone"}
STATE_TABLES = {
    "submission": "submission", "article": "article", "issue": "issue", "delivery": "delivery", "instruction": "instruction",
    "device_binding": "device_binding", "hold": "hold", "assignment_order": "assignment", "assignment": "assignment_task",
}  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    return main.build(settings.Settings(data=tmp_path_factory.mktemp("data")), "postgresql://nowhere", opened=True)


def handlers(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if handler.http_methods != {"OPTIONS"}:  # answered by Litestar itself
                yield route.path, handler


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.requirement("SEC-03")
def test_every_route_names_its_right_or_is_public(app: Litestar) -> None:
    open_doors = {
        path for path, handler in handlers(app) if not handler.resolve_guards() and not handler.opt.get("public")
    }  # fmt: skip
    assert (
        open_doors - {"/api", "/api/{path:str}", "/api/openapi.json"} == set()
    )  # the API's own description holds nothing
    public = {path for path, handler in handlers(app) if handler.opt.get("public")}
    assert public <= {
        "/health/live", "/health/ready", "/large-text", "/sign-in", "/static", "/static/{file_path:path}", "/sign-out",
        "/password", "/api/v1/session", "/sign-in/device", "/sign-in/device/answer", "/api/v1/device/presence",
        "/api/v1/device/gone", "/notices/sms/receipts", "/apply", "/apply/state", "/leader/shell",
        "/api/v1/oa/lists", "/api/v1/oa/submissions", "/api/v1/oa/submissions/{id:uuid}",  # the signature says who it is
    }, public  # fmt: skip


def test_every_writing_route_checks_the_form_token(app: Litestar) -> None:
    unchecked = {
        path for path, handler in handlers(app)
        if handler.http_methods & {"POST", "PUT", "PATCH", "DELETE"} and not handler.opt.get("public")
        and not {"form", "call"} & set(handler.parsed_fn_signature.parameters)
    }  # fmt: skip
    assert unchecked == set()


def test_nothing_is_written_by_reading(app: Litestar) -> None:
    forms = {
        path for path, handler in handlers(app) if "GET" in handler.http_methods
        and {"form", "call"} & set(handler.parsed_fn_signature.parameters)
    }  # fmt: skip
    assert forms == set()


def test_every_promised_topic_has_a_consumer_and_every_consumer_a_promise() -> None:
    assert CONSUMERS
    promised = {topic for workflow in checks.workflows() for row in workflow.transitions for topic in row.then}
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "promise":
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    promised.add(first.value)
    # A clock's topic is made of the kind of its record (kernel/clocks.py).
    consumed = {topic for topic in HANDLERS if not topic.startswith(("test.", "clock."))}
    assert promised - consumed == set()
    unpromised = consumed - promised
    text = "\n".join(path.read_text(encoding="utf-8") for path, _ in sources())
    assert {topic for topic in unpromised if text.count(f'"{topic}"') < 2} == set()  # promised through a named constant


def refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for each in base.__subclasses__():
        yield each
        yield from refusals(each)


def test_every_refusal_has_a_sentence() -> None:
    known = templating.messages()
    own = {each.code for each in refusals() if each.__module__.split(".")[0] in PACKAGES}
    assert {code for code in own if code not in known} == set()
    assert len(own) > 20


def test_every_flash_has_a_sentence() -> None:
    said = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "done":
                said |= {
                    a.value for a in node.args[2:3] if isinstance(a, ast.Constant) and isinstance(a.value, str)
                } - {""}
    known = templating.messages()
    assert {code for code in said if f"flash.{code}" not in known and code not in known} == set()
    assert len(said) > 5


def test_every_template_compiles() -> None:
    environment = templating.environment()
    names = [name for name in environment.list_templates() if name.endswith((".html", ".txt", ".md", ".json"))]
    for name in names:
        environment.get_template(name)
    assert len(names) > 40


def test_flow_document_is_fresh() -> None:
    written = (ROOT / "docs" / "flow.md").read_text(encoding="utf-8")
    assert written == flowdocs.document(checks.workflows(), checks.role_names()), "run `make flow-docs`"


def test_workflow_names_are_used_once() -> None:
    names = [workflow.record for workflow in checks.workflows()]
    assert len(set(names)) == len(names)
    assert len(REGISTRY) > 30


def test_the_api_document_is_valid_and_lists_errors(app: Litestar) -> None:
    document = app.openapi_schema.to_schema()
    assert document["openapi"].startswith("3.1")
    validate(document)
    operations = [op for path in document["paths"].values() for op in path.values() if isinstance(op, dict)]
    assert len(operations) >= 6
    for operation in operations:
        wanted = {"403", "503"} if operation["operationId"] in PUBLIC_OPERATIONS else {"401", "503"}
        assert wanted <= set(operation["responses"]), operation["operationId"]


async def columns(database: Cluster) -> dict[str, dict[str, bool]]:
    connection = await asyncpg.connect(database.owner_dsn)
    try:
        rows = await connection.fetch(
            "SELECT table_name, column_name, is_nullable FROM information_schema.columns WHERE table_schema = 'public'"
        )
    finally:
        await connection.close()
    found: dict[str, dict[str, bool]] = {}
    for row in rows:
        found.setdefault(row["table_name"], {})[row["column_name"]] = row["is_nullable"] == "YES"
    found.pop("migration", None)
    return {name: nullable for name, nullable in found.items() if not name.startswith("test_")}


async def test_tables_and_migrations_say_the_same(database: Cluster) -> None:
    stored = await columns(database)
    declared = {
        table._meta.tablename: {column._meta.db_column_name: bool(column._meta.null) for column in table._meta.columns}
        for table in TABLES
    }
    for table in TABLES:  # Piccolo gives a table an `id` of its own where none is declared as key
        if table._meta.primary_key._meta.name == "id" and "id" not in stored.get(table._meta.tablename, {}):
            declared[table._meta.tablename].pop("id", None)
    assert declared.keys() == stored.keys()
    for name, nullable in declared.items():
        assert nullable.keys() == stored[name].keys(), name
        keys = {column._meta.db_column_name for column in TABLE_OF[name]._meta.foreign_key_columns}
        for column, null in nullable.items():  # Piccolo calls every foreign key nullable unless told otherwise
            assert column in keys or null == stored[name][column], f"{name}.{column}"


async def test_state_columns_are_held_to_the_workflows(database: Cluster) -> None:
    by_record: dict[str, Workflow] = {workflow.record: workflow for workflow in checks.workflows()}
    connection = await asyncpg.connect(database.owner_dsn)
    try:
        rows = await connection.fetch(
            "SELECT relname, pg_get_constraintdef(c.oid) AS definition FROM pg_constraint c"
            " JOIN pg_class t ON t.oid = c.conrelid WHERE contype = 'c'"
        )
    finally:
        await connection.close()
    for record, table in STATE_TABLES.items():
        listed = [
            set(re.findall(r"'([a-z_]+)'", row["definition"])) for row in rows
            if row["relname"] == table and re.match(r"CHECK \(\(+state", row["definition"])
        ]  # fmt: skip
        assert {state.value for state in by_record[record].states} in listed, record
