"""A server's crypto card (GM/T 0018) as the service's module: signs, wraps data keys, derives, opens envelopes.

- Only what the standard makes obligatory is asked for: SDF_InternalSign_ECC over the digest e (ZA is computed here),
  SDF_GenerateKeyWithIPK_ECC and SDF_ImportKeyWithISK_ECC for KEKs and session keys, SDF_Encrypt and SDF_Decrypt.
  Private keys, KEKs and session keys never leave the card.
- A wrapped data key: 0x01 ‖ iv ‖ SM4-CBC by the card ‖ HMAC-SM3 over the KEK's id, iv and ciphertext. CBC proves
  nothing, so the HMAC is checked before the card is asked.
- The card's keys are made, and its password is set, with the maker's tool: generate(), change_pin() and unblock() are
  Unsupported. Cards need not count wrong passwords: they are counted here, six, in a file beside the sealed keys.
"""

import ctypes as c
import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from crypto import sm2, sm3, sm4
from crypto.certificates.certificate import Certificate
from crypto.devices import pins, softstore
from crypto.devices.base import (
    MODULE_PIN_MOST,
    ContentCipher,
    Driver,
    Event,
    Mode,
    Pair,
    Role,
    Tries,
    Wrapped,
)
from crypto.devices.content import holding, unpadded, whole_blocks
from crypto.devices.files import make_folder
from crypto.devices.looking import Look
from crypto.devices.sdf.card import Card
from crypto.devices.sdf.sealed import Sealed, SealedFile, Seed
from crypto.devices.sdf.session import MODES, Session
from crypto.devices.skf.abi import EccSignature, cipher_blob, signature_of
from crypto.devices.tries import Counter
from crypto.errors import (
    BadCiphertext,
    BadKey,
    DeviceDamaged,
    DeviceRemoved,
    NotUnlocked,
    OtherKey,
    UnknownKey,
    Unsupported,
    WrongPin,
)

FORM, IV, TAG, SEED = b"\x01", 16, 32, 32
PATIENCE = 5.0  # seconds: a card answers in milliseconds, and a whole service waits for it


class SdfModule:
    """A key pair of a card, and what is sealed to it; implements crypto.devices.base.Module."""

    driver = Driver.SDF

    def __init__(self, path: str, index: int, folder: Path, patience: float = PATIENCE) -> None:
        """`folder`: where what is sealed to the card stands. Raises DriverMissing, DeviceRemoved, UnknownKey."""
        make_folder(folder)
        self._card = Card(path, index, patience)
        file = folder / f"sdf-{self._card.serial}-{index}.json"
        self._counter = Counter(file.with_name(file.name + ".tries"))
        self._public = self._exported("SDF_ExportSignPublicKey_ECC")
        self._sealed = SealedFile(file, self._card.serial, index)
        self._seed: bytes | None = None
        self._look = Look(self.present)

    @property
    def serial(self) -> str:
        """The card's number, and which of its pairs."""
        return f"{self._card.serial}-{self._card.index}"

    @property
    def label(self) -> str:
        """A card has none."""
        return ""

    @property
    def public_key(self) -> bytes:
        """64 bytes."""
        return self._public

    @property
    def unlocked(self) -> bool:
        """The password was given."""
        return self._seed is not None

    def certificates(self) -> Pair:
        """As installed beside the card."""
        self._sealed.refresh()
        found = {use: Certificate(der) for use, der in self._sealed.contents.certificates.items()}
        return Pair(found.get("sign"), found.get("encrypt"))

    def unlock(self, pin: str) -> None:
        """Give the password to a first session; at the very first time, make KEK and seed."""
        text = pins.checked(pin, 1, MODULE_PIN_MOST).encode()
        if not self._card.failed and not self.present():
            raise DeviceRemoved
        self.lock()
        with softstore.held(self._sealed.path):
            left = self._counter.spend()
            try:
                self._card.unlock(text)
            except NotUnlocked:
                raise WrongPin(left) from None
            self._counter.restore()
            self._sealed.refresh()
            if self._sealed.contents.seed is None:
                self._card.run(self._first)
            self._seed = self._card.run(self._opened_seed)

    def lock(self) -> None:
        """Forget password and seed."""
        self._seed = None
        self._card.lock()

    def tries(self, role: Role = Role.USER) -> Tries:
        """As counted here."""
        if role is Role.ADMIN:
            raise Unsupported("no administrator")
        return self._counter.tries()

    def sign(self, message: bytes) -> bytes:
        """64 bytes r ‖ s, verified before they are given on."""
        digest = sm2.digest(self._public, message)

        def sign(session: Session) -> bytes:
            blob = EccSignature()
            session.do("SDF_InternalSign_ECC", self._card.index, digest, len(digest), c.byref(blob))
            return signature_of(blob)

        return holding(self._public, message, self._card.run(sign))

    def decrypt(self, key: bytes, cipher: ContentCipher, content: bytes) -> bytes:
        """The unverified plaintext; the session key never leaves the card."""
        if cipher.mode not in MODES:
            raise Unsupported(cipher.mode)
        whole_blocks(cipher, content)
        blob = cipher_blob(key)

        def decipher(session: Session) -> bytes:
            handle = session.imported(blob, self._card.index)
            try:
                return session.crypt("SDF_Decrypt", handle, cipher, content)
            finally:
                session.destroy(handle)

        blocks = self._card.run(decipher)
        return unpadded(blocks) if cipher.mode is Mode.CBC else blocks

    def change_pin(self, old: str, new: str) -> None:  # noqa: ARG002 - as the protocol has it
        """Refused: the maker's tool does it."""
        raise Unsupported("set with the maker's tool")

    def unblock(self, admin_pin: str, new: str) -> None:  # noqa: ARG002 - as the protocol has it
        """Refused: a card has no administrator's PIN in this interface."""
        raise Unsupported("no administrator")

    def present(self) -> bool:
        """Whether the card answers."""
        return self._card.present()

    def wait(self, timeout: float) -> Event | None:
        """By asking again and again."""
        return self._look.wait(timeout)

    def generate(self) -> bytes:
        """Refused: the maker's tool does it."""
        raise Unsupported("made with the maker's tool")

    def install(self, sign: Certificate, encrypt: Certificate | None, enveloped_key: bytes | None) -> None:
        """Keep the certificates of the card's keys; a card takes no delivered pair through this interface."""
        if enveloped_key is not None:
            raise Unsupported("takes no delivered key")
        self._secret_seed()
        second = self._exported("SDF_ExportEncPublicKey_ECC")
        if sign.public_key != self._public or (encrypt is not None and encrypt.public_key != second):
            raise OtherKey

        def changed(contents: Sealed) -> Sealed:
            found = {**contents.certificates, "sign": sign.der}
            if encrypt is not None:
                found["encrypt"] = encrypt.der
            return replace(contents, certificates=found)

        self._change(changed)

    def close(self) -> None:
        """Lock, and give every handle back."""
        self.lock()
        self._card.close()

    @property
    def newest(self) -> str:
        """The id of the KEK that wraps now, another process's rotation included."""
        self._secret_seed()
        self._sealed.refresh()
        return next(reversed(self._sealed.contents.keks))

    def wrap(self, key: bytes) -> Wrapped:
        """A data key under the newest KEK."""
        if not key or len(key) % sm4.BLOCK:
            raise BadKey
        kek, iv = self.newest, secrets.token_bytes(IV)
        sealed = iv + self._with_kek("SDF_Encrypt", kek, iv, key)
        return Wrapped(kek, FORM + sealed + self._tag(kek, sealed))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The data key."""
        form, sealed, tag = wrapped.sealed[:1], wrapped.sealed[1:-TAG], wrapped.sealed[-TAG:]
        if wrapped.kek not in self._sealed.contents.keks:
            self._sealed.refresh()
        if wrapped.kek not in self._sealed.contents.keks:
            raise UnknownKey(wrapped.kek)
        if form != FORM or len(sealed) <= IV or not hmac.compare_digest(tag, self._tag(wrapped.kek, sealed)):
            raise BadCiphertext
        return self._with_kek("SDF_Decrypt", wrapped.kek, sealed[:IV], sealed[IV:])

    def derive(self, purpose: str) -> bytes:
        """32 bytes."""
        return sm3.hmac(self._secret_seed(), b"zhengxun purpose\0" + purpose.encode())

    def rotate(self) -> str:
        """A new KEK, made in the card."""
        self._secret_seed()

        def changed(contents: Sealed) -> Sealed:
            cipher = self._card.run(lambda session: session.new_key(self._card.index))
            return replace(contents, keks={**contents.keks, f"{self.serial}-{len(contents.keks) + 1}": cipher})

        self._change(changed)
        return self.newest

    def _change(self, changed: Callable[[Sealed], Sealed]) -> None:
        with softstore.held(self._sealed.path):
            self._sealed.refresh()
            self._sealed.write(changed(self._sealed.contents))

    def _first(self, session: Session) -> None:
        cipher, seed, iv = session.new_key(self._card.index), secrets.token_bytes(SEED), secrets.token_bytes(IV)
        handle = session.imported(cipher, self._card.index)
        try:
            sealed = session.crypt("SDF_Encrypt", handle, ContentCipher(Mode.CBC, iv), seed)
        finally:
            session.destroy(handle)
        keks = {f"{self.serial}-1": session.new_key(self._card.index)}
        self._sealed.write(replace(self._sealed.contents, seed=Seed(cipher, iv, sealed, _check(seed)), keks=keks))

    def _opened_seed(self, session: Session) -> bytes:
        found = self._sealed.contents.seed
        if found is None:
            raise DeviceDamaged("no seed")
        handle = session.imported(found.key, self._card.index)
        try:
            seed = session.crypt("SDF_Decrypt", handle, ContentCipher(Mode.CBC, found.iv), found.sealed)
        finally:
            session.destroy(handle)
        if not hmac.compare_digest(found.check, _check(seed)):
            raise DeviceDamaged("the seed does not open")
        return seed

    def _with_kek(self, name: str, kek: str, iv: bytes, data: bytes) -> bytes:
        cipher = self._sealed.contents.keks[kek]

        def apply(session: Session) -> bytes:
            handle = session.key(kek, cipher, self._card.index)
            return session.crypt(name, handle, ContentCipher(Mode.CBC, iv), data)

        return self._card.run(apply)

    def _exported(self, name: str) -> bytes:
        return self._card.control(lambda session: session.exported(name, self._card.index))

    def _tag(self, kek: str, sealed: bytes) -> bytes:
        key = sm3.hmac(self._secret_seed(), b"zhengxun wrap\0")
        return sm3.hmac(key, kek.encode() + b"\0" + FORM + sealed)

    def _secret_seed(self) -> bytes:
        if self._seed is None:
            raise NotUnlocked
        return self._seed


def _check(seed: bytes) -> bytes:
    return sm3.hmac(seed, b"zhengxun seed check")
