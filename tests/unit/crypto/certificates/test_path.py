"""The path check: one defect at a time gives its one reason, and no input makes it raise or hang."""

import time as clock
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

from crypto import sm2
from crypto.certificates import path
from crypto.certificates.certificate import Certificate, Usage
from crypto.certificates.chains import LONGEST
from crypto.certificates.path import Path, PathReason
from crypto.certificates.profiles import CERTIFY, ENCRYPT, Role
from crypto.certificates.revocation import Revoked, Why
from crypto.certificates.standing import StandingReason
from crypto.certificates.structures import extension
from crypto.certificates.trust import Trust
from crypto.findings import Level
from tests.simulators.pki import AT, DAY, OFF_CURVE, Holder, House, Made, empty_list, holder, house, root, standard

SIGN = Usage.DIGITAL_SIGNATURE


@pytest.fixture(scope="module")
def home() -> House:
    return house()


def reasons(found: Path, level: Level = Level.FAILED) -> set[str]:
    return {each.reason for each in found.findings if each.level is level}


def checked(home: House, certificate: Certificate, usage: Usage | None = SIGN, at: datetime = AT + DAY) -> Path:
    return path.check(certificate, home.trust, at, usage)


def test_a_good_certificate_passes_every_question(home: House) -> None:
    found = checked(home, home.person.certificate)
    assert found.sound
    assert [each.name for each in found.chain] == ["张三", "测试签发", "测试根"]
    assert found.root == home.root.certificate
    assert reasons(found, Level.NOTICE) == set()
    assert reasons(found, Level.PASSED) == {
        PathReason.SIGNATURE, PathReason.PERIOD, PathReason.USAGE, PathReason.AUTHORITY, PathReason.CHAIN,
        StandingReason.REVOKED,
    }  # fmt: skip


def test_authorities_themselves_can_be_asked_about(home: House) -> None:
    for each in (home.root, home.issuing):
        assert checked(home, each.certificate, Usage.KEY_CERT_SIGN).sound
        assert reasons(checked(home, each.certificate, SIGN)) == {PathReason.USAGE}


@pytest.mark.parametrize("offset", [-1, 1096])
def test_outside_its_dates(home: House, offset: int) -> None:
    found = checked(home, home.person.certificate, at=AT + offset * DAY)
    assert PathReason.PERIOD in reasons(found)
    assert not found.sound


def test_the_first_and_the_last_moment_are_within(home: House) -> None:
    certificate = home.person.certificate
    for at in (certificate.not_before, certificate.not_after):
        assert PathReason.PERIOD not in reasons(checked(home, certificate, at=at))


def test_an_authority_outside_its_dates_fails_what_it_issued() -> None:
    top = root(start=AT - 8000 * DAY)
    found = path.check(top.certificate, Trust((top.certificate,)), AT, None)
    assert reasons(found) == {PathReason.PERIOD}


@pytest.mark.parametrize(
    ("role", "usage", "good"),
    [
        (Role.SIGNING, Usage.DIGITAL_SIGNATURE, True),
        (Role.SIGNING, Usage.CONTENT_COMMITMENT, True),
        (Role.SIGNING, Usage.KEY_ENCIPHERMENT, False),
        (Role.ENCRYPTION, Usage.KEY_ENCIPHERMENT, True),
        (Role.ENCRYPTION, Usage.DIGITAL_SIGNATURE, False),
        (Role.ENCRYPTION, Usage.KEY_CERT_SIGN, False),
        (Role.SEAL_MAKER, Usage.DIGITAL_SIGNATURE, True),
        (Role.SERVICE, Usage.DIGITAL_SIGNATURE, True),
        (Role.SERVICE, Usage.KEY_CERT_SIGN, False),
        (Role.TIME, Usage.DIGITAL_SIGNATURE, False),
    ],
)
def test_swapped_certificates_are_noticed(home: House, role: Role, usage: Usage, good: bool) -> None:
    found = checked(home, holder(home.issuing, role, "张三").certificate, usage)
    assert reasons(found) == (set() if good else {PathReason.USAGE})


def test_a_purpose_must_be_named(home: House) -> None:
    stamper, person = holder(home.issuing, Role.TIME, "时间戳").certificate, home.person.certificate
    assert path.check(stamper, home.trust, AT, SIGN, purpose=Purpose.TIME_STAMPING).sound
    assert not path.check(person, home.trust, AT, SIGN, purpose=Purpose.TIME_STAMPING).sound


def test_either_bit_makes_a_signing_certificate(home: House) -> None:
    pair = sm2.generate()
    for bit in (Usage.DIGITAL_SIGNATURE, Usage.CONTENT_COMMITMENT):
        made = Made("李四", home.issuing, pair, extensions=standard(pair.public.raw, frozenset({bit})))
        assert checked(home, made.certificate()).sound


def test_a_certificate_silent_about_its_usage_is_a_notice(home: House) -> None:
    pair = sm2.generate()
    found = checked(home, Made("李四", home.issuing, pair, extensions=standard(pair.public.raw, None)).certificate())
    assert found.sound
    assert reasons(found, Level.NOTICE) == {PathReason.USAGE}


def test_a_critical_extension_nobody_here_understands(home: House) -> None:
    pair = sm2.generate()
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.156.10197.6.9.9"), b"\x05\x00")
    for critical in (True, False):
        extensions = [*standard(pair.public.raw), extension(odd, critical=critical)]
        found = checked(home, Made("李四", home.issuing, pair, extensions=extensions).certificate())
        assert reasons(found) == ({PathReason.EXTENSION} if critical else set())


def test_name_constraints_are_refused_rather_than_overlooked(home: House) -> None:
    pair = sm2.generate()
    limits = x509.NameConstraints([x509.DNSName("example.cn")], None)
    extensions = [*standard(pair.public.raw, CERTIFY, ca=True), extension(limits, critical=True)]
    between = Made("受限", home.root, pair, extensions=extensions).holder()
    person = holder(between, Role.SIGNING, "李四").certificate
    trust = Trust((home.root.certificate,), (between.certificate,))
    assert reasons(path.check(person, trust, AT, SIGN)) == {PathReason.EXTENSION}


def test_a_point_off_the_curve(home: House) -> None:
    made = Made("李四", home.issuing, sm2.generate(), public=OFF_CURVE).certificate()
    assert reasons(checked(home, made)) == {PathReason.KEY}


def test_an_authority_with_a_point_off_the_curve(home: House) -> None:
    pair = sm2.generate()
    extensions = standard(OFF_CURVE, CERTIFY, ca=True)
    bad = Made("坏签发", home.root, pair, public=OFF_CURVE, extensions=extensions).certificate()
    person = Made("李四", Holder(bad, pair), sm2.generate()).certificate()
    found = path.check(person, Trust((home.root.certificate,), (bad,)), AT, SIGN)
    assert reasons(found) == {PathReason.SIGNATURE, PathReason.CHAIN}


@pytest.mark.parametrize("usage", [CERTIFY, frozenset({Usage.DIGITAL_SIGNATURE}), ENCRYPT])
@pytest.mark.parametrize("ca", [True, False])
def test_only_an_authority_certifies(home: House, usage: frozenset[Usage], ca: bool) -> None:
    pair = sm2.generate()
    between = Made("中间", home.root, pair, extensions=standard(pair.public.raw, usage, ca=ca)).holder()
    person = Made("李四", between, sm2.generate()).certificate()
    found = path.check(person, Trust((home.root.certificate,), (between.certificate,)), AT, SIGN)
    assert reasons(found) == (set() if ca and usage is CERTIFY else {PathReason.AUTHORITY})


def test_a_person_cannot_certify(home: House) -> None:
    below = Made("李四", home.person, sm2.generate()).certificate()
    trust = home.trust.with_more([home.person.certificate])
    found = path.check(below, trust, AT, SIGN)
    assert PathReason.AUTHORITY in reasons(found)
    assert PathReason.PATH_LENGTH in reasons(found)  # the issuing authority stands above holders only


def test_more_authorities_in_a_row_than_allowed(home: House) -> None:
    pair = sm2.generate()
    extensions = standard(pair.public.raw, CERTIFY, ca=True)
    lower = Made("再下一级", home.issuing, pair, extensions=extensions).holder()
    person = Made("李四", lower, sm2.generate()).certificate()
    found = path.check(person, home.trust.with_more([lower.certificate]), AT, SIGN)
    assert reasons(found) == {PathReason.PATH_LENGTH}
    assert {each.facts["name"] for each in found.findings if each.reason is PathReason.PATH_LENGTH} == {
        "测试签发", "测试根",
    }  # fmt: skip


def test_nobody_known_above(home: House) -> None:
    stranger = root("陌生根")
    person = holder(holder(stranger, Role.ISSUING, "陌生签发"), Role.SIGNING, "李四").certificate
    found = checked(home, person)
    assert reasons(found) == {PathReason.CHAIN}
    assert found.root is None
    assert found.chain == (person,)


def test_a_stranger_brings_his_own_root_along(home: House) -> None:
    stranger = root("陌生根")
    issuing = holder(stranger, Role.ISSUING, "陌生签发")
    person = holder(issuing, Role.SIGNING, "李四").certificate
    found = path.check(person, home.trust.with_more([stranger.certificate, issuing.certificate]), AT, SIGN)
    assert reasons(found) == {PathReason.CHAIN}
    assert len(found.chain) == 3
    assert found.root is None


def test_a_look_alike_of_the_authority(home: House) -> None:
    fake = holder(root(home.root.certificate.name), Role.ISSUING, home.issuing.certificate.name)
    found = checked(home, holder(fake, Role.SIGNING, "李四").certificate)
    assert reasons(found) == {PathReason.SIGNATURE, PathReason.CHAIN}


def test_a_renewed_authority_with_the_same_key(home: House) -> None:
    again = holder(home.root, Role.ISSUING, "测试签发", start=AT + 3000 * DAY, pair=home.issuing.pair)
    late = holder(again, Role.SIGNING, "李四", start=AT + 4000 * DAY).certificate
    trust = Trust((home.root.certificate,), (home.issuing.certificate, again.certificate))
    found = path.check(late, trust, AT + 4001 * DAY, SIGN)
    assert found.sound
    assert found.chain[1] == again.certificate
    early = path.check(home.person.certificate, trust, AT + DAY, SIGN)
    assert early.sound
    assert early.chain[1] == home.issuing.certificate


def test_a_cross_certified_authority_reaches_the_root_that_is_known(home: House) -> None:
    other = root("另一根")
    cross = holder(other, Role.ISSUING, "测试签发", pair=home.issuing.pair)
    for known in (home.root, other):
        trust = Trust((known.certificate,), (home.issuing.certificate, cross.certificate))
        found = path.check(home.person.certificate, trust, AT, SIGN)
        assert found.sound
        assert found.root == known.certificate


def test_a_good_chain_is_found_beside_a_bad_one(home: House) -> None:
    # The first chain tried fails only at the end (revoked): the second must still be looked at.
    other = root("另一根")
    cross = holder(other, Role.ISSUING, "测试签发", pair=home.issuing.pair)
    gone = empty_list(home.root, Revoked(home.issuing.certificate.serial, AT))
    for order in ((home.issuing, cross), (cross, home.issuing)):
        trust = Trust((home.root.certificate, other.certificate), tuple(each.certificate for each in order), (gone,))
        found = path.check(home.person.certificate, trust, AT + DAY, SIGN)
        assert found.sound
        assert found.root == other.certificate


def test_authorities_in_a_ring_end(home: House) -> None:
    first, second = sm2.generate(), sm2.generate()
    a0 = Holder(root("甲", pair=first).certificate, first)
    b = Made("乙", a0, second, extensions=standard(second.public.raw, CERTIFY, ca=True),
             issuer_der=Made("甲", a0, first).certificate().subject_der).holder()  # fmt: skip
    a = Made("甲", b, first, extensions=standard(first.public.raw, CERTIFY, ca=True)).holder()
    person = Made("李四", a, sm2.generate()).certificate()
    found = path.check(person, home.trust.with_more([a.certificate, b.certificate]), AT, SIGN)
    assert reasons(found) == {PathReason.CHAIN}
    assert len(found.chain) == 3


def test_a_chain_longer_than_anybody_needs() -> None:
    top = root()
    above, between = top, []
    for number in range(LONGEST + 2):
        pair = sm2.generate()
        extensions = standard(pair.public.raw, CERTIFY, ca=True)
        above = Made(f"第{number}级", above, pair, extensions=extensions).holder()
        between.append(above.certificate)
    person = Made("李四", above, sm2.generate()).certificate()
    found = path.check(person, Trust((top.certificate,), tuple(between)), AT, SIGN)
    assert reasons(found) == {PathReason.CHAIN}
    assert len(found.chain) == LONGEST


def crowd(home: House, number: int) -> tuple[Certificate, tuple[Certificate, ...]]:
    """A person under an authority with `number` namesakes of the same key id, none of which signed."""
    pair = sm2.generate()
    extensions = standard(pair.public.raw, CERTIFY, ca=True)
    real = Made("签发", home.issuing, pair, extensions=extensions)
    alike = tuple(real.but(pair=sm2.generate(), days=each + 10).certificate() for each in range(number))
    return Made("李四", Holder(real.certificate(), pair), sm2.generate()).certificate(), alike


def test_hundreds_of_namesakes_cost_milliseconds(home: House) -> None:
    person, alike = crowd(home, 300)
    began = clock.process_time()
    found = path.check(person, home.trust.with_more(alike), AT, SIGN)
    assert clock.process_time() - began < 1
    assert PathReason.CHAIN in reasons(found)


def test_a_ladder_of_twins_is_not_climbed_every_way(home: House) -> None:
    # Six rungs with four certificates of one key each: 4**6 ways up, none of them to a root.
    top = sm2.generate()
    above = [Holder(root("梯顶", pair=top).certificate, top)]
    crowd: list[Certificate] = []
    for rung in range(6):
        pair = sm2.generate()
        made = Made(f"梯{rung}", above[0], pair, extensions=standard(pair.public.raw, CERTIFY, ca=True))
        twins = [made.but(days=50 + each).holder() for each in range(4)]
        crowd += [each.certificate for each in twins]
        above = twins
    person = Made("李四", above[0], sm2.generate()).certificate()
    began = clock.process_time()
    found = path.check(person, home.trust.with_more(crowd), AT, SIGN)
    assert clock.process_time() - began < 1
    assert reasons(found) == {PathReason.CHAIN}


@pytest.mark.parametrize(
    ("line", "level"),
    [
        (lambda serial: Revoked(serial, AT), Level.FAILED),
        (lambda serial: Revoked(serial, AT + 2 * DAY), Level.NOTICE),
        (lambda serial: Revoked(serial, AT + 2 * DAY, Why.key_compromise, AT), Level.FAILED),
        (lambda serial: Revoked(serial, AT + 3 * DAY, Why.key_compromise, AT + 2 * DAY), Level.NOTICE),
        (lambda serial: Revoked(serial + 1, AT), Level.PASSED),
    ],
)
def test_revoked_before_or_after_the_moment(home: House, line: Callable[[int], Revoked], level: Level) -> None:
    made = empty_list(home.issuing, line(home.person.certificate.serial))
    found = path.check(home.person.certificate, replace(home.trust, lists=(home.lists[0], made)), AT + DAY, SIGN)
    assert found.sound is (level is not Level.FAILED)
    assert next(each.level for each in found.findings if each.reason is StandingReason.REVOKED) is level


def test_a_revoked_authority_takes_its_people_with_it(home: House) -> None:
    made = empty_list(home.root, Revoked(home.issuing.certificate.serial, AT, Why.ca_compromise))
    found = path.check(home.person.certificate, replace(home.trust, lists=(made, home.lists[1])), AT, SIGN)
    assert reasons(found) == {StandingReason.REVOKED}


def test_the_newest_list_decides_about_a_hold_and_any_list_about_the_rest(home: House) -> None:
    serial = home.person.certificate.serial
    newer = empty_list(home.issuing, at=AT + DAY, number=2)
    for why, sound in ((Why.certificate_hold, True), (Why.superseded, False)):
        older = empty_list(home.issuing, Revoked(serial, AT, why))
        for lists in ((older, newer), (newer, older)):
            trust = replace(home.trust, lists=(home.lists[0], *lists))
            assert path.check(home.person.certificate, trust, AT + DAY, SIGN).sound is sound


@pytest.mark.parametrize("strict", [False, True])
def test_without_a_list_or_with_a_stale_one(home: House, strict: bool) -> None:
    level = Level.FAILED if strict else Level.NOTICE
    trust = replace(home.trust, strict=strict)
    none = path.check(home.person.certificate, replace(trust, lists=()), AT, SIGN)
    assert reasons(none, level) == {StandingReason.LIST_MISSING}
    stale = path.check(home.person.certificate, trust, AT + 31 * DAY, SIGN)
    assert reasons(stale, level) == {StandingReason.LIST_STALE}
    for found in (none, stale):
        assert found.sound is not strict


def test_foreign_forged_and_partial_lists_count_as_none(home: House) -> None:
    other = holder(home.root, Role.ISSUING, "测试签发")  # the same name, another key
    gone = Revoked(home.person.certificate.serial, AT)
    forged = empty_list(other, gone)
    found = path.check(home.person.certificate, replace(home.trust, lists=(home.lists[0], forged)), AT, SIGN)
    assert found.sound
    assert reasons(found, Level.NOTICE) == {StandingReason.LIST_MISSING}


def test_an_authority_without_the_right_makes_no_lists(home: House) -> None:
    pair = sm2.generate()
    only = frozenset({Usage.KEY_CERT_SIGN})
    between = Made("中间", home.root, pair, extensions=standard(pair.public.raw, only, ca=True)).holder()
    allowed = standard(pair.public.raw, CERTIFY, ca=True)
    twin = Made("中间", home.root, pair, extensions=allowed).holder()  # only to get such a list made
    person = Made("李四", between, sm2.generate()).certificate()
    made = empty_list(twin, Revoked(person.serial, AT))
    trust = Trust((home.root.certificate,), (between.certificate,), (home.lists[0], made))
    found = path.check(person, trust, AT, SIGN)
    assert reasons(found, Level.NOTICE) == {StandingReason.LIST_MISSING}
