"""The acts of the own authority: found it, certify, renew, revoke, make lists; each writes the register first.

- Nothing is signed before the register of the day is read under the lock, and nothing leaves before it is written.
- A key is certified once; a second request for it under another name is refused, the same holder is renewed instead.
- A revocation takes every certificate of the same keys with it: what is lost is the device, not one certificate.
- What is revoked is published at once: the new list goes to the trust folder in the same act.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from app.ca.folder import AUTHORITIES, Book, Ca
from app.ca.register import Issued, Listed, Withdrawn
from app.handling import device_words
from app.verify.words import clean
from crypto.certificates import authority, profiles
from crypto.certificates.authority import Order
from crypto.certificates.build import new_serial
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import Role
from crypto.certificates.requests import Request
from crypto.certificates.revocation import Revoked, Why
from crypto.certificates.signer import Signer
from crypto.certificates.trust import Trust
from crypto.devices.base import Device
from crypto.devices.files import make_folder, sync_folder, write_durably
from crypto.errors import BadCertificate
from kernel import clock
from kernel.errors import StartRefused

BACKDATED = timedelta(minutes=5)  # clocks of other machines may be a little behind
FILES = {Role.ROOT: "root", Role.ISSUING: "issuing", Role.ENCRYPTION: "encrypt"}  # every holder's own key: SIGN
SIGN = "sign"
SHORT = 8  # digits of a serial number that name a folder


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the two devices, and where they are; made in the folder where no address is given."""

    root_pin: str
    issuing_pin: str
    root_address: str = ""
    issuing_address: str = ""


def found(path: Path, root_folder: Path | None, names: tuple[x509.Name, x509.Name], keys: Keys) -> Book:
    """A root and an issuing authority, in a folder that is there whole or not at all. Raises StartRefused."""
    for each in filter(None, (path, root_folder)):
        if each.exists() and any(each.iterdir()):
            raise StartRefused("ca.exists", path=str(each))
    make_folder(path.parent)
    work = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    ca = Ca(work)
    try:
        with (
            closing(ca.make_device(Role.ROOT, keys.root_pin, keys.root_address)) as root_key,
            closing(ca.make_device(Role.ISSUING, keys.issuing_pin, keys.issuing_address)) as issuing_key,
            device_words(),
        ):
            if root_key.public_key == issuing_key.public_key:
                raise StartRefused("ca.same_device")
            _founded(ca, names, root_key, issuing_key)
        if root_folder:
            _moved(work / Role.ROOT, root_folder)
        if path.is_dir():
            path.rmdir()
        work.rename(path)
        sync_folder(path.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Ca(path).book()


def _moved(made: Path, to: Path) -> None:
    make_folder(to)
    for each in made.iterdir():
        write_durably(to / each.name, each.read_bytes())
    shutil.rmtree(made)


def _founded(ca: Ca, names: tuple[x509.Name, x509.Name], root_key: Device, issuing_key: Device) -> None:
    now = clock.now()
    order = Order(names[0], Role.ROOT, now - BACKDATED, new_serial())
    root = Signer(authority.root(order, root_key.public_key, root_key.sign), root_key.sign)
    order = Order(names[1], Role.ISSUING, now - BACKDATED, new_serial())
    issuing = Signer(authority.single(order, issuing_key.public_key, root), issuing_key.sign)
    made = ((Role.ROOT, root), (Role.ISSUING, issuing))
    ca.record([Issued(signer.certificate, role, Role.ROOT) for role, signer in made], now)
    for role, signer in made:
        _new_list(ca, ca.book(), role, signer)


def certify(ca: Ca, request: Request, order: Order, pin: str) -> list[Issued]:
    """Certificates for a request: two for a holder, one for a module. Raises StartRefused."""
    with ca.locked() as book:
        if any(each.certificate.public_key == request.public for each in book.issued):
            raise StartRefused("ca.key_known", name=clean(request.common_name))
        if book.authority(Role.ISSUING).serial in book.withdrawn:
            raise StartRefused("ca.issuer_revoked")
        with ca.signer(Role.ISSUING, book, pin) as signer, _lasting():
            lines = _certified(order, request.public, signer)
        ca.record(lines, clock.now())
        return lines


def renew(ca: Ca, entry: Issued, pin: str) -> list[Issued]:
    """The same name and key with new dates; both certificates of a double. Raises StartRefused."""
    with ca.locked() as book:
        if entry.certificate.serial in book.withdrawn:
            raise StartRefused("ca.is_revoked", name=entry.certificate.name)
        lines: list[Issued] = []
        now = clock.now()
        with ca.signer(entry.issuer, book, pin) as signer, _lasting():
            for old in sorted(book.together(entry), key=lambda each: each.partner != 0):
                made = authority.renewed(old.certificate, old.role, now - BACKDATED, signer, serial=new_serial())
                partner = lines[0].certificate.serial if lines else 0
                lines.append(Issued(made, old.role, old.issuer, old.enveloped_key, partner))
        ca.record(lines, now)
        return lines


def revoke(ca: Ca, entry: Issued, why: Why, since: datetime | None, pin: str) -> list[Issued]:
    """Revoke all certificates of a holder's keys, and make the new list. Raises StartRefused."""
    now = clock.now()
    if since is not None and since > now:
        raise StartRefused("ca.since_later")
    with ca.locked() as book:
        if entry.role is Role.ROOT:
            raise StartRefused("ca.root_stays")
        gone = book.of_same_keys(entry)
        if not gone:
            raise StartRefused("ca.is_revoked", name=entry.certificate.name)
        with ca.signer(entry.issuer, book, pin) as signer:
            ca.record([Withdrawn(Revoked(each.certificate.serial, now, why, since), each.issuer) for each in gone], now)
            _new_list(ca, ca.book(), entry.issuer, signer)
        return gone


def new_list(ca: Ca, role: Role, pin: str) -> None:
    """The next list of an authority. Raises StartRefused."""
    with ca.locked() as book, ca.signer(role, book, pin) as signer:
        _new_list(ca, book, role, signer)


def trusted(ca: Ca, book: Book) -> Trust:
    """What the authority publishes."""
    lists = tuple(made for role in AUTHORITIES if (made := ca.list_of(role)))
    makers = tuple(each.certificate for each in book.issued if each.role is Role.SEAL_MAKER)
    return Trust((book.authority(Role.ROOT),), (book.authority(Role.ISSUING),), lists, makers=makers)


def hand_out(out: Path, book: Book, lines: list[Issued]) -> Path:
    """Files for the holder: his certificates, the sealed key, and the chain above. Returns their folder."""
    first = lines[0].certificate
    safe = "".join(each if each.isalnum() else "-" for each in first.name)
    folder = out / f"{safe}-{f'{first.serial:x}'[:SHORT]}"
    make_folder(folder)
    for each in lines:
        write_durably(folder / f"{FILES.get(each.role, SIGN)}.cer", each.certificate.pem())
        if each.enveloped_key:
            write_durably(folder / "encrypt.key", each.enveloped_key)
    above: list[Certificate] = [book.authority(role) for role in reversed(AUTHORITIES)]
    write_durably(folder / "chain.pem", b"".join(each.pem() for each in above))
    return folder


def subject(request: Request, common: str, organisation: str, unit: str) -> x509.Name:
    """The name that will be certified: the request's, as far as nothing else was said. Raises BadName."""
    return profiles.name(
        common or request.name.get(NameOID.COMMON_NAME),
        organisation or request.name.get(NameOID.ORGANIZATION_NAME),
        unit or request.name.get(NameOID.ORGANIZATIONAL_UNIT_NAME),
    )


def _certified(order: Order, public: bytes, signer: Signer) -> list[Issued]:
    if order.role is not Role.SIGNING:
        return [Issued(authority.single(order, public, signer), order.role, Role.ISSUING)]
    made = authority.double(order, new_serial(), public, signer)
    encrypt = Issued(made.encrypt, Role.ENCRYPTION, Role.ISSUING, made.enveloped_key, made.sign.serial)
    return [Issued(made.sign, Role.SIGNING, Role.ISSUING), encrypt]


@contextmanager
def _lasting() -> Iterator[None]:
    try:
        yield
    except BadCertificate as error:
        raise StartRefused("ca.issuer_ends") from error


def _new_list(ca: Ca, book: Book, role: Role, signer: Signer) -> None:
    number = book.numbers.get(role, 0) + 1
    made = authority.revocation_list(book.lines_of(role), number, clock.now(), signer)
    ca.record([Listed(role, number)], clock.now())
    ca.keep_list(role, made)
