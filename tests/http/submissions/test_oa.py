"""The signed API of the units' OA systems: who it is, what comes in, each request once."""

import asyncio
import base64
import importlib.util
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, db
from kernel.actor import SYSTEM, Call
from submissions.commands import oa
from submissions.queries import oa as oa_reads
from submissions.rules.oa import Presented, signature
from tests.http.submissions.conftest import BODY, Site

OFFICER, SIGNER = "yunlu.xinxi1", "yunlu.qianfa"
SEND, LISTS = "/api/v1/oa/submissions", "/api/v1/oa/lists"
LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
ITEM = {"title": "云麓监管局车险理赔情况", "body": BODY, "category": "work", "urgency": "normal", "genre": "news"}


def _client() -> ModuleType:
    path = Path(__file__).parents[3] / "docs" / "oa-client" / "zhengxun_oa.py"
    spec = importlib.util.spec_from_file_location("zhengxun_oa", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CLIENT = _client()


@dataclass(frozen=True, slots=True)
class System:
    """A unit's OA system with its key, signing with the sample client."""

    site: Site
    key: UUID
    secret: str

    async def ask(self, method: str, target: str, body: bytes = b"", **more: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        headers = CLIENT.signed(str(self.key), self.secret, method, target, body) | named
        client = self.site.stranger().client
        return await client.request(
            method, target, content=body, headers={"content-type": "application/json", **headers}
        )

    async def send(self, item: dict[str, Any], request: str = "") -> httpx.Response:
        return await self.ask("POST", SEND, msgspec.json.encode(item), idempotency_key=request or uuid4().hex)


async def security() -> Call:
    return Call(await identity.actor_of((await identity.holders(SYSTEM, Right.CHANNEL_KEY))[0]))


async def system(site: Site, mode: str = "sign_here", days: int = 30) -> System:
    officer, call = await site.actor(OFFICER), await security()
    said = await gate.pass_gate(call, {"reference": "云监函〔2026〕3号"})
    made = await oa.make_key(call, oa.Grant(officer.unit, officer.id, mode, days), said)
    return System(site, made.id, await oa_reads.secret(call.actor, made.id))


async def sign_off(site: Site, **changed: Any) -> dict[str, Any]:
    at = (clock.now() - timedelta(hours=2)).isoformat()
    return {"signer": str((await site.actor(SIGNER)).id), "capacity": "局长", "signed_at": at} | changed


async def stored() -> list[dict[str, Any]]:
    return await db.fetch("SELECT id, state, channel, number, signed_by FROM submission ORDER BY id")


@pytest.mark.requirement("SUB-08", "SUB-14")
async def test_a_text_from_the_units_oa_waits_for_the_units_signer(site: Site) -> None:
    unit = await system(site)
    answer = await unit.send(
        ITEM | {"attachments": [{"name": "附表.txt", "content": base64.b64encode("甲".encode()).decode()}]}
    )
    assert answer.status_code == 201, answer.text
    taken = answer.json()
    assert (taken["state"], taken["number"]) == ("to_sign", "")
    [row] = await stored()
    assert (row["channel"], row["signed_by"]) == ("oa", None)
    assert len(await db.fetch("SELECT 1 FROM submission_file")) == 1
    there = (await unit.ask("GET", f"{SEND}/{taken['id']}")).json()
    assert (there["state"], there["title"]) == ("to_sign", ITEM["title"])
    page = (await (await site.as_(SIGNER)).get(f"/submissions/{taken['id']}")).text
    assert "OA 对接" in page


@pytest.mark.requirement("SUB-08", "SUB-14")
async def test_a_sign_off_made_in_the_oa_must_be_by_a_registered_signer_and_stands_on_the_record(site: Site) -> None:
    unit = await system(site, "signed_there")
    other = str((await site.actor("canglang.qianfa")).id)
    late = (clock.now() - timedelta(days=31)).isoformat()
    wrong = {
        "none": None, "other unit": await sign_off(site, signer=other), "no signer": await sign_off(site, signer=str(uuid4())),
        "officer": await sign_off(site, signer=str((await site.actor(OFFICER)).id)), "old": await sign_off(site, signed_at=late),
        "blank": await sign_off(site, capacity=" "),
    }  # fmt: skip
    assert {
        name: (await unit.send(ITEM | {"signed": said})).status_code for name, said in wrong.items()
    } == dict.fromkeys(wrong, 422)
    charge = await sign_off(site, signer=str((await site.actor("yunlu.fenguan")).id))
    flash = ITEM | {"urgency": "flash", "learned": clock.now().isoformat()}
    important = await unit.send(flash | {"signed": charge})
    assert important.status_code == 422
    assert "主要负责人" in important.text
    assert not await stored()
    answer = await unit.send(flash | {"signed": await sign_off(site)})
    assert answer.status_code == 201, answer.text
    taken = answer.json()
    assert taken["state"] == "submitted"
    assert taken["number"]
    [row] = await stored()
    assert (row["channel"], row["signed_by"]) == ("oa", (await site.actor(SIGNER)).id)
    page = (await (await site.as_("shaixuan")).get(f"/desk/{taken['id']}")).text
    assert "局长" in page
    assert "外部签发" in page
    assert (await unit.send(ITEM | {"signed": charge})).status_code == 201, "an ordinary text wants any signer"


@pytest.mark.requirement("SUB-14")
async def test_only_what_is_signed_whole_fresh_and_for_the_first_time_is_heard(site: Site) -> None:
    unit, body = await system(site), msgspec.json.encode(ITEM)
    client = site.stranger().client

    async def answered(method: str, target: str, content: bytes, headers: dict[str, str]) -> tuple[int, str]:
        sent = {"content-type": "application/json", "idempotency-key": uuid4().hex} | headers
        answer = await client.request(method, target, content=content, headers=sent)
        return answer.status_code, answer.json().get("type", "").rpartition(":")[2]

    def headers(**changed: str) -> dict[str, str]:
        return dict(CLIENT.signed(str(unit.key), unit.secret, "POST", SEND, body)) | changed

    def resigned(date: str, nonce: str) -> dict[str, str]:
        given = Presented(str(unit.key), date, nonce, headers()["X-ZX-Digest"], "")
        made = signature(unit.secret.encode(), "POST", SEND, given)
        return headers() | {"X-ZX-Date": date, "X-ZX-Nonce": nonce, "X-ZX-Signature": made}

    good = headers()
    old = (clock.now() - timedelta(minutes=6)).strftime("%Y-%m-%dT%H:%M:%SZ")
    now = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    found = {
        "nothing": await answered("POST", SEND, body, {}),
        "genuine": await answered("POST", SEND, body, good),
        "replayed": await answered("POST", SEND, body, good),
        "other body": await answered("POST", SEND, body + b" ", headers()),
        "other path": await answered("GET", LISTS, body, headers()),
        "other query": await answered("POST", f"{SEND}?x=1", body, headers()),
        "unknown key": await answered("POST", SEND, body, headers(**{"X-ZX-Key": str(uuid4())})),
        "no key": await answered("POST", SEND, body, headers(**{"X-ZX-Key": "x"})),
        "old": await answered("POST", SEND, body, resigned(old, uuid4().hex)),
        "short nonce": await answered("POST", SEND, body, resigned(now, "short")),
        "changed date": await answered(
            "POST", SEND, body, headers(**{"X-ZX-Date": now[:-2] + "0Z", "X-ZX-Nonce": uuid4().hex})
        ),
    }
    forged = (401, "oa_bad_signature")
    assert found == {
        "nothing": (401, "oa_unsigned"), "genuine": (201, ""), "replayed": (401, "oa_replayed"), "other body": forged,
        "other path": forged, "other query": forged, "unknown key": forged, "no key": forged, "old": (401, "oa_date_off"),
        "short nonce": (401, "oa_bad_nonce"), "changed date": forged,
    }  # fmt: skip
    assert len(await stored()) == 1


@pytest.mark.requirement("SUB-14")
async def test_a_key_ends_by_its_day_by_revoking_and_with_its_holder_while_the_next_one_works(site: Site) -> None:
    first, second = await system(site), await system(site)
    assert (await first.ask("GET", LISTS)).status_code == 200
    [line] = [line for line in await oa_reads.keys((await security()).actor) if line.id == first.key]
    assert line.last_used
    assert not await oa_reads.secret((await security()).actor, first.key)
    await oa.revoke_key(await security(), first.key, 1)
    assert (await first.ask("GET", LISTS)).json()["type"].endswith("oa_key_ended")
    lists = (await second.ask("GET", LISTS)).json()
    assert {"work", "emergency"} <= {entry["code"] for entry in lists["categories"]}
    assert str((await site.actor(SIGNER)).id) in {entry["code"] for entry in lists["signers"]}
    await db.fetch(
        "UPDATE oa_key SET created = created - interval '90 days', valid_until = $2 WHERE id = $1",
        second.key,
        clock.now(),
    )
    assert (await second.ask("GET", LISTS)).json()["type"].endswith("oa_key_ended")
    third = await system(site)
    await db.fetch("UPDATE account SET state = 'disabled' WHERE id = $1", (await site.actor(OFFICER)).id)
    try:
        assert (await third.ask("GET", LISTS)).json()["type"].endswith("oa_holder_gone")
    finally:
        await db.fetch("UPDATE account SET state = 'active' WHERE id = $1", (await site.actor(OFFICER)).id)


@pytest.mark.requirement("SUB-11", "SUB-10")
async def test_marked_texts_journals_and_wrong_codes_are_refused_by_their_names(site: Site) -> None:
    unit = await system(site)
    marked = [{"name": "a.txt", "content": base64.b64encode("机密★5年".encode()).decode()}]
    journal = "工作简报\n\n第 3 期\n\n云麓监管局办公室　2026年3月1日\n\n一季度保费增长。"
    found = {}
    items: dict[str, dict[str, Any]] = {
        "marking": ITEM | {"title": "机密★5年"}, "marked file": ITEM | {"attachments": marked},
        "capacity": ITEM | {"signed": await sign_off(site, capacity="机密★5年")},
        "journal": ITEM | {"body": journal}, "code": ITEM | {"genre": "poem"}, "unknown": ITEM | {"evil": 1},
        "not base64": ITEM | {"attachments": [{"name": "a.txt", "content": "不"}]},
    }  # fmt: skip
    for name, item in items.items():
        answer = await unit.send(item)
        found[name] = answer.status_code, answer.json()["type"].rpartition(":")[2]
    assert found == {
        "marking": (422, "marking_found"), "marked file": (422, "marking_found"),
        "capacity": (422, "marking_found"), "journal": (422, "internal_journal"),
        "code": (422, "invalid"), "unknown": (400, "refused"), "not base64": (422, "invalid"),
    }  # fmt: skip
    assert not await stored()
    noted = await db.fetch("SELECT actor, terminal FROM gate_refusal")
    assert {(row["actor"], row["terminal"]) for row in noted} == {((await site.actor(OFFICER)).id, f"oa:{unit.key}")}
    no_key = await unit.ask("POST", SEND, msgspec.json.encode(ITEM))
    assert "idempotency-key" in no_key.json()["errors"]


@pytest.mark.thorough
@pytest.mark.requirement("SUB-14")
async def test_each_request_key_has_one_effect_however_many_clients_send_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, clients = (1000, 16) if LONG else (40, 16)
    monkeypatch.setattr("submissions.rules.oa.PER_MINUTE", keys * clients * 2)
    units = [await system(site), await system(site)]  # an old key and the one that takes its place

    async def client(number: int) -> list[str]:
        return [
            (await units[(key + number) % 2].send(ITEM | {"title": f"第{key}条信息"}, f"item-{key}")).json()["id"]
            for key in range(keys)
        ]

    answers = await asyncio.gather(*(client(number) for number in range(clients)))
    assert all(answer == answers[0] for answer in answers)
    assert len(set(answers[0])) == keys == len(await stored())
    assert len(await db.fetch("SELECT 1 FROM journal WHERE kind = 'submission' AND action = 'create'")) == keys
    other = await asyncio.gather(*(units[0].send(ITEM | {"title": "另一条"}, f"item-{key}") for key in range(clients)))
    assert {(answer.status_code, answer.json()["type"].rpartition(":")[2]) for answer in other} == {(409, "key_reused")}
    assert len(await stored()) == keys


async def test_more_requests_in_a_minute_than_a_key_may_send_wait(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("submissions.rules.oa.PER_MINUTE", 3)
    unit = await system(site)
    assert [(await unit.ask("GET", LISTS)).status_code for _ in range(4)] == [200, 200, 200, 429]
