"""Ids: their version, their order, and that nobody can guess the next."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from kernel.ids import new_id

AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_ids_of_one_millisecond_are_in_the_order_they_were_made() -> None:
    made = [new_id(AT) for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {each.version for each in made} == {7}
    assert {each.int >> 80 for each in made} == {int(AT.timestamp() * 1000)}


def test_ids_of_other_moments_start_anew_and_keep_the_order_of_time() -> None:
    later = new_id(AT + timedelta(milliseconds=1))
    earlier = new_id(AT)
    assert earlier < later < new_id(AT + timedelta(milliseconds=2))


def test_steps_cannot_be_guessed() -> None:
    made = [new_id(AT + timedelta(seconds=1)).int & (2**62 - 1) for _ in range(200)]
    steps = [after - before for before, after in pairwise(made)]
    assert len(set(steps)) == len(steps)
    assert max(steps) > 2**40


def test_given_bytes_give_the_same_id() -> None:
    assert new_id(AT, bytes(range(10))) == new_id(AT, bytes(range(10)))
