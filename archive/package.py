"""An archive package: files, a manifest that names them all, a tree root, the journal head, a signature. Pure.

- A package is a stored ZIP with fixed order and times: the same content gives the same bytes on every machine, so a verifier
  packs what it read again and holds every byte against it.
- manifest.json lists every file with its role, size and SM3; `root` is the Merkle root over them in path order (hashes as in
  RFC 6962 §2.1, with SM3). Files outside the manifest, and files missing from it, are faults.
- signature.json holds the service device's signature over SM3(manifest.json); the manifest names the device and holds the
  newest signed journal head.
- Everything a verifier needs is inside; it needs no service, database or network.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from crypto import sm3

VERSION = 1
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
EPOCH = (1980, 1, 1, 0, 0, 0)
LEAF, NODE = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a package. `role`: original | version | final | sign_off | receipt | lineage."""

    path: str
    role: str
    data: bytes


class Signer(Protocol):
    """The part of a device that a package needs: key and signature are 64 bytes each."""

    @property
    def serial(self) -> str: ...
    @property
    def public_key(self) -> bytes: ...
    def sign(self, message: bytes) -> bytes: ...


def build(facts: Mapping[str, str], parts: Sequence[Part], head: str, device: Signer) -> bytes:
    """The package's bytes. `facts`: what it is (kind, number, date …); `head`: a signed journal head as JSON, or empty.

    Raises ValueError for two parts with one path, or a path that leaves the package.
    """
    ordered = sorted(parts, key=lambda part: part.path)
    paths = [part.path for part in ordered]
    if len(set(paths)) != len(paths) or any(not _safe(path) for path in paths):
        raise ValueError("part paths must be unique and stay inside the package")
    manifest = _manifest(facts, ordered, head, device.serial)
    signature = {
        "serial": device.serial, "public_key": device.public_key.hex(), "signature": device.sign(sm3.hash(manifest)).hex(),
    }  # fmt: skip
    files = {MANIFEST: manifest, SIGNATURE: signature_text(signature)}
    return pack(files | {part.path: part.data for part in ordered})


def pack(files: Mapping[str, bytes]) -> bytes:
    """The one ZIP of these files: manifest and signature first, the others by path."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files, key=lambda path: (path != MANIFEST, path != SIGNATURE, path)):
            _add(archive, path, files[path])
    return buffer.getvalue()


def signature_text(signature: Mapping[str, str]) -> bytes:
    """The one way to write signature.json."""
    return json.dumps(dict(signature), indent=1).encode()


def root(hashes: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of leaf hashes, split as RFC 6962 §2.1 (largest power of two below n); SM3("") when empty."""
    if not hashes:
        return sm3.hash(b"")
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sm3.hash(NODE + root(hashes[:split]) + root(hashes[split:]))


def leaf(path: str, digest: bytes) -> bytes:
    """The hash of one leaf: its path and the SM3 of its content."""
    return sm3.hash(LEAF + len(path.encode()).to_bytes(4, "big") + path.encode() + digest)


def _manifest(facts: Mapping[str, str], ordered: Sequence[Part], head: str, signer: str) -> bytes:
    digests = [sm3.hash(part.data) for part in ordered]
    listed = [
        {"path": part.path, "role": part.role, "size": len(part.data), "sm3": digest.hex()}
        for part, digest in zip(ordered, digests, strict=True)
    ]
    tree = root([leaf(part.path, digest) for part, digest in zip(ordered, digests, strict=True)])
    manifest = {
        "version": VERSION, "signer": signer, "facts": dict(facts), "files": listed, "root": tree.hex(),
        "journal_head": json.loads(head) if head else None,
    }  # fmt: skip
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _add(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    info = zipfile.ZipInfo(path, EPOCH)
    info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_STORED, 0o644 << 16, 3
    archive.writestr(info, data)


def _safe(path: str) -> bool:
    steps = path.split("/")
    return (
        bool(path)
        and "\\" not in path
        and path not in (MANIFEST, SIGNATURE)
        and all(s not in ("", ".", "..") for s in steps)
    )
