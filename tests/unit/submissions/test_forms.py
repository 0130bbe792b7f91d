from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import LOCAL
from kernel.errors import Invalid
from kernel.web import moment
from submissions.forms import submissions as forms
from submissions.workflow.submission import State


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(9998, 1, 1)), st.uuids())  # noqa: DTZ001
def test_a_place_in_a_list_survives_the_address(naive: datetime, record: object) -> None:
    key = (naive.replace(tzinfo=UTC), record)
    assert forms.key_of(forms.token(key) or "") == key  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "x", "1.", ".", "12.zz", "-1.00000000000000000000000000000000"])
def test_an_unreadable_place_is_the_beginning(text: str) -> None:
    assert forms.key_of(text) is None


def test_a_typed_moment_is_the_offices_wall_clock() -> None:
    assert moment("2026-08-03T15:00", "learned") == datetime(2026, 8, 3, 7, 0, tzinfo=UTC)
    assert moment("", "learned") is None
    assert forms.typed(datetime(2026, 8, 3, 7, 0, tzinfo=UTC)) == "2026-08-03T15:00"
    with pytest.raises(Invalid) as refused:
        moment("tomorrow", "learned")
    assert refused.value.fields == {"learned": "not_a_moment"}


def test_what_makes_no_sense_in_an_address_is_left_out() -> None:
    wanted = forms.wanted({"state": "eaten", "unit": "?", "sort": "password", "after": "?"}, (State.SUBMITTED,), "due")
    assert wanted.states == (State.SUBMITTED,)
    assert (wanted.unit, wanted.beyond) == (None, None)
    assert (wanted.sort, wanted.ascending) == ("due", True)
    assert forms.query_of({"q": " 车险 ", "evil": "1", "state": ""}) == {"q": "车险"}


def test_sorting_down_and_going_back_are_read() -> None:
    key = (datetime(2026, 8, 3, tzinfo=LOCAL), forms.optional_uuid("6f1c6d9e-7a3e-4f5c-9d55-0d8c8a6f1a01"))
    token = forms.token(key)  # type: ignore[arg-type]
    wanted = forms.wanted({"sort": "-saved", "before": token or ""})
    assert (wanted.sort, wanted.ascending, wanted.backwards) == ("saved", False, True)
    assert wanted.beyond
    assert wanted.beyond[0] - key[0] == timedelta(0)
