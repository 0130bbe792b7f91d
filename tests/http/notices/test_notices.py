import re
from uuid import UUID

from identity import queries as identity
from kernel.actor import SYSTEM, Call
from notices.commands import telling as commands
from tests.http.identity.site import Site

RECORD = UUID(int=77)


async def test_a_notice_is_shown_opened_and_marked_read_by_its_owner_only(site: Site) -> None:
    (system,) = await identity.holders(SYSTEM, "account:system:apply")
    signers = await identity.holders(SYSTEM, "submission:own:sign")
    for _ in range(2):
        await commands.tell(
            Call(await identity.actor_of(system)), "submission.return", "submission", RECORD, signers[:1]
        )
    names = await identity.names(SYSTEM, signers[:1])
    login = next(row.login for row in site.accounts if row.name == names[signers[0]])
    mine = await site.as_(login)
    other = await site.as_(next(row.login for row in site.accounts if row.role_label == "校对"))
    page = (await mine.get("/notices")).text
    assert "有 2 条未读" in page
    first, second = dict.fromkeys(re.findall(r'action="(/notices/[0-9a-f-]+/read)"', page))
    assert (await other.post(first)).status_code == 404
    opened = await mine.post(first, go="1")
    assert (opened.status_code, opened.headers["location"]) == (303, f"/submissions/{RECORD}")
    assert (await mine.post(second)).headers["location"] == "/notices"
    assert "没有未读的通知" in (await mine.get("/notices")).text
    assert (await mine.post("/notices/read")).status_code == 303
    assert (await mine.post("/notices/mail", mail="0")).status_code == 303
    assert "现在：不发邮件" in (await mine.get("/notices")).text
