"""Quick PINs, and one compilation of the fake libraries a run."""

from pathlib import Path

import pytest

from crypto.devices import softfile
from tests.simulators import pki


@pytest.fixture(autouse=True)
def _quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(softfile, "SCRYPT", {"n": 16, "r": 8, "p": 1})


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled fakes are kept."""
    return tmp_path_factory.mktemp("libraries")


@pytest.fixture(scope="session")
def house() -> pki.House:
    return pki.house()
