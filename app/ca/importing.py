"""`zhengxun ca import|export`: an outside authority into the trust folder, our own certificates out of the house.

- A new root is trusted only by its fingerprint: shown here, known to the person from elsewhere, typed in whole.
- Authorities below must lead to a root that is trusted, or becomes so in the same act; lists must be an authority's own.
- Seal makers (`--maker`) are not authorities: a signing certificate with a sound path, allowed to make seals from now on.
- Nothing is written before everything was checked.
"""

import argparse
import sys
from pathlib import Path

from app import shown
from app.ca import acts
from app.ca.folder import AUTHORITIES, Ca, publish
from app.settings import Settings
from app.shown import say
from app.templating import message
from app.verify.words import clean
from crypto.certificates import certificate as certificates
from crypto.certificates import path as paths
from crypto.certificates import revocation, standing
from crypto.certificates.certificate import Certificate, Usage
from crypto.certificates.chains import signed
from crypto.certificates.revocation import RevocationList
from crypto.certificates.trust import FILE, Trust, read_folder
from crypto.devices.files import make_folder, write_durably
from crypto.errors import BadCertificate, BadTrust
from kernel import clock
from kernel.errors import StartRefused

OWN = "authorities"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of `import`."""
    parser.add_argument("files", nargs="*", type=Path, help=message("ca.argument.files"))
    parser.add_argument("--maker", action="append", default=[], type=Path, help=message("ca.argument.maker"))
    parser.add_argument("--fingerprint", action="append", default=[], help=message("ca.argument.fingerprint"))


def run(args: argparse.Namespace, _settings: Settings) -> int:
    """Take an outside authority, and its lists, into the trust folder."""
    try:
        known = read_folder(args.trust)
    except BadTrust as error:
        raise StartRefused("ca.bad_trust", file=error.file) from error
    new = _new(args, known)
    for root in new.roots:
        if root not in known.roots:
            _compared(root, args.fingerprint)
    publish(args.trust, new)
    counts = {"roots": new.roots, "below": new.intermediates, "lists": new.lists, "makers": new.makers}
    say("ca.import_done", **{name: len(each) for name, each in counts.items()}, trust=args.trust)
    return 0


def _new(args: argparse.Namespace, known: Trust) -> Trust:
    """What the files hold, each checked against all that is trusted or would be. Raises StartRefused."""
    found, lists = _read(args.files)
    makers, _ = _read(args.maker)
    if not (found or lists or makers):
        raise StartRefused("ca.nothing_to_import")
    roots = tuple(each for each in found if each.issuer_der == each.subject_der)
    below = tuple(each for each in found if each not in roots)
    if strange := [each for each in roots if not each.authority or not signed(each, each)]:
        raise StartRefused("ca.not_an_authority", name=clean(strange[0].name))
    grown = Trust((*known.roots, *roots), (*known.intermediates, *below), (*known.lists, *lists))
    above = (*grown.roots, *grown.intermediates)
    if lost := [each for each in below if not (each.authority and _sound(each, grown, Usage.KEY_CERT_SIGN))]:
        raise StartRefused("ca.leads_nowhere", name=clean(lost[0].name))
    if not all(any(standing.counts(made, each) for each in above) for made in lists):
        raise StartRefused("ca.foreign_list")
    if lost := [each for each in makers if each.authority or not _sound(each, grown, Usage.DIGITAL_SIGNATURE)]:
        raise StartRefused("ca.no_maker", name=clean(lost[0].name))
    return Trust(roots, below, lists, makers=makers)


def _sound(certificate: Certificate, trust: Trust, usage: Usage) -> bool:
    return paths.check(certificate, trust, clock.now(), usage).sound


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """Of `export`."""
    parser.add_argument("which", help=message("ca.argument.export"))
    parser.add_argument("--out", type=Path, required=True, help=message("ca.argument.out"))


def export(args: argparse.Namespace, _settings: Settings) -> int:
    """Hand out certificates again, or our authorities and lists for other houses."""
    ca = Ca(args.folder)
    book = ca.book()
    if args.which != OWN:
        folder = acts.hand_out(args.out, book, book.together(book.find(args.which)))
        say("ca.export_done", path=folder)
        return 0
    make_folder(args.out.absolute())
    for role in AUTHORITIES:
        write_durably(args.out / f"{role}.cer", book.authority(role).pem())
        if made := ca.list_of(role):
            write_durably(args.out / f"{role}.crl", made.der)
    shown.card(book.authority(AUTHORITIES[0]), AUTHORITIES[0])
    say("ca.export_done", path=args.out)
    return 0


def _read(files: list[Path]) -> tuple[tuple[Certificate, ...], tuple[RevocationList, ...]]:
    found: dict[Certificate, None] = {}
    lists = []
    for file in files:
        try:
            with file.open("rb") as opened:
                data = opened.read(2 * revocation.LIMIT)
            if file.suffix.lower() == ".crl" or revocation.PEM in data:
                lists.append(revocation.load(data))
            else:
                found |= dict.fromkeys(certificates.load_all(data[: FILE + 1]))
        except OSError as error:
            raise StartRefused("ca.no_file", path=str(file)) from error
        except BadCertificate as error:
            raise StartRefused("ca.bad_file", path=str(file)) from error
    return tuple(found), tuple(lists)


def _compared(root: Certificate, given: list[str]) -> None:
    say("ca.new_root")
    shown.card(root)
    if not given and not sys.stdin.isatty():
        raise StartRefused("ca.fingerprint_needed")
    typed = given or [input(message("ca.type_fingerprint"))]
    if root.fingerprint not in {_plain(each) for each in typed}:
        raise StartRefused("ca.fingerprint_differs")


def _plain(typed: str) -> str:
    return "".join(typed.split()).replace(":", "").lower()
