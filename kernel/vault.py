"""The vault: content at rest is sealed, and the keys to it come from a device outside the database.

- Each record has one data key, made before the record's row and stored only wrapped by the device's key-encryption key.
- A sealed value is bound to its format version, its record and its field: moved elsewhere it does not open.
- Damaged, foreign or erased content is a typed refusal, never an empty text.
- Keys for other purposes (blind index, codes, form tokens) are derived in the device, one per purpose, never stored.
- Erasing a record's content is deleting its data key and its search rows. Copies in older backups keep the wrapped key
  for as long as the backup and its key-encryption key exist.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from crypto import sm4
from crypto.devices.base import Module, Wrapped
from crypto.errors import BadCiphertext, DeviceError, UnknownKey
from kernel import db
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Tx, command
from kernel.errors import Refusal, Unavailable

FORMAT = b"\x01"
JOURNAL_ID = UUID(int=0)


class VaultError(Refusal):
    """Base: content cannot be shown, and why."""

    code = "content_unreadable"
    status = 503


class ContentDamaged(VaultError):
    """The stored bytes or their key were altered, belong elsewhere, or were sealed by a device that is not this one."""

    code = "content_damaged"


class ContentErased(VaultError):
    """The data key is gone: the content was destroyed on purpose, or never kept."""

    code = "content_erased"
    status = 410


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Box:
    """A record's opened data key."""

    owner: UUID
    kind: str
    wrapped: Wrapped
    key: bytes

    def seal(self, field: str, text: str) -> bytes:
        """A text for the column of `field`."""
        return sm4.seal(self.key, text.encode(), self._place(field))

    def open(self, field: str, sealed: bytes) -> str:
        """The text. Raises ContentDamaged."""
        with _damage():
            return sm4.open(self.key, sealed, self._place(field)).decode()

    def seal_bytes(self, field: str, data: bytes) -> bytes:
        """Bytes of any length, in frames. Slow work for large ones: call it in a thread."""
        return sm4.seal_framed(self.key, data, self._place(field))

    def open_bytes(self, field: str, sealed: bytes) -> bytes:
        """The bytes, all of them genuine. Raises ContentDamaged."""
        with _damage():
            return sm4.open_framed(self.key, sealed, self._place(field))

    def _place(self, field: str) -> bytes:
        return FORMAT + self.owner.bytes + field.encode()


class _Installed:
    device: Module | None = None


def install(device: Module | None) -> None:
    """Take this device; None closes the vault."""
    _Installed.device = device


def device() -> Module:
    """The device in use. Raises Unavailable while none is open."""
    if _Installed.device is None:
        raise Unavailable(part="device")
    return _Installed.device


def derive(purpose: str) -> bytes:
    """32 bytes for one purpose, the same after every restart and key rotation, never stored."""
    with _device_errors():
        return device().derive(purpose)


def mint(owner: UUID, kind: str = "record") -> Box:
    """A new data key for the record `owner`; keep() must store it in the transaction that stores what it seals."""
    key = sm4.new_key()
    with _device_errors():
        return Box(owner, kind, device().wrap(key), key)


async def keep(tx: Tx, box: Box) -> None:
    """Store the wrapped key."""
    await tx.run(
        "INSERT INTO data_key (owner, kind, wrapped, kek, created) VALUES ($1, $2, $3, $4, $5)",
        box.owner, box.kind, box.wrapped.sealed, box.wrapped.kek, tx.now,
    )  # fmt: skip


async def box(owner: UUID) -> Box:
    """The record's key, opened. Raises ContentErased, ContentDamaged; inside a command it sees a key kept there."""
    found = await boxes((owner,))
    if owner not in found:
        raise ContentErased
    return found[owner]


async def boxes(owners: Iterable[UUID]) -> dict[UUID, Box]:
    """The keys of many records; erased ones are left out. Raises ContentDamaged."""
    wanted = list(owners)
    if not wanted:
        return {}
    rows = await db.fetch("SELECT owner, kind, wrapped, kek FROM data_key WHERE owner = ANY($1)", wanted)
    return {row["owner"]: _opened(row) for row in rows}


async def destroy(tx: Tx, owner: UUID) -> None:
    """Erase a record's content: without the key, every sealed column and file of it is noise. Search rows go too."""
    await tx.run("DELETE FROM data_key WHERE owner = $1", owner)
    await tx.run("DELETE FROM search_row WHERE owner = $1", owner)


async def rewrap(limit: int = 500) -> int:
    """Put up to `limit` data keys under the device's newest key-encryption key; returns how many. 0 = done."""
    done = await _rewrap(Call(SYSTEM), limit)
    return int(done.more["moved"])


@command("vault.rewrap")
async def _rewrap(tx: Tx, limit: int) -> Done:
    with _device_errors():
        newest = device().newest
    rows = await tx.fetch(
        "SELECT owner, kind, wrapped, kek FROM data_key WHERE kek <> $1 ORDER BY owner LIMIT $2 FOR UPDATE SKIP LOCKED",
        newest, limit,
    )  # fmt: skip
    for row in rows:
        with _device_errors():
            again = device().wrap(_opened(row).key)
        columns = (row["owner"], again.sealed, again.kek)
        await tx.run("UPDATE data_key SET wrapped = $2, kek = $3 WHERE owner = $1", *columns)
    if rows:
        tx.record("vault", JOURNAL_ID, "rewrap", target=newest)
    return Done(JOURNAL_ID, more={"moved": str(len(rows))})


def _opened(row: db.Row) -> Box:
    wrapped = Wrapped(row["kek"], bytes(row["wrapped"]))
    with _device_errors(), _damage():
        return Box(row["owner"], row["kind"], wrapped, device().unwrap(wrapped))


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (BadCiphertext, UnknownKey) as error:
        raise ContentDamaged from error


@contextmanager
def _device_errors() -> Iterator[None]:
    try:
        yield
    except DeviceError as error:
        raise Unavailable(part="device") from error
