from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from kernel import db
from tests.http.submissions.conftest import BODY, FORM, Browser, Site, version_of

OFFICER, SIGNER, SCREENER, OTHER = "yunlu.xinxi1", "yunlu.qianfa", "shaixuan", "canglang.xinxi1"
API = "/api/v1/submissions"
NEW = {name: FORM[name] for name in ("title", "body", "category", "urgency", "genre")}


async def post(browser: Browser, url: str, body: Mapping[str, object], key: str = "") -> tuple[int, dict[str, Any]]:
    headers = {"x-csrf-token": await browser.token()} | ({"idempotency-key": key} if key else {})
    answer = await browser.client.post(url, json=body, headers=headers)
    return answer.status_code, answer.json()


async def test_a_submission_goes_its_way_through_the_api(site: Site) -> None:
    officer, signer, screener = [await site.as_(login) for login in (OFFICER, SIGNER, SCREENER)]
    status, made = await post(officer, API, NEW, "key-1")
    assert (status, made["version"], made["state"]) == (201, 1, "draft")
    assert (await post(officer, API, NEW, "key-1"))[1] == made
    url, version = f"{API}/{made['id']}", 1
    for browser, action in ((officer, "request_sign"), (signer, "sign_off"), (officer, "submit"), (screener, "accept")):
        whole = (await browser.get(url)).json()
        assert action in whole["actions"]
        status, moved = await post(browser, f"{url}/acts", {"action": action, "version": version})
        assert (status, moved["version"]) == (200, version + 1)
        version += 1
    whole = (await screener.get(url)).json()
    assert (whole["body"], whole["row"]["state"]) == (BODY, "screened")
    listed = (await screener.get(f"{API}?state=screened&q=车险")).json()
    assert [row["number"] for row in listed["items"]] == [whole["row"]["number"]]


async def test_every_refusal_is_a_documented_problem(site: Site) -> None:
    at = await site.bring_to("submitted")
    url = f"{API}/{at.id}"
    officer, screener, other = [await site.as_(login) for login in (OFFICER, SCREENER, OTHER)]
    act = {"action": "accept", "version": at.version}
    found = {
        "stranger": (await site.stranger().get(url)).status_code,
        "other unit": (await other.get(url)).status_code,
        "auditor": (await (await site.as_("shenji")).get(API)).status_code,
        "no token": (await screener.client.post(f"{url}/acts", json=act)).status_code,
        "no right": (await post(officer, f"{url}/acts", act))[0],
        "stale": (await post(screener, f"{url}/acts", act | {"version": 1}))[0],
        "wrong state": (await post(screener, f"{url}/acts", act | {"action": "close"}))[0],
        "no such act": (await post(screener, f"{url}/acts", act | {"action": "eat"}))[0],
        "no note": (await post(screener, f"{url}/acts", act | {"action": "return", "code": "facts"}))[0],
        "wrong code": (await post(screener, f"{url}/acts", act | {"action": "return", "code": "x", "note": "y"}))[0],
        "unknown field": (await post(officer, API, NEW | {"evil": 1}))[0],
        "wrong choice": (await post(officer, API, NEW | {"genre": "poem"}))[0],
        "marking": (await post(officer, API, NEW | {"title": "机密★5年"}))[0],
        "screener writes": (await post(screener, API, NEW))[0],
        "short query": (await officer.get(f"{API}?q=车")).status_code,
        "not there": (await officer.get(f"{API}/{uuid4()}")).status_code,
    }
    assert found == {
        "stranger": 401, "other unit": 404, "auditor": 403, "no token": 403, "no right": 403, "stale": 409,
        "wrong state": 409, "no such act": 404, "no note": 422, "wrong code": 422, "unknown field": 400,
        "wrong choice": 422, "marking": 422, "screener writes": 403, "short query": 422, "not there": 404,
    }  # fmt: skip
    assert await version_of(at.id) == at.version
    assert len(await db.fetch("SELECT 1 FROM submission")) == 1
    paths = (await officer.get("/api/openapi.json")).json()["paths"]
    assert {"400", "401", "403", "409", "413", "422"} <= set(paths[API]["post"]["responses"])
    assert {"401", "403", "404", "409", "422"} <= set(paths[f"{API}/{{id}}/acts"]["post"]["responses"])


async def test_a_problem_says_what_is_wrong_with_which_field(site: Site) -> None:
    officer = await site.as_(OFFICER)
    status, problem = await post(officer, API, NEW | {"category": "instruction", "urgency": "now"})
    assert status == 422
    assert problem["type"] == "urn:zhengxun:problem:invalid"
    assert set(problem["errors"]) == {"urgency", "learned"}
