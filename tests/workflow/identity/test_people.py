import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from identity.commands import accounts, people, units
from identity.errors import NameTaken, SeatTaken, ThirdLiaison
from identity.queries import register
from identity.rules import Contact
from identity.workflow.register import Seat
from kernel import db
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound, StaleVersion
from tests.workflow.identity.house import UNIT, House


async def _person(house: House, name: str = "柳") -> UUID:
    return (await people.add_person(house.system, house.unit, Contact(name, "科员", "13900001234"))).id


async def _book(house: House) -> register.UnitBook:
    return (await register.book(house.auditor.actor, [house.unit]))[0]


@pytest.mark.requirement("SUB-02")
async def test_a_third_liaison_officer_is_refused(house: House) -> None:
    first, second, third = [await _person(house) for _ in range(3)]
    await people.register_liaison(house.system, first)
    with pytest.raises(SeatTaken):
        await people.register_liaison(house.system, first)
    await people.register_liaison(house.system, second)
    with pytest.raises(ThirdLiaison):
        await people.register_liaison(house.system, third)


@pytest.mark.requirement("SUB-02")
async def test_of_ten_registered_at_the_same_moment_two_get_a_seat(house: House) -> None:
    chosen = [await _person(house, f"柳{n}") for n in range(10)]
    tries = [people.register_liaison(house.system, person) for person in chosen]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Done"] * 2 + ["ThirdLiaison"] * 8
    assert [seat.seat for seat in (await _book(house)).seats] == [1, 2]


@pytest.mark.requirement("SUB-02")
async def test_a_leaving_officer_opens_a_gap_of_ten_working_days_that_counts_the_holiday(house: House) -> None:
    house.watch.now = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)  # the National Day holiday lies ahead
    person = await _person(house)
    await people.register_liaison(house.system, person)
    await accounts.person_leaves(house.system, person, 1)
    (gap,) = await register.gaps(house.system.actor)
    # 29, 30 September, 8, 9, 10 (a made-up Saturday), 12, 13, 14, 15 and 16 October: 1-7 October are off.
    assert (gap.unit, gap.due, gap.provisional) == (house.unit, date(2026, 10, 16), False)
    assert (await _book(house)).missing[0] == "no_liaison"


@pytest.mark.requirement("SUB-02")
async def test_the_next_officer_closes_the_oldest_gap(house: House) -> None:
    people_here = [await _person(house) for _ in range(4)]
    for person in people_here[:2]:
        await people.register_liaison(house.system, person)
    await people.release(house.system, people_here[0], "liaison")
    house.watch.forward(days=1)
    await people.release(house.system, people_here[1], "liaison")
    older, newer = await register.gaps(house.system.actor, house.unit)
    assert older.due < newer.due
    await people.register_liaison(house.system, people_here[2])
    assert await register.gaps(house.system.actor, house.unit) == [newer]
    await people.register_liaison(house.system, people_here[3])
    assert await register.gaps(house.system.actor, house.unit) == []


@pytest.mark.requirement("SUB-02")
async def test_a_gap_is_warned_of_once_near_its_end_and_once_past_it(house: House) -> None:
    person = await _person(house)
    await people.register_liaison(house.system, person)
    await people.release(house.system, person, "liaison")
    promised = []
    for _ in range(20):
        await people.warn_of_gaps()
        rows = await db.fetch("SELECT ids FROM outbox WHERE topic = 'identity.gap' ORDER BY id")
        promised.append(len(rows))
        house.watch.forward(days=1)
    (gap,) = await register.gaps(house.system.actor)
    started = house.watch.now - timedelta(days=20)
    near, late = promised.index(1), promised.index(2)
    assert (started + timedelta(days=near)).date() == date(2026, 3, 11)  # three working days before the 16th
    assert (started + timedelta(days=late)).date() == gap.due + timedelta(days=1)
    assert promised[-1] == 2


@pytest.mark.requirement("KEY-08")
async def test_operators_a_and_b_are_two_people_and_a_unit_without_both_is_warned(house: House) -> None:
    first, second, third = [await _person(house) for _ in range(3)]
    assert {"no_operator_1", "no_operator_2"} <= set((await _book(house)).missing)
    await people.appoint_operator(house.system, first, 1)
    with pytest.raises(SeatTaken):
        await people.appoint_operator(house.system, first, 2)
    assert "no_operator_2" in (await _book(house)).missing
    await people.appoint_operator(house.system, second, 2)
    assert not [lack for lack in (await _book(house)).missing if lack.startswith("no_operator")]
    await people.appoint_operator(house.system, third, 1)
    held = {seat.seat: seat.person for seat in (await _book(house)).seats if seat.kind is Seat.OPERATOR}
    assert held == {1: third, 2: second}


@pytest.mark.requirement("KEY-10")
async def test_entries_nobody_confirmed_for_half_a_year_are_shown_as_stale(house: House) -> None:
    officer = await house.open()
    house.watch.forward(days=180)
    assert (await _book(house)).stale
    await people.confirm_contacts(await house.call(officer), house.unit)
    assert not (await _book(house)).stale


@pytest.mark.requirement("KEY-10")
async def test_a_unit_keeps_its_own_entries_and_no_others(house: House) -> None:
    officer = await house.open()
    call = await house.call(officer)
    done = await people.add_person(call, house.unit, Contact("梅"))
    await people.change_person(call, done.id, 1, Contact("梅", "处长"))
    with pytest.raises(StaleVersion):
        await people.change_person(call, done.id, 1, Contact("兰"))
    with pytest.raises(Forbidden):
        await people.add_person(call, house.office, Contact("竹"))
    with pytest.raises(Forbidden):
        await people.confirm_contacts(call, house.office)
    editor = await house.open("editor", house.office)
    with pytest.raises(Forbidden):
        await people.add_person(await house.call(editor), house.office, Contact("菊"))


async def test_everyone_corrects_their_own_entry(house: House) -> None:
    editor = await house.open("editor", house.office)
    call = await house.call(editor)
    await people.change_person(call, editor.person, 1, Contact("新名", mail="new@example.invalid"))
    assert (await register.person(call.actor, editor.person)).contact.name == "新名"


@pytest.mark.requirement("SEC-09")
async def test_the_book_masks_and_the_persons_own_page_notes_who_opened_it(house: House) -> None:
    account, reader = await house.open(), await house.open("editor", house.office)
    shown = (await _book(house)).people[0].contact
    assert (shown.name, shown.phone, shown.mail) == ("柳1", "139******01", "p***@example.invalid")
    whole = await register.person((await house.call(reader)).actor, account.person)
    assert whole.contact.phone == "13900000001"
    opened = await db.fetch("SELECT actor FROM seen WHERE record = $1", account.person)
    assert [row["actor"] for row in opened] == [reader.id]
    await register.person((await house.call(account)).actor, account.person)
    assert len(await db.fetch("SELECT actor FROM seen WHERE record = $1", account.person)) == 1


async def test_a_search_finds_people_by_name_or_post_and_units_by_name(house: House) -> None:
    await _person(house, "欧阳青")
    await _person(house, "司徒白")
    viewer = house.auditor.actor
    (found,) = await register.book(viewer, search="欧阳")
    assert [person.contact.name for person in found.people] == ["欧阳青"]
    (whole,) = await register.book(viewer, search=UNIT[:2])
    assert len(whole.people) == 2
    assert await register.book(viewer, search="没有这个人") == []


@pytest.mark.requirement("SUB-01")
async def test_a_direct_report_point_reports_past_its_parent(house: House) -> None:
    branch = await units.found_unit(house.system, "青溪分局", "local_bureau", house.unit, department="综合科")
    viewer = house.system.actor
    assert (await register.reports_to(viewer, branch.id)).id == house.unit
    assert (await register.reports_to(viewer, house.unit)).id == house.office
    editor = await house.open("editor", house.office)
    await units.name_direct(await house.call(editor), branch.id, 1, direct=True)
    assert (await register.reports_to(viewer, branch.id)).id == house.office
    with pytest.raises(Forbidden):
        await units.name_direct(house.system, branch.id, 2, direct=False)
    with pytest.raises(Invalid):
        await units.name_direct(await house.call(editor), house.unit, 1, direct=True)


@pytest.mark.requirement("SUB-01")
async def test_units_stand_in_the_agreed_order_children_under_their_parents(house: House) -> None:
    for name, place, parent in (("丙", 3, None), ("甲", 2, None), ("甲之二", 9, "甲"), ("甲之一", 1, "甲")):
        known = {unit.name: unit.id for unit in await register.units(house.system.actor)}
        await units.found_unit(house.system, name, "insurer", known[parent] if parent else None, place=place)
    order = [(unit.name, unit.depth) for unit in await register.units(house.system.actor)]
    assert order == [("海晏局办公厅", 0), (UNIT, 0), ("甲", 0), ("甲之一", 1), ("甲之二", 1), ("丙", 0)]


async def test_no_unit_comes_to_stand_below_itself_even_in_two_steps_at_once(house: House) -> None:
    one = await units.found_unit(house.system, "甲", "insurer")
    two = await units.found_unit(house.system, "乙", "insurer")
    with pytest.raises(Invalid):
        await units.change_unit(house.system, one.id, 1, "甲", one.id, place=0, department="")
    answers = await asyncio.gather(
        units.change_unit(house.system, one.id, 1, "甲", two.id, place=0, department=""),
        units.change_unit(house.system, two.id, 1, "乙", one.id, place=0, department=""),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Done", "Invalid"]
    assert len(await register.units(house.system.actor)) == 4


async def test_a_unit_is_closed_when_empty_and_names_are_unique(house: House) -> None:
    unit = await units.found_unit(house.system, "甲", "association")
    with pytest.raises(NameTaken):
        await units.found_unit(house.system, "甲", "insurer")
    person = await people.add_person(house.system, unit.id, Contact("柳"))
    with pytest.raises(NotAllowedNow):
        await units.close_unit(house.system, unit.id, 1)
    await accounts.person_leaves(house.system, person.id, 1)
    await units.close_unit(house.system, unit.id, 1)
    assert "甲" not in {each.name for each in await register.units(house.system.actor)}
    with pytest.raises(NotFound):
        await people.register_liaison(house.system, person.id)
