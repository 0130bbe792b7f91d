"""`zhengxun ca …`: the own authority on the command line (docs/ca.md).

- Exit codes: 0 done; 2 refused, nothing changed; `check` alone: 1 something is over, 3 something runs out soon.
- Before a certificate is made, revoked or trusted, what it says is shown and confirmed; `--yes` and `--fingerprint` do
  that for scripts.
"""

import argparse
from datetime import datetime, time
from pathlib import Path

from app import pins, shown, subcommands
from app.ca import acts, importing, look
from app.ca.acts import BACKDATED, Keys
from app.ca.folder import AUTHORITIES, Ca, publish
from app.handling import confirm, read_file
from app.settings import Settings
from app.shown import say
from app.subcommands import Act
from app.templating import message
from crypto.certificates import profiles, requests
from crypto.certificates.authority import Order
from crypto.certificates.build import new_serial
from crypto.certificates.profiles import Role
from crypto.certificates.revocation import Why
from crypto.errors import BadCertificate, BadKey, BadName, BadSignature
from kernel import clock
from kernel.errors import StartRefused

ROLES = (Role.SIGNING, Role.SEAL_MAKER, Role.SERVICE, Role.TIME)
REASONS = {
    "unspecified": Why.unspecified,
    "lost": Why.key_compromise,
    "moved": Why.affiliation_changed,
    "replaced": Why.superseded,
    "ceased": Why.cessation_of_operation,
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The acts as sub-commands."""
    for made in subcommands.add(parser, ACTS, "ca.act"):
        made.add_argument("--folder", type=Path, help=message("ca.argument.folder"))
        made.add_argument("--trust", type=Path, help=message("ca.argument.trust"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    args.folder, args.trust = args.folder or settings.ca_folder, args.trust or settings.trust_folder
    try:
        return subcommands.run(ACTS, args, settings)
    except BadName as error:
        raise StartRefused("ca.bad_name") from error


def _init_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", required=True, help=message("ca.argument.organisation"))
    parser.add_argument("--name", default="", help=message("ca.argument.authority_name"))
    parser.add_argument("--root-device", default="", metavar="ADDRESS", help=message("ca.argument.own_device"))
    parser.add_argument("--device", default="", metavar="ADDRESS", help=message("ca.argument.own_device"))
    _pin_arguments(parser, root=True)
    parser.add_argument("--yes", action="store_true", help=message("ca.argument.yes"))


def _init(args: argparse.Namespace, _settings: Settings) -> int:
    base = args.name or args.organisation
    names = [profiles.name(message(f"ca.name.{role}", name=base), args.organisation) for role in AUTHORITIES]
    if args.folder.exists() and any(args.folder.iterdir()):
        raise StartRefused("ca.exists", path=str(args.folder))
    say("ca.will_init", path=args.folder)
    shown.facts((f"{role}_name", shown.who(name)) for role, name in zip(AUTHORITIES, names, strict=True))
    confirm(args)
    opened = Keys(
        pins.read(shown.role(Role.ROOT), args.root_pin_file, new=not args.root_device),
        pins.read(shown.role(Role.ISSUING), args.pin_file, new=not args.device),
        args.root_device,
        args.device,
    )
    book = acts.found(args.folder, args.root_folder, (names[0], names[1]), opened)
    publish(args.trust, acts.trusted(Ca(args.folder, args.root_folder), book))
    for role in AUTHORITIES:
        shown.card(book.authority(role), role)
        print()
    say("ca.init_done", folder=args.root_folder or args.folder / Role.ROOT, trust=args.trust)
    return 0


def _issue_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("request", type=Path, help=message("ca.argument.request"))
    parser.add_argument("--role", choices=ROLES, default=Role.SIGNING, help=message("ca.argument.role"))
    for name in ("name", "organisation", "unit"):
        parser.add_argument(f"--{name}", default="", help=message(f"ca.argument.{name}"))
    parser.add_argument("--days", type=int, help=message("ca.argument.days"))
    _out_arguments(parser)


def _issue(args: argparse.Namespace, _settings: Settings) -> int:
    if args.days is not None and args.days < 1:
        raise StartRefused("ca.bad_days")
    try:
        asked = requests.read(read_file(args.request, requests.LIMIT, "ca.no_file"))
    except (BadCertificate, BadKey) as error:
        raise StartRefused("ca.bad_request", path=str(args.request)) from error
    except BadSignature as error:
        raise StartRefused("ca.request_forged", path=str(args.request)) from error
    order = Order(
        acts.subject(asked, args.name, args.organisation, args.unit),
        Role(args.role),
        clock.now() - BACKDATED,
        new_serial(),
        args.days,
    )
    say("ca.will_issue")
    end = order.template(asked.public).not_after
    rows = [("role", shown.role(order.role)), ("name", shown.who(order.subject)), ("until", shown.day(end))]
    shown.facts(rows)
    ca = Ca(args.folder)
    if alike := ca.book().namesakes(order.subject.public_bytes(), order.role):
        say("ca.namesakes", count=len(alike), serials=" ".join(f"{each.certificate.serial:x}"[:8] for each in alike))
    confirm(args)
    lines = acts.certify(ca, asked, order, pins.read(shown.role(Role.ISSUING), args.pin_file))
    folder = acts.hand_out(args.out, ca.book(), lines)
    publish(args.trust, acts.trusted(ca, ca.book()))
    for line in lines:
        print()
        shown.card(line.certificate, line.role)
    print()
    say("ca.issue_done", path=folder)
    return 0


def _renew_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("which", help=message("ca.argument.which"))
    _out_arguments(parser, root=True)


def _renew(args: argparse.Namespace, _settings: Settings) -> int:
    ca = Ca(args.folder, args.root_folder)
    book = ca.book()
    entry = book.find(args.which if args.which not in AUTHORITIES else f"{book.authority(Role(args.which)).serial:x}")
    say("ca.will_renew")
    shown.card(entry.certificate, entry.role)
    confirm(args)
    lines = acts.renew(ca, entry, _pin(args, entry.issuer))
    book = ca.book()
    folder = acts.hand_out(args.out, book, lines)
    publish(args.trust, acts.trusted(ca, book))
    say("ca.renew_done", path=folder, until=shown.day(lines[0].certificate.not_after))
    return 0


def _revoke_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("serial", help=message("ca.argument.serial"))
    parser.add_argument("--reason", choices=REASONS, required=True, help=message("ca.argument.reason"))
    parser.add_argument("--since", type=_moment, metavar="YYYY-MM-DD", help=message("ca.argument.since"))
    _pin_arguments(parser, root=True)
    parser.add_argument("--yes", action="store_true", help=message("ca.argument.yes"))


def _revoke(args: argparse.Namespace, _settings: Settings) -> int:
    ca = Ca(args.folder, args.root_folder)
    book = ca.book()
    entry = book.find(args.serial)
    say("ca.will_revoke", count=len(book.of_same_keys(entry)), reason=message(f"ca.reason.{args.reason}"))
    shown.card(entry.certificate, entry.role)
    confirm(args)
    gone = acts.revoke(ca, entry, REASONS[args.reason], args.since, _pin(args, entry.issuer))
    publish(args.trust, acts.trusted(ca, ca.book()))
    say("ca.revoke_done", count=len(gone), trust=args.trust)
    return 0


def _crl_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", action="store_true", help=message("ca.argument.of_root"))
    _pin_arguments(parser, root=True)


def _crl(args: argparse.Namespace, _settings: Settings) -> int:
    ca, role = Ca(args.folder, args.root_folder), Role.ROOT if args.root else Role.ISSUING
    ca.book()
    acts.new_list(ca, role, _pin(args, role))
    publish(args.trust, acts.trusted(ca, ca.book()))
    made = ca.list_of(role)
    if made is not None and made.next_update is not None:
        say("ca.list_done", number=made.number, size=made.size, due=shown.day(made.next_update), trust=args.trust)
    return 0


def _pin_arguments(parser: argparse.ArgumentParser, *, root: bool = False) -> None:
    parser.add_argument("--pin-file", type=Path, help=message("ca.argument.pin_file"))
    if root:
        parser.add_argument("--root-pin-file", type=Path, help=message("ca.argument.root_pin_file"))
        parser.add_argument("--root-folder", type=Path, help=message("ca.argument.root_folder"))


def _out_arguments(parser: argparse.ArgumentParser, *, root: bool = False) -> None:
    parser.add_argument("--out", type=Path, required=True, help=message("ca.argument.out"))
    parser.add_argument("--yes", action="store_true", help=message("ca.argument.yes"))
    _pin_arguments(parser, root=root)


def _pin(args: argparse.Namespace, role: Role) -> str:
    return pins.read(shown.role(role), args.root_pin_file if role is Role.ROOT else args.pin_file)


def _moment(text: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(text).date(), time(), clock.LOCAL)


ACTS = (
    Act("init", _init_arguments, _init),
    Act("issue", _issue_arguments, _issue),
    Act("renew", _renew_arguments, _renew),
    Act("revoke", _revoke_arguments, _revoke),
    Act("crl", _crl_arguments, _crl),
    Act("list", look.arguments, look.issued),
    Act("check", lambda _parser: None, look.check),
    Act("import", importing.arguments, importing.run),
    Act("export", importing.export_arguments, importing.export),
)
