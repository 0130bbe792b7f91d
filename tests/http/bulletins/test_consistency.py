"""The consistency sheet in the browser: beside the text and at the approval; what was looked at is noted (PUB-01)."""

import pytest

from bulletins.commands import articles, issues
from bulletins.queries import articles as article_reads
from bulletins.queries import issues as issue_reads
from bulletins.rules.kinds import Genre
from kernel import db
from tests.http.bulletins.conftest import Site
from tests.simulators.office import DIRECTOR, EDITOR

BODY = "车险70件、寿险52件，共计120件。"


@pytest.mark.requirement("PUB-01")
async def test_a_finding_is_shown_until_somebody_has_looked_and_the_approver_says_why(site: Site) -> None:
    office, kind = site.office, await site.kind()
    text = await office.cleared(EDITOR, {"title": "投诉情况", "body": BODY})
    at = await articles.select(office.call(EDITOR), kind, Genre.SURVEY, [(await office.screened()).id], text)
    for action in ("verify", "finish"):
        at = await articles.act(office.call(EDITOR), at.id, at.version, action, await office.cleared(EDITOR))
    issue = await issues.open_issue(office.call(EDITOR), kind)
    await articles.place(office.call(EDITOR), at.id, at.version, issue.id)
    version = (await issue_reads.record(office.actors[EDITOR], issue.id)).version
    sent = await issues.act(office.call(EDITOR), issue.id, version, "submit", await office.cleared(EDITOR))
    editor, director = await site.as_(EDITOR), await site.as_(DIRECTOR)
    page = await editor.get(f"/articles/{at.id}/consistency")
    assert "各项相加是 122件，总数写的是 120件" in page.text
    refused = await director.post(f"/issues/{sent.id}/approve", version=str(sent.version))
    assert refused.status_code == 422, "a finding nobody has looked at wants a reason"
    article = (await article_reads.show(office.actors[EDITOR], at.id)).card.article
    key = page.text.split('name="finding" value="')[1][:32]
    wrong = await editor.post(f"/articles/{at.id}/consistency", version=str(article.version), finding="f" * 32)
    assert wrong.status_code == 422
    noted = await editor.post(f"/articles/{at.id}/consistency", version=str(article.version), finding=key)
    assert noted.status_code == 303
    assert "看过，文字不改" in (await director.get(f"/issues/{sent.id}")).text
    approved = await director.post(f"/issues/{sent.id}/approve", version=str(sent.version))
    assert approved.status_code == 303
    rows = await db.fetch("SELECT forced FROM step_done WHERE step = 'approval' AND record = $1", sent.id)
    assert [row["forced"] for row in rows] == [False]
