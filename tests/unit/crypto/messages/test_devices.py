"""A person's device at both ends: it signs a receipt and opens an envelope, its keys stay inside, locked it does neither."""

from dataclasses import replace
from pathlib import Path

import pytest

from crypto import sm2
from crypto.certificates import build, envelopedkey, profiles
from crypto.certificates.build import Template
from crypto.certificates.profiles import PROFILES, Role
from crypto.certificates.signer import Signer
from crypto.devices import softfile
from crypto.devices.softtoken import SoftwareToken
from crypto.errors import BadCiphertext, NotUnlocked
from crypto.messages import both
from crypto.receipts import check, make, operator_of
from tests.simulators.pki import AT
from tests.unit.crypto.messages.people import CONTENT, NOW, people
from tests.unit.crypto.test_receipts import STATEMENT

PIN = "135790"


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftwareToken:
    """With both certificates, unlocked."""
    monkeypatch.setattr(softfile, "SCRYPT", {"n": 16, "r": 8, "p": 1})
    made = SoftwareToken.create(tmp_path / "key.zxkey", PIN)
    pair = sm2.generate()

    def template(role: Role, public: bytes) -> Template:
        start, end = build.period(PROFILES[role], AT)
        return Template(profiles.name("持钥人"), public, PROFILES[role], build.new_serial(), start, end)

    authority = people().issuing.signer
    sign = build.issue(template(Role.SIGNING, made.public_key), authority)
    encrypt = build.issue(template(Role.ENCRYPTION, pair.public.raw), authority)
    made.install(sign, encrypt, envelopedkey.seal(made.public_key, pair))
    return made


def test_it_signs_a_receipt_and_opens_an_envelope(token: SoftwareToken) -> None:
    own = token.certificates()
    assert own.sign is not None
    assert own.encrypt is not None
    signer = Signer(own.sign, token.sign)
    receipt = make(replace(STATEMENT, operator=operator_of(own.sign), device=token.serial), signer)
    checked = check(receipt, people().trust, NOW)
    assert checked.sound
    assert checked.statement is not None
    assert checked.statement.device == token.serial
    envelope = both.seal(CONTENT, [signer], [own.encrypt, people().keys[0].certificate], at=AT)
    assert both.open(envelope, token).content == CONTENT
    damaged = bytearray(envelope)
    damaged[-1] ^= 1
    with pytest.raises(BadCiphertext):
        both.open(bytes(damaged), token)


def test_locked_it_does_neither(token: SoftwareToken) -> None:
    own = token.certificates()
    assert own.sign is not None
    assert own.encrypt is not None
    envelope = both.seal(CONTENT, [people().signers[0].signer], [own.encrypt], at=AT)
    token.lock()
    with pytest.raises(NotUnlocked):
        both.open(envelope, token)
    with pytest.raises(NotUnlocked):
        make(replace(STATEMENT, operator=operator_of(own.sign)), Signer(own.sign, token.sign))
    token.unlock(PIN)
    assert both.open(envelope, token).content == CONTENT
