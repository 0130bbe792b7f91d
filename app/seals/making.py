"""`zhengxun seal make`: a seal made, registered under a number and signed by the seal maker.

- The maker's certificate must lead to a trusted root today, and so must the signing certificate of everyone who may use
  the seal; both are shown with the seal before anything is signed.
- Under an authority of a demonstration or test every seal bears its word: without `--demo` nothing is made.
"""

import argparse
import re
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path

from app.handling import confirm, device_words, read_file, write_new
from app.seals import keys, picture
from app.seals import shown as seal_shown
from app.seals.keys import seal_words
from app.settings import Settings
from app.shown import say
from app.templating import message
from crypto.certificates import certificate as certificates
from crypto.certificates import path
from crypto.certificates.certificate import Certificate, Usage
from crypto.certificates.trust import Trust, read_folder
from crypto.errors import BadCertificate, BadTrust
from crypto.findings import Level
from crypto.seals import making
from crypto.seals.making import SealSpec, SealType
from crypto.seals.reading import read_seal
from crypto.seals.structures import DIGESTS, WHOLE
from kernel import clock
from kernel.errors import StartRefused
from typeset.stamps.words import words

VENDOR = "zhengxun"
_TESTS = re.compile(r"\b(?:test|demo)", re.IGNORECASE)
_LAST = time(23, 59, 59)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the seal says, who makes it, who may use it."""
    picture.arguments(parser)
    picture.imported_arguments(parser)
    parser.add_argument("--id", required=True, help=message("seal.argument.id"))
    parser.add_argument("--user", type=Path, action="append", required=True, help=message("seal.argument.user"))
    parser.add_argument("--digests", action="store_true", help=message("seal.argument.digests"))
    parser.add_argument("--from", dest="start", type=_day, metavar="YYYY-MM-DD", help=message("seal.argument.start"))
    parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD", required=True, help=message("seal.argument.until"))
    keys.arguments(parser)
    parser.add_argument("--trust", type=Path, help=message("ca.argument.trust"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Show, confirm, sign, write."""
    now = clock.now().replace(microsecond=0)
    trust = _trust(args.trust or settings.trust_folder)
    with keys.opened(args, settings) as device:
        maker = keys.certificate(args, device)
        chain = _chain(maker, trust, now)
        if not args.demo and any(map(_of_a_test, chain)):
            raise StartRefused("seal.demo_needed", authority=chain[-1].name)
        users = tuple(_user(each, trust, now) for each in args.user)
        spec = SealSpec(
            id=args.id,
            vendor=VENDOR,
            type=SealType.UNIT if args.form == "unit" else SealType.PERSON,
            name=args.name,
            certificates=users,
            created=now,
            start=args.start or now,
            end=datetime.combine(args.until.date(), _LAST, clock.LOCAL),
            picture=picture.picture(args),
            list_type=DIGESTS if args.digests else WHOLE,
        )
        _show(spec, maker)
        confirm(args)
        with device_words(), seal_words():
            made = making.make(spec, keys.signer(args, device, maker))
    write_new(args.out, made)
    say("seal.made", path=args.out)
    seal_shown.card(read_seal(made))
    return 0


def _show(spec: SealSpec, maker: Certificate) -> None:
    say("seal.will_make")
    seal_shown.facts(
        [
            ("name", spec.name),
            ("id", spec.id),
            ("size", f"{spec.picture.width} × {spec.picture.height} mm"),
            ("period", f"{seal_shown.moment(spec.start)} – {seal_shown.moment(spec.end)}"),
            ("maker", seal_shown.user(maker.der)),
            *(("user" if at == 0 else "more", seal_shown.user(each.der)) for at, each in enumerate(spec.certificates)),
        ]
    )


def _chain(maker: Certificate, trust: Trust, now: datetime) -> tuple[Certificate, ...]:
    found = path.check(maker, trust, now, Usage.DIGITAL_SIGNATURE)
    if not found.sound:
        raise _untrusted(maker, found)
    return tuple(found.chain)


def _user(file: Path, trust: Trust, now: datetime) -> Certificate:
    try:
        found = certificates.load(read_file(file, certificates.LIMIT))
    except BadCertificate as error:
        raise StartRefused("seal.bad_certificate", path=str(file)) from error
    checked = path.check(found, trust, now, Usage.DIGITAL_SIGNATURE)
    if not checked.sound:
        raise _untrusted(found, checked)
    return found


def _untrusted(certificate: Certificate, found: path.Path) -> StartRefused:
    """The first thing that is wrong, in the words of the verifier."""
    wrong = next((each for each in found.findings if each.level is Level.FAILED), None)
    why = message(f"verify.{wrong.reason}.failed", **wrong.facts) if wrong else ""
    return StartRefused("seal.untrusted", name=certificate.name, why=why)


def _of_a_test(certificate: Certificate) -> bool:
    names = certificate.parsed.subject, certificate.parsed.issuer
    return says_test(str(each.value) for name in names for each in name)


def says_test(names: Iterable[str]) -> bool:
    """Whether one of the names says that it is for tests."""
    return any(words().demo in each or _TESTS.search(each) for each in names)


def _trust(folder: Path) -> Trust:
    try:
        return read_folder(folder)
    except BadTrust as error:
        raise StartRefused("ca.bad_trust", file=error.file) from error


def _day(text: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(text).date(), time(), clock.LOCAL)
