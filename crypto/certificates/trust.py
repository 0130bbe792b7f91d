"""Whom to trust: root certificates, authorities on the way, revocation lists; a value, or a folder of files.

- The folder: `roots/`, `intermediates/` (*.cer, *.crt, *.pem, *.der: DER or PEM), `lists/` (*.crl). Other files there
  are not looked at. A missing folder is empty; an unreadable file stops the reading and is named: a trust store that
  is half read would refuse or pass the wrong things.
- `makers/` names the seal makers by their certificates: a good certificate alone must not let its holder make seals in
  anybody's name. With none there, any trusted signer passes for a maker, and every check of a seal says so.
- A root has signed itself. An intermediate is an authority; being in the folder does not make it trusted.
- Certificates and lists that came with a message may be added for one check; they can never add a root.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from crypto.certificates import certificate as certificates
from crypto.certificates import revocation
from crypto.certificates.certificate import Certificate
from crypto.certificates.revocation import RevocationList
from crypto.errors import BadCertificate, BadKey, BadSignature, BadTrust

ROOTS, INTERMEDIATES, LISTS, MAKERS = "roots", "intermediates", "lists", "makers"
CERTIFICATE_FILES, LIST_FILES = frozenset({".cer", ".crt", ".pem", ".der"}), frozenset({".crl"})
FILES = 2000  # of one folder
FILE = 1 << 20  # bytes of a file of certificates


@dataclass(frozen=True, slots=True)
class Trust:
    """What a check may rely on."""

    roots: tuple[Certificate, ...]
    intermediates: tuple[Certificate, ...] = ()
    lists: tuple[RevocationList, ...] = ()
    strict: bool = False  # without a list that was fresh at the moment asked about, a certificate fails
    makers: tuple[Certificate, ...] = ()  # of seals

    def with_more(self, intermediates: Iterable[Certificate], lists: Iterable[RevocationList] = ()) -> "Trust":
        """The same roots, and what came with a message."""
        return replace(self, intermediates=(*self.intermediates, *intermediates), lists=(*self.lists, *lists))


def read_folder(path: Path, *, strict: bool = False) -> Trust:
    """What the folder holds. Raises BadTrust."""
    roots = tuple(each for file in _files(path / ROOTS, CERTIFICATE_FILES) for each in _roots(file))
    intermediates = tuple(
        each for file in _files(path / INTERMEDIATES, CERTIFICATE_FILES) for each in _authorities(file)
    )
    lists = tuple(_list(file) for file in _files(path / LISTS, LIST_FILES))
    makers = tuple(each for file in _files(path / MAKERS, CERTIFICATE_FILES) for each in _certificates(file))
    return Trust(roots, intermediates, lists, strict, makers)


def _files(folder: Path, endings: frozenset[str]) -> Iterator[Path]:
    if not folder.is_dir():
        return
    found = sorted(each for each in folder.iterdir() if each.suffix.lower() in endings and each.is_file())
    if len(found) > FILES:
        raise BadTrust(folder.name, "too many files")
    yield from found


def _roots(file: Path) -> Iterator[Certificate]:
    for each in _authorities(file):
        if each.issuer_der != each.subject_der:
            raise BadTrust(file.name, "not a root")
        try:
            each.verify_signed_by(each)
        except (BadSignature, BadKey):
            raise BadTrust(file.name, "the root's own signature is wrong") from None
        yield each


def _certificates(file: Path) -> list[Certificate]:
    try:
        return certificates.load_all(_read(file, FILE))
    except BadCertificate as error:
        raise BadTrust(file.name, str(error)) from None


def _authorities(file: Path) -> list[Certificate]:
    found = _certificates(file)
    if not all(each.authority for each in found):
        raise BadTrust(file.name, "not an authority")
    return found


def _list(file: Path) -> RevocationList:
    try:
        return revocation.load(_read(file, 2 * revocation.LIMIT))
    except BadCertificate as error:
        raise BadTrust(file.name, str(error)) from None


def _read(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(limit + 1)
    except OSError as error:
        raise BadTrust(file.name, "unreadable") from error
    if len(data) > limit:
        raise BadTrust(file.name, "too large")
    return data
