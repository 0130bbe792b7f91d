"""The browser: found or installed by tools/browser.py; without one these tests fail with what to install."""

import pytest

from tools import browser


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome that starts."""
    return browser.ensure()
