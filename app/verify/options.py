"""What stands on the command line besides the files, as a Question. Raises StartRefused for what makes no sense."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.verify import files, journals, words
from app.verify.kinds import Found, Kind, recognise
from app.verify.reasons import FileReason
from app.verify.report import Question
from crypto.certificates import trust
from crypto.certificates.certificate import Certificate
from crypto.certificates.revocation import RevocationList
from crypto.certificates.trust import Trust
from crypto.errors import BadCertificate, BadKey, BadSignature, BadTrust
from kernel import clock
from kernel.errors import StartRefused
from kernel.journal import Head

KEY = 128  # hexadecimal digits of a public key


def question(args: argparse.Namespace, default_trust: Path) -> Question:
    """Everything read and checked once, before the first file."""
    return Question(
        replace(_trust(args.trust, default_trust), strict=args.strict),
        _moment(args.at),
        None if args.content is None else _bytes(args.content, empty=True),
        tuple(_heads(args.heads)),
        _key(args.key),
        args.second_opinion,
    )


def _trust(given: Sequence[Path], default: Path) -> Trust:
    found = Trust(())
    for path in given or [default]:
        if given and not path.exists():
            raise StartRefused("cli.verify_no_trust", path=str(path))
        try:
            read = _trusted_file(path) if path.is_file() else trust.read_folder(path)
        except BadTrust as error:
            raise StartRefused("cli.verify_bad_trust", path=str(path), file=error.file, detail=error.why) from None
        found = replace(
            found.with_more(read.intermediates, read.lists),
            roots=(*found.roots, *read.roots),
            makers=(*found.makers, *read.makers),
        )
    return found


def _trusted_file(path: Path) -> Trust:
    """Roots are certificates that signed themselves; other authorities only help on the way; lists are lists."""
    roots: list[Certificate] = []
    others: list[Certificate] = []
    lists: list[RevocationList] = []
    for each in recognise(_bytes(path)):
        try:
            if each.kind is Kind.REVOCATION_LIST:
                lists.append(RevocationList(each.data))
                continue
            read = _authority(each)
        except (BadCertificate, BadKey) as error:
            raise BadTrust(path.name, str(error)) from None
        (roots if _self_signed(read) else others).append(read)
    return Trust(tuple(roots), tuple(others), tuple(lists))


def _authority(found: Found) -> Certificate:
    read = Certificate(found.data)
    if not read.authority:
        raise BadCertificate("not an authority")
    return read


def _self_signed(certificate: Certificate) -> bool:
    if certificate.issuer_der != certificate.subject_der:
        return False
    try:
        certificate.verify_signed_by(certificate)
    except BadSignature:
        return False
    return True


def _moment(text: str) -> datetime:
    if not text:
        return clock.now()
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise StartRefused("cli.verify_bad_time", value=words.clean(text)) from None
    return given if given.tzinfo else given.replace(tzinfo=clock.LOCAL)


def _heads(paths: Iterable[Path]) -> Iterator[Head]:
    for path in files.named(paths):
        if path.suffix == ".tmp":  # one that was being written when the power went
            continue
        try:
            yield journals.head_of(_bytes(path))
        except ValueError:
            raise StartRefused("cli.verify_bad_head", path=str(path)) from None


def _key(text: str) -> str:
    try:
        known = bytes.fromhex(text).hex()
    except ValueError:
        known = "-"
    if known and len(known) != KEY:
        raise StartRefused("cli.verify_bad_key", digits=KEY)
    return known


def _bytes(path: Path, *, empty: bool = False) -> bytes:
    try:
        return files.read(path)
    except files.Unreadable as refused:
        if empty and refused.finding.reason is FileReason.EMPTY:
            return b""
        raise StartRefused("cli.verify_not_read", path=str(path), why=words.sentence(refused.finding)[0]) from None
