from tests.workflow.identity.conftest import cheap, house

__all__ = ["cheap", "house"]
