"""What `python -m bench.crypto` compares: the same work done by our path and by each library that can do it.

- A task gives its own rate. Ours and the libraries': one call repeated, counted in processor seconds of this process,
  all threads together. `openssl speed` measures itself, also in processor time, at least a second.
- gmssl gets short texts: it would need a minute for what the others do in a tenth of a second.
"""

import importlib
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.x509.oid import NameOID

from crypto import sm2, sm3, sm4
from crypto.certificates import authority
from crypto.certificates.authority import Order
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import Role
from crypto.certificates.signer import Signer
from crypto.messages import both

OURS, PYX, GMSSL, SPEED, CRYPTOGRAPHY, PARTS = (
    "ours",
    "gmssl-pyx",
    "gmssl",
    "openssl speed",
    "cryptography",
    "its parts",
)
SIGN, VERIFY, ENCRYPT, DECRYPT = "SM2 sign", "SM2 verify", "SM2 encrypt", "SM2 decrypt"
HASH, SEAL, OPEN, CBC = "SM3", "SM4-GCM seal", "SM4-GCM open", "SM4-CBC"
OPERATIONS, MEGABYTES, DOCUMENTS = "a second", "MB/s", "documents a second"
MB = 1_000_000
MESSAGE, SESSION_KEY = bytes(256), secrets.token_bytes(16)
LARGE, SHORT = 16 << 20, 16 << 10
DOCUMENT = 2 * MB
KEY, NONCE, IV, HERE = bytes(range(16)), bytes(12), bytes(16), b"bench"


@dataclass(frozen=True, slots=True)
class Task:
    """One contender in one measure. `rate`: how much a second in the measure's unit, over about so many seconds."""

    measure: str
    who: str
    unit: str
    rate: Callable[[float], float]


def tasks(recipients: int) -> list[list[Task]]:
    """Every measure with its contenders, ours first."""
    found = [*_ours(), *_speed(), *_cryptography(), *_pyx(), *_gmssl(), *_sealing(recipients)]
    return [[each for each in found if each.measure == name] for name in dict.fromkeys(each.measure for each in found)]


def repeated(run: Callable[[], object], amount: float = 1) -> Callable[[float], float]:
    """The rate of a call that does `amount`."""

    def rate(seconds: float) -> float:
        calls, began = 0, time.process_time()
        while True:
            run()
            calls += 1
            spent = time.process_time() - began
            if spent >= seconds:
                return calls * amount / spent

    run()
    return rate


def _ours() -> Iterator[Task]:
    pair = sm2.generate()
    signature, sealed = pair.sign(MESSAGE), pair.public.encrypt(SESSION_KEY)
    data = secrets.token_bytes(LARGE)
    framed = sm4.seal_framed(KEY, data, HERE)
    yield Task(SIGN, OURS, OPERATIONS, repeated(lambda: pair.sign(MESSAGE)))
    yield Task(VERIFY, OURS, OPERATIONS, repeated(lambda: pair.public.verify(MESSAGE, signature)))
    yield Task(ENCRYPT, OURS, OPERATIONS, repeated(lambda: pair.public.encrypt(SESSION_KEY)))
    yield Task(DECRYPT, OURS, OPERATIONS, repeated(lambda: pair.decrypt(sealed)))
    yield Task(HASH, OURS, MEGABYTES, repeated(lambda: sm3.hash(data), LARGE / MB))
    yield Task(SEAL, OURS, MEGABYTES, repeated(lambda: sm4.seal_framed(KEY, data, HERE), LARGE / MB))
    yield Task(OPEN, OURS, MEGABYTES, repeated(lambda: sm4.open_framed(KEY, framed, HERE), LARGE / MB))
    yield Task(CBC, OURS, MEGABYTES, repeated(lambda: sm4.cbc_encrypt(KEY, IV, data), LARGE / MB))


def _speed() -> Iterator[Task]:
    program = shutil.which("openssl")
    if program is None:
        return

    def told(*arguments: str, field: int, unit: float = 1) -> Callable[[float], float]:
        def rate(seconds: float) -> float:
            command = [program, "speed", "-mr", "-seconds", str(max(1, round(seconds))), *arguments]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            return float(done.stdout.splitlines()[-1].split(":")[field]) / unit

        return rate

    yield Task(SIGN, SPEED, OPERATIONS, told("sm2", field=4))
    yield Task(VERIFY, SPEED, OPERATIONS, told("sm2", field=5))
    for measure, name in ((HASH, "sm3"), (CBC, "sm4-cbc")):  # OpenSSL 3.0 has no SM4-GCM
        yield Task(measure, SPEED, MEGABYTES, told("-bytes", str(LARGE), "-evp", name, field=3, unit=MB))


def _cryptography() -> Iterator[Task]:
    data = secrets.token_bytes(LARGE)

    def digest() -> bytes:
        running = hashes.Hash(hashes.SM3())
        running.update(data)
        return running.finalize()

    def seal() -> tuple[bytes, bytes]:
        running = Cipher(algorithms.SM4(KEY), modes.GCM(NONCE)).encryptor()
        return running.update(data) + running.finalize(), running.tag

    sealed, tag = seal()

    def open_() -> bytes:
        running = Cipher(algorithms.SM4(KEY), modes.GCM(NONCE, tag)).decryptor()
        return running.update(sealed) + running.finalize()

    def cbc() -> bytes:
        running = Cipher(algorithms.SM4(KEY), modes.CBC(IV)).encryptor()
        return running.update(data) + running.finalize()

    for measure, run in ((HASH, digest), (SEAL, seal), (OPEN, open_), (CBC, cbc)):
        yield Task(measure, CRYPTOGRAPHY, MEGABYTES, repeated(run, LARGE / MB))


def _pyx() -> Iterator[Task]:
    try:
        library: Any = importlib.import_module("gmssl_pyx")
    except ImportError:
        return
    public, private = library.sm2_key_generate()
    data = secrets.token_bytes(LARGE)
    signature, ciphertext = library.sm2_sign(private, public, MESSAGE), library.sm2_encrypt(public, SESSION_KEY)
    sealed, tag = library.sm4_gcm_encrypt(KEY, NONCE, HERE, data)
    yield Task(SIGN, PYX, OPERATIONS, repeated(lambda: library.sm2_sign(private, public, MESSAGE)))
    yield Task(VERIFY, PYX, OPERATIONS, repeated(lambda: library.sm2_verify(public, MESSAGE, signature)))
    yield Task(ENCRYPT, PYX, OPERATIONS, repeated(lambda: library.sm2_encrypt(public, SESSION_KEY)))
    yield Task(DECRYPT, PYX, OPERATIONS, repeated(lambda: library.sm2_decrypt(private, ciphertext)))
    yield Task(HASH, PYX, MEGABYTES, repeated(lambda: library.sm3_hash(data), LARGE / MB))
    yield Task(SEAL, PYX, MEGABYTES, repeated(lambda: library.sm4_gcm_encrypt(KEY, NONCE, HERE, data), LARGE / MB))
    yield Task(
        OPEN, PYX, MEGABYTES, repeated(lambda: library.sm4_gcm_decrypt(KEY, NONCE, HERE, sealed, tag), LARGE / MB)
    )
    yield Task(CBC, PYX, MEGABYTES, repeated(lambda: library.sm4_cbc_padding_encrypt(KEY, IV, data), LARGE / MB))


def _gmssl() -> Iterator[Task]:
    library, hashing, blocks = (importlib.import_module(f"gmssl.{name}") for name in ("sm2", "sm3", "sm4"))
    pair = sm2.generate()
    engine = library.CryptSM2(pair.raw.hex(), "", mode=1)
    engine.public_key = pair.public.raw.hex()  # past the constructor, which mangles keys
    signature, sealed = engine.sign_with_sm3(MESSAGE), engine.encrypt(SESSION_KEY)
    data = secrets.token_bytes(SHORT)
    cipher = blocks.CryptSM4()
    cipher.set_key(KEY, blocks.SM4_ENCRYPT)
    yield Task(SIGN, GMSSL, OPERATIONS, repeated(lambda: engine.sign_with_sm3(MESSAGE)))
    yield Task(VERIFY, GMSSL, OPERATIONS, repeated(lambda: engine.verify_with_sm3(signature, MESSAGE)))
    yield Task(ENCRYPT, GMSSL, OPERATIONS, repeated(lambda: engine.encrypt(SESSION_KEY)))
    yield Task(DECRYPT, GMSSL, OPERATIONS, repeated(lambda: engine.decrypt(sealed)))
    yield Task(HASH, GMSSL, MEGABYTES, repeated(lambda: hashing.sm3_hash(list(data)), SHORT / MB))
    yield Task(CBC, GMSSL, MEGABYTES, repeated(lambda: cipher.crypt_cbc(IV, data), SHORT / MB))


def _sealing(recipients: int) -> Iterator[Task]:
    """A document signed and enveloped, certificates read included, against the primitives alone, keys already loaded."""
    measure = f"2 MB document for {recipients:,}"
    signer, ders = _people(recipients)
    data, moment = secrets.token_bytes(DOCUMENT), datetime.now(UTC)
    keys = [Certificate(each).key for each in ders]

    def whole() -> bytes:
        return both.seal(data, [signer], map(Certificate, ders), at=moment)

    def parts() -> None:
        for key in keys:
            key.encrypt(SESSION_KEY)
        sm3.hash(data)
        signer.sign(MESSAGE)
        sm4.cbc_encrypt(KEY, IV, data)

    yield Task(measure, OURS, DOCUMENTS, repeated(whole))
    yield Task(measure, PARTS, DOCUMENTS, repeated(parts))


def _people(number: int) -> tuple[Signer, list[bytes]]:
    now, pair = datetime.now(UTC), sm2.generate()

    def order(name: str, role: Role, serial: int) -> Order:
        return Order(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), role, now, serial)

    root = authority.root(order("bench", Role.ROOT, 1), pair.public.raw, pair.sign)
    top = Signer(root, pair.sign)
    pen = sm2.generate()
    signer = Signer(authority.single(order("signer", Role.SIGNING, 2), pen.public.raw, top), pen.sign)
    wanted = (order(f"recipient {each}", Role.ENCRYPTION, each + 3) for each in range(number))
    return signer, [authority.single(each, sm2.generate().public.raw, top).der for each in wanted]
