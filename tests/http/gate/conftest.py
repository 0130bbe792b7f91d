from collections.abc import Iterator

import pytest

from marking import rulebook
from tests.http.submissions.conftest import house, site

__all__ = ["house", "site"]


@pytest.fixture(autouse=True)
def _built_in_rules() -> Iterator[None]:
    """The book of this process is everybody's: what a test put in force goes with it."""
    yield
    rulebook.use(rulebook.BUILT_IN)
