"""The browser (found or installed by tools/browser.py), the real service, and the people at it: once for the whole run."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import people, service
from tests.browser.people import House
from tests.browser.service import Service
from tests.browser.story import Story
from tools import browser


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome that starts."""
    return browser.ensure()


@pytest.fixture(scope="session")
def window(chromium: str) -> Iterator[Browser]:
    """One browser process for all tests."""
    with people.chromium(chromium) as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def started(request: pytest.FixtureRequest) -> Iterator[Service | None]:
    """The service, on its way up from the first test on: tests that do not need it use the time."""
    if not any("address" in getattr(item, "fixturenames", ()) for item in request.session.items):
        yield None
        return
    with service.starting() as coming:
        yield coming


@pytest.fixture(scope="session")
def address(started: Service | None) -> str:
    """Where the service answers."""
    assert started
    return started.ready()


@pytest.fixture(scope="session")
def house(window: Browser, address: str) -> Iterator[House]:
    """People with scripts."""
    opened = House(window, address)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def story(house: House) -> Story:
    """The main job; a test asks for as many steps as it needs."""
    return Story(house)


@pytest.fixture(scope="session")
def plain_story(window: Browser, address: str, house: House) -> Iterator[Story]:
    """The same job by people whose browsers run no scripts; only the first of them signs in anew."""
    opened = House(window, address, script=False, lender=house)
    yield Story(opened)
    opened.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """When a test fails, what everyone was looking at is kept where ZHENGXUN_TEST_PICTURES says."""
    report = yield
    folder = os.environ.get("ZHENGXUN_TEST_PICTURES")
    if report.failed and folder and isinstance(item, pytest.Function):
        Path(folder).mkdir(parents=True, exist_ok=True)
        for value in item.funcargs.values():
            house = value.house if isinstance(value, Story) else value
            if isinstance(house, House):
                house.pictures(Path(folder), item.name)
    return report
