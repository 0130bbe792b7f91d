"""GB/T 35275 messages and the receipts among them.

- A message that only carries certificates is looked at as these certificates.
- A receipt is told by the type inside its signed statement, and then has to be one in every respect.
"""

from app.verify.kinds import Kind
from app.verify.reasons import FileReason
from app.verify.report import Question, Report, Signature, readable
from crypto import receipts
from crypto.asn1 import encode
from crypto.errors import BadMessage
from crypto.findings import Fact, failed
from crypto.messages import checking, signed
from crypto.messages.checking import CheckedSigner
from crypto.messages.reasons import MessageReason
from crypto.receipts import ReceiptReason

BAG = 256 << 10  # bytes
RECEIPT = encode(receipts.TYPE)
# Failures that say the bytes could not be taken for a message at all: nothing is claimed then.
UNREAD = frozenset(
    {
        MessageReason.STRUCTURE, MessageReason.INDEFINITE, MessageReason.TRAILING, MessageReason.LIMIT, MessageReason.TYPE,
        MessageReason.VERSION, MessageReason.ALGORITHM, MessageReason.SHUT, ReceiptReason.FORM, ReceiptReason.VERSION,
    }
)  # fmt: skip


def message(data: bytes, question: Question) -> Report:
    """Everything there is to ask of a message without anybody's private key."""
    try:
        read = signed.read(data)
    except BadMessage as error:
        if error.reason is MessageReason.TYPE:
            return _checked(data, question)  # not a signed one
        return Report(Kind.MESSAGE, (checking.refusal(error),), read=False)
    if read.unverified is None and question.content is None:
        return Report(Kind.MESSAGE, (failed(FileReason.NO_CONTENT),), {"type": "signed"})
    if RECEIPT in (read.unverified or b"")[: len(RECEIPT) + 4]:
        return _receipt(data, question)
    return _checked(data, question)


def bag(data: bytes) -> tuple[bytes, ...]:
    """The certificates of a message that carries nothing else."""
    if len(data) > BAG:
        return ()
    try:
        read = signed.read(data)
    except BadMessage:
        return ()
    return () if read.infos else tuple(each.der for each in read.certificates)


def _checked(data: bytes, question: Question) -> Report:
    found = checking.check(data, question.trust, question.at, question.content)
    signatures = tuple(_signature(each) for each in found.signers)
    return Report(Kind.MESSAGE, found.findings, found.facts, signatures, read=readable(found.findings, UNREAD))


def _receipt(data: bytes, question: Question) -> Report:
    found = receipts.check(data, question.trust, question.at)
    facts: dict[str, Fact] = {}
    if said := found.statement:
        facts = {"document": said.document, "sender": said.sender, "recipient": said.recipient}
    signatures = (_signature(found.signer),) if found.signer else ()
    return Report(Kind.RECEIPT, found.findings, facts, signatures, read=readable(found.findings, UNREAD))


def _signature(signer: CheckedSigner) -> Signature:
    certificate = signer.certificate
    root = signer.root.name if signer.root else ""
    return Signature(certificate.name, signer.at, root, f"{certificate.serial:x}", certificate.issuer)
