import pytest

from tests.http.identity.site import Site

SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR = "xitong", "baomi", "shenji"
EVERYBODY = {"/me", "/password", "/book", "/notices"}
OF = {
    SYSTEM_ADMIN: {
        "/admin",
        "/admin/accounts",
        "/admin/accounts/new",
        "/admin/roles",
        "/admin/units",
        "/admin/units/new",
        "/admin/outbox",
    },
    SECURITY_ADMIN: {"/admin", "/admin/accounts", "/admin/roles"},
    AUDITOR: {"/admin", "/admin/accounts", "/admin/roles", "/admin/journal"},
    "bianji1": set(),
    "yunlu.xinxi1": set(),
}
ALL = EVERYBODY.union(*OF.values())


@pytest.mark.requirement("SEC-03")
async def test_each_page_opens_for_those_whose_right_it_is_and_for_nobody_else(site: Site) -> None:
    for login, own in OF.items():
        browser = await site.as_(login)
        for url in sorted(ALL):
            answer = await browser.get(url)
            expected = 200 if url in EVERYBODY | own else 403
            assert answer.status_code == expected, (login, url, answer.text[-600:])


async def test_a_visitor_is_sent_to_the_door_and_leaves_no_session(site: Site) -> None:
    browser = site.browser()
    for url in sorted(ALL):
        answer = await browser.get(url)
        assert answer.status_code == 303, url
        assert answer.headers["location"].startswith("/sign-in?next="), url
    assert (await browser.get("/sign-in")).status_code == 200
    assert not browser.client.cookies
