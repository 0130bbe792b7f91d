"""Which engine is taken: libcrypto, else gmssl-pyx, else a refusal that says what to do."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crypto import engines, libcrypto, pyx, selftest, sm2
from crypto.errors import EngineMissing

pytestmark = pytest.mark.thorough

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    before = engines.engine()
    yield
    engines.use(before)


def no_library(_path: str) -> libcrypto.Libcrypto:
    raise EngineMissing


def test_libcrypto_comes_first() -> None:
    assert isinstance(engines.find(), libcrypto.Libcrypto)


def test_without_libcrypto_the_fallback_serves_and_passes_the_known_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gmssl_pyx", reason="no wheel for this platform")
    monkeypatch.setattr(libcrypto, "Libcrypto", no_library)
    found = engines.find()
    assert isinstance(found, pyx.Pyx)
    engines.use(found)
    assert set(selftest.run()) == set(selftest.CHECKS)


def test_with_neither_the_refusal_names_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libcrypto, "Libcrypto", no_library)
    monkeypatch.setattr(pyx, "gmssl_pyx", None)
    with pytest.raises(EngineMissing, match="name an OpenSSL"):
        engines.find()


def test_the_program_starts_where_the_wheel_is_missing() -> None:
    code = (
        "import sys; sys.modules['gmssl_pyx'] = None\n"
        "from crypto import engines, selftest\n"
        "selftest.run(); print(engines.engine().version)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("OpenSSL 3")


def test_a_key_stays_with_the_engine_that_loaded_it() -> None:
    pytest.importorskip("gmssl_pyx", reason="no wheel for this platform")
    pair = sm2.generate()
    engines.use(pyx.Pyx())
    pair.public.verify(b"text", pair.sign(b"text"))
    sm2.PublicKey(pair.public.raw).verify(b"text", pair.sign(b"text"))


@pytest.mark.parametrize("made", [libcrypto.find, pyx.Pyx])
def test_one_key_serves_many_threads(made: type[engines.Engine]) -> None:
    try:
        engines.use(made())
    except EngineMissing as missing:
        pytest.skip(str(missing))
    pair = sm2.generate()

    def work(number: int) -> bool:
        text = b"%d" % number
        pair.public.verify(text, pair.sign(text))
        return pair.decrypt(pair.public.encrypt(text)) == text

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(200)))
