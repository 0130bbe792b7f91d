"""`zhengxun agent envelope|open`: a document signed and enveloped for others, an envelope opened, by the terminal's device.

- Both pass the marking gate (agent/passage.py): before the PIN is asked when sending, before anything is written when
  receiving. Exit codes: 0 done; 2 refused; 3 a marking, 4 something a person has to look at: nothing was written.
- What is sent for whom is shown and confirmed; `--yes` does that for scripts. No file is written over.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent import passage
from agent import settings as agent_settings
from agent.passage import Document, Stopped, Terms, Unproven
from app import passing, pins
from app.devices import given
from app.handling import confirm, device_words, read_file, require_new, write_new
from app.seals import keys
from app.seals import shown as seal_shown
from app.settings import Settings
from app.shown import say
from app.templating import message
from app.verify.words import sentence
from crypto.certificates import certificate as certificates
from crypto.certificates.certificate import Certificate
from crypto.certificates.trust import read_folder
from crypto.errors import BadCertificate, BadTrust
from crypto.findings import Level
from crypto.messages import recipients
from kernel import clock
from kernel.errors import StartRefused

LARGEST = 128 << 20


def envelope_arguments(parser: argparse.ArgumentParser) -> None:
    """Which document, for whom."""
    parser.add_argument("file", type=Path, help=message("agent.argument.file"))
    parser.add_argument(
        "--to", type=Path, action="append", required=True, metavar="CERT", help=message("agent.argument.to")
    )
    parser.add_argument("--certificate", type=Path, help=message("seal.argument.certificate"))
    parser.add_argument("--yes", action="store_true", help=message("ca.argument.yes"))
    _common(parser)


def open_arguments(parser: argparse.ArgumentParser) -> None:
    """Which envelope."""
    parser.add_argument("file", type=Path, help=message("agent.argument.envelope"))
    _common(parser)


def _common(parser: argparse.ArgumentParser) -> None:
    # Suppressed: a default here would hide what `zhengxun agent --device … open` was told.
    parser.add_argument("--device", default=argparse.SUPPRESS, metavar="ADDRESS", help=message("agent.argument.device"))
    parser.add_argument("--pin-file", type=Path, help=message("ca.argument.pin_file"))
    parser.add_argument("--trust", type=Path, help=message("ca.argument.trust"))
    parser.add_argument("--out", type=Path, required=True, help=message("ca.argument.out_file"))
    passing.argument(parser)


def envelope(args: argparse.Namespace, settings: Settings) -> int:
    """Examine, show, confirm, ask for the PIN, write."""
    document = Document(args.file.name, read_file(args.file, LARGEST))
    to = [_recipient(each) for each in args.to]
    terms = _terms(args, settings)
    require_new(args.out)
    with _words(document.name):
        admitted = passage.admit(document, terms)
    with keys.opened(args, settings) as device:
        holder = keys.certificate(args, device)
        say("agent.will_envelope")
        rows = [("recipient" if at == 0 else "more", seal_shown.user(each.der)) for at, each in enumerate(to)]
        seal_shown.facts([("file", str(args.file)), ("signer", seal_shown.user(holder.der)), *rows])
        confirm(args)
        with device_words(), _words(document.name):
            made = passage.send(admitted, keys.signer(args, device, holder), to, terms)
    write_new(args.out, made)
    say("agent.enveloped", path=args.out, number=len(to))
    return 0


def opened(args: argparse.Namespace, settings: Settings) -> int:
    """Ask for the PIN, open in memory, check, examine; write only then."""
    data = read_file(args.file, LARGEST)
    terms = _terms(args, settings)
    with keys.opened(args, settings) as device, device_words(), _words(args.out.name):
        received = given.with_pin(
            device,
            lambda: pins.read(device.label or device.serial, args.pin_file),
            lambda: passage.receive(args.out.name, data, device, terms),
        )
    write_new(args.out, received.admitted.document.data)
    for each in received.signers:
        say("agent.signed_by", name=each.certificate.name, at=seal_shown.moment(each.at) if each.at else "")
    say("agent.opened", path=args.out)
    return 0


def _terms(args: argparse.Namespace, settings: Settings) -> Terms:
    """Today's, with the device of the terminal where none was named. Raises StartRefused."""
    args.device = str(agent_settings.device(args.device))
    folder = args.trust or settings.trust_folder
    try:
        trust = read_folder(folder)
    except BadTrust as error:
        raise StartRefused("ca.bad_trust", file=error.file) from error

    def answer(stopped: Stopped) -> None:
        passing.settle(args.file.name, stopped.digest, stopped.verdicts, declare=args.declare)

    return Terms(trust, clock.now().replace(microsecond=0), answer)


@contextmanager
def _words(name: str) -> Iterator[None]:
    """What a passage refuses, as a line of the command line."""
    try:
        yield
    except Stopped as stopped:
        passing.settle(name, stopped.digest, stopped.verdicts, declare=False)
    except Unproven as unproven:
        wrong = next(each for each in unproven.findings if each.level is Level.FAILED)
        raise StartRefused("agent.unproven", name=unproven.name, why=sentence(wrong)[0]) from unproven


def _recipient(file: Path) -> Certificate:
    """Raises StartRefused."""
    try:
        found = certificates.load(read_file(file, certificates.LIMIT))
    except BadCertificate as error:
        raise StartRefused("seal.bad_certificate", path=str(file)) from error
    try:
        recipients.require_encryption(found)
    except BadCertificate as error:
        raise StartRefused("agent.not_for_encryption", path=str(file), name=found.name) from error
    return found
