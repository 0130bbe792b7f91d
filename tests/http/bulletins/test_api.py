import json

from tests.http.bulletins.conftest import Site
from tests.simulators.office import EDITOR, LEADER, OFFICER

DOCUMENTED = ("/api/v1/issues", "/api/v1/issues/{id}", "/api/v1/instructions")


async def test_issues_as_json_for_the_office_only(site: Site) -> None:
    at = await site.issue("released")
    editor = await site.as_(EDITOR)
    listed = (await editor.get("/api/v1/issues?state=released")).json()
    assert [(item["id"], item["state"], item["number"]) for item in listed["items"]] == [(str(at.id), "released", 1)]
    assert (await editor.get("/api/v1/issues?state=compiling")).json()["items"] == []
    whole = (await editor.get(f"/api/v1/issues/{at.id}")).json()
    assert whole["articles"][0]["markdown"] == site.office.words.article_body
    assert len(bytes.fromhex(whole["pdf_sm3"])) == 32
    for login in (LEADER, OFFICER):
        refused = await (await site.as_(login)).get(f"/api/v1/issues/{at.id}")
        assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    unknown = await editor.get(f"/api/v1/issues/{site.office.actors[EDITOR].id}")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:zhengxun:problem:not_found")
    assert (await site.stranger().get("/api/v1/issues")).status_code == 401
    assert (await editor.get("/api/v1/issues/none")).status_code == 404
    assert (await editor.get("/api/v1/issues?before=none")).status_code == 400


async def test_instructions_as_json_are_those_the_caller_may_see(site: Site) -> None:
    at = await site.instruction("routed")
    for login, sees in ((EDITOR, 1), (LEADER, 1), (OFFICER, 1), ("guizhou.xinxi1", 0), ("lingdao2", 0)):
        items = (await (await site.as_(login)).get("/api/v1/instructions")).json()["items"]
        assert [item["id"] for item in items] == [str(at.id)] * sees, login
    assert (await (await site.as_("shenji")).get("/api/v1/instructions")).status_code == 403


async def test_the_document_lists_every_error(site: Site) -> None:
    document = json.loads((await (await site.as_(EDITOR)).get("/api/openapi.json")).text)
    for path in DOCUMENTED:
        answers = set(document["paths"][path]["get"]["responses"])
        assert {"200", "400", "401", "403"} <= answers, path
    assert "404" in document["paths"]["/api/v1/issues/{id}"]["get"]["responses"]
