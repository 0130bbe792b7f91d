"""Double certificates: what a device gets works together, and renewal keeps what was sealed readable."""

import pytest

from crypto import sm2
from crypto.certificates import authority, build, envelopedkey, path, profiles
from crypto.certificates.authority import Double, Order
from crypto.certificates.certificate import Usage
from crypto.certificates.profiles import Role
from crypto.certificates.revocation import Revoked
from crypto.errors import BadCertificate, BadKey
from tests.simulators.pki import AT, DAY, OFF_CURVE, House, house

NAME = profiles.name("张三", "测试单位")


@pytest.fixture(scope="module")
def home() -> House:
    return house()


def order(role: Role = Role.SIGNING, days: int | None = None) -> Order:
    return Order(NAME, role, AT, build.new_serial(), days)


def double(home: House, device: sm2.PrivateKey) -> Double:
    return authority.double(order(), build.new_serial(), device.public.raw, home.issuing.signer)


@pytest.mark.requirement("KEY-02")
def test_a_device_gets_two_certificates_and_the_key_of_the_second(home: House) -> None:
    device = sm2.generate()
    made = double(home, device)
    assert made.sign.subject_der == made.encrypt.subject_der
    assert made.sign.public_key == device.public.raw
    assert path.check(made.sign, home.trust, AT, Usage.DIGITAL_SIGNATURE).sound
    assert path.check(made.encrypt, home.trust, AT, Usage.KEY_ENCIPHERMENT).sound
    assert not path.check(made.encrypt, home.trust, AT, Usage.DIGITAL_SIGNATURE).sound
    parts = envelopedkey.parts(made.enveloped_key)
    pair = envelopedkey.unsealed(parts, device.decrypt(parts.key))
    assert pair.public.raw == made.encrypt.public_key
    assert pair.decrypt(made.encrypt.key.encrypt(b"a session key")) == b"a session key"


def test_every_holder_gets_an_encryption_key_of_his_own(home: House) -> None:
    device = sm2.generate()
    assert double(home, device).encrypt.public_key != double(home, device).encrypt.public_key


def test_renewal_keeps_name_and_key(home: House) -> None:
    made = double(home, sm2.generate())
    for old, role in ((made.sign, Role.SIGNING), (made.encrypt, Role.ENCRYPTION)):
        new = authority.renewed(old, role, AT + 1000 * DAY, home.issuing.signer, serial=build.new_serial())
        assert (new.subject_der, new.public_key, new.usage) == (old.subject_der, old.public_key, old.usage)
        assert new.serial != old.serial
        assert new.not_after > old.not_after
        assert path.check(new, home.trust, AT + 1001 * DAY, None).sound


def test_a_root_renews_itself_and_its_people_stay(home: House) -> None:
    old = home.root.certificate
    new = authority.renewed(old, Role.ROOT, AT + DAY, home.root.signer, serial=build.new_serial())
    new.verify_signed_by(new)
    found = path.check(
        home.person.certificate, type(home.trust)((new,), home.trust.intermediates, home.lists), AT + 2 * DAY, None
    )
    assert found.sound
    assert found.root == new


def test_lists_of_the_issuing_authority_live_shorter_than_the_roots(home: House) -> None:
    revoked = [Revoked(7, AT)]
    own = authority.revocation_list(revoked, 3, AT, home.issuing.signer)
    roots = authority.revocation_list([], 4, AT, home.root.signer)
    assert (own.number, own.next_update, own.lines()) == (3, AT + authority.LIST_DAYS * DAY, revoked)
    assert (roots.number, roots.next_update) == (4, AT + authority.ROOT_LIST_DAYS * DAY)


def test_who_is_no_authority_certifies_nobody(home: House) -> None:
    with pytest.raises(BadCertificate):
        authority.single(order(), sm2.generate().public.raw, home.person.signer)
    with pytest.raises(BadKey):
        authority.double(order(), 1, OFF_CURVE, home.issuing.signer)


def test_fewer_days_than_the_profile(home: House) -> None:
    made = authority.single(order(days=10), sm2.generate().public.raw, home.issuing.signer)
    assert made.not_after - made.not_before < 10 * DAY
