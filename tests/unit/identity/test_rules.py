from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import rules
from identity.rules import (
    Contact,
    Policy,
    masked_mail,
    masked_phone,
    outdated,
    wait_after,
    wrong_contact,
    wrong_password,
)


@pytest.fixture(autouse=True)
def figures_of_the_house() -> Iterator[None]:
    rules.install()
    yield
    rules.install()


@pytest.mark.requirement("KEY-11")
@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("correct horse battery", None),
        ("一二三四五六七八九十甲乙", None),
        ("elevenchars", "password_short"),
        ("twelve chars", None),
        ("aaaaaaaaaaaaaaaa", "password_alike"),
        ("abababababababab", "password_alike"),
        ("my Zhang.San 2026!", "password_names"),
        ("云麓监管局的口令一二三四", "password_names"),
        ("x" * 64 + "abcde" * 20, "password_long"),
    ],
)
def test_a_password_is_long_varied_and_names_neither_login_nor_unit(password: str, wrong: str | None) -> None:
    assert wrong_password(password, "zhang.san", "云麓监管局") == wrong


@pytest.mark.requirement("KEY-11")
def test_a_password_ages_after_ninety_days() -> None:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    assert not outdated(start, start + timedelta(days=90, seconds=-1))
    assert outdated(start, start + timedelta(days=90))
    assert outdated(None, start)


@pytest.mark.requirement("KEY-11")
def test_the_fifth_wrong_password_shuts_the_gate_and_each_further_one_doubles_the_wait_up_to_a_day() -> None:
    waits = [wait_after(n) for n in range(1, 41)]
    assert waits[:4] == [None] * 4
    minutes = [wait / timedelta(minutes=1) for wait in waits[4:] if wait]
    assert minutes[:8] == [10, 20, 40, 80, 160, 320, 640, 1280]
    assert set(minutes[8:]) == {1440}


def test_an_installation_may_be_stricter_and_the_house_comes_back() -> None:
    rules.install(Policy(shortest=16))
    assert wrong_password("twelve chars", "zhang.san", "云麓监管局") == "password_short"
    rules.install()
    assert wrong_password("twelve chars", "zhang.san", "云麓监管局") is None


@pytest.mark.requirement("SEC-09")
@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13912345678", "139******78"), ("010-66279114", "010-******14"), ("7114", "7**4"), ("", "")],
)
def test_a_phone_number_shows_its_ends_only(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@given(st.from_regex(r"[0-9]{5,15}", fullmatch=True))
def test_no_masked_number_can_be_read_back(phone: str) -> None:
    masked = masked_phone(phone)
    assert len(masked) == len(phone)
    assert masked.count("*") >= len(phone) - 5


def test_a_masked_address_keeps_its_domain() -> None:
    assert masked_mail("su.yan@example.invalid") == "s***@example.invalid"
    assert masked_mail("not an address") == "***"


@pytest.mark.parametrize(
    ("contact", "wrong"),
    [
        (Contact("苏砚清", "编辑", "010-66279114", "a@example.invalid"), {}),
        (Contact(" "), {"name": "required"}),
        (Contact("苏", phone="call me"), {"phone": "wrong_phone"}),
        (Contact("苏", mail="a@b@c"), {"mail": "wrong_mail"}),
        (Contact("苏", mail="a@example.invalid\nBcc: x@y.z"), {"mail": "wrong_mail"}),
        (Contact("苏" * 41), {"name": "contact_too_long"}),
    ],
)
def test_contact_data_are_checked_field_by_field(contact: Contact, wrong: dict[str, str]) -> None:
    assert wrong_contact(contact) == wrong
