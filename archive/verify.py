"""The offline check of an archive package: structure, completeness, digests, tree, signature, journal head.

- Verification returns every fault with a code and the path it concerns; an empty list means the package is whole.
- Nothing in a package is compressed, so its files are no larger than itself; one that somebody packed again is read as
  long as it is small, to be told from a damaged one. A package is never unpacked to disk.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from archive import extract
from archive.package import MANIFEST, SIGNATURE, VERSION, leaf, pack, root, signature_text
from crypto import sm2, sm3
from crypto.errors import CryptoError
from kernel import heads

# What zipfile, zlib and json raise for damage of every sort: a flag that says "encrypted" is a RuntimeError.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, KeyError, TypeError, AttributeError, EOFError, OSError,
    RuntimeError,
)  # fmt: skip
FILES = 20_000
SMALL = 64 << 20  # bytes of all files, unpacked


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong.

    code: unreadable | version | missing | extra | altered | swapped | journal | tree | signature | head | container.
    """

    code: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome, with what the manifest says about itself (unverified when there are faults)."""

    faults: tuple[Fault, ...]
    facts: Mapping[str, str]
    files: int
    signer: str


def verify(package: bytes, trusted_key: bytes | None = None) -> Report:
    """Check a package. `trusted_key`: the 64-byte key the signature must come from; None accepts the one inside."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            report = _checked(archive, len(package), trusted_key)
            if (
                not report.faults
                and pack({info.filename: archive.read(info) for info in archive.infolist()}) != package
            ):
                return replace(report, faults=(Fault("container"),))
            return report
    except UNREADABLE:
        return Report((Fault("unreadable"),), {}, 0, "")


def _checked(archive: zipfile.ZipFile, size: int, trusted_key: bytes | None) -> Report:
    infos = archive.infolist()
    if (
        len(infos) > FILES
        or sum(info.file_size for info in infos) > max(size, SMALL)
        or len({i.filename for i in infos}) != len(infos)
    ):
        return Report((Fault("unreadable"),), {}, len(infos), "")
    manifest_bytes = archive.read(MANIFEST)
    manifest = json.loads(manifest_bytes)
    if manifest["version"] != VERSION:
        return Report((Fault("version"),), {}, len(infos), "")
    signature = json.loads(archive.read(SIGNATURE))
    faults = [
        *_files(archive, manifest),
        *_signature(manifest_bytes, manifest["signer"], archive.read(SIGNATURE), trusted_key),
        *_head(manifest, signature),
    ]
    return Report(tuple(faults), manifest["facts"], len(manifest["files"]), str(signature["serial"]))


def _files(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Iterator[Fault]:
    listed = {entry["path"]: entry for entry in manifest["files"]}
    present = {info.filename for info in archive.infolist()} - {MANIFEST, SIGNATURE}
    yield from (Fault("extra", path) for path in sorted(present - listed.keys()))
    known = {entry["sm3"] for entry in listed.values()}
    leaves = []
    for path, entry in listed.items():
        if path not in present:
            yield Fault("missing", path)
            continue
        data = archive.read(path)
        digest = sm3.hash(data)
        leaves.append(leaf(path, digest))
        if digest.hex() != entry["sm3"] or len(data) != entry["size"]:
            yield Fault("swapped" if digest.hex() in known else "altered", path)
        elif entry["role"] == "journal" and not _rows(data):
            yield Fault("journal", path)
    if root(leaves).hex() != manifest["root"]:
        yield Fault("tree")


def _rows(data: bytes) -> bool:
    try:
        return extract.whole(data)
    except UNREADABLE:
        return False


def _signature(manifest: bytes, signer: str, text: bytes, trusted_key: bytes | None) -> Iterator[Fault]:
    signature = json.loads(text)
    if signature["serial"] != signer or signature_text(signature) != text:
        yield Fault("signature", SIGNATURE)
        return
    public = bytes.fromhex(signature["public_key"])
    if trusted_key is not None and public != trusted_key:
        yield Fault("signature", SIGNATURE)
        return
    try:
        sm2.PublicKey(public).verify(sm3.hash(manifest), bytes.fromhex(signature["signature"]))
    except CryptoError:
        yield Fault("signature", SIGNATURE)


def _head(manifest: dict[str, Any], signature: dict[str, str]) -> Iterator[Fault]:
    if manifest["journal_head"] is None:
        return
    head = heads.parse(json.dumps(manifest["journal_head"]))
    if head.key != signature["serial"]:
        return  # signed by an earlier device of the service: its key is not in this package
    try:
        sm2.PublicKey(bytes.fromhex(signature["public_key"])).verify(head.message(), head.signature)
    except CryptoError:
        yield Fault("head", MANIFEST)
