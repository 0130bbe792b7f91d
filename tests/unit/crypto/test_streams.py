"""Sealed files: the same form as in memory, bounded memory, and a state machine that rearranges frames."""

import io
import itertools
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from crypto import sm4, streams
from crypto.devices.files import TEMP
from crypto.errors import BadCiphertext, BadKey

pytestmark = pytest.mark.thorough

KEY, HERE = bytes(range(16)), b"here"
SMALL = 64  # bytes of a frame in these tests
HEAD, STEP = 1 + sm4.SALT, SMALL + sm4.TAG


@pytest.fixture(scope="module", autouse=True)
def _small_frames() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sm4, "FRAME", SMALL)
        patch.setattr(streams, "FRAME", SMALL)
        yield


class Drops:
    """A source that gives as little as it likes, as a pipe does."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        self._data, self._sizes = io.BytesIO(data), itertools.cycle(sizes)

    def read(self, size: int, /) -> bytes:
        return self._data.read(min(size, next(self._sizes)))


def sealed(data: bytes, place: bytes = HERE) -> bytes:
    sink = io.BytesIO()
    streams.seal(KEY, io.BytesIO(data), sink, place)
    return sink.getvalue()


def opened(folder: Path, data: bytes, place: bytes = HERE) -> bytes:
    path = folder / "opened"
    try:
        streams.open_to(KEY, io.BytesIO(data), path, place)
        return path.read_bytes()
    finally:
        assert [each.name for each in folder.iterdir() if each.name.startswith(TEMP)] == []
        path.unlink(missing_ok=True)


@given(data=st.binary(max_size=4 * SMALL), sizes=st.lists(st.integers(1, 2 * STEP), min_size=1))
@settings(deadline=None)
def test_what_one_form_seals_the_other_opens(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, sizes: list[int]
) -> None:
    sink, path = io.BytesIO(), tmp_path_factory.getbasetemp() / "opened"
    streams.seal(KEY, Drops(data, sizes), sink, HERE)
    assert sm4.open_framed(KEY, sink.getvalue(), HERE) == data
    streams.open_to(KEY, Drops(sm4.seal_framed(KEY, data, HERE), sizes), path, HERE)
    assert path.read_bytes() == data


@pytest.mark.parametrize("size", [0, 1, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL, 2 * SMALL + 5])
def test_the_length_of_a_sealed_file_at_the_edges(size: int) -> None:
    assert len(sealed(bytes(size))) == HEAD + size + max(1, -(-size // SMALL)) * sm4.TAG


def test_every_cut_and_every_addition_is_refused(tmp_path: Path) -> None:
    whole = sealed(b"x" * (2 * SMALL + 5))
    assert opened(tmp_path, whole) == b"x" * (2 * SMALL + 5)
    for length in range(len(whole)):
        with pytest.raises(BadCiphertext):
            opened(tmp_path, whole[:length])
    for more in (b"\0", bytes(sm4.TAG), bytes(STEP), whole[HEAD:], whole):
        with pytest.raises(BadCiphertext):
            opened(tmp_path, whole + more)


@given(data=st.data())
@settings(deadline=None)
def test_every_bit_counts(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    whole = bytearray(sealed(b"x" * (2 * SMALL + 5)))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadCiphertext):
        opened(tmp_path_factory.mktemp("bits"), bytes(whole))


def test_another_place_or_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCiphertext):
        opened(tmp_path, sealed(b"text"), b"there")
    with pytest.raises(BadKey):
        streams.seal(KEY[:-1], io.BytesIO(b"text"), io.BytesIO(), HERE)
    with pytest.raises(BadCiphertext):
        streams.open_to(sm4.new_key(), io.BytesIO(sealed(b"text")), tmp_path / "opened", HERE)
    assert list(tmp_path.iterdir()) == []


class Machine(RuleBasedStateMachine):
    """Frames of two messages, moved about at will: only the message as it was sealed opens."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.data = b"".join(bytes([number]) * SMALL for number in range(3)) + b"end"
        self.whole, other = sealed(self.data), sealed(self.data)
        self.head, self.frames = self.whole[:HEAD], self._frames(self.whole)
        self.foreign = self._frames(other)

    @staticmethod
    def _frames(message: bytes) -> list[bytes]:
        return [message[at : at + STEP] for at in range(HEAD, len(message), STEP)]

    def _at(self, data: st.DataObject) -> int:
        return data.draw(st.integers(0, len(self.frames) - 1))

    @precondition(lambda self: self.frames)
    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        del self.frames[self._at(data)]

    @precondition(lambda self: self.frames)
    @rule(data=st.data())
    def double(self, data: st.DataObject) -> None:
        at = self._at(data)
        self.frames.insert(at, self.frames[at])

    @precondition(lambda self: len(self.frames) > 1)
    @rule(data=st.data())
    def swap(self, data: st.DataObject) -> None:
        one, two = self._at(data), self._at(data)
        self.frames[one], self.frames[two] = self.frames[two], self.frames[one]

    @precondition(lambda self: self.frames)
    @rule(data=st.data())
    def exchange(self, data: st.DataObject) -> None:
        at = self._at(data)
        self.frames[at] = self.foreign[at % len(self.foreign)]

    @rule()
    def as_sealed(self) -> None:
        self.frames = self._frames(self.whole)

    @invariant()
    def opens_only_as_it_was(self) -> None:
        message, folder = b"".join([self.head, *self.frames]), Path(self.folder.name)
        if message == self.whole:
            assert opened(folder, message) == sm4.open_framed(KEY, message, HERE) == self.data
            return
        with pytest.raises(BadCiphertext):
            opened(folder, message)
        with pytest.raises(BadCiphertext):
            sm4.open_framed(KEY, message, HERE)
        assert list(folder.iterdir()) == []

    def teardown(self) -> None:
        self.folder.cleanup()


def test_moved_frames_never_open() -> None:
    run_state_machine_as_test(Machine, settings=settings(max_examples=40, stateful_step_count=12, deadline=None))


class Watched(io.BytesIO):
    """A source that looks at what has been written each time it is asked for more."""

    def __init__(self, data: bytes, folder: Path) -> None:
        super().__init__(data)
        self.folder, self.seen = folder, set[bytes]()

    def read(self, size: int | None = -1, /) -> bytes:
        self.seen |= {each.read_bytes() for each in self.folder.iterdir()}
        return super().read(size)


def test_no_frame_is_written_before_its_tag_is_checked(tmp_path: Path) -> None:
    # Frames larger than a file buffer, so that what was handed over is there to be seen.
    size = 1 << 16
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sm4, "FRAME", size)
        patch.setattr(streams, "FRAME", size)
        data = b"".join(bytes([number]) * size for number in range(1, 5))
        whole = bytearray(sealed(data))
        whole[HEAD + 2 * (size + sm4.TAG) + 9] ^= 1  # in the third frame
        source = Watched(bytes(whole), tmp_path)
        with pytest.raises(BadCiphertext):
            streams.open_to(KEY, source, tmp_path / "opened", HERE)
    assert max(source.seen, key=len) == data[: 2 * size]
    assert all(data.startswith(each) for each in source.seen)
    assert list(tmp_path.iterdir()) == []


class Failing(io.BytesIO):
    """A source whose medium breaks half-way."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > STEP:
            raise OSError
        return super().read(size)


def test_a_failing_source_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "opened"
    path.write_bytes(b"old")
    with pytest.raises(OSError):  # noqa: PT011 - whatever the medium says
        streams.open_to(KEY, Failing(sealed(bytes(9 * SMALL))), path, HERE)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


class Zeros:
    """As many zero bytes as asked for, without keeping them."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int, /) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


def test_memory_stays_at_a_few_frames(tmp_path: Path) -> None:
    size, mib = 24 << 20, 1 << 20
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sm4, "FRAME", mib)
        patch.setattr(streams, "FRAME", mib)
        tracemalloc.start()
        try:
            with (tmp_path / "sealed").open("wb") as sink:
                streams.seal(KEY, Zeros(size), sink, HERE)
            with (tmp_path / "sealed").open("rb") as source:
                streams.open_to(KEY, source, tmp_path / "opened", HERE)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert (tmp_path / "opened").stat().st_size == size
    assert mib < peak < 8 * mib
