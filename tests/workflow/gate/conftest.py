from collections.abc import Iterator

import pytest

from marking import rulebook
from tests.workflow.bulletins.conftest import house, office

__all__ = ["house", "office"]


@pytest.fixture(autouse=True)
def _built_in_rules() -> Iterator[None]:
    """The book of this process is everybody's: what a test put in force goes with it."""
    yield
    rulebook.use(rulebook.BUILT_IN)
