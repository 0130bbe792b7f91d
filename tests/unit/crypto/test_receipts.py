"""Receipts: what is stated, by whom, in one form; every other byte is refused."""

import random
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat import asn1
from hypothesis import given
from hypothesis import strategies as st

from crypto import encoding, oids, receipts, second, sm3
from crypto.asn1 import Algorithm, decode, encode, tlv
from crypto.certificates.path import PathReason
from crypto.certificates.signer import Signer
from crypto.certificates.trust import Trust
from crypto.errors import BadMessage
from crypto.findings import Level
from crypto.messages import signed
from crypto.messages.reasons import MessageReason
from crypto.messages.structures import SignedMessage
from crypto.receipts import Act, Copies, Fields, ReceiptReason, Statement, check, make, operator_of, read
from tests.simulators.pki import AT, openssl, openssl_verifies
from tests.unit.crypto.messages.people import LONG, NOW, bad, flipped, outline, people, refusal_of

A, B, _ = (each.signer for each in people().signers)
TRUST = people().trust
STATEMENT = Statement(
    act=Act.ARRIVE,
    document="公文-2026-000123",
    envelope=sm3.hash(b"the envelope"),
    sender="云麓市人民政府办公室",
    recipient="云麓市财政局",
    operator=operator_of(A.certificate),
    device="0A1B2C3D4E5F6071",
    terminal="财政局-01",
    at=AT,
    head=(4711, sm3.hash(b"row 4711")),
)
RETURNED = replace(STATEMENT, act=Act.RETURN, reason="wrong_recipient")
PRINTED = replace(STATEMENT, act=Act.PRINT, copies=Copies(3, 12))
ALL = [*(replace(STATEMENT, act=each) for each in Act if each not in {Act.RETURN, Act.PRINT}), RETURNED, PRINTED]
DER = make(STATEMENT, A)


def reasons(der: bytes, trust: Trust = TRUST) -> set[str]:
    checked = check(der, trust, NOW)
    assert not checked.sound
    assert checked.statement is None
    return bad(checked.findings)


def test_the_acts_are_those_of_the_issue() -> None:
    assert [each.value for each in Act] == ["arrive", "open", "accept", "return", "print", "destroy"]


@pytest.mark.requirement("EXC-06")
@pytest.mark.parametrize("statement", ALL, ids=[each.act for each in ALL])
def test_every_act_is_made_read_and_checked(statement: Statement) -> None:
    der = make(statement, A)
    assert read(der) == statement
    checked = check(der, TRUST, NOW)
    assert checked.sound
    assert checked.statement == statement
    assert checked.signer is not None
    assert checked.signer.certificate == A.certificate
    said = checked.findings[-1]
    assert (said.reason.value, said.level) == (f"receipt.{statement.act}", Level.PASSED)
    assert said.facts["document"] == statement.document
    assert not bad(checked.findings)


TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=128)
HASH = st.binary(min_size=32, max_size=32)


@given(
    st.builds(
        Statement,
        act=st.sampled_from([Act.ARRIVE, Act.OPEN, Act.ACCEPT, Act.DESTROY]),
        document=TEXT,
        envelope=HASH,
        sender=TEXT,
        recipient=TEXT,
        operator=st.just(STATEMENT.operator),
        device=TEXT,
        terminal=TEXT,
        at=st.integers(-300_000_000, 7_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
        head=st.tuples(st.integers(0, 2**63 - 1), HASH),
    )
)
def test_round_trip(statement: Statement) -> None:
    assert read(make(statement, A)) == statement


def test_an_outsider_reads_and_verifies_it_with_openssl_alone(tmp_path: Path) -> None:
    der = make(PRINTED, A)
    nodes = outline(tmp_path, der)
    content = next(each for each in nodes if each.depth == 5 and each.kind == "OCTET STRING")
    (tmp_path / "receipt.der").write_bytes(der)
    shown = openssl("asn1parse", "-inform", "DER", "-in", tmp_path / "receipt.der", "-strparse", str(content.at))
    values = [line.split(":", 3)[-1] for line in shown.splitlines()]
    assert values[1:4] == [receipts.TYPE.dotted_string, "01", "print"]
    assert PRINTED.document in values
    assert values[6:8] == [PRINTED.sender, PRINTED.recipient]
    assert f"[HEX DUMP]:{PRINTED.envelope.hex().upper()}" in shown
    assert "20261122080000Z" in values
    assert f"{4711:X}" in values
    # Signed attributes: under [0], signed as a SET; the digest of the statement is in them.
    said = next(
        each.whole(der)
        for each in nodes
        if each.depth == 5 and each.kind == "cont [ 0 ]" and each.at > content.at + content.size
    )
    covered, signature = b"\x31" + said[1:], nodes[-1].inside(der)
    assert second.hash(content.inside(der)) in covered
    second.verify(A.certificate.public_key, covered, encoding.signature_from_der(signature))
    assert openssl_verifies(tmp_path, A.certificate, covered, signature)
    assert second.hash(A.certificate.der) in content.inside(der)


def by_the_page(folder: Path, der: bytes) -> subprocess.CompletedProcess[str]:
    """The commands that docs/receipts.md shows, run on a receipt."""
    page = (Path(__file__).parents[3] / "docs" / "receipts.md").read_text(encoding="utf-8")
    _, script = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (folder / "回执.p7").write_bytes(der)
    return subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False)


def test_the_commands_of_the_page_read_and_verify_it(tmp_path: Path) -> None:
    openssl("version")
    for statement in (STATEMENT, RETURNED, PRINTED):
        done = by_the_page(tmp_path, make(statement, A))
        assert done.returncode == 0, done.stderr
        assert done.stdout.endswith("Signature Verified Successfully\n")
        assert done.stdout.count(sm3.hash(receipts.to_der(statement)).hex()) == 1
        for text in (statement.act, statement.document, statement.reason, A.certificate.fingerprint):
            assert text in done.stdout
    forged = make(STATEMENT, Signer(A.certificate, B.sign))
    assert by_the_page(tmp_path, forged).returncode != 0


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        (replace(STATEMENT, document=""), "text"),
        (replace(STATEMENT, document="文" * 129), "text"),
        (replace(STATEMENT, sender="行一\n行二"), "text"),
        (replace(STATEMENT, recipient="尾部空格 "), "text"),
        (replace(STATEMENT, terminal="\u202e倒过来"), "text"),
        (replace(STATEMENT, device="\0"), "text"),
        (replace(STATEMENT, envelope=b"short"), "hash"),
        (replace(STATEMENT, head=(1, b"x" * 33)), "hash"),
        (replace(STATEMENT, head=(-1, b"x" * 32)), "head"),
        (replace(STATEMENT, head=(2**63, b"x" * 32)), "head"),
        (replace(STATEMENT, at=datetime(2026, 11, 22)), "at"),  # noqa: DTZ001 - this is the mistake
        (replace(STATEMENT, at=AT.replace(microsecond=1)), "at"),
        (replace(STATEMENT, reason="wrong_recipient"), "reason"),
        (replace(RETURNED, reason=""), "reason"),
        (replace(RETURNED, reason="Not a code"), "reason"),
        (replace(RETURNED, reason="x" * 65), "reason"),
        (replace(STATEMENT, copies=Copies(1, 1)), "copies"),
        (replace(PRINTED, copies=None), "copies"),
        (replace(PRINTED, copies=Copies(0, 1)), "number"),
        (replace(PRINTED, copies=Copies(10_001, 1)), "number"),
        (replace(PRINTED, copies=Copies(1, 0)), "number"),
        (replace(PRINTED, copies=Copies(1, 2**63)), "number"),
    ],
)
def test_values_out_of_their_limits_are_neither_made_nor_read(
    statement: Statement, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadMessage) as caught:
        make(statement, A)
    assert (refusal_of(caught.value), caught.value.detail) == (ReceiptReason.FIELDS, field)
    if statement.at != AT:
        return  # DER has no room for such a time
    with monkeypatch.context() as unchecked:
        unchecked.setattr(receipts, "_require", lambda _: None)
        der = make(statement, A)
    assert reasons(der) == {ReceiptReason.FIELDS.value}


def stating(change: Callable[[Fields], None], signer: Signer = A, at: datetime = AT) -> bytes:
    """A rightly signed receipt whose statement was changed before."""
    fields = decode(Fields, receipts.to_der(STATEMENT))
    change(fields)
    return signed.sign(encode(fields), [signer], at=at)


def setting(**values: object) -> Callable[[Fields], None]:
    def change(fields: Fields) -> None:
        for name, value in values.items():
            setattr(fields, name, value)

    return change


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"version": 2}, ReceiptReason.VERSION),
        ({"version": 0}, ReceiptReason.VERSION),
        ({"act": "forge"}, ReceiptReason.FIELDS),
        ({"act": ""}, ReceiptReason.FIELDS),
        ({"act": "ARRIVE"}, ReceiptReason.FIELDS),
        ({"act": "return"}, ReceiptReason.FIELDS),
        ({"reason": ""}, ReceiptReason.FIELDS),
        ({"copies": 1}, ReceiptReason.FIELDS),
        ({"act": "print", "copies": 1}, ReceiptReason.FIELDS),
        ({"type": oids.DATA}, ReceiptReason.FORM),
        ({"operator": sm3.hash(B.certificate.der)}, ReceiptReason.OPERATOR),
        ({"at": asn1.GeneralizedTime(AT + timedelta(seconds=1))}, ReceiptReason.TIME),
    ],
)
def test_statements_that_are_none(values: dict[str, object], reason: ReceiptReason) -> None:
    assert check(stating(setting()), TRUST, NOW).sound
    assert reasons(stating(setting(**values))) == {reason.value}


def test_nobody_states_for_another() -> None:
    with pytest.raises(BadMessage, match="operator"):
        make(STATEMENT, B)
    assert reasons(stating(setting(), B)) == {ReceiptReason.OPERATOR.value}
    assert reasons(stating(setting(), at=AT + timedelta(minutes=1))) == {ReceiptReason.TIME.value}
    assert reasons(make(STATEMENT, Signer(A.certificate, B.sign))) == {MessageReason.SIGNATURE.value}
    stranger = people().stranger.signer
    foreign = make(replace(STATEMENT, operator=operator_of(stranger.certificate)), stranger)
    assert PathReason.CHAIN.value in reasons(foreign)
    assert PathReason.CHAIN.value in reasons(DER, Trust(()))


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    beijing = STATEMENT.at.astimezone(timezone(timedelta(hours=8)))
    assert receipts.to_der(replace(STATEMENT, at=beijing)) == receipts.to_der(STATEMENT)
    assert check(make(replace(STATEMENT, at=beijing), A), TRUST, NOW).sound


def loose(change: Callable[[SignedMessage], None]) -> bytes:
    """The receipt in another form that a reader of messages would take."""
    message = decode(SignedMessage, DER)
    change(message)
    assert signed.read(encode(message)).verify()
    return encode(message)


def test_one_receipt_has_one_form() -> None:
    def null(message: SignedMessage) -> None:
        message.content.signers.as_list()[0].digest = Algorithm(algorithm=oids.SM3, parameters=asn1.Null())

    def dialect(message: SignedMessage) -> None:
        message.content.signers.as_list()[0].algorithm = Algorithm(algorithm=oids.SM2_WITH_SM3)

    def more(message: SignedMessage) -> None:
        message.content.certificates = [tlv(A.certificate.der), tlv(B.certificate.der)]

    def junk(message: SignedMessage) -> None:
        message.content.lists = [tlv(b"\x04\x04junk")]

    def unsigned(message: SignedMessage) -> None:
        (info,) = message.content.signers.as_list()
        assert info.attributes is not None
        info.unsigned = asn1.SetOf(info.attributes.as_list()[:1])

    for change in (null, dialect, more, junk, unsigned):
        assert reasons(loose(change)) == {ReceiptReason.FORM.value}
    content = receipts.to_der(STATEMENT)
    for other in (
        signed.sign(content, [A], at=None),
        signed.sign(content, [A, B], at=AT),
        signed.sign(content, [A], at=AT, others=[(oids.SM3, encode(b"more"))]),
        signed.sign(content, [A], at=AT, chain=[B.certificate]),
        signed.sign(content, [A], at=AT, detached=True),
        signed.sign(content + b"\0", [A], at=AT),
        signed.sign(b"any signed document", [A], at=AT),
    ):
        assert reasons(other) == {ReceiptReason.FORM.value}


def test_messages_that_are_no_receipts() -> None:
    assert reasons(b"") == {MessageReason.STRUCTURE.value}
    assert reasons(DER + b"\0") == {MessageReason.TRAILING.value}
    assert reasons(bytes(receipts.SIZE + 1)) == {MessageReason.LIMIT.value}
    assert reasons(A.certificate.der) == {MessageReason.STRUCTURE.value}


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_one_bit_changes() -> None:
    der = make(RETURNED, A)
    assert check(der, TRUST, NOW).sound
    bits = random.Random(20261122).sample(range(len(der) * 8), 1000 if LONG else 100)
    assert not [bit for bit in bits if check(flipped(der, bit), TRUST, NOW).sound]


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_every_byte_counts() -> None:
    assert check(DER, TRUST, NOW).sound
    for at in range(0, len(DER), 1 if LONG else 5):
        assert not check(flipped(DER, at * 8 + at % 8), TRUST, NOW).sound
        cut = DER[:at] + DER[at + 1 :]
        assert not check(cut, TRUST, NOW).sound


def test_openssl_is_there() -> None:
    # The tests that ask it would be skipped in silence.
    assert subprocess.run(["openssl", "version"], capture_output=True, check=True).stdout
