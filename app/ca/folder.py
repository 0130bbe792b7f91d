"""The folder of the own authority, and the trust folder it publishes to.

- `root/` and `issuing/`: a key device each, in a file or, where the key is in a token or card, its address; `root/` is
  meant to be taken out and locked away. `register.jsonl`: what was issued. `lists/`: the newest list of each authority.
- A device is open for one act and locked again.
- One writer at a time (a lock); the register is written before anything is handed out or published.
- In the trust folder a certificate is named by its fingerprint, a list by its issuer's key: the newer replaces the older.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.ca import register
from app.ca.register import Entry, Issued, Withdrawn
from app.handling import device_words
from crypto.certificates import revocation, trust
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import Role
from crypto.certificates.revocation import RevocationList
from crypto.certificates.signer import Signer
from crypto.devices import registry
from crypto.devices.base import Device, Driver
from crypto.devices.files import locked, make_folder, write_durably
from crypto.devices.software import SoftwareDevice
from kernel.errors import StartRefused

REGISTER, LOCK, DEVICE, ADDRESS = "register.jsonl", ".lock", "device.json", "address"
AUTHORITIES = (Role.ROOT, Role.ISSUING)


@dataclass(slots=True)
class Book:
    """The register, read."""

    issued: list[Issued] = field(default_factory=list)
    withdrawn: dict[int, Withdrawn] = field(default_factory=dict)
    numbers: dict[Role, int] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """One more entry."""
        if isinstance(entry, Issued):
            self.issued.append(entry)
        elif isinstance(entry, Withdrawn):
            self.withdrawn.setdefault(entry.revoked.serial, entry)
        else:
            self.numbers[entry.issuer] = entry.number

    def authority(self, role: Role) -> Certificate:
        """The authority's newest certificate."""
        return next(each.certificate for each in reversed(self.issued) if each.role is role)

    def find(self, serial: str) -> Issued:
        """By serial number or the beginning of one. Raises StartRefused when it is none, or more than one."""
        wanted = serial.lower().replace(":", "").replace(" ", "").lstrip("0")
        found = [each for each in self.issued if wanted and f"{each.certificate.serial:x}".startswith(wanted)]
        if len(found) != 1:
            raise StartRefused("ca.many_serials" if found else "ca.no_serial", serial=serial)
        return found[0]

    def together(self, entry: Issued) -> list[Issued]:
        """The certificate and its partner: both of a holder's double."""
        serials = {entry.certificate.serial, entry.partner}
        return [each for each in self.issued if each.certificate.serial in serials or each.partner in serials - {0}]

    def of_same_keys(self, entry: Issued) -> list[Issued]:
        """All that stands and falls with the certificate: its partner, and every renewal over the same keys."""
        keys = {each.certificate.public_key for each in self.together(entry)}
        found = [each for each in self.issued if each.certificate.public_key in keys]
        return [each for each in found if each.certificate.serial not in self.withdrawn]

    def standing(self) -> list[Issued]:
        """Neither revoked nor followed by a renewal of the same name and key."""
        newest = {(each.role, each.certificate.subject_der, each.certificate.public_key): each for each in self.issued}
        return [each for each in newest.values() if each.certificate.serial not in self.withdrawn]

    def namesakes(self, subject: bytes, role: Role) -> list[Issued]:
        """What stands already under a name."""
        return [each for each in self.standing() if each.role is role and each.certificate.subject_der == subject]

    def lines_of(self, issuer: Role) -> list[revocation.Revoked]:
        """What the authority's next list says."""
        return [each.revoked for each in self.withdrawn.values() if each.issuer is issuer]


class Ca:
    """The folder."""

    def __init__(self, path: Path, root_folder: Path | None = None) -> None:
        self.path, self._root = path, root_folder or path / Role.ROOT

    @contextmanager
    def locked(self) -> Iterator[Book]:
        """Alone with the folder; the register as it is now. Raises StartRefused where there is no authority."""
        if not (self.path / REGISTER).is_file():
            raise StartRefused("ca.none", path=str(self.path))
        with locked(self.path / LOCK):
            yield self.book()

    def book(self) -> Book:
        """The register. Raises StartRefused."""
        if not (self.path / REGISTER).is_file():
            raise StartRefused("ca.none", path=str(self.path))
        book = Book()
        for entry in register.read(self.path / REGISTER):
            book.take(entry)
        return book

    def record(self, entries: Sequence[Entry], at: datetime) -> None:
        """Write down; afterwards it may be handed out."""
        register.append(self.path / REGISTER, entries, at)

    def make_device(self, role: Role, pin: str, address: str = "") -> Device:
        """A new key in a file, or the key of the device at `address`. Raises StartRefused."""
        folder = self._folder(role)
        if address:
            make_folder(folder)
            write_durably(folder / ADDRESS, address.encode())
            return self._opened(role, pin)
        with device_words():
            return SoftwareDevice.create(folder / DEVICE, pin)

    @contextmanager
    def signer(self, role: Role, book: Book, pin: str) -> Iterator[Signer]:
        """The authority, its device open meanwhile. Raises StartRefused."""
        device = self._opened(role, pin)
        try:
            certificate = book.authority(role)
            if device.public_key != certificate.public_key:
                raise StartRefused("ca.other_device", path=str(self._folder(role)))
            with device_words():
                yield Signer(certificate, device.sign)
        finally:
            device.close()

    def keep_list(self, role: Role, made: RevocationList) -> None:
        """The newest list of an authority."""
        make_folder(self.path / trust.LISTS)
        write_durably(self._list(role), made.der)

    def list_of(self, role: Role) -> RevocationList | None:
        """The newest list; None before the first."""
        file = self._list(role)
        return revocation.load(file.read_bytes()) if file.is_file() else None

    def _opened(self, role: Role, pin: str) -> Device:
        folder = self._folder(role)
        if not (folder / DEVICE).is_file() and not (folder / ADDRESS).is_file():
            raise StartRefused("ca.device_away", path=str(folder))
        with device_words():
            return unlocked(address(folder), folder, pin)

    def _folder(self, role: Role) -> Path:
        return self._root if role is Role.ROOT else self.path / role

    def _list(self, role: Role) -> Path:
        return self.path / trust.LISTS / f"{role}.crl"


def address(folder: Path) -> str:
    """Where the device of an authority is."""
    file = folder / ADDRESS
    return file.read_text(encoding="utf-8").strip() if file.is_file() else f"{Driver.SOFTWARE}:{folder / DEVICE}"


def unlocked(where: str, folder: Path, pin: str) -> Device:
    """The device at an address, opened with its PIN. Raises DeviceError."""
    device = registry.open(registry.parse(where), folder=folder)
    try:
        device.unlock(pin)
    except BaseException:
        device.close()
        raise
    return device


def publish(folder: Path, add: trust.Trust) -> None:
    """Put certificates and lists into a trust folder; an older list of the same key is replaced, a newer one stays."""
    kinds = {trust.ROOTS: add.roots, trust.INTERMEDIATES: add.intermediates, trust.MAKERS: add.makers}
    for name, certificates in kinds.items():
        for each in certificates:
            make_folder(folder / name)
            write_durably(folder / name / f"{each.fingerprint[:16]}.cer", each.pem())
    for made in add.lists:
        make_folder(folder / trust.LISTS)
        file = folder / trust.LISTS / f"{(made.issuer_key_id or made.issuer_der[-20:]).hex()}.crl"
        older = revocation.load(file.read_bytes()) if file.is_file() else None
        if revocation.newest([each for each in (older, made) if each]) is made:
            write_durably(file, made.der)
