"""The pure part of a durable submit: what a peer has to check and write, made from the form.

One request keeps a text and sends it for signature: data key, record, version, search row, idempotency key, outbox row and
two journal rows. The peers write them in one transaction of their own stack.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from bench.peers.common import Refused, Row, Viewer, Words
from crypto import sm3
from identity.rights import Right
from kernel import blindindex, clock, journal, vault
from kernel.db import Done
from kernel.ids import new_id
from kernel.vault import Box
from marking import cleared
from submissions.rules import text as rules
from submissions.rules.records import KIND, Item
from submissions.workflow.submission import WORKFLOW, State
from typeset.reading import length

TEXTS = ("title", "body", "source", "contact")
COMMAND = "peer.create_and_send"
CHAIN = (
    "seq",
    "at",
    "actor",
    "unit",
    "terminal",
    "kind",
    "record",
    "action",
    "source",
    "target",
    "before",
    "after",
    "note",
)


@dataclass(frozen=True, slots=True)
class Writing:
    """A checked text on its way: everything is computed before the transaction opens."""

    viewer: Viewer
    now: datetime
    box: Box
    key: str
    fingerprint: bytes
    texts: Mapping[str, str]
    details: Mapping[str, str]
    digest: bytes
    chars: int
    tokens: Sequence[Sequence[int]]

    @property
    def today(self) -> date:
        return clock.local(self.now).date()


def prepare(viewer: Viewer, fields: Mapping[str, str]) -> Writing:
    """Token, right, marking gate, sealing key, digests, search tokens. Raises Refused; slow: call it in a thread."""
    if fields.get("_csrf", "") != viewer.token or not viewer.actor.may(Right.SUBMISSION_WRITE):
        raise Refused
    texts = {name: fields.get(name, "").replace("\r\n", "\n").strip() for name in TEXTS}
    passed = cleared.clear(texts)
    details = {name: fields.get(name, "") for name in ("category", "urgency", "genre")}
    body = passed.parts["body"]
    return Writing(
        viewer, clock.now(), vault.mint(new_id(), KIND), fields.get("_key", "")[:80],
        sm3.hash(msgspec.json.encode((COMMAND, texts, details))), texts, details,
        rules.digest(texts["title"], body, []), length(body),
        blindindex.rows(vault.derive(blindindex.PURPOSE), texts["title"], body),
    )  # fmt: skip


def check(writing: Writing, known: Words, binding: Sequence[Row]) -> None:
    """The rules of a text and its codes. Raises Refused: the scenario sends nothing wrong and nothing with a due time."""
    lists = known.lists
    codes = {"category": lists.categories, "urgency": lists.urgencies, "genre": lists.genres}
    wrong = rules.wrong_text(**writing.texts)
    if wrong or binding or any(writing.details[name] not in {c.code for c in codes[name]} for name in codes):
        raise Refused


def data_key(writing: Writing) -> dict[str, Any]:
    """Columns of the wrapped key."""
    box = writing.box
    return {
        "owner": box.owner,
        "kind": KIND,
        "wrapped": box.wrapped.sealed,
        "kek": box.wrapped.kek,
        "created": writing.now,
    }


def record(writing: Writing) -> dict[str, Any]:
    """Columns of the draft."""
    actor, box, now = writing.viewer.actor, writing.box, writing.now
    return {
        "id": box.owner, "version": 1, "state": State.DRAFT.value, "created": now, "saved": now, "moved": now,
        "unit": actor.unit, "author": actor.id, **writing.details, "chars": writing.chars, "text_version": 1,
        "digest": writing.digest, **{f"{name}_sealed": box.seal(name, text) for name, text in writing.texts.items()},
    }  # fmt: skip


def version(writing: Writing) -> dict[str, Any]:
    """Columns of the first saved text."""
    box, texts = writing.box, writing.texts
    return {
        "id": new_id(), "submission": box.owner, "number": 1, "author": writing.viewer.actor.id, "saved": writing.now,
        "chars": writing.chars, "title_sealed": box.seal("title:1", texts["title"]),
        "body_sealed": box.seal("body:1", texts["body"]),
    }  # fmt: skip


def outbox(writing: Writing) -> list[dict[str, Any]]:
    """Columns of what the move promises. Raises the workflow's refusals."""
    actor, id = writing.viewer.actor, writing.box.owner
    item = Item(id, actor.unit, actor.id, State.DRAFT, 1, writing.chars, writing.digest)
    row = WORKFLOW.require(item, "request_sign", actor, {})
    ids = {"record": str(id), "action": row.action, "by": str(actor.id)}
    return [{"topic": topic, "ids": ids, "due": writing.now, "created": writing.now} for topic in row.then]


def chain(writing: Writing, seq: int, previous: bytes) -> list[dict[str, Any]]:
    """Columns of the two journal rows after the row `seq` with the hash `previous`."""
    actor, rows, digest = writing.viewer.actor, list[dict[str, Any]](), sm3.hash(writing.digest)
    for action, source, target, before in (
        ("create", "", State.DRAFT.value, b""),
        ("request_sign", State.DRAFT.value, State.TO_SIGN.value, digest),
    ):
        seq += 1
        entry = journal.Entry(KIND, writing.box.owner, action, source, target, before, digest)
        line = journal.Line(seq, writing.now, actor.id, actor.unit, actor.terminal, entry, b"")
        previous = journal.chain(previous, line)
        values = (
            seq, line.at, line.actor, line.unit, line.terminal, entry.kind, entry.record, action, source, target, before,
            digest, b"",
        )  # fmt: skip
        rows.append({**dict(zip(CHAIN, values, strict=True)), "hash": previous})
    return rows


def answer(id: UUID) -> str:
    """What is kept under the idempotency key."""
    return msgspec.json.encode(Done(id, 2, State.TO_SIGN.value)).decode()
