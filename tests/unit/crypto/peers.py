"""Four other code bases that compute SM2, SM3 and SM4, each behind the same small protocol, in batches.

- gmssl (Python), gmssl-pyx (GmSSL 3), the `openssl` command, sm-crypto (JavaScript, under node).
- Values are raw as inside crypto/: signatures r ‖ s, ciphertexts C1 ‖ C3 ‖ C2; a refusal is False or None.
- They are witnesses for tests. Nothing of this is fit for real keys.
"""

import importlib
import json
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from gmssl import sm2 as gmssl_sm2
from gmssl import sm4 as gmssl_sm4

from crypto import encoding, second
from crypto.errors import BadSignature

HERE = Path(__file__).parent
Rows = Sequence[tuple[bytes, ...]]


class Peer(Protocol):
    """One code base. Arguments and results are lists of the same length."""

    def sign(self, rows: Rows) -> list[bytes]:
        """(private, public, message) → signature."""

    def verify(self, rows: Rows) -> list[bool]:
        """(public, message, signature) → genuine."""

    def encrypt(self, rows: Rows) -> list[bytes]:
        """(public, plaintext) → ciphertext."""

    def decrypt(self, rows: Rows) -> list[bytes]:
        """(private, public, ciphertext) → plaintext."""

    def hash(self, rows: Rows) -> list[bytes]:
        """(message,) → SM3."""

    def encipher(self, rows: Rows) -> list[bytes]:
        """(key, iv, plaintext) → SM4-CBC with PKCS#7."""

    def decipher(self, rows: Rows) -> list[bytes]:
        """(key, iv, ciphertext) → plaintext."""


class Gmssl:
    """Pure Python. C3 is never compared, so its decryption proves only what comes out."""

    def __init__(self, _folder: Path) -> None: ...

    def sign(self, rows: Rows) -> list[bytes]:
        return [bytes.fromhex(_gmssl(public, private).sign_with_sm3(message)) for private, public, message in rows]

    def verify(self, rows: Rows) -> list[bool]:
        return [_genuine(*row) for row in rows]

    def encrypt(self, rows: Rows) -> list[bytes]:
        return [_gmssl(public).encrypt(plaintext) for public, plaintext in rows]

    def decrypt(self, rows: Rows) -> list[bytes]:
        return [_gmssl(public, private).decrypt(sealed) for private, public, sealed in rows]

    def hash(self, rows: Rows) -> list[bytes]:
        return [second.hash(message) for (message,) in rows]

    def encipher(self, rows: Rows) -> list[bytes]:
        return [_gmssl_sm4(key, gmssl_sm4.SM4_ENCRYPT).crypt_cbc(iv, plaintext) for key, iv, plaintext in rows]

    def decipher(self, rows: Rows) -> list[bytes]:
        return [_gmssl_sm4(key, gmssl_sm4.SM4_DECRYPT).crypt_cbc(iv, sealed) for key, iv, sealed in rows]


def _gmssl(public: bytes, private: bytes = b"") -> Any:
    engine = gmssl_sm2.CryptSM2(private.hex(), "", mode=1)
    engine.public_key = public.hex()  # past the constructor, which mangles keys
    return engine


def _gmssl_sm4(key: bytes, direction: int) -> Any:
    engine = gmssl_sm4.CryptSM4()
    engine.set_key(key, direction)
    return engine


def _genuine(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        second.verify(public, message, signature)
    except BadSignature:
        return False
    return True


class Pyx:
    """GmSSL 3 by gmssl-pyx."""

    def __init__(self, _folder: Path) -> None:
        try:
            self._library: Any = importlib.import_module("gmssl_pyx")
        except ImportError:
            raise Absent("gmssl-pyx has no wheel for this platform") from None

    def sign(self, rows: Rows) -> list[bytes]:
        return [encoding.signature_from_der(self._library.sm2_sign(*row)) for row in rows]

    def verify(self, rows: Rows) -> list[bool]:
        return [
            self._library.sm2_verify(public, message, encoding.signature_to_der(signature))
            for public, message, signature in rows
        ]

    def encrypt(self, rows: Rows) -> list[bytes]:
        return [encoding.ciphertext_from_der(self._library.sm2_encrypt(*row)) for row in rows]

    def decrypt(self, rows: Rows) -> list[bytes]:
        return [self._library.sm2_decrypt(private, encoding.ciphertext_to_der(sealed)) for private, _, sealed in rows]

    def hash(self, rows: Rows) -> list[bytes]:
        return [self._library.sm3_hash(message) for (message,) in rows]

    def encipher(self, rows: Rows) -> list[bytes]:
        return [self._library.sm4_cbc_padding_encrypt(*row) for row in rows]

    def decipher(self, rows: Rows) -> list[bytes]:
        return [self._library.sm4_cbc_padding_decrypt(*row) for row in rows]


class Node:
    """sm-crypto, one process a batch."""

    def __init__(self, _folder: Path) -> None:
        self._node = program("node")

    def sign(self, rows: Rows) -> list[bytes]:
        return self._bytes("sign", rows)

    def verify(self, rows: Rows) -> list[bool]:
        return [bool(each) for each in self._ask("verify", rows)]

    def encrypt(self, rows: Rows) -> list[bytes]:
        return self._bytes("encrypt", rows)

    def decrypt(self, rows: Rows) -> list[bytes]:
        return self._bytes("decrypt", rows)

    def hash(self, rows: Rows) -> list[bytes]:
        return self._bytes("hash", rows)

    def encipher(self, rows: Rows) -> list[bytes]:
        return self._bytes("encipher", rows)

    def decipher(self, rows: Rows) -> list[bytes]:
        return self._bytes("decipher", rows)

    def _bytes(self, verb: str, rows: Rows) -> list[bytes]:
        return [bytes.fromhex(each) for each in self._ask(verb, rows)]

    def _ask(self, verb: str, rows: Rows) -> Any:
        asked = json.dumps([verb, [[each.hex() for each in row] for row in rows]])
        command = [self._node, str(HERE / "peers.js")]
        return json.loads(subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout)


class Openssl:
    """The command, one process an operation, many in one shell; hashing takes all files at once."""

    ID = "distid:1234567812345678"

    def __init__(self, folder: Path) -> None:
        self._program, self._folder = program("openssl"), folder

    def sign(self, rows: Rows) -> list[bytes]:
        pairs = [(encoding.pair_to_der(private, public), message) for private, public, message in rows]
        line = f"pkeyutl -sign -rawin -digest sm3 -pkeyopt {self.ID} -inkey {{0}} -keyform DER -in {{1}} -out {{out}}"
        return [encoding.signature_from_der(each) for each in self._out(line, pairs)]

    def verify(self, rows: Rows) -> list[bool]:
        files = [
            (encoding.public_to_der(public), message, encoding.signature_to_der(signature))
            for public, message, signature in rows
        ]
        line = f"pkeyutl -verify -rawin -digest sm3 -pkeyopt {self.ID} -pubin -inkey {{0}} -keyform DER -in {{1}} -sigfile {{2}}"
        said = self._run(f"{line} >/dev/null 2>&1 && echo yes || echo no", files).split()
        assert len(said) == len(rows)
        return [each == "yes" for each in said]

    def encrypt(self, rows: Rows) -> list[bytes]:
        files = [(encoding.public_to_der(public), plaintext) for public, plaintext in rows]
        line = "pkeyutl -encrypt -pubin -inkey {0} -keyform DER -in {1} -out {out}"
        return [encoding.ciphertext_from_der(each) for each in self._out(line, files)]

    def decrypt(self, rows: Rows) -> list[bytes]:
        files = [
            (encoding.pair_to_der(private, public), encoding.ciphertext_to_der(sealed))
            for private, public, sealed in rows
        ]
        return self._out("pkeyutl -decrypt -inkey {0} -keyform DER -in {1} -out {out}", files)

    def hash(self, rows: Rows) -> list[bytes]:
        names = [self._put(f"{number}-0", message) for number, (message,) in enumerate(rows)]
        done = subprocess.run(
            [self._program, "dgst", "-sm3", "-r", *names], cwd=self._folder, capture_output=True, check=True
        )
        return [bytes.fromhex(line.split()[0].decode()) for line in done.stdout.splitlines()]

    def encipher(self, rows: Rows) -> list[bytes]:
        return self._enc("-e", rows)

    def decipher(self, rows: Rows) -> list[bytes]:
        return self._enc("-d", rows)

    def _enc(self, way: str, rows: Rows) -> list[bytes]:
        script, outs = [], []
        for number, (key, iv, data) in enumerate(rows):
            outs.append(self._folder / f"{number}-out")
            name = self._put(f"{number}-0", data)
            script.append(f"enc -sm4-cbc {way} -K {key.hex()} -iv {iv.hex()} -in {name} -out {outs[-1].name}")
        self._shell(script)
        return [each.read_bytes() for each in outs]

    def _out(self, line: str, rows: Iterable[tuple[bytes, ...]]) -> list[bytes]:
        kept = list(rows)
        outs = [self._folder / f"{number}-out" for number in range(len(kept))]
        for each in outs:
            each.unlink(missing_ok=True)
        self._run(line, kept)
        return [each.read_bytes() for each in outs]

    def _run(self, line: str, rows: Iterable[tuple[bytes, ...]]) -> str:
        script = []
        for number, row in enumerate(rows):
            names = [self._put(f"{number}-{place}", data) for place, data in enumerate(row)]
            script.append(line.format(*names, out=f"{number}-out"))
        return self._shell(script)

    def _shell(self, lines: Iterable[str]) -> str:
        script = "\n".join(f"{self._program} {line}" for line in lines)
        return subprocess.run(
            ["sh"], input=script, cwd=self._folder, capture_output=True, text=True, check=False
        ).stdout

    def _put(self, name: str, data: bytes) -> str:
        (self._folder / name).write_bytes(data)
        return name


class Absent(Exception):
    """The peer's program is not on this machine."""


def program(name: str) -> str:
    """Its path. Raises Absent."""
    found = shutil.which(name)
    if found is None:
        raise Absent(f"{name} is not installed")
    return found
