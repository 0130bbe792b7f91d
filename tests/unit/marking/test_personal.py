"""Personal numbers: found where they are, not where they only look like it, and masked without moving anything."""

import random
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marking.personal import MASK, Kind, found, masked

pytestmark = pytest.mark.requirement("SEC-09")

WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
GAPS = ["", " ", "-", "\u3000", "\u2014", "\u00a0", "\u200b"]
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def identity(region: str, day: str, order: int) -> str:
    """With the check digit of GB 11643-1999."""
    body = f"{region}{day}{order:03}"
    return body + CHECKS[sum(int(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True)) % 11]


def card(body: str) -> str:
    """With the check digit of Luhn, reckoned another way than by the product."""
    for check in "0123456789":
        doubled = "".join(str(int(sign) * 2) if at % 2 else sign for at, sign in enumerate(reversed(body + check)))
        if sum(map(int, doubled)) % 10 == 0:
            return body + check
    raise AssertionError(body)


IDENTITIES = st.builds(
    identity,
    st.sampled_from(["110101", "330203", "441900", "654202", "810000", "913156"]),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)).map(lambda day: f"{day:%Y%m%d}"),
    st.integers(0, 999),
)
MOBILES = st.builds(
    lambda head, rest: f"{head}{rest:08}", st.sampled_from(["138", "147", "166", "177", "191", "199"]),
    st.integers(0, 99_999_999),
)  # fmt: skip
CARDS = st.builds(
    lambda head, rest, length: card(f"{head}{rest:018}"[: length - 1]), st.sampled_from(["6222", "6217", "6228"]),
    st.integers(0, 10**18 - 1), st.sampled_from([16, 17, 19]),
)  # fmt: skip
PROSE = st.sampled_from(["联系人张三，电话", "", "（", "身份证：", "。", "，李四 ", "\n", "，\n1. "])


def kinds(text: str) -> list[Kind]:
    return [one.kind for one in found(text)]


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("张三，330203199001011236。", Kind.IDENTITY, "张三，330203**********36。"),
        ("身份证号：33020319900101 1236", Kind.IDENTITY, "身份证号：330203******** **36"),
        ("号码３３０２０３１９９００１０１１２３６", Kind.IDENTITY, "号码３３０２０３**********３６"),
        ("11010519491231002X", Kind.IDENTITY, "110105**********2X"),
        ("11010519491231002x，", Kind.IDENTITY, "110105**********2x，"),
        ("330203-19900101-1236", Kind.IDENTITY, "330203-********-**36"),
        ("身份证330203900101123", Kind.OLD_IDENTITY, "身份证330203*******23"),
        ("电话13812345678。", Kind.MOBILE, "电话138****5678。"),
        ("+86 138 1234 5678", Kind.MOBILE, "+86 138 **** 5678"),
        ("8613812345678", Kind.MOBILE, "86138****5678"),
        ("138-1234-5678", Kind.MOBILE, "138-****-5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", Kind.MOBILE, "1 3 8 * * * * 5 6 7 8"),
        ("138\u200b12345678", Kind.MOBILE, "138\u200b****5678"),
        ("工资卡 6222 0212 3456 7890 128", Kind.BANK_CARD, "工资卡 **** **** **** ***0 128"),
        ("护照号：EA1234567", Kind.TRAVEL, "护照号：E*****567"),
        ("港澳通行证 C12345678", Kind.TRAVEL, "港澳通行证 C*****678"),
    ],
)
def test_a_number_is_found_and_masked(text: str, kind: Kind, shown: str) -> None:
    assert kinds(text) == [kind]
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2012〕14号", "政办发〔2026〕138号，2026年11月22日印发", "甬财政发[2015]128号",
        "投资13812345678元", "总额 13812345678.50", "13800000000 亿元", "产量13812345678吨",
        "11330200002982345A", "913302007204926417", "12330200419800345X", "91330203MA2822222X",
        "订单号：13812345678", "发票 6222021234567890128", "IMEI 330203900101123", "纳税人识别号330203900101123",
        "0574-87654321", "（0574）8765 4321", "400-820-8820", "010-12345678转8013",
        "12345678901", "10012345678", "138123456789", "A13812345678", "13812345678B",
        "330203199002301235", "330203199001011231", "000000199001011234", "33020319900101123",
        "6222021234567890120", "1111222233334444", "4111 1111 11 111111",
        "2026年 1381 2345 678", "1990 0101 1236 3302 03", "第一千三百八十一条",
        "型号EA1234567", "航班 G12345678", "编号E12345678", "《中华人民共和国民法典》第一百一十条至第一百一十一条",
        "北纬29.8612345678901234，东经121.5412345678901234", "3.14159265358979323846",
        "20260101 20261231", "2026-01-01 2026-12-31 08:00", "330203\n199001011236",
        "https://www.gov.cn/zhengce/content/202601/content_7012345.htm",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_passes(text: str) -> None:
    assert found(text) == ()
    assert masked(text) == text


@given(
    before=PROSE,
    number=st.one_of(IDENTITIES, MOBILES, CARDS),
    after=st.sampled_from(["", "。", "，男", "\n次年", "）"]),
)
def test_every_real_number_is_found_at_its_place(before: str, number: str, after: str) -> None:
    text = before + number + after
    assert [(one.start, one.end) for one in found(text)] == [(len(before), len(before) + len(number))]


@given(number=IDENTITIES, gap=st.sampled_from(GAPS), full=st.booleans())
def test_groups_and_full_width_digits_hide_no_identity_number(number: str, gap: str, full: bool) -> None:
    text = gap.join((number[:6], number[6:14], number[14:]))
    text = text.translate(FULL) if full else text
    assert kinds(f"证号：{text}。") == [Kind.IDENTITY]


@given(number=CARDS, gap=st.sampled_from(GAPS))
def test_a_card_is_found_by_fours(number: str, gap: str) -> None:
    groups = [number[at : at + 4] for at in range(0, len(number), 4)]
    assert kinds(gap.join(groups)) == [Kind.BANK_CARD]


@given(number=IDENTITIES, place=st.integers(0, 17), other=st.integers(1, 9))
def test_one_wrong_digit_is_no_identity_number(number: str, place: int, other: int) -> None:
    sign = "0" if number[place] == "X" else str((int(number[place]) + other) % 10)
    assert Kind.IDENTITY not in kinds(number[:place] + sign + number[place + 1 :])


@given(st.lists(st.one_of(IDENTITIES, MOBILES, CARDS, PROSE, st.text(max_size=20)), max_size=8).map("，".join))
def test_masking_moves_nothing_and_leaves_nothing_to_mask(text: str) -> None:
    numbers = found(text)
    after = masked(text)
    assert len(after) == len(text)
    assert found(after) == ()
    assert all(one.end <= other.start for one, other in pairwise(numbers))
    inside = {at for one in numbers for at in range(one.start, one.end)}
    assert all(
        seen == sign or (at in inside and seen == MASK) for at, (seen, sign) in enumerate(zip(after, text, strict=True))
    )


def test_numbers_of_units_and_random_figures_do_not_alarm() -> None:
    dice = random.Random(4)
    digits = ["".join(dice.choices("0123456789", k=length)) for length in (12, 14, 18, 20, 24) for _ in range(2_000)]
    units = [f"1{kind}{region}00{dice.randrange(10**9):09}{dice.randrange(10)}" for kind in "123"
             for region in ("3302", "1101", "4403") for _ in range(1_000)]  # fmt: skip
    assert sum(bool(found(f"代码：{number}，")) for number in digits) / len(digits) < 0.002
    assert sum(bool(found(number)) for number in units) == 0
    assert sum(bool(found(identity("330203", "19900101", order))) for order in range(1_000)) == 1_000


def test_a_page_of_numbers_takes_no_time() -> None:
    text = "1 " * 10_000 + "138" * 50_000 + "\u200b" * 100_000 + "1\u200b" * 50_000 + "6222 " * 10_000
    assert found(text) == ()
