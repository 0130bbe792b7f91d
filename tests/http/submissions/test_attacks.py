"""What strangers try at the doors that are open to them (SUB-14, SUB-17)."""

import asyncio
from datetime import timedelta

import pytest

from crypto import sm3
from identity.commands import tries
from identity.errors import TooManyApplications
from kernel import clock, db
from kernel.actor import Call
from submissions.commands import intake, uploads
from submissions.errors import TooManyUploads
from submissions.rules.drafts import MOST_UPLOADS
from submissions.rules.intake import Result
from tests.http.submissions.conftest import Site
from tests.http.submissions.test_intake import letter, listed
from tests.http.submissions.test_people_pages import FORM, filed

__all__ = ["listed"]
pytestmark = pytest.mark.thorough
ID = "<known-to-both@yunlu.example>"


@pytest.mark.requirement("SUB-14")
@pytest.mark.usefixtures("listed")
async def test_a_stranger_cannot_use_up_the_id_of_somebodys_mail() -> None:
    forged = await intake.take(letter(sender="somebody@else.example", id=ID))
    genuine = letter(id=ID)
    assert (forged.result, (await intake.take(genuine)).result) == (Result.STRANGER, Result.TAKEN)
    assert (await intake.take(genuine)).result is Result.TAKEN, "dealt with once"
    assert len(await db.fetch("SELECT 1 FROM submission WHERE channel = 'mail'")) == 1


@pytest.mark.requirement("SUB-14")
@pytest.mark.usefixtures("listed")
async def test_who_forges_an_address_fills_neither_drafts_nor_a_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_A_DAY", 2)
    said = [(await intake.take(letter())).result for _ in range(4)]
    assert said == [Result.TAKEN, Result.TAKEN, Result.REFUSED, Result.REFUSED]
    assert len(await db.fetch("SELECT 1 FROM outbox WHERE topic = 'intake.answer'")) == 2
    moment = clock.now() + intake.A_DAY
    clock.install(lambda: moment)
    try:
        assert (await intake.take(letter())).result is Result.TAKEN
    finally:
        clock.install()


@pytest.mark.requirement("SUB-13")
async def test_many_uploads_begun_at_one_moment_are_no_more_than_one_after_another(site: Site) -> None:
    call, digest = Call(await site.actor("yunlu.xinxi1")), sm3.hash(b"x")
    begun = await asyncio.gather(
        *(uploads.begin(call, f"{n}.txt", 1, digest) for n in range(MOST_UPLOADS + 8)), return_exceptions=True
    )
    assert sum(isinstance(each, TooManyUploads) for each in begun) == 8
    assert len(await db.fetch("SELECT 1 FROM submission_upload")) == MOST_UPLOADS


@pytest.mark.requirement("SUB-17")
async def test_forms_are_examined_so_often_and_no_more(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused counts as well: reading a scan is what costs."""
    now = clock.now()
    try:
        for _ in range(tries.MOST_A_PLACE):
            tries.one_more(b"here")
        with pytest.raises(TooManyApplications):
            tries.one_more(b"here")
        tries.one_more(b"there")
        clock.install(lambda: now + tries.AN_HOUR + timedelta(seconds=1))
        tries.one_more(b"here")
    finally:
        clock.install()
    monkeypatch.setattr(tries, "MOST", 0)  # a place is always let in once, so nobody is
    refused = await filed(site.stranger(), FORM, name="绝密★长期")
    assert refused.status_code == 429
    assert not await db.fetch("SELECT 1 FROM gate_refusal"), "nothing was examined"
