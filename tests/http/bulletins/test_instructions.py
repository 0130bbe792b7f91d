"""Pages of the leaders' staff: a scan no machine can read is declared, let through by another, and then counts."""

import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from kernel import clock, db
from tests.http.bulletins.conftest import Browser, Site
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER

pytestmark = pytest.mark.requirement("PUB-06")


def scan() -> bytes:
    out = BytesIO()
    Image.new("L", (64, 96), 255).save(out, "PNG")
    return out.getvalue()


async def register(browser: Browser, fields: dict[str, str]) -> Any:
    form = {"_csrf": await browser.token(), "_key": uuid4().hex, **fields}
    return await browser.client.post("/instructions", data=form, files=[("scan", ("批示.png", scan()))])


async def test_a_paper_instruction_goes_from_the_scanner_to_the_ledger(site: Site) -> None:
    issue = await site.issue("released")
    editor, director = await site.as_(EDITOR), await site.as_(DIRECTOR)
    fields = {
        "issue": str(issue.id), "leader": str(site.office.actors[LEADER].id), "kind": "praise", "text": "很好，继续抓。",
        "said": clock.local(clock.now()).date().isoformat(),
    }  # fmt: skip
    stopped = await register(editor, fields)
    assert stopped.status_code == 422
    (digests,) = re.findall(r'name="declared" value="([0-9a-f ]+)" form="register"', stopped.text)
    assert 'id="register"' in stopped.text
    assert fields["text"] in stopped.text, "what was typed is still there"
    kept = await register(editor, fields | {"declared": digests, "asked": "1"})
    assert kept.status_code == 303, kept.text[-400:]
    path = kept.headers["location"].split("?")[0]
    page = (await director.get(path)).text
    assert f'action="{path}/release"' in page
    await director.post(f"{path}/release", version="1", declared="1")
    await director.post(f"{path}/vouch", version="2", note="与原件一致")
    await editor.post(f"{path}/settle", version="3", note="已转达")
    row = await db.one("SELECT state, way FROM instruction")
    assert row == {"state": "closed", "way": "paper"}
    for url in (f"{path}/history", "/instructions?way=paper", "/instructions/tidy", "/instructions/ranks"):
        assert (await editor.get(url)).status_code == 200, url
    assert "很好，继续抓。" in (await editor.get(f"{path}/history")).text
    sheet = await editor.post("/instructions/export", way="paper")
    assert sheet.content.startswith(b"PK")
    assert (await (await site.as_(OFFICER)).get(path)).status_code == 404
