"""One file's bytes → what is to be said about it: recognised by content, then checked as what it is.

- Nothing here reads files, asks the network or starts anything; the same bytes and question give the same answer.
- Every refusal is a finding. Memory and depth that run out are findings too; anything else that is raised is a bug.
"""

import warnings
from collections.abc import Callable
from dataclasses import replace

from app.verify import certificates, documents, journals, messages, packages, seals, signoffs
from app.verify.kinds import Found, Kind, recognise
from app.verify.reasons import FileReason
from app.verify.report import Question, Report
from crypto.certificates.certificate import Certificate
from crypto.errors import BadCertificate, CryptoError
from crypto.findings import failed

Check = Callable[[bytes, Question], Report]
CHECKS: dict[Kind, Check] = {
    Kind.OFD: documents.ofd,
    Kind.PDF: documents.pdf,
    Kind.PACKAGE: packages.package,
    Kind.CERTIFICATE: certificates.certificate,
    Kind.REQUEST: certificates.request,
    Kind.REVOCATION_LIST: certificates.revocation_list,
    Kind.MESSAGE: messages.message,
    Kind.SEAL: seals.seal,
    Kind.SEAL_SIGNATURE: seals.seal_signature,
    Kind.JOURNAL: journals.export,
    Kind.HEAD: journals.head,
    Kind.SIGN_OFF: signoffs.sign_off,
    Kind.SECRET: lambda _data, _question: Report(Kind.SECRET, (failed(FileReason.SECRET),)),
    Kind.UNKNOWN: lambda _data, _question: Report(Kind.UNKNOWN, (failed(FileReason.UNKNOWN),)),
}


def inspect(data: bytes, question: Question) -> tuple[Report, ...]:
    """The answer for each thing in the file; more than one only for a bundle."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about odd names in certificates: nothing anybody here could act on
        found = _unpacked(recognise(data))
        others = question.trust.with_more(_authorities(found)) if len(found) > 1 else question.trust
        return tuple(one(each, replace(question, trust=others)) for each in found)


def _unpacked(found: tuple[Found, ...]) -> tuple[Found, ...]:
    if len(found) != 1 or found[0].kind is not Kind.MESSAGE:
        return found
    return tuple(Found(Kind.CERTIFICATE, each) for each in messages.bag(found[0].data)) or found


def one(found: Found, question: Question) -> Report:
    """The answer for one thing, taken for what it was recognised as."""
    try:
        return CHECKS[found.kind](found.data, question)
    except MemoryError:
        return Report(found.kind, (failed(FileReason.MEMORY),))
    except (RecursionError, CryptoError) as error:
        return Report(found.kind, (failed(FileReason.FORMAT, detail=type(error).__name__),))


def _authorities(found: tuple[Found, ...]) -> list[Certificate]:
    """Certificates of a bundle lead from one to another."""
    read = []
    for each in found:
        try:
            read.append(Certificate(each.data))
        except BadCertificate:
            continue
    return [each for each in read if each.authority]
