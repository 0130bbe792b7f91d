"""Readers get their own numbered copy; what was handed out is known; a code or a file leads back to it, or is refused."""

import re
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from crypto import sm3
from identity.queries import register as identity
from kernel import db, vault
from marking.pdf import opened
from tests.http.bulletins.conftest import Browser, Site
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER
from typeset import copies
from typeset.copies import Copy
from typeset.extract import drawn, text_of

pytestmark = pytest.mark.requirement("EXC-07")

OTHER, KEEPER, SIGNER, AUDITOR = "guizhou.xinxi1", "baomi", "yunlu.qianfa", "shenji"


async def test_a_reader_gets_a_copy_of_their_own_and_its_hash_is_kept(site: Site) -> None:
    issue = await site.issue("released")
    plain = (await (await site.as_(EDITOR)).get(f"/issues/{issue.id}/pdf")).content
    assert sm3.hash(plain) == (await _one("SELECT pdf_digest FROM issue"))["pdf_digest"]
    mine = await _delivery(site, LEADER)
    first, second = [await (await site.as_(LEADER)).get(f"/deliveries/{mine['id']}/pdf") for _ in range(2)]
    assert first.content == second.content != plain
    assert drawn(text_of(first.content)) == drawn(text_of(plain))
    assert "no-store" in first.headers["cache-control"]
    assert f"-{mine['number']:06d}.pdf" in first.headers["content-disposition"]
    everything = _everything(first.content)
    assert await _name(site, LEADER) in everything
    assert f"{mine['number']:06d}" in everything
    rows = await db.fetch("SELECT * FROM delivery_copy ORDER BY id")
    told = [(row["delivery"], row["form"], row["digest"], row["by"]) for row in rows]
    assert told == [(mine["id"], "pdf", sm3.hash(first.content), site.office.actors[LEADER].id)] * 2
    journal = await db.fetch("SELECT after FROM journal WHERE kind = 'delivery' AND action = 'hand_out'")
    assert [row["after"] for row in journal] == [sm3.hash(sm3.hash(first.content))] * 2
    assert (await _delivery(site, LEADER))["state"] == "opened"


async def test_two_of_one_unit_hold_the_same_number_under_their_own_names(site: Site) -> None:
    await site.issue("released")
    mine = await _delivery(site, OFFICER)
    one, two = [(await (await site.as_(who)).get(f"/deliveries/{mine['id']}/pdf")).content for who in (OFFICER, SIGNER)]
    assert _code(one) == _code(two)
    assert one != two
    assert [await _name(site, who) in _everything(data) for who in (OFFICER, SIGNER) for data in (one, two)] == [
        True, False, False, True,
    ]  # fmt: skip


@pytest.mark.requirement("PUB-05")
async def test_numbers_follow_the_list_and_stay(site: Site) -> None:
    first, second = await site.issue("released"), await site.issue("released")
    for issue in (first, second):
        rows = await db.fetch(
            "SELECT d.number, r.seq FROM delivery d JOIN issue_reader r ON r.issue = d.issue"
            " AND (r.unit = d.unit OR r.person = d.person) WHERE d.issue = $1 ORDER BY r.seq",
            issue.id,
        )
        assert len(rows) > 1
        assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    for statement in (
        "DELETE FROM delivery", "DELETE FROM delivery_copy", "UPDATE delivery_copy SET digest = ''::bytea",
        "UPDATE delivery SET number = 900000 + number", "UPDATE delivery SET unit = NULL", "UPDATE delivery SET issue = id",
    ):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.fetch(statement)
    with pytest.raises(asyncpg.UniqueViolationError, match="delivery_number"):
        await db.fetch(
            "INSERT INTO delivery (id, state, issue, number, unit, created)"
            " SELECT gen_random_uuid(), 'queued', issue, number, gen_random_uuid(), created FROM delivery"
        )


async def test_nobody_takes_anothers_copy(site: Site) -> None:
    issue = await site.issue("released")
    mine = await _delivery(site, LEADER)
    for who in (OFFICER, OTHER, EDITOR, DIRECTOR):
        for path in ("pdf", "pages", "pages/1"):
            assert (await (await site.as_(who)).get(f"/deliveries/{mine['id']}/{path}")).status_code == 404, (who, path)
    for who in (LEADER, OFFICER):
        for path in ("pdf", "ofd", "pages/1"):
            assert (await (await site.as_(who)).get(f"/issues/{issue.id}/{path}")).status_code == 403, (who, path)
    assert await db.fetch("SELECT 1 FROM delivery_copy") == []


async def test_pages_looked_at_are_the_copys_and_noted_once(site: Site) -> None:
    issue = await site.issue("released")
    reader, mine = await site.as_(LEADER), await _delivery(site, LEADER)
    shown = await reader.get(f"/deliveries/{mine['id']}/pages")
    assert f"{mine['number']:06d}" in shown.text
    pictures = re.findall(rf'src="(/deliveries/{mine["id"]}/pages/\d+)"', shown.text)
    assert pictures
    seen = [(await reader.get(address)).content for address in (*pictures, pictures[0])]
    assert seen[0] == seen[-1]
    assert seen[0] != (await (await site.as_(EDITOR)).get(f"/issues/{issue.id}/pages/1")).content
    pdf = (await reader.get(f"/deliveries/{mine['id']}/pdf")).content
    rows = await db.fetch("SELECT form, digest FROM delivery_copy ORDER BY id")
    assert [(row["form"], row["digest"]) for row in rows] == [("pages", sm3.hash(pdf)), ("pdf", sm3.hash(pdf))]


@pytest.mark.requirement("SEC-06")
async def test_a_code_and_a_file_lead_back_to_their_copy(site: Site) -> None:
    issue = await site.issue("released")
    mine, theirs = await _delivery(site, LEADER), await _delivery(site, OFFICER)
    pdf = (await (await site.as_(LEADER)).get(f"/deliveries/{mine['id']}/pdf")).content
    other = (await (await site.as_(OFFICER)).get(f"/deliveries/{theirs['id']}/pdf")).content
    plain = (await (await site.as_(EDITOR)).get(f"/issues/{issue.id}/pdf")).content
    code, office, keeper = _code(pdf), await site.as_(EDITOR), await site.as_(KEEPER)
    name = (await _name(site, LEADER), "核验码属实")
    for asked, said, unsaid in (
        (await _ask(office, code.lower().replace(":", " ")), name, "完全一致"),
        (await _ask(keeper, code, pdf), (*name, "完全一致", sm3.hash(pdf).hex()), "不一致"),
        (await _ask(office, "", pdf), (name[0], "完全一致"), name[1]),
        (await _ask(office, code, pdf + b" "), (*name, "与登记的不一致"), "完全一致"),
        (await _ask(office, code, plain), (*name, "签批的原版"), "完全一致"),
        (await _ask(office, code, other), (*name, f"第 {theirs['number']:06d} 份"), "完全一致"),
    ):
        assert asked.status_code == 200
        assert [words for words in said if words not in asked.text] == []
        assert unsaid not in asked.text
    rows = await db.fetch("SELECT record, after FROM journal WHERE action = 'check_copy' ORDER BY seq")
    assert [(row["record"], bool(row["after"])) for row in rows] == [(mine["id"], False)] + [(mine["id"], True)] * 5


@pytest.mark.requirement("SEC-06")
async def test_what_is_no_copys_code_is_refused_and_entered(site: Site) -> None:
    issue = await site.issue("released")
    mine, office = await _delivery(site, LEADER), await site.as_(EDITOR)
    code = copies.code(Copy(str(issue.id), mine["number"], ""), vault.derive(copies.PURPOSE))
    forged = code[:-1] + ("0" if code[-1] != "0" else "1")
    foreign = copies.code(Copy(str(uuid4()), 1, ""), vault.derive(copies.PURPOSE))
    beyond = copies.code(Copy(str(issue.id), 999_999, ""), vault.derive(copies.PURPOSE))
    reasons = []
    for asked, said in (
        (await _ask(office, forged), "校验不符"), (await _ask(office, "<b>42</b>"), "不是本系统的核验码"),
        (await _ask(office, foreign), "登记簿里没有"), (await _ask(office, beyond), "登记簿里没有"),
        (await _ask(office, "", b"%PDF-1.7"), "没有交出过这样的文件"), (await _ask(office, ""), "没有填核验码"),
    ):  # fmt: skip
        assert (asked.status_code, said in asked.text) == (422, True), said
        assert "<b>42</b>" not in asked.text
        assert mine["id"].hex not in asked.text.replace("-", "")
        reasons.append(said)
    rows = await db.fetch("SELECT target FROM journal WHERE kind = 'copy_code' AND action = 'refuse' ORDER BY seq")
    assert [row["target"] for row in rows] == [
        "copy_code_forged", "no_copy_code", "copy_unknown", "copy_unknown", "copy_file_unknown",
    ]  # fmt: skip
    journal = (await (await site.as_(AUDITOR)).get("/admin/journal?kind=copy_code")).text
    assert [words for words in ("核验码不予认可", "校验不符", "不在册") if words not in journal] == []
    assert "copy_code_forged" not in journal
    assert (await _ask(office, code)).status_code == 200


async def test_the_check_by_program_answers_the_same(site: Site) -> None:
    await site.issue("released")
    mine = await _delivery(site, LEADER)
    pdf = (await (await site.as_(LEADER)).get(f"/deliveries/{mine['id']}/pdf")).content
    body = {"code": _code(pdf), "sm3": sm3.hash(pdf).hex()}
    answer = await _call(await site.as_(EDITOR), body)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["number"], told["recipient"], told["file"], told["other"]) == (
        mine["number"], await _name(site, LEADER), "same", 0,
    )  # fmt: skip
    assert [(one["form"], one["who"], one["sm3"]) for one in told["given"]] == [
        ("pdf", await _name(site, LEADER), body["sm3"])
    ]
    refused = await _call(await site.as_(EDITOR), {"code": body["code"][:-4] + "0000"})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:zhengxun:problem:copy_code_forged")
    assert (await _call(await site.as_(OFFICER), body)).status_code == 403


async def test_an_issue_typeset_before_there_were_copies_is_handed_out_as_it_is(site: Site) -> None:
    issue = await site.issue("released")
    await db.fetch("UPDATE issue SET layout = NULL")
    mine = await _delivery(site, LEADER)
    given = (await (await site.as_(LEADER)).get(f"/deliveries/{mine['id']}/pdf")).content
    assert given == (await (await site.as_(EDITOR)).get(f"/issues/{issue.id}/pdf")).content
    assert (await _one("SELECT digest FROM delivery_copy"))["digest"] == sm3.hash(given)


async def _one(sql: str, *args: object) -> dict[str, Any]:
    row = await db.one(sql, *args)
    assert row
    return row


async def _delivery(site: Site, login: str) -> dict[str, Any]:
    me = site.office.actors[login]
    return await _one(
        "SELECT * FROM delivery WHERE person = $1 OR unit = $2 ORDER BY person NULLS LAST", me.id, me.unit
    )


async def _name(site: Site, login: str) -> str:
    me = site.office.actors[login]
    return (await identity.names(me, [me.id]))[me.id]


async def _ask(browser: Browser, code: str, file: bytes | None = None) -> Any:
    files = {"file": ("x.pdf", file, "application/pdf")} if file is not None else None
    data = {"_csrf": await browser.token(), "_key": uuid4().hex, "code": code}
    return await browser.client.post("/copies/check", data=data, files=files)


async def _call(browser: Browser, body: dict[str, str]) -> Any:
    headers = {"x-csrf-token": await browser.token(), "idempotency-key": uuid4().hex}
    return await browser.client.post("/api/v1/copies/check", json=body, headers=headers)


def _everything(pdf: bytes) -> str:
    """What is drawn, page furniture too."""
    with opened(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def _code(pdf: bytes) -> str:
    found = re.search(r"(ZX1:[0-9A-F]{12}:\d{6}:)\s*([0-9A-F]{20})", _everything(pdf))
    assert found
    return found[1] + found[2]
