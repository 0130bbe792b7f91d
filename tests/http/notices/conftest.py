from tests.http.identity.conftest import site

__all__ = ["site"]
