"""What nobody looked at is held, whatever it is: also a preview or the picture of a seal."""

from dataclasses import replace

import pytest

from marking.extract.parts import Picture
from marking.eyes.judging import judged
from marking.eyes.seen import MOST
from marking.rulebook import BUILT_IN
from marking.verdict import Decision, Part, Place, Unreadable
from tests.unit.marking.child.pictures import BLANK

pytestmark = [pytest.mark.requirement("SUB-11"), pytest.mark.thorough]

BROKEN = Picture(BLANK[:60], Place(Part.PICTURE), preview=True)


def reasons(picture: Picture, number: int = 0) -> list[Unreadable | None]:
    """Of the picture that comes as the numbered one."""
    found = dict(judged([replace(picture)] * (number + 1), "a.docx", BUILT_IN))[number]
    assert all(verdict.decision is Decision.HOLD for verdict in found)
    return [verdict.reason for verdict in found]


def test_one_that_cannot_be_opened() -> None:
    assert reasons(BROKEN) == [Unreadable.IMAGE]
    assert reasons(replace(BROKEN, preview=False)) == [Unreadable.DAMAGED]


def test_one_of_too_many() -> None:
    assert reasons(BROKEN, MOST) == [Unreadable.IMAGE]
