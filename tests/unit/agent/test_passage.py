"""Documents on their way out of a terminal and into one: examined, signed, enveloped; opened, verified, examined."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from agent import passage
from agent.passage import Admitted, Document, Stopped, Terms, Unproven
from crypto import sm3
from crypto.certificates import authority, build, profiles
from crypto.certificates.authority import Order
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import Role
from crypto.certificates.signer import Signer
from crypto.devices import softfile
from crypto.devices.softtoken import SoftwareToken
from crypto.errors import NotUnlocked
from crypto.messages import both
from marking.verdict import Decision
from tests.simulators import pki
from tests.simulators.pki import AT

pytestmark = [pytest.mark.requirement("SUB-11"), pytest.mark.thorough]

PIN = "246810"
NOW = AT + timedelta(hours=1)
PLAIN = Document("通知.txt", "关于报送第三季度信息的通知\n各单位：请于月底前报送。".encode())
MARKED = Document("通知.txt", "机密★5年\n关于报送第三季度信息的通知".encode())
OLD = Document("报表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@dataclass
class Road:
    """Two terminals with their devices under one authority, and what they go by."""

    house: pki.House
    sender: SoftwareToken
    receiver: SoftwareToken
    terms: Terms

    @property
    def signer(self) -> Signer:
        return Signer(certificate(self.sender.certificates().sign), self.sender.sign)

    @property
    def to(self) -> Certificate:
        return certificate(self.receiver.certificates().encrypt)

    def smuggled(self, document: Document) -> bytes:
        """What a terminal without a gate would send."""
        return both.seal(document.data, [self.signer], [self.to], at=NOW)


def certificate(found: Certificate | None) -> Certificate:
    assert found is not None
    return found


def token(house: pki.House, folder: Path, holder: str) -> SoftwareToken:
    made = SoftwareToken.create(folder / f"{holder}.json", PIN, admin_pin="13572468", label=holder)
    order = Order(profiles.name(holder, "测试单位", ""), Role.SIGNING, AT, build.new_serial())
    given = authority.double(order, build.new_serial(), made.public_key, house.issuing.signer)
    made.install(given.sign, given.encrypt, given.enveloped_key)
    return made


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    house, folder = pki.house(), tmp_path_factory.mktemp("terminals")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(softfile, "SCRYPT", {"n": 16, "r": 8, "p": 1})
        yield Road(house, token(house, folder, "发件"), token(house, folder, "收件"), Terms(house.trust, NOW))


def test_a_plain_document_goes_and_comes_and_its_signer_is_named(road: Road) -> None:
    envelope = passage.send(passage.admit(PLAIN, road.terms), road.signer, [road.to], road.terms)
    assert PLAIN.data not in envelope
    received = passage.receive("收到.txt", envelope, road.receiver, road.terms)
    assert received.admitted.document == Document("收到.txt", PLAIN.data)
    assert [each.certificate for each in received.signers] == [road.signer.certificate]


def test_a_marking_does_not_leave_and_nobody_is_asked(road: Road) -> None:
    asked: list[Stopped] = []
    with pytest.raises(Stopped) as stopped:
        passage.admit(MARKED, replace(road.terms, answer=asked.append))
    assert stopped.value.digest == sm3.hash(MARKED.data)
    assert [one.decision for one in stopped.value.verdicts] == [Decision.REFUSE]
    assert stopped.value.verdicts[0].rule
    assert not stopped.value.releasable
    assert asked == []


def test_nothing_is_sent_that_was_not_admitted() -> None:
    with pytest.raises(TypeError, match="admit"):
        Admitted(PLAIN)


def test_what_came_with_a_marking_is_not_given_out_only_its_digest_and_rule(road: Road) -> None:
    with pytest.raises(Stopped) as stopped:
        passage.receive("收到.txt", road.smuggled(MARKED), road.receiver, road.terms)
    assert stopped.value.digest == sm3.hash(MARKED.data)
    assert stopped.value.verdicts[0].rule
    assert "机密" not in str(stopped.value)


def test_a_marking_deep_inside_what_came_is_found(road: Road) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("附件/通知.txt", MARKED.data)
    with pytest.raises(Stopped) as stopped:
        passage.receive("收到.zip", road.smuggled(Document("a.zip", packed.getvalue())), road.receiver, road.terms)
    assert stopped.value.verdicts[0].decision is Decision.REFUSE


def test_what_cannot_be_read_passes_only_when_it_is_answered_for(road: Road) -> None:
    with pytest.raises(Stopped) as stopped:
        passage.admit(OLD, road.terms)
    assert stopped.value.releasable
    asked: list[Stopped] = []
    answered = replace(road.terms, answer=asked.append)
    envelope = passage.send(passage.admit(OLD, answered), road.signer, [road.to], answered)
    with pytest.raises(Stopped):
        passage.receive("报表.xls", envelope, road.receiver, road.terms)
    assert passage.receive("报表.xls", envelope, road.receiver, answered).admitted.document.data == OLD.data
    assert [one.digest for one in asked] == [sm3.hash(OLD.data)] * 2


def test_certificates_that_lead_nowhere_get_nothing(road: Road) -> None:
    stranger = pki.house()
    away = pki.holder(stranger.issuing, Role.ENCRYPTION, "外人").certificate
    admitted = passage.admit(PLAIN, road.terms)
    with pytest.raises(Unproven, match="外人"):
        passage.send(admitted, road.signer, [road.to, away], road.terms)
    with pytest.raises(Unproven, match="收件"):
        passage.send(admitted, road.signer, [certificate(road.receiver.certificates().sign)], road.terms)
    with pytest.raises(Unproven, match="张三"):
        passage.send(admitted, stranger.person.signer, [road.to], road.terms)
    late = replace(road.terms, at=NOW + timedelta(days=9_000))
    with pytest.raises(Unproven):
        passage.send(admitted, road.signer, [road.to], late)


def test_what_does_not_hold_is_not_even_examined(road: Road) -> None:
    envelope = bytearray(road.smuggled(MARKED))
    envelope[-30] ^= 1
    stranger = pki.house()
    forged = both.seal(MARKED.data, [stranger.person.signer], [road.to], at=NOW)
    for wrong in (bytes(envelope), forged, b"", MARKED.data):
        with pytest.raises(Unproven):
            passage.receive("收到.txt", wrong, road.receiver, road.terms)


def test_the_device_has_to_be_open(road: Road) -> None:
    envelope = road.smuggled(PLAIN)
    road.receiver.lock()
    try:
        with pytest.raises(NotUnlocked):
            passage.receive("收到.txt", envelope, road.receiver, road.terms)
    finally:
        road.receiver.unlock(PIN)
