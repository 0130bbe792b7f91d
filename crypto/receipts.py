"""Receipts: what an operator did with a document, stated and signed.

- A receipt is a GB/T 35275 SignedData with the statement in it, one signer, signed attributes, the signer's certificate.
- The statement is one DER SEQUENCE, and `openssl` alone reads and verifies a receipt (docs/receipts.md):
      type OBJECT IDENTIFIER (2.25.1381…: so that nothing else that is signed passes for a receipt), version INTEGER (1),
      act, document UTF8String, envelope OCTET STRING (SM3 of the envelope's bytes), sender, recipient UTF8String,
      operator OCTET STRING (SM3 of the certificate of the key that signs), device, terminal UTF8String,
      at GeneralizedTime, headNumber INTEGER, headHash OCTET STRING (the journal's newest row when it was made),
      reason [0] EXPLICIT UTF8String (act `return` alone, required),
      copies [1], first [2] EXPLICIT INTEGER (act `print` alone, required: how many copies, the number of the first).
- Its time is the signing time; its operator is its signer. Both are checked: a statement can't be signed for another.
- One statement has one form: a receipt that is not byte for byte what make() would have written is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import Explicit
from cryptography.x509 import ObjectIdentifier

from crypto import sm3
from crypto.asn1 import decode, encode
from crypto.certificates.certificate import Certificate
from crypto.certificates.signer import Signer
from crypto.certificates.trust import Trust
from crypto.errors import BadEncoding, BadMessage
from crypto.findings import Finding, Reason, failed, passed, sound
from crypto.messages import attributes, checking, signed
from crypto.messages.checking import CheckedSigner
from crypto.messages.reasons import MessageReason

TYPE = ObjectIdentifier("2.25.138183432892900080702336467048941344068")
VERSION = 1
SIZE = 16 << 10  # bytes of a receipt
TEXT = 128  # characters of a name or number
NUMBER = 1 << 63
COPIES = 10_000
CODE = re.compile(r"[a-z][a-z0-9_.]{0,63}")


class Act(StrEnum):
    """What was done."""

    ARRIVE = "arrive"
    OPEN = "open"
    ACCEPT = "accept"
    RETURN = "return"
    PRINT = "print"
    DESTROY = "destroy"


ACTS = frozenset(each.value for each in Act)


class ReceiptReason(Reason):
    """Questions about a receipt, beside those about its message. The acts: what a sound receipt says."""

    FORM = "receipt.form"  # not the one form, or with something more than a receipt has
    VERSION = "receipt.version"
    FIELDS = "receipt.fields"  # an unknown act, a value out of its limits, or one that the act does not go with
    OPERATOR = "receipt.operator"
    TIME = "receipt.time"
    ARRIVE = "receipt.arrive"
    OPEN = "receipt.open"
    ACCEPT = "receipt.accept"
    RETURN = "receipt.return"
    PRINT = "receipt.print"
    DESTROY = "receipt.destroy"


@dataclass(frozen=True, slots=True)
class Copies:
    """Of a print: how many, numbered from `first`."""

    number: int
    first: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a receipt says. `operator`: see operator_of(); `head`: number and hash of the journal's newest row."""

    act: Act
    document: str
    envelope: bytes
    sender: str
    recipient: str
    operator: bytes
    device: str
    terminal: str
    at: datetime
    head: tuple[int, bytes]
    reason: str = ""
    copies: Copies | None = None


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """The outcome. `statement`: None unless nothing failed."""

    findings: tuple[Finding, ...]
    statement: Statement | None = None
    signer: CheckedSigner | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing failed."""
        return sound(self.findings)


@asn1.sequence
class Fields:
    """The statement's SEQUENCE."""

    type: ObjectIdentifier
    version: int
    act: str
    document: str
    envelope: bytes
    sender: str
    recipient: str
    operator: bytes
    device: str
    terminal: str
    at: asn1.GeneralizedTime
    head_number: int
    head_hash: bytes
    reason: Annotated[str | None, Explicit(0)] = None
    copies: Annotated[int | None, Explicit(1)] = None
    first: Annotated[int | None, Explicit(2)] = None


def operator_of(certificate: Certificate) -> bytes:
    """What a statement calls its signer by."""
    return sm3.hash(certificate.der)


def make(statement: Statement, signer: Signer) -> bytes:
    """The receipt as DER. Raises BadMessage for a statement that read() would refuse, or of another operator."""
    if statement.operator != operator_of(signer.certificate):
        raise BadMessage(ReceiptReason.OPERATOR)
    return signed.sign(to_der(statement), [signer], at=statement.at)


def read(data: bytes) -> Statement:
    """The unverified statement of a receipt, for routing and for showing; check() verifies. Raises BadMessage."""
    return from_der(_message(data).unverified or b"")


def check(data: bytes, trust: Trust, at: datetime) -> CheckedReceipt:
    """Check a receipt at the moment `at`. Raises nothing on a bad one."""
    try:
        message = _message(data)
        statement = from_der(message.unverified or b"")
    except BadMessage as error:
        return CheckedReceipt((checking.refusal(error),))
    checked = checking.check(data, trust, at)
    findings = [*checked.findings]
    for signer in checked.signers:
        findings += _agrees(statement, signer)
    if not checked.signers or not sound(findings):
        return CheckedReceipt(tuple(findings))
    findings.append(_says(statement))
    return CheckedReceipt(tuple(findings), statement, checked.signers[0])


def to_der(statement: Statement) -> bytes:
    """The bytes that are signed. Raises BadMessage for a value out of its limits."""
    _require(statement)
    copies = statement.copies
    return encode(
        Fields(
            type=TYPE,
            version=VERSION,
            act=statement.act.value,
            document=statement.document,
            envelope=statement.envelope,
            sender=statement.sender,
            recipient=statement.recipient,
            operator=statement.operator,
            device=statement.device,
            terminal=statement.terminal,
            at=asn1.GeneralizedTime(statement.at.astimezone(UTC)),
            head_number=statement.head[0],
            head_hash=statement.head[1],
            reason=statement.reason or None,
            copies=copies.number if copies else None,
            first=copies.first if copies else None,
        )
    )


def from_der(der: bytes) -> Statement:
    """The statement in its bytes. Raises BadMessage."""
    try:
        fields = decode(Fields, der)
    except BadEncoding:
        raise BadMessage(ReceiptReason.FORM) from None
    if fields.type != TYPE:
        raise BadMessage(ReceiptReason.FORM, "type")
    if fields.version != VERSION:
        raise BadMessage(ReceiptReason.VERSION, str(fields.version))
    if fields.act not in ACTS or (fields.copies is None) != (fields.first is None) or fields.reason == "":
        raise BadMessage(ReceiptReason.FIELDS, "act")
    statement = Statement(
        act=Act(fields.act),
        document=fields.document,
        envelope=fields.envelope,
        sender=fields.sender,
        recipient=fields.recipient,
        operator=fields.operator,
        device=fields.device,
        terminal=fields.terminal,
        at=fields.at.as_datetime(),
        head=(fields.head_number, fields.head_hash),
        reason=fields.reason or "",
        copies=None if fields.copies is None or fields.first is None else Copies(fields.copies, fields.first),
    )
    _require(statement)
    return statement


def _message(data: bytes) -> signed.Signed:
    if len(data) > SIZE:
        raise BadMessage(MessageReason.LIMIT)
    message = signed.read(data)
    if len(message.infos) != 1 or message.unverified is None or signed.rebuilt(message) != data:
        raise BadMessage(ReceiptReason.FORM)
    said = message.infos[0].attributes
    if said is None or attributes.read(said).others:
        raise BadMessage(ReceiptReason.FORM, "attributes")
    return message


def _require(statement: Statement) -> None:
    texts = (statement.document, statement.sender, statement.recipient, statement.device, statement.terminal)
    hashes = (statement.envelope, statement.operator, statement.head[1])
    copies = statement.copies
    limits = {
        "text": all(0 < len(each) <= TEXT and each.isprintable() and each == each.strip() for each in texts),
        "hash": all(len(each) == sm3.SIZE for each in hashes),
        "head": 0 <= statement.head[0] < NUMBER,
        "at": statement.at.tzinfo is not None and statement.at.microsecond == 0,
        "reason": bool(CODE.fullmatch(statement.reason)) if statement.act is Act.RETURN else not statement.reason,
        "copies": (copies is not None) == (statement.act is Act.PRINT),
        "number": copies is None or (0 < copies.number <= COPIES and 0 < copies.first <= NUMBER - copies.number),
    }
    for name, kept in limits.items():
        if not kept:
            raise BadMessage(ReceiptReason.FIELDS, name)


def _agrees(statement: Statement, signer: CheckedSigner) -> Iterator[Finding]:
    own = statement.operator == operator_of(signer.certificate)
    yield (passed if own else failed)(ReceiptReason.OPERATOR, name=signer.certificate.name)
    said = statement.at == signer.at
    yield (passed if said else failed)(ReceiptReason.TIME, at=statement.at)


def _says(statement: Statement) -> Finding:
    facts: dict[str, str | int | datetime] = {
        "document": statement.document,
        "envelope": statement.envelope.hex(),
        "sender": statement.sender,
        "recipient": statement.recipient,
        "device": statement.device,
        "terminal": statement.terminal,
        "at": statement.at,
        "head_number": statement.head[0],
        "head_hash": statement.head[1].hex(),
    }
    if statement.reason:
        facts["why"] = statement.reason
    if statement.copies:
        facts |= {"copies": statement.copies.number, "first": statement.copies.first}
    return passed(ReceiptReason[statement.act.name], **facts)
