"""The API against its own description: every role, every operation, requests of all kinds.

Nothing may answer 5xx, with a status or a media type that is not documented, or with a body the document does not allow.
Requests are made by schemathesis; they go to the application as the role's browser (or OA system) would send them.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest
import schemathesis.openapi
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks, not_a_server_error
from schemathesis.core.result import Ok

from tests.http.submissions.conftest import Site
from tests.http.submissions.test_oa import CLIENT, System, system

pytestmark = [pytest.mark.thorough, pytest.mark.requirement("SUB-14")]
LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
EXAMPLES = int(os.environ.get("ZHENGXUN_TEST_EXAMPLES", "30")) if LONG else 2
ROLES = (
    "", "oa", "yunlu.xinxi1", "yunlu.qianfa", "yunlu.fenguan", "shaixuan", "bianji1", "jiaodui", "zhuren", "lingdao1",
    "zhiban", "xitong", "baomi", "shenji",
)  # fmt: skip
DAILY = ("", "oa", "yunlu.xinxi1", "yunlu.qianfa", "bianji1", "shenji")
ENDS_SESSION = ("DELETE", "/api/v1/session")
load_all_checks()
HELD: list[Any] = [
    CHECKS.get_one(name)
    for name in ("status_code_conformance", "content_type_conformance", "response_schema_conformance")
]
Ask = Callable[[dict[str, Any]], Coroutine[Any, Any, httpx.Response]]


@dataclass
class Seen:
    """What was asked and what came back."""

    asked: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def note(self, role: str, case: Case[Any], answer: httpx.Response) -> None:
        self.asked += 1
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        for check in (not_a_server_error, *HELD):
            try:
                case.validate_response(answer, checks=[check])
            except BaseExceptionGroup as group:
                said = "; ".join(str(error).splitlines()[0] for error in group.exceptions)
                self.wrong.append(f"{role or 'stranger'} {case.method} {case.path} {answer.status_code}: {said}")


def sent(case: Case[Any], known: UUID | None) -> dict[str, Any]:
    """The request, about a record that is there when one is given."""
    if known is not None and "id" in case.path_parameters:
        case.path_parameters["id"] = str(known)
    given_ = case.as_transport_kwargs(base_url="http://testserver")
    request = {name: given_[name] for name in ("method", "url", "params", "headers") if given_.get(name) is not None}
    if "json" in given_:
        request["json"] = given_["json"]
    elif isinstance(given_.get("data"), (bytes, str)):
        request["content"] = given_["data"]
    return request


async def asker(site: Site, role: str, unit: System) -> Ask:
    if role == "oa":
        client = site.stranger().client

        async def signed(request: dict[str, Any]) -> httpx.Response:
            made = client.build_request(**request)
            target = made.url.raw_path.decode()
            made.headers.update(CLIENT.signed(str(unit.key), unit.secret, made.method, target, made.content))
            return await client.send(made)

        return signed
    browser = await site.as_(role) if role else site.stranger()
    token = await browser.token() if role else ""

    async def ask(request: dict[str, Any]) -> httpx.Response:
        own = {"x-csrf-token": token} if token else {}
        headers = {str(name): str(value) for name, value in dict(request.get("headers") or {}).items()} | own
        return await browser.client.request(**{**request, "headers": headers})

    return ask


async def test_every_answer_is_one_the_document_allows(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("submissions.rules.oa.PER_MINUTE", 1_000_000)
    document = (await site.stranger().get("/api/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(document)
    records = [(await site.bring_to(state)).id for state in ("draft", "submitted", "screened")]
    unit, seen, loop = await system(site), Seen(), asyncio.get_running_loop()
    operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(operations) >= 10

    def run(role: str, ask: Ask) -> None:
        for operation in operations:
            if role and (operation.method.upper(), operation.path) == ENDS_SESSION:
                continue
            cases = st.one_of(
                operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
                operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
            )

            @settings(
                max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=cases, known=st.sampled_from([None, *records]))
            def examine(case: Case[Any], known: UUID | None) -> None:
                request = sent(case, known)
                answer = asyncio.run_coroutine_threadsafe(ask(request), loop).result(60)
                seen.note(role, case, answer)

            examine()

    for role in ROLES if LONG else DAILY:
        await asyncio.to_thread(run, role, await asker(site, role, unit))
    print(seen.asked, dict(sorted(seen.statuses.items())))
    assert sorted(set(seen.wrong)) == []
    assert {200, 401, 403, 404} <= set(seen.statuses)
